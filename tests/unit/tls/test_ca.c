/* SPDX-License-Identifier: Apache-2.0 */
/* The CA and its leaves, judged by the strict verifiers of others. */
#include "fixture.h"
#include "lib/suite.h"
#include "tls/ca.h"

#include <errno.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static X509 *ca;
static EVP_PKEY *ca_key, *leaf_key;

static void
set_up(void)
{
	struct why why;
	const char *certificate = scratch("ca.pem"), *key = scratch("ca.key");
	ck_assert_msg(ca_init(certificate, key, "Test CA", 3650, &why) == 0,
		      "%s", why.text);
	ck_assert_int_eq(ca_load(certificate, key, &ca, &ca_key, &why), 0);
	own_certificate(ca);
	own_key(ca_key);
	leaf_key = own_key(EVP_EC_gen("P-256"));
}

static X509 *
leaf_for(const char *host, int64_t lifetime_s)
{
	X509 *leaf = NULL;
	struct why why;
	int rc = ca_sign_leaf(ca, ca_key, leaf_key, span_str(host), time(NULL),
			      lifetime_s, &leaf, &why);
	ck_assert_msg(rc == 0, "%s: %s", host, why.text);
	return own_certificate(leaf);
}

static void
save(X509 *x, const char *path)
{
	struct identity i = {.certificate = x};
	identity_save(&i, path, NULL);
}

static int64_t
seconds_between(const ASN1_TIME *from, const ASN1_TIME *to)
{
	int days = 0, seconds = 0;
	ck_assert_int_eq(ASN1_TIME_diff(&days, &seconds, from, to), 1);
	return (int64_t)days * 86400 + seconds;
}

static const struct {
	const char *host, *kind;
} hosts[] = {
	{"www.example.de", "hostname"},
	{"a", "hostname"},
	{"under_score.example", "hostname"},
	{"xn--fiq228c.example", "hostname"},
	{"127.0.0.1", "ip"},
	{"2001:db8::1", "ip"},
	{"a-long-name-whose-first-label-is-nearly-sixty-three-bytes.and."
	 "more.example",
	 "hostname"},
};

START_TEST(leaf_passes_openssl_strict)
{
	set_up();
	X509 *leaf = leaf_for(hosts[_i].host, 86400);
	save(leaf, scratch("leaf.pem"));
	ck_assert_int_eq(run("openssl verify -x509_strict -purpose sslserver "
			     "-verify_%s %s -CAfile %s %s >/dev/null",
			     hosts[_i].kind, hosts[_i].host, scratch("ca.pem"),
			     scratch("leaf.pem")),
			 0);
}
END_TEST

START_TEST(leaf_is_not_for_another_name)
{
	set_up();
	X509 *leaf = leaf_for("www.example.de", 86400);
	save(leaf, scratch("leaf.pem"));
	ck_assert_int_ne(run("openssl verify -x509_strict -purpose sslserver "
			     "-verify_hostname example.de -CAfile %s %s "
			     ">/dev/null 2>&1",
			     scratch("ca.pem"), scratch("leaf.pem")),
			 0);
}
END_TEST

/* Python 3.11's ssl with VERIFY_X509_STRICT, over in-memory BIOs. */
static const char python_check[] =
	"import ssl, sys\n"
	"ca, leaf, key, name = sys.argv[1:5]\n"
	"s = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)\n"
	"s.load_cert_chain(leaf, key)\n"
	"c = ssl.create_default_context(cafile=ca)\n"
	"c.verify_flags |= ssl.VERIFY_X509_STRICT\n"
	"ci, co, = ssl.MemoryBIO(), ssl.MemoryBIO()\n"
	"a = c.wrap_bio(ci, co, server_hostname=name)\n"
	"b = s.wrap_bio(co, ci, server_side=True)\n"
	"for i in range(6):\n"
	"    for x in (a, b):\n"
	"        try: x.do_handshake()\n"
	"        except ssl.SSLWantReadError: pass\n"
	"        except ssl.SSLError as e:\n"
	"            print(e); sys.exit(1)\n"
	"sys.exit(0 if a.getpeercert() else 1)\n";

