# The loader of regimes.
libconf_a_SOURCES += src/conf/regime_read.c src/conf/regime_load.c \
	src/conf/regime_load_tiers.c \
	src/conf/regime_load_counters.c src/conf/regime_load_places.c \
	src/conf/regime_load_mechanisms.c src/conf/regime_load_report.c src/conf/regime_load_more.c
noinst_HEADERS += src/conf/regime_read.h
check_PROGRAMS += tests/unit/conf/test_regime_load
tests_unit_conf_test_regime_load_LDADD = $(CONF_LIBS) $(CHECK_LIBS)
noinst_HEADERS += tests/unit/conf/world.h
check_PROGRAMS += tests/unit/conf/test_world
tests_unit_conf_test_world_SOURCES = tests/unit/conf/test_world.c \
	tests/unit/conf/world.c
tests_unit_conf_test_world_LDADD = $(CONF_LIBS) $(CHECK_LIBS)
check_PROGRAMS += tests/unit/conf/test_world_us tests/unit/conf/test_world_all
tests_unit_conf_test_world_us_SOURCES = tests/unit/conf/test_world_us.c \
	tests/unit/conf/world.c
tests_unit_conf_test_world_us_LDADD = $(CONF_LIBS) $(CHECK_LIBS)
tests_unit_conf_test_world_all_SOURCES = tests/unit/conf/test_world_all.c \
	tests/unit/conf/world.c
tests_unit_conf_test_world_all_LDADD = $(CONF_LIBS) $(CHECK_LIBS)
