/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The TLS ClientHello, read before any TLS object exists (RFC 8446 section
 * 4.1.2, RFC 6066 section 3, RFC 7301), across records. Pure.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"
#include "wire/authority.h"

#define HELLO_MAX 65536

struct hello {
	char sni[HOST_MAX + 1];	  /* lower case; "" when absent */
	bool alpn_h2, alpn_http1; /* offered; both false when no ALPN */
	bool has_alpn;
	bool tls13;	  /* supported_versions lists TLS 1.3 */
	bool ech;	  /* encrypted_client_hello present */
	bool resumes;	  /* session ticket or pre_shared_key present */
	uint16_t version; /* legacy_version */
};

/*
 * Looks at the bytes from the start of the connection. Returns > 0 (the bytes
 * that the hello takes, records included) when complete, 0 when more is
 * needed, ERR_MALFORMED when this is no TLS or no valid hello, ERR_LIMIT
 * past HELLO_MAX. Nothing is consumed.
 */
ssize_t hello_read(struct span in, struct hello *ret_hello);
