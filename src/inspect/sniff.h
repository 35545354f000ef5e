/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What bytes are, told by themselves first and by their label second: a wrong
 * Content-Type hides nothing. Pure; any thread.
 */
#pragma once

#include "inspect/stage.h"

/* So many bytes of a layer are looked at before it is decided what it is. */
#define SNIFF_BYTES 1024
#define SNIFF_TEXT 4096

enum nature {
	NATURE_TEXT,   /* in charset ("" where it must be found out) */
	NATURE_CODED,  /* compressed: coding */
	NATURE_PARTS,  /* multipart */
	NATURE_UNREAD, /* class and cause */
};

struct sniffed {
	enum nature nature;
	const char *charset;
	const char *coding;
	enum unreadable class;
	const char *cause;
};

/* The media type alone ("text/csv"), without parameters and spaces. */
struct span media_type(struct span type);
/* A parameter's value, without quotes; empty if it is not there. */
struct span media_parameter(struct span type, struct span name);
bool media_is(struct span type, const char *essence);

/* Whether a layer is of a format that is known by its magic number, and not
 * read: class and cause. */
bool sniff_magic(struct span head, struct sniffed *ret);
/* Judges the first bytes of a layer; type as declared (may be empty). */
struct sniffed sniff_bytes(struct span head, struct span type);

enum format {
	FORMAT_TEXT,
	FORMAT_JSON,
	FORMAT_FORM,
	FORMAT_TABLE,
	FORMAT_MARKUP,
	FORMAT_SQL,
	FORMAT_YAML,
	FORMAT_CARD,
};
/* Judges text in UTF-8; whole: head is all of it. */
enum format sniff_text(struct span head, bool whole, struct span type,
		       struct span name, struct table_shape *ret_shape);
/* Whether a cell can be the name of a column: words, no value. */
bool sniff_is_name(struct span cell);
/* Whether bytes are mail; *ret_box: messages in a row (mbox). */
bool sniff_mail(struct span head, struct span type, struct span name,
		bool *ret_box);
/* Whether text is SQL: what begins a dump, or a statement with values. */
bool sniff_sql(struct span head);
/* Whether text is cards, a calendar or a directory. */
bool sniff_card(struct span head);
/* Whether text is YAML that lines of names and values are not. */
bool sniff_yaml(struct span head);
/* The shape of a table, false if it is none. declared: it says it is one. */
bool sniff_table(struct span head, bool whole, bool declared,
		 struct table_shape *ret_shape);
