/* SPDX-License-Identifier: Apache-2.0 */
/* Hosts, ports, addresses and networks as text. */
#include "lib/suite.h"
#include "wire/authority.h"

static const struct {
	const char *text, *host;
	uint16_t port;
	bool is_address;
} good[] = {
	{"example.de", "example.de", 0, false},
	{"EXAMPLE.de:443", "example.de", 443, false},
	{"example.de.:8443", "example.de", 8443, false},
	{"a_b.c-d.example", "a_b.c-d.example", 0, false},
	{"localhost", "localhost", 0, false},
	{"xn--fsqu00a.cn", "xn--fsqu00a.cn", 0, false},
	{"192.0.2.7:65535", "192.0.2.7", 65535, true},
	{"[2001:DB8:0::1]:443", "2001:db8::1", 443, true},
	{"[::ffff:192.0.2.1]", "::ffff:192.0.2.1", 0, true},
	{"1a.example:1", "1a.example", 1, false},
	{"3com.0xg", "3com.0xg", 0, false},
};

START_TEST(authority_has_one_form)
{
	struct authority a;
	ck_assert_int_eq(authority_parse(span_str(good[_i].text), &a), 0);
	ck_assert_str_eq(a.host, good[_i].host);
	ck_assert_uint_eq(a.port, good[_i].port);
	ck_assert(a.is_address == good[_i].is_address);
}
END_TEST

#define S(text) SPAN(text)
static const struct span bad[] = {
	S(""),
	S(":443"),
	S("."),
	S("a..b"),
	S(".a"),
	S("a.."),
	S("user@example.de"),
	S("exa mple.de"),
	S("example.de:"),
	S("example.de:0"),
	S("example.de:65536"),
	S("example.de:0443"),
	S("example.de:+443"),
	S("example.de:443 "),
	S("example.de:44x"),
	S("example.de:443:443"),
	S("example%2ede"),
	S("example.de/"),
	S("example.de\0.cn"),
	S("b\303\274cher.de"),
	S("2001:db8::1"),
	S("[2001:db8::1"),
	S("[2001:db8::1]x"),
	S("[2001:db8::1]443"),
	S("[2001:db8::1]:"),
	S("[fe80::1%eth0]"),
	S("[v1.x]"),
	S("[]"),
	S("[192.0.2.1]"),
	S("192.0.2"),
	S("192.0.2.1."),
	S("192.0.2.01"),
	S("192.0.2.256"),
	S("3221225985"),
	S("0xc0000201"),
	S("0xc0.0.2.1"),
	S("example.0x"),
	S("example.0x7F"),
	S("a23456789012345678901234567890123456789012345678901234567890123"
	  "4.de"),
};

START_TEST(authority_refuses_what_could_be_read_twice)
{
	struct authority a = {.port = 7};
	ck_assert_int_eq(authority_parse(bad[_i], &a), ERR_MALFORMED);
	ck_assert_uint_eq(a.port, 7);
}
END_TEST

START_TEST(authority_takes_a_name_of_253_bytes_and_no_longer_one)
{
	char name[300];
	struct authority a;
	memset(name, 'a', sizeof(name));
	for (size_t i = 63; i < sizeof(name); i += 64)
		name[i] = '.';
	ck_assert_int_eq(authority_parse(span_of(name, 253), &a), 0);
	ck_assert_int_eq(authority_parse(span_of(name, 254), &a),
			 ERR_MALFORMED);
}
END_TEST

START_TEST(authority_compares_with_the_default_port)
{
	struct authority a = {.host = "a.de", .port = 0};
	struct authority b = {.host = "a.de", .port = 443};
	struct authority c = {.host = "b.de", .port = 443};
	ck_assert(authority_same(&a, &b, 443));
	ck_assert(!authority_same(&a, &b, 80));
	ck_assert(!authority_same(&b, &c, 443));
}
END_TEST

static const struct {
	const char *host, *pattern;
	bool matches;
} patterns[] = {
	{"a.de", "a.de", true},		  {"a.de", "A.DE", true},
	{"b.de", "a.de", false},	  {"x.a.de", "*.a.de", true},
	{"y.x.a.de", "*.a.de", true},	  {"a.de", "*.a.de", false},
	{"xa.de", "*.a.de", false},	  {".a.de", "*.a.de", false},
	{"x.a.de.evil", "*.a.de", false}, {"anything", "*.", false},
	{"x.a.de", "a.de", false},	  {"a.de", "*", false},
};

