/* SPDX-License-Identifier: Apache-2.0 */
/* The bodies of bench_corpus.h. */
#include "bench/bench_corpus.h"

#include <stdio.h>
#include <stdlib.h>

static uint64_t state = 42;

static uint32_t
draw(uint32_t limit)
{
	state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (uint32_t)(state >> 33) % limit;
}

#define PICK(list) list[draw(sizeof(list) / sizeof(list[0]))]

#define PUT(out, ...)                                                          \
	do {                                                                   \
		if (buf_printf(out, __VA_ARGS__) != 0)                         \
			abort();                                               \
	} while (0)

static const char *const surnames[] = {"王", "李", "张", "刘", "陈",
				       "杨", "黄", "赵", "吴", "周"};
static const char *const given[] = {"伟", "芳", "娜", "敏", "静", "强",
				    "磊", "洋", "艳", "勇", "军", "杰",
				    "娟", "涛", "明", "超"};
static const char *const latin[] = {"li",  "wang", "zhang", "chen",
				    "liu", "zhao", "wu",    "sun"};
static const char *const words[] = {
	"connection", "accepted",  "from",   "worker", "request",
	"finished",   "timeout",   "queue",  "length", "cache",
	"refreshed",  "scheduled", "backup", "of",     "volume"};

/* One person's row of data. */
struct row {
	char name[16], id[19], mobile[12], mail[64], card[17];
};

static void
row_id(char id[19])
{
	static const int weights[17] = {7, 9, 10, 5,  8, 4, 2, 1, 6,
					3, 7, 9,  10, 5, 8, 4, 2};
	int sum = 0;
	snprintf(id, 19, "37%02u%02u%04u%02u%02u%03u", draw(17) + 1,
		 draw(30) + 1, draw(60) + 1945, draw(12) + 1, draw(28) + 1,
		 draw(1000));
	for (int i = 0; i < 17; i++)
		sum += (id[i] - '0') * weights[i];
	id[17] = "10X98765432"[sum % 11];
	id[18] = '\0';
}

static void
row_card(char card[17])
{
	unsigned sum = 0;
	snprintf(card, 17, "6222%06u%05u0", draw(1000000), draw(100000));
	for (int i = 0; i < 15; i++) {
		unsigned d = (unsigned)(card[i] - '0') * (i % 2 == 0 ? 2 : 1);
		sum += d > 9 ? d - 9 : d;
	}
	card[15] = (char)('0' + (10 - sum % 10) % 10);
}

static void
row_draw(struct row *r)
{
	static const char *const prefixes[] = {"138", "159", "186", "135",
					       "177", "199", "150"};
	snprintf(r->name, sizeof(r->name), "%s%s%s", PICK(surnames),
		 PICK(given), draw(3) > 0 ? PICK(given) : "");
	row_id(r->id);
	snprintf(r->mobile, sizeof(r->mobile), "%s%08u", PICK(prefixes),
		 draw(100000000));
	snprintf(r->mail, sizeof(r->mail), "%s.%s%u@example%u.com", PICK(latin),
		 PICK(latin), draw(1000000), draw(20));
	row_card(r->card);
}

static void
fill_csv(struct buf *out, size_t size)
{
	struct row r;
	PUT(out, "order_no,姓名,身份证号,phone,email,card_no,amount,"
		 "created_at\n");
	while (out->n < size) {
		row_draw(&r);
		PUT(out,
		    "%u,%s,%s,%s,%s,%s,%u.%02u,2024-%02u-%02u %02u:%02u:%02u\n",
		    draw(100000000), r.name, r.id, r.mobile, r.mail, r.card,
		    draw(10000), draw(100), draw(12) + 1, draw(28) + 1,
		    draw(24), draw(60), draw(60));
	}
}

static void
fill_json(struct buf *out, size_t size)
{
	static const char *const levels[] = {"info", "warning", "debug"};
	while (out->n < size) {
		PUT(out,
		    "{\"ts\":\"2024-%02u-%02uT%02u:%02u:%02u.%03uZ\","
		    "\"level\":\"%s\",\"trace\":\"%08x%08x\",\"msg\":\"",
		    draw(12) + 1, draw(28) + 1, draw(24), draw(60), draw(60),
		    draw(1000), PICK(levels), draw(UINT32_MAX),
		    draw(UINT32_MAX));
		PUT(out, "%s %s %s %s %s %u ms %s\",\"status\":%u,",
		    PICK(words), PICK(words), PICK(words), PICK(words),
		    PICK(words), draw(5000), PICK(words), 200 + draw(300));
		PUT(out, "\"peer\":\"10.%u.%u.%u\",\"user\":\"", draw(256),
		    draw(256), draw(256));
		if (draw(10) == 0)
			PUT(out, "user%u@example.com\"}\n", draw(1000000));
		else
			PUT(out, "svc-%u\"}\n", draw(100));
	}
}

