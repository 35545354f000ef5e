# The loader of regimes.
libconf_a_SOURCES += src/conf/regime_read.c src/conf/regime_load.c \
	src/conf/regime_load_tiers.c \
	src/conf/regime_load_counters.c src/conf/regime_load_places.c \
	src/conf/regime_load_mechanisms.c src/conf/regime_load_report.c src/conf/regime_load_more.c
noinst_HEADERS += src/conf/regime_read.h
check_PROGRAMS += tests/unit/conf/test_regime_load
tests_unit_conf_test_regime_load_LDADD = $(CONF_LIBS) $(CHECK_LIBS)
