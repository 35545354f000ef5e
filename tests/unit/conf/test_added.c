/* SPDX-License-Identifier: Apache-2.0 */
/* What was added at run time beside the files: read after them, left out
 * where they contradict it, never in silence. */
#include "conf/added.h"

#include "folder.h"

#define SOURCES                                                                \
	"sources = ( { id = \"lab\"; networks = [ \"10.0.0.0/8\" ]; } );\n"
#define ABOUT                                                                  \
	"additions = ( { number = 1; uid = 1000; by = \"uid=1000(ana)\"; "     \
	"approved_by = \"uid=1001(ben)\"; } );\n"
#define RECIPIENT                                                              \
	"recipients = ( { id = \"r\"; name = \"R\"; country = \"DE\"; "        \
	"hosts = [ \"r.example\" ]; } );\n"
#define PATHWAY(status)                                                        \
	"pathways = ( { id = \"p\"; regime = \"cn\"; mechanism = \"scc\"; "    \
	"status = \"" status "\"; recipients = [ \"r\" ]; } );\n"
#define FLOW                                                                   \
	"flows = ( { id = \"f\"; recipient = \"r\"; pathway = \"p\"; } );\n"

static struct folder folder;

static void
set_up(void)
{
	folder_open(&folder);
}

static void
tear_down(void)
{
	folder_close(&folder);
}

/* A main file with state_dir and text, and an addition. */
static void
load(const char *text, const char *addition)
{
	char main_text[4096];
	snprintf(main_text, sizeof(main_text), "state_dir = \"state\";\n%s%s",
		 SOURCES, text);
	folder_write_conf(&folder, NULL, main_text);
	folder_write(&folder, "state/x", "");
	if (addition != NULL)
		folder_write(&folder, "state/register.approved/000001.conf",
			     addition);
	(void)folder_load(&folder);
}

static size_t
contradicted(void)
{
	size_t n = 0;
	while (folder.snapshot->contradicted[n] != NULL)
		n++;
	return n;
}

START_TEST(an_addition_is_part_of_the_register)
{
	load("", RECIPIENT PATHWAY("draft") FLOW ABOUT);
	ck_assert_msg(folder.errors == 0, "%s", folder.said);
	const struct register_ *reg = &folder.snapshot->reg;
	ck_assert_uint_eq(reg->n_recipients, 1);
	ck_assert_uint_eq(reg->n_flows, 1);
	const struct pathway *p = register_pathway(reg, "p");
	ck_assert_ptr_nonnull(p);
	ck_assert_int_eq(p->status, PATHWAY_DRAFT);
	ck_assert_ptr_nonnull(p->addition);
	ck_assert_uint_eq(p->addition->number, 1);
	ck_assert_str_eq(p->addition->by, "uid=1000(ana)");
	ck_assert_int_eq(p->addition->uid, 1000);
	ck_assert_uint_eq(contradicted(), 0);
	ck_assert_ptr_nonnull(
		strstr(folder.snapshot->register_text, "uid=1001(ben)"));
}
END_TEST

START_TEST(its_approver_approves_the_claims_in_it)
{
	load("",
	     RECIPIENT "flows = ( { id = \"f\"; recipient = \"r\"; "
		       "exemption = { article = \"art5-hr\"; }; } );\n" ABOUT);
	ck_assert_msg(folder.errors == 0, "%s", folder.said);
	ck_assert_str_eq(folder.snapshot->reg.flows[0].exemption.approved_by,
			 "uid=1001(ben)");
}
END_TEST

/* What files and addition say, what is left out, and what is said of it. */
static const struct {
	const char *files, *addition;
	size_t recipients, pathways, flows;
	const char *words;
} conflicts[] = {
	{RECIPIENT, RECIPIENT PATHWAY("draft") FLOW ABOUT, 1, 1, 1,
	 "recipients: what was added is left out: \"r\" is at "},
	{"recipients = ( { id = \"x\"; name = \"X\"; country = \"FR\"; "
	 "hosts = [ \"r.example\" ]; } );\n",
	 RECIPIENT PATHWAY("draft") FLOW ABOUT, 1, 0, 0,
	 "\"r.example\" is at "},
	{RECIPIENT PATHWAY("revoked"), PATHWAY("draft") FLOW ABOUT, 1, 1, 1,
	 "\"p\" is at "},
	{"", PATHWAY("draft") ABOUT, 0, 0, 0,
	 "expected an id of the list recipients"},
	{RECIPIENT "flows = ( { id = \"own\"; recipient = \"r\"; } );\n",
	 "flows = ( { id = \"f\"; recipient = \"r\"; } );\n" ABOUT, 1, 0, 2,
	 "the added flow \"f\" is never used"},
	{"", RECIPIENT PATHWAY("effective") ABOUT, 1, 0, 0,
	 "begins as draft or submitted"},
	{"",
	 RECIPIENT
	 "flows = ( { id = \"f\"; recipient = \"r\"; exemption = { "
	 "article = \"art5-hr\"; approved_by = \"me\"; }; } );\n" ABOUT,
	 1, 0, 0, "expected no approved_by"},
	{"", RECIPIENT, 0, 0, 0, "nothing says who added it"},
	{"",
	 RECIPIENT "pathways = ( { id = \"p\"; regime = \"gone\"; "
		   "mechanism = \"scc\"; status = \"draft\"; } );\n" ABOUT,
	 1, 0, 0, "expected a regime of the list regimes"},
};

