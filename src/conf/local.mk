# conf: reads, checks and compiles the configuration.
noinst_LIBRARIES += libconf.a
libconf_a_SOURCES =
noinst_HEADERS += src/conf/snapshot.h
