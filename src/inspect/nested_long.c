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
#define HEX_VARIED 14

/* What the first bytes of a long value say. */
struct look {
	struct hints hints;
	enum wrapping wrapping;
	size_t skip;
	bool carries; /* something at all */
	bool text;    /* and it is UTF-8 as it stands */
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
is_varied(struct span s, enum wrapping w)
{
	bool seen[256] = {false};
	unsigned n = 0;
	for (size_t i = 0; i < s.n; i++) {
		n += !seen[s.p[i]];
		seen[s.p[i]] = true;
	}
	return n >= (w == WRAPPING_HEX ? HEX_VARIED : BASE64_VARIED);
}

static void
look_wrapped(struct look *l, struct span data)
{
	uint8_t out[NESTED_LOOK];
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
	/* So much that has no other letters is data, whatever it holds. */
	l->carries = content != CONTENT_NONE ||
		     (letters && is_varied(data, l->wrapping));
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
	int rc = layer_open(w, &l->hints, &next);
	return rc < 0 ? rc
		      : unwrap_open(w, l->wrapping, l->skip, label, next,
				    ret_stage);
}

int
nested_long_begin(struct stage *s, struct window *w, size_t at, uint32_t label,
		  nested_unescape_fn *unescape)
{
	uint8_t copy[NESTED_LOOK];
	struct work *work = s->work;
	size_t n =
		w->text.n - at < sizeof(copy) ? w->text.n - at : sizeof(copy);
	must(w->inner == NULL);
	memcpy(copy, w->text.p + at, n);
	/* An escape of the format's may be cut. */
	for (size_t k = n - ESCAPE_LONGEST; unescape != NULL && k < n; k++)
		if (copy[k] == '\\' || copy[k] == '%' || copy[k] == '&')
			n = k;
	if (unescape != NULL)
		n = unescape(copy, n);
	struct look l = {.hints = {.member = true, .label = label}};
	look_at(&l, span_of(copy, n));
	int rc = 0;
	if (!l.carries) {
		harvest_long_begin(work->harvest, w->base + at, label);
	} else {
		uint64_t origin = work->origin;
		w->inner_depth = work->budget.depth;
		work->origin = w->base + at;
		rc = open_inner(work, &l, label, &w->inner);
		work->origin = origin;
	}
	explicit_bzero(copy, sizeof(copy));
	return rc;
}

int
nested_long_add(struct stage *s, struct window *w, struct span text,
		uint64_t epoch)
{
	struct work *work = s->work;
	if (w->inner == NULL)
		return harvest_long_add(work->harvest, text, epoch);
	uint64_t was = work->epoch;
	work->epoch = epoch_min(was, epoch);
	int rc = stage_push(w->inner, text, false);
	work->epoch = was;
	return rc;
}

int
nested_long_end(struct stage *s, struct window *w)
{
	if (w->inner == NULL)
		return harvest_long_end(s->work->harvest);
	int rc = stage_push(w->inner, SPAN_NONE, true);
	stage_close(&w->inner);
	s->work->budget.depth = w->inner_depth;
	return rc;
}
