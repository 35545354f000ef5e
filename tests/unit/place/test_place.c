/* SPDX-License-Identifier: Apache-2.0 */
/* Where an address is: database, overrides, ports. */
#include "lib/suite.h"
#include "place/place.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define DATABASE TESTDATA "/country.mmdb"

static struct address
address_of(const char *text)
{
	struct address a;
	ck_assert_int_eq(address_parse(span_str(text), &a), 0);
	return a;
}

static const struct {
	const char *address, *country; /* NULL: unknown */
} rows[] = {
	{"127.0.0.2", "DE"},
	{"::ffff:127.0.0.2", "DE"},
	{"64:ff9b::127.0.0.2", "DE"},
	{"127.0.0.7", "CN"},
	{"127.0.0.6", "HK"},
	{"127.0.0.9", NULL},  /* an entry without a country */
	{"127.0.0.10", "FR"}, /* the flat shape */
	{"127.0.0.11", "JP"},
	{"127.0.0.19", "JP"},
	{"127.0.0.20", NULL},
	{"192.168.1.255", "IT"},
	{"192.168.2.0", NULL},
	{"2001:db8::1", "AT"},
	{"2001:db8:8000::1", "CH"},
	{"2001:db9::1", NULL},
};

START_TEST(country_comes_from_the_database)
{
	struct geo *g = NULL;
	struct why why;
	struct country c = {"--"};
	struct address a = address_of(rows[_i].address);
	ck_assert_int_eq(geo_open(DATABASE, &g, &why), 0);
	struct place p = {.geo = g};
	if (rows[_i].country == NULL) {
		ck_assert_int_eq(place_country(&p, &a, &c), COUNTRY_UNKNOWN);
		ck_assert_str_eq(c.code, "--");
	} else {
		ck_assert_int_eq(place_country(&p, &a, &c), COUNTRY_DATABASE);
		ck_assert_str_eq(c.code, rows[_i].country);
	}
	geo_close(&g);
	ck_assert_ptr_null(g);
}
END_TEST

START_TEST(build_time_is_that_of_the_data)
{
	struct geo *g = NULL;
	struct why why;
	ck_assert_int_eq(geo_open(DATABASE, &g, &why), 0);
	ck_assert_int_eq(geo_build_time(g), 1767225600);
	geo_close(&g);
}
END_TEST

/* A file with the first n bytes of the database and junk after them. */
static char *
file_with(size_t n, const char *junk)
{
	static char path[64];
	char bytes[65536];
	FILE *from = fopen(DATABASE, "rb");
	strcpy(path, "/tmp/kouan-test-place-XXXXXX");
	int fd = mkstemp(path);
	ck_assert_ptr_nonnull(from);
	ck_assert_int_ge(fd, 0);
	size_t all = fread(bytes, 1, sizeof(bytes), from);
	fclose(from);
	n = n < all ? n : all;
	ck_assert_int_eq(write(fd, bytes, n), (ssize_t)n);
	ck_assert_int_eq(write(fd, junk, strlen(junk)), (ssize_t)strlen(junk));
	close(fd);
	return path;
}

START_TEST(what_is_no_database_is_refused_with_a_reason)
{
	static const size_t lengths[] = {0, 10, 600};
	struct geo *g = NULL;
	struct why why = {""};
	char *path = file_with(lengths[_i], "not a database");
	ck_assert_int_lt(geo_open(path, &g, &why), 0);
	ck_assert_ptr_null(g);
	ck_assert_str_ne(why.text, "");
	unlink(path);
	ck_assert_int_eq(geo_open(path, &g, &why), -ENOENT);
	ck_assert_int_eq(geo_open("/tmp", &g, &why), -EINVAL);
}
END_TEST

START_TEST(database_cut_under_us_changes_nothing)
{
	struct geo *g = NULL;
	struct why why;
	struct country c;
	struct address a = address_of("127.0.0.2");
	char *path = file_with(65536, "");
	ck_assert_int_eq(geo_open(path, &g, &why), 0);
	ck_assert_int_eq(truncate(path, 0), 0);
	ck_assert(geo_country(g, &a, &c));
	ck_assert_str_eq(c.code, "DE");
	geo_close(&g);
	unlink(path);
}
END_TEST

START_TEST(override_goes_before_the_database)
{
	struct network nets[3];
	struct geo *g = NULL;
	struct why why;
	struct country c;
	ck_assert_int_eq(network_parse(SPAN("127.0.0.2/31"), &nets[0]), 0);
	ck_assert_int_eq(network_parse(SPAN("127.0.0.3"), &nets[1]), 0);
	ck_assert_int_eq(network_parse(SPAN("2001:db8::/32"), &nets[2]), 0);
	const struct place_override overrides[] = {
		{.networks = &nets[1], .n_networks = 2, .country = {"SE"}},
		{.networks = &nets[0], .n_networks = 1, .country = {"NO"}},
	};
	ck_assert_int_eq(geo_open(DATABASE, &g, &why), 0);
	struct place p = {.geo = g, .overrides = overrides, .n_overrides = 2};
	struct address a = address_of("127.0.0.3");
	ck_assert_int_eq(place_country(&p, &a, &c), COUNTRY_OVERRIDE);
	ck_assert_str_eq(c.code, "SE");
	a = address_of("64:ff9b::127.0.0.2");
	ck_assert_int_eq(place_country(&p, &a, &c), COUNTRY_OVERRIDE);
	ck_assert_str_eq(c.code, "NO");
	a = address_of("127.0.0.4");
	ck_assert_int_eq(place_country(&p, &a, &c), COUNTRY_DATABASE);
	ck_assert_str_eq(c.code, "LA");
	p.geo = NULL;
	ck_assert_int_eq(place_country(&p, &a, &c), COUNTRY_UNKNOWN);
	geo_close(&g);
}
END_TEST

START_TEST(port_passes_only_when_listed)
{
	static const uint16_t ports[] = {443, 80};
	struct place p = {.ports = ports, .n_ports = 2};
	ck_assert(place_port_allowed(&p, 443));
	ck_assert(place_port_allowed(&p, 80));
	ck_assert(!place_port_allowed(&p, 25));
	ck_assert(!place_port_allowed(&p, 0));
	p.n_ports = 0;
	ck_assert(!place_port_allowed(&p, 443));
}
END_TEST

int
main(void)
{
	SUITE("place");
	CASE_ROWS(country_comes_from_the_database, N_ROWS(rows));
	CASE(build_time_is_that_of_the_data);
	CASE_ROWS(what_is_no_database_is_refused_with_a_reason, 3);
	CASE(database_cut_under_us_changes_nothing);
	CASE(override_goes_before_the_database);
	CASE(port_passes_only_when_listed);
	return SUITE_RUN();
}
