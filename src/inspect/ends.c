/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ends of parts and what stands at their borders. Guarantees: what is
 * made of a border holds every value that goes over it and is no longer than
 * ENDS_SIZE at either side; memory is bounded and wiped. One owner, one
 * thread.
 */
#include "inspect/ends.h"

/* Objects in one another that a border may cut. */
#define OPEN_MAX 32

void
ends_init(struct ends *e)
{
	*e = (struct ends){.wanted = false};
	buf_init(&e->header, ENDS_HEADER);
}

void
ends_fini(struct ends *e)
{
	buf_fini(&e->header);
	explicit_bzero(e, sizeof(*e));
}

/* Takes the first row, or finds that it is none that could be one. */
static int
take_header(struct ends *e, struct span text)
{
	size_t n = 0;
	while (n < text.n && text.p[n] != '\n' && text.p[n] != 0)
		n++;
	if ((n < text.n && text.p[n] == 0) ||
	    e->header.n + n > e->header.limit) {
		buf_clear(&e->header);
		e->whole_header = true;
		return 0;
	}
	e->whole_header = n < text.n;
	return buf_add(&e->header, span_cut(text, 0, n));
}

static void
take_last(struct ends *e, struct span text)
{
	if (text.n >= ENDS_SIZE) {
		memcpy(e->last, text.p + text.n - ENDS_SIZE, ENDS_SIZE);
		e->n_last = ENDS_SIZE;
		return;
	}
	size_t keep = ENDS_SIZE - text.n;
	if (keep > e->n_last)
		keep = e->n_last;
	memmove(e->last, e->last + e->n_last - keep, keep);
	memcpy(e->last + keep, text.p, text.n);
	e->n_last = keep + text.n;
}

int
ends_take(struct ends *e, struct span text)
{
	size_t n = ENDS_SIZE - e->n_first;
	if (text.n == 0)
		return 0;
	if (n > text.n)
		n = text.n;
	memcpy(e->first + e->n_first, text.p, n);
	e->n_first += n;
	e->n += text.n;
	take_last(e, text);
	return e->whole_header || e->middle ? 0 : take_header(e, text);
}

size_t
ends_leave(struct ends *e, struct span begin)
{
	if (!e->given || !e->leave_row)
		return 0;
	begin = span_cut(begin, 0, ENDS_SIZE);
	const uint8_t *end = memchr(begin.p, '\n', begin.n);
	e->left_row = end != NULL;
	return end != NULL ? (size_t)(end - begin.p) + 1 : 0;
}

void
ends_format(struct ends *e, enum format format, bool names)
{
	e->table = format == FORMAT_TABLE;
	e->json = format == FORMAT_JSON;
	e->markup = format == FORMAT_MARKUP;
	e->names = e->table && names;
}

struct span
ends_header(const struct ends *e)
{
	return e->given || (e->names && e->whole_header) ? buf_span(&e->header)
							 : SPAN_NONE;
}

/* ---- the border ---- */

/* The objects that before leaves open and after closes, as many as match:
 * how much of before comes ahead of the outermost, and of after with its
 * end. false: none. */
static bool
cut_object(struct span before, struct span after, size_t *ret_from,
	   size_t *ret_to)
{
	size_t open[OPEN_MAX], close[OPEN_MAX], n_open = 0, n_close = 0;
	size_t depth = 0;
	for (size_t i = before.n; i-- > 0 && n_open < OPEN_MAX;) {
		depth += before.p[i] == '}';
		if (before.p[i] == '{' && depth == 0)
			open[n_open++] = i;
		else
			depth -= before.p[i] == '{';
	}
	depth = 0;
	for (size_t i = 0; i < after.n && n_close < OPEN_MAX; i++) {
		depth += after.p[i] == '{';
		if (after.p[i] == '}' && depth == 0)
			close[n_close++] = i + 1;
		else
			depth -= after.p[i] == '}';
	}
	size_t n = n_open < n_close ? n_open : n_close;
	if (n == 0)
		return false;
	*ret_from = open[n - 1];
	*ret_to = close[n - 1];
	return true;
}

/* No value goes over such a byte. */
static bool
parts_values(uint8_t c)
{
	return c == '\n' || c == '\t' || c == ',' || c == ';' || c == '"' ||
	       c == '\'' || c == '<' || c == '>' || c == '&' || c == '{' ||
	       c == '}';
}

/* From the last line's begin, or as far back as values are whole. */
static size_t
cut_before(struct span before, bool markup)
{
	size_t i = markup ? 0 : before.n;
	while (i > 0 && before.p[i - 1] != '\n')
		i--;
	if (i > 0 || before.n < ENDS_SIZE)
		return i;
	while (i < before.n && !parts_values(before.p[i]))
		i++;
	return i < before.n ? i : 0;
}

static size_t
cut_after(struct span after, bool markup)
{
	size_t i = 0;
	while (!markup && i < after.n && after.p[i] != '\n')
		i++;
	if ((!markup && i < after.n) || after.n < ENDS_SIZE)
		return markup ? after.n : i;
	i = after.n;
	while (i > 0 && !parts_values(after.p[i - 1]))
		i--;
	return i > 0 ? i : after.n;
}

static bool
has_brace(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '{' || s.p[i] == '}')
			return true;
	return false;
}

static bool
looks_json(const struct ends *e, struct span before, struct span after)
{
	return e->json || has_brace(before) || has_brace(after);
}

static bool
parts_members(uint8_t c)
{
	return c == ',' || c == '\n' || c == '{' || c == '}' || c == '[' ||
	       c == ']';
}

/* The one member or element that the border cuts. */
static void
cut_member(struct span before, struct span after, size_t *ret_from,
	   size_t *ret_to)
{
	size_t from = before.n, to = 0;
	while (from > 0 && !parts_members(before.p[from - 1]))
		from--;
	while (to < after.n && !parts_members(after.p[to]))
		to++;
	*ret_from = from;
	*ret_to = to;
}

int
seam_text(const struct ends *e, struct span before, struct span after,
	  struct buf *text, struct span *ret_type)
{
	size_t from = cut_before(before, e->markup);
	size_t to = cut_after(after, e->markup);
	struct span header = e->table ? ends_header(e) : SPAN_NONE;
	int rc = 0;
	*ret_type = SPAN_NONE;
	if (e->table)
		*ret_type = SPAN("text/csv");
	else if (!e->markup && cut_object(before, after, &from, &to))
		*ret_type = SPAN("application/json");
	else if (!e->markup && looks_json(e, before, after))
		cut_member(before, after, &from, &to);
	/* The border is one of records, too: both sides have been read. */
	if ((from == before.n && before.n > 0 && !e->left_row) || to == 0)
		return 0;
	if (header.n > 0)
		rc = buf_add(text, header);
	if (header.n > 0 && rc == 0)
		rc = buf_byte(text, '\n');
	if (rc == 0)
		rc = buf_add(text, span_from(before, from));
	if (rc == 0)
		rc = buf_add(text, span_cut(after, 0, to));
	return rc;
}
