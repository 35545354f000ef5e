/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any character set to UTF-8, and UTF-8 to its folded form. Bytes of ASCII
 * pass untouched. The first bytes beyond ASCII decide, LOOK_AT of them: UTF-8
 * if they are that, else what was declared if they can be that, else what
 * they look like (GB 18030-2022 has GBK and GB2312 in it). One owner, one
 * thread.
 */
#include "inspect/charset.h"

#include "inspect/fold.h"
#include "inspect/guess.h"
#include "inspect/trail.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

/* So much is looked at to tell what it is. */
#define LOOK_AT 512
#define OUT_SIZE 32768
#define NO_ICONV ((iconv_t)-1)

enum mode { MODE_GUESS, MODE_UTF8, MODE_ICONV };

struct charset {
	struct stage stage;
	struct stage *next;
	enum mode mode;
	iconv_t iconv;
	struct buf carry; /* undecided or unfinished bytes */
	uint64_t carry_epoch;
	bool bad;
	char declared[32]; /* not UTF-8; may be wrong */
	uint8_t *out;
	/* Where the bytes handed on stood; offsets of the next ones, in and
	 * out. */
	struct trail trail;
	uint64_t in_at, out_at;
};

static struct charset *
charset_of(struct stage *s)
{
	return (struct charset *)(void *)s;
}

static int
out_room(struct charset *c)
{
	if (c->out == NULL)
		c->out = malloc(OUT_SIZE);
	return c->out != NULL ? 0 : -ENOMEM;
}

static int
push_next(struct charset *c, struct span text, bool last)
{
	struct work *w = c->stage.work;
	const struct trail *outer = w->trail;
	if (w->shown) {
		c->trail.outer = outer;
		w->trail = &c->trail;
	}
	int rc = stage_push(c->next, text, last);
	w->trail = outer;
	return c->trail.failed ? -ENOMEM : rc;
}

/* How many bytes of an unfinished character there are at the end. */
static size_t
cut_at_end(struct span s)
{
	uint32_t c;
	for (size_t n = 1; n < 4 && n <= s.n; n++)
		if (utf8_get(span_from(s, s.n - n), &c) < 0)
			return n;
	return 0;
}

static size_t
fold_all(uint8_t *p, size_t n)
{
	return fold_text(p, n, NULL);
}

/* Folds n bytes in c->out, the cut ones at the end of which are kept. */
static size_t
fold(struct charset *c, size_t n, size_t *ret_cut)
{
	uint64_t in = c->in_at, out = c->out_at;
	if (ret_cut != NULL)
		*ret_cut = 0;
	if (!c->stage.work->shown)
		return fold_text(c->out, n, ret_cut);
	if (ret_cut != NULL)
		*ret_cut = cut_at_end(span_of(c->out, n));
	size_t cut = ret_cut != NULL ? *ret_cut : 0;
	c->trail.on = true;
	trail_drop(&c->trail, out);
	trail_add(&c->trail, out, in, 0);
	size_t len = trail_undo(&c->trail, out, c->out, n - cut, fold_all);
	memmove(c->out + len, c->out + n - cut, cut);
	c->in_at += n - cut;
	c->out_at += len;
	return len;
}

/* Passes on what was made of bytes of which some may be of an older push. */
static int
pass(struct charset *c, struct span text)
{
	struct work *w = c->stage.work;
	uint64_t epoch = w->epoch;
	if (c->carry.n > 0)
		w->epoch = epoch_min(epoch, c->carry_epoch);
	int rc = text.n > 0 ? push_next(c, text, false) : 0;
	w->epoch = epoch;
	return rc;
}

/* What stays as it is. */
static int
pass_ascii(struct charset *c, struct span text)
{
	if (c->stage.work->shown) {
		c->trail.on = true;
		trail_add(&c->trail, c->out_at, c->in_at, 0);
		c->in_at += text.n;
		c->out_at += text.n;
	}
	return pass(c, text);
}

/* Keeps what is unfinished; of the push at hand are at most the last fresh
 * bytes. */
static int
keep(struct charset *c, struct span rest, size_t fresh)
{
	if (rest.n <= fresh)
		c->carry_epoch = c->stage.work->epoch;
	buf_clear(&c->carry);
	return buf_add(&c->carry, rest);
}

static int
push_utf8(struct charset *c, struct span in, bool last)
{
	int rc = out_room(c);
	while (rc == 0 && (in.n > 0 || (last && c->carry.n > 0))) {
		size_t had = c->carry.n, cut = 0;
		size_t n = OUT_SIZE - had < in.n ? OUT_SIZE - had : in.n;
		if (had > 0)
			memcpy(c->out, c->carry.p, had);
		if (n > 0)
			memcpy(c->out + had, in.p, n);
		in = span_from(in, n);
		bool end = last && in.n == 0;
		size_t len = fold(c, had + n, end ? NULL : &cut);
		rc = pass(c, span_of(c->out, len));
		if (rc == 0)
			rc = keep(c, span_of(c->out + len, cut), n);
	}
	return rc;
}

