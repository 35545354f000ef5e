/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way of a value too long to keep: its first bytes say whether it carries
 * something, and then all of it goes there as it comes. Guarantee: the choice
 * depends on these bytes alone. One owner, one thread.
 */
#include "inspect/nested_kit.h"

#include "inspect/sniff.h"

/* An escape of whatever kind is no longer than this. */
#define ESCAPE_LONGEST 12
/* Different letters that data has at least, in so many bytes. */
#define BASE64_VARIED 44

/* What the first bytes of a long value say. */
struct look {
	struct hints hints;
	enum wrapping wrapping;
	size_t skip;
	bool carries; /* something at all */
	bool text;    /* and it is UTF-8 as it stands */
	bool noise;   /* no format that is known */
};

/* Text that has been decoded: one value, or does it have a format? */
static bool
is_one(struct span s)
{
	struct table_shape shape;
	enum format f = sniff_text(s, false, SPAN_NONE, SPAN_NONE, &shape);
	return f == FORMAT_TEXT && span_chr(s, '\n') < 0;
}

/* Groups of four letters alone tell what base64 holds. */
static struct span
whole_groups(struct span s)
{
	size_t letters = 0;
	for (size_t i = 0; i < s.n; i++)
		letters += nested_base64[s.p[i]] != 0;
	for (letters %= 4; letters > 0 && s.n > 0; s.n--)
		letters -= nested_base64[s.p[s.n - 1]] != 0;
	return s;
}

/* Whether letters are as many different ones as data has. */
static bool
is_varied(struct span s)
{
	bool seen[256] = {false};
	unsigned n = 0;
	for (size_t i = 0; i < s.n; i++) {
		n += !seen[s.p[i]];
		seen[s.p[i]] = true;
	}
	return n >= BASE64_VARIED;
}

static void
look_wrapped(struct look *l, struct span data)
{
	uint8_t out[NESTED_LOOK] UNINITIALIZED;
	data = whole_groups(data);
	if (l->wrapping == WRAPPING_NONE)
		l->wrapping = nested_wrapping(data);
	if (l->wrapping == WRAPPING_NONE)
		return;
	bool letters =
		l->wrapping == WRAPPING_BASE64 || l->wrapping == WRAPPING_HEX;
	if (!letters)
		data.n = nested_whole(l->wrapping, data);
	ssize_t n = nested_undo(l->wrapping, data, out);
	struct span made = span_of(out, n > 0 ? (size_t)n : 0);
	enum content content = nested_content(made, false);
	/* So much in base64 is data, whatever it holds; in hexadecimal it may
	 * as well be keys and digests. */
	l->noise = content == CONTENT_NONE && l->skip == 0;
	l->carries = content != CONTENT_NONE ||
		     (l->wrapping == WRAPPING_BASE64 && is_varied(data));
	l->hints.value = content == CONTENT_TEXT && is_one(made);
	explicit_bzero(out, made.n);
}

static void
look_at(struct look *l, struct span s)
{
	struct table_shape shape;
	struct span data;
	if (nested_data_uri(s, &l->hints.type, &data, &l->wrapping)) {
		l->skip = (size_t)(data.p - s.p);
		look_wrapped(l, data);
		return;
	}
	l->skip = nested_hex_mark(s);
	if (l->skip > 0) {
		l->wrapping = WRAPPING_HEX;
		look_wrapped(l, span_from(s, l->skip));
		return;
	}
	bool table = span_chr(s, '\n') >= 0 &&
		     sniff_text(s, false, SPAN_NONE, SPAN_NONE, &shape) ==
			     FORMAT_TABLE;
	if (table || nested_is_format(s, false)) {
		l->carries = l->text = true;
		return;
	}
	look_wrapped(l, s);
}

static int
open_inner(struct work *w, struct look *l, uint32_t label,
	   struct stage **ret_stage)
{
	struct stage *next = NULL;
	const char *cause = budget_enter(&w->budget);
	if (cause != NULL)
		return binary_open(w, UNREADABLE_SIZE, cause, ret_stage);
	if (l->text)
		return layer_open_text(w, &l->hints, ret_stage);
	/* Without a name letters may be keys and digests, not bytes that
	 * somebody sends; what is text in them is read all the same. */
	int rc = l->noise && label == LABEL_NONE
			 ? runs_open(w, &next)
			 : layer_open(w, &l->hints, &next);
	return rc < 0 ? rc
		      : unwrap_open(w, l->wrapping, l->skip, label, next,
				    ret_stage);
}

/* The token is read as a value as far as it shows, its claims as they come. */
static int
look_token(struct work *w, struct look *l, struct span s, uint64_t at,
	   uint32_t label)
{
	ssize_t dot = span_chr(s, '.');
	l->carries = true;
	l->wrapping = WRAPPING_BASE64;
	l->skip = (size_t)dot + 1;
	harvest_long_begin(w->harvest, at, label);
	int rc = harvest_long_add(w->harvest, s, w->epoch);
	return rc < 0 ? rc : harvest_long_end(w->harvest);
}

