/* SPDX-License-Identifier: Apache-2.0 */
/* Look-ups of the register, with its index and without: the same answers. */
#include "lib/suite.h"
#include "policy/register.h"

#include <errno.h>

static const char *const gmbh_hosts[] = {"hr.example.de", "*.HR.example.de",
					 NULL};
static const char *const wide_hosts[] = {"*.example.de", NULL};
static const char *const shop_hosts[] = {"api.shop.example.fr", NULL};
static const char *const payroll_only[] = {"payroll-host", NULL};

static struct network wide_net, narrow_net, shop_net;
static struct recipient recipients[3];
static struct source sources[3];
static struct flow flows[3];
static struct pathway pathways[2];
static struct register_ reg;

static struct network
network(const char *text)
{
	struct network n;
	ck_assert_int_eq(network_parse(span_str(text), &n), 0);
	return n;
}

static struct address
address(const char *text)
{
	struct address a;
	ck_assert_int_eq(address_parse(span_str(text), &a), 0);
	return a;
}

/* Row 0 of each loop walks the arrays, row 1 uses the index. */
static void
set_up(int with_index)
{
	wide_net = network("10.0.0.0/8");
	narrow_net = network("10.1.2.0/24");
	shop_net = network("192.0.2.0/24");
	recipients[0] = (struct recipient){.id = "wide", .hosts = wide_hosts};
	recipients[1] = (struct recipient){.id = "gmbh", .hosts = gmbh_hosts};
	recipients[2] = (struct recipient){.id = "shop",
					   .hosts = shop_hosts,
					   .networks = &shop_net,
					   .n_networks = 1};
	sources[0] = (struct source){
		.id = "any", .networks = &wide_net, .n_networks = 1};
	sources[1] = (struct source){
		.id = "payroll-host", .networks = &narrow_net, .n_networks = 1};
	sources[2] = (struct source){.id = "etl",
				     .user = "etl",
				     .client_certificate = "CN=etl.example"};
	flows[0] = (struct flow){.id = "payroll",
				 .sources = payroll_only,
				 .recipient = &recipients[1]};
	flows[1] = (struct flow){.id = "rest", .recipient = &recipients[1]};
	flows[2] = (struct flow){.id = "never", .recipient = &recipients[1]};
	pathways[0] = (struct pathway){.id = "scc"};
	pathways[1] = (struct pathway){.id = "sa"};
	reg = (struct register_){.sources = sources,
				 .n_sources = 3,
				 .recipients = recipients,
				 .n_recipients = 3,
				 .pathways = pathways,
				 .n_pathways = 2,
				 .flows = flows,
				 .n_flows = 3};
	if (with_index)
		ck_assert_int_eq(register_index_build(&reg, NULL), 0);
}

static const struct {
	const char *host;
	int recipient;
} hosts[] = {
	{"hr.example.de", 1},	    {"HR.Example.DE", 1},
	{"a.hr.example.de", 1},	    {"b.a.hr.example.de", 1},
	{"www.example.de", 0},	    {"xhr.example.de", 0},
	{"example.de", -1},	    {"example.de.evil.example", -1},
	{"api.shop.example.fr", 2}, {"x.api.shop.example.fr", -1},
	{"shop.example.fr", -1},    {"", -1},
};

START_TEST(exact_host_goes_before_longer_before_shorter_wildcard)
{
	set_up(_i);
	for (size_t i = 0; i < N_ROWS(hosts); i++) {
		const struct recipient *to =
			register_recipient(&reg, hosts[i].host, NULL);
		const struct recipient *want =
			hosts[i].recipient < 0
				? NULL
				: &recipients[hosts[i].recipient];
		ck_assert_msg(to == want, "%s", hosts[i].host);
	}
	register_index_free(&reg);
}
END_TEST

START_TEST(a_network_names_the_recipient_only_where_no_host_does)
{
	set_up(_i);
	struct address in = address("192.0.2.7"), out = address("192.0.3.7");
	ck_assert_ptr_eq(register_recipient(&reg, "192.0.2.7", &in),
			 &recipients[2]);
	ck_assert_ptr_null(register_recipient(&reg, "192.0.3.7", &out));
	ck_assert_ptr_eq(register_recipient(&reg, "hr.example.de", &in),
			 &recipients[1]);
	register_index_free(&reg);
}
END_TEST

