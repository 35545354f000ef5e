/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way of a value that may carry something: unwrapped where it lies, step
 * by step, as long as what comes out is clean; then put as one value, or
 * opened as a layer. Guarantees: a value that does not decode cleanly is
 * scanned as it was; each step makes it shorter, and steps that stand for a
 * layer are charged as one. One owner, one thread.
 */
#include "inspect/nested_kit.h"

#include "inspect/bytes.h"
#include "inspect/evade.h"
#include "inspect/sniff.h"

#include <errno.h>

/* So much of a base64 or hexadecimal value is decoded to see whether the rest
 * is worth it. */
#define TASTE 96
#define TASTE_LONG 512

static bool
has_lines(struct span s)
{
	s = span_trim(s, "\r\n");
	return span_chr(s, '\n') >= 0;
}

/* Two pairs "name=value" or more, with blanks between them, as programs log
 * them. */
static bool
has_pairs(struct span s)
{
	size_t pairs = 0;
	bool name = true; /* all since the last blank may be one */
	if (span_chr(s, '=') < 0)
		return false;
	for (size_t i = 0; i + 1 < s.n && pairs < 2; i++) {
		uint8_t c = s.p[i];
		bool good = c == '_' || c == '-' || c == '.' || c >= 0x80 ||
			    is_letter(c) || (c >= '0' && c <= '9');
		if (c == '=' && name && i > 0 && s.p[i - 1] != ' ')
			pairs += s.p[i + 1] != ' ' && s.p[i + 1] != '=';
		name = c == ' ' || (good && name);
	}
	return pairs == 2;
}

/* What text is that has just been decoded, or stands in a value as it is. */
static void
judge_text(struct nested *v, bool decoded)
{
	struct table_shape shape;
	v->decoded = true;
	if (nested_is_format(v->text, true) || has_pairs(v->text)) {
		v->layer = true;
		return;
	}
	bool lines = has_lines(v->text);
	if (!decoded && !lines)
		return;
	enum format f = sniff_text(v->text, true, SPAN_NONE, SPAN_NONE, &shape);
	v->layer =
		f == FORMAT_TABLE || (decoded && (f == FORMAT_FORM || lines));
}

/* A value is undone so often, escapes of escapes included. */
#define ROUNDS_MAX 32

/* One step: false if nothing could be undone. What came out is in v->text;
 * bytes of a known format end it as a layer. */
static bool
step(struct work *w, struct nested *v, enum wrapping wrapping, uint8_t *p,
     unsigned *depth)
{
	uint8_t out[LONG_VALUE] UNINITIALIZED;
	if (v->text.n > sizeof(out))
		return false;
	bool deep = wrapping == WRAPPING_BASE64 || wrapping == WRAPPING_HEX;
	size_t taste = v->text.n > TASTE_LONG ? TASTE_LONG : TASTE;
	if (deep && v->text.n > taste) {
		ssize_t n =
			nested_undo(wrapping, span_cut(v->text, 0, taste), out);
		if (nested_content(span_of(out, (size_t)n), false) ==
		    CONTENT_NONE)
			return false;
	}
	ssize_t n = nested_undo(wrapping, v->text, out);
	/* What undoes anything makes it shorter. */
	enum content content =
		n > 0 && (size_t)n < v->text.n
			? nested_content(span_of(out, (size_t)n), true)
			: CONTENT_NONE;
	if (content == CONTENT_NONE)
		return false;
	*depth += deep;
	const char *cause = budget_decode(&w->budget, (size_t)n, 0, 0);
	if (cause == NULL && w->budget.depth + *depth > w->budget.limits->depth)
		cause = "depth";
	if (cause != NULL) {
		work_unreadable(w, UNREADABLE_SIZE, cause, (size_t)n);
		return false;
	}
	memcpy(p, out, (size_t)n);
	explicit_bzero(out, (size_t)n);
	v->text = span_of(p, (size_t)n);
	v->layer = content != CONTENT_TEXT;
	v->coded = true;
	v->decoded = !v->layer;
	v->one = content == CONTENT_WIDE;
	if (v->decoded)
		v->text.n = fold_text(p, (size_t)n, NULL);
	return true;
}

