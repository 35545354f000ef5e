/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bodies framed by clients of S3: values over chunk borders are found, what
 * is no frame is read as it is, however the bytes come.
 */
#include "lib/inspect_feed.h"
#include "lib/suite.h"

#include <stdio.h>

#define SIGN                                                                   \
	";chunk-signature="                                                    \
	"ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648"

static const struct {
	const char *body, *says;
} rows[] = {
	/* over a border, signed or not, with trailers or without */
	{"7" SIGN "\r\nid card\r\n9" SIGN "\r\n 11010519\r\nb" SIGN
	 "\r\n491231002X\n\r\n0" SIGN "\r\n\r\n",
	 "persons 1"},
	{"10\r\nid card 11010519\r\nb\r\n491231002X\n\r\n0\r\n"
	 "x-amz-checksum-crc32:sOO8/Q==\r\n\r\n",
	 "persons 1"},
	{"5\r\nclean\r\n0\r\n\r\n", "persons 0"},
	/* what stands on the lines is not sent unread */
	{"5;id=11010519491231002X\r\nclean\r\n0\r\n\r\n", "persons 1"},
	{"5\r\nclean\r\n0\r\nx-id:11010519491231002X\r\n\r\n",
	 "persons 1 unreadable"},
	{"5\r\nclean\r\n0\r\nx-amz-checksum-crc32:11010519491231002X\r\n\r\n",
	 "persons 1 unreadable"},
	{"5\r\nclean\r\nzz\r\nid 11010519491231002X\r\n",
	 "persons 1 unreadable"},
	{"5\r\ncleanid 11010519491231002X\r\n", "persons 1 unreadable"},
	{"ffffff\r\nid card 11010519491231002X", "persons 1 unreadable"},
	/* not framed at all, whatever it says */
	{"id card 11010519491231002X\n", "persons 1"},
};

static struct inspection *
begin(void)
{
	struct inspection *i;
	ck_assert_int_eq(inspection_new(inspect_test_env(), &i), 0);
	ck_assert_int_eq(inspection_body(i, SPAN("text/plain"),
					 SPAN("aws-chunked"), SPAN("/x")),
			 0);
	return i;
}

static void
check(struct inspection *i, const char *says, size_t step)
{
	struct inspect_totals totals;
	struct inspect_result result;
	char text[64];
	inspection_totals(i, &totals);
	inspection_take(i, &result);
	snprintf(text, sizeof(text), "persons %llu%s",
		 (unsigned long long)totals.persons,
		 result.unreadable != 0 ? " unreadable" : "");
	ck_assert_msg(strcmp(text, says) == 0, "by %zu: %s, not %s", step, text,
		      says);
}

START_TEST(frames_are_taken_off_however_they_come)
{
	struct span body = span_str(rows[_i].body);
	for (size_t step = 1; step <= body.n; step++) {
		struct inspection *i = begin();
		for (size_t at = 0; at < body.n; at += step)
			ck_assert_int_eq(
				inspection_push(i,
						span_cut(body, at, at + step),
						at + step >= body.n),
				0);
		check(i, rows[_i].says, step);
		inspection_free(&i);
	}
}
END_TEST

int
main(void)
{
	SUITE("aws-chunked");
	CASE_ROWS(frames_are_taken_off_however_they_come, N_ROWS(rows));
	return SUITE_RUN();
}
