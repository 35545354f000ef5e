/* SPDX-License-Identifier: Apache-2.0 */
/* The chain: what holds, and that every way to touch it is named. */
#include "room.h"

#include <errno.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#define N 12

/* A file of N records and its bytes. */
static char *
make_file(size_t *ret_n)
{
	struct audit_options options = {.file = room_path("audit.jsonl")};
	struct audit *a = room_audit(options, 0, NULL);
	room_submit(a, N);
	audit_close(&a, FLUSH_US);
	return room_read("audit.jsonl", ret_n);
}

/* Verifies the bytes; returns the bad line, 0 when all holds. */
static uint64_t
bad_line(const char *bytes, size_t n)
{
	struct audit_verified v = {0};
	struct why why = {""};
	room_write("moved.jsonl", span_of(bytes, n));
	int rc = audit_verify_file(room_path("moved.jsonl"), NULL, &v, &why);
	if (rc == 0)
		return 0;
	ck_assert_int_eq(rc, ERR_VERIFY);
	ck_assert_uint_gt(v.bad_line, 0);
	char expected[32];
	snprintf(expected, sizeof(expected),
		 "line %llu: ", (unsigned long long)v.bad_line);
	ck_assert_int_eq(strncmp(why.text, expected, strlen(expected)), 0);
	return v.bad_line;
}

/* Where line i (from 1) starts; line N + 1 is the end. */
static size_t
line_at(const char *bytes, unsigned i)
{
	const char *p = bytes;
	while (--i > 0)
		p = strchr(p, '\n') + 1;
	return (size_t)(p - bytes);
}

START_TEST(an_untouched_file_holds)
{
	size_t n;
	char *bytes = make_file(&n);
	ck_assert_uint_eq(bad_line(bytes, n), 0);
	free(bytes);
}
END_TEST

START_TEST(an_outsider_checks_a_line_with_sha256sum)
{
	size_t n;
	char *bytes = make_file(&n), command[PATH_MAX + 200], sum[65] = "";
	const char *line = bytes + line_at(bytes, 5);
	snprintf(command, sizeof(command),
		 "line=$(sed -n 5p %s); "
		 "printf %%s \"${line%%,\\\"hash\\\":*}\" | sha256sum",
		 room_path("audit.jsonl"));
	FILE *pipe = popen(command, "r");
	ck_assert_ptr_nonnull(pipe);
	ck_assert_ptr_nonnull(fgets(sum, sizeof(sum), pipe));
	pclose(pipe);
	char expected[80];
	snprintf(expected, sizeof(expected), "\"hash\":\"%s\"}\n", sum);
	const char *found = strstr(line, expected);
	ck_assert_ptr_nonnull(found);
	ck_assert_ptr_eq(found + strlen(expected) - 1, strchr(line, '\n'));
	free(bytes);
}
END_TEST

START_TEST(any_flipped_byte_is_named_with_its_line)
{
	size_t n;
	char *bytes = make_file(&n);
	unsigned line = 1;
	for (size_t i = 0; i < n; i++) {
		char was = bytes[i];
		bytes[i] = (char)(was ^ 1);
		uint64_t bad = bad_line(bytes, n);
		/* Without its newline a line grows together with the next;
		 * the last one is torn. */
		ck_assert_msg(bad == line, "byte %zu of line %u: %llu", i, line,
			      (unsigned long long)bad);
		bytes[i] = was;
		if (was == '\n')
			line++;
	}
	free(bytes);
}
END_TEST

START_TEST(a_deleted_line_is_named)
{
	size_t n;
	char *bytes = make_file(&n);
	for (unsigned i = 2; i < N; i++) {
		size_t from = line_at(bytes, i), to = line_at(bytes, i + 1);
		char *less = malloc(n);
		memcpy(less, bytes, from);
		memcpy(less + from, bytes + to, n - to);
		ck_assert_uint_eq(bad_line(less, n - (to - from)), i);
		free(less);
	}
	free(bytes);
}
END_TEST

START_TEST(swapped_lines_are_named)
{
	size_t n;
	char *bytes = make_file(&n);
	for (unsigned i = 1; i < N; i++) {
		size_t a = line_at(bytes, i), b = line_at(bytes, i + 1);
		size_t c = i + 1 == N ? n : line_at(bytes, i + 2);
		char *other = malloc(n);
		memcpy(other, bytes, a);
		memcpy(other + a, bytes + b, c - b);
		memcpy(other + a + (c - b), bytes + a, b - a);
		memcpy(other + c, bytes + c, n - c);
		/* A file may begin with any record (rotation), so a first
		 * line that was moved shows at the second. */
		ck_assert_uint_eq(bad_line(other, n), i == 1 ? 2 : i);
		free(other);
	}
	free(bytes);
}
END_TEST

START_TEST(an_inserted_line_is_named)
{
	size_t n;
	char *bytes = make_file(&n);
	for (unsigned i = 2; i <= N; i++) {
		size_t at = line_at(bytes, i), first = line_at(bytes, 2);
		char *more = malloc(n + first);
		memcpy(more, bytes, at);
		memcpy(more + at, bytes, first);
		memcpy(more + at + first, bytes + at, n - at);
		ck_assert_uint_eq(bad_line(more, n + first), i);
		free(more);
	}
	free(bytes);
}
END_TEST

