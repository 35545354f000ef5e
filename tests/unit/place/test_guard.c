/* SPDX-License-Identifier: Apache-2.0 */
/* The wall: every address that must not be dialled, beside one that may. */
#include "lib/suite.h"
#include "place/place.h"

static const struct {
	const char *address, *why; /* NULL: may be dialled */
} rows[] = {
	{"0.0.0.0", "unspecified"},
	{"0.255.255.255", "unspecified"},
	{"1.0.0.0", NULL},
	{"9.255.255.255", NULL},
	{"10.0.0.0", "private"},
	{"10.255.255.255", "private"},
	{"11.0.0.0", NULL},
	{"100.63.255.255", NULL},
	{"100.64.0.0", "carrier-grade NAT"},
	{"100.127.255.255", "carrier-grade NAT"},
	{"100.128.0.0", NULL},
	{"100.100.100.200", "metadata"},
	{"126.255.255.255", NULL},
	{"127.0.0.1", "loopback"},
	{"127.255.255.255", "loopback"},
	{"128.0.0.1", NULL},
	{"168.63.129.16", "metadata"},
	{"168.63.129.17", NULL},
	{"169.253.255.255", NULL},
	{"169.254.0.1", "link-local"},
	{"169.254.169.254", "metadata"},
	{"169.255.0.0", NULL},
	{"172.15.255.255", NULL},
	{"172.16.0.0", "private"},
	{"172.31.255.255", "private"},
	{"172.32.0.0", NULL},
	{"192.0.0.1", "reserved"},
	{"192.0.0.192", "metadata"},
	{"192.0.1.0", NULL},
	{"192.0.2.1", "documentation"},
	{"192.88.99.1", "reserved"},
	{"192.88.100.1", NULL},
	{"192.167.255.255", NULL},
	{"192.168.0.1", "private"},
	{"192.169.0.0", NULL},
	{"198.17.255.255", NULL},
	{"198.18.0.0", "reserved"},
	{"198.19.255.255", "reserved"},
	{"198.20.0.0", NULL},
	{"198.51.100.1", "documentation"},
	{"203.0.113.1", "documentation"},
	{"203.0.114.1", NULL},
	{"223.255.255.255", NULL},
	{"224.0.0.1", "multicast"},
	{"239.255.255.255", "multicast"},
	{"240.0.0.1", "reserved"},
	{"255.255.255.255", "reserved"},

	{"::", "unspecified"},
	{"::1", "loopback"},
	{"2606:4700::1111", NULL},
	{"3ffe:ffff::1", NULL},
	{"2001:db8::1", "documentation"},
	{"2001:db9::1", NULL},
	{"3fff::1", "documentation"},
	{"2001:2::1", "reserved"},
	{"2001:20::1", "reserved"},
	{"2001:1ff:ffff::1", "reserved"},
	{"2001:200::1", NULL},
	{"fc00::1", "unique local"},
	{"fdff::1", "unique local"},
	{"fd00:ec2::254", "metadata"},
	{"fe80::1", "link-local"},
	{"febf::1", "link-local"},
	{"fec0::1", "private"},
	{"ff02::1", "multicast"},
	{"100::1", "reserved"},
	{"4000::1", "reserved"},
	{"1fff::1", "reserved"},
	{"5f00::1", "reserved"},

	/* IPv4-mapped: the same as the address itself */
	{"::ffff:127.0.0.1", "loopback"},
	{"::ffff:a9fe:a9fe", "metadata"},
	{"::ffff:8.8.8.8", NULL},
	/* with the mapping in another place: nobody's */
	{"::ffff:0:127.0.0.1", "reserved"},
	/* IPv4-compatible */
	{"::127.0.0.1", "loopback"},
	{"::169.254.169.254", "metadata"},
	{"::10.0.0.1", "private"},
	{"::8.8.8.8", "reserved"},
	/* NAT64 */
	{"64:ff9b::7f00:1", "loopback"},
	{"64:ff9b::10.1.2.3", "private"},
	{"64:ff9b::169.254.169.254", "metadata"},
	{"64:ff9b::8.8.8.8", NULL},
	{"64:ff9b::1:808:808", "reserved"},
	{"64:ff9b:1::10.1.2.3", "reserved"},
	{"64:ff9b:1:a00:0:1::", "reserved"},
	/* 6to4 */
	{"2002:7f00:1::1", "loopback"},
	{"2002:a9fe:a9fe::", "metadata"},
	{"2002:c0a8:101::1", "private"},
	{"2002:808:808::1", NULL},
	/* Teredo: server in the clear, client inverted */
	{"2001:0:0808:0808::f7f7:f7f7", NULL},
	{"2001:0:0a00:0001::f7f7:f7f7", "private"},
	{"2001:0:0808:0808::80ff:fffe", "loopback"},
	{"2001:0:0808:0808::5601:5601", "metadata"},
	{"2001:0:0808:0808::f5ff:fffe", "private"},
	/* ISATAP under a global prefix, with and without the universal bit */
	{"2606:4700::5efe:10.0.0.1", "private"},
	{"2606:4700::200:5efe:127.0.0.1", "loopback"},
	{"2606:4700::5efe:8.8.8.8", NULL},
	{"2606:4700::5eff:10.0.0.1", NULL},
	/* a disguise in a disguise */
	{"2002:808:808::5efe:169.254.169.254", "metadata"},
};

START_TEST(guard_refuses_what_must_not_be_dialled_and_nothing_else)
{
	struct address a;
	ck_assert_int_eq(address_parse(span_str(rows[_i].address), &a), 0);
	const char *why = guard_refuses(&a);
	if (rows[_i].why == NULL)
		ck_assert_ptr_null(why);
	else
		ck_assert_str_eq(why != NULL ? why : "may be dialled",
				 rows[_i].why);
}
END_TEST

/* Every IPv4 address that is refused is refused in every disguise: a prefix,
 * then the address at a byte. */
static const struct {
	uint8_t prefix[16];
	size_t at;
} forms[] = {
	{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 12},
	{{0}, 12},
	{{0, 0x64, 0xff, 0x9b}, 12},
	{{0x20, 0x02}, 2},
	{{0x20, 0x01, 0, 0}, 4},
	{{0x26, 0x06, 0x47, 0, 0, 0, 0, 0, 0, 0, 0x5e, 0xfe}, 12},
};

START_TEST(disguise_changes_nothing)
{
	struct address plain, hidden;
	if (strchr(rows[_i].address, ':') != NULL || rows[_i].why == NULL)
		return;
	ck_assert_int_eq(address_parse(span_str(rows[_i].address), &plain), 0);
	for (size_t i = 0; i < N_ROWS(forms); i++) {
		uint8_t *ip = hidden.ip.s6_addr;
		memcpy(ip, forms[i].prefix, 16);
		memcpy(ip + forms[i].at, plain.ip.s6_addr + 12, 4);
		const char *why = guard_refuses(&hidden);
		ck_assert_str_eq(why != NULL ? why : "may be dialled",
				 rows[_i].why);
	}
}
END_TEST

int
main(void)
{
	SUITE("guard");
	CASE_ROWS(guard_refuses_what_must_not_be_dialled_and_nothing_else,
		  N_ROWS(rows));
	CASE_ROWS(disguise_changes_nothing, N_ROWS(rows));
	return SUITE_RUN();
}
