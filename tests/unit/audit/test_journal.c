/* SPDX-License-Identifier: Apache-2.0 */
/* journald's side, with a socket in its place: read, stopped, missing. */
#include "room.h"

#include "audit/record.h"
#include "audit/sink_journal.h"

#include <errno.h>
#include <poll.h>

static struct audit_options
both(enum audit_when_unavailable when, size_t queue)
{
	return (struct audit_options){.journal = true,
				      .journal_socket = room_path("socket"),
				      .file = room_path("audit.jsonl"),
				      .when_unavailable = when,
				      .queue = queue};
}

static void
wait_journal(struct audit *a, bool ok)
{
	struct audit_health h;
	do {
		poll(NULL, 0, 1);
		audit_health(a, &h);
	} while (h.journal_ok != ok);
}

/* The next datagram as text; its bytes are left in place. */
static struct span
receive(int fd)
{
	static uint8_t bytes[65536];
	ssize_t n = recv(fd, bytes, sizeof(bytes) - 1, 0);
	ck_assert_int_gt(n, 0);
	bytes[n] = 0;
	return span_of(bytes, (size_t)n);
}

static bool
has(struct span datagram, const char *field)
{
	return span_find(datagram, span_str(field)) >= 0;
}

#define SENTENCE                                                               \
	"MESSAGE=blocked POST to api.example.de (DE, Example GmbH): "          \
	"CN_TIER_SCC_REQUIRED, 12 persons (3 new), flow hr-payroll\n"

START_TEST(a_datagram_carries_every_field_of_the_contract)
{
	static const char *const fields[] = {
		SENTENCE,
		"\nSYSLOG_IDENTIFIER=kouand\n",
		"\nPRIORITY=4\n",
		"\nMESSAGE_ID=55b5628bfae04774bb8f473ceedc4d44\n",
		"\nKOUAN_EVENT=01",
		"\nKOUAN_SEQ=1\n",
		"\nKOUAN_VERDICT=block\n",
		"\nKOUAN_REASON=CN_TIER_SCC_REQUIRED\n",
		"\nKOUAN_ARTICLE=Art. 8\n",
		"\nKOUAN_MODE=enforce\n",
		"\nKOUAN_WOULD_BLOCK=0\n",
		"\nKOUAN_SOURCE=payroll-host\n",
		"\nKOUAN_CLIENT=10.1.2.3\n",
		"\nKOUAN_EXPORTER=example-sh\n",
		"\nKOUAN_FLOW=hr-payroll\n",
		"\nKOUAN_PATHWAY=scc-hr-de\n",
		"\nKOUAN_MECHANISM=scc\n",
		"\nKOUAN_RECIPIENT=Example GmbH\n",
		"\nKOUAN_HOST=api.example.de\n",
		"\nKOUAN_PORT=443\n",
		"\nKOUAN_ADDRESS=192.0.2.7\n",
		"\nKOUAN_COUNTRY=DE\n",
		"\nKOUAN_COUNTRY_FROM=register\n",
		"\nKOUAN_PROTOCOL=h1\n",
		"\nKOUAN_METHOD=POST\n",
		"\nKOUAN_STATUS=451\n",
		"\nKOUAN_BYTES_OUT=0\n",
		"\nKOUAN_BYTES_IN=17\n",
		"\nKOUAN_PERSONS=12\n",
		"\nKOUAN_NEW_PERSONS=3\n",
		"\nKOUAN_SENSITIVE_PERSONS=0\n",
		"\nKOUAN_CATEGORIES=cn-mobile=2 email=1\n",
		"\nKOUAN_UNREADABLE=\n",
		"\nKOUAN_DURATION_US=5210\n",
		"\nKOUAN_POLICY=7 4f2a9c\n",
	};
	int fd = room_listen();
	struct audit *a = room_audit(both(AUDIT_BLOCK, 0), 0, NULL);
	room_submit(a, 1);
	struct span datagram = receive(fd);
	for (size_t i = 0; i < N_ROWS(fields); i++)
		ck_assert_msg(has(datagram, fields[i]), "lacks %s", fields[i]);
	audit_close(&a, FLUSH_US);
	close(fd);
}
END_TEST