static int
push_iconv(struct charset *c, struct span in, bool last)
{
	int rc = out_room(c);
	if (rc < 0)
		return rc;
	if (c->carry.n == 0)
		c->carry_epoch = c->stage.work->epoch;
	rc = buf_add(&c->carry, in);
	if (rc < 0)
		return -ENOMEM;
	char *from = (char *)c->carry.p;
	size_t left = c->carry.n;
	while (left > 0) {
		char *to = (char *)c->out;
		size_t room = OUT_SIZE - 1;
		size_t n = iconv(c->iconv, &from, &left, &to, &room);
		int err = errno;
		size_t made = (size_t)(to - (char *)c->out);
		if (n == (size_t)-1 && err == EILSEQ) {
			/* What is no character separates like one. */
			c->out[made++] = '?';
			c->bad = true;
			from++;
			left--;
		}
		rc = pass(c, span_of(c->out, fold(c, made, NULL)));
		if (rc < 0)
			return rc;
		if (n == (size_t)-1 && err == EINVAL)
			break;
	}
	if (last)
		return 0;
	if (left <= in.n)
		c->carry_epoch = c->stage.work->epoch;
	buf_drop(&c->carry, c->carry.n - left);
	return 0;
}

/* How many characters beyond ASCII there are. */
static size_t
utf8_sequences(struct span s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] >= 0xc0;
	return n;
}

static int
decide(struct charset *c)
{
	struct span seen = buf_span(&c->carry);
	c->mode = MODE_UTF8;
	/* One sequence may be so by chance. */
	if (utf8_valid(seen) &&
	    (c->declared[0] == 0 || utf8_sequences(seen) > 1))
		return 0;
	const char *name = guess_charset(seen, c->declared);
	if (name != NULL)
		c->iconv = iconv_open("UTF-8", name);
	if (c->iconv != NO_ICONV)
		c->mode = MODE_ICONV;
	return 0;
}

static int
push_known(struct charset *c, struct span in, bool last)
{
	if (c->mode == MODE_ICONV)
		return push_iconv(c, in, last);
	if (c->carry.n == 0 && ascii_prefix(in) == in.n)
		return pass_ascii(c, in);
	return push_utf8(c, in, last);
}

/* Bytes up to the first beyond ASCII pass; those after it wait until there
 * are enough to decide. */
static int
push_guess(struct charset *c, struct span in, bool last)
{
	int rc = 0;
	if (c->carry.n == 0) {
		size_t n = ascii_prefix(in);
		rc = pass_ascii(c, span_cut(in, 0, n));
		in = span_from(in, n);
		c->carry_epoch = c->stage.work->epoch;
	}
	if (rc < 0 || (in.n == 0 && (!last || c->carry.n == 0)))
		return rc;
	size_t n = LOOK_AT - c->carry.n < in.n ? LOOK_AT - c->carry.n : in.n;
	rc = buf_add(&c->carry, span_cut(in, 0, n));
	in = span_from(in, n);
	if (rc < 0)
		return -ENOMEM;
	if (c->carry.n < LOOK_AT && !last)
		return 0;
	rc = decide(c);
	if (rc < 0 || c->mode == MODE_ICONV)
		return rc < 0 ? rc : push_iconv(c, in, last);
	/* In UTF-8 a carry is never longer than one sequence. */
	uint8_t look[LOOK_AT];
	size_t had = c->carry.n;
	memcpy(look, c->carry.p, had);
	uint64_t epoch = c->stage.work->epoch;
	c->stage.work->epoch = epoch_min(epoch, c->carry_epoch);
	buf_clear(&c->carry);
	rc = push_utf8(c, span_of(look, had), last && in.n == 0);
	c->stage.work->epoch = epoch;
	explicit_bzero(look, sizeof(look));
	return rc < 0 || in.n == 0 ? rc : push_known(c, in, last);
}

static int
charset_push(struct stage *s, struct span in, bool last)
{
	struct charset *c = charset_of(s);
	int rc = c->mode == MODE_GUESS ? push_guess(c, in, last)
				       : push_known(c, in, last);
	if (rc < 0 || !last)
		return rc;
	if (c->bad)
		work_unreadable(s->work, UNREADABLE_BROKEN, "charset", 0);
	buf_clear(&c->carry);
	return push_next(c, SPAN_NONE, true);
}