static int
python(const char *name)
{
	return run("python3 %s %s %s %s %s >/dev/null", scratch("check.py"),
		   scratch("ca.pem"), scratch("leaf.pem"), scratch("leaf.key"),
		   name);
}

START_TEST(leaf_passes_python_strict)
{
	if (run("python3 -c 'import ssl' 2>/dev/null") != 0)
		return;
	set_up();
	FILE *f = fopen(scratch("check.py"), "w");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(python_check, f), 0);
	fclose(f);
	struct identity i = {.certificate = leaf_for(hosts[_i].host, 86400),
			     .key = leaf_key};
	identity_save(&i, scratch("leaf.pem"), scratch("leaf.key"));
	ck_assert_int_eq(python(hosts[_i].host), 0);
	ck_assert_int_eq(python("another.example"), 1);
}
END_TEST

START_TEST(leaf_says_what_it_must)
{
	set_up();
	X509 *leaf = leaf_for("Www.Example.DE", 86400);
	ck_assert_int_eq(X509_check_host(leaf, "www.example.de", 0, 0, NULL),
			 1);
	ck_assert_int_eq(X509_check_ca(leaf), 0);
	ck_assert_uint_eq(X509_get_key_usage(leaf), KU_DIGITAL_SIGNATURE);
	ck_assert_uint_eq(X509_get_extended_key_usage(leaf), XKU_SSL_SERVER);
	ck_assert_int_eq(ASN1_OCTET_STRING_cmp(X509_get0_authority_key_id(leaf),
					       X509_get0_subject_key_id(ca)),
			 0);
	ck_assert_ptr_nonnull(X509_get0_subject_key_id(leaf));
	int at = X509_get_ext_by_NID(leaf, NID_subject_alt_name, -1);
	ck_assert(!X509_EXTENSION_get_critical(X509_get_ext(leaf, at)));
	at = X509_get_ext_by_NID(leaf, NID_basic_constraints, -1);
	ck_assert(X509_EXTENSION_get_critical(X509_get_ext(leaf, at)));
}
END_TEST

START_TEST(leaf_for_a_long_name_has_no_subject_and_a_critical_san)
{
	set_up();
	X509 *leaf = leaf_for(hosts[6].host, 86400);
	ck_assert_uint_gt(strlen(hosts[6].host), 64);
	ck_assert_int_eq(X509_NAME_entry_count(X509_get_subject_name(leaf)), 0);
	int at = X509_get_ext_by_NID(leaf, NID_subject_alt_name, -1);
	ck_assert(X509_EXTENSION_get_critical(X509_get_ext(leaf, at)));
}
END_TEST

static const struct {
	const char *name;
	size_t n;
} bad_names[] = {
	{"", 0},
	{"a\0b.example", 11},
	{"a.example\0", 10},
	{"*.example.de", 12},
	{"a b", 3},
	{"a/b", 3},
	{"a,DNS:b.example", 15},
	{"a..b", 4},
	{".a", 2},
	{"a.", 2},
	{"b\xc3\xbc"
	 "cher.example",
	 14},
	{"[::1]", 5},
	{"fe80::1%eth0", 12},
	{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.x",
	 66},
};

START_TEST(ca_refuses_what_is_no_name)
{
	set_up();
	X509 *leaf = NULL;
	struct span name = span_of(bad_names[_i].name, bad_names[_i].n);
	ck_assert_int_eq(ca_sign_leaf(ca, ca_key, leaf_key, name, time(NULL),
				      86400, &leaf, NULL),
			 ERR_MALFORMED);
	ck_assert(!ca_host_is_valid(name));
	ck_assert_ptr_null(leaf);
}
END_TEST

