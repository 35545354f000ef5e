/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Host, path, query and fields of a message. Credentials are read for secrets
 * and shown, never counted as persons; numbers that framing needs (lengths,
 * ranges, dates) are shown, not counted, while they look like that. One
 * owner, one thread.
 */
#include "inspect/head.h"

#include "inspect/fold.h"
#include "inspect/nested_kit.h"
#include "inspect/upload.h"

#include <errno.h>

#define HEAD_MAX ((size_t)1 << 20)
/* Fields whose use is worked out once. */
#define USES_MAX 64

/* What an HTTP date is made of (RFC 9110 section 5.6.7). */
#define DATE_LETTERS                                                           \
	"0123456789,: -ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

/* How a field's value is taken. */
enum field_use { USE_COUNT, USE_SECRETS, USE_SHOW };

static const struct {
	struct span name;
	enum field_use use;
	const char *only; /* USE_SHOW while it has no other characters */
	size_t digits;	  /* ... and no longer run of digits; 0: any */
} uses[] = {
	{SPAN("authorization"), USE_SECRETS, NULL, 0},
	{SPAN("proxy-authorization"), USE_SECRETS, NULL, 0},
	{SPAN("content-length"), USE_SHOW, "0123456789 ", 0},
	{SPAN("range"), USE_SHOW, "bytes=0123456789-, ", 13},
	{SPAN("content-range"), USE_SHOW, "bytes 0123456789-/*", 13},
	{SPAN("date"), USE_SHOW, DATE_LETTERS, 4},
	{SPAN("host"), USE_SHOW, NULL, 0}, /* read as the host already */
	{SPAN("if-modified-since"), USE_SHOW, DATE_LETTERS, 4},
	{SPAN("if-unmodified-since"), USE_SHOW, DATE_LETTERS, 4},
	{SPAN("traceparent"), USE_SHOW, "0123456789abcdef-", 0},
	{SPAN("x-amz-date"), USE_SHOW, "0123456789TZ", 8},
	{SPAN("x-amz-content-sha256"), USE_SHOW, "0123456789abcdef", 0},
};

/* Text to scan, with the fields put to the harvest as they are added. */
struct piece {
	struct work *work;
	struct buf text;
	int rc;
};

static void
piece_begin(struct piece *p, struct work *w)
{
	*p = (struct piece){.work = w};
	buf_init(&p->text, HEAD_MAX);
}

/* A value from at on that may carry something. */
static void
piece_closely(struct piece *p, size_t at, uint32_t label)
{
	struct place where = {0};
	struct span s = span_from(buf_span(&p->text), at);
	struct nested v = {.layer = true};
	bool whole = s.n > LONG_VALUE && !nested_is_token(s) &&
		     nested_long_carries(s);
	if (!whole)
		nested_read(p->work, p->text.p + at, s.n, &v);
	if (!v.layer)
		harvest_field(p->work->harvest, (size_t)(v.text.p - p->text.p),
			      v.text.n, label);
	if (!nested_opens(&v))
		return;
	p->rc = harvest_flush(p->work->harvest, buf_span(&p->text), &where,
			      v.layer ? at : p->text.n);
	if (p->rc == 0)
		p->rc = whole ? nested_long_whole(p->work, s, at, label, 0)
			      : nested_open(p->work, &v, label, at, 0);
}

/* Folds the last n bytes and makes a value of them. */
static void
piece_value(struct piece *p, size_t n, uint32_t label, bool percent, bool plus)
{
	size_t at = p->text.n - n;
	if (percent)
		n = unescape_percent(p->text.p + at, n, plus, NULL);
	/* What still holds an escape was escaped twice. */
	if (percent && memchr(p->text.p + at, '%', n) != NULL)
		n = unescape_percent(p->text.p + at, n, false, NULL);
	if (!percent)
		n = fold_text(p->text.p + at, n, NULL);
	p->text.n = at + n;
	if (n >= NESTED_MIN && nested_suspect(p->text.p + at, n))
		piece_closely(p, at, label);
	else
		harvest_field(p->work->harvest, at, n, label);
}

static void
piece_add(struct piece *p, struct span value, uint32_t label, bool percent,
	  bool plus)
{
	if (p->rc == 0 && value.n > 0) {
		p->rc = buf_add(&p->text, value);
		if (p->rc == 0)
			piece_value(p, value.n, label, percent, plus);
	}
	if (p->rc == ERR_LIMIT) {
		work_unreadable(p->work, UNREADABLE_SIZE, "head", value.n);
		p->rc = 0;
	}
}

static int
piece_end(struct piece *p)
{
	struct place where = {0};
	int rc = harvest_flush(p->work->harvest, buf_span(&p->text), &where,
			       p->text.n);
	buf_fini(&p->text);
	return p->rc < 0 ? p->rc : rc;
}

int
head_host(struct work *w, struct span host)
{
	struct piece p;
	piece_begin(&p, w);
	harvest_open(w->harvest, 0, 0);
	piece_add(&p, host, LABEL_NONE, false, false);
	harvest_close(w->harvest, 0);
	return piece_end(&p);
}

/* The label of a name that may have escapes; none for a long one or
 * for nothing. */
