/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON output by yajl's generator. Guarantees: whatever bytes come in, what
 * goes out is valid JSON in UTF-8. One thread.
 */
#include "base/emit.h"

#include <errno.h>
#include <stdlib.h>
#include <yajl/yajl_gen.h>

struct emit {
	yajl_gen gen;
	bool failed;
};

struct emit *
emit_new(bool indent)
{
	struct emit *j = calloc(1, sizeof(*j));
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
emit_free(struct emit **pj)
{
	if (*pj != NULL)
		yajl_gen_free((*pj)->gen);
	free(*pj);
	*pj = NULL;
}

void
emit_trust(struct emit *j)
{
	yajl_gen_config(j->gen, yajl_gen_validate_utf8, 0);
}

void
emit_clear(struct emit *j)
{
	yajl_gen_reset(j->gen, NULL);
	yajl_gen_clear(j->gen);
	j->failed = false;
}

static void
note(struct emit *j, yajl_gen_status status)
{
	if (status != yajl_gen_status_ok)
		j->failed = true;
}

void
emit_open(struct emit *j)
{
	note(j, yajl_gen_map_open(j->gen));
}

void
emit_close(struct emit *j)
{
	note(j, yajl_gen_map_close(j->gen));
}

void
emit_list(struct emit *j)
{
	note(j, yajl_gen_array_open(j->gen));
}

void
emit_end(struct emit *j)
{
	note(j, yajl_gen_array_close(j->gen));
}

/* Replaces what is not UTF-8, byte by byte, and writes that. */
static void
write_repaired(struct emit *j, struct span s)
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
emit_span(struct emit *j, struct span s)
{
	yajl_gen_status status = yajl_gen_string(
		j->gen, s.p != NULL ? s.p : (const uint8_t *)"", s.n);
	if (status == yajl_gen_invalid_string)
		write_repaired(j, s);
	else
		note(j, status);
}

void
emit_key(struct emit *j, const char *key)
{
	emit_span(j, span_str(key));
}

void
emit_str(struct emit *j, const char *text)
{
	if (text == NULL)
		emit_null(j);
	else
		emit_span(j, span_str(text));
}

void
emit_int(struct emit *j, int64_t value)
{
	/* By hand: the generator would call sprintf for each number. */
	char digits[20];
	size_t at = sizeof(digits);
	uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;
	do {
		digits[--at] = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	if (value < 0)
		digits[--at] = '-';
	note(j, yajl_gen_number(j->gen, digits + at, sizeof(digits) - at));
}

void
emit_real(struct emit *j, double value)
{
	note(j, yajl_gen_double(j->gen, value));
}

void
emit_bool(struct emit *j, bool value)
{
	note(j, yajl_gen_bool(j->gen, value));
}

void
emit_null(struct emit *j)
{
	note(j, yajl_gen_null(j->gen));
}

void
emit_json(struct emit *j, struct span json)
{
	/* yajl copies a "number" as it stands. */
	note(j, yajl_gen_number(j->gen, (const char *)json.p, json.n));
}

void
emit_put(struct emit *j, const char *key, const char *text)
{
	emit_key(j, key);
	emit_str(j, text);
}

void
emit_put_int(struct emit *j, const char *key, int64_t value)
{
	emit_key(j, key);
	emit_int(j, value);
}

void
emit_put_bool(struct emit *j, const char *key, bool value)
{
	emit_key(j, key);
	emit_bool(j, value);
}

void
emit_opt(struct emit *j, const char *key, const char *text)
{
	if (text != NULL)
		emit_put(j, key, text);
}

void
emit_opt_int(struct emit *j, const char *key, int64_t value)
{
	if (value >= 0)
		emit_put_int(j, key, value);
}

int
emit_finish(struct emit *j, struct span *ret_text)
{
	const unsigned char *text;
	size_t n;
	if (j->failed ||
	    yajl_gen_get_buf(j->gen, &text, &n) != yajl_gen_status_ok)
		return -EINVAL;
	*ret_text = span_of(text, n);
	return 0;
}
