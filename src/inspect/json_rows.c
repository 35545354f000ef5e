/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See the header. Pure but for the labels; one owner, one thread.
 */
#include "inspect/json_rows.h"

#include "inspect/sniff.h"

static bool
is_one_of(struct span s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (span_eq_nocase(s, span_str(list[i])))
			return true;
	return false;
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
	unsigned flags;
	if (!sniff_is_name(name))
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

/* Looked up at the first array that asks: few bodies have one. */
static void
know(struct json_rows *r, struct harvest *h)
{
	static const char *const tracks[] = {
		"coordinates", "path",	"polyline", "points", "track",
		"route",       "trace", "bbox",	    "paths",  "trajectory"};
	static const char *const columns[] = {
		"columns",	"Columns",     "column",  "cols",
		"header",	"headers",     "Headers", "fields",
		"meta",		"titles",      "schema",  "head",
		"column_names", "columnNames", "thead",	  "heads"};
	unsigned flags;
	if (r->known)
		return;
	for (size_t i = 0; i < sizeof(tracks) / sizeof(*tracks); i++)
		r->tracks[i] = harvest_label(h, span_str(tracks[i]), &flags);
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
		r->columns[i] = harvest_label(h, span_str(columns[i]), &flags);
	r->known = true;
}

static bool
holds(const uint32_t *labels, size_t n, uint32_t label)
{
	for (size_t i = 0; i < n; i++)
		if (labels[i] == label)
			return true;
	return false;
}

bool
json_rows_is_track(struct json_rows *r, struct harvest *h, uint32_t label)
{
	if (label == LABEL_NONE)
		return false;
	know(r, h);
	return holds(r->tracks, sizeof(r->tracks) / sizeof(*r->tracks), label);
}

bool
json_rows_is_names(struct json_rows *r, struct harvest *h, uint32_t label)
{
	if (label == LABEL_NONE)
		return false;
	know(r, h);
	return holds(r->columns, sizeof(r->columns) / sizeof(*r->columns),
		     label);
}
