/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the PROXY protocol header. Stateless; any thread. */
#include "wire/proxy_header.h"

#define V1_MAX 107
#define V2_FIXED 16

static const uint8_t v2_signature[12] = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d,
					 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};

/* "TCP4 SRC DST SPORT DPORT" without the line's end. */
static int
read_v1_line(struct span line, struct address *ret_source, bool *ret_named)
{
	struct span family = span_split(&line, ' ');
	if (span_eq(family, SPAN("UNKNOWN"))) {
		*ret_named = false;
		return 0;
	}
	bool four = span_eq(family, SPAN("TCP4"));
	if (!four && !span_eq(family, SPAN("TCP6")))
		return ERR_MALFORMED;
	struct span source = span_split(&line, ' ');
	struct span destination = span_split(&line, ' ');
	struct span source_port = span_split(&line, ' ');
	struct address from, to;
	uint64_t port, other;
	if (address_parse(source, &from) < 0 ||
	    address_parse(destination, &to) < 0 ||
	    span_u64(source_port, &port) < 0 || span_u64(line, &other) < 0 ||
	    port > UINT16_MAX || other > UINT16_MAX)
		return ERR_MALFORMED;
	if (four != (bool)IN6_IS_ADDR_V4MAPPED(&from.ip))
		return ERR_MALFORMED;
	from.port = (uint16_t)port;
	*ret_source = from;
	*ret_named = true;
	return 0;
}

static ssize_t
read_v1(struct span in, struct address *ret_source, bool *ret_named)
{
	struct span window = span_cut(in, 0, V1_MAX);
	ssize_t end = span_find(window, SPAN("\r\n"));
	if (end < 0)
		return in.n >= V1_MAX ? ERR_MALFORMED : 0;
	int rc = read_v1_line(span_cut(in, 6, (size_t)end), ret_source,
			      ret_named);
	return rc < 0 ? rc : end + 2;
}

static uint16_t
read_u16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static ssize_t
read_v2(struct span in, struct address *ret_source, bool *ret_named)
{
	if (in.n < V2_FIXED)
		return 0;
	size_t length = read_u16(in.p + 14);
	unsigned command = in.p[12];
	unsigned family = in.p[13] >> 4;
	const uint8_t *body = in.p + V2_FIXED;
	if ((command != 0x20 && command != 0x21) ||
	    length > PROXY_HEADER_MAX - V2_FIXED)
		return ERR_MALFORMED;
	if (in.n < V2_FIXED + length)
		return 0;
	*ret_named = false;
	struct address from = {0};
	if (command == 0x21 && family == 1) {
		if (length < 12)
			return ERR_MALFORMED;
		from.ip.s6_addr[10] = from.ip.s6_addr[11] = 0xff;
		memcpy(from.ip.s6_addr + 12, body, 4);
		from.port = read_u16(body + 8);
		*ret_named = true;
	} else if (command == 0x21 && family == 2) {
		if (length < 36)
			return ERR_MALFORMED;
		memcpy(from.ip.s6_addr, body, 16);
		from.port = read_u16(body + 32);
		*ret_named = true;
	}
	if (*ret_named)
		*ret_source = from;
	return (ssize_t)(V2_FIXED + length);
}

ssize_t
proxy_header_read(struct span in, struct address *ret_source, bool *ret_named)
{
	struct span v2 = span_of(v2_signature, sizeof(v2_signature));
	size_t n = in.n < v2.n ? in.n : v2.n;
	if (span_eq(span_cut(in, 0, n), span_cut(v2, 0, n)))
		return in.n < v2.n ? 0 : read_v2(in, ret_source, ret_named);
	n = in.n < 6 ? in.n : 6;
	if (!span_eq(span_cut(in, 0, n), span_cut(SPAN("PROXY "), 0, n)))
		return ERR_MALFORMED;
	return in.n < 6 ? 0 : read_v1(in, ret_source, ret_named);
}
