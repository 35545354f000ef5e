/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hosts, ports, addresses and networks as text. Guarantees one spelling for
 * each host: what two parsers could read differently (an octal or shortened
 * IPv4 literal, a percent sign, an empty label) is refused. Pure; any thread.
 */
#include "wire/authority.h"

#include "wire/chars.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>

#define LABEL_MAX 63
#define NAME_MAX_TEXT 253
#define MAPPED_BITS 96

static bool
span_to_text(struct span s, char *text, size_t size)
{
	if (s.n == 0 || s.n >= size || memchr(s.p, 0, s.n) != NULL)
		return false;
	span_copy(s, text, size);
	return true;
}

/* A last label of digits, or of "0x" and hexadecimal digits, is read as a
 * number by some resolvers: such a host must be a plain dotted quad. */
static bool
label_is_number(struct span label)
{
	bool hex = label.n >= 2 && label.p[0] == '0' && label.p[1] == 'x';
	for (size_t i = hex ? 2 : 0; i < label.n; i++) {
		uint8_t c = label.p[i];
		bool digit = c >= '0' && c <= '9';
		if (!digit && !(hex && c >= 'a' && c <= 'f'))
			return false;
	}
	return true;
}

/* Lower case without the trailing dot; the length, or 0 when malformed. */
static size_t
name_fold(struct span name, char *text)
{
	if (name.n > 1 && name.p[name.n - 1] == '.')
		name.n--;
	if (name.n == 0 || name.n > NAME_MAX_TEXT)
		return 0;
	size_t label = 0;
	for (size_t i = 0; i < name.n; i++) {
		uint8_t c = name.p[i];
		if (!char_is(c, CHAR_HOST))
			return 0;
		if (c == '.' && label == 0)
			return 0;
		label = c == '.' ? 0 : label + 1;
		if (label > LABEL_MAX)
			return 0;
		text[i] = ascii_lower((char)c);
	}
	text[name.n] = 0;
	return label > 0 ? name.n : 0;
}

int
host_parse(struct span text, char ret_host[HOST_MAX + 1], bool *ret_is_address)
{
	char host[HOST_MAX + 1];
	struct in_addr ip;
	size_t n = name_fold(text, host);
	if (n == 0)
		return ERR_MALFORMED;
	const char *dot = strrchr(host, '.');
	bool number = label_is_number(span_str(dot != NULL ? dot + 1 : host));
	if (number && (n != text.n || inet_pton(AF_INET, host, &ip) != 1))
		return ERR_MALFORMED;
	memcpy(ret_host, host, n + 1);
	*ret_is_address = number;
	return 0;
}

static int
host_parse_ipv6(struct span text, char ret_host[HOST_MAX + 1])
{
	char inner[INET6_ADDRSTRLEN];
	struct in6_addr ip;
	if (!span_to_text(text, inner, sizeof(inner)) ||
	    inet_pton(AF_INET6, inner, &ip) != 1)
		return ERR_MALFORMED;
	inet_ntop(AF_INET6, &ip, ret_host, HOST_MAX + 1);
	return 0;
}

static int
port_parse(struct span text, uint16_t *ret_port)
{
	uint64_t port;
	if (text.n == 0 || text.n > 5 || text.p[0] == '0' ||
	    span_u64(text, &port) < 0 || port > UINT16_MAX)
		return ERR_MALFORMED;
	*ret_port = (uint16_t)port;
	return 0;
}

int
authority_parse(struct span text, struct authority *ret_auth)
{
	struct authority auth = {.port = 0};
	struct span port = SPAN_NONE;
	bool has_port = false;
	int rc;
	if (text.n > 0 && text.p[0] == '[') {
		ssize_t end = span_chr(text, ']');
		if (end < 0)
			return ERR_MALFORMED;
		struct span after = span_from(text, (size_t)end + 1);
		has_port = after.n > 0;
		if (has_port && after.p[0] != ':')
			return ERR_MALFORMED;
		port = span_from(after, 1);
		rc = host_parse_ipv6(span_cut(text, 1, (size_t)end), auth.host);
		auth.is_address = true;
	} else {
		ssize_t colon = span_chr(text, ':');
		struct span host = text;
		if (colon >= 0) {
			has_port = true;
			host = span_cut(text, 0, (size_t)colon);
			port = span_from(text, (size_t)colon + 1);
		}
		rc = host_parse(host, auth.host, &auth.is_address);
	}
	if (rc == 0 && has_port)
		rc = port_parse(port, &auth.port);
	if (rc == 0)
		*ret_auth = auth;
	return rc;
}

