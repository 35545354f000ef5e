/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See the header. Pure but for the labels; one owner, one thread.
 */
#include "inspect/json_rows.h"

#include "inspect/fold.h"

#define NAME_LONGEST 64

static bool
is_one_of(struct span s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (span_eq_nocase(s, span_str(list[i])))
			return true;
	return false;
}

bool
json_names_columns(struct span key)
{
	static const char *const names[] = {
		"columns", "column", "cols",	     "header",	    "headers",
		"fields",  "meta",   "column_names", "columnNames", "titles",
		"schema",  "head",   "thead"};
	/* Most keys are none: tell by the first letter. */
	if (key.n < 4 || key.n > 12 || key.p[0] == 0 ||
	    strchr("chfmtsCHFMTS", key.p[0]) == NULL)
		return false;
	return is_one_of(key, names, sizeof(names) / sizeof(*names));
}

bool
json_names_column(struct span key)
{
	static const char *const names[] = {
		"name", "column_name", "columnName", "field", "title", "label"};
	return is_one_of(key, names, sizeof(names) / sizeof(*names));
}

bool
json_rows_name(struct json_rows *r, struct harvest *h, struct span name)
{
	unsigned digits = 0, flags;
	bool letters = false;
	for (size_t i = 0; i < name.n && i < NAME_LONGEST; i++) {
		uint8_t c = name.p[i];
		digits += c >= '0' && c <= '9';
		letters = letters || c >= 0x80 || is_letter(c);
		if (c == '@')
			return false;
	}
	if (!letters || digits >= 4 || name.n > NAME_LONGEST)
		return false;
	if (r->n < JSON_NAMES_MAX)
		r->labels[r->n++] = harvest_label(h, name, &flags);
	return true;
}

void
json_rows_nameless(struct json_rows *r)
{
	if (r->n < JSON_NAMES_MAX)
		r->labels[r->n++] = LABEL_NONE;
}

bool
json_rows_is_track(struct json_rows *r, struct harvest *h, uint32_t label)
{
	static const char *const names[] = {
		"coordinates", "path",	"polyline", "points", "track",
		"route",       "trace", "bbox",	    "paths",  "trajectory"};
	unsigned flags;
	size_t n = sizeof(names) / sizeof(*names);
	for (size_t i = 0; i < n && !r->tracks_known; i++)
		r->tracks[i] = harvest_label(h, span_str(names[i]), &flags);
	r->tracks_known = true;
	for (size_t i = 0; i < n && label != LABEL_NONE; i++)
		if (r->tracks[i] == label)
			return true;
	return false;
}
