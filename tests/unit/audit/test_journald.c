/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The audit beside a real journald, read back with journalctl. Starts itself
 * again under tests/lib/with-journald; skipped where that cannot run.
 */
#include "room.h"

#include "audit/record.h"

#include <poll.h>
#include <signal.h>

static struct audit_options
journal(enum audit_when_unavailable when)
{
	return (struct audit_options){.journal = true,
				      .file = room_path("audit.jsonl"),
				      .when_unavailable = when};
}

/* What journalctl prints; the caller frees it. */
static char *
journalctl(const char *arguments)
{
	char command[400];
	size_t size = 32 << 20, n;
	char *text = malloc(size);
	ck_assert_ptr_nonnull(text);
	snprintf(command, sizeof(command),
		 "journalctl --sync && journalctl -q --no-pager %s", arguments);
	FILE *pipe = popen(command, "r");
	ck_assert_ptr_nonnull(pipe);
	n = fread(text, 1, size - 1, pipe);
	pclose(pipe);
	text[n] = 0;
	return text;
}

static void
signal_journald(int number)
{
	ck_assert_int_eq(kill(atoi(getenv("JOURNALD_PID")), number), 0);
}

START_TEST(journalctl_finds_what_was_blocked)
{
	struct audit *a = room_audit(journal(AUDIT_BLOCK), 0, NULL);
	struct audit_record r = room_record();
	r.verdict = VERDICT_ALLOW;
	r.host = "allowed.example.de";
	ck_assert_int_eq(audit_reserve(a), 0);
	audit_submit(a, &r);
	room_submit(a, 1);
	audit_close(&a, FLUSH_US);
	char *text = journalctl("-o json KOUAN_VERDICT=block "
				"KOUAN_HOST=api.example.de");
	ck_assert_uint_ge(room_count(text, "\n"), 1);
	ck_assert_ptr_nonnull(strstr(text, "\"SYSLOG_IDENTIFIER\":\"kouand\""));
	ck_assert_ptr_nonnull(strstr(text, "\"PRIORITY\":\"4\""));
	ck_assert_ptr_nonnull(strstr(text, "\"KOUAN_PERSONS\":\"12\""));
	ck_assert_ptr_nonnull(
		strstr(text, "\"KOUAN_CATEGORIES\":\"cn-mobile=2 email=1\""));
	ck_assert_uint_eq(room_count(text, "allowed.example.de"), 0);
	free(text);
}
END_TEST

START_TEST(values_come_back_as_they_were)
{
	struct audit *a = room_audit(journal(AUDIT_BLOCK), 0, NULL);
	struct audit_record r = room_record();
	r.source = "values_come_back";
	r.host = "a\nPRIORITY=0\nb=c";
	r.flow = "x=y=z";
	r.recipient = "\xe5\x8f\xa3\xe5\xb2\xb8";
	r.pathway = "";
	ck_assert_int_eq(audit_reserve(a), 0);
	audit_submit(a, &r);
	audit_close(&a, FLUSH_US);
	char *text = journalctl("-o json KOUAN_SOURCE=values_come_back");
	ck_assert_uint_eq(room_count(text, "\n"), 1);
	ck_assert_ptr_nonnull(
		strstr(text, "\"KOUAN_HOST\":\"a\\nPRIORITY=0\\nb=c\""));
	ck_assert_ptr_nonnull(strstr(text, "\"KOUAN_FLOW\":\"x=y=z\""));
	ck_assert_ptr_nonnull(
		strstr(text, "\"KOUAN_RECIPIENT\":\"\xe5\x8f\xa3\xe5\xb2\xb8"));
	ck_assert_ptr_nonnull(strstr(text, "\"KOUAN_PATHWAY\":\"\""));
	ck_assert_ptr_nonnull(strstr(text, "\"PRIORITY\":\"4\""));
	free(text);
}
END_TEST

START_TEST(all_records_arrive_in_order)
{
	struct audit_record r = room_record();
	struct audit *a = room_audit(journal(AUDIT_BLOCK), 0, NULL);
	r.source = "all_records_arrive";
	for (int i = 0; i < 5000; i++) {
		while (audit_reserve(a) < 0)
			poll(NULL, 0, 1);
		audit_submit(a, &r);
	}
	audit_close(&a, FLUSH_US);
	char *text = journalctl("-o cat --output-fields=KOUAN_SEQ "
				"KOUAN_SOURCE=all_records_arrive");
	const char *p = text;
	for (long i = 1; i <= 5000; i++) {
		ck_assert_int_eq(strtol(p, NULL, 10), i);
		p = strchr(p, '\n') + 1;
	}
	ck_assert_int_eq(*p, 0);
	free(text);
}
END_TEST

START_TEST(a_stopped_journald_stalls_nothing)
{
	struct audit_record r = room_record();
	struct audit_health h;
	struct audit *a = room_audit(journal(AUDIT_BLOCK), 0, NULL);
	r.source = "a_stopped_journald";
	signal_journald(SIGSTOP);
	unsigned taken = room_fill(a, &r);
	audit_health(a, &h);
	ck_assert_str_eq(h.problem, "journald does not read");
	signal_journald(SIGCONT);
	do {
		poll(NULL, 0, 1);
		audit_health(a, &h);
	} while (!h.journal_ok);
	ck_assert_int_eq(audit_flush(a, FLUSH_US), 0);
	audit_close(&a, FLUSH_US);
	char *text = journalctl("-o cat --output-fields=KOUAN_SEQ "
				"KOUAN_SOURCE=a_stopped_journald");
	ck_assert_uint_eq(room_count(text, "\n"), taken);
	free(text);
}
END_TEST

START_TEST(the_catalog_explains_each_kind)
{
	struct audit *a = room_audit(journal(AUDIT_BLOCK), 0, NULL);
	struct audit_record r = room_record();
	enum audit_kind kind = (enum audit_kind)_i;
	char arguments[100];
	r.kind = kind;
	r.actor = "uid 0";
	r.detail = "the detail";
	ck_assert_int_eq(audit_reserve(a), 0);
	audit_submit(a, &r);
	audit_close(&a, FLUSH_US);
	snprintf(arguments, sizeof(arguments), "-x -n 1 MESSAGE_ID=%s",
		 record_message_id(kind));
	char *text = journalctl(arguments);
	ck_assert_ptr_nonnull(strstr(text, "Defined-By: kouan\n"));
	ck_assert_ptr_nonnull(strstr(text, "Subject: "));
	if (kind == AUDIT_EXCHANGE)
		ck_assert_ptr_nonnull(strstr(
			text, "Transfer abroad decided: block (CN_TIER_SCC"));
	free(text);
}
END_TEST

int
main(int argc, char **argv)
{
	(void)argc;
	if (getenv("KOUAN_WITH_JOURNALD") == NULL) {
		execl(TESTDATA "/../lib/with-journald", "with-journald", "-c",
		      TESTDATA "/../../systemd/kouan.catalog", argv[0], NULL);
		perror("with-journald");
		return EXIT_FAILURE;
	}
	SUITE("journald");
	tcase_add_checked_fixture(case_, room_open, room_close);
	CASE(journalctl_finds_what_was_blocked);
	CASE(values_come_back_as_they_were);
	CASE(all_records_arrive_in_order);
	CASE(a_stopped_journald_stalls_nothing);
	CASE_ROWS(the_catalog_explains_each_kind, AUDIT_KIND_MAX_);
	return SUITE_RUN();
}
