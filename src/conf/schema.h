/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configuration as tables: one row a key with its type, bounds, default,
 * unit and one line of help. Reading, printing (kouand -T), the manual page's
 * test and the messages all go by these rows; nothing else knows a key's
 * form. Constant data.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum conf_type {
	CONF_BOOL,
	CONF_INTEGER,
	CONF_SIZE,     /* "64KiB", or a number of bytes */
	CONF_DURATION, /* "30s"; kept in microseconds */
	CONF_DATE,     /* "2026-01-01"; kept as a civil day */
	CONF_TEXT,
	CONF_ID,   /* a name of ours: letters, digits, . _ - */
	CONF_PATH, /* made absolute against the naming file's folder */
	CONF_WORD, /* one of the row's words */
	CONF_COUNTRY,
	CONF_ADDRESS, /* "127.0.0.1:3128" */
	CONF_NETWORK, /* "10.0.0.0/8" */
	CONF_HOST,    /* "hr.example.de", "*.example.de" */
	CONF_GROUP,   /* { } by the row's table */
	CONF_LIST,    /* ( { }, { } ) by the row's table */
	CONF_SETTINGS /* ( { } ), read by a loader of its own */
};

/* Flags of a row. */
#define CONF_MANY 1	/* an array of such values */
#define CONF_REQUIRED 2 /* must be given, and not empty */
#define CONF_ABSENT 4	/* a group that stays away when not given */
#define CONF_EACH 8	/* a group for which one string sets every key */
#define CONF_MAIN 16	/* only in the main file */
#define CONF_SECRET 32	/* not repeated in messages */
#define CONF_FULL 64	/* an array that is not empty where it is given */

#define CONF_ADDED 128 /* may stand in what was added at run time */

struct conf_word {
	const char *name;
	int value;
	const char *refused; /* why it cannot be used, NULL if it can */
};

struct conf_table;

struct conf_row {
	const char *key;
	enum conf_type type;
	unsigned flags;
	int64_t min, max;   /* of numbers, sizes, durations; 0, 0: any */
	const char *preset; /* the default as text, blanks between several
			     * values; NULL: none */
	const char *unit;   /* for the manual and -T; may be NULL */
	const char *help;
	const struct conf_word *words;	/* CONF_WORD; ends with name NULL */
	const struct conf_table *table; /* CONF_GROUP, CONF_LIST */
	const char *refused; /* why the key cannot be used in this build */
};

struct conf_table {
	const char *name; /* "flows": for the manual and the tests */
	const struct conf_row *rows;
	size_t n_rows;
};

/* The whole file, from the top. */
extern const struct conf_table conf_schema;
/* Tables that others refer to. */
extern const struct conf_table conf_schema_detectors;
extern const struct conf_table conf_schema_exporter;
extern const struct conf_table conf_schema_sources;
extern const struct conf_table conf_schema_recipients;
extern const struct conf_table conf_schema_pathways;
extern const struct conf_table conf_schema_flows;
extern const struct conf_table conf_schema_defaults;
extern const struct conf_table conf_schema_additions;

#define CONF_TABLE(variable, title, table_rows)                                \
	const struct conf_table variable = {.name = (title),                   \
					    .rows = (table_rows),              \
					    .n_rows = sizeof(table_rows) /     \
						      sizeof((table_rows)[0])}
