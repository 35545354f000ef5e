# place: guard, country database, resolver.
noinst_LIBRARIES += libplace.a
libplace_a_SOURCES =
noinst_HEADERS += src/place/place.h
