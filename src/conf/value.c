/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One function a type turns text into a checked value. Nothing here knows a
 * file or a line; the caller adds them. Pure, any thread.
 */
#include "conf/value.h"

#include "base/clock.h"
#include "wire/authority.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>

#define TEXT_MAX 65536
#define ID_MAX 64

struct amount_unit {
	const char *name;
	int64_t factor;
};

/* From the largest to the smallest. */
static const struct amount_unit size_units[] = {{"TiB", INT64_C(1) << 40},
						{"GiB", INT64_C(1) << 30},
						{"MiB", INT64_C(1) << 20},
						{"KiB", INT64_C(1) << 10},
						{"B", 1},
						{NULL, 0}};
static const struct amount_unit duration_units[] = {
	{"d", 86400000000}, {"h", 3600000000}, {"min", 60000000},
	{"s", 1000000},	    {"ms", 1000},      {"us", 1},
	{NULL, 0}};

static char *
amount_text(const struct amount_unit *units, int64_t amount,
	    char buf[CONF_AMOUNT])
{
	while (units[1].name != NULL &&
	       (amount < units->factor || amount % units->factor != 0))
		units++;
	snprintf(buf, CONF_AMOUNT, "%" PRId64 "%s", amount / units->factor,
		 units->name);
	return buf;
}

char *
conf_size_text(int64_t bytes, char buf[CONF_AMOUNT])
{
	return amount_text(size_units, bytes, buf);
}

char *
conf_duration_text(int64_t us, char buf[CONF_AMOUNT])
{
	if (us == 0)
		return strcpy(buf, "0s");
	return amount_text(duration_units, us, buf);
}

/* Digits and a unit, a blank between them allowed. */
static bool
amount_parse(const struct amount_unit *units, struct span text,
	     bool unit_optional, int64_t *ret_amount)
{
	size_t digits = 0;
	while (digits < text.n && text.p[digits] >= '0' &&
	       text.p[digits] <= '9')
		digits++;
	uint64_t number;
	if (span_u64(span_cut(text, 0, digits), &number) != 0 ||
	    number > INT64_MAX)
		return false;
	struct span unit = span_trim(span_from(text, digits), " ");
	if (unit.n == 0 && unit_optional) {
		*ret_amount = (int64_t)number;
		return true;
	}
	for (; units->name != NULL; units++) {
		if (!span_eq(unit, span_str(units->name)))
			continue;
		return !__builtin_mul_overflow((int64_t)number, units->factor,
					       ret_amount);
	}
	return false;
}

static char *
expected_words(const struct conf_row *row, char buf[CONF_EXPECTED])
{
	size_t at = 0;
	buf[0] = '\0';
	for (const struct conf_word *w = row->words; w->name != NULL; w++) {
		if (w->refused != NULL)
			continue;
		int n = snprintf(buf + at, CONF_EXPECTED - at, "%s\"%s\"",
				 at == 0 ? "" : ", ", w->name);
		if (n < 0 || (size_t)n >= CONF_EXPECTED - at)
			break;
		at += (size_t)n;
	}
	return buf;
}

static char *
expected_range(const struct conf_row *row, const char *what, const char *like,
	       char buf[CONF_EXPECTED])
{
	char low[CONF_AMOUNT], high[CONF_AMOUNT];
	if (row->type == CONF_SIZE) {
		conf_size_text(row->min, low);
		conf_size_text(row->max, high);
	} else if (row->type == CONF_DURATION) {
		conf_duration_text(row->min, low);
		conf_duration_text(row->max, high);
	} else {
		snprintf(low, sizeof(low), "%" PRId64, row->min);
		snprintf(high, sizeof(high), "%" PRId64, row->max);
	}
	snprintf(buf, CONF_EXPECTED, "%s from %s to %s%s", what, low, high,
		 like);
	return buf;
}

char *
conf_expected(const struct conf_row *row, char buf[CONF_EXPECTED])
{
	static const char *const words[] = {
		[CONF_BOOL] = "true or false",
		[CONF_DATE] = "a date such as \"2026-01-31\"",
		[CONF_TEXT] = "text in quotes (UTF-8)",
		[CONF_ID] = "a name of letters, digits, \".\", \"_\", \"-\"",
		[CONF_PATH] = "a path in quotes",
		[CONF_COUNTRY] = "two upper-case letters of ISO 3166-1",
		[CONF_ADDRESS] = "an address and port such as "
				 "\"127.0.0.1:3128\" or \"[::1]:3128\"",
		[CONF_NETWORK] = "a network such as \"10.1.2.0/24\"",
		[CONF_HOST] = "a host such as \"hr.example.de\" or "
			      "\"*.example.de\"",
		[CONF_GROUP] = "a group { ... }",
		[CONF_LIST] = "a list ( { ... }, ... )",
		[CONF_SETTINGS] = "a list ( { ... }, ... )"};
	if (row->type == CONF_WORD)
		return expected_words(row, buf);
	if (row->type == CONF_INTEGER)
		return expected_range(row, "a whole number", "", buf);
	if (row->type == CONF_SIZE)
		return expected_range(row, "a size", " such as \"1MiB\"", buf);
	if (row->type == CONF_DURATION)
		return expected_range(row, "a duration", " such as \"30s\"",
				      buf);
	snprintf(buf, CONF_EXPECTED, "%s", words[row->type]);
	return buf;
}

