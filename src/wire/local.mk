# wire: heads, framing, ClientHello, authorities. Pure.
noinst_LIBRARIES += libwire.a
libwire_a_SOURCES = src/wire/proxy_header.c src/wire/chars.c src/wire/authority.c src/wire/head.c \
	src/wire/fields.c src/wire/framing.c src/wire/body.c src/wire/write.c \
	src/wire/target.c src/wire/via.c src/wire/hello.c
noinst_HEADERS += src/wire/proxy_header.h src/wire/authority.h src/wire/chars.h src/wire/fields.h \
	src/wire/head.h \
	src/wire/http1.h src/wire/hello.h src/wire/write.h
check_PROGRAMS += tests/unit/wire/test_authority \
	tests/unit/wire/test_head \
	tests/unit/wire/test_http1 \
	tests/unit/wire/test_write \
	tests/unit/wire/test_hello
tests_unit_wire_test_authority_LDADD = $(WIRE_LIBS) $(CHECK_LIBS)
tests_unit_wire_test_head_LDADD = $(WIRE_LIBS) $(CHECK_LIBS)
tests_unit_wire_test_http1_LDADD = $(WIRE_LIBS) $(CHECK_LIBS)
tests_unit_wire_test_write_LDADD = $(WIRE_LIBS) $(CHECK_LIBS)
tests_unit_wire_test_hello_LDADD = $(WIRE_LIBS) $(CHECK_LIBS)
fuzz_targets += tests/fuzz/fuzz_head tests/fuzz/fuzz_chunked \
	tests/fuzz/fuzz_hello tests/fuzz/fuzz_authority
tests_fuzz_fuzz_head_LDADD = $(FUZZ_DRIVER) $(WIRE_LIBS)
tests_fuzz_fuzz_head_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_chunked_LDADD = $(FUZZ_DRIVER) $(WIRE_LIBS)
tests_fuzz_fuzz_chunked_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_hello_LDADD = $(FUZZ_DRIVER) $(WIRE_LIBS)
tests_fuzz_fuzz_hello_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_authority_LDADD = $(FUZZ_DRIVER) $(WIRE_LIBS)
tests_fuzz_fuzz_authority_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
check_PROGRAMS += tests/unit/wire/test_proxy_header
tests_unit_wire_test_proxy_header_LDADD = $(WIRE_LIBS) $(CHECK_LIBS)
