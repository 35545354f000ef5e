/* SPDX-License-Identifier: Apache-2.0 */
/* What people changed of pathways: which word holds, kept across restarts,
 * never lost to a damaged file. */
#include "lib/suite.h"
#include "policy/pathway_states.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[64], path[128];
static const struct pathway effective = {.id = "scc-hr-de",
					 .status = PATHWAY_EFFECTIVE};

static void
set_up(void)
{
	snprintf(directory, sizeof(directory), "/tmp/kouan-states-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/pathways", directory);
}

static void
tear_down(void)
{
	unlink(path);
	rmdir(directory);
}

static struct pathway_states *
open_states(void)
{
	struct pathway_states *s = NULL;
	struct why why;
	int err = pathway_states_open(path, &s, &why);
	ck_assert_msg(err == 0, "%.200s", why.text);
	return s;
}

static void
write_text(const char *text)
{
	FILE *f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	ck_assert_int_eq(fclose(f), 0);
}

static struct pathway_change
change(enum pathway_status from, enum pathway_status to)
{
	return (struct pathway_change){.from = from,
				       .to = to,
				       .at_s = 1790000000,
				       .uid = 1000,
				       .actor = "uid=1000(ana)",
				       .reason = "inquiry\t7\nand more"};
}

static int
put(struct pathway_states *s, const char *id, enum pathway_status from,
    enum pathway_status to)
{
	struct pathway_change c = change(from, to);
	return pathway_states_put(s, id, &c);
}

static int
suspend(struct pathway_states *s, const char *id)
{
	return put(s, id, PATHWAY_EFFECTIVE, PATHWAY_SUSPENDED);
}

static bool
is_suspended(struct pathway_states *s, const char *id)
{
	struct pathway_state state;
	return pathway_states_find(s, id, &state) && state.suspended;
}

static enum pathway_status
now(struct pathway_states *s, enum pathway_status configured)
{
	struct pathway p = effective;
	p.status = configured;
	return pathway_states_get(s, &p, NULL);
}

START_TEST(a_suspension_survives_a_restart_and_a_resumption_too)
{
	struct pathway_states *s = open_states();
	ck_assert_int_eq(now(s, PATHWAY_EFFECTIVE), PATHWAY_EFFECTIVE);
	ck_assert_int_eq(suspend(s, "scc-hr-de"), 0);
	ck_assert_int_eq(suspend(s, "scc-hr-de"), 0);
	ck_assert_int_eq(suspend(s, "other"), 0);
	ck_assert_int_eq(now(s, PATHWAY_EFFECTIVE), PATHWAY_SUSPENDED);
	pathway_states_close(&s);
	ck_assert_ptr_null(s);
	s = open_states();
	ck_assert_int_eq(now(s, PATHWAY_EFFECTIVE), PATHWAY_SUSPENDED);
	ck_assert(is_suspended(s, "other"));
	ck_assert(!is_suspended(s, "third"));
	ck_assert_int_eq(pathway_states_resume(s, "scc-hr-de"), 0);
	pathway_states_close(&s);
	s = open_states();
	ck_assert_int_eq(now(s, PATHWAY_EFFECTIVE), PATHWAY_EFFECTIVE);
	ck_assert(is_suspended(s, "other"));
	pathway_states_close(&s);
	struct stat st;
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
}
END_TEST

START_TEST(who_when_and_why_survive_a_restart)
{
	struct pathway_states *s = open_states();
	struct pathway_state state;
	uint64_t number;
	ck_assert_int_eq(put(s, "scc-hr-de", PATHWAY_DRAFT, PATHWAY_APPROVED),
			 0);
	ck_assert_int_eq(suspend(s, "scc-hr-de"), 0);
	pathway_states_close(&s);
	s = open_states();
	ck_assert(pathway_states_find(s, "scc-hr-de", &state));
	ck_assert(state.changed && state.suspended);
	ck_assert_int_eq(state.change.from, PATHWAY_DRAFT);
	ck_assert_int_eq(state.change.to, PATHWAY_APPROVED);
	ck_assert_int_eq(state.change.at_s, 1790000000);
	ck_assert_uint_eq(state.suspension.uid, 1000);
	ck_assert_str_eq(state.suspension.actor, "uid=1000(ana)");
	ck_assert_str_eq(state.suspension.reason, "inquiry 7 and more");
	ck_assert_uint_eq(pathway_states_number(s), 2);
	ck_assert_int_eq(pathway_states_resume(s, "scc-hr-de"), 0);
	struct pathway draft = effective;
	draft.status = PATHWAY_DRAFT;
	ck_assert_int_eq(pathway_states_get(s, &draft, &number),
			 PATHWAY_APPROVED);
	ck_assert_uint_eq(number, 3);
	pathway_states_close(&s);
}
END_TEST

/* What was changed over which status, what the files say now, and what
 * follows. */
