# wire: heads, framing, ClientHello, authorities. Pure.
noinst_LIBRARIES += libwire.a
libwire_a_SOURCES =
noinst_HEADERS += src/wire/authority.h src/wire/head.h src/wire/http1.h \
	src/wire/hello.h
