/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The transfer ledger (出境台账) and the year's close: how many persons, to
 * whom, and how far that is from the thresholds.
 */
#include "ctl/report.h"

#include <stdlib.h>

#define N(columns) (sizeof(columns) / sizeof(*(columns)))
#define BARS_MAX 12

static const struct words counter_titles[] = {
	TOLD("Personal information (non-sensitive)", "个人信息（非敏感）"),
	TOLD("Sensitive personal information", "敏感个人信息"),
};

static const struct column counter_columns[] = {
	{"counter", TOLD("Counter", "计数项"), COLUMN_WORD},
	{"persons", TOLD("Persons", "人数"), COLUMN_NUMBER},
	{"opening", TOLD("of them declared", "其中：期初申报"), COLUMN_NUMBER},
	{"next_at", TOLD("Next threshold", "下一标准"), COLUMN_NUMBER},
	{"left", TOLD("Left", "剩余"), COLUMN_NUMBER},
	{"share", TOLD("Used", "已用"), COLUMN_SHARE},
	{"crosses_on", TOLD("Projected crossing", "预计达到日期"), COLUMN_DAY},
	{"article", TOLD("Article", "依据条款"), COLUMN_TEXT},
};

static const struct column row_columns[] = {
	{"country", TOLD("Country", "国家或地区"), COLUMN_TEXT},
	{"pi", TOLD("PI", "个人信息"), COLUMN_NUMBER},
	{"spi", TOLD("Sensitive", "敏感"), COLUMN_NUMBER},
	{"exempt", TOLD("Exempt", "豁免"), COLUMN_NUMBER},
	{"low", TOLD("Weak values only", "仅弱标识"), COLUMN_NUMBER},
	{"bytes", TOLD("Bytes", "字节"), COLUMN_BYTES},
	{"requests", TOLD("Requests", "请求数"), COLUMN_NUMBER},
};

static const struct column kind_columns[] = {
	{"category", TOLD("Kind of data", "数据种类"), COLUMN_TEXT},
	{"pi", TOLD("PI", "个人信息"), COLUMN_NUMBER},
	{"spi", TOLD("Sensitive", "敏感"), COLUMN_NUMBER},
	{"exempt", TOLD("Exempt", "豁免"), COLUMN_NUMBER},
};

static const struct column recipient_columns[] = {
	{"recipient", TOLD("Recipient", "接收方"), COLUMN_TEXT},
	{"name", TOLD("Name", "名称"), COLUMN_TEXT},
	{"country", TOLD("Country", "国家或地区"), COLUMN_TEXT},
	{"pi", TOLD("PI", "个人信息"), COLUMN_NUMBER},
	{"spi", TOLD("Sensitive", "敏感"), COLUMN_NUMBER},
	{"exempt", TOLD("Exempt", "豁免"), COLUMN_NUMBER},
	{"low", TOLD("Weak values only", "仅弱标识"), COLUMN_NUMBER},
	{"bytes", TOLD("Bytes", "字节"), COLUMN_BYTES},
	{"requests", TOLD("Requests", "请求数"), COLUMN_NUMBER},
};

static const struct column threshold_columns[] = {
	{"counter", TOLD("Counter", "计数项"), COLUMN_WORD},
	{"at", TOLD("Threshold (persons)", "标准（人）"), COLUMN_NUMBER},
	{"persons", TOLD("Persons", "人数"), COLUMN_NUMBER},
	{"share", TOLD("Used", "已用"), COLUMN_SHARE},
	{"state", TOLD("State", "状态"), COLUMN_WORD},
	{"article", TOLD("Article", "依据条款"), COLUMN_TEXT},
};

static const struct column balance_columns[] = {
	{"day", TOLD("Day", "日期"), COLUMN_DAY},
	{"closed", TOLD("State", "状态"), COLUMN_WORD},
	{"pi", TOLD("PI", "个人信息"), COLUMN_NUMBER},
	{"spi", TOLD("Sensitive", "敏感"), COLUMN_NUMBER},
	{"exempt", TOLD("Exempt", "豁免"), COLUMN_NUMBER},
	{"low", TOLD("Weak values only", "仅弱标识"), COLUMN_NUMBER},
	{"bytes", TOLD("Bytes", "字节"), COLUMN_BYTES},
	{"requests", TOLD("Requests", "请求数"), COLUMN_NUMBER},
	{"record", TOLD("Audit record", "审计记录号"), COLUMN_NUMBER},
	{"recorded_at", TOLD("Recorded (UTC)", "记录时间（UTC）"), COLUMN_TIME},
};

