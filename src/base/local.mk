# base: what everything stands on. No room below.
noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = src/base/err.c src/base/span.c src/base/buf.c \
	src/base/arena.c src/base/map.c src/base/clock.c src/base/log.c \
	src/base/digest.c src/base/tally.c src/base/emit.c
noinst_HEADERS += src/base/err.h src/base/span.h src/base/buf.h \
	src/base/arena.h src/base/map.h src/base/clock.h src/base/log.h \
	src/base/digest.h src/base/tally.h src/base/emit.h
check_PROGRAMS += tests/unit/base/test_base tests/unit/base/test_clock
tests_unit_base_test_base_LDADD = $(BASE_LIBS) $(CHECK_LIBS)
tests_unit_base_test_clock_LDADD = $(BASE_LIBS) $(CHECK_LIBS)