static const struct {
	enum pathway_status from, to, configured, now;
	const char *words; /* NULL: files and change agree */
} merges[] = {
	{PATHWAY_DRAFT, PATHWAY_APPROVED, PATHWAY_DRAFT, PATHWAY_APPROVED,
	 "the change holds"},
	{PATHWAY_DRAFT, PATHWAY_APPROVED, PATHWAY_APPROVED, PATHWAY_APPROVED,
	 NULL},
	{PATHWAY_DRAFT, PATHWAY_APPROVED, PATHWAY_SUBMITTED, PATHWAY_SUBMITTED,
	 "the files hold"},
	{PATHWAY_DRAFT, PATHWAY_APPROVED, PATHWAY_REVOKED, PATHWAY_REVOKED,
	 "the files hold"},
	{PATHWAY_EFFECTIVE, PATHWAY_REVOKED, PATHWAY_EFFECTIVE, PATHWAY_REVOKED,
	 "the change holds"},
	{PATHWAY_EFFECTIVE, PATHWAY_REVOKED, PATHWAY_APPROVED, PATHWAY_REVOKED,
	 "the change holds"},
	{PATHWAY_EFFECTIVE, PATHWAY_REVOKED, PATHWAY_REVOKED, PATHWAY_REVOKED,
	 NULL},
	{PATHWAY_EFFECTIVE, PATHWAY_SUPERSEDED, PATHWAY_DRAFT,
	 PATHWAY_SUPERSEDED, "the change holds"},
	{PATHWAY_EFFECTIVE, PATHWAY_SUSPENDED, PATHWAY_EFFECTIVE,
	 PATHWAY_SUSPENDED, "the suspension holds"},
	{PATHWAY_EFFECTIVE, PATHWAY_SUSPENDED, PATHWAY_APPROVED,
	 PATHWAY_SUSPENDED, "the suspension holds"},
	{PATHWAY_EFFECTIVE, PATHWAY_SUSPENDED, PATHWAY_DRAFT, PATHWAY_DRAFT,
	 NULL},
	{PATHWAY_EFFECTIVE, PATHWAY_SUSPENDED, PATHWAY_REVOKED, PATHWAY_REVOKED,
	 NULL},
	{PATHWAY_EFFECTIVE, PATHWAY_SUSPENDED, PATHWAY_SUSPENDED,
	 PATHWAY_SUSPENDED, NULL},
};

START_TEST(a_stop_holds_and_a_step_forward_yields_to_an_edited_file)
{
	struct pathway_states *s = open_states();
	struct pathway_state state;
	char words[512] = "";
	ck_assert_int_eq(put(s, "scc-hr-de", merges[_i].from, merges[_i].to),
			 0);
	ck_assert_int_eq(now(s, merges[_i].configured), merges[_i].now);
	ck_assert(pathway_states_find(s, "scc-hr-de", &state));
	ck_assert_int_eq(pathway_state_differs(&state, merges[_i].configured,
					       words, sizeof(words)),
			 merges[_i].words != NULL);
	if (merges[_i].words != NULL)
		ck_assert_msg(strstr(words, merges[_i].words) != NULL &&
				      strstr(words, "ana") != NULL,
			      "%s", words);
	pathway_states_close(&s);
}
END_TEST

START_TEST(what_is_approved_here_is_approved_again_when_resumed)
{
	struct pathway_states *s = open_states();
	ck_assert_int_eq(put(s, "scc-hr-de", PATHWAY_DRAFT, PATHWAY_EFFECTIVE),
			 0);
	ck_assert_int_eq(put(s, "scc-hr-de", PATHWAY_DRAFT, PATHWAY_SUSPENDED),
			 0);
	ck_assert_int_eq(now(s, PATHWAY_DRAFT), PATHWAY_SUSPENDED);
	ck_assert_int_eq(pathway_states_resume(s, "scc-hr-de"), 0);
	ck_assert_int_eq(now(s, PATHWAY_DRAFT), PATHWAY_EFFECTIVE);
	pathway_states_close(&s);
}
END_TEST

START_TEST(resuming_does_not_make_a_revoked_pathway_good)
{
	struct pathway_states *s = open_states();
	ck_assert_int_eq(suspend(s, "scc-hr-de"), 0);
	ck_assert_int_eq(now(s, PATHWAY_REVOKED), PATHWAY_REVOKED);
	ck_assert_int_eq(pathway_states_resume(s, "scc-hr-de"), 0);
	ck_assert_int_eq(now(s, PATHWAY_REVOKED), PATHWAY_REVOKED);
	pathway_states_close(&s);
}
END_TEST

