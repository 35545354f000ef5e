/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See the header. Guarantee: what is joined depends on the bytes of the parts
 * and their names alone, and is decided at the first byte behind a piece, so
 * that nothing of the part itself has been read by then. One owner, one
 * thread.
 */
#include "inspect/border.h"

#include "inspect/fold.h"
#include "inspect/pieces.h"

/* Names that begin alike for so long, and end in no more than so many other
 * letters, are like one another. */
#define ALIKE_LEAST 3
#define ALIKE_REST 6
/* More white space than so much joins nothing. */
#define WHITE_MAX 200
/* A piece that is not too long and white space behind it are no longer. */
#define TAIL 512

static bool
is_white(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool
is_of_piece(uint8_t c)
{
	return (c >= '0' && c <= '9') || is_letter(c) || c == '@' || c == '.' ||
	       c == '_' || c == '-' || c == '+';
}

void
border_part(struct border *b, struct span name, uint32_t label, bool text)
{
	size_t n = name.n < BORDER_NAME ? name.n : BORDER_NAME;
	b->text = text;
	b->broad = b->ended = false;
	b->first = true;
	b->white = 0;
	b->piece = (struct border_piece){.name_n = (uint8_t)n, .label = label};
	if (n > 0)
		memcpy(b->piece.name, name.p, n);
	if (!text)
		b->n = 0;
}

/* The same name, one with other digits, or one that goes on differently. */
static bool
are_alike(const struct border_piece *a, const struct border_piece *b)
{
	size_t n = a->name_n < b->name_n ? a->name_n : b->name_n, same = 0;
	while (same < n && a->name[same] == b->name[same])
		same++;
	if (same == a->name_n && same == b->name_n)
		return true;
	return same >= ALIKE_LEAST && a->name_n - same <= ALIKE_REST &&
	       b->name_n - same <= ALIKE_REST;
}

/* Whether the pieces from one on and the piece at hand make an identifier;
 * *ret_label: what calls for it. */
static bool
is_identifier(const struct border *b, const struct harvest *h, unsigned from,
	      struct span all, uint32_t *ret_label)
{
	bool alike = true, says = false;
	*ret_label = LABEL_NONE;
	for (unsigned i = from; i < b->n; i++) {
		alike = alike && are_alike(&b->row[i], &b->piece);
		if (!says)
			*ret_label = b->row[i].label;
		says = says || harvest_label_says(h, b->row[i].label);
	}
	struct span first = span_of(b->row[from].text, b->row[from].n);
	struct span last = span_of(b->piece.text, b->piece.n);
	return pieces_are_one(all, first, last, alike, says);
}

/* Joins the piece with those before it, if they are one value. */
static int
join(struct border *b, struct work *w, uint64_t at)
{
	uint8_t text[PIECES_BYTES];
	size_t n = b->piece.n;
	uint64_t epoch = b->piece.epoch;
	uint32_t label;
	memcpy(text + sizeof(text) - n, b->piece.text, n);
	for (unsigned from = b->n; from > 0 && n < sizeof(text); from--) {
		const struct border_piece *p = &b->row[from - 1];
		if (n + p->n > sizeof(text))
			break;
		n += p->n;
		memcpy(text + sizeof(text) - n, p->text, p->n);
		epoch = epoch_min(epoch, p->epoch);
		struct span all = span_of(text + sizeof(text) - n, n);
		if (!is_identifier(b, w->harvest, from - 1, all, &label))
			continue;
		b->n = 0;
		b->piece.n = 0;
		harvest_long_begin(w->harvest, at, label);
		int rc = harvest_long_add(w->harvest, all, epoch);
		return rc < 0 ? rc : harvest_long_end(w->harvest);
	}
	return 0;
}

/* The first piece of a part ends here. */
static int
meet(struct border *b, struct work *w, uint64_t at)
{
	b->ended = true;
	return b->n > 0 ? join(b, w, at) : 0;
}

/* What comes now is not the first piece. */
static void
go_on(struct border *b)
{
	b->first = b->broad = b->ended = false;
	b->white = 0;
	b->piece.n = 0;
	b->n = 0;
}

static void
take_white(struct border *b)
{
	b->ended = b->piece.n > 0;
	if (b->white++ == WHITE_MAX)
		go_on(b);
}

static void
take_letter(struct border *b, uint8_t c, uint64_t epoch)
{
	struct border_piece *p = &b->piece;
	if (b->ended || (b->first && p->n == BORDER_PIECE))
		go_on(b);
	b->white = 0;
	b->broad = b->broad || p->n == BORDER_PIECE;
	if (b->broad)
		return;
	if (p->n == 0)
		p->epoch = epoch;
	p->text[p->n++] = c;
}

/* The part ends: what stands last waits for the next one. */
static void
keep(struct border *b)
{
	if (b->broad || b->piece.n == 0) {
		b->n = 0;
	} else {
		if (b->n == BORDER_PIECES)
			memmove(b->row, b->row + 1, --b->n * sizeof(b->row[0]));
		b->row[b->n++] = b->piece;
	}
	b->piece.n = 0;
}

int
border_look(struct border *b, struct work *w, struct span s, uint64_t at,
	    bool last)
{
	size_t i = 0;
	int rc = 0;
	if (!b->text)
		return 0;
	while (i < s.n && rc == 0) {
		uint8_t c = s.p[i];
		bool white = is_white(c), good = is_of_piece(c);
		/* Of what follows the first piece only the end matters. */
		if (!b->first && s.n - i > TAIL) {
			go_on(b);
			i = s.n - TAIL;
			continue;
		}
		if (b->first && !b->ended && b->piece.n > 0 && !good)
			rc = meet(b, w, at + i);
		if (white)
			take_white(b);
		else if (good)
			take_letter(b, c, w->epoch);
		else
			go_on(b);
		i++;
	}
	if (!last || rc < 0)
		return rc;
	if (b->first && !b->ended && b->piece.n > 0)
		rc = meet(b, w, at + s.n);
	keep(b);
	return rc;
}

uint64_t
border_pending(const struct border *b)
{
	uint64_t epoch = EPOCH_NONE;
	for (unsigned i = 0; i < b->n; i++)
		epoch = epoch_min(epoch, b->row[i].epoch);
	return b->piece.n > 0 && !b->broad ? epoch_min(epoch, b->piece.epoch)
					   : epoch;
}
