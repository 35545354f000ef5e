/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the audit's tests share: a folder of their own, records to write,
 * a journal's socket that may be read or not, and lines read back.
 */
#pragma once

#include "audit/audit.h"
#include "lib/suite.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define FLUSH_US 20000000

/* Some function of each test file may go unused. */
#define HELPER __attribute__((unused)) static

static char room_folder[] = "/tmp/kouan-audit-XXXXXX";

HELPER void
room_open(void)
{
	memcpy(room_folder, "/tmp/kouan-audit-XXXXXX", sizeof(room_folder));
	ck_assert_ptr_nonnull(mkdtemp(room_folder));
}

HELPER void
room_close(void)
{
	static const char *const names[] = {"audit.jsonl", "moved.jsonl",
					    "socket"};
	char path[PATH_MAX];
	for (size_t i = 0; i < N_ROWS(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", room_folder, names[i]);
		unlink(path);
	}
	rmdir(room_folder);
}

/* A path in the folder; valid until the fourth call after. */
HELPER const char *
room_path(const char *name)
{
	static char paths[4][PATH_MAX];
	static unsigned next;
	char *path = paths[next++ % 4];
	snprintf(path, PATH_MAX, "%s/%s", room_folder, name);
	return path;
}

HELPER char *
room_read(const char *name, size_t *ret_n)
{
	FILE *file = fopen(room_path(name), "r");
	ck_assert_ptr_nonnull(file);
	size_t size = 64 << 20, n;
	char *bytes = malloc(size);
	ck_assert_ptr_nonnull(bytes);
	n = fread(bytes, 1, size - 1, file);
	fclose(file);
	bytes[n] = 0;
	if (ret_n != NULL)
		*ret_n = n;
	return bytes;
}

HELPER void
room_write(const char *name, struct span bytes)
{
	FILE *file = fopen(room_path(name), "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes.p, 1, bytes.n, file), bytes.n);
	fclose(file);
}

/* A socket like journald's, at "socket" in the folder. */
HELPER int
room_listen(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	snprintf(address.sun_path, sizeof(address.sun_path), "%.90s/socket",
		 room_folder);
	unlink(address.sun_path);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(
		bind(fd, (const struct sockaddr *)&address, sizeof(address)),
		0);
	return fd;
}

/* A blocked upload, with every field of the contract. */
HELPER struct audit_record
room_record(void)
{
	return (struct audit_record){
		.kind = AUDIT_EXCHANGE,
		.event = event_id_new(1795406400000000),
		.wall_us = 1795406400000001,
		.verdict = VERDICT_BLOCK,
		.reason = "CN_TIER_SCC_REQUIRED",
		.reasons = "CN_TIER_SCC_REQUIRED THRESHOLD_NEAR",
		.article = "Art. 8",
		.mode = "enforce",
		.would_block = 0,
		.source = "payroll-host",
		.client = "10.1.2.3",
		.exporter = "example-sh",
		.flow = "hr-payroll",
		.pathway = "scc-hr-de",
		.mechanism = "scc",
		.recipient = "Example GmbH",
		.host = "api.example.de",
		.port = 443,
		.address = "192.0.2.7",
		.country = "DE",
		.country_from = "register",
		.protocol = "h1",
		.method = "POST",
		.status = 451,
		.bytes_out = 0,
		.bytes_in = 17,
		.persons = 12,
		.new_persons = 3,
		.sensitive_persons = 0,
		.categories = "cn-mobile=2 email=1",
		.unreadable = "",
		.duration_us = 5210,
		.policy = "7 4f2a9c",
		.partial = 0,
	};
}

HELPER struct audit *
room_audit(struct audit_options options, uint64_t seq, const uint8_t hash[32])
{
	struct audit *a = NULL;
	struct why why = {""};
	int rc = audit_open(&options, seq, hash, &a, &why);
	ck_assert_msg(rc == 0, "%s", why.text);
	return a;
}

/* Reserves and submits room_record n times. */
HELPER void
room_submit(struct audit *a, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		struct audit_record r = room_record();
		ck_assert_int_eq(audit_reserve(a), 0);
		audit_submit(a, &r);
	}
}

/* The file holds records 1 to last, whole. */
HELPER void
room_verify(uint64_t last)
{
	struct audit_verified v;
	struct why why = {""};
	int rc = audit_verify_file(room_path("audit.jsonl"), NULL, &v, &why);
	ck_assert_msg(rc == 0, "%s", why.text);
	ck_assert_uint_eq(v.first_seq, 1);
	ck_assert_uint_eq(v.last_seq, last);
	ck_assert_uint_eq(v.records, last);
}

HELPER unsigned
room_count(const char *text, const char *needle)
{
	unsigned n = 0;
	while ((text = strstr(text, needle)) != NULL) {
		n++;
		text += strlen(needle);
	}
	return n;
}

/* Submits r until there is no place and the journal is known not to read.
 * Returns how many were submitted. */
HELPER unsigned
room_fill(struct audit *a, const struct audit_record *r)
{
	struct audit_health h = {.journal_ok = true};
	unsigned taken = 0;
	while (h.journal_ok) {
		while (audit_reserve(a) == 0) {
			audit_submit(a, r);
			taken++;
			ck_assert_uint_lt(taken, 1000000);
		}
		poll(NULL, 0, 1);
		audit_health(a, &h);
	}
	return taken;
}