START_TEST(ca_refuses_a_name_over_255_bytes)
{
	char name[257];
	for (size_t i = 0; i < sizeof(name); i++)
		name[i] = i % 2 ? '.' : 'a';
	ck_assert(!ca_host_is_valid(span_of(name, 257)));
	ck_assert(ca_host_is_valid(span_of(name, 255)));
}
END_TEST

START_TEST(serials_are_long_positive_and_never_the_same)
{
	enum { N = 300 };
	static BIGNUM *serials[N];
	set_up();
	for (int i = 0; i < N; i++) {
		X509 *leaf = leaf_for("same.example", 86400);
		serials[i] =
			ASN1_INTEGER_to_BN(X509_get0_serialNumber(leaf), NULL);
		ck_assert_int_eq(BN_num_bits(serials[i]), 128);
		ck_assert(!BN_is_negative(serials[i]));
		for (int k = 0; k < i; k++)
			ck_assert_int_ne(BN_cmp(serials[i], serials[k]), 0);
	}
}
END_TEST

START_TEST(leaf_begins_an_hour_ago_within_the_ca)
{
	struct identity old =
		identity_new(&(struct recipe){.common_name = "Old CA",
					      .ca = true,
					      .from_s = -864000,
					      .to_s = 864000},
			     NULL);
	ca = old.certificate;
	ca_key = old.key;
	leaf_key = own_key(EVP_EC_gen("P-256"));
	X509 *leaf = leaf_for("a.example", 7200);
	ck_assert_int_eq(seconds_between(X509_get0_notBefore(leaf),
					 X509_get0_notAfter(leaf)),
			 3600 + 7200);
	/* Longer than the CA: ends with it. */
	X509 *capped = leaf_for("a.example", 100 * 86400);
	ck_assert_int_eq(ASN1_TIME_compare(X509_get0_notAfter(capped),
					   X509_get0_notAfter(ca)),
			 0);
}
END_TEST

START_TEST(leaf_of_a_young_ca_begins_with_it)
{
	struct identity young =
		identity_new(&(struct recipe){.common_name = "Young CA",
					      .ca = true,
					      .from_s = -60,
					      .to_s = 864000},
			     NULL);
	ca = young.certificate;
	ca_key = young.key;
	leaf_key = own_key(EVP_EC_gen("P-256"));
	X509 *leaf = leaf_for("a.example", 7200);
	ck_assert_int_eq(ASN1_TIME_compare(X509_get0_notBefore(leaf),
					   X509_get0_notBefore(ca)),
			 0);
}
END_TEST

START_TEST(ca_out_of_its_time_signs_nothing)
{
	const struct recipe recipes[] = {
		{.common_name = "Past", .ca = true, .from_s = -99, .to_s = -9},
		{.common_name = "New", .ca = true, .from_s = 99, .to_s = 999}};
	for (size_t i = 0; i < 2; i++) {
		struct identity late = identity_new(&recipes[i], NULL);
		X509 *leaf = NULL;
		leaf_key = own_key(EVP_EC_gen("P-256"));
		ck_assert_int_eq(ca_sign_leaf(late.certificate, late.key,
					      leaf_key, SPAN("a.example"),
					      time(NULL), 60, &leaf, NULL),
				 ERR_UNAVAILABLE);
		ck_assert_ptr_null(leaf);
	}
}
END_TEST

START_TEST(rsa_ca_signs_too)
{
	struct identity rsa = identity_new(
		&(struct recipe){
			.common_name = "RSA", .ca = true, .rsa_bits = 2048},
		NULL);
	identity_save(&rsa, scratch("ca.pem"), scratch("ca.key"));
	ck_assert_int_eq(ca_load(scratch("ca.pem"), scratch("ca.key"), &ca,
				 &ca_key, NULL),
			 0);
	leaf_key = own_key(EVP_EC_gen("P-256"));
	save(leaf_for("rsa.example", 60), scratch("leaf.pem"));
	ck_assert_int_eq(run("openssl verify -x509_strict -CAfile %s %s "
			     ">/dev/null",
			     scratch("ca.pem"), scratch("leaf.pem")),
			 0);
}
END_TEST

