/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cases to hold the finder against PCRE2 alone: texts cut into fields with
 * names, drawn from a seed so that a failure can be repeated. Pieces are
 * identifiers, what looks like them, and the examples of all detectors; they
 * stand whole or with a byte changed, in each other's company, among random
 * bytes, across the borders of 64 bytes and of the finder's tiles.
 */
#pragma once

#include "inspect/engine.h"
#include "inspect/scan.h"
#include "lib/scan_compare.h"

#include <stdlib.h>

static const char *const scan_pieces[] = {
	"13812345678",
	"159 0528 5596",
	"+8613812345678",
	"86-138-1234-5678",
	"370102196110270968",
	"440103451003028",
	"44010619520224722X",
	"370102 19611027 0968",
	"6228488699346736532",
	"5129 2212 1951 0721",
	"372513779044355",
	"li.wei@example.com",
	"a@b.cn",
	"icon@2x.png",
	"@@",
	"EG2420705",
	"E44357705",
	"830000199402172098",
	"944840197207039245",
	"12430102001838737E",
	"桂D8LKS1",
	"粤B·D12345",
	"LVS7TH0M1P3970474",
	"9B:7C:71:03:2A:62",
	"829-78-6022",
	"+14153449813",
	"+49 172 48072473",
	"EA10197479CHN5303278M2606060MBLGAG<<<<<<<<64",
	"Y051184(4)",
	"L177282010",
	"S9627908F",
	"ES10 9856 7982 1411 9268 2235",
	"CVSSVG76C49F651U",
	"-----BEGIN RSA PRIVATE KEY-----",
	"AKIAIOSFODNN7EXAMPLE",
	"手机",
	"身份证号",
	"passport",
	"序列号",
	"imei 866791400542897",
	"护照",
	"1700000000000",
	"0.15905285596",
	"2024-01-15T10:22:33.123Z",
	"550e8400-e29b-41d4-a716-446655440000",
	"192.168.1.1",
	"中文字符",
	"，",
	"\xff\xfe",
	"\r\n",
	"_",
	"-",
	".",
	"1",
	"9",
	"x",
	"E",
	" ",
	",",
	"\"",
	":",
	"+",
	"(",
	")",
	"<",
	"00",
	"86",
	"京"};

#define CASE_TEXT 2048
#define CASE_FIELDS 64
#define CASE_LABELS 64
#define CASE_EXAMPLES 2048

struct scan_cases {
	uint64_t state;
	struct span pieces[CASE_EXAMPLES];
	size_t n_pieces;
	uint32_t labels[CASE_LABELS]; /* the first is none */
	size_t n_labels, n_cases, n_hits;
	uint8_t text[FIND_TILE + CASE_TEXT];
	struct field fields[CASE_FIELDS];
	uint8_t *exact; /* the case's text in memory of just its size */
};

static inline uint32_t
scan_cases_draw(struct scan_cases *c, size_t limit)
{
	c->state =
		c->state * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (uint32_t)((c->state >> 33) % limit);
}

static inline void
scan_cases_label(struct scan_cases *c, struct labels *l, struct span name)
{
	if (c->n_labels < CASE_LABELS)
		c->labels[c->n_labels++] = labels_intern(l, name);
}

/* "[name] value" of a detector's examples: the name as a label and as a piece,
 * the value as a piece. */
static inline void
scan_cases_example(struct scan_cases *c, struct labels *l, const char *example)
{
	struct span s = span_str(example);
	ssize_t end = s.n > 0 && s.p[0] == '[' ? span_find(s, SPAN("] ")) : -1;
	if (c->n_pieces + 2 > CASE_EXAMPLES)
		return;
	if (end > 0) {
		struct span name = span_cut(s, 1, (size_t)end);
		c->pieces[c->n_pieces++] = name;
		scan_cases_label(c, l, name);
		s = span_from(s, (size_t)end + 2);
	}
	if (s.n > 0 && s.n < 128)
		c->pieces[c->n_pieces++] = s;
}