void
nested_unwrap(struct work *w, uint8_t *p, size_t n, struct nested *v)
{
	bool decoded = false;
	unsigned depth = 0;
	*v = (struct nested){.text = span_of(p, n)};
	for (unsigned rounds = 0; rounds < ROUNDS_MAX; rounds++) {
		struct span type, data;
		enum wrapping wrapping = WRAPPING_NONE;
		judge_text(v, decoded);
		if (v->layer)
			return;
		if (nested_data_uri(v->text, &type, &data, &wrapping)) {
			v->n_type = type.n < NESTED_TYPE_MAX ? type.n : 0;
			memcpy(v->type, type.p, v->n_type);
			uint8_t *at = p + (data.p - p);
			struct nested inner = *v;
			inner.text = data;
			if (!step(w, &inner, wrapping, at, &depth))
				break;
			*v = inner;
			p = at;
		} else {
			size_t mark = nested_hex_mark(v->text);
			struct nested inner = *v;
			inner.text = span_from(v->text, mark);
			wrapping = mark > 0 ? WRAPPING_HEX
					    : nested_wrapping(v->text);
			if (wrapping == WRAPPING_NONE ||
			    !step(w, &inner, wrapping, p + mark, &depth))
				break;
			*v = inner;
			p += mark;
		}
		decoded = true;
		if (v->layer)
			return;
	}
	v->text.n = evade_fold(p, v->text.n);
}

void
nested_read(struct work *w, uint8_t *p, size_t n, struct nested *v)
{
	struct span s = span_of(p, n);
	if (nested_is_token(s)) {
		*v = (struct nested){.text = s, .token = true};
		return;
	}
	nested_unwrap(w, p, n, v);
	if (!v->layer)
		nested_read_words(w, p + (v->text.p - p), v);
}

static int
open_layer(struct work *w, const struct nested *v, uint32_t label,
	   uint64_t origin, uint64_t epoch)
{
	struct hints hints = {.type = span_of(v->type, v->n_type),
			      .member = true,
			      .value = v->one,
			      .label = label};
	struct stage *stage = NULL;
	unsigned depth = w->budget.depth;
	uint64_t was_origin = w->origin, was_epoch = w->epoch;
	const struct trail *was_trail = w->trail;
	struct trail_run first = {origin, trail_begin(was_trail, origin), 0};
	const struct trail coded = {.runs = &first, .n = 1};
	const char *cause = budget_enter(&w->budget);
	if (cause == NULL)
		cause = budget_decode(&w->budget, v->text.n, 0, 0);
	w->origin = origin;
	w->epoch = epoch_min(epoch, w->epoch);
	/* Behind its first byte what was decoded counts for itself. */
	if (v->coded && w->shown)
		w->trail = &coded;
	int rc;
	if (cause != NULL)
		rc = binary_open(w, UNREADABLE_SIZE, cause, &stage);
	else if (v->decoded)
		rc = layer_open_text(w, &hints, &stage);
	else
		rc = layer_open(w, &hints, &stage);
	if (rc == 0)
		rc = stage_push(stage, v->text, true);
	stage_close(&stage);
	w->budget.depth = depth;
	w->origin = was_origin;
	w->epoch = was_epoch;
	w->trail = was_trail;
	return rc;
}

bool
nested_is_token(struct span s)
{
	ssize_t space = span_chr(span_cut(s, 0, 16), ' ');
	s = span_trim(span_from(s, (size_t)(space + 1)), " ");
	struct span head = span_split(&s, '.');
	struct span claims = span_split(&s, '.');
	if (!span_starts(head, SPAN("eyJ")) || claims.n < NESTED_MIN)
		return false;
	for (size_t i = 0; i < claims.n; i++)
		if (nested_base64[claims.p[i]] == 0)
			return false;
	return true;
}

