/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See the header. Guarantees: at most a batch of finished values and
 * LONG_VALUE bytes of an unfinished one are kept; values never touch one
 * another in the text. One owner, one thread.
 */
#include "inspect/pen.h"

#include "inspect/fold.h"
#include "inspect/nested_kit.h"

#include <errno.h>

/* Finished values are handed over when they are so many bytes. */
#define BATCH_BYTES ((size_t)32 << 10)

void
pen_init(struct pen *p, struct work *w)
{
	*p = (struct pen){.work = w,
			  .base = w->origin,
			  .at = w->origin,
			  .read = w->origin,
			  .trail.on = w->shown};
	buf_init(&p->text, 4 * BATCH_BYTES);
}

void
pen_fini(struct pen *p)
{
	stage_close(&p->inner);
	buf_fini(&p->text);
	trail_fini(&p->trail);
}

void
pen_from(struct pen *p, struct span text, uint64_t at)
{
	p->source = text;
	p->source_at = at;
}

void
pen_point(struct pen *p, struct span s)
{
	uintptr_t from = (uintptr_t)p->source.p, at = (uintptr_t)s.p;
	if (at >= from && at <= from + p->source.n)
		p->at = p->source_at + (at - from);
}

/* What is scanned from now on is the pen's; returns what leave needs. */
static const struct trail *
enter(struct pen *p)
{
	const struct trail *was = p->work->trail;
	if (p->trail.on) {
		p->trail.outer = was;
		p->work->trail = &p->trail;
	}
	return was;
}

static void
leave(struct pen *p, const struct trail *was)
{
	p->work->trail = was;
}

static void
note(struct pen *p, int rc)
{
	if (p->rc == 0 && rc < 0)
		p->rc = rc == ERR_LIMIT ? -ENOMEM : rc;
}

int
pen_flush(struct pen *p)
{
	size_t n = p->writing ? p->begin : p->text.n;
	struct place where = {p->base, p->carried, p->carry_epoch,
			      p->work->epoch};
	if (p->in_long || p->rc < 0)
		return p->rc;
	const struct trail *was = enter(p);
	note(p,
	     harvest_flush(p->work->harvest, span_cut(buf_span(&p->text), 0, n),
			   &where, p->base + n));
	leave(p, was);
	if (p->trail.failed)
		note(p, -ENOMEM);
	trail_drop(&p->trail, p->base);
	if (n > 0 || p->carried == 0)
		p->carry_epoch = p->work->epoch;
	buf_drop(&p->text, n);
	p->base += n;
	p->begin = 0;
	p->carried = p->text.n;
	return p->rc;
}

uint64_t
pen_pending(const struct pen *p)
{
	uint64_t inner = stage_pending(p->inner);
	return p->writing && p->text.n > 0 ? epoch_min(inner, p->carry_epoch)
					   : inner;
}

void
pen_open(struct pen *p, unsigned flags)
{
	harvest_open(p->work->harvest, p->base + p->text.n, flags);
}

void
pen_close(struct pen *p)
{
	harvest_close(p->work->harvest, p->base + p->text.n);
	if (harvest_full(p->work->harvest))
		note(p, pen_flush(p));
}

void
pen_begin(struct pen *p, uint32_t label)
{
	if (p->text.n >= BATCH_BYTES || harvest_full(p->work->harvest))
		note(p, pen_flush(p));
	p->begin = p->text.n;
	p->label = label;
	p->writing = true;
}

static void
add_long(struct pen *p, struct span s, uint64_t epoch)
{
	const struct trail *was = enter(p);
	note(p, nested_long_more(p->work, p->inner, s, epoch));
	leave(p, was);
}

/* The value has become long: what there is of it goes first. */
static void
go_long(struct pen *p)
{
	struct work *w = p->work;
	struct span s = SPAN_NONE;
	note(p, pen_flush(p));
	if (p->rc < 0)
		return;
	uint64_t epoch = p->carried > 0 ? p->carry_epoch : w->epoch;
	s = buf_span(&p->text);
	p->inner_depth = w->budget.depth;
	const struct trail *was = enter(p);
	uint64_t newer = w->epoch;
	w->epoch = epoch;
	note(p, nested_long_open(w, s, p->base, p->label, NULL, &p->inner,
				 &p->coded));
	w->epoch = newer;
	leave(p, was);
	/* Behind its first byte what is decoded counts for itself. */
	if (p->coded)
		trail_cut(&p->trail, p->base);
	if (p->rc < 0)
		return;
	p->in_long = true;
	add_long(p, s, epoch);
	p->base += p->text.n;
	p->carried = 0;
	buf_clear(&p->text);
}

void
pen_add(struct pen *p, struct span s)
{
	while (s.n > 0 && p->rc == 0) {
		if (p->in_long) {
			if (!p->coded)
				trail_add(&p->trail, p->base, p->at, 0);
			p->at += s.n;
			add_long(p, s, p->work->epoch);
			p->base += s.n;
			return;
		}
		size_t room = LONG_VALUE + 1 - (p->text.n - p->begin);
		struct span some = span_cut(s, 0, room);
		trail_add(&p->trail, p->base + p->text.n, p->at, 0);
		p->at += some.n;
		note(p, buf_add(&p->text, some));
		s = span_from(s, some.n);
		if (p->text.n - p->begin > LONG_VALUE)
			go_long(p);
	}
}