static const char *const damaged[] = {
	"",
	"\n",
	"kouan suspended pathways 1\n",
	"kouan suspended pathways 1\nid a\n",
	"kouan suspended pathways 1\nid a\nend 2\n",
	"kouan suspended pathways 1\nid a\nend 1",
	"kouan suspended pathways 1\nid a\nend 1\nid b\n",
	"kouan suspended pathways 1\nid \nend 1\n",
	"kouan suspended pathways 1\na\nend 1\n",
	"kouan suspended pathways 2\nend 0\n",
	"kouan pathway states 2\nend 0\n",
	"kouan pathway states 2\nnumber x\nend 0\n",
	"kouan pathway states 2\nnumber 1\nend 1\n",
	"kouan pathway states 2\nnumber 1\nid a\nend 1\n",
	"kouan pathway states 2\nnumber 1\non draft\tapproved\t1\t1\ta\tb\t\n"
	"end 1\n",
	"kouan pathway states 2\nnumber 1\non draft\tperfect\t1\t1\ta\tb\tc\n"
	"end 1\n",
	"kouan pathway states 2\nnumber 1\non draft\tapproved\t-1\t1\ta\tb\tc\n"
	"end 1\n",
	"kouan pathway states 2\nnumber 1\non draft\tapproved\t1\t1\ta\tb\tc\n",
	"kouan pathway states 3\nnumber 1\nend 0\n",
};

START_TEST(a_damaged_file_is_an_error_and_not_an_empty_one)
{
	struct pathway_states *s = NULL;
	struct why why;
	write_text(damaged[_i]);
	ck_assert_int_eq(pathway_states_open(path, &s, &why), -EINVAL);
	ck_assert_ptr_null(s);
	ck_assert_ptr_nonnull(strstr(why.text, "damaged"));
}
END_TEST

START_TEST(a_file_of_the_first_format_is_read)
{
	write_text("kouan suspended pathways 1\nid a b\nid c\nend 2\n");
	struct pathway_states *s = open_states();
	ck_assert(is_suspended(s, "a b"));
	ck_assert(is_suspended(s, "c"));
	ck_assert(!is_suspended(s, "a"));
	ck_assert_int_eq(pathway_states_resume(s, "c"), 0);
	pathway_states_close(&s);
	s = open_states();
	ck_assert(is_suspended(s, "a b"));
	ck_assert(!is_suspended(s, "c"));
	pathway_states_close(&s);
}
END_TEST

START_TEST(what_cannot_be_written_is_not_remembered_either)
{
	struct pathway_states *s = open_states();
	ck_assert_int_eq(suspend(s, "kept"), 0);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(rmdir(directory), 0);
	ck_assert_int_lt(suspend(s, "scc-hr-de"), 0);
	ck_assert_int_eq(now(s, PATHWAY_EFFECTIVE), PATHWAY_EFFECTIVE);
	ck_assert_int_lt(pathway_states_resume(s, "kept"), 0);
	ck_assert(is_suspended(s, "kept"));
	ck_assert_uint_eq(pathway_states_number(s), 1);
	ck_assert_int_eq(mkdir(directory, 0700), 0);
	ck_assert_int_eq(pathway_states_resume(s, "kept"), 0);
	ck_assert(!is_suspended(s, "kept"));
	pathway_states_close(&s);
}
END_TEST

START_TEST(an_id_that_would_break_the_file_is_refused)
{
	struct pathway_states *s = open_states();
	ck_assert_int_eq(suspend(s, "a\nid b"), -EINVAL);
	ck_assert_int_eq(suspend(s, ""), -EINVAL);
	ck_assert_int_eq(suspend(s, "a"), 0);
	pathway_states_close(&s);
}
END_TEST

START_TEST(a_pathway_goes_only_where_it_may)
{
	/* draft submitted approved effective suspended revoked superseded */
	static const char *const may[] = {"0111010", "1011010", "0001111",
					  "0000111", "0011011", "0000000",
					  "0000000"};
	for (int to = 0; to <= PATHWAY_SUPERSEDED; to++)
		ck_assert_int_eq(pathway_may_become((enum pathway_status)_i,
						    (enum pathway_status)to),
				 may[_i][to] == '1');
}
END_TEST

int
main(void)
{
	SUITE("pathway states");
	tcase_add_checked_fixture(case_, set_up, tear_down);
	CASE(a_suspension_survives_a_restart_and_a_resumption_too);
	CASE(who_when_and_why_survive_a_restart);
	CASE_ROWS(a_stop_holds_and_a_step_forward_yields_to_an_edited_file,
		  N_ROWS(merges));
	CASE(what_is_approved_here_is_approved_again_when_resumed);
	CASE(resuming_does_not_make_a_revoked_pathway_good);
	CASE_ROWS(a_damaged_file_is_an_error_and_not_an_empty_one,
		  N_ROWS(damaged));
	CASE(a_file_of_the_first_format_is_read);
	CASE(what_cannot_be_written_is_not_remembered_either);
	CASE(an_id_that_would_break_the_file_is_refused);
	CASE_ROWS(a_pathway_goes_only_where_it_may, PATHWAY_SUPERSEDED + 1);
	return SUITE_RUN();
}
