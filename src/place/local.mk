# place: guard, country database, resolver.
noinst_LIBRARIES += libplace.a
libplace_a_SOURCES = src/place/guard.c src/place/geo.c src/place/place.c \
	src/place/dns.c src/place/resolve.c
noinst_HEADERS += src/place/place.h src/place/dns.h