static uint64_t
charset_pending(const struct stage *s)
{
	const struct charset *c = (const struct charset *)(const void *)s;
	uint64_t next = stage_pending(c->next);
	return c->carry.n > 0 ? epoch_min(next, c->carry_epoch) : next;
}

static void
charset_close(struct stage *s)
{
	struct charset *c = charset_of(s);
	stage_close(&c->next);
	if (c->iconv != NO_ICONV)
		iconv_close(c->iconv);
	buf_fini(&c->carry);
	if (c->out != NULL)
		explicit_bzero(c->out, OUT_SIZE);
	free(c->out);
	trail_fini(&c->trail);
	free(c);
}

/* Names that stand for more than they say, or that the bytes decide better
 * than the sender. */
static const char *
known_as(struct span name, char buf[32])
{
	static const char *const guess[] = {"utf-8", "utf8", "us-ascii",
					    "ascii"};
	static const char *const gb[] = {"gbk",	  "gb2312", "gb18030",
					 "x-gbk", "cp936",  "hz-gb-2312"};
	if (name.n == 0 || name.n >= 32)
		return NULL;
	for (size_t i = 0; i < sizeof(guess) / sizeof(guess[0]); i++)
		if (span_eq_nocase(name, span_str(guess[i])))
			return NULL;
	for (size_t i = 0; i < 5; i++)
		if (span_eq_nocase(name, span_str(gb[i])))
			return "GB18030";
	return span_copy(name, buf, 32);
}

/* Sets in which ASCII is not itself: what they say is all there is. */
static bool
is_own(const char *name)
{
	static const char *const own[] = {"utf-16", "utf-32",	"utf-7",
					  "ucs",    "iso-2022", "hz",
					  "utf16",  "utf32"};
	struct span s = span_str(name);
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (span_eq_nocase(span_cut(s, 0, strlen(own[i])),
				   span_str(own[i])))
			return true;
	return false;
}

int
charset_open(struct work *w, struct span charset, struct stage *next,
	     struct stage **ret_stage)
{
	static const struct stage_ops ops = {"charset", charset_push,
					     charset_pending, charset_close};
	struct charset *c = calloc(1, sizeof(*c));
	char buf[32];
	if (c == NULL) {
		stage_close(&next);
		return -ENOMEM;
	}
	c->stage = (struct stage){&ops, w};
	c->next = next;
	c->in_at = c->out_at = w->origin;
	c->iconv = NO_ICONV;
	buf_init(&c->carry, (size_t)1 << 30);
	const char *name = known_as(charset, buf);
	if (name != NULL && is_own(name))
		c->iconv = iconv_open("UTF-8", name);
	else if (name != NULL)
		span_copy(span_str(name), c->declared, sizeof(c->declared));
	if (c->iconv != NO_ICONV)
		c->mode = MODE_ICONV;
	*ret_stage = &c->stage;
	return 0;
}

/* Hands what s is in UTF-8 to put, piece by piece. */
static void
convert(struct span charset, struct span s,
	void (*put)(void *arg, struct span text), void *arg)
{
	char name_buf[32], out[1024];
	const char *name = known_as(charset, name_buf);
	iconv_t cd = NO_ICONV;
	if (name == NULL && !utf8_valid(s))
		name = guess_charset(s, "");
	if (name != NULL)
		cd = iconv_open("UTF-8", name);
	if (cd == NO_ICONV) {
		put(arg, s);
		return;
	}
	char *from = (char *)(uintptr_t)s.p;
	size_t left = s.n;
	while (left > 0) {
		char *to = out;
		size_t room = sizeof(out) - 1;
		size_t n = iconv(cd, &from, &left, &to, &room);
		if (n == (size_t)-1 && errno != E2BIG) {
			*to++ = '?';
			from++;
			left--;
		}
		put(arg, span_of(out, (size_t)(to - out)));
	}
	iconv_close(cd);
	explicit_bzero(out, sizeof(out));
}

static void
put_pen(void *arg, struct span text)
{
	pen_add(arg, text);
}

void
charset_write(struct pen *p, struct span charset, struct span s)
{
	convert(charset, s, put_pen, p);
}

static void
put_copy(void *arg, struct span text)
{
	struct buf *b = arg;
	text = span_cut(text, 0, b->limit - b->n);
	if (text.n > 0)
		memcpy(b->p + b->n, text.p, text.n);
	b->n += text.n;
}

size_t
charset_copy(struct span charset, struct span s, uint8_t *out, size_t size)
{
	struct buf b = {.p = out, .size = size, .limit = size};
	convert(charset, s, put_copy, &b);
	return fold_text(out, b.n, NULL);
}