bool
authority_same(const struct authority *a, const struct authority *b,
	       uint16_t default_port)
{
	uint16_t port_a = a->port != 0 ? a->port : default_port;
	uint16_t port_b = b->port != 0 ? b->port : default_port;
	return port_a == port_b && strcmp(a->host, b->host) == 0;
}

bool
host_matches(const char *host, const char *pattern)
{
	struct span h = span_str(host), p = span_str(pattern);
	if (!span_starts(p, SPAN("*.")))
		return span_eq_nocase(h, p);
	p = span_from(p, 1);
	return h.n > p.n && p.n > 1 &&
	       span_eq_nocase(span_from(h, h.n - p.n), p);
}

static void
address_map(struct in_addr v4, struct in6_addr *ret_ip)
{
	memset(ret_ip, 0, sizeof(*ret_ip));
	ret_ip->s6_addr[10] = ret_ip->s6_addr[11] = 0xff;
	memcpy(&ret_ip->s6_addr[12], &v4, 4);
}

static int
ip_parse(struct span text, struct in6_addr *ret_ip, bool *ret_v4)
{
	char buf[INET6_ADDRSTRLEN];
	struct in_addr v4;
	if (!span_to_text(text, buf, sizeof(buf)))
		return ERR_MALFORMED;
	*ret_v4 = inet_pton(AF_INET, buf, &v4) == 1;
	if (*ret_v4)
		address_map(v4, ret_ip);
	else if (inet_pton(AF_INET6, buf, ret_ip) != 1)
		return ERR_MALFORMED;
	return 0;
}

int
address_parse(struct span text, struct address *ret_address)
{
	struct address a = {.port = 0};
	bool v4;
	int rc = ip_parse(text, &a.ip, &v4);
	if (rc == 0)
		*ret_address = a;
	return rc;
}

char *
address_text(const struct address *a, char buf[ADDRESS_TEXT])
{
	if (IN6_IS_ADDR_V4MAPPED(&a->ip))
		inet_ntop(AF_INET, &a->ip.s6_addr[12], buf, ADDRESS_TEXT);
	else
		inet_ntop(AF_INET6, &a->ip, buf, ADDRESS_TEXT);
	return buf;
}

/* Whether the first bits of a and b are the same. */
static bool
prefix_same(const struct in6_addr *a, const struct in6_addr *b, unsigned bits)
{
	if (memcmp(a, b, bits / 8) != 0)
		return false;
	if (bits % 8 == 0)
		return true;
	unsigned differ = a->s6_addr[bits / 8] ^ b->s6_addr[bits / 8];
	return differ >> (8 - bits % 8) == 0;
}

int
network_parse(struct span text, struct network *ret_network)
{
	struct span bits_text = text;
	struct span ip = span_split(&bits_text, '/');
	struct network n = {.bits = 128};
	struct in6_addr low = {0};
	bool v4;
	uint64_t bits = 0;
	if (ip_parse(ip, &n.ip, &v4) < 0)
		return ERR_MALFORMED;
	if (ip.n < text.n) {
		if (bits_text.n > 3 || span_u64(bits_text, &bits) < 0 ||
		    bits > (v4 ? 32U : 128U) ||
		    (bits_text.n > 1 && bits_text.p[0] == '0'))
			return ERR_MALFORMED;
		n.bits = (unsigned)bits + (v4 ? MAPPED_BITS : 0);
	}
	memcpy(&low, &n.ip, (n.bits + 7) / 8);
	if (n.bits % 8 != 0)
		low.s6_addr[n.bits / 8] &= (uint8_t)(0xff00 >> (n.bits % 8));
	/* Bits beyond the prefix are a slip of the pen; whose, we cannot
	 * know. */
	if (memcmp(&low, &n.ip, sizeof(low)) != 0)
		return ERR_MALFORMED;
	*ret_network = n;
	return 0;
}

bool
network_holds(const struct network *n, const struct address *a)
{
	return prefix_same(&n->ip, &a->ip, n->bits);
}
