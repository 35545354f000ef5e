/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See the header. Encoded words (RFC 2047) of one character set that follow
 * one another are decoded together, since senders cut characters in two.
 * Guarantees: whatever does not decode is written as it stands; no field is
 * left out. One owner, one thread.
 */
#include "inspect/mime.h"

#include "inspect/charset.h"
#include "inspect/sniff.h"

#include <stdio.h>

#define WHITE " \t\r\n"
#define WORDS_MAX 2048
#define PIECES_MAX 32
#define SET_MAX 31

/* Bytes of encoded words, collected until the character set changes. */
struct words {
	uint8_t set[SET_MAX];
	size_t set_n;
	uint8_t bytes[WORDS_MAX];
	size_t n;
};

static int
hex(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that the sign and two digits at s stand for, or -1. */
static int
escaped(struct span s, uint8_t sign)
{
	if (s.n < 3 || s.p[0] != sign)
		return -1;
	int high = hex(s.p[1]), low = hex(s.p[2]);
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

static size_t
decode_q(struct span s, uint8_t *out)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		int c = escaped(span_from(s, i), '=');
		if (c >= 0)
			i += 2;
		else
			c = s.p[i] == '_' ? ' ' : s.p[i];
		out[n++] = (uint8_t)c;
	}
	return n;
}

static size_t
decode_b(struct span s, uint8_t *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl"
				     "mnopqrstuvwxyz0123456789+/";
	uint32_t bits = 0;
	unsigned n_bits = 0;
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		const char *at = memchr(digits, s.p[i], 64);
		if (at == NULL)
			continue;
		bits = bits << 6 | (uint32_t)(at - digits);
		n_bits += 6;
		if (n_bits < 8)
			continue;
		n_bits -= 8;
		out[n++] = (uint8_t)(bits >> n_bits);
	}
	return n;
}

/* An encoded word at the start of s: its length and parts; 0 if none. */
static size_t
encoded_word(struct span s, struct span *ret_set, uint8_t *ret_how,
	     struct span *ret_text)
{
	if (!span_starts(s, SPAN("=?")))
		return 0;
	ssize_t set = span_chr(span_from(s, 2), '?');
	if (set <= 0 || set > 64)
		return 0;
	size_t at = 2 + (size_t)set + 1;
	if (at + 2 > s.n || s.p[at + 1] != '?')
		return 0;
	*ret_how = s.p[at] | 0x20;
	ssize_t end = span_find(span_from(s, at + 2), SPAN("?="));
	if (end < 0 || end > WORDS_MAX / 2 ||
	    (*ret_how != 'b' && *ret_how != 'q'))
		return 0;
	struct span name = span_cut(s, 2, 2 + (size_t)set);
	*ret_set = span_split(&name, '*');
	*ret_text = span_cut(s, at + 2, at + 2 + (size_t)end);
	return at + 2 + (size_t)end + 2;
}

static void
words_write(struct words *w, struct pen *p)
{
	charset_write(p, span_of(w->set, w->set_n), span_of(w->bytes, w->n));
	w->n = 0;
}

static void
words_add(struct words *w, struct pen *p, struct span set, uint8_t how,
	  struct span text)
{
	set = span_cut(set, 0, SET_MAX);
	if (w->n + text.n > WORDS_MAX ||
	    !span_eq_nocase(set, span_of(w->set, w->set_n)))
		words_write(w, p);
	if (set.n > 0)
		memcpy(w->set, set.p, set.n);
	w->set_n = set.n;
	w->n += how == 'b' ? decode_b(text, w->bytes + w->n)
			   : decode_q(text, w->bytes + w->n);
}

/* Writes a text that may hold encoded words and bytes beyond ASCII. */
static void
write_text(struct pen *p, struct span s)
{
	struct words w = {.n = 0};
	struct span set, text;
	uint8_t how;
	while (s.n > 0) {
		size_t n = encoded_word(s, &set, &how, &text);
		if (n > 0) {
			if (w.n == 0)
				pen_point(p, s);
			words_add(&w, p, set, how, text);
			s = span_from(s, n);
			/* White space between two of them says nothing. */
			struct span next = span_trim(s, WHITE);
			if (encoded_word(next, &set, &how, &text) > 0)
				s = next;
			continue;
		}
		words_write(&w, p);
		ssize_t at = span_find(span_from(s, 1), SPAN("=?"));
		n = at < 0 ? s.n : (size_t)at + 1;
		pen_point(p, s);
		charset_write(p, SPAN_NONE, span_cut(s, 0, n));
		s = span_from(s, n);
	}
	words_write(&w, p);
	explicit_bzero(&w, sizeof(w));
}