static const struct audit_balance *
last_balance(const struct report_input *in)
{
	const struct audit_facts *f = &in->facts;
	for (size_t i = f->n_balances; i > 0; i--)
		if (strcmp(f->balances[i - 1].window, in->window) == 0)
			return &f->balances[i - 1];
	return NULL;
}

static void
add_counters(struct report_doc *d, yajl_val counters)
{
	static const char *const names[] = {"pi", "spi", "exempt", "low"};
	doc_table(d, "counters",
		  WORDS("Distinct persons of the exporter",
			"出境人数（按自然人去重）"),
		  counter_columns, N(counter_columns));
	for (size_t i = 0; i < N(names); i++) {
		yajl_val c = answer_object(counters, names[i]);
		yajl_val next = answer_object(c, "next");
		doc_text(d, names[i]);
		doc_count(d, c, "persons");
		doc_count(d, c, "opening");
		doc_count(d, next, "at");
		doc_count(d, next, "left");
		if (next != NULL)
			doc_number(d, answer_real(next, "share"));
		else
			doc_none(d);
		doc_member(d, next, "crosses_on");
		doc_member(d, next, "article");
	}
}

static yajl_val
thresholds_of(const struct report_input *in)
{
	return answer_object(answer_object(in->about.tree, "regime"),
			     "thresholds");
}

static void
add_thresholds(struct report_doc *d, const struct report_input *in,
	       yajl_val counters)
{
	static const char *const names[] = {"pi", "spi"};
	yajl_val t;
	doc_table(d, "thresholds",
		  WORDS("Against the thresholds of the regime",
			"与法定数量标准对照"),
		  threshold_columns, N(threshold_columns));
	for (size_t i = 0; i < N(names); i++)
		for (size_t k = 0;
		     (t = answer_item(thresholds_of(in), names[i], k)) != NULL;
		     k++) {
			int64_t persons = answer_number(
				answer_object(counters, names[i]), "persons");
			int64_t at = answer_number(t, "at");
			doc_text(d, names[i]);
			doc_number(d, (double)at);
			doc_number(d, (double)persons);
			doc_number(d,
				   at > 0 ? (double)persons / (double)at : 1);
			doc_text(d, persons >= at	    ? "reached"
				    : persons * 5 >= at * 4 ? "near"
							    : "below");
			doc_member(d, t, "article");
		}
}

/* The days of a calendar year; the last thirteen months of another window. */
static void
span_days(const struct report_input *in, struct chart *c)
{
	uint64_t year;
	int64_t today = (in->now_s + in->facts.utc_offset_s) / 86400;
	c->from = today - 395;
	c->to = today;
	if (strlen(in->window) != 4 ||
	    span_u64(span_str(in->window), &year) < 0)
		return;
	c->from = civil_to_days((struct civil){(int)year, 1, 1});
	c->to = civil_to_days((struct civil){(int)year, 12, 31});
}

/* One point a day: the last balance of it. */
static void
add_line(struct report_doc *d, const struct report_input *in, int counter,
	 int64_t persons)
{
	static const char *const names[] = {"pi", "spi"};
	const struct audit_facts *f = &in->facts;
	int64_t today = (in->now_s + f->utc_offset_s) / 86400;
	yajl_val t;
	struct chart *c =
		doc_chart(d,
			  counter == 0 ? WORDS("Persons over the year: "
					       "personal information",
					       "年度累计人数：个人信息"
					       "（非敏感）")
				       : WORDS("Persons over the year: "
					       "sensitive personal "
					       "information",
					       "年度累计人数：敏感个人"
					       "信息"),
			  false);
	span_days(in, c);
	struct series *s = chart_series(c, counter_titles[counter]);
	const struct audit_balance *before = NULL;
	for (size_t i = 0; i < f->n_balances; i++) {
		const struct audit_balance *b = &f->balances[i];
		if (strcmp(b->window, in->window) != 0)
			continue;
		if (before == NULL && b->day > c->from)
			series_add(s, c->from,
				   (double)(counter == 0 ? b->opening_pi
							 : b->opening_spi),
				   NULL);
		before = b;
		series_add(s, b->day, (double)(counter == 0 ? b->pi : b->spi),
			   NULL);
	}
	if (in->online && today >= c->from && today <= c->to)
		series_add(s, today, (double)persons, NULL);
	for (size_t k = 0;
	     (t = answer_item(thresholds_of(in), names[counter], k)) != NULL;
	     k++)
		chart_limit(c, (double)answer_number(t, "at"),
			    answer_text(t, "article"));
}

