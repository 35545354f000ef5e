/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making an exact-match list. Of the values it keeps digests and shapes: the
 * sequence of their runs of letters, digits and other bytes, with the shortest
 * and longest of each run. One owner, one thread.
 */
#include "inspect/digest_list.h"

#include <errno.h>
#include <stdlib.h>

/* More shapes than this, or longer ones, and one general pattern stands for
 * all. */
#define SHAPES_MAX 24
#define RUNS_MAX 12

enum run_class {
	RUN_LETTERS = 1,
	RUN_DIGITS,
	RUN_WIDE,	/* bytes beyond ASCII */
	RUN_SIGN = 0x80 /* and the byte itself */
};

struct shape_run {
	uint8_t class;
	uint8_t shortest, longest;
};

struct value_shape {
	struct shape_run runs[RUNS_MAX];
	size_t n;
};

struct digest_writer {
	struct digest_key *key;
	const char *validator;
	struct digest *digests;
	size_t n, size;
	struct value_shape shapes[SHAPES_MAX];
	size_t n_shapes;
	size_t shortest, longest;
	bool general; /* shapes could not be kept */
};

int
digest_writer_new(struct span secret, const char *validator,
		  struct digest_writer **ret_writer)
{
	struct digest_writer *w = calloc(1, sizeof(*w));
	if (w == NULL)
		return -ENOMEM;
	int rc = digest_key_new(secret, &w->key);
	if (rc < 0) {
		free(w);
		return rc;
	}
	w->validator = validator;
	w->shortest = DIGEST_VALUE_LONGEST;
	*ret_writer = w;
	return 0;
}

void
digest_writer_free(struct digest_writer **pw)
{
	struct digest_writer *w = *pw;
	*pw = NULL;
	if (w == NULL)
		return;
	digest_key_free(&w->key);
	free(w->digests);
	free(w);
}

static uint8_t
class_of(uint8_t c)
{
	if (c >= 0x80)
		return RUN_WIDE;
	if (c >= '0' && c <= '9')
		return RUN_DIGITS;
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		return RUN_LETTERS;
	return (uint8_t)(RUN_SIGN | c);
}

/* False where it has more runs than a shape can have. */
static bool
shape_read(struct span value, struct value_shape *ret_shape)
{
	*ret_shape = (struct value_shape){.n = 0};
	for (size_t i = 0; i < value.n; i++) {
		uint8_t class = class_of(value.p[i]);
		struct shape_run *run = &ret_shape->runs[ret_shape->n];
		if (ret_shape->n > 0 && run[-1].class == class) {
			run[-1].shortest++;
			run[-1].longest++;
			continue;
		}
		if (ret_shape->n == RUNS_MAX)
			return false;
		*run = (struct shape_run){class, 1, 1};
		ret_shape->n++;
	}
	return true;
}

static bool
shape_same(const struct value_shape *a, const struct value_shape *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (a->runs[i].class != b->runs[i].class)
			return false;
	return true;
}

static void
shape_widen(struct value_shape *s, const struct value_shape *by)
{
	for (size_t i = 0; i < s->n; i++) {
		struct shape_run *run = &s->runs[i];
		if (by->runs[i].shortest < run->shortest)
			run->shortest = by->runs[i].shortest;
		if (by->runs[i].longest > run->longest)
			run->longest = by->runs[i].longest;
	}
}

static void
note_shape(struct digest_writer *w, struct span value)
{
	struct value_shape shape;
	if (value.n < w->shortest)
		w->shortest = value.n;
	if (value.n > w->longest)
		w->longest = value.n;
	if (w->general)
		return;
	if (!shape_read(value, &shape)) {
		w->general = true;
		return;
	}
	for (size_t i = 0; i < w->n_shapes; i++) {
		if (shape_same(&w->shapes[i], &shape)) {
			shape_widen(&w->shapes[i], &shape);
			return;
		}
	}
	w->general = w->n_shapes == SHAPES_MAX;
	if (!w->general)
		w->shapes[w->n_shapes++] = shape;
}

