# place: guard, country database, resolver.
noinst_LIBRARIES += libplace.a
libplace_a_SOURCES = src/place/guard.c src/place/geo.c src/place/place.c \
	src/place/dns.c src/place/resolve.c
noinst_HEADERS += src/place/place.h src/place/dns.h
check_PROGRAMS += tests/unit/place/test_guard tests/unit/place/test_place
tests_unit_place_test_guard_LDADD = $(PLACE_LIBS) $(CHECK_LIBS)
tests_unit_place_test_place_LDADD = $(PLACE_LIBS) $(CHECK_LIBS)
check_PROGRAMS += tests/unit/place/test_resolve
tests_unit_place_test_resolve_LDADD = $(PLACE_LIBS) $(CHECK_LIBS)