static int
by_persons(const void *a, const void *b)
{
	const yajl_val x = *(const yajl_val *)a, y = *(const yajl_val *)b;
	int64_t n = answer_number(x, "pi") + answer_number(x, "spi") +
		    answer_number(x, "exempt");
	int64_t m = answer_number(y, "pi") + answer_number(y, "spi") +
		    answer_number(y, "exempt");
	if (n != m)
		return n > m ? -1 : 1;
	return answer_number(x, "bytes") < answer_number(y, "bytes");
}

/* The rows of a "ledger" answer, most persons first; the caller's. */
static yajl_val *
sorted_rows(const struct answer *a, size_t *ret_n)
{
	size_t n = 0;
	while (answer_item(a->tree, "rows", n) != NULL)
		n++;
	yajl_val *rows = calloc(n + 1, sizeof(*rows));
	must(rows != NULL);
	for (size_t i = 0; i < n; i++)
		rows[i] = answer_item(a->tree, "rows", i);
	if (n > 1)
		qsort(rows, n, sizeof(*rows), by_persons);
	*ret_n = n;
	return rows;
}

static void
add_bars(struct report_doc *d, struct words title, yajl_val *rows, size_t n,
	 const char *key)
{
	static const char *const names[] = {"pi", "spi", "exempt"};
	const struct words exempt = WORDS("Exempt", "豁免");
	struct chart *c = doc_chart(d, title, true);
	for (size_t k = 0; k < N(names); k++) {
		struct series *s =
			chart_series(c, k < 2 ? counter_titles[k] : exempt);
		for (size_t i = 0; i < n && i < BARS_MAX; i++)
			series_add(s, 0,
				   (double)answer_number(rows[i], names[k]),
				   answer_text(rows[i], key));
	}
}

static void
add_sums(struct report_doc *d, yajl_val row)
{
	static const char *const names[] = {"pi",  "spi",   "exempt",
					    "low", "bytes", "requests"};
	for (size_t i = 0; i < N(names); i++)
		doc_count(d, row, names[i]);
}

static void
add_destinations(struct report_doc *d, const struct report_input *in)
{
	size_t n;
	yajl_val *rows = sorted_rows(&in->countries, &n);
	add_bars(d, WORDS("Persons by country", "按国家或地区的人数"), rows, n,
		 "country");
	doc_table(d, "by_country", WORDS("By country", "按国家或地区"),
		  row_columns, N(row_columns));
	for (size_t i = 0; i < n && doc_row(d); i++) {
		doc_member(d, rows[i], "country");
		add_sums(d, rows[i]);
	}
	free(rows);
	rows = sorted_rows(&in->recipients, &n);
	add_bars(d, WORDS("Persons by recipient", "按接收方的人数"), rows, n,
		 "recipient");
	doc_table(d, "by_recipient", WORDS("By recipient", "按接收方"),
		  recipient_columns, N(recipient_columns));
	for (size_t i = 0; i < n && doc_row(d); i++) {
		const char *id = answer_text(rows[i], "recipient");
		yajl_val r = report_find(in->about.tree, "recipients", id);
		doc_text(d, id);
		doc_member(d, r, "name");
		doc_member(d, r, "country");
		add_sums(d, rows[i]);
	}
	free(rows);
}

/* The days between are in the audit. */
static bool
ends_month(const struct audit_balance *b)
{
	return b->closed && civil_from_days(b->day + 1).day == 1;
}

