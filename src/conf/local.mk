# conf: reads, checks and compiles the configuration.
noinst_LIBRARIES += libconf.a
libconf_a_SOURCES = src/conf/report.c src/conf/text.c src/conf/load.c \
	src/conf/schema.c src/conf/schema_register.c \
	src/conf/schema_detectors.c src/conf/value.c src/conf/nearest.c \
	src/conf/read.c src/conf/group.c src/conf/check_register.c \
	src/conf/check_flows.c src/conf/check_service.c \
	src/conf/build_value.c src/conf/build_register.c \
	src/conf/build_service.c src/conf/detector_load.c \
	src/conf/regime_list.c src/conf/print.c src/conf/ledger_key.c \
	src/conf/snapshot.c src/conf/snapshot_test.c
noinst_HEADERS += src/conf/snapshot.h src/conf/report.h \
	src/conf/regime_load.h src/conf/text.h src/conf/load.h \
	src/conf/schema.h src/conf/value.h src/conf/nearest.h src/conf/read.h \
	src/conf/check.h src/conf/build.h src/conf/regime_list.h \
	src/conf/print.h src/conf/ledger_key.h

include src/conf/regime.mk
