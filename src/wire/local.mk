# wire: heads, framing, ClientHello, authorities. Pure.
noinst_LIBRARIES += libwire.a
libwire_a_SOURCES = src/wire/chars.c src/wire/authority.c src/wire/head.c \
	src/wire/fields.c src/wire/framing.c src/wire/body.c src/wire/write.c \
	src/wire/target.c src/wire/via.c src/wire/hello.c
noinst_HEADERS += src/wire/authority.h src/wire/chars.h src/wire/head.h \
	src/wire/http1.h src/wire/hello.h src/wire/write.h
check_PROGRAMS += tests/unit/wire/test_authority \
	tests/unit/wire/test_head \
	tests/unit/wire/test_http1
tests_unit_wire_test_authority_LDADD = $(WIRE_LIBS) $(CHECK_LIBS)
tests_unit_wire_test_head_LDADD = $(WIRE_LIBS) $(CHECK_LIBS)
tests_unit_wire_test_http1_LDADD = $(WIRE_LIBS) $(CHECK_LIBS)
