/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Settings become groups of checked values by the tables of the schema:
 * every key known, of its type, within its bounds, defaults filled in. Memory
 * is the caller's arena.
 */
#pragma once

#include "conf/load.h"
#include "conf/value.h"

struct conf_group;

struct conf_value {
	bool given;
	bool faulty;	  /* something in it was reported and left out */
	const char *file; /* where it stands, or where its group does */
	int line;
	struct conf_scalar *items; /* of scalar rows; one unless CONF_MANY */
	size_t n_items;
	struct conf_group **groups; /* of CONF_GROUP (at most one), CONF_LIST */
	size_t n_groups;
	const config_setting_t **settings; /* of CONF_SETTINGS, elements */
	const char **files;		   /* where each of them stands */
	size_t n_settings;
};

struct conf_group {
	const struct conf_table *table;
	const char *file;
	int line;
	bool added;		   /* at run time, through the control socket */
	struct conf_value *values; /* one a row of the table, same order */
};

/*
 * Reads all documents into one group of conf_schema. With only (may be NULL)
 * every other top-level key is passed over unread. All faults are reported.
 * 0, or -ENOMEM; the caller looks at report->errors. The settings inside
 * live as long as the documents.
 */
MUST_USE int conf_read(const struct conf_documents *documents, const char *only,
		       struct arena *arena, struct conf_report *report,
		       struct conf_group **ret_root);

/* Where a key stands in a table, or -1. */
ssize_t conf_row_index(const struct conf_table *table, const char *key);
/* The value under a key that the group's table has. */
const struct conf_value *conf_get(const struct conf_group *g, const char *key);
/* Text, or NULL when absent. */
const char *conf_text(const struct conf_group *g, const char *key);
/* Number, or absent. */
int64_t conf_number(const struct conf_group *g, const char *key,
		    int64_t absent);
/* The group, or NULL when absent. */
const struct conf_group *conf_group(const struct conf_group *g,
				    const char *key);
/* Whether one of the value's texts is text. */
bool conf_value_has(const struct conf_value *v, const char *text);
