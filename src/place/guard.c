/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The wall around what must not be dialled (IANA special-purpose registries,
 * RFC 6890). Guarantees: an IPv4 address is judged the same in every IPv6
 * disguise, and of IPv6 only global unicast passes, so that a form nobody
 * thought of is refused. Pure; any thread.
 */
#include "place/place.h"

#define N_OF(table) (sizeof(table) / sizeof((table)[0]))

struct rule {
	uint8_t prefix[16];
	unsigned bits;
	const char *why;
};

/* First match wins; the addresses of metadata services come first, for the
 * reason given. */
static const struct rule v4_rules[] = {
	{{169, 254, 169, 254}, 32, "metadata"},
	{{100, 100, 100, 200}, 32, "metadata"},
	{{168, 63, 129, 16}, 32, "metadata"},
	{{192, 0, 0, 192}, 32, "metadata"},
	{{0}, 8, "unspecified"},
	{{10}, 8, "private"},
	{{100, 64}, 10, "carrier-grade NAT"},
	{{127}, 8, "loopback"},
	{{169, 254}, 16, "link-local"},
	{{172, 16}, 12, "private"},
	{{192, 0, 0}, 24, "reserved"},
	{{192, 0, 2}, 24, "documentation"},
	{{192, 88, 99}, 24, "reserved"},
	{{192, 168}, 16, "private"},
	{{198, 18}, 15, "reserved"},
	{{198, 51, 100}, 24, "documentation"},
	{{203, 0, 113}, 24, "documentation"},
	{{224}, 4, "multicast"},
	{{240}, 4, "reserved"},
};

/* Asked before the disguises: in ::/96 but meant as themselves, or known by
 * a name of their own. */
static const struct rule v6_first[] = {
	{{0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54},
	 128,
	 "metadata"},
	{{0}, 128, "unspecified"},
	{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, "loopback"},
};

static const struct rule v6_rules[] = {
	{{0xfc}, 7, "unique local"},
	{{0xfe, 0x80}, 10, "link-local"},
	{{0xfe, 0xc0}, 10, "private"},
	{{0xff}, 8, "multicast"},
	{{0x20, 0x01, 0x0d, 0xb8}, 32, "documentation"},
	{{0x3f, 0xff}, 20, "documentation"},
	{{0x20, 0x01}, 23, "reserved"},
};

/* Where an IPv6 form hides an IPv4 address: at which byte, and whether
 * inverted. A form may hide two. 64:ff9b:1::/48 is not among them: where its
 * users put the address is their own choice (RFC 8215), so none passes. */
static const struct disguise {
	uint8_t prefix[16];
	unsigned from, bits; /* of the address: those that tell the form */
	unsigned at;
	bool inverted;
	bool translated; /* a public address makes the form fine as a whole */
} disguises[] = {
	/* IPv4-mapped */
	{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 0, 96, 12, false, true},
	/* IPv4-compatible, given up by RFC 4291 */
	{{0}, 0, 96, 12, false, false},
	/* NAT64, RFC 6052 */
	{{0, 0x64, 0xff, 0x9b}, 0, 96, 12, false, true},
	/* 6to4, RFC 3056 */
	{{0x20, 0x02}, 0, 16, 2, false, true},
	/* Teredo, RFC 4380: the server, then the client */
	{{0x20, 0x01, 0, 0}, 0, 32, 4, false, true},
	{{0x20, 0x01, 0, 0}, 0, 32, 12, true, true},
	/* ISATAP, RFC 5214 */
	{{0, 0, 0x5e, 0xfe}, 8, 32, 12, false, false},
	{{2, 0, 0x5e, 0xfe}, 8, 32, 12, false, false},
};

static bool
bits_same(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	if (memcmp(a, b, bits / 8) != 0)
		return false;
	return bits % 8 == 0 ||
	       (a[bits / 8] ^ b[bits / 8]) >> (8 - bits % 8) == 0;
}

static const char *
first_match(const struct rule *rules, size_t n, const uint8_t *ip)
{
	for (size_t i = 0; i < n; i++)
		if (bits_same(rules[i].prefix, ip, rules[i].bits))
			return rules[i].why;
	return NULL;
}

static const char *
v4_refuses(const uint8_t *ip, bool inverted)
{
	uint8_t plain[4];
	for (int i = 0; i < 4; i++)
		plain[i] = inverted ? (uint8_t)~ip[i] : ip[i];
	return first_match(v4_rules, N_OF(v4_rules), plain);
}

const char *
guard_refuses(const struct address *a)
{
	const uint8_t *ip = a->ip.s6_addr;
	bool translated = false;
	const char *why = first_match(v6_first, N_OF(v6_first), ip);
	for (size_t i = 0; i < N_OF(disguises) && why == NULL; i++) {
		const struct disguise *d = &disguises[i];
		if (!bits_same(d->prefix, ip + d->from, d->bits))
			continue;
		why = v4_refuses(ip + d->at, d->inverted);
		translated |= d->translated;
	}
	if (why != NULL || translated)
		return why;
	why = first_match(v6_rules, N_OF(v6_rules), ip);
	/* Global unicast is 2000::/3; the rest is nobody's yet. */
	return why == NULL && ip[0] >> 5 != 1 ? "reserved" : why;
}
