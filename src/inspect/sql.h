/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the SQL format know of one another: sql.c makes tokens of
 * bytes, sql_parse.c makes records of tokens. Not for others.
 */
#pragma once

#include "inspect/pen.h"

#define SQL_COLUMNS_MAX 512

/* What a statement is, and how far in it we are. */
enum sql_verb {
	SQL_NONE,   /* between statements */
	SQL_INSERT, /* before the values */
	SQL_VALUES, /* tuples */
	SQL_SELECT, /* INSERT ... SELECT: rows of bare expressions */
	SQL_CREATE,
	SQL_COPY,
	SQL_OTHER,
};

/* The text of the token is the pen's value being written; each handler ends
 * it. */
enum sql_token {
	SQL_WORD,   /* bare: keyword, name, number */
	SQL_IDENT,  /* in identifier quotes */
	SQL_DOUBLE, /* in double quotes: a name, or a string where one stands */
	SQL_STRING,
	SQL_COMMENT,
};

enum {
	WORD_VERB = 1,	   /* begins a statement wherever it begins a line */
	WORD_NOISE = 2,	   /* stands before a table's name */
	WORD_RULE = 4,	   /* begins what is no column in a definition */
	WORD_KEEPS = 8,	   /* between a name and its literal */
	WORD_FORGETS = 16, /* the name before is of no literal */
};
/* What a word is, as these bits. */
unsigned sql_word_is(struct span word);

struct sql_definition;

struct sql_parser {
	struct pen pen;
	enum sql_verb verb;
	unsigned depth;	 /* of parentheses */
	unsigned opened; /* records of the statement */
	bool alone;	 /* the token is a record by itself */
	bool named;	 /* this statement lists its columns */
	bool item;	 /* CREATE: a column's name comes next */
	bool comment;	 /* CREATE: the column's COMMENT comes next */
	bool stdin_seen; /* COPY ... FROM stdin */
	bool table;	 /* CREATE: it is one */
	uint64_t name;	 /* hash of the table's name */
	uint32_t label;	 /* OTHER: of the next literal */
	size_t column;
	uint32_t labels[SQL_COLUMNS_MAX];
	size_t n_labels;
	uint8_t column_name[64]; /* CREATE: the last one's, for its COMMENT */
	size_t column_name_n;
	struct sql_definition *definitions; /* the newest first */
	size_t n_definitions;
};

/* Begins the value that a token becomes: must be called before its text. */
void sql_token_begin(struct sql_parser *q);
/* line: first on its line (words). */
void sql_token(struct sql_parser *q, enum sql_token kind, bool line);
/* Parentheses, commas, semicolons. True: rows of COPY follow the line. */
bool sql_punct(struct sql_parser *q, uint8_t c);
/* Rows of COPY: the cell being written ends; null: it is none. */
void sql_copy_begin(struct sql_parser *q);
void sql_copy_cell(struct sql_parser *q, bool null);
void sql_copy_row(struct sql_parser *q);
/* The statement ends. */
void sql_finish(struct sql_parser *q);
void sql_fini(struct sql_parser *q);