START_TEST(ca_init_keeps_the_key_to_its_owner)
{
	struct stat st;
	set_up();
	ck_assert_int_eq(stat(scratch("ca.key"), &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(stat(scratch("ca.pem"), &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0644);
	ck_assert_int_eq(run("openssl verify -x509_strict -CAfile %s %s "
			     ">/dev/null",
			     scratch("ca.pem"), scratch("ca.pem")),
			 0);
}
END_TEST

START_TEST(ca_init_overwrites_nothing)
{
	struct why why;
	set_up();
	ck_assert_int_eq(
		ca_init(scratch("ca.pem"), scratch("other.key"), "X", 10, &why),
		-EEXIST);
	ck_assert_int_ne(access(scratch("other.key"), F_OK), 0);
	ck_assert_int_eq(
		ca_init(scratch("other.pem"), scratch("ca.key"), "X", 10, &why),
		-EEXIST);
	ck_assert_int_ne(access(scratch("other.pem"), F_OK), 0);
	ck_assert_int_eq(
		ca_init("/nowhere/ca.pem", scratch("third.key"), "X", 10, &why),
		-ENOENT);
	ck_assert_int_ne(access(scratch("third.key"), F_OK), 0);
}
END_TEST

START_TEST(ca_load_refuses_a_stranger_s_key_and_a_leaf)
{
	struct why why;
	set_up();
	struct identity other = identity_new(
		&(struct recipe){.common_name = "Other", .ca = true}, NULL);
	struct identity leaf =
		identity_new(&(struct recipe){.common_name = "leaf"}, NULL);
	identity_save(&other, NULL, scratch("other.key"));
	identity_save(&leaf, scratch("leaf.pem"), scratch("leaf.key"));
	X509 *x = NULL;
	EVP_PKEY *key = NULL;
	ck_assert_int_eq(ca_load(scratch("ca.pem"), scratch("other.key"), &x,
				 &key, &why),
			 ERR_VERIFY);
	ck_assert_int_eq(ca_load(scratch("leaf.pem"), scratch("leaf.key"), &x,
				 &key, &why),
			 ERR_VERIFY);
	ck_assert_int_eq(ca_load(scratch("ca.key"), NULL, &x, NULL, &why),
			 ERR_MALFORMED);
	ck_assert_int_eq(ca_load("/nowhere", NULL, &x, NULL, &why), -ENOENT);
	ck_assert(x == NULL && key == NULL);
	ck_assert_int_eq(ca_load(scratch("ca.pem"), NULL, &x, NULL, &why), 0);
	own_certificate(x);
}
END_TEST

int
main(void)
{
	SUITE("ca");
	CASE_ROWS(leaf_passes_openssl_strict, N_ROWS(hosts));
	CASE(leaf_is_not_for_another_name);
	CASE_ROWS(leaf_passes_python_strict, N_ROWS(hosts));
	CASE(leaf_says_what_it_must);
	CASE(leaf_for_a_long_name_has_no_subject_and_a_critical_san);
	CASE_ROWS(ca_refuses_what_is_no_name, N_ROWS(bad_names));
	CASE(ca_refuses_a_name_over_255_bytes);
	CASE(serials_are_long_positive_and_never_the_same);
	CASE(leaf_begins_an_hour_ago_within_the_ca);
	CASE(leaf_of_a_young_ca_begins_with_it);
	CASE(ca_out_of_its_time_signs_nothing);
	CASE(rsa_ca_signs_too);
	CASE(ca_init_keeps_the_key_to_its_owner);
	CASE(ca_init_overwrites_nothing);
	CASE(ca_load_refuses_a_stranger_s_key_and_a_leaf);
	return SUITE_RUN();
}