static int
unexpected(const struct conf_row *row, struct why *why)
{
	char buf[CONF_EXPECTED];
	return why_set(why, -EINVAL, "expected %s", conf_expected(row, buf));
}

static bool
in_range(const struct conf_row *row, int64_t number)
{
	return number >= row->min && number <= row->max;
}

/* Well-formed UTF-8 (RFC 3629) without control characters but tab and line
 * ends. */
static bool
is_plain_text(struct span s)
{
	for (size_t i = 0; i < s.n;) {
		uint8_t c = s.p[i++];
		if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
			return false;
		if (c < 0x80)
			continue;
		unsigned more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
		if (c < 0xc2 || c > 0xf4 || s.n - i < more)
			return false;
		uint8_t second = s.p[i];
		if ((c == 0xe0 && second < 0xa0) ||
		    (c == 0xed && second > 0x9f) ||
		    (c == 0xf0 && second < 0x90) ||
		    (c == 0xf4 && second > 0x8f))
			return false;
		for (; more > 0; more--)
			if ((s.p[i++] & 0xc0) != 0x80)
				return false;
	}
	return true;
}

static bool
is_id(struct span s)
{
	if (s.n == 0 || s.n > ID_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];
		bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			    (c >= '0' && c <= '9') || c == '.' || c == '_' ||
			    c == '-';
		if (!fine)
			return false;
	}
	return true;
}

static bool
is_country(struct span s)
{
	return s.n == 2 && s.p[0] >= 'A' && s.p[0] <= 'Z' && s.p[1] >= 'A' &&
	       s.p[1] <= 'Z';
}

static const char *
path_text(struct span text, const char *folder, struct arena *arena)
{
	if (text.p[0] == '/')
		return arena_str(arena, text);
	return arena_printf(arena, "%s/%.*s", folder, SPAN_FMT(text));
}

/* The host in its one form, wildcard kept; NULL when malformed. */
static const char *
host_text(struct span text, struct arena *arena, int *ret_rc)
{
	struct authority host;
	struct address literal;
	char buf[ADDRESS_TEXT];
	if (address_parse(text, &literal) == 0)
		return arena_printf(arena, "%s", address_text(&literal, buf));
	bool wild = span_starts(text, SPAN("*."));
	struct span rest = wild ? span_from(text, 2) : text;
	if (authority_parse(rest, &host) != 0 || host.port != 0 ||
	    (wild && host.is_address)) {
		*ret_rc = -EINVAL;
		return NULL;
	}
	return arena_printf(arena, "%s%s", wild ? "*." : "", host.host);
}

/* "ADDRESS:PORT", an IPv6 address in brackets. */
static const char *
listen_text(struct span text, struct arena *arena, int *ret_rc)
{
	char buf[ADDRESS_TEXT];
	struct address address;
	uint64_t port;
	size_t colon = text.n;
	while (colon > 0 && text.p[colon - 1] != ':')
		colon--;
	*ret_rc = -EINVAL;
	if (colon < 2 || span_u64(span_from(text, colon), &port) != 0 ||
	    port == 0 || port > 65535)
		return NULL;
	struct span host = span_cut(text, 0, colon - 1);
	bool bracketed =
		host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']';
	if (bracketed)
		host = span_cut(host, 1, host.n - 1);
	if ((span_chr(host, ':') >= 0) != bracketed ||
	    address_parse(host, &address) != 0)
		return NULL;
	*ret_rc = 0;
	address_text(&address, buf);
	return arena_printf(arena, bracketed ? "[%s]:%u" : "%s:%u", buf,
			    (unsigned)port);
}

static int
word_from_text(const struct conf_row *row, struct span text,
	       struct conf_scalar *ret, struct why *why)
{
	for (const struct conf_word *w = row->words; w->name != NULL; w++) {
		if (!span_eq(text, span_str(w->name)))
			continue;
		if (w->refused != NULL)
			return why_set(why, -EINVAL, "\"%s\" is refused: %s",
				       w->name, w->refused);
		*ret = (struct conf_scalar){w->name, w->value};
		return 0;
	}
	return unexpected(row, why);
}

