/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deltas (gitformat-pack, "Deltified representation"): copies of a base that
 * the recipient has, or that was read where it stood in the pack, and bytes to
 * insert. The inserted ones are read, in order, a line end where a copy stood
 * between them. What they are is told by the base's kind where that is known,
 * else by themselves. One owner, one thread.
 */
#include "inspect/git.h"

#include "inspect/sheet.h"
#include "inspect/sniff.h"

#include <errno.h>
#include <stdlib.h>

#define NUMBER_MAX 10
#define COPY_MAX 7
/* Inserted bytes looked at before it is decided what they are. */
#define HEAD_MAX 4096
#define RUNS_MAX 256
/* An entry of a tree ends in the hash; with it at most this much of a run is
 * no text. */
#define TREE_HASH 33
/* git copies four bytes at least. Who copies less, again and again, may well
 * write with it. */
#define SMALL_COPY 4
#define SMALL_COPIES 8

enum delta_in { IN_BASE_SIZE, IN_SIZE, IN_CODE, IN_COPY, IN_INSERT, IN_REST };

struct delta {
	struct stage stage;
	struct stage *next; /* reads what is inserted */
	enum git_object base;
	enum delta_in in;
	uint8_t copy; /* code of the copy being read */
	uint8_t copied[COPY_MAX];
	size_t n_copied;
	size_t left;   /* bytes to insert, or of a copy's numbers */
	size_t digits; /* of a size */
	unsigned small;
	bool gap;	       /* a copy since the last inserted byte */
	struct buf head;       /* inserted bytes, until there is a next */
	size_t runs[RUNS_MAX]; /* where in it runs begin */
	size_t n_runs;
	uint64_t epoch; /* of the head's first byte */
};

static struct delta *
delta_of(struct stage *s)
{
	return (struct delta *)(void *)s;
}

/* An entry's mode, a space, at the start; its length, or 0. */
static size_t
mode(struct span s)
{
	static const char *const modes[] = {"100644 ", "100755 ", "40000 ",
					    "120000 ", "160000 "};
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (span_starts(s, span_str(modes[i])))
			return strlen(modes[i]);
	return 0;
}

/* A run of a tree: the end of a hash or of a name, then entries. */
static bool
is_tree_run(struct span s)
{
	size_t i = 0;
	while (i < s.n) {
		size_t from = i, skip = 0;
		while (i < s.n && (skip = mode(span_from(s, i))) == 0)
			i++;
		if (i - from > TREE_HASH)
			return false;
		i += skip;
		while (skip > 0 && i < s.n && s.p[i] != 0)
			i++;
	}
	return true;
}

/* All that was inserted so far could be pieces of a tree. */
static bool
is_tree(const struct delta *d)
{
	struct span head = buf_span(&d->head);
	for (size_t i = 0; i < d->n_runs; i++) {
		size_t end = i + 1 < d->n_runs ? d->runs[i + 1] : head.n;
		if (!is_tree_run(span_cut(head, d->runs[i], end)))
			return false;
	}
	return d->n_runs < RUNS_MAX;
}

static int
text_layer(struct work *w, struct stage **ret)
{
	struct stage *text = NULL;
	int rc = text_open(w, &text);
	return rc < 0 ? rc : charset_open(w, SPAN_NONE, text, ret);
}

/* Opens what reads the inserted bytes. */
static int
next_open(struct delta *d)
{
	struct work *w = d->stage.work;
	struct span head = buf_span(&d->head);
	if (d->base == GIT_COMMIT || d->base == GIT_TAG)
		return git_note_open(w, true, &d->next);
	if (d->base == GIT_TREE)
		return runs_open(w, &d->next);
	if (sheet_is_text(head) ||
	    sniff_bytes(head, SPAN("text/plain")).nature == NATURE_TEXT)
		return text_layer(w, &d->next);
	if (d->base == GIT_UNKNOWN && is_tree(d))
		return runs_open(w, &d->next);
	return binary_open(
		w, w->fragment ? UNREADABLE_FRAGMENT : UNREADABLE_BINARY,
		"git-delta", &d->next);
}

static int
settle(struct delta *d, bool last)
{
	struct work *w = d->stage.work;
	uint64_t epoch = w->epoch;
	if (d->head.n == 0)
		return 0;
	int rc = next_open(d);
	if (rc < 0)
		return rc;
	w->epoch = epoch_min(epoch, d->epoch);
	rc = stage_push(d->next, buf_span(&d->head), last);
	w->epoch = epoch;
	buf_fini(&d->head);
	return rc;
}

/* Bytes for the reader. */
static int
emit(struct delta *d, struct span s)
{
	int rc = 0;
	while (d->next == NULL && s.n > 0 && rc == 0) {
		size_t n = HEAD_MAX - d->head.n;
		struct span part = span_cut(s, 0, n);
		if (d->head.n == 0)
			d->epoch = d->stage.work->epoch;
		if (buf_add(&d->head, part) < 0)
			return -ENOMEM;
		s = span_from(s, part.n);
		if (d->head.n == HEAD_MAX)
			rc = settle(d, false);
	}
	return rc == 0 && s.n > 0 ? stage_push(d->next, s, false) : rc;
}

