/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values that only words can judge: what a field with a telling name holds (a
 * diagnosis or a technical remark), birth dates, handles, credentials. Pure,
 * any thread.
 */
#include "inspect/valid_kit.h"

/* Whether the text, without blanks around it, is one of the words, in any
 * case. NULL-ended. */
static bool
is_one_of(struct span text, const char *const *words)
{
	text = span_trim(text, " \t\r\n\"'");
	for (; *words != NULL; words++)
		if (span_eq_nocase(text, span_str(*words)))
			return true;
	return false;
}

/* Whether one of the words stands in the text by itself. */
static bool
has_word(struct span text, const char *const *words)
{
	size_t i = 0;
	while (i < text.n) {
		size_t from = i;
		while (i < text.n &&
		       ((text.p[i] | 0x20) >= 'a' && (text.p[i] | 0x20) <= 'z'))
			i++;
		struct span word = span_cut(text, from, i);
		for (const char *const *w = words; word.n > 0 && *w != NULL;
		     w++)
			if (span_eq_nocase(word, span_str(*w)))
				return true;
		i += i == from;
	}
	return false;
}

/* Settings and states: they say nothing of a person. */
static const char *const settings[] = {
	"true",	   "false",   "yes",	  "no",	       "ok",	   "on",
	"off",	   "enabled", "disabled", "active",    "inactive", "unknown",
	"default", "passing", "pass",	  "fail",      "failed",   "success",
	"pending", "running", "healthy",  "unhealthy", "up",	   "down",
	"other",   "todo",    "tbd",	  "test",      "string",   "number",
	"object",  "array",   "optional", "required",  "0",	   "1",
	"是",	   "否",      "未知",	  "正常运行",  "启用",	   "停用",
	"暂无",	   "未填写",  "无记录",	  "nope",      "none.",	   "n",
	"y",	   "hidden",  "visible",  "private",   "redacted", "***",
	"[]",	   "{}",      "null",	  NULL,
};

/* Words of machines, by which a remark on one is told. */
static const char *const machines[] = {
	"api",	    "backend",	  "bug",      "build",	   "bytes",
	"cache",    "client",	  "cluster",  "code",	   "commit",
	"compile",  "compiler",	  "config",   "container", "cpu",
	"crash",    "crashed",	  "crashes",  "daemon",	   "database",
	"deadlock", "debug",	  "deploy",   "disk",	   "docker",
	"endpoint", "error",	  "errors",   "exception", "file",
	"frontend", "function",	  "http",     "https",	   "index",
	"instance", "issue",	  "kernel",   "latency",   "library",
	"log",	    "logs",	  "memory",   "metric",	   "module",
	"network",  "node",	  "null",     "packet",	   "parser",
	"pipeline", "plugin",	  "pod",      "pointer",   "port",
	"process",  "proxy",	  "query",    "queue",	   "race",
	"refactor", "regression", "release",  "request",   "requests",
	"restart",  "retry",	  "rollback", "schema",	   "script",
	"server",   "service",	  "socket",   "software",  "sql",
	"startup",  "test",	  "tests",    "thread",	   "timeout",
	"token",    "upgrade",	  "url",      "user",	   "users",
	"version",  "workflow",	  NULL,
};

/* Something said of a person: no setting, no address of a page. */
static bool
valid_spi_text(struct span match, int64_t today, struct canonical *ret)
{
	(void)today;
	if (is_one_of(match, settings) || span_starts(match, SPAN("http://")) ||
	    span_starts(match, SPAN("https://")))
		return false;
	ret->n = 0;
	return true;
}

/* Nor a remark on a machine, which has symptoms and a diagnosis too. */
static bool
valid_spi_health(struct span match, int64_t today, struct canonical *ret)
{
	return valid_spi_text(match, today, ret) && !has_word(match, machines);
}

/* Sums, scores and numbers: there are digits and hardly any words, or it is
 * said in Chinese. */
static bool
valid_spi_finance(struct span match, int64_t today, struct canonical *ret)
{
	size_t digits = 0, letters = 0, wide = 0;
	if (!valid_spi_text(match, today, ret))
		return false;
	for (size_t i = 0; i < match.n; i++) {
		digits += match.p[i] >= '0' && match.p[i] <= '9';
		letters += (match.p[i] | 0x20) >= 'a' &&
			   (match.p[i] | 0x20) <= 'z';
		wide += match.p[i] >= 0xe4;
	}
	if ((digits < 2 && wide < 2) || letters > 24 ||
	    has_word(match, machines))
		return false;
	ret->n = 0;
	return true;
}

/* Up to three numbers of a text; how many there are. */
static size_t
numbers_of(struct span text, unsigned *ret_numbers, size_t *ret_first)
{
	size_t n = 0, i = 0;
	while (n < 3 && i < text.n) {
		size_t from = i;
		while (i < text.n && text.p[i] >= '0' && text.p[i] <= '9')
			i++;
		if (n == 0)
			*ret_first = i - from;
		if (i - from > 8)
			return 0;
		if (i > from)
			ret_numbers[n++] = kit_number(
				(const char *)text.p + from, i - from);
		else
			i++;
	}
	return n;
}