START_TEST(a_value_with_a_newline_forges_no_field)
{
	int fd = room_listen();
	struct audit *a = room_audit(both(AUDIT_BLOCK, 0), 0, NULL);
	struct audit_record r = room_record();
	r.host = "a\nPRIORITY=0\nb=c";
	ck_assert_int_eq(audit_reserve(a), 0);
	audit_submit(a, &r);
	struct span datagram = receive(fd);
	ssize_t at = span_find(
		datagram, span_of("\nKOUAN_HOST\n\x10\0\0\0\0\0\0\0a\nPR", 24));
	ck_assert_int_ge(at, 0);
	audit_close(&a, FLUSH_US);
	char *text = room_read("audit.jsonl", NULL);
	ck_assert_ptr_nonnull(
		strstr(text, "\"host\":\"a\\nPRIORITY=0\\nb=c\""));
	ck_assert_uint_eq(room_count(text, "\n"), 1);
	free(text);
	close(fd);
}
END_TEST

START_TEST(a_stopped_journal_stalls_nothing_and_fills_a_bounded_backlog)
{
	int fd = room_listen();
	unsigned read = 0;
	struct audit_record r = room_record();
	struct audit *a = room_audit(both(AUDIT_BLOCK, 600), 0, NULL);
	unsigned taken = room_fill(a, &r);
	ck_assert_uint_ge(taken, 600);
	ck_assert_uint_le(taken, 600 + 10000);
	ck_assert_int_eq(audit_reserve(a), ERR_UNAVAILABLE);
	/* The file has them all, the journal's reader gets them all. */
	while (read < taken)
		read += has(receive(fd), "KOUAN_KIND=exchange");
	wait_journal(a, true);
	room_submit(a, 1);
	while (!has(receive(fd), "KOUAN_KIND=exchange"))
		;
	audit_close(&a, FLUSH_US);
	char *text = room_read("audit.jsonl", NULL);
	ck_assert_uint_eq(room_count(text, "\"kind\":\"exchange\""), taken + 1);
	ck_assert_uint_ge(room_count(text, "journald does not read"), 1);
	ck_assert_uint_ge(room_count(text, "journald reads again"), 1);
	free(text);
	close(fd);
}
END_TEST

START_TEST(with_file_only_a_stopped_journal_refuses_nothing)
{
	int fd = room_listen();
	struct audit *a = room_audit(both(AUDIT_FILE_ONLY, 512), 0, NULL);
	for (unsigned i = 0; i < 5000; i++) {
		struct audit_record r = room_record();
		while (audit_reserve(a) < 0)
			poll(NULL, 0, 1);
		audit_submit(a, &r);
	}
	wait_journal(a, false);
	ck_assert_int_eq(audit_flush(a, FLUSH_US), 0);
	audit_close(&a, 1000);
	char *text = room_read("audit.jsonl", NULL);
	ck_assert_uint_eq(room_count(text, "\"kind\":\"exchange\""), 5000);
	free(text);
	close(fd);
}
END_TEST

START_TEST(a_missing_journal_does_not_look_like_success)
{
	struct audit *a = room_audit(both(AUDIT_BLOCK, 0), 0, NULL);
	struct audit_health h;
	audit_health(a, &h);
	ck_assert(!h.journal_ok);
	ck_assert_str_eq(h.problem, "journald: No such file or directory");
	ck_assert_int_eq(audit_reserve(a), ERR_UNAVAILABLE);
	int fd = room_listen();
	wait_journal(a, true);
	room_submit(a, 1);
	while (!has(receive(fd), "KOUAN_KIND=exchange"))
		;
	audit_close(&a, FLUSH_US);
	room_verify(3);
	close(fd);
}
END_TEST

START_TEST(a_journal_that_dies_refuses_and_what_was_reserved_is_kept)
{
	int fd = room_listen();
	struct audit *a = room_audit(both(AUDIT_BLOCK, 0), 0, NULL);
	struct audit_record r = room_record();
	ck_assert_int_eq(audit_reserve(a), 0);
	close(fd);
	wait_journal(a, false);
	ck_assert_int_eq(audit_reserve(a), ERR_UNAVAILABLE);
	audit_submit(a, &r);
	fd = room_listen();
	while (!has(receive(fd), "KOUAN_KIND=exchange"))
		;
	wait_journal(a, true);
	ck_assert_int_eq(audit_reserve(a), 0);
	audit_release(a);
	audit_close(&a, FLUSH_US);
	close(fd);
}
END_TEST

