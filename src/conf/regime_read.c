/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Typed values out of a regime file. Guarantees: nothing that is read points
 * into libconfig; a value of the wrong type or out of bounds is complained of
 * with file and line, and all are, not just the first.
 */
#include "conf/regime_read.h"

#include "base/clock.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

__attribute__((format(printf, 4, 0))) static void
complain(struct regime_read *r, bool is_error, const config_setting_t *at,
	 const char *fmt, va_list ap)
{
	char text[400];
	vsnprintf(text, sizeof(text), fmt, ap);
	const char *key = config_setting_name(at);
	int line = (int)config_setting_source_line(at);
	if (key == NULL && config_setting_parent(at) != NULL)
		key = config_setting_name(config_setting_parent(at));
	if (key == NULL)
		key = "regimes";
	if (is_error)
		conf_error(r->report, r->file, line, key, "%s", text);
	else
		conf_warn(r->report, r->file, line, key, "%s", text);
	r->failed |= is_error;
}

void
read_fail(struct regime_read *r, const config_setting_t *at, const char *fmt,
	  ...)
{
	va_list ap;
	va_start(ap, fmt);
	complain(r, true, at, fmt, ap);
	va_end(ap);
}

void
read_warn(struct regime_read *r, const config_setting_t *at, const char *fmt,
	  ...)
{
	va_list ap;
	va_start(ap, fmt);
	complain(r, false, at, fmt, ap);
	va_end(ap);
}

static int
word_index(const char *words, const char *word)
{
	struct span rest = span_str(words);
	for (int i = 0; rest.n > 0; i++)
		if (span_eq(span_split(&rest, ' '), span_str(word)))
			return i;
	return -ENOENT;
}

bool
read_keys(struct regime_read *r, const config_setting_t *group,
	  const char *known)
{
	if (!config_setting_is_group(group)) {
		read_fail(r, group, "expected a group { }");
		return false;
	}
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *s =
			config_setting_get_elem(group, (unsigned)i);
		if (word_index(known, config_setting_name(s)) < 0)
			read_fail(r, s, "unknown key; known here: %s", known);
	}
	return true;
}

const config_setting_t *
read_member(struct regime_read *r, const config_setting_t *group,
	    const char *key, bool required)
{
	const config_setting_t *s = config_setting_get_member(group, key);
	if (s == NULL && required)
		read_fail(r, group, "expected a key %s", key);
	return s;
}

static const char *
text_of(struct regime_read *r, const config_setting_t *s)
{
	const char *text = config_setting_get_string(s);
	if (text == NULL) {
		read_fail(r, s, "expected a text in quotes");
		return NULL;
	}
	char *copy = arena_str(r->arena, span_str(text));
	if (copy == NULL)
		read_fail(r, s, "the regime is too large");
	return copy;
}

const char *
read_text(struct regime_read *r, const config_setting_t *group, const char *key,
	  bool required)
{
	const config_setting_t *s = read_member(r, group, key, required);
	return s != NULL ? text_of(r, s) : NULL;
}

bool
read_bool(struct regime_read *r, const config_setting_t *group, const char *key,
	  bool preset)
{
	const config_setting_t *s = read_member(r, group, key, false);
	if (s == NULL)
		return preset;
	if (config_setting_type(s) != CONFIG_TYPE_BOOL) {
		read_fail(r, s, "expected true or false");
		return preset;
	}
	return config_setting_get_bool(s) != 0;
}

static bool
is_number(const config_setting_t *s)
{
	return config_setting_type(s) == CONFIG_TYPE_INT ||
	       config_setting_type(s) == CONFIG_TYPE_INT64;
}

int64_t
read_number(struct regime_read *r, const config_setting_t *group,
	    const char *key, int64_t min, int64_t max, int64_t preset)
{
	const config_setting_t *s = read_member(r, group, key, false);
	if (s == NULL)
		return preset;
	int64_t value = is_number(s) ? config_setting_get_int64(s) : min - 1;
	if (!is_number(s) || value < min || value > max) {
		read_fail(r, s, "expected a number from %lld to %lld",
			  (long long)min, (long long)max);
		return preset;
	}
	return value;
}

