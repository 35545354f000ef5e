/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Binary formats that describe themselves: maps, lists, strings and numbers,
 * each announced by what stands before it. A notation reads what stands at one
 * place; the tree (tree.c) is the same for all.
 */
#pragma once

#include "inspect/stage.h"

enum item_kind {
	ITEM_MAP,    /* n pairs, or until ITEM_END if endless */
	ITEM_LIST,   /* n items, likewise */
	ITEM_TEXT,   /* n bytes; endless: chunks until ITEM_END */
	ITEM_BYTES,  /* likewise */
	ITEM_NUMBER, /* n */
	ITEM_DOUBLE, /* real */
	ITEM_OTHER,  /* takes a place and says nothing */
	ITEM_MARK,   /* takes no place */
	ITEM_END
};

struct item {
	enum item_kind kind;
	size_t head; /* bytes before the item's own, or all of it */
	size_t tail; /* bytes after a text's or bytes' own */
	uint64_t n;
	double real;
	bool endless;
	struct span key; /* in the head; of a notation that has keys there */
	bool keyed;
};

struct notation {
	const char *name;
	/* The item at s: 1, 0 if its head is cut, -1 if it is none. within:
	 * it stands in a map or list. */
	int (*item)(struct span s, bool within, struct item *ret_item);
};

extern const struct notation notation_msgpack, notation_cbor, notation_bson;

MUST_USE int tree_open(struct work *w, const struct notation *notation,
		       bool declared, struct stage **ret_stage);

/* Whether a body that does not say so is in the notation; head is its
 * beginning, whole: all of it. A map or list, a quarter of it text. */
bool tree_looks(const struct notation *notation, struct span head, bool whole);