bool
nested_long_carries(struct span s)
{
	struct look l = {.wrapping = WRAPPING_NONE};
	look_at(&l, span_cut(s, 0, NESTED_LOOK));
	return l.carries;
}

int
nested_long_open(struct work *w, struct span s, uint64_t at, uint32_t label,
		 nested_unescape_fn *unescape, struct stage **ret_inner,
		 bool *ret_coded)
{
	uint8_t copy[NESTED_LOOK] UNINITIALIZED;
	size_t n = s.n < sizeof(copy) ? s.n : sizeof(copy);
	memcpy(copy, s.p, n);
	/* An escape of the format's may be cut. */
	for (size_t k = n - ESCAPE_LONGEST; unescape != NULL && k < n; k++)
		if (copy[k] == '\\' || copy[k] == '%' || copy[k] == '&')
			n = k;
	if (unescape != NULL)
		n = unescape(copy, n);
	struct span head = span_of(copy, n);
	struct look l = {.hints = {.member = true, .label = label}};
	int rc = 0;
	if (nested_is_token(head))
		rc = look_token(w, &l, head, at, label);
	else
		look_at(&l, head);
	*ret_coded = l.carries && !l.text;
	if (rc == 0 && !l.carries) {
		harvest_long_begin(w->harvest, at, label);
	} else if (rc == 0) {
		uint64_t origin = w->origin;
		w->origin = at;
		rc = open_inner(w, &l, label, ret_inner);
		w->origin = origin;
	}
	explicit_bzero(copy, sizeof(copy));
	return rc;
}

/* Where the next bytes of the value stand: in the window, but for those that a
 * format adds. */
static void
note_long(struct window *w, struct span text)
{
	uintptr_t from = (uintptr_t)w->text.p, at = (uintptr_t)text.p;
	if (at >= from && at < from + w->text.n)
		trail_add(&w->long_trail, w->long_at, w->base + (at - from), 0);
	w->long_at += text.n;
	trail_drop(&w->long_trail, w->long_at);
}

int
nested_long_more(struct work *w, struct stage *inner, struct span text,
		 uint64_t epoch)
{
	if (inner == NULL)
		return harvest_long_add(w->harvest, text, epoch);
	uint64_t was = w->epoch;
	w->epoch = epoch_min(was, epoch);
	int rc = stage_push(inner, text, false);
	w->epoch = was;
	return rc;
}

int
nested_long_close(struct work *w, struct stage **inner, unsigned depth)
{
	if (*inner == NULL)
		return harvest_long_end(w->harvest);
	int rc = stage_push(*inner, SPAN_NONE, true);
	stage_close(inner);
	w->budget.depth = depth;
	return rc;
}

int
nested_long_whole(struct work *w, struct span text, uint64_t at, uint32_t label,
		  uint64_t epoch)
{
	struct stage *inner = NULL;
	unsigned depth = w->budget.depth;
	const struct trail *was = w->trail;
	struct trail_run first = {at, trail_begin(was, at), 0};
	const struct trail from_here = {.runs = &first, .n = 1};
	uint64_t newer = w->epoch;
	bool coded;
	w->epoch = epoch_min(newer, epoch);
	int rc = nested_long_open(w, text, at, label, NULL, &inner, &coded);
	w->epoch = newer;
	if (coded && w->shown)
		w->trail = &from_here;
	if (rc == 0)
		rc = nested_long_more(w, inner, text, epoch);
	if (rc == 0)
		rc = nested_long_close(w, &inner, depth);
	stage_close(&inner);
	w->trail = was;
	return rc;
}

int
nested_long_begin(struct stage *s, struct window *w, size_t at, uint32_t label,
		  nested_unescape_fn *unescape)
{
	struct work *work = s->work;
	uint64_t was = work->epoch;
	must(w->inner == NULL);
	w->inner_depth = work->budget.depth;
	w->long_at = w->base + at;
	trail_add(&w->long_trail, w->long_at, w->long_at, 0);
	const struct trail *outer = window_enter(w, work, true);
	work->epoch = epoch_min(was, window_epoch(w, at));
	int rc = nested_long_open(work, span_from(buf_span(&w->text), at),
				  w->long_at, label, unescape, &w->inner,
				  &w->long_coded);
	work->epoch = was;
	window_leave(work, outer);
	return rc;
}

int
nested_long_add(struct stage *s, struct window *w, struct span text,
		uint64_t epoch)
{
	if (text.n > 0 && !w->long_coded)
		note_long(w, text);
	const struct trail *outer = window_enter(w, s->work, true);
	int rc = nested_long_more(s->work, w->inner, text, epoch);
	window_leave(s->work, outer);
	return rc;
}

int
nested_long_end(struct stage *s, struct window *w)
{
	const struct trail *outer = window_enter(w, s->work, true);
	int rc = nested_long_close(s->work, &w->inner, w->inner_depth);
	window_leave(s->work, outer);
	return rc;
}