static void
write_value(struct pen *p, struct span s, uint32_t label)
{
	s = span_trim(s, WHITE);
	if (s.n == 0)
		return;
	pen_begin(p, label);
	write_text(p, s);
	pen_end_folded(p);
}

/* The next element of a list of addresses. */
static struct span
next_address(struct span *list)
{
	bool quoted = false;
	unsigned angle = 0, round = 0;
	for (size_t i = 0; i < list->n; i++) {
		uint8_t c = list->p[i];
		if (c == '\\') {
			i++;
		} else if (c == '"') {
			quoted = !quoted;
		} else if (quoted) {
			continue;
		} else if (c == '<' || c == '>') {
			angle = c == '<';
		} else if (c == '(' || c == ')') {
			round = c == '('    ? round + 1
				: round > 0 ? round - 1
					    : 0;
		} else if (angle == 0 && round == 0 &&
			   (c == ',' || c == ';' || c == ':')) {
			struct span one = span_cut(*list, 0, i);
			*list = span_from(*list, i + 1);
			return one;
		}
	}
	struct span one = *list;
	*list = SPAN_NONE;
	return one;
}

/* Each address is a person of its own. */
static void
addresses(struct pen *p, struct span list, uint32_t label)
{
	unsigned flags;
	uint32_t name = harvest_label(p->work->harvest, SPAN("name"), &flags);
	while (list.n > 0) {
		struct span one = span_trim(next_address(&list), WHITE);
		ssize_t at = -1;
		for (size_t i = 0; i < one.n; i++)
			at = one.p[i] == '<' ? (ssize_t)i : at;
		if (one.n == 0)
			continue;
		pen_open(p, 0);
		if (at >= 0)
			write_value(p,
				    span_trim(span_cut(one, 0, (size_t)at),
					      WHITE "\"'"),
				    name);
		write_value(
			p,
			span_trim(span_from(one, (size_t)(at + 1)), WHITE ">"),
			label);
		pen_close(p);
	}
}

/* A parameter's value, its quotes gone and its quoted pairs undone. */
static size_t
plain_parameter(struct span value, struct span name, uint8_t *out, size_t size)
{
	size_t i = 0, n = 0;
	while (i < value.n) {
		size_t begin = i;
		bool quoted = false;
		for (; i < value.n && (quoted || value.p[i] != ';'); i++) {
			quoted = quoted != (value.p[i] == '"');
			i += value.p[i] == '\\' && quoted;
		}
		struct span s = span_cut(value, begin, i++);
		bool has = span_chr(s, '=') >= 0;
		struct span key = span_trim(span_split(&s, '='), WHITE);
		if (!has || !span_eq_nocase(key, name))
			continue;
		s = span_trim(s, WHITE);
		bool quotes = s.n > 1 && s.p[0] == '"';
		if (quotes)
			s = span_trim(s, "\"");
		for (size_t k = 0; k < s.n && n < size; k++) {
			k += quotes && s.p[k] == '\\' && k + 1 < s.n;
			out[n++] = s.p[k];
		}
		return n;
	}
	return 0;
}

/* Undoes the percent escapes of an extended value in place. */
static size_t
unescape(uint8_t *s, size_t n)
{
	size_t out = 0;
	for (size_t i = 0; i < n; i++) {
		int c = escaped(span_of(s + i, n - i), '%');
		i += c >= 0 ? 2 : 0;
		s[out++] = c >= 0 ? (uint8_t)c : s[i];
	}
	return out;
}

/* A piece of an extended parameter: name*, name*0, name*0*. */
static size_t
piece(struct span value, struct span name, const char *suffix, uint8_t *out,
      size_t size)
{
	uint8_t key[32];
	size_t n = strlen(suffix);
	memcpy(key, name.p, name.n);
	memcpy(key + name.n, suffix, n);
	return plain_parameter(value, span_of(key, name.n + n), out, size);
}

/* RFC 2231: a character set before the value, pieces of it. */
static size_t
extended_parameter(struct span value, struct span name, uint8_t *out,
		   size_t size)
{
	uint8_t raw[MIME_NAME_MAX];
	size_t n = piece(value, name, "*", raw, sizeof(raw));
	bool escapes = n > 0;
	for (unsigned i = 0; !escapes && i < PIECES_MAX; i++) {
		char suffix[8];
		snprintf(suffix, sizeof(suffix), "*%u*", i);
		size_t got =
			piece(value, name, suffix, raw + n, sizeof(raw) - n);
		suffix[strlen(suffix) - 1] = 0;
		if (got == 0)
			got = piece(value, name, suffix, raw + n,
				    sizeof(raw) - n);
		if (got == 0)
			break;
		n += got;
	}
	struct span s = span_of(raw, n), set = SPAN_NONE;
	ssize_t quote = span_chr(s, '\'');
	ssize_t second =
		quote < 0 ? -1
			  : span_chr(span_from(s, (size_t)quote + 1), '\'');
	if (second >= 0) {
		set = span_cut(s, 0, (size_t)quote);
		s = span_from(s, (size_t)(quote + second) + 2);
	}
	uint8_t *text = raw + (s.p - raw);
	n = unescape(text, s.n);
	return charset_copy(set, span_of(text, n), out, size);
}

