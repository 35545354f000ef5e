/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of uploads: which requests are some, of what, and where in it. */
#include "inspect/upload.h"
#include "lib/suite.h"

#define U UPLOAD_UNKNOWN

static const struct {
	const char *method, *target, *name, *value;
	const char *id;
	uint64_t at, length, total;
	bool by_number, last;
} parts[] = {
	{"PUT", "/b/k?partNumber=2&uploadId=VX-1.2", "Accept", "*/*", "VX-1.2",
	 2, U, U, true, false},
	{"PUT", "/b/k?uploadId=a&x-id=UploadPart&partNumber=10000", "Accept",
	 "*/*", "a", 10000, U, U, true, false},
	{"PUT", "/b/k?part%4eumber=1&upload%49d=a", "Accept", "*/*", "a", 1, U,
	 U, true, false},
	{"PUT", "/buckets/b/objects/aw/uploads/6f2/3", "Accept", "*/*", "6f2",
	 3, U, U, true, false},
	{"PUT", "/u/1", "Content-Range", "bytes 0-99/1000", "", 0, 100, 1000,
	 false, false},
	{"PUT", "/u/1", "content-range", "bytes 900-999/1000", "", 900, 100,
	 1000, false, true},
	{"PUT", "/u/1", "Content-Range", "bytes 900-999/*", "", 900, 100, U,
	 false, false},
	{"PUT", "/u/1?uploadType=resumable&upload_id=Ab_c", "Content-Range",
	 "bytes 0-99/1000", "Ab_c", 0, 100, 1000, false, false},
	{"PATCH", "/v2/a/blobs/uploads/77?_state=x", "Content-Range", "0-1023",
	 "", 0, 1024, U, false, false},
	{"PATCH", "/files/24e", "Upload-Offset", "70", "", 70, U, U, false,
	 false},
	{"POST", "/f?upload_id=q", "X-Goog-Upload-Offset", "524288", "q",
	 524288, U, U, false, false},
	/* base64 of block-000007 */
	{"PUT", "/c/b?comp=block&blockid=YmxvY2stMDAwMDA3", "Accept", "*/*", "",
	 7, U, U, true, false},
	{"PUT", "/c/b?blockid=MDAwMDEy&comp=block&timeout=9", "Accept", "*/*",
	 "", 12, U, U, true, false},
	/* a block id that does not count */
	{"PUT", "/c/b?comp=block&blockid=YWJj", "Accept", "*/*", "", U, U, U,
	 true, false},
	{"PUT", "/c/b?comp=block&blockid=%00!", "Accept", "*/*", "", U, U, U,
	 true, false},
	{"PUT", "/c/b?comp=appendblock", "x-ms-blob-condition-appendpos", "4",
	 "", 4, U, U, false, false},
	{"POST", "/o?append&position=4096", "Accept", "*/*", "", 4096, U, U,
	 false, false},
	{"PATCH", "/fs/f?action=append&position=0", "Accept", "*/*", "", 0, U,
	 U, false, false},
};

static struct inspect_head
head_of(const char *method, const char *target,
	const struct inspect_header *field)
{
	return (struct inspect_head){.method = span_str(method),
				     .host = SPAN("up.example"),
				     .target = span_str(target),
				     .headers = field,
				     .n_headers = 1};
}

START_TEST(a_part_says_of_what_and_where)
{
	struct inspect_header field = {span_str(parts[_i].name),
				       span_str(parts[_i].value)};
	struct inspect_head head =
		head_of(parts[_i].method, parts[_i].target, &field);
	struct upload_part p;
	ck_assert(upload_recognise(&head, &p));
	ck_assert(span_eq(p.id, span_str(parts[_i].id)));
	ck_assert_uint_eq(p.at, parts[_i].at);
	ck_assert_uint_eq(p.length, parts[_i].length);
	ck_assert_uint_eq(p.total, parts[_i].total);
	ck_assert(p.by_number == parts[_i].by_number);
	ck_assert(p.last == parts[_i].last);
}
END_TEST

