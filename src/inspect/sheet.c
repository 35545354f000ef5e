/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sheet on which binary formats write their values. Guarantees: the text
 * between two values is never part of one; what is written depends on the
 * values and their offsets alone. One owner, one thread.
 */
#include "inspect/sheet.h"

#include "inspect/fold.h"

#include <errno.h>

#define SHEET_MAX ((size_t)64 << 10)
/* Gaps up to this are filled: a new sheet costs more. */
#define GAP_MAX 256

void
sheet_init(struct sheet *s, struct stage *stage, uint64_t base)
{
	*s = (struct sheet){.stage = stage, .base = base, .epoch = EPOCH_NONE};
	buf_init(&s->text, SHEET_MAX);
}

void
sheet_fini(struct sheet *s)
{
	buf_fini(&s->text);
}

uint64_t
sheet_at(const struct sheet *s, uint64_t at)
{
	uint64_t end = s->base + s->text.n;
	return at > end ? at : end;
}

int
sheet_flush(struct sheet *s, uint64_t at)
{
	struct place where = {.base = s->base, .epoch = s->epoch};
	int rc = harvest_flush(s->stage->work->harvest, buf_span(&s->text),
			       &where, at);
	s->base += s->text.n;
	buf_clear(&s->text);
	s->epoch = EPOCH_NONE;
	return rc;
}

/* Makes room for a value of n bytes at an offset of the layer. */
static int
go_to(struct sheet *s, uint64_t at, size_t n)
{
	uint64_t end = s->base + s->text.n;
	uint64_t gap = at > end ? at - end : 0;
	int rc = 0;
	if (gap > GAP_MAX || s->text.n + gap + n + 1 > SHEET_MAX ||
	    harvest_full(s->stage->work->harvest))
		rc = sheet_flush(s, at);
	if (rc == 0 && s->text.n == 0 && at > s->base)
		s->base = at;
	while (rc == 0 && s->text.n > 0 && s->base + s->text.n < at)
		rc = buf_byte(&s->text, '\n');
	return rc;
}

int
sheet_value(struct sheet *s, uint64_t at, struct span value, uint32_t label,
	    uint64_t epoch)
{
	must(value.n <= LONG_VALUE);
	if (value.n == 0)
		return 0;
	int rc = go_to(s, at, value.n);
	if (rc == 0)
		rc = buf_add(&s->text, value);
	if (rc < 0)
		return -ENOMEM;
	size_t from = s->text.n - value.n;
	size_t n = fold_text(s->text.p + from, value.n, NULL);
	harvest_field(s->stage->work->harvest, from, n, label);
	s->text.n = from + n;
	s->epoch = epoch_min(s->epoch, epoch);
	return buf_byte(&s->text, '\n') < 0 ? -ENOMEM : 0;
}

int
sheet_number(struct sheet *s, uint64_t at, uint64_t number, uint32_t label,
	     uint64_t epoch)
{
	char digits[24];
	size_t n = sizeof(digits);
	do {
		digits[--n] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	return sheet_value(s, at, span_of(digits + n, sizeof(digits) - n),
			   label, epoch);
}

int
sheet_runs(struct sheet *s, uint64_t at, struct span bytes, uint32_t label,
	   uint64_t epoch)
{
	size_t i = 0;
	int rc = 0;
	while (i < bytes.n && rc == 0) {
		size_t from = i;
		while (i < bytes.n && bytes.p[i] >= ' ' && bytes.p[i] < 0x7f)
			i++;
		struct span run = span_cut(bytes, from, i);
		if (binary_is_worth(run))
			rc = sheet_value(s, at + from, run, label, epoch);
		i++;
	}
	return rc;
}

bool
sheet_whole(double d, uint64_t *ret_number)
{
	const double exact = 9007199254740992.0;
	if (!(d >= (double)SHEET_NUMBER_FROM && d < exact))
		return false;
	uint64_t number = (uint64_t)d;
	if ((double)number < d)
		return false;
	*ret_number = number;
	return true;
}

bool
sheet_is_text(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];
		if ((c < ' ' && c != '\t' && c != '\n' && c != '\r') ||
		    c == 0x7f)
			return false;
	}
	return s.n > 0 && utf8_valid(s);
}