START_TEST(host_pattern_covers_names_below_it_only)
{
	ck_assert(host_matches(patterns[_i].host, patterns[_i].pattern) ==
		  patterns[_i].matches);
}
END_TEST

START_TEST(address_keeps_ipv4_as_mapped)
{
	struct address a, b;
	char text[ADDRESS_TEXT];
	ck_assert_int_eq(address_parse(SPAN("192.0.2.1"), &a), 0);
	ck_assert_int_eq(address_parse(SPAN("::ffff:192.0.2.1"), &b), 0);
	ck_assert_mem_eq(&a.ip, &b.ip, 16);
	ck_assert_str_eq(address_text(&a, text), "192.0.2.1");
	ck_assert_int_eq(address_parse(SPAN("2001:DB8::1"), &a), 0);
	ck_assert_str_eq(address_text(&a, text), "2001:db8::1");
	ck_assert_int_eq(address_parse(SPAN("[::1]"), &a), ERR_MALFORMED);
	ck_assert_int_eq(address_parse(SPAN("192.0.2.1\0"), &a), ERR_MALFORMED);
	ck_assert_int_eq(address_parse(SPAN("host"), &a), ERR_MALFORMED);
	ck_assert_int_eq(address_parse(SPAN(""), &a), ERR_MALFORMED);
}
END_TEST

static const struct {
	const char *network, *address;
	bool holds;
} networks[] = {
	{"10.1.2.0/24", "10.1.2.255", true},
	{"10.1.2.0/24", "10.1.3.0", false},
	{"10.1.2.128/25", "10.1.2.128", true},
	{"10.1.2.128/25", "10.1.2.127", false},
	{"192.0.2.1", "192.0.2.1", true},
	{"192.0.2.1", "192.0.2.2", false},
	{"0.0.0.0/0", "203.0.113.1", true},
	{"0.0.0.0/0", "2001:db8::1", false},
	{"::/0", "203.0.113.1", true},
	{"2001:db8::/32", "2001:db8:ffff::1", true},
	{"2001:db8::/32", "2001:db9::1", false},
	{"2001:db8::/33", "2001:db8:8000::1", false},
	{"2001:db8::1", "2001:db8::1", true},
};

START_TEST(network_holds_what_shares_its_prefix)
{
	struct network n;
	struct address a;
	ck_assert_int_eq(network_parse(span_str(networks[_i].network), &n), 0);
	ck_assert_int_eq(address_parse(span_str(networks[_i].address), &a), 0);
	ck_assert(network_holds(&n, &a) == networks[_i].holds);
}
END_TEST

static const char *const bad_networks[] = {
	"",
	"/8",
	"10.0.0.0/",
	"10.0.0.0/33",
	"10.0.0.1/24",
	"10.0.0.0/08",
	"10.0.0.0/8/8",
	"2001:db8::/129",
	"example.de",
	"10.0.0/8",
	"2001:db8::1/64",
	"10.0.0.0/-8",
	"10.0.0.0/ 8",
	"10.0.0.129/25",
};

START_TEST(network_refuses_bad_prefixes_and_stray_bits)
{
	struct network n;
	ck_assert_int_eq(network_parse(span_str(bad_networks[_i]), &n),
			 ERR_MALFORMED);
}
END_TEST

int
main(void)
{
	SUITE("authority");
	CASE_ROWS(authority_has_one_form, N_ROWS(good));
	CASE_ROWS(authority_refuses_what_could_be_read_twice, N_ROWS(bad));
	CASE(authority_takes_a_name_of_253_bytes_and_no_longer_one);
	CASE(authority_compares_with_the_default_port);
	CASE_ROWS(host_pattern_covers_names_below_it_only, N_ROWS(patterns));
	CASE(address_keeps_ipv4_as_mapped);
	CASE_ROWS(network_holds_what_shares_its_prefix, N_ROWS(networks));
	CASE_ROWS(network_refuses_bad_prefixes_and_stray_bits,
		  N_ROWS(bad_networks));
	return SUITE_RUN();
}