START_TEST(a_source_is_known_by_network_user_or_certificate)
{
	set_up(_i);
	struct address near = address("10.1.2.3"), far = address("10.9.9.9"),
		       off = address("11.1.2.3");
	ck_assert_ptr_eq(register_source_by_address(&reg, &near), &sources[1]);
	ck_assert_ptr_eq(register_source_by_address(&reg, &far), &sources[0]);
	ck_assert_ptr_null(register_source_by_address(&reg, &off));
	ck_assert_ptr_eq(register_source_by_user(&reg, SPAN("etl")),
			 &sources[2]);
	ck_assert_ptr_null(register_source_by_user(&reg, SPAN("ETL")));
	ck_assert_ptr_null(register_source_by_user(&reg, SPAN("")));
	ck_assert_ptr_eq(register_source_by_certificate(&reg, "CN=etl.example"),
			 &sources[2]);
	ck_assert_ptr_null(register_source_by_certificate(&reg, "CN=etl"));
	register_index_free(&reg);
}
END_TEST

START_TEST(the_first_flow_that_names_both_is_taken)
{
	set_up(_i);
	ck_assert_ptr_eq(register_flow(&reg, &sources[1], &recipients[1]),
			 &flows[0]);
	ck_assert_ptr_eq(register_flow(&reg, &sources[2], &recipients[1]),
			 &flows[1]);
	ck_assert_ptr_eq(register_flow(&reg, NULL, &recipients[1]), &flows[1]);
	ck_assert_ptr_null(register_flow(&reg, &sources[1], &recipients[2]));
	ck_assert_ptr_null(register_flow(&reg, &sources[1], NULL));
	register_index_free(&reg);
}
END_TEST

START_TEST(a_pathway_is_found_by_its_id)
{
	set_up(_i);
	ck_assert_ptr_eq(register_pathway(&reg, "sa"), &pathways[1]);
	ck_assert_ptr_null(register_pathway(&reg, "s"));
	register_index_free(&reg);
}
END_TEST

START_TEST(two_claims_to_one_host_user_or_id_are_refused)
{
	struct why why;
	set_up(0);
	recipients[2].hosts = gmbh_hosts;
	ck_assert_int_eq(register_index_build(&reg, &why), -EEXIST);
	ck_assert_ptr_nonnull(strstr(why.text, "hr.example.de"));
	ck_assert_ptr_null(reg.index);
	set_up(0);
	sources[1].user = "etl";
	ck_assert_int_eq(register_index_build(&reg, &why), -EEXIST);
	ck_assert_ptr_nonnull(strstr(why.text, "user"));
	set_up(0);
	pathways[1].id = "scc";
	ck_assert_int_eq(register_index_build(&reg, &why), -EEXIST);
	ck_assert_ptr_nonnull(strstr(why.text, "pathway"));
}
END_TEST

START_TEST(names_and_their_parsers_agree)
{
	for (int i = 0; i <= PATHWAY_SUPERSEDED; i++)
		ck_assert_int_eq(pathway_status_parse(pathway_status_name(i)),
				 i);
	for (int i = MECHANISM_SA; i <= MECHANISM_GBA; i++)
		ck_assert_int_eq(mechanism_parse(mechanism_name(i)), i);
	for (int i = EXEMPTION_ART4_TRANSIT; i <= EXEMPTION_ART6_FTZ; i++)
		ck_assert_int_eq(
			exemption_article_parse(exemption_article_name(i)), i);
	ck_assert_int_eq(mechanism_parse("none"), -ENOENT);
	ck_assert_int_eq(exemption_article_parse("art5-volume"), -ENOENT);
	ck_assert_int_eq(pathway_status_parse("expired"), -ENOENT);
}
END_TEST

int
main(void)
{
	SUITE("register");
	CASE_ROWS(exact_host_goes_before_longer_before_shorter_wildcard, 2);
	CASE_ROWS(a_network_names_the_recipient_only_where_no_host_does, 2);
	CASE_ROWS(a_source_is_known_by_network_user_or_certificate, 2);
	CASE_ROWS(the_first_flow_that_names_both_is_taken, 2);
	CASE_ROWS(a_pathway_is_found_by_its_id, 2);
	CASE(two_claims_to_one_host_user_or_id_are_refused);
	CASE(names_and_their_parsers_agree);
	return SUITE_RUN();
}