static void
file_name(struct pen *p, struct span value, struct span name,
	  struct mime_entity *e)
{
	unsigned flags;
	size_t n = plain_parameter(value, name, e->name, sizeof(e->name));
	/* Said plainly it is read with the field's value. */
	if (n == 0) {
		n = extended_parameter(value, name, e->name, sizeof(e->name));
		if (n > 0)
			pen_value(p, span_of(e->name, n),
				  harvest_label(p->work->harvest,
						SPAN("filename"), &flags));
	}
	if (n > 0)
		e->name_n = n;
	e->file = e->file || n > 0;
}

static size_t
keep(uint8_t *to, size_t size, struct span s)
{
	size_t n = s.n < size ? s.n : size;
	if (n > 0)
		memcpy(to, s.p, n);
	return n;
}

static void
disposition(struct pen *p, struct span value, struct mime_entity *e)
{
	uint8_t raw[MIME_NAME_MAX], name[MIME_NAME_MAX];
	unsigned flags;
	e->form = media_is(value, "form-data");
	size_t n = plain_parameter(value, SPAN("name"), raw, sizeof(raw));
	n = charset_copy(SPAN_NONE, span_of(raw, n), name, sizeof(name));
	e->label = harvest_label(p->work->harvest, span_of(name, n), &flags);
	e->field_n = keep(e->field, sizeof(e->field), span_of(name, n));
	file_name(p, value, SPAN("filename"), e);
}

static void
note(struct pen *p, struct span name, struct span value, struct mime_entity *e)
{
	if (span_eq_nocase(name, SPAN("content-type"))) {
		e->type_n = keep(e->type, sizeof(e->type), value);
		if (!e->file)
			file_name(p, value, SPAN("name"), e);
	} else if (span_eq_nocase(name, SPAN("content-encoding"))) {
		e->coding_n = keep(e->coding, sizeof(e->coding), value);
	} else if (span_eq_nocase(name, SPAN("content-transfer-encoding"))) {
		e->base64 = span_eq_nocase(value, SPAN("base64"));
		e->quoted = span_eq_nocase(value, SPAN("quoted-printable"));
	} else if (span_eq_nocase(name, SPAN("content-disposition"))) {
		disposition(p, value, e);
	}
}

void
mime_field(struct pen *p, struct span field, struct mime_entity *e)
{
	static const char *const people[] = {
		"from",		 "to",		"cc",	       "bcc",
		"sender",	 "reply-to",	"return-path", "delivered-to",
		"x-original-to", "resent-from", "resent-to",   "resent-cc"};
	unsigned flags;
	struct span value = field;
	struct span name = span_trim(span_split(&value, ':'), WHITE);
	value = span_trim(value, WHITE);
	note(p, name, value, e);
	uint32_t label = harvest_label(p->work->harvest, name, &flags);
	if ((flags & NAME_ODD) != 0)
		write_value(p, name, LABEL_NONE);
	for (size_t i = 0; i < sizeof(people) / sizeof(*people); i++) {
		if (span_eq_nocase(name, span_str(people[i]))) {
			addresses(p, value, label);
			return;
		}
	}
	write_value(p, value, label);
}

struct span
mime_next_field(struct span *head)
{
	struct span all = *head;
	size_t n = 0;
	do {
		ssize_t end = span_chr(span_from(all, n), '\n');
		n = end < 0 ? all.n : n + (size_t)end + 1;
	} while (n < all.n && (all.p[n] == ' ' || all.p[n] == '\t'));
	*head = span_from(all, n);
	return span_trim(span_cut(all, 0, n), WHITE);
}

struct hints
mime_hints(const struct mime_entity *e)
{
	struct span type = span_of(e->type, e->type_n);
	bool plain = media_is(type, "") || media_is(type, "text/plain");
	return (struct hints){.type = type,
			      .value = e->form && !e->file && plain,
			      .encoding = span_of(e->coding, e->coding_n),
			      .name = span_of(e->name, e->name_n),
			      .label = e->label};
}

int
mime_open(struct work *w, const struct mime_entity *e, struct stage **ret_stage)
{
	struct hints hints = mime_hints(e);
	struct stage *next = NULL;
	int rc = layer_open(w, &hints, &next);
	if (rc < 0 || (!e->base64 && !e->quoted)) {
		*ret_stage = next;
		return rc;
	}
	return transfer_open(w, e->base64, next, ret_stage);
}