START_TEST(where_files_contradict_it_they_hold_and_it_is_said)
{
	load(conflicts[_i].files, conflicts[_i].addition);
	ck_assert_msg(folder.errors == 0, "%s", folder.said);
	const struct register_ *reg = &folder.snapshot->reg;
	ck_assert_uint_eq(reg->n_recipients, conflicts[_i].recipients);
	ck_assert_uint_eq(reg->n_pathways, conflicts[_i].pathways);
	ck_assert_uint_eq(reg->n_flows, conflicts[_i].flows);
	ck_assert_msg(strstr(folder.said, conflicts[_i].words) != NULL, "%s",
		      folder.said);
	ck_assert_uint_gt(contradicted(), 0);
	ck_assert_ptr_nonnull(
		strstr(folder.snapshot->contradicted[0], conflicts[_i].words));
}
END_TEST

START_TEST(of_the_candidate_each_conflict_is_an_error)
{
	char path[128];
	load(conflicts[_i].files, NULL);
	ck_assert_msg(folder.errors == 0, "%s", folder.said);
	folder_write(&folder, "state/candidate", conflicts[_i].addition);
	snprintf(path, sizeof(path), "%s/state/candidate", folder.path);
	snapshot_unref(&folder.snapshot);
	folder.said[0] = '\0';
	ck_assert_int_lt(snapshot_load_with(folder.conf, path, 1, folder_note,
					    &folder, &folder.snapshot),
			 0);
	ck_assert_msg(strstr(folder.said, conflicts[_i].words) != NULL, "%s",
		      folder.said);
}
END_TEST

START_TEST(nothing_but_the_register_may_be_added)
{
	load("", "mode = \"monitor\";\n" ABOUT);
	ck_assert_uint_eq(folder.errors, 1);
	ck_assert_ptr_nonnull(
		strstr(folder.said, "expected recipients, pathways or flows"));
}
END_TEST

START_TEST(the_hash_of_the_register_is_its_own)
{
	char first[17];
	load(RECIPIENT, NULL);
	ck_assert_msg(folder.errors == 0, "%s", folder.said);
	strcpy(first, folder.snapshot->register_hash);
	ck_assert_uint_eq(strlen(first), 16);
	load(RECIPIENT "timeouts = { idle = \"7min\"; };\n", NULL);
	ck_assert_str_eq(first, folder.snapshot->register_hash);
	load(RECIPIENT, PATHWAY("draft") ABOUT);
	ck_assert_str_ne(first, folder.snapshot->register_hash);
}
END_TEST

START_TEST(what_is_printed_of_an_addition_reads_back)
{
	const struct addition a = {.number = 7,
				   .by = "uid=5(\"odd\\name\")",
				   .at = "2026-11-23T00:00:00.000000Z",
				   .reason = "line\none",
				   .uid = 4294967295,
				   .approved_by = "",
				   .approved_at = ""};
	struct conf_addition read;
	struct arena *arena = arena_new(1 << 20);
	struct buf text;
	struct why why;
	char path[128];
	buf_init(&text, 65536);
	ck_assert_int_eq(buf_add(&text, SPAN(RECIPIENT)), 0);
	ck_assert_int_eq(conf_addition_print(&a, &text), 0);
	ck_assert_int_eq(buf_byte(&text, '\0'), 0);
	folder_write(&folder, "one", (const char *)text.p);
	buf_fini(&text);
	snprintf(path, sizeof(path), "%s/one", folder.path);
	int rc = conf_addition_load(path, arena, &read, &why);
	ck_assert_msg(rc == 0, "%s", why.text);
	ck_assert_uint_eq(read.about.number, 7);
	ck_assert_str_eq(read.about.by, a.by);
	ck_assert_str_eq(read.about.reason, a.reason);
	ck_assert_int_eq(read.about.uid, a.uid);
	ck_assert_str_eq(read.about.approved_by, "");
	ck_assert_str_eq(read.recipients[0], "r");
	ck_assert_ptr_null(read.recipients[1]);
	ck_assert_ptr_null(read.pathways[0]);
	arena_free(&arena);
}
END_TEST

int
main(void)
{
	SUITE("additions");
	tcase_add_checked_fixture(case_, set_up, tear_down);
	CASE(an_addition_is_part_of_the_register);
	CASE(its_approver_approves_the_claims_in_it);
	CASE_ROWS(where_files_contradict_it_they_hold_and_it_is_said,
		  N_ROWS(conflicts));
	CASE_ROWS(of_the_candidate_each_conflict_is_an_error,
		  N_ROWS(conflicts));
	CASE(nothing_but_the_register_may_be_added);
	CASE(the_hash_of_the_register_is_its_own);
	CASE(what_is_printed_of_an_addition_reads_back);
	return SUITE_RUN();
}