static int
amount_from_text(const struct conf_row *row, struct span text,
		 struct arena *arena, struct conf_scalar *ret, struct why *why)
{
	bool size = row->type == CONF_SIZE;
	char buf[CONF_AMOUNT];
	int64_t amount;
	if (!amount_parse(size ? size_units : duration_units, text, size,
			  &amount) ||
	    !in_range(row, amount))
		return unexpected(row, why);
	size ? conf_size_text(amount, buf) : conf_duration_text(amount, buf);
	ret->number = amount;
	ret->text = arena_str(arena, span_str(buf));
	return ret->text != NULL ? 0 : -ENOMEM;
}

/* Types whose value is their text, checked. */
static int
checked_text(const struct conf_row *row, struct span text, const char *folder,
	     struct arena *arena, struct conf_scalar *ret, struct why *why)
{
	struct network network;
	int rc = 0;
	bool fine = true;
	ret->number = 0;
	ret->text = NULL;
	if (row->type == CONF_ID)
		fine = is_id(text);
	else if (row->type == CONF_COUNTRY)
		fine = is_country(text);
	else if (row->type == CONF_NETWORK)
		fine = network_parse(text, &network) == 0;
	else if (row->type == CONF_PATH)
		fine = text.n > 0 && text.n < PATH_MAX && is_plain_text(text) &&
		       span_chr(text, '\n') < 0;
	else if (row->type == CONF_TEXT)
		fine = text.n <= TEXT_MAX && is_plain_text(text);
	if (!fine)
		return unexpected(row, why);
	if (row->type == CONF_PATH)
		ret->text = path_text(text, folder, arena);
	else if (row->type == CONF_HOST)
		ret->text = host_text(text, arena, &rc);
	else if (row->type == CONF_ADDRESS)
		ret->text = listen_text(text, arena, &rc);
	else
		ret->text = arena_str(arena, text);
	if (rc != 0)
		return unexpected(row, why);
	return ret->text != NULL ? 0 : -ENOMEM;
}

static int
date_from_text(const struct conf_row *row, struct span text,
	       struct arena *arena, struct conf_scalar *ret, struct why *why)
{
	struct civil date;
	if (civil_parse(text, &date) != 0)
		return unexpected(row, why);
	ret->number = civil_to_days(date);
	ret->text = arena_str(arena, text);
	return ret->text != NULL ? 0 : -ENOMEM;
}

int
conf_scalar_from_text(const struct conf_row *row, struct span text,
		      const char *folder, struct arena *arena,
		      struct conf_scalar *ret_scalar, struct why *why)
{
	if (row->type == CONF_WORD)
		return word_from_text(row, text, ret_scalar, why);
	if (row->type == CONF_SIZE || row->type == CONF_DURATION)
		return amount_from_text(row, text, arena, ret_scalar, why);
	if (row->type == CONF_DATE)
		return date_from_text(row, text, arena, ret_scalar, why);
	if (row->type == CONF_BOOL || row->type == CONF_INTEGER ||
	    row->type >= CONF_GROUP)
		return unexpected(row, why);
	return checked_text(row, text, folder, arena, ret_scalar, why);
}

int
conf_scalar_from_number(const struct conf_row *row, int64_t number,
			struct arena *arena, struct conf_scalar *ret_scalar,
			struct why *why)
{
	char buf[CONF_AMOUNT];
	bool fine = row->type == CONF_INTEGER || row->type == CONF_SIZE;
	if (!fine || !in_range(row, number))
		return unexpected(row, why);
	ret_scalar->number = number;
	ret_scalar->text = NULL;
	if (row->type == CONF_INTEGER)
		return 0;
	ret_scalar->text =
		arena_str(arena, span_str(conf_size_text(number, buf)));
	return ret_scalar->text != NULL ? 0 : -ENOMEM;
}

int
conf_scalar_from_bool(const struct conf_row *row, bool value,
		      struct conf_scalar *ret_scalar, struct why *why)
{
	if (row->type != CONF_BOOL)
		return unexpected(row, why);
	*ret_scalar = (struct conf_scalar){NULL, value};
	return 0;
}

int
conf_scalar_from_preset(const struct conf_row *row, struct span text,
			const char *folder, struct arena *arena,
			struct conf_scalar *ret_scalar, struct why *why)
{
	uint64_t number;
	if (row->type == CONF_BOOL)
		return conf_scalar_from_bool(row, span_eq(text, SPAN("true")),
					     ret_scalar, why);
	if (row->type != CONF_INTEGER)
		return conf_scalar_from_text(row, text, folder, arena,
					     ret_scalar, why);
	if (span_u64(text, &number) != 0 || number > INT64_MAX)
		return unexpected(row, why);
	return conf_scalar_from_number(row, (int64_t)number, arena, ret_scalar,
				       why);
}
