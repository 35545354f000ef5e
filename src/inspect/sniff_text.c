/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judging text: JSON whatever it says it is, then markup, forms that look
 * like forms (many a client calls everything a form), tables by their shape,
 * and plain text. Pure; any thread.
 */
#include "inspect/sniff.h"

#include "inspect/fold.h"

#define WHITE " \t\r\n\f\v"
#define LINES_LOOKED_AT 12
#define LINES_BEFORE 6

/* A scalar at the start of s, with what may follow it in an array. */
static bool
scalar_first(struct span s)
{
	size_t i = 0;
	if (s.n == 0)
		return false;
	if (s.p[0] == '"') {
		for (i = 1; i < s.n && s.p[i] != '"'; i++)
			i += s.p[i] == '\\';
		i++;
	} else {
		while (i < s.n && s.p[i] != 0 &&
		       strchr("+-.0123456789eEtrufalsn", s.p[i]) != NULL)
			i++;
	}
	if (i == 0)
		return false;
	s = span_trim(span_from(s, i), WHITE);
	return s.n == 0 || s.p[0] == ',' || s.p[0] == ']';
}

static bool
is_json(struct span s)
{
	s = span_trim(s, WHITE);
	if (s.n == 0 || (s.p[0] != '{' && s.p[0] != '['))
		return false;
	while (s.n > 0 && s.p[0] == '[')
		s = span_trim(span_from(s, 1), WHITE);
	if (s.n == 0 || s.p[0] == ']')
		return true;
	if (s.p[0] != '{')
		return scalar_first(s);
	s = span_trim(span_from(s, 1), WHITE);
	if (s.n == 0 || s.p[0] == '}')
		return true;
	return s.p[0] == '"' || s.p[0] == '\'' || s.p[0] == '_' ||
	       is_letter(s.p[0]);
}

static bool
is_markup(struct span s)
{
	s = span_trim(s, WHITE);
	return s.n > 1 && s.p[0] == '<' &&
	       (s.p[1] == '?' || s.p[1] == '!' || s.p[1] >= 0x80 ||
		is_letter(s.p[1]));
}

/* name=value&name=value on one line. */
static bool
is_form(struct span s, bool declared)
{
	size_t name = 0, signs = 0;
	s = span_trim(s, "\r\n");
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];
		if (c == '\n' || c == '\t')
			return false;
		if (!declared &&
		    (c == ' ' || c == '"' || c == '<' || c >= 0x80))
			return false;
		if (c == '=' && name == 0)
			name = i;
		signs += c == '&';
	}
	return name > 0 && name <= 128 && (declared || signs > 0);
}

/* Delimiters outside quotes on the line that begins at *at; *at goes past it.
 * -1 if the line does not end in s. */
static int
count_cells(struct span s, size_t *at, uint8_t delimiter)
{
	int count = 0;
	bool quoted = false;
	for (size_t i = *at; i < s.n; i++) {
		uint8_t c = s.p[i];
		if (c == '"')
			quoted = !quoted;
		else if (c == delimiter && !quoted)
			count++;
		if (c == '\n' && !quoted) {
			*at = i + 1;
			return count;
		}
	}
	*at = s.n;
	return -1 - count;
}

/* How many lines agree on so many delimiters; 0 if they do not. */
static int
agree(struct span s, bool whole, uint8_t delimiter, int *ret_cells)
{
	size_t at = 0;
	int first = -1, lines = 0;
	while (at < s.n && lines < LINES_LOOKED_AT) {
		size_t begin = at;
		int count = count_cells(s, &at, delimiter);
		if (count < 0 && !whole)
			break;
		if (count < 0)
			count = -1 - count;
		if (span_trim(span_cut(s, begin, at), WHITE).n == 0) {
			/* Another table may follow. */
			if (lines >= 3)
				break;
			continue;
		}
		if (first >= 0 && count != first)
			return 0;
		first = count;
		lines++;
	}
	*ret_cells = first;
	return first > 0 ? lines : 0;
}

/* Whether the first row names the columns: words, no values. */
static bool
is_header(struct span s, uint8_t delimiter)
{
	struct span line = span_trim(span_split(&s, '\n'), " \r");
	size_t words = 0, cells = 0;
	while (line.n > 0) {
		struct span cell =
			span_trim(span_split(&line, delimiter), " \"");
		size_t digits = 0;
		bool letters = false;
		for (size_t i = 0; i < cell.n; i++) {
			uint8_t c = cell.p[i];
			if (c == '@')
				return false;
			digits += c >= '0' && c <= '9';
			letters = letters || c >= 0x80 || is_letter(c);
		}
		if (digits >= 4 || (cell.n > 0 && !letters))
			return false;
		words += letters;
		cells++;
	}
	return words > 0 && words * 2 >= cells;
}

