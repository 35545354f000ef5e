/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See the header. Guarantee: what is joined depends on the pieces alone, and a
 * piece is joined with its neighbours only. One owner, one thread.
 */
#include "inspect/pieces.h"

#include "inspect/fold.h"
#include "inspect/valid.h"

#define MOBILE_DIGITS 11
#define CARD_DIGITS_MIN 16
#define ID_DIGITS 18
/* 2099-12-31: birthdays are judged by the detectors. */
#define LAST_DAY 47481

static bool
is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* Whether a piece can be part of an identifier and is none by its length. */
static bool
is_piece(struct span s)
{
	if (s.n == 0 || s.n > ID_DIGITS + 6)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];
		if (!is_digit(c) && !is_letter(c) && c != '@' && c != '.' &&
		    c != '_' && c != '-' && c != '+')
			return false;
	}
	return true;
}

void
pieces_add(struct pieces *s, struct span piece, uint32_t label)
{
	size_t n = s->n > 0 ? s->ends[s->n - 1] : 0;
	if (!s->on)
		return;
	if (!is_piece(piece) || (s->n > 0 && s->label != label)) {
		s->n = 0;
		s->missed = true;
		if (!is_piece(piece))
			return;
		n = 0;
	}
	if (n + piece.n > PIECES_BYTES || s->n == PIECES_MAX) {
		/* The last one stays, as neighbour of this one. */
		size_t from = s->n > 1 ? s->ends[s->n - 2] : 0;
		n -= from;
		memmove(s->text, s->text + from, n);
		s->ends[0] = (uint8_t)n;
		s->n = 1;
		s->missed = true;
		if (n + piece.n > PIECES_BYTES)
			s->n = 0;
		n = s->n > 0 ? n : 0;
	}
	memcpy(s->text + n, piece.p, piece.n);
	s->ends[s->n++] = (uint8_t)(n + piece.n);
	s->label = label;
}

static bool
is_valid(const char *validator, struct span s)
{
	struct canonical c;
	return validate(validator_find(validator), s, LAST_DAY, &c) &&
	       c.used == s.n;
}

/* An address of which no piece is one: it was cut in its domain's last name,
 * at its sign or before it. */
static bool
is_address(struct span s, struct span first)
{
	ssize_t sign = span_chr(s, '@');
	ssize_t own = span_chr(first, '@');
	if (sign <= 0 || span_chr(span_from(s, (size_t)sign + 1), '@') >= 0)
		return false;
	if (own < 0 ? (size_t)sign != first.n
		    : span_chr(span_from(first, (size_t)own), '.') >= 0)
		return false;
	struct span domain = span_from(s, (size_t)sign + 1);
	ssize_t dot = span_chr(domain, '.');
	size_t last = domain.n;
	while (last > 0 && is_letter(domain.p[last - 1]))
		last--;
	return dot > 0 && last > 0 && domain.p[last - 1] == '.' &&
	       domain.n - last >= 2;
}

/* Whether pieces make an identifier; says: their name calls for one. */
static bool
is_identifier(struct span s, struct span first, bool whole, bool says)
{
	size_t digits = 0;
	for (size_t i = 0; i < s.n; i++)
		digits += is_digit(s.p[i]);
	if (digits + 1 < s.n)
		return (whole || says) && is_address(s, first);
	if (s.n == ID_DIGITS && first.n < ID_DIGITS)
		return is_valid("cn-resident-id", s);
	if (s.n >= CARD_DIGITS_MIN && digits == s.n)
		return is_valid("cn-bank-card", s) ||
		       (says && is_valid("credit-card", s));
	return says && s.n >= MOBILE_DIGITS && first.n < MOBILE_DIGITS &&
	       is_valid("cn-mobile", s);
}

static bool
is_number(struct span s)
{
	return is_valid("cn-resident-id", s) || is_valid("cn-bank-card", s) ||
	       is_valid("credit-card", s) || is_valid("cn-mobile", s);
}

bool
pieces_are_one(struct span all, struct span first, struct span last, bool alike,
	       bool says)
{
	size_t digits = 0;
	for (size_t i = 0; i < all.n; i++)
		digits += is_digit(all.p[i]);
	if (digits + 1 < all.n)
		return alike && says && is_address(all, first);
	if (is_number(first) || is_number(last))
		return false;
	if (all.n == ID_DIGITS && is_valid("cn-resident-id", all))
		return true;
	return alike && digits == all.n &&
	       is_identifier(all, first, true, says);
}

bool
pieces_is_due(struct pieces *s, const struct harvest *h, bool end)
{
	/* Two are asked about as soon as they are there. */
	if (!s->on || s->n < (end ? 3 : 2))
		return false;
	unsigned from = end ? 0 : s->n - 2;
	size_t at = from > 0 ? s->ends[from - 1] : 0;
	struct span all = span_of(s->text + at, s->ends[s->n - 1] - at);
	struct span first = span_of(s->text + at, s->ends[from] - at);
	bool says = harvest_label_says(h, s->label);
	bool whole = s->n == 2 && !s->missed;
	if (all.n < 6 || !is_identifier(all, first, end || whole, says))
		return false;
	s->due = all;
	return true;
}

int
pieces_scan(struct pieces *s, struct harvest *h, uint64_t at, uint64_t epoch)
{
	struct span due = s->due;
	s->n = 0;
	s->missed = true;
	harvest_long_begin(h, at, s->label);
	int rc = harvest_long_add(h, due, epoch);
	return rc < 0 ? rc : harvest_long_end(h);
}
