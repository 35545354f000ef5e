/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON output by yajl's generator. Guarantees: whatever bytes come in, what
 * goes out is valid JSON in UTF-8. One thread.
 */
#include "base/json.h"

#include <errno.h>
#include <stdlib.h>
#include <yajl/yajl_gen.h>

struct json {
	yajl_gen gen;
	bool failed;
};

struct json *
json_new(bool indent)
{
	struct json *j = calloc(1, sizeof(*j));
	if (j == NULL)
		return NULL;
	j->gen = yajl_gen_alloc(NULL);
	if (j->gen == NULL) {
		free(j);
		return NULL;
	}
	yajl_gen_config(j->gen, yajl_gen_beautify, indent);
	yajl_gen_config(j->gen, yajl_gen_indent_string, "  ");
	yajl_gen_config(j->gen, yajl_gen_validate_utf8, 1);
	return j;
}

void
json_free(struct json **pj)
{
	if (*pj != NULL)
		yajl_gen_free((*pj)->gen);
	free(*pj);
	*pj = NULL;
}

static void
note(struct json *j, yajl_gen_status status)
{
	if (status != yajl_gen_status_ok)
		j->failed = true;
}

void
json_open(struct json *j)
{
	note(j, yajl_gen_map_open(j->gen));
}

void
json_close(struct json *j)
{
	note(j, yajl_gen_map_close(j->gen));
}

void
json_list(struct json *j)
{
	note(j, yajl_gen_array_open(j->gen));
}

void
json_end(struct json *j)
{
	note(j, yajl_gen_array_close(j->gen));
}

/* Replaces what is not UTF-8, byte by byte, and writes that. */
static void
write_repaired(struct json *j, struct span s)
{
	struct buf out;
	buf_init(&out, s.n * 3 + 1);
	int rc = 0;
	for (size_t i = 0; i < s.n && rc == 0; i++)
		rc = s.p[i] < 0x80 ? buf_byte(&out, s.p[i])
				   : buf_add(&out, SPAN("\xef\xbf\xbd"));
	if (rc == 0)
		note(j, yajl_gen_string(j->gen, out.p, out.n));
	else
		j->failed = true;
	buf_fini(&out);
}

void
json_span(struct json *j, struct span s)
{
	yajl_gen_status status = yajl_gen_string(
		j->gen, s.p != NULL ? s.p : (const uint8_t *)"", s.n);
	if (status == yajl_gen_invalid_string)
		write_repaired(j, s);
	else
		note(j, status);
}

void
json_key(struct json *j, const char *key)
{
	json_span(j, span_str(key));
}

void
json_str(struct json *j, const char *text)
{
	if (text == NULL)
		json_null(j);
	else
		json_span(j, span_str(text));
}

void
json_int(struct json *j, int64_t value)
{
	note(j, yajl_gen_integer(j->gen, value));
}

void
json_real(struct json *j, double value)
{
	note(j, yajl_gen_double(j->gen, value));
}

void
json_bool(struct json *j, bool value)
{
	note(j, yajl_gen_bool(j->gen, value));
}

void
json_null(struct json *j)
{
	note(j, yajl_gen_null(j->gen));
}

void
json_put(struct json *j, const char *key, const char *text)
{
	json_key(j, key);
	json_str(j, text);
}

void
json_put_int(struct json *j, const char *key, int64_t value)
{
	json_key(j, key);
	json_int(j, value);
}

void
json_put_bool(struct json *j, const char *key, bool value)
{
	json_key(j, key);
	json_bool(j, value);
}

void
json_opt(struct json *j, const char *key, const char *text)
{
	if (text != NULL)
		json_put(j, key, text);
}

void
json_opt_int(struct json *j, const char *key, int64_t value)
{
	if (value >= 0)
		json_put_int(j, key, value);
}

int
json_finish(struct json *j, struct span *ret_text)
{
	const unsigned char *text;
	size_t n;
	if (j->failed ||
	    yajl_gen_get_buf(j->gen, &text, &n) != yajl_gen_status_ok)
		return -EINVAL;
	*ret_text = span_of(text, n);
	return 0;
}
