# tls: CA, signer, mint, contexts.
noinst_LIBRARIES += libtls.a
libtls_a_SOURCES =
noinst_HEADERS += src/tls/ca.h src/tls/signer.h src/tls/mint.h \
	src/tls/context.h