/* A part of a value that is a layer of its own; what is none has been read
 * with the value. */
static int
open_part(struct work *w, struct span s, uint32_t label, uint64_t origin,
	  uint64_t epoch)
{
	uint8_t copy[LONG_VALUE] UNINITIALIZED;
	struct nested v;
	if (s.n > sizeof(copy))
		return nested_long_whole(w, s, origin, label, epoch);
	memcpy(copy, s.p, s.n);
	nested_unwrap(w, copy, s.n, &v);
	int rc = v.layer ? open_layer(w, &v, label, origin, epoch) : 0;
	explicit_bzero(copy, s.n);
	return rc;
}

int
nested_open(struct work *w, const struct nested *v, uint32_t label,
	    uint64_t origin, uint64_t epoch)
{
	struct span s = v->text;
	int rc = 0;
	if (v->layer)
		return open_layer(w, v, label, origin, epoch);
	for (size_t i = 0; i < v->n_words && rc == 0; i++) {
		size_t at = v->words[i].at;
		rc = open_part(w, span_cut(s, at, at + v->words[i].n), label,
			       origin + at, epoch);
	}
	if (!v->token)
		return rc;
	ssize_t space = span_chr(span_cut(s, 0, 16), ' ');
	s = span_trim(span_from(s, (size_t)(space + 1)), " ");
	for (unsigned k = 0; k < 2 && rc == 0; k++)
		rc = open_part(w, span_split(&s, '.'), label, origin, epoch);
	return rc;
}

static size_t
undo_percent(uint8_t *p, size_t n)
{
	return unescape_percent(p, n, false, NULL);
}

/* Where the bytes of a value stood that was written in some wrapping. */
static void
note_undone(struct trail *t, uint64_t at, struct span before, size_t after)
{
	if (!trail_undone(t, at, before, after, undo_percent) &&
	    !trail_undone(t, at, before, after, unescape_json) &&
	    !trail_undone(t, at, before, after, unescape_markup))
		trail_whole(t, at, before.n, after);
}

void
nested_read_shown(struct work *w, struct trail *t, uint64_t at, uint8_t *p,
		  size_t n, struct nested *v)
{
	uint8_t copy[LONG_VALUE];
	bool shown = w->shown && n <= sizeof(copy);
	if (shown)
		memcpy(copy, p, n);
	nested_read(w, p, n, v);
	if (!shown)
		return;
	if (!v->coded && !v->layer)
		trail_squeeze(t, at, span_of(copy, n), v->text);
	else if (v->coded && !v->layer && v->text.p == p)
		note_undone(t, at, span_of(copy, n), v->text.n);
	explicit_bzero(copy, n);
}

int
nested_put_folded(struct stage *s, struct window *w, size_t at, size_t n,
		  uint32_t label)
{
	struct span word;
	size_t i = 0;
	/* Where findings are shown, where each byte stood is to be known. */
	if (s->work->shown)
		return nested_put_closely(s, w, at, n, label);
	n = evade_fold(w->text.p + at, n);
	/* Letters that looked alike may have been those of a wrapping. */
	if (nested_next_word(span_of(w->text.p + at, n), &i, &word))
		return nested_put_closely(s, w, at, n, label);
	harvest_field(s->work->harvest, at, n, label);
	return 0;
}

int
nested_put_closely(struct stage *s, struct window *w, size_t at, size_t n,
		   uint32_t label)
{
	struct nested v;
	uint64_t epoch = window_epoch(w, at);
	nested_read_shown(s->work, &w->trail, w->base + at, w->text.p + at, n,
			  &v);
	if (!v.layer)
		harvest_field(s->work->harvest, (size_t)(v.text.p - w->text.p),
			      v.text.n, label);
	if (!nested_opens(&v))
		return 0;
	int rc = window_flush(w, s, at);
	if (rc < 0)
		return rc;
	const struct trail *was = window_enter(w, s->work, false);
	rc = nested_open(s->work, &v, label, w->base + at, epoch);
	window_leave(s->work, was);
	return rc;
}