static int
insert(struct delta *d, struct span s)
{
	int rc = 0;
	bool begun = d->next != NULL || d->head.n > 0;
	if (d->gap && begun)
		rc = emit(d, SPAN("\n"));
	if ((d->gap || !begun) && d->next == NULL && d->n_runs < RUNS_MAX)
		d->runs[d->n_runs++] = d->head.n;
	d->gap = false;
	return rc < 0 ? rc : emit(d, s);
}

static int
lost(struct delta *d)
{
	struct work *w = d->stage.work;
	int rc = d->next == NULL ? settle(d, true)
				 : stage_push(d->next, SPAN_NONE, true);
	stage_close(&d->next);
	d->in = IN_REST;
	return rc < 0 ? rc
		      : binary_open(w,
				    w->fragment ? UNREADABLE_FRAGMENT
						: UNREADABLE_BROKEN,
				    "git-delta", &d->next);
}

/* How many bytes the copy is of, now that its numbers are there. */
static uint32_t
copy_size(const struct delta *d)
{
	uint32_t size = 0;
	size_t at = 0;
	for (unsigned bit = 0; bit < COPY_MAX; bit++) {
		if ((d->copy & 1u << bit) == 0)
			continue;
		if (bit >= 4)
			size |= (uint32_t)d->copied[at] << 8 * (bit - 4);
		at++;
	}
	return size == 0 ? 0x10000 : size;
}

static void
copy_end(struct delta *d)
{
	d->gap = true;
	d->in = IN_CODE;
	if (copy_size(d) >= SMALL_COPY || ++d->small != SMALL_COPIES)
		return;
	work_unreadable(d->stage.work, UNREADABLE_BINARY, "git-delta", 0);
}

static int
code(struct delta *d, uint8_t c)
{
	if (c == 0)
		return lost(d);
	d->in = IN_INSERT;
	d->left = c;
	if ((c & 0x80) == 0)
		return 0;
	d->in = IN_COPY;
	d->copy = c;
	d->n_copied = 0;
	d->left = (size_t)__builtin_popcount(c & 0x7fu);
	if (d->left == 0)
		copy_end(d);
	return 0;
}

/* A byte of the sizes that a delta begins with. */
static int
size_byte(struct delta *d, uint8_t c)
{
	if (++d->digits > NUMBER_MAX)
		return lost(d);
	if ((c & 0x80) != 0)
		return 0;
	d->digits = 0;
	d->in = d->in == IN_BASE_SIZE ? IN_SIZE : IN_CODE;
	return 0;
}

/* The next instruction or part of one. */
static int
step(struct delta *d, struct span *in)
{
	uint8_t c = in->p[0];
	if (d->in == IN_INSERT) {
		struct span s = span_cut(*in, 0, d->left);
		*in = span_from(*in, s.n);
		d->left -= s.n;
		int rc = insert(d, s);
		if (d->left == 0)
			d->in = IN_CODE;
		return rc;
	}
	*in = span_from(*in, 1);
	if (d->in == IN_CODE)
		return code(d, c);
	if (d->in != IN_COPY)
		return size_byte(d, c);
	d->copied[d->n_copied++] = c;
	if (--d->left == 0)
		copy_end(d);
	return 0;
}

static int
delta_push(struct stage *s, struct span in, bool last)
{
	struct delta *d = delta_of(s);
	int rc = 0;
	while (in.n > 0 && rc == 0 && d->in != IN_REST)
		rc = step(d, &in);
	if (rc < 0)
		return rc;
	if (last && d->in != IN_CODE && d->in != IN_REST)
		rc = lost(d);
	if (rc == 0 && d->in == IN_REST)
		return stage_push(d->next, in, last);
	if (rc == 0 && last)
		rc = d->next != NULL ? stage_push(d->next, SPAN_NONE, true)
				     : settle(d, true);
	return rc;
}

static uint64_t
delta_pending(const struct stage *s)
{
	const struct delta *d = (const struct delta *)(const void *)s;
	if (d->next != NULL)
		return stage_pending(d->next);
	return d->head.n > 0 ? d->epoch : EPOCH_NONE;
}

static void
delta_close(struct stage *s)
{
	struct delta *d = delta_of(s);
	stage_close(&d->next);
	buf_fini(&d->head);
	free(d);
}

int
git_delta_open(struct work *w, enum git_object base, struct stage **ret_stage)
{
	static const struct stage_ops ops = {"git-delta", delta_push,
					     delta_pending, delta_close};
	struct delta *d = calloc(1, sizeof(*d));
	if (d == NULL)
		return -ENOMEM;
	d->stage = (struct stage){&ops, w};
	d->base = base;
	buf_init(&d->head, HEAD_MAX);
	*ret_stage = &d->stage;
	return 0;
}