static void
add_balances(struct report_doc *d, const struct report_input *in)
{
	char day[32];
	doc_table(d, "balances",
		  WORDS("Balances in the audit chain: ends of months and the "
			"last",
			"审计链中的余额记录：各月末及最近一条"),
		  balance_columns, N(balance_columns));
	const struct audit_balance *last = last_balance(in);
	for (size_t i = 0; i < in->facts.n_balances; i++) {
		const struct audit_balance *b = &in->facts.balances[i];
		if (strcmp(b->window, in->window) != 0 ||
		    !(b == last || ends_month(b)) || !doc_row(d))
			continue;
		struct civil c = civil_from_days(b->day);
		snprintf(day, sizeof(day), "%04d-%02d-%02d", c.year, c.month,
			 c.day);
		doc_text(d, day);
		doc_text(d, b->closed ? "closed" : "running");
		doc_number(d, (double)b->pi);
		doc_number(d, (double)b->spi);
		doc_number(d, (double)b->exempt);
		doc_number(d, (double)b->low);
		doc_number(d, (double)b->bytes);
		doc_number(d, (double)b->requests);
		doc_number(d, (double)b->seq);
		doc_text(d, b->time);
	}
}

/* Persons whose data of a kind went; one of many kinds is in many rows. */
static void
add_kinds(struct report_doc *d, const struct report_input *in)
{
	size_t n;
	yajl_val *rows = sorted_rows(&in->kinds, &n);
	doc_table(d, "by_category", WORDS("By kind of data", "按数据种类"),
		  kind_columns, N(kind_columns));
	for (size_t i = 0; i < n && doc_row(d); i++) {
		doc_member(d, rows[i], "category");
		for (size_t k = 1; k < N(kind_columns); k++)
			doc_count(d, rows[i], kind_columns[k].key);
	}
	free(rows);
}

void
report_add_ledger(struct report_doc *d, const struct report_input *in)
{
	if (!in->online) {
		doc_note(d, WORDS("The daemon was not asked: the figures are "
				  "those of the last balance in the audit.",
				  "未连接守护进程：下列数字为审计中的最后一条"
				  "余额记录。"));
		add_balances(d, in);
		add_line(d, in, 0, 0);
		add_line(d, in, 1, 0);
		return;
	}
	yajl_val counters = answer_object(in->countries.tree, "counters");
	doc_note(
		d,
		WORDS("Counted are natural persons, each once a window, over "
		      "all destinations and recipients together. The legal "
		      "test is the total; rows by country and recipient are "
		      "for orientation and do not add up to it.",
		      "按自然人去重计数，同一统计期内每人只计一次，对全部目的地"
		      "和接收方合并累计。法定标准以总数为准；按国家和接收方的"
		      "分项仅供参考，相加不等于总数。"));
	add_counters(d, counters);
	add_thresholds(d, in, counters);
	for (int i = 0; i < 2; i++)
		add_line(d, in, i,
			 answer_number(
				 answer_object(counters, i == 0 ? "pi" : "spi"),
				 "persons"));
	add_destinations(d, in);
	add_kinds(d, in);
}

/* The first balance that the window closed with on its last day. */
static const struct audit_balance *
close_of(const struct report_input *in)
{
	uint64_t year;
	if (strlen(in->window) != 4 ||
	    span_u64(span_str(in->window), &year) < 0)
		return NULL;
	int64_t last = civil_to_days((struct civil){(int)year, 12, 31});
	for (size_t i = 0; i < in->facts.n_balances; i++) {
		const struct audit_balance *b = &in->facts.balances[i];
		if (b->closed && b->day == last &&
		    strcmp(b->window, in->window) == 0)
			return b;
	}
	return NULL;
}

void
report_add_close(struct report_doc *d, const struct report_input *in)
{
	if (report_lacks_audit(d, in))
		return;
	const struct audit_balance *b = close_of(in);
	if (b == NULL)
		doc_note(d, WORDS("The window is not closed: there is no "
				  "closing balance of its last day yet. Below "
				  "are the balances so far.",
				  "该统计期尚未结账：没有最后一日的结账余额。"
				  "以下为迄今的余额记录。"));
	else
		doc_notef(d,
			  "Closed: %lld persons, %lld with sensitive personal "
			  "information, %lld exempt; audit record %lld of %s, "
			  "sealed by the chain and its signed checkpoints.",
			  "已结账：个人信息 %lld 人，敏感个人信息 %lld 人，"
			  "豁免 %lld 人；审计记录 %lld（%s），由审计链及其签名"
			  "检查点封存。",
			  (long long)b->pi, (long long)b->spi,
			  (long long)b->exempt, (long long)b->seq, b->time);
	add_balances(d, in);
}