START_TEST(a_torn_end_and_a_line_without_end_are_named)
{
	size_t n;
	char *bytes = make_file(&n);
	ck_assert_uint_eq(bad_line(bytes, n - 1), N);
	ck_assert_uint_eq(bad_line(bytes, line_at(bytes, N) + 1), N);
	ck_assert_uint_eq(bad_line(bytes, line_at(bytes, N)), 0);
	char *endless = malloc(4 << 20);
	memcpy(endless, bytes, n);
	memset(endless + n, 'x', (4 << 20) - n);
	ck_assert_uint_eq(bad_line(endless, 4 << 20), N + 1);
	free(endless);
	free(bytes);
}
END_TEST

START_TEST(what_is_not_one_flat_object_is_no_record)
{
	static const char *const lines[] = {
		"",
		"[]",
		"{}",
		"null",
		"{\"seq\":1,\"seq\":1}",
		"{\"seq\":{\"seq\":1}}",
		"{\"seq\":-1,\"prev\":\"0\",\"hash\":\"0\"}",
		"{\"seq\":[[[[[[[[[[1]]]]]]]]]]}",
		"\xff\xfe\xfd",
	};
	char text[400];
	memset(text, ' ', sizeof(text));
	memcpy(text, lines[_i], strlen(lines[_i]));
	text[399] = '\n';
	ck_assert_uint_eq(bad_line(text, sizeof(text)), 1);
	ck_assert_uint_eq(bad_line(text + 300, 100), 1);
}
END_TEST

/* Signs at once, from the audit thread, as the signer process does. */
struct notary {
	struct audit *audit;
	EVP_PKEY *key;
	unsigned asked;
	int status;
};

static void
sign_bytes(EVP_PKEY *key, struct span message, uint8_t signature[64])
{
	size_t n = 64;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	ck_assert_int_eq(EVP_DigestSignInit(ctx, NULL, NULL, NULL, key), 1);
	ck_assert_int_eq(
		EVP_DigestSign(ctx, signature, &n, message.p, message.n), 1);
	EVP_MD_CTX_free(ctx);
}

static int
on_sign(void *arg, uint32_t id, struct span message)
{
	struct notary *notary = arg;
	uint8_t signature[64];
	notary->asked++;
	ck_assert(span_starts(message, SPAN("kouan-checkpoint:")));
	sign_bytes(notary->key, message, signature);
	audit_checkpoint(notary->audit, id, notary->status,
			 span_of(signature, 64));
	return 0;
}

static char *
public_pem(EVP_PKEY *key)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text;
	PEM_write_bio_PUBKEY(bio, key);
	long n = BIO_get_mem_data(bio, &text);
	char *pem = strndup(text, (size_t)n);
	BIO_free(bio);
	return pem;
}

/* Submits until the file holds a checkpoint record. */
static void
write_until_checkpoint(struct notary *notary, const char *needle)
{
	struct audit_options options = {.file = room_path("audit.jsonl"),
					.sign = on_sign,
					.arg = notary};
	bool found = false;
	notary->audit = room_audit(options, 0, NULL);
	while (!found) {
		room_submit(notary->audit, 500);
		ck_assert_int_eq(audit_flush(notary->audit, FLUSH_US), 0);
		char *text = room_read("audit.jsonl", NULL);
		found = strstr(text, needle) != NULL;
		free(text);
	}
	audit_close(&notary->audit, FLUSH_US);
}

START_TEST(checkpoints_are_signed_and_another_key_does_not_verify_them)
{
	struct notary notary = {
		.key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519")};
	EVP_PKEY *stranger = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	struct audit_verified v;
	struct why why = {""};
	write_until_checkpoint(&notary, "\"kind\":\"checkpoint\"");
	char *pem = public_pem(notary.key), *other = public_pem(stranger);
	const char *path = room_path("audit.jsonl");
	int rc = audit_verify_file(path, pem, &v, &why);
	ck_assert_msg(rc == 0, "%s", why.text);
	ck_assert_uint_ge(v.checkpoints, 1);
	ck_assert_int_eq(audit_verify_file(path, NULL, &v, &why), 0);
	ck_assert_int_eq(audit_verify_file(path, other, &v, &why), ERR_VERIFY);
	ck_assert_ptr_nonnull(strstr(why.text, "signature"));
	ck_assert_int_eq(audit_verify_file(path, "nonsense", &v, &why),
			 -EINVAL);
	free(pem);
	free(other);
	EVP_PKEY_free(notary.key);
	EVP_PKEY_free(stranger);
}
END_TEST

START_TEST(a_signature_that_is_refused_is_recorded)
{
	struct notary notary = {.key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"),
				.status = -EIO};
	write_until_checkpoint(&notary, "checkpoints are not signed");
	char *text = room_read("audit.jsonl", NULL);
	ck_assert_uint_eq(room_count(text, "\"kind\":\"checkpoint\""), 0);
	/* Once, not for every record that follows. */
	ck_assert_uint_eq(room_count(text, "checkpoints are not signed\",\"d"),
			  1);
	ck_assert_uint_eq(notary.asked, 1);
	free(text);
	EVP_PKEY_free(notary.key);
}
END_TEST

int
main(void)
{
	SUITE("chain");
	tcase_add_checked_fixture(case_, room_open, room_close);
	CASE(an_untouched_file_holds);
	CASE(an_outsider_checks_a_line_with_sha256sum);
	CASE(any_flipped_byte_is_named_with_its_line);
	CASE(a_deleted_line_is_named);
	CASE(swapped_lines_are_named);
	CASE(an_inserted_line_is_named);
	CASE(a_torn_end_and_a_line_without_end_are_named);
	CASE_ROWS(what_is_not_one_flat_object_is_no_record, 9);
	CASE(checkpoints_are_signed_and_another_key_does_not_verify_them);
	CASE(a_signature_that_is_refused_is_recorded);
	return SUITE_RUN();
}