static inline void
scan_cases_begin(struct scan_cases *c, const struct rules *r, struct labels *l,
		 uint64_t seed)
{
	*c = (struct scan_cases){.state = seed};
	scan_cases_label(c, l, SPAN_NONE);
	for (size_t i = 0; i < sizeof(scan_pieces) / sizeof(scan_pieces[0]);
	     i++)
		c->pieces[c->n_pieces++] = span_str(scan_pieces[i]);
	for (size_t i = 0; i < r->n; i++) {
		const struct detector *d = &r->detectors[i];
		for (size_t k = 0; d->examples[k] != NULL; k++)
			scan_cases_example(c, l, d->examples[k]);
		for (size_t k = 0; d->counterexamples[k] != NULL; k++)
			scan_cases_example(c, l, d->counterexamples[k]);
	}
}

static inline void
scan_cases_end(struct scan_cases *c)
{
	free(c->exact);
	c->exact = NULL;
}

/* A piece, one in three with a byte changed, left out or put in. */
static inline size_t
scan_cases_piece(struct scan_cases *c, uint8_t *to)
{
	struct span s = c->pieces[scan_cases_draw(c, c->n_pieces)];
	static const char odd[] = "0123456789 -.@EXx,/:+";
	size_t at = s.n > 0 ? scan_cases_draw(c, s.n) : 0;
	memcpy(to, s.p, s.n);
	switch (s.n > 0 ? scan_cases_draw(c, 12) : 9) {
	case 0:
	case 1:
		to[at] = (uint8_t)odd[scan_cases_draw(c, sizeof(odd) - 1)];
		return s.n;
	case 2:
		memmove(to + at, to + at + 1, s.n - at - 1);
		return s.n - 1;
	case 3:
		memmove(to + at + 1, to + at, s.n - at);
		to[at] = (uint8_t)odd[scan_cases_draw(c, sizeof(odd) - 1)];
		return s.n + 1;
	default:
		return s.n;
	}
}

static inline size_t
scan_cases_noise(struct scan_cases *c, uint8_t *to, size_t n)
{
	static const char few[] = "0123456789 -.@EXx,0123456789";
	uint32_t kind = scan_cases_draw(c, 4);
	for (size_t i = 0; i < n; i++) {
		if (kind == 0)
			to[i] = (uint8_t)scan_cases_draw(c, 256);
		else if (kind == 1)
			to[i] = (uint8_t)
				few[scan_cases_draw(c, sizeof(few) - 1)];
		else
			to[i] = kind == 2 ? ' ' : 'a';
	}
	return n;
}

/* Pieces with something or nothing between them, after some noise. */
static inline size_t
scan_cases_text(struct scan_cases *c)
{
	static const char *const between[] = {
		"", "", " ", " ", ",", ", ", ":", "=", "\r\n", "：", ";", "\""};
	size_t n = scan_cases_noise(c, c->text, scan_cases_draw(c, 130));
	/* Now and then across a border of tiles. */
	if (scan_cases_draw(c, 500) == 0)
		n += scan_cases_noise(c, c->text + n,
				      FIND_TILE - n - scan_cases_draw(c, 40));
	for (uint32_t k = scan_cases_draw(c, 5) + 1; k > 0; k--) {
		n += scan_cases_piece(c, c->text + n);
		struct span s = span_str(between[scan_cases_draw(c, 12)]);
		memcpy(c->text + n, s.p, s.n);
		n += s.n;
	}
	if (scan_cases_draw(c, 2) == 0)
		n += scan_cases_noise(c, c->text + n, scan_cases_draw(c, 70));
	return n;
}

/* The next one; valid until the one after it. */
static inline struct block
scan_cases_next(struct scan_cases *c)
{
	uint8_t cuts[8];
	uint32_t names[4];
	size_t n = scan_cases_text(c),
	       n_cuts = scan_cases_draw(c, 2) * scan_cases_draw(c, 9);
	for (size_t i = 0; i < n_cuts; i++)
		cuts[i] = (uint8_t)scan_cases_draw(c, 256);
	for (size_t i = 0; i < 4; i++)
		names[i] =
			c->labels[i == 0 ? 0 : scan_cases_draw(c, c->n_labels)];
	free(c->exact);
	c->exact = malloc(n + 1);
	if (c->exact == NULL)
		abort();
	memcpy(c->exact, c->text, n);
	c->n_cases++;
	struct block b = {.text = span_of(c->exact, n),
			  .fields = c->fields,
			  .from = scan_cases_draw(c, 4) == 0 ? n / 3 : 0,
			  .until = n + 1};
	b.n_fields = compare_fields(n, cuts, n_cuts, names, 4, c->fields,
				    CASE_FIELDS);
	return b;
}
