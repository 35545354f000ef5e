/* SPDX-License-Identifier: Apache-2.0 */
/* The PROXY protocol header: each acceptance with its rejected twin. */
#include "lib/suite.h"
#include "wire/proxy_header.h"

struct row {
	struct span in;
	ssize_t length; /* or the error */
	bool named;
	const char *source;
	uint16_t port;
};

#define V2 "\r\n\r\n\0\r\nQUIT\n"

static const struct row rows[] = {
	{SPAN("PROXY TCP4 10.1.2.3 10.0.0.1 4000 3128\r\nCONNECT"), 40, true,
	 "10.1.2.3", 4000},
	{SPAN("PROXY TCP6 2001:db8::1 2001:db8::2 4000 3128\r\n"), 46, true,
	 "2001:db8::1", 4000},
	{SPAN("PROXY UNKNOWN\r\nX"), 15, false, NULL, 0},
	{SPAN("PROXY TCP4 10.1.2.3 10.0.0.1 4000 70000\r\n"), ERR_MALFORMED,
	 false, NULL, 0},
	{SPAN("PROXY TCP4 2001:db8::1 10.0.0.1 1 2\r\n"), ERR_MALFORMED, false,
	 NULL, 0},
	{SPAN("PROXY TCP4 10.1.2.3 10.0.0.1 1\r\n"), ERR_MALFORMED, false, NULL,
	 0},
	{SPAN("PROXY UDP4 10.1.2.3 10.0.0.1 1 2\r\n"), ERR_MALFORMED, false,
	 NULL, 0},
	{SPAN("CONNECT a:1 HTTP/1.1\r\n"), ERR_MALFORMED, false, NULL, 0},
	{SPAN(V2 "\x21\x11\0\x0c\x0a\1\2\3\x0a\0\0\1\x0f\xa0\x0c\x38"
		 "G"),
	 28, true, "10.1.2.3", 4000},
	{SPAN(V2 "\x20\0\0\0"), 16, false, NULL, 0},
	{SPAN(V2 "\x21\x11\0\4abcd"), ERR_MALFORMED, false, NULL, 0},
	{SPAN(V2 "\x31\x11\0\0"), ERR_MALFORMED, false, NULL, 0},
	{SPAN(V2 "\x21\x11\xff\xff"), ERR_MALFORMED, false, NULL, 0},
};

START_TEST(proxy_header_names_the_client)
{
	const struct row *r = &rows[_i];
	struct address source = {0};
	bool named = false;
	char text[ADDRESS_TEXT];
	ck_assert_int_eq(proxy_header_read(r->in, &source, &named), r->length);
	if (r->length < 0)
		return;
	ck_assert_int_eq(named, r->named);
	if (named) {
		ck_assert_str_eq(address_text(&source, text), r->source);
		ck_assert_uint_eq(source.port, r->port);
	}
}
END_TEST

START_TEST(proxy_header_waits_for_all_of_itself)
{
	const struct row *r = &rows[_i];
	struct address source;
	bool named;
	if (r->length < 0)
		return;
	for (size_t n = 0; n < (size_t)r->length; n++)
		ck_assert_int_eq(proxy_header_read(span_cut(r->in, 0, n),
						   &source, &named),
				 0);
}
END_TEST

START_TEST(proxy_header_without_an_end_is_refused)
{
	char line[200];
	struct address source;
	bool named;
	memset(line, '1', sizeof(line));
	memcpy(line, "PROXY TCP4 ", 11);
	ck_assert_int_eq(
		proxy_header_read(span_of(line, sizeof(line)), &source, &named),
		ERR_MALFORMED);
}
END_TEST

int
main(void)
{
	SUITE("proxy_header");
	CASE_ROWS(proxy_header_names_the_client, N_ROWS(rows));
	CASE_ROWS(proxy_header_waits_for_all_of_itself, N_ROWS(rows));
	CASE(proxy_header_without_an_end_is_refused);
	return SUITE_RUN();
}
