# conf: reads, checks and compiles the configuration.
noinst_LIBRARIES += libconf.a
libconf_a_SOURCES = src/conf/report.c src/conf/text.c src/conf/load.c \
	src/conf/schema.c src/conf/schema_register.c \
	src/conf/schema_detectors.c src/conf/value.c src/conf/nearest.c \
	src/conf/read.c src/conf/group.c src/conf/check_register.c \
	src/conf/check_flows.c src/conf/check_service.c \
	src/conf/build_value.c src/conf/build_register.c \
	src/conf/build_service.c src/conf/detector_load.c \
	src/conf/added.c src/conf/addition.c src/conf/regime_list.c src/conf/print.c src/conf/ledger_key.c \
	src/conf/snapshot.c src/conf/snapshot_test.c
noinst_HEADERS += src/conf/snapshot.h src/conf/report.h \
	src/conf/regime_load.h src/conf/text.h src/conf/load.h \
	src/conf/schema.h src/conf/value.h src/conf/nearest.h src/conf/read.h \
	src/conf/check.h src/conf/build.h src/conf/regime_list.h \
	src/conf/added.h src/conf/print.h src/conf/ledger_key.h

include src/conf/regime.mk
dist_man_MANS += man/kouan.conf.5

check_PROGRAMS += tests/unit/conf/test_value tests/unit/conf/test_text \
	tests/unit/conf/test_snapshot tests/unit/conf/test_faults \
	tests/unit/conf/test_added
tests_unit_conf_test_added_LDADD = $(CONF_LIBS) $(CHECK_LIBS)
tests_unit_conf_test_value_LDADD = $(CONF_LIBS) $(CHECK_LIBS)
tests_unit_conf_test_text_LDADD = $(CONF_LIBS) $(CHECK_LIBS)
tests_unit_conf_test_snapshot_LDADD = $(CONF_LIBS) $(CHECK_LIBS)
tests_unit_conf_test_faults_LDADD = $(CONF_LIBS) $(CHECK_LIBS)
noinst_HEADERS += tests/unit/conf/folder.h

fuzz_targets += tests/fuzz/fuzz_conf
tests_fuzz_fuzz_conf_LDADD = $(FUZZ_DRIVER) $(CONF_LIBS)
tests_fuzz_fuzz_conf_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