/* A character of the block of the most usual ones. */
static void
put_character(struct buf *out)
{
	static const char *const usual[] = {
		"的", "一", "是", "在", "不", "了", "有", "和", "人", "这",
		"中", "大", "为", "上", "个", "国", "我", "以", "要", "他"};
	uint32_t c = 0x4e00 + draw(0x5000);
	if (draw(3) > 0)
		PUT(out, "%s", PICK(usual));
	else
		PUT(out, "%c%c%c", (int)(0xe0 | c >> 12),
		    (int)(0x80 | (c >> 6 & 63)), (int)(0x80 | (c & 63)));
}

static void
put_sentence(struct buf *out)
{
	for (uint32_t n = draw(30) + 6; n > 0; n--) {
		put_character(out);
		if (draw(15) == 0)
			PUT(out, "，");
	}
	if (draw(8) == 0)
		PUT(out, " 2024 年 %u 月", draw(12) + 1);
	PUT(out, "。%s", draw(6) == 0 ? "\n" : "");
}

static void
fill_prose(struct buf *out, size_t size)
{
	while (out->n < size)
		put_sentence(out);
}

static void
fill_random(struct buf *out, size_t size)
{
	while (out->n < size) {
		uint32_t d = draw(UINT32_MAX);
		if (buf_add(out, span_of(&d, 3)) != 0)
			abort();
	}
}

static void
fill_html(struct buf *out, size_t size)
{
	struct row r;
	PUT(out, "<!DOCTYPE html><html><head><meta charset=\"utf-8\">"
		 "<title>page</title></head><body>\n");
	while (out->n < size) {
		row_draw(&r);
		PUT(out, "<div class=\"entry\" id=\"e%u\"><h2>", draw(100000));
		put_sentence(out);
		PUT(out, "</h2><p>");
		put_sentence(out);
		put_sentence(out);
		PUT(out,
		    "</p><table><tr><th>电话</th><td>%s</td></tr><tr>"
		    "<th>E-mail</th><td><a href=\"mailto:%s\">%s</a></td></tr>"
		    "</table></div>\n",
		    r.mobile, r.mail, r.name);
	}
	PUT(out, "</body></html>\n");
}

static void
put_base64(struct buf *out, struct span s)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklm"
				     "nopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i + 3 <= s.n; i += 3) {
		uint32_t v = (uint32_t)s.p[i] << 16 |
			     (uint32_t)s.p[i + 1] << 8 | s.p[i + 2];
		PUT(out, "%c%c%c%c", digits[v >> 18], digits[v >> 12 & 63],
		    digits[v >> 6 & 63], digits[v & 63]);
	}
}

static void
fill_base64(struct buf *out, size_t size)
{
	struct buf inner;
	buf_init(&inner, 1 << 20);
	while (out->n < size) {
		buf_clear(&inner);
		fill_csv(&inner, 30000);
		PUT(out, "{\"file\":\"part-%u.csv\",\"content\":\"",
		    draw(100000));
		put_base64(out, buf_span(&inner));
		PUT(out, "\"}\n");
	}
	buf_fini(&inner);
}

static void
put_escaped(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++)
		PUT(out, "%%%02X", (unsigned)(uint8_t)*text);
}

static void
fill_form(struct buf *out, size_t size)
{
	struct row r;
	while (out->n < size) {
		row_draw(&r);
		PUT(out, "%sname=", out->n > 0 ? "&" : "");
		put_escaped(out, r.name);
		PUT(out, "&phone=%s&email=", r.mobile);
		put_escaped(out, r.mail);
		PUT(out, "&remark=%s+%s+%s&count=%u", PICK(words), PICK(words),
		    PICK(words), draw(1000));
	}
}

const struct bench_corpus bench_corpora[] = {
	{"dense CSV", "text/csv; charset=utf-8", fill_csv},
	{"JSON logs", "application/x-ndjson", fill_json},
	{"Chinese prose", "text/plain; charset=utf-8", fill_prose},
	{"random binary", "application/octet-stream", fill_random},
	{"HTML", "text/html; charset=utf-8", fill_html},
	{"base64 in JSON", "application/x-ndjson", fill_base64},
	{"form", "application/x-www-form-urlencoded", fill_form},
	{NULL, NULL, NULL},
};