static const struct {
	const char *method, *target, *name, *value;
} wholes[] = {
	{"PUT", "/b/k", "Accept", "*/*"},
	{"PUT", "/b/k?partNumber=1", "Accept", "*/*"},
	/* the list of the parts that ends an upload */
	{"POST", "/b/k?uploadId=a", "Accept", "*/*"},
	{"PUT", "/b/k?partNumber=x&uploadId=a", "Accept", "*/*"},
	{"PUT", "/b/k?xpartNumber=1&uploadId=a", "Accept", "*/*"},
	{"GET", "/buckets/b/objects/aw/uploads/6f2/3", "Accept", "*/*"},
	{"PUT", "/u/1", "Content-Range", "bytes 0-999/1000"},
	/* how far is it? */
	{"PUT", "/u/1", "Content-Range", "bytes */1000"},
	{"PUT", "/u/1", "Content-Range", "bytes 9-8/1000"},
	{"PUT", "/u/1", "Content-Range", "bytes 0-1000/1000"},
	{"PUT", "/u/1", "Content-Range", "bytes 0-18446744073709551615/*"},
	{"PUT", "/u/1", "Content-Range", ""},
	{"PUT", "/u/1", "Range", "bytes 0-9/10"},
	{"PATCH", "/f", "Upload-Offset", "-1"},
	{"PUT", "/c/b?comp=blocklist", "Accept", "*/*"},
	{"PUT", "/c/b?comp=block", "Accept", "*/*"},
	{"POST", "/o?position=4096", "Accept", "*/*"},
	{"PATCH", "/fs/f?action=flush&position=0", "Accept", "*/*"},
};

START_TEST(a_whole_is_no_part)
{
	struct inspect_header field = {span_str(wholes[_i].name),
				       span_str(wholes[_i].value)};
	struct inspect_head head =
		head_of(wholes[_i].method, wholes[_i].target, &field);
	struct upload_part p;
	ck_assert(!upload_recognise(&head, &p));
}
END_TEST

/* The key of a target's part; the caller ends it. */
static struct buf
key_of(const char *target)
{
	struct inspect_header field = {SPAN("Accept"), SPAN("*/*")};
	struct inspect_head head = head_of("PUT", target, &field);
	struct upload_part p;
	struct buf key;
	buf_init(&key, 2 * UPLOAD_KEY_MAX);
	ck_assert(upload_recognise(&head, &p));
	ck_assert_int_eq(upload_key(&p, &key), 0);
	return key;
}

static const struct {
	const char *a, *b;
	bool same;
} keys[] = {
	{"/b/k?partNumber=1&uploadId=a", "/b/k?uploadId=a&partNumber=2", true},
	{"/b/k?partNumber=1&uploadId=ab", "/b/%6b?uploadId=%61b&partNumber=2",
	 true},
	{"/b/k?partNumber=1&uploadId=a", "/b/k?partNumber=1&uploadId=b", false},
	{"/b/k?partNumber=1&uploadId=a", "/b/l?partNumber=1&uploadId=a", false},
	{"/b/k?partNumber=1&uploadId=", "/b/?partNumber=1&uploadId=k", false},
	{"/b/k?comp=block&blockid=MDAwMDEy", "/b/k?comp=block&blockid=MDAwMDEz",
	 true},
	{"/buckets/b/objects/o/uploads/i/1", "/buckets/b/objects/o/uploads/i/2",
	 true},
	{"/buckets/b/objects/o/uploads/i/1", "/buckets/b/objects/p/uploads/i/1",
	 false},
};

START_TEST(parts_of_one_upload_have_one_key)
{
	struct buf a = key_of(keys[_i].a), b = key_of(keys[_i].b);
	ck_assert(span_eq(buf_span(&a), buf_span(&b)) == keys[_i].same);
	buf_fini(&a);
	buf_fini(&b);
}
END_TEST

START_TEST(a_key_has_a_limit)
{
	static char path[UPLOAD_KEY_MAX + 2];
	struct upload_part p = {.path = {(const uint8_t *)path, 0}};
	struct buf key;
	memset(path, 'a', sizeof(path));
	buf_init(&key, 4 * UPLOAD_KEY_MAX);
	p.path.n = UPLOAD_KEY_MAX;
	ck_assert_int_eq(upload_key(&p, &key), 0);
	p.path.n = UPLOAD_KEY_MAX + 1;
	ck_assert_int_eq(upload_key(&p, &key), ERR_LIMIT);
	buf_fini(&key);
}
END_TEST

int
main(void)
{
	SUITE("upload");
	CASE_ROWS(a_part_says_of_what_and_where, N_ROWS(parts));
	CASE_ROWS(a_whole_is_no_part, N_ROWS(wholes));
	CASE_ROWS(parts_of_one_upload_have_one_key, N_ROWS(keys));
	CASE(a_key_has_a_limit);
	return SUITE_RUN();
}