static uint32_t
name_label(struct piece *p, struct span name, bool plus, unsigned *ret_flags)
{
	uint8_t copy[128];
	*ret_flags = NAME_ODD;
	if (name.n == 0 || name.n > sizeof(copy))
		return LABEL_NONE;
	memcpy(copy, name.p, name.n);
	size_t n = unescape_percent(copy, name.n, plus, NULL);
	return harvest_label(p->work->harvest, span_of(copy, n), ret_flags);
}

/* The name of a query's parameter: its label; a value too where it must. */
static uint32_t
query_name(struct piece *p, struct span name, bool named)
{
	unsigned flags = NAME_ODD;
	uint32_t label = named ? name_label(p, name, true, &flags) : LABEL_NONE;
	if ((flags & NAME_ODD) != 0)
		piece_add(p, name, LABEL_NONE, true, true);
	return label;
}

int
head_target(struct work *w, struct span target)
{
	struct piece p;
	struct span query = target;
	struct span path = span_split(&query, '?');
	struct span before = SPAN_NONE;
	piece_begin(&p, w);
	harvest_open(w->harvest, 0, 0);
	while (path.n > 0) {
		struct span segment = span_split(&path, '/');
		unsigned flags;
		uint32_t label = name_label(&p, before, false, &flags);
		piece_add(&p, segment, label, true, false);
		before = segment;
	}
	harvest_close(w->harvest, p.text.n);
	harvest_open(w->harvest, p.text.n, 0);
	while (query.n > 0) {
		struct span value = span_split(&query, '&');
		bool named = span_chr(value, '=') >= 0;
		struct span name = span_split(&value, '=');
		uint32_t label = query_name(&p, name, named);
		piece_add(&p, value, label, true, true);
	}
	harvest_close(w->harvest, p.text.n);
	return piece_end(&p);
}

static size_t
longest_digits(struct span s)
{
	size_t longest = 0, run = 0;
	for (size_t i = 0; i < s.n; i++) {
		run = s.p[i] >= '0' && s.p[i] <= '9' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

static enum field_use
use_of(const struct inspect_header *f)
{
	for (size_t i = 0; i < sizeof(uses) / sizeof(uses[0]); i++) {
		if (f->name.n != uses[i].name.n ||
		    !span_eq_nocase(f->name, uses[i].name))
			continue;
		bool fits = uses[i].digits == 0 ||
			    longest_digits(f->value) <= uses[i].digits;
		for (size_t k = 0; k < f->value.n && uses[i].only; k++)
			fits = fits && f->value.p[k] != 0 &&
			       strchr(uses[i].only, f->value.p[k]) != NULL;
		return fits ? uses[i].use : USE_COUNT;
	}
	return USE_COUNT;
}

static bool
has_escape(struct span s)
{
	for (size_t i = 0; i + 2 < s.n; i++)
		if (s.p[i] == '%' && is_hex(s.p[i + 1]) && is_hex(s.p[i + 2]))
			return true;
	return false;
}

/* A field's value; what is sent in headers is escaped like in a URL where it
 * has to be. Cookies are pairs (RFC 6265 section 4.2.1). */
static void
field_value(struct piece *p, const struct inspect_header *f, uint32_t label)
{
	struct span rest = f->value;
	if (!span_eq_nocase(f->name, SPAN("cookie"))) {
		piece_add(p, rest, label, has_escape(rest), false);
		return;
	}
	while (rest.n > 0) {
		unsigned flags = NAME_ODD;
		struct span value = span_split(&rest, ';');
		bool named = span_chr(value, '=') >= 0;
		struct span name = span_trim(span_split(&value, '='), " \t");
		uint32_t of =
			named ? name_label(p, name, false, &flags) : LABEL_NONE;
		if ((flags & NAME_ODD) != 0)
			piece_add(p, name, LABEL_NONE, has_escape(name), false);
		piece_add(p, value, of, has_escape(value), false);
	}
}

int
head_fields(struct work *w, const struct inspect_header *fields, size_t n)
{
	static const struct {
		enum field_use use;
		unsigned flags;
	} records[] = {{USE_COUNT, 0},
		       {USE_SECRETS, RECORD_SECRETS},
		       {USE_SHOW, RECORD_NO_PERSON}};
	struct piece p;
	unsigned flags;
	enum field_use use[USES_MAX];
	for (size_t i = 0; i < n && i < USES_MAX; i++)
		use[i] = use_of(&fields[i]);
	piece_begin(&p, w);
	for (size_t r = 0; r < sizeof(records) / sizeof(records[0]); r++) {
		harvest_open(w->harvest, 0, records[r].flags);
		for (size_t i = 0; i < n; i++) {
			if ((i < USES_MAX ? use[i] : use_of(&fields[i])) !=
			    records[r].use)
				continue;
			uint32_t label = harvest_label(w->harvest,
						       fields[i].name, &flags);
			if ((flags & NAME_ODD) != 0)
				piece_add(&p, fields[i].name, LABEL_NONE, false,
					  false);
			field_value(&p, &fields[i], label);
		}
		harvest_close(w->harvest, p.text.n);
	}
	return piece_end(&p);
}

bool
head_is_fragment(const struct inspect_head *head)
{
	struct upload_part part;
	return upload_recognise(head, &part);
}