int64_t
read_day(struct regime_read *r, const config_setting_t *s)
{
	const char *text = config_setting_get_string(s);
	struct civil date;
	if (text == NULL || civil_parse(span_str(text), &date) < 0) {
		read_fail(r, s, "expected a date \"2026-01-01\"");
		return NO_DAY;
	}
	return civil_to_days(date);
}

int
read_word(struct regime_read *r, const config_setting_t *group, const char *key,
	  const char *words, int preset)
{
	const config_setting_t *s = read_member(r, group, key, false);
	if (s == NULL)
		return preset;
	const char *text = config_setting_get_string(s);
	int word = text != NULL ? word_index(words, text) : -ENOENT;
	if (word < 0) {
		read_fail(r, s, "expected one of: %s", words);
		return preset;
	}
	return word;
}

enum reason
read_reason(struct regime_read *r, const config_setting_t *group,
	    const char *key, bool required)
{
	const config_setting_t *s = read_member(r, group, key, required);
	if (s == NULL)
		return REASON_MAX_;
	const char *text = config_setting_get_string(s);
	int reason = text != NULL ? reason_parse(text) : -ENOENT;
	if (reason < 0) {
		read_fail(r, s, "expected a reason code");
		return REASON_MAX_;
	}
	return (enum reason)reason;
}

size_t
read_length(struct regime_read *r, const config_setting_t *group,
	    const char *key, const config_setting_t **ret_list)
{
	const config_setting_t *s = read_member(r, group, key, false);
	if (s == NULL)
		return 0;
	if (!config_setting_is_array(s) && !config_setting_is_list(s)) {
		read_fail(r, s, "expected a list");
		return 0;
	}
	*ret_list = s;
	return (size_t)config_setting_length(s);
}

void *
read_array(struct regime_read *r, size_t n, size_t size)
{
	void *p = arena_alloc(r->arena, n > 0 ? n * size : 1);
	r->failed |= p == NULL;
	return p;
}

const char *const *
read_texts(struct regime_read *r, const config_setting_t *group,
	   const char *key)
{
	const config_setting_t *list = NULL;
	size_t n = read_length(r, group, key, &list);
	if (list == NULL)
		return NULL;
	const char **texts = read_array(r, n + 1, sizeof(*texts));
	size_t kept = 0;
	for (size_t i = 0; texts != NULL && i < n; i++) {
		const char *text =
			text_of(r, config_setting_get_elem(list, (unsigned)i));
		if (text != NULL)
			texts[kept++] = text;
	}
	return texts;
}

static bool
is_country(const char *text)
{
	return text != NULL && strlen(text) == 2 && text[0] >= 'A' &&
	       text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z';
}

const struct country *
read_countries(struct regime_read *r, const config_setting_t *group,
	       const char *key, size_t *ret_n)
{
	const config_setting_t *list = NULL;
	size_t n = read_length(r, group, key, &list);
	*ret_n = 0;
	if (list == NULL)
		return NULL;
	struct country *countries = read_array(r, n, sizeof(*countries));
	for (size_t i = 0; countries != NULL && i < n; i++) {
		const config_setting_t *s =
			config_setting_get_elem(list, (unsigned)i);
		const char *text = config_setting_get_string(s);
		if (!is_country(text)) {
			read_fail(r, s, "expected a country \"DE\"");
			continue;
		}
		memcpy(countries[(*ret_n)++].code, text, 3);
	}
	return countries;
}

/* A category no detector finds is never met: worth a word, not an error, for
 * a site may do without a detector. */
void
read_categories(struct regime_read *r, const config_setting_t *group,
		const char *key, struct category_set *ret_set)
{
	const config_setting_t *list = NULL;
	size_t n = read_length(r, group, key, &list);
	for (size_t i = 0; i < n; i++) {
		const config_setting_t *s =
			config_setting_get_elem(list, (unsigned)i);
		const char *name = config_setting_get_string(s);
		if (name == NULL) {
			read_fail(r, s, "expected a category in quotes");
			continue;
		}
		if (r->rules == NULL)
			continue;
		int category = rules_category(r->rules, name);
		if (category >= 0)
			category_add(ret_set, (unsigned)category);
		else
			read_warn(r, s, "no detector finds \"%s\"", name);
	}
}
