# tls: CA, signer, mint, contexts.
noinst_LIBRARIES += libtls.a
libtls_a_SOURCES = src/tls/pem.c src/tls/x509_build.c src/tls/ca.c \
	src/tls/ca_leaf.c src/tls/signer_wire.c src/tls/signer_jail.c \
	src/tls/signer.c src/tls/signer_start.c src/tls/tickets.c \
	src/tls/profile.c src/tls/generation.c src/tls/leaf_cache.c \
	src/tls/mint.c src/tls/session_cache.c src/tls/upstream.c \
	src/tls/failure.c src/tls/listener.c
noinst_HEADERS += src/tls/ca.h src/tls/signer.h src/tls/mint.h \
	src/tls/context.h src/tls/pem.h src/tls/x509_build.h \
	src/tls/signer_wire.h src/tls/signer_jail.h src/tls/tickets.h \
	src/tls/profile.h src/tls/generation.h src/tls/leaf_cache.h \
	src/tls/session_cache.h src/tls/upstream.h
noinst_HEADERS += tests/unit/tls/fixture.h
check_PROGRAMS += tests/unit/tls/test_ca
tests_unit_tls_test_ca_SOURCES = tests/unit/tls/test_ca.c \
	tests/unit/tls/fixture.c
tests_unit_tls_test_ca_LDADD = $(TLS_LIBS) $(CHECK_LIBS)
noinst_HEADERS += tests/unit/tls/signer_fixture.h
check_PROGRAMS += tests/unit/tls/test_signer
tests_unit_tls_test_signer_SOURCES = tests/unit/tls/test_signer.c \
	tests/unit/tls/fixture.c tests/unit/tls/signer_fixture.c
tests_unit_tls_test_signer_LDADD = $(TLS_LIBS) $(CHECK_LIBS)
check_PROGRAMS += tests/unit/tls/test_mint
tests_unit_tls_test_mint_SOURCES = tests/unit/tls/test_mint.c \
	tests/unit/tls/fixture.c tests/unit/tls/signer_fixture.c
tests_unit_tls_test_mint_LDADD = $(TLS_LIBS) $(CHECK_LIBS)
tests_unit_tls_test_mint_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=clock_wall_us
check_PROGRAMS += tests/unit/tls/test_context
tests_unit_tls_test_context_SOURCES = tests/unit/tls/test_context.c \
	tests/unit/tls/fixture.c
tests_unit_tls_test_context_LDADD = $(TLS_LIBS) $(CHECK_LIBS)
