/* SPDX-License-Identifier: Apache-2.0 */
/* Suspended pathways: kept across restarts, never lost to a damaged file. */
#include "lib/suite.h"
#include "policy/register.h"

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

START_TEST(a_suspension_survives_a_restart_and_a_resumption_too)
{
	struct pathway_states *s = open_states();
	ck_assert_int_eq(pathway_states_get(s, &effective), PATHWAY_EFFECTIVE);
	ck_assert_int_eq(pathway_states_suspend(s, "scc-hr-de"), 0);
	ck_assert_int_eq(pathway_states_suspend(s, "scc-hr-de"), 0);
	ck_assert_int_eq(pathway_states_suspend(s, "other"), 0);
	ck_assert_int_eq(pathway_states_get(s, &effective), PATHWAY_SUSPENDED);
	pathway_states_close(&s);
	ck_assert_ptr_null(s);
	s = open_states();
	ck_assert_int_eq(pathway_states_get(s, &effective), PATHWAY_SUSPENDED);
	ck_assert(pathway_states_is_suspended(s, "other"));
	ck_assert(!pathway_states_is_suspended(s, "third"));
	ck_assert_int_eq(pathway_states_resume(s, "scc-hr-de"), 0);
	pathway_states_close(&s);
	s = open_states();
	ck_assert_int_eq(pathway_states_get(s, &effective), PATHWAY_EFFECTIVE);
	ck_assert(pathway_states_is_suspended(s, "other"));
	pathway_states_close(&s);
	struct stat st;
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
}
END_TEST

START_TEST(resuming_does_not_make_a_revoked_pathway_good)
{
	struct pathway_states *s = open_states();
	struct pathway revoked = effective;
	revoked.status = PATHWAY_REVOKED;
	ck_assert_int_eq(pathway_states_suspend(s, revoked.id), 0);
	ck_assert_int_eq(pathway_states_get(s, &revoked), PATHWAY_REVOKED);
	ck_assert_int_eq(pathway_states_resume(s, revoked.id), 0);
	ck_assert_int_eq(pathway_states_get(s, &revoked), PATHWAY_REVOKED);
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

START_TEST(a_whole_file_is_read)
{
	write_text("kouan suspended pathways 1\nid a b\nid c\nend 2\n");
	struct pathway_states *s = open_states();
	ck_assert(pathway_states_is_suspended(s, "a b"));
	ck_assert(pathway_states_is_suspended(s, "c"));
	ck_assert(!pathway_states_is_suspended(s, "a"));
	pathway_states_close(&s);
}
END_TEST

START_TEST(what_cannot_be_written_is_not_remembered_either)
{
	struct pathway_states *s = open_states();
	ck_assert_int_eq(pathway_states_suspend(s, "kept"), 0);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(rmdir(directory), 0);
	ck_assert_int_lt(pathway_states_suspend(s, "scc-hr-de"), 0);
	ck_assert_int_eq(pathway_states_get(s, &effective), PATHWAY_EFFECTIVE);
	ck_assert_int_lt(pathway_states_resume(s, "kept"), 0);
	ck_assert(pathway_states_is_suspended(s, "kept"));
	ck_assert_int_eq(mkdir(directory, 0700), 0);
	ck_assert_int_eq(pathway_states_resume(s, "kept"), 0);
	ck_assert(!pathway_states_is_suspended(s, "kept"));
	pathway_states_close(&s);
}
END_TEST

START_TEST(an_id_that_would_break_the_file_is_refused)
{
	struct pathway_states *s = open_states();
	ck_assert_int_eq(pathway_states_suspend(s, "a\nid b"), -EINVAL);
	ck_assert_int_eq(pathway_states_suspend(s, ""), -EINVAL);
	ck_assert_int_eq(pathway_states_suspend(s, "a"), 0);
	pathway_states_close(&s);
}
END_TEST

int
main(void)
{
	SUITE("pathway states");
	tcase_add_checked_fixture(case_, set_up, tear_down);
	CASE(a_suspension_survives_a_restart_and_a_resumption_too);
	CASE(resuming_does_not_make_a_revoked_pathway_good);
	CASE_ROWS(a_damaged_file_is_an_error_and_not_an_empty_one,
		  N_ROWS(damaged));
	CASE(a_whole_file_is_read);
	CASE(what_cannot_be_written_is_not_remembered_either);
	CASE(an_id_that_would_break_the_file_is_refused);
	return SUITE_RUN();
}