void
pen_byte(struct pen *p, uint8_t c)
{
	pen_add(p, span_of(&c, 1));
}

struct span
pen_text(const struct pen *p)
{
	return p->in_long ? SPAN_NONE : span_from(buf_span(&p->text), p->begin);
}

/* What carries something is read by layers of its own; returns how much of
 * the value stays in the text. */
static size_t
finish_closely(struct pen *p, size_t n)
{
	struct nested v;
	nested_read_shown(p->work, &p->trail, p->base + p->begin,
			  p->text.p + p->begin, n, &v);
	size_t skip = (size_t)(v.text.p - p->text.p) - p->begin;
	if (!v.layer) {
		harvest_field(p->work->harvest, p->begin + skip, v.text.n,
			      p->label);
		p->text.n = p->begin + skip + v.text.n;
	}
	if (!nested_opens(&v))
		return skip + v.text.n;
	/* What stands before it goes first; what is a value does too. */
	size_t end = p->text.n;
	p->text.n = v.layer ? p->begin : end;
	note(p, harvest_flush(p->work->harvest, buf_span(&p->text),
			      &(struct place){p->base, p->carried,
					      p->carry_epoch, p->work->epoch},
			      p->base + p->text.n));
	p->text.n = end;
	uint64_t epoch = p->carried > 0 ? p->carry_epoch : p->work->epoch;
	if (p->rc == 0)
		note(p, nested_open(p->work, &v, p->label, p->base + p->begin,
				    epoch));
	return v.layer ? n : skip + v.text.n;
}

/* Ends a value of which n bytes are to be scanned. */
static void
finish(struct pen *p, size_t n)
{
	p->writing = false;
	if (p->rc < 0)
		return;
	if (p->in_long) {
		const struct trail *was = enter(p);
		note(p, nested_long_close(p->work, &p->inner, p->inner_depth));
		leave(p, was);
		p->in_long = false;
		p->begin = 0;
		p->base++;
		return;
	}
	p->text.n = p->begin + n;
	if (n >= NESTED_MIN && nested_suspect(p->text.p + p->begin, n)) {
		const struct trail *was = enter(p);
		n = finish_closely(p, n);
		leave(p, was);
	} else {
		harvest_field(p->work->harvest, p->begin, n, p->label);
	}
	/* So that the next one does not touch it. */
	if (n > 0)
		note(p, buf_byte(&p->text, '\n'));
}

void
pen_end(struct pen *p)
{
	finish(p, pen_text(p).n);
}

static size_t
fold_all(uint8_t *p, size_t n)
{
	return fold_text(p, n, NULL);
}

void
pen_end_folded(struct pen *p)
{
	size_t n = pen_text(p).n;
	if (n > 0)
		n = trail_undo(&p->trail, p->base + p->begin,
			       p->text.p + p->begin, n, fold_all);
	finish(p, n);
}

uint32_t
pen_name(struct pen *p)
{
	unsigned flags = 0;
	struct span name = pen_text(p);
	uint32_t label = LABEL_NONE;
	if (!p->in_long)
		label = harvest_label(p->work->harvest, name, &flags);
	p->label = LABEL_NONE;
	if (p->in_long || (flags & NAME_ODD) != 0)
		pen_end(p);
	else
		pen_drop(p);
	return label;
}

void
pen_drop(struct pen *p)
{
	if (p->in_long)
		pen_end(p);
	else
		p->text.n = p->begin;
	if (p->text.n == 0)
		p->carried = 0;
	p->writing = false;
}

static int
digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void
pen_unhex(struct pen *p, size_t skip)
{
	struct span s = span_from(pen_text(p), skip);
	size_t n = s.n / 2;
	uint8_t made[LONG_VALUE / 2 + 1];
	if (n == 0 || s.n % 2 != 0 || n > sizeof(made))
		return;
	for (size_t i = 0; i < n; i++) {
		int high = digit(s.p[2 * i]), low = digit(s.p[2 * i + 1]);
		if (high < 0 || low < 0)
			return;
		made[i] = (uint8_t)(high << 4 | low);
		if ((made[i] < ' ' && made[i] != '\t' && made[i] != '\n' &&
		     made[i] != '\r') ||
		    made[i] == 0x7f)
			return;
	}
	if (!utf8_valid(span_of(made, n)))
		return;
	memcpy(p->text.p + p->begin, made, n);
	p->text.n = p->begin + fold_text(p->text.p + p->begin, n, NULL);
	explicit_bzero(made, sizeof(made));
}

void
pen_value(struct pen *p, struct span s, uint32_t label)
{
	pen_begin(p, label);
	pen_add(p, s);
	pen_end(p);
}