START_TEST(with_file_only_a_missing_journal_refuses_nothing)
{
	struct audit *a = room_audit(both(AUDIT_FILE_ONLY, 0), 0, NULL);
	room_submit(a, 20);
	ck_assert_int_eq(audit_flush(a, FLUSH_US), 0);
	audit_close(&a, FLUSH_US);
	room_verify(21);
}
END_TEST

START_TEST(a_journal_alone_is_a_sink_of_record)
{
	int fd = room_listen();
	struct audit_options options = both(AUDIT_FILE_ONLY, 0);
	static const uint8_t hash[32] = {1};
	options.file = NULL;
	struct audit *a = room_audit(options, 41, hash);
	room_submit(a, 1);
	ck_assert(has(receive(fd), "\nKOUAN_SEQ=42\n"));
	close(fd);
	wait_journal(a, false);
	ck_assert_int_eq(audit_reserve(a), ERR_UNAVAILABLE);
	audit_close(&a, 1000);
}
END_TEST

START_TEST(what_a_socket_does_not_take_goes_in_a_sealed_file)
{
	int fd = room_listen(), passed = -1, small = 1;
	struct sink_journal *j = NULL;
	struct why why;
	static char large[65536], back[65536];
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec part = {back, sizeof(back)};
	struct msghdr message = {.msg_iov = &part,
				 .msg_iovlen = 1,
				 .msg_control = &control,
				 .msg_controllen = sizeof(control)};
	unsigned sent;
	memset(large, 'x', sizeof(large));
	ck_assert_int_eq(sink_journal_new(room_path("socket"), &j, &why), 0);
	ck_assert_int_eq(sink_journal_connect(j), 0);
	ck_assert_int_eq(setsockopt(sink_journal_fd(j), SOL_SOCKET, SO_SNDBUF,
				    &small, sizeof(small)),
			 0);
	struct span datagrams[] = {SPAN("A=1\n"), span_of(large, sizeof(large)),
				   SPAN("A=2\n")};
	ck_assert_int_eq(sink_journal_send(j, datagrams, 1, &sent), 0);
	ck_assert_int_eq(sink_journal_send(j, datagrams + 1, 1, &sent), 0);
	ck_assert_uint_eq(sent, 1);
	ck_assert(has(receive(fd), "A=1\n"));
	ck_assert_int_eq(recvmsg(fd, &message, 0), 0);
	memcpy(&passed, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(passed));
	ck_assert_int_eq(pread(passed, back, sizeof(back), 0), sizeof(back));
	ck_assert_mem_eq(back, large, sizeof(back));
	ck_assert_int_eq(fcntl(passed, F_GET_SEALS),
			 F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE |
				 F_SEAL_SEAL);
	close(passed);
	ck_assert_int_eq(sink_journal_send(j, datagrams + 2, 1, &sent), 0);
	ck_assert(has(receive(fd), "A=2\n"));
	sink_journal_free(&j);
	close(fd);
}
END_TEST

int
main(void)
{
	SUITE("journal");
	tcase_add_checked_fixture(case_, room_open, room_close);
	CASE(a_datagram_carries_every_field_of_the_contract);
	CASE(a_value_with_a_newline_forges_no_field);
	CASE(a_stopped_journal_stalls_nothing_and_fills_a_bounded_backlog);
	CASE(with_file_only_a_stopped_journal_refuses_nothing);
	CASE(a_missing_journal_does_not_look_like_success);
	CASE(a_journal_that_dies_refuses_and_what_was_reserved_is_kept);
	CASE(with_file_only_a_missing_journal_refuses_nothing);
	CASE(a_journal_alone_is_a_sink_of_record);
	CASE(what_a_socket_does_not_take_goes_in_a_sealed_file);
	return SUITE_RUN();
}
