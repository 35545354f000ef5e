# conf: reads, checks and compiles the configuration.
noinst_LIBRARIES += libconf.a
libconf_a_SOURCES = src/conf/report.c
noinst_HEADERS += src/conf/snapshot.h src/conf/report.h src/conf/regime_load.h
