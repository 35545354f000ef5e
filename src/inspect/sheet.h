/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values of a binary format, written out as text for the harvest: strings as
 * they are, numbers in decimal. A sheet keeps the text until it is scanned.
 * Offsets in it follow those of the layer and are never behind them, so that
 * records and findings of the format lie on one scale, wherever pushes are
 * cut. One owner, one thread.
 *
 *   sheet_init → sheet_value, sheet_number, harvest_open(sheet_at) ...
 *   → sheet_flush at the end of each push and before any other stage is
 *   pushed → sheet_fini
 */
#pragma once

#include "inspect/harvest.h"

struct sheet {
	struct stage *stage;
	struct buf text;
	uint64_t base;	/* offset of text.p[0] */
	uint64_t epoch; /* of the oldest value in it */
};

/* base: offset of the layer's first byte. */
void sheet_init(struct sheet *s, struct stage *stage, uint64_t base);
void sheet_fini(struct sheet *s);
/* Where something that is at this offset of the layer is on the sheet. */
uint64_t sheet_at(const struct sheet *s, uint64_t at);
/* A value of the innermost record, from this offset of the layer and a push
 * with this epoch; at most LONG_VALUE bytes of UTF-8. 0 or -ENOMEM. */
MUST_USE int sheet_value(struct sheet *s, uint64_t at, struct span value,
			 uint32_t label, uint64_t epoch);
/* Likewise a whole number. */
MUST_USE int sheet_number(struct sheet *s, uint64_t at, uint64_t number,
			  uint32_t label, uint64_t epoch);
/* The printable runs of bytes that are nothing known: values, where they are
 * no chance. */
MUST_USE int sheet_runs(struct sheet *s, uint64_t at, struct span bytes,
			uint32_t label, uint64_t epoch);
/* Scans what is on it and clears it. at: everything before this offset of the
 * layer was handed over. */
MUST_USE int sheet_flush(struct sheet *s, uint64_t at);

/* Numbers of fewer digits than any identifier's are not worth a value. */
#define SHEET_NUMBER_FROM UINT64_C(100000000)
/* A number that stands in a double, and is worth a value: whole, and none of
 * its digits lost. */
bool sheet_whole(double d, uint64_t *ret_number);
/* Whether these bytes are text: UTF-8 without control characters. */
bool sheet_is_text(struct span s);
