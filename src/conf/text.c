/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cuts the text into the same tokens as libconfig's lexer does (comments,
 * strings, names, numbers, the rest) and judges those it would misread. What
 * passes here may still be a syntax error; libconfig says that itself.
 */
#include "conf/text.h"

#include <errno.h>
#include <limits.h>

#define TOKEN_SHOWN 40

struct cursor {
	struct span text;
	size_t at;
	int line;
	int depth;
	const char *file;
	struct conf_report *report;
};

static uint8_t
peek(const struct cursor *c, size_t ahead)
{
	return c->at + ahead < c->text.n ? c->text.p[c->at + ahead] : 0;
}

static void
step(struct cursor *c)
{
	if (c->text.p[c->at++] == '\n')
		c->line++;
}

static bool
is_digit(uint8_t b)
{
	return b >= '0' && b <= '9';
}

static bool
is_hex(uint8_t b)
{
	return is_digit(b) || (b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F');
}

static bool
is_name_start(uint8_t b)
{
	return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '*';
}

static void
skip_line(struct cursor *c)
{
	while (c->at < c->text.n && c->text.p[c->at] != '\n')
		c->at++;
}

static void
skip_comment(struct cursor *c)
{
	int began = c->line;
	c->at += 2;
	while (c->at < c->text.n) {
		if (peek(c, 0) == '*' && peek(c, 1) == '/') {
			c->at += 2;
			return;
		}
		step(c);
	}
	conf_error(c->report, c->file, began, NULL,
		   "this comment has no end, expected */");
}

static void
skip_string(struct cursor *c)
{
	int began = c->line;
	c->at++;
	while (c->at < c->text.n) {
		uint8_t b = peek(c, 0);
		if (b == '\\' && c->at + 1 < c->text.n)
			step(c);
		step(c);
		if (b == '"')
			return;
	}
	conf_error(c->report, c->file, began, NULL,
		   "this string has no end, expected \"");
}

static void
skip_name(struct cursor *c)
{
	while (is_name_start(peek(c, 0)) || is_digit(peek(c, 0)) ||
	       peek(c, 0) == '-' || peek(c, 0) == '_')
		c->at++;
}

/* The value of digits in base, saturating at UINT64_MAX. */
static uint64_t
magnitude(struct span digits, unsigned base)
{
	uint64_t value = 0;
	for (size_t i = 0; i < digits.n; i++) {
		uint8_t b = digits.p[i];
		unsigned digit = is_digit(b) ? (unsigned)b - '0'
					     : ((unsigned)b | 0x20) - 'a' + 10;
		if (__builtin_mul_overflow(value, base, &value) ||
		    __builtin_add_overflow(value, digit, &value))
			return UINT64_MAX;
	}
	return value;
}

/* A number: floats are libconfig's, whole numbers must fit. */
static void
check_number(struct cursor *c)
{
	size_t began = c->at;
	bool minus = peek(c, 0) == '-';
	if (minus || peek(c, 0) == '+')
		c->at++;
	unsigned base = 10;
	if (peek(c, 0) == '0' && (peek(c, 1) | 0x20) == 'x') {
		base = 16;
		c->at += 2;
	}
	size_t first = c->at;
	while (base == 16 ? is_hex(peek(c, 0)) : is_digit(peek(c, 0)))
		c->at++;
	struct span digits = span_cut(c->text, first, c->at);
	if (base == 10 && (peek(c, 0) == '.' || (peek(c, 0) | 0x20) == 'e')) {
		c->at++;
		while (is_digit(peek(c, 0)))
			c->at++;
		return;
	}
	bool wide = peek(c, 0) == 'L';
	while (peek(c, 0) == 'L')
		c->at++;
	uint64_t limit = wide ? INT64_MAX : INT32_MAX;
	if (magnitude(digits, base) <= limit + (minus && base == 10))
		return;
	struct span token = span_cut(c->text, began, c->at);
	if (token.n > TOKEN_SHOWN)
		token.n = TOKEN_SHOWN;
	conf_error(c->report, c->file, c->line, NULL,
		   "%.*s does not fit, expected a whole number of %d bits%s",
		   SPAN_FMT(token), wide ? 64 : 32,
		   wide ? "" : " (or 64 bits with L after it)");
}

static void
check_nesting(struct cursor *c, uint8_t b)
{
	if (b == '{' || b == '(' || b == '[') {
		if (++c->depth == CONF_DEPTH_MAX + 1)
			conf_error(c->report, c->file, c->line, NULL,
				   "more than %d levels of nesting",
				   CONF_DEPTH_MAX);
	} else if (b == '}' || b == ')' || b == ']') {
		c->depth--;
	}
	step(c);
}

static void
check_token(struct cursor *c)
{
	uint8_t b = peek(c, 0), next = peek(c, 1);
	if (b == '#' || (b == '/' && next == '/')) {
		skip_line(c);
	} else if (b == '/' && next == '*') {
		skip_comment(c);
	} else if (b == '"') {
		skip_string(c);
	} else if (is_name_start(b)) {
		skip_name(c);
	} else if (is_digit(b) || ((b == '-' || b == '+') && is_digit(next))) {
		check_number(c);
	} else if (b == '@') {
		conf_error(c->report, c->file, c->line, NULL,
			   "@include is not read, expected the folder in "
			   "\"include\" of the main file");
		skip_line(c);
	} else {
		check_nesting(c, b);
	}
}

int
conf_text_check(struct span text, const char *file, struct conf_report *report)
{
	struct cursor c = {
		.text = text, .line = 1, .file = file, .report = report};
	unsigned before = report->errors;
	while (c.at < text.n) {
		if (text.p[c.at] == '\0') {
			conf_error(report, file, c.line, NULL,
				   "a NUL byte, expected text");
			break;
		}
		check_token(&c);
	}
	return report->errors == before ? 0 : -EINVAL;
}
