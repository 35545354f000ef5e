/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The common settings of our contexts. Guarantees: no context of ours speaks
 * below TLS 1.2, renegotiates or compresses; ALPN knows "http/1.1" alone.
 * Stateless; any thread.
 */
#include "tls/profile.h"

const unsigned char profile_alpn[9] = "\x08http/1.1";

SSL_CTX *
profile_context(const SSL_METHOD *method)
{
	SSL_CTX *ctx = SSL_CTX_new(method);
	if (ctx == NULL)
		return NULL;
	SSL_CTX_set_options(ctx, SSL_OP_IGNORE_UNEXPECTED_EOF |
					 SSL_OP_NO_RENEGOTIATION |
					 SSL_OP_NO_COMPRESSION);
	SSL_CTX_clear_options(ctx, SSL_OP_CIPHER_SERVER_PREFERENCE);
	/* One system call for a record's head and body, and for several
	 * records of a large body. */
	SSL_CTX_set_read_ahead(ctx, 1);
	SSL_CTX_set_default_read_buffer_len(ctx, 65536);
	SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS |
				      SSL_MODE_ENABLE_PARTIAL_WRITE |
				      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
				      SSL_MODE_NO_AUTO_CHAIN);
	SSL_CTX_set_security_level(ctx, 2);
	if (SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) != 1) {
		SSL_CTX_free(ctx);
		return NULL;
	}
	return ctx;
}

int
profile_select_alpn(SSL *ssl, const unsigned char **out, unsigned char *out_n,
		    const unsigned char *in, unsigned in_n, void *arg)
{
	(void)ssl, (void)arg;
	/* A client of HTTP/1.0 gets its answers in that version. */
	static const unsigned char spoken[18] = "\x08http/1.1\x08http/1.0";
	unsigned char *selected = NULL;
	if (SSL_select_next_proto(&selected, out_n, spoken, sizeof(spoken), in,
				  in_n) != OPENSSL_NPN_NEGOTIATED)
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	*out = selected;
	return SSL_TLSEXT_ERR_OK;
}
