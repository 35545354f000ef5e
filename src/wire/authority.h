/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hosts, ports and addresses as text: RFC 3986 section 3.2, RFC 9110
 * section 7.2. Pure.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

#include <netinet/in.h>

/* A host in its one form: lower case, no trailing dot, IPv6 without
 * brackets. */
#define HOST_MAX 255
struct authority {
	char host[HOST_MAX + 1];
	uint16_t port;	 /* 0 when none was given */
	bool is_address; /* an IP literal */
};

/* "host[:port]"; 0 or ERR_MALFORMED (user information, empty host, bad
 * characters, label over 63, bad or zero port, IPv6 without brackets, an
 * IPv4 literal in any but dotted-quad form). */
MUST_USE int authority_parse(struct span text, struct authority *ret_auth);
/* A host alone, as in the TLS server name: a name, or an IPv4 literal in
 * dotted-quad form; 0 or ERR_MALFORMED. */
MUST_USE int host_parse(struct span text, char ret_host[HOST_MAX + 1],
			bool *ret_is_address);
/* Same host and, with 0 read as default_port, same port. */
bool authority_same(const struct authority *a, const struct authority *b,
		    uint16_t default_port);
/* Whether host falls under pattern: exact, or "*.example.de" for any name
 * below it (not itself). */
bool host_matches(const char *host, const char *pattern);

/* An IPv4 or IPv6 address; IPv4 is kept as IPv4-mapped IPv6. */
struct address {
	struct in6_addr ip;
	uint16_t port;
};
MUST_USE int address_parse(struct span text, struct address *ret_address);
#define ADDRESS_TEXT 64
/* Without port; IPv4 in dotted form; returns buf. */
char *address_text(const struct address *a, char buf[ADDRESS_TEXT]);

/* "10.1.2.0/24", "2001:db8::/32", or a single address. */
struct network {
	struct in6_addr ip;
	unsigned bits; /* of the mapped form: IPv4 /24 is 120 */
};
/* 0 or ERR_MALFORMED, also when bits beyond the prefix are set. */
MUST_USE int network_parse(struct span text, struct network *ret_network);
bool network_holds(const struct network *n, const struct address *a);