int
digest_writer_add(struct digest_writer *w, struct span canonical,
		  struct span written)
{
	if (written.n < DIGEST_VALUE_SHORTEST ||
	    written.n > DIGEST_VALUE_LONGEST ||
	    class_of(written.p[0]) >= RUN_SIGN ||
	    class_of(written.p[written.n - 1]) >= RUN_SIGN ||
	    span_chr(written, '\n') >= 0)
		return -EINVAL;
	if (w->n == DIGEST_LIST_MAX)
		return ERR_LIMIT;
	if (w->n == w->size) {
		size_t size = w->size * 2 + 1024;
		struct digest *grown =
			realloc(w->digests, size * sizeof(*grown));
		if (grown == NULL)
			return -ENOMEM;
		w->digests = grown;
		w->size = size;
	}
	w->digests[w->n++] =
		digest_of(w->key, SPAN(DIGEST_LIST_KIND), canonical);
	note_shape(w, written);
	return 0;
}

static int
write_run(struct buf *text, const struct shape_run *run)
{
	static const char *const classes[] = {
		[RUN_LETTERS] = "[A-Za-z]",
		[RUN_DIGITS] = "[0-9]",
		[RUN_WIDE] = "[\\x80-\\xff]",
	};
	int rc = run->class >= RUN_SIGN
			 ? buf_printf(text, "\\x%02x", run->class & 0x7f)
			 : buf_printf(text, "%s", classes[run->class]);
	if (rc < 0 || run->longest == 1)
		return rc;
	return run->shortest == run->longest
		       ? buf_printf(text, "{%d}", run->longest)
		       : buf_printf(text, "{%d,%d}", run->shortest,
				    run->longest);
}

static int
write_shapes(const struct digest_writer *w, struct buf *text)
{
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < w->n_shapes; i++) {
		const struct value_shape *s = &w->shapes[i];
		rc = i > 0 ? buf_byte(text, '|') : 0;
		for (size_t k = 0; rc == 0 && k < s->n; k++)
			rc = write_run(text, &s->runs[k]);
	}
	return rc;
}

/* Letters and digits at both ends, what stands in identifiers in between. */
static int
write_general(const struct digest_writer *w, struct buf *text)
{
	return buf_printf(text,
			  "[0-9A-Za-z\\x80-\\xff]"
			  "[0-9A-Za-z\\x80-\\xff._@/:+#-]{%zu,%zu}"
			  "[0-9A-Za-z\\x80-\\xff]",
			  w->shortest - 2, w->longest - 2);
}

static int
by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, DIGEST_SIZE);
}

int
digest_writer_finish(struct digest_writer *w, struct buf *text)
{
	char hex[2 * DIGEST_SIZE + 1];
	struct digest check = digest_key_check(w->key);
	if (w->n == 0)
		return -EINVAL;
	qsort(w->digests, w->n, sizeof(*w->digests), by_bytes);
	int rc = buf_printf(text,
			    DIGEST_LIST_HEAD "\nkey %s\nas %s\npattern "
					     "(?<![0-9A-Za-z])(?:",
			    hex_text(span_of(check.bytes, DIGEST_SIZE), hex),
			    w->validator != NULL ? w->validator : "text");
	if (rc == 0)
		rc = w->general ? write_general(w, text)
				: write_shapes(w, text);
	if (rc == 0)
		rc = buf_printf(text, ")(?![0-9A-Za-z])\n");
	for (size_t i = 0; rc == 0 && i < w->n; i++) {
		if (i > 0 && by_bytes(&w->digests[i], &w->digests[i - 1]) == 0)
			continue;
		hex_text(span_of(w->digests[i].bytes, DIGEST_SIZE), hex);
		rc = buf_printf(text, "%s\n", hex);
	}
	return rc;
}