/* The delimiter that the lines of s agree on, most cells first; 0: none. */
static uint8_t
best_delimiter(struct span s, bool whole, int at_least, int *ret_cells)
{
	static const uint8_t delimiters[] = {'\t', ',', ';', '|', '^', 1};
	uint8_t best = 0;
	*ret_cells = 0;
	for (size_t i = 0; i < sizeof(delimiters); i++) {
		int cells = 0;
		int lines = agree(s, whole, delimiters[i], &cells);
		/* A pair of names and values is no table. */
		bool table = lines >= at_least &&
			     (at_least < 2 || cells >= 2 || lines >= 4);
		if (!table || cells <= *ret_cells)
			continue;
		*ret_cells = cells;
		best = delimiters[i];
	}
	return best;
}

/* A title has its cell; the others of its row are empty. */
static bool
is_title(struct span s, uint8_t delimiter)
{
	if (span_chr(s, '\n') < 0)
		return false;
	struct span line = span_trim(span_split(&s, '\n'), " \r");
	size_t cells = 0, filled = 0;
	for (size_t i = 0; i < line.n; i++)
		cells += line.p[i] == delimiter;
	for (size_t left = cells + 1; left > 0; left--)
		filled += span_trim(span_split(&line, delimiter), " \"").n > 0;
	return cells >= 2 && filled == 1;
}

bool
sniff_table(struct span head, bool whole, bool declared,
	    struct table_shape *ret_shape)
{
	struct span s = head;
	int cells;
	uint8_t best = best_delimiter(s, whole, declared ? 1 : 2, &cells);
	ret_shape->lines = 0;
	/* A title, a date, a blank line may stand before it. */
	for (uint8_t n = 1; best == 0 && n <= LINES_BEFORE && s.n > 0; n++) {
		span_split(&s, '\n');
		best = best_delimiter(s, whole, 3, &cells);
		ret_shape->lines = best != 0 ? n : 0;
	}
	if (best == 0)
		s = head;
	ret_shape->delimiter = best != 0 ? best : ',';
	while (s.n > 0 && (s.p[0] == '\n' || s.p[0] == '\r')) {
		ret_shape->lines += s.p[0] == '\n';
		s = span_from(s, 1);
	}
	while (best != 0 && ret_shape->lines < LINES_BEFORE &&
	       is_title(s, best)) {
		span_split(&s, '\n');
		ret_shape->lines++;
	}
	ret_shape->header = is_header(s, ret_shape->delimiter);
	return best != 0 || declared;
}

static bool
is_yaml(struct span type, struct span name)
{
	return media_is(type, "application/yaml") ||
	       media_is(type, "application/x-yaml") ||
	       media_is(type, "text/yaml") || media_is(type, "text/x-yaml") ||
	       span_ends(name, SPAN(".yaml")) || span_ends(name, SPAN(".yml"));
}

enum format
sniff_text(struct span head, bool whole, struct span type, struct span name,
	   struct table_shape *ret_shape)
{
	struct span essence = media_type(type);
	bool tab = media_is(type, "text/tab-separated-values") ||
		   span_ends(name, SPAN(".tsv"));
	bool table = tab || media_is(type, "text/csv") ||
		     media_is(type, "application/csv") ||
		     span_ends(name, SPAN(".csv"));
	if (is_json(head))
		return FORMAT_JSON;
	if (is_markup(head))
		return FORMAT_MARKUP;
	if (media_is(type, "application/sql") || media_is(type, "text/x-sql") ||
	    span_ends(name, SPAN(".sql")) || sniff_sql(head))
		return FORMAT_SQL;
	if (sniff_card(head))
		return FORMAT_CARD;
	if (is_yaml(type, name) || sniff_yaml(head))
		return FORMAT_YAML;
	if (is_form(head, media_is(type, "application/x-www-form-urlencoded")))
		return FORMAT_FORM;
	if (sniff_table(head, whole, table, ret_shape))
		return FORMAT_TABLE;
	if (span_ends(essence, SPAN("json")))
		return FORMAT_JSON;
	return FORMAT_TEXT;
}