/* The birth date of a child: year first, year last (then month and day as they
 * fit), or eight digits. Canonical: YYYYMMDD. */
static bool
valid_child_birth(struct span match, int64_t today, struct canonical *ret)
{
	unsigned v[3] = {0}, year, month, day;
	size_t first = 0, n = numbers_of(match, v, &first);
	if (n == 1 && first == 8) {
		year = v[0] / 10000;
		month = v[0] / 100 % 100;
		day = v[0] % 100;
	} else if (n == 3 && first == 4) {
		year = v[0];
		month = v[1];
		day = v[2];
	} else if (n == 3) {
		year = v[2];
		month = v[0] <= 12 ? v[0] : v[1];
		day = v[0] <= 12 ? v[1] : v[0];
	} else {
		return false;
	}
	if (year > 9999 || !kit_birth(year, month, day, today) ||
	    !kit_is_child(year, month, day, today))
		return false;
	unsigned date = year * 10000 + month * 100 + day;
	for (size_t i = 8; i-- > 0; date /= 10)
		ret->text[i] = (char)('0' + date % 10);
	ret->n = 8;
	return true;
}

static bool
is_handle_byte(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z') || c == '_' || c == '-';
}

/* A letter and 5 to 19 more; no state of a payment, no kind of a device. */
static bool
is_wechat_id(struct span id)
{
	static const char *const no_ids[] = {
		"enabled",   "disabled", "success",  "failed",	  "pending",
		"unknown",   "android",	 "iphone",   "official",  "miniprogram",
		"undefined", "wechat",	 "weixin",   "active",	  "inactive",
		"string",    "default",	 "notbound", "not-bound", "not_bound",
		"refund",    "notpay",	 "closed",   "jsapi",	  "native",
		"normal",    "public",	 "private",  "visible",	  "hidden",
		"verified",  "payment",	 "number",   "account",	  "contact",
		"support",   NULL};
	bool upper = true;
	for (size_t i = 0; i < id.n; i++)
		upper = upper &&
			((id.p[i] >= 'A' && id.p[i] <= 'Z') || id.p[i] == '_');
	return id.n >= 6 && id.n <= 20 && !upper && !is_one_of(id, no_ids);
}

static bool
lower_case(struct span text, struct canonical *ret)
{
	for (size_t i = 0; i < text.n; i++)
		ret->text[i] = ascii_lower((char)text.p[i]);
	ret->n = text.n;
	return true;
}

static bool
valid_wechat_id(struct span match, int64_t today, struct canonical *ret)
{
	(void)today;
	return is_wechat_id(match) && lower_case(match, ret);
}

/* A label and a handle behind it: the handle is the run at the end. */
static bool
valid_after_word(struct span match, int64_t today, struct canonical *ret)
{
	size_t at = match.n;
	(void)today;
	while (at > 0 && is_handle_byte(match.p[at - 1]))
		at--;
	struct span id = span_from(match, at);
	/* "QQ123456": the label has no sign behind it. */
	if (at == 0)
		for (; at < match.n && (match.p[at] < '0' || match.p[at] > '9');
		     at++)
			id = span_from(match, at + 1);
	ret->skip = match.n - id.n;
	ret->used = id.n;
	if (id.n == 0 || (id.p[0] > '9' && !is_wechat_id(id)))
		return false;
	return lower_case(id, ret);
}

/* A credential that somebody drew at random: digits and letters, many of
 * them, nothing that stands for one. */
static bool
valid_token(struct span match, int64_t today, struct canonical *ret)
{
	static const char *const stand_ins[] = {
		"changeme",   "example",  "placeholder", "redacted",
		"yoursecret", "password", "xxxxxxxx",	 NULL};
	bool seen[256] = {false};
	size_t kinds = 0, digits = 0, letters = 0;
	(void)today;
	ssize_t sign = span_chr(match, '=');
	if (sign > 0 && (size_t)sign < 20)
		match = span_from(match, (size_t)sign + 1);
	for (size_t i = 0; i < match.n; i++) {
		uint8_t c = match.p[i];
		kinds += !seen[c];
		seen[c] = true;
		digits += c >= '0' && c <= '9';
		letters += (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
	}
	if (kinds < 6 || letters == 0 || (digits == 0 && kinds < 10) ||
	    has_word(match, stand_ins))
		return false;
	return kit_done(ret, (const char *)match.p, match.n);
}

/* A password before the '@' of a URL; a word of one or two letters is none. */
static bool
valid_url_password(struct span match, int64_t today, struct canonical *ret)
{
	(void)today;
	ssize_t at = span_chr(match, '@');
	return at >= 3 && kit_done(ret, (const char *)match.p, match.n);
}

const struct validator_row valid_words_rows[] = {
	{"spi-text", valid_spi_text},
	{"spi-health", valid_spi_health},
	{"spi-finance", valid_spi_finance},
	{"child-birth", valid_child_birth},
	{"wechat-id", valid_wechat_id},
	{"after-word", valid_after_word},
	{"token", valid_token},
	{"url-password", valid_url_password},
	{NULL, NULL},
};
