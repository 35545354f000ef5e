/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report for people: one page without scripts or anything from elsewhere,
 * laid out for A4, each report on a new sheet.
 */
#include "ctl/report_html.h"

#include "ctl/report.h"

#include <math.h>
#include <stdlib.h>

#define HTML_LIMIT (128UL << 20)

/* What a browser may do with the page: show it. */
#define POLICY                                                                 \
	"default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; "  \
	"base-uri 'none'"

static const char style[] =
	"@page{size:A4;margin:16mm 14mm 18mm}"
	"*{box-sizing:border-box}"
	"body{font:14px/1.5 'Noto Sans','Noto Sans CJK SC','Source Han Sans "
	"SC','PingFang SC','Microsoft "
	"YaHei',system-ui,sans-serif;color:#1c232b;"
	"background:#fff;max-width:1060px;margin:0 auto;padding:28px 24px}"
	"h1{font-size:26px;line-height:1.25;margin:0 0 4px}"
	"h2{font-size:19px;margin:0 0 10px;padding-bottom:5px;"
	"border-bottom:2px solid #1d4e79;color:#12385a}"
	"h3{font-size:14px;margin:22px 0 6px}"
	"p{margin:0 0 10px;max-width:95ch}"
	"section{margin-top:40px}"
	".sub{color:#4b5763;margin-bottom:18px}"
	"dl{display:grid;grid-template-columns:max-content 1fr;gap:3px 18px;"
	"margin:0 0 18px}dt{color:#4b5763}dd{margin:0;overflow-wrap:anywhere}"
	"ol.toc{columns:2;column-gap:36px;padding-left:22px;margin:0 0 8px}"
	"ol.toc a{color:#12385a;text-decoration:none}"
	"table{border-collapse:collapse;width:100%;font-size:12px;"
	"font-variant-numeric:tabular-nums}"
	"th{text-align:left;font-weight:600;background:#eef2f5;"
	"border-bottom:1px solid #9aa7b3;vertical-align:bottom}"
	"th,td{padding:4px 7px}td{border-bottom:1px solid #dde3e8;"
	"vertical-align:top;overflow-wrap:break-word}"
	"td.long{overflow-wrap:anywhere;min-width:60px}"
	"th.n,td.n{text-align:right;white-space:nowrap}th.n{white-space:normal}"
	"td.w{white-space:nowrap}td.warn{color:#9c2b10;font-weight:600}"
	".none{color:#66717c;font-style:italic}"
	"figure{margin:18px 0 0}figcaption{font-weight:600;margin-bottom:4px}"
	"svg{width:100%;height:auto;display:block;font-family:inherit}"
	"svg .tick{font-size:11px;fill:#4b5763}"
	"svg .value{font-size:11px;font-weight:600;fill:#1c232b}"
	"svg .grid{stroke:#e3e8ec}svg .axis{stroke:#8a94a0}"
	"svg .line{fill:none;stroke-width:2}"
	"svg .limit{stroke:#9c2b10;stroke-dasharray:6 4;stroke-width:1.2}"
	"svg .limit-text{font-size:11px;fill:#9c2b10}"
	"footer{margin-top:36px;padding-top:8px;border-top:1px solid #9aa7b3;"
	"color:#4b5763;font-size:12px}"
	"@media print{body{padding:0;max-width:none;font-size:10.5pt}"
	"table{font-size:8pt}th,td{padding:2.5px 4px}"
	"section{break-before:page;margin-top:0}"
	"h2,h3,figcaption{break-after:avoid}"
	"tr,figure{break-inside:avoid}thead{display:table-header-group}"
	"th,td.warn,rect,circle{print-color-adjust:exact}}";

char *
report_number(double number, char buf[REPORT_NUMBER])
{
	char digits[REPORT_NUMBER];
	int n = snprintf(digits, sizeof(digits) / 2, "%.0f",
			 fmin(fabs(number), 1e15));
	char *to = buf;
	if (number <= -0.5)
		*to++ = '-';
	for (int i = 0; i < n; i++) {
		*to++ = digits[i];
		if ((n - 1 - i) % 3 == 0 && i < n - 1)
			*to++ = ',';
	}
	*to = 0;
	return buf;
}

char *
report_article(const char *article, enum report_language language, char *buf,
	       size_t size)
{
	struct span s = span_str(article);
	ssize_t open = span_find(s, SPAN(" ("));
	/* "Art. 7(1) (第七条)": what is in the last brackets is Chinese. */
	while (open >= 0 && (size_t)open + 2 < s.n && s.p[open + 2] < 0x80) {
		ssize_t next =
			span_find(span_from(s, (size_t)open + 2), SPAN(" ("));
		open = next >= 0 ? open + 2 + next : -1;
	}
	if (open < 0 || !span_ends(s, SPAN(")")))
		return span_copy(s, buf, size);
	if (language == REPORT_EN)
		return span_copy(span_cut(s, 0, (size_t)open), buf, size);
	return span_copy(span_cut(s, (size_t)open + 2, s.n - 1), buf, size);
}

static void
put_bytes(struct html *h, double number)
{
	static const char *const units[] = {"B",   "KiB", "MiB",
					    "GiB", "TiB", "PiB"};
	size_t unit = 0;
	while (number >= 1024 && unit + 1 < sizeof(units) / sizeof(*units)) {
		number /= 1024;
		unit++;
	}
	html_printf(h, unit == 0 ? "%.0f %s" : "%.1f %s", number, units[unit]);
}

/* "2026-11-23T04:05:06.789012Z" to the second. */
static void
put_time(struct html *h, const char *time)
{
	if (strlen(time) < 19)
		html_text(h, time);
	else
		html_printf(h, "%.10s %.8s", time, time + 11);
}

static bool
is_number(const struct column *c)
{
	return c->kind == COLUMN_NUMBER || c->kind == COLUMN_BYTES ||
	       c->kind == COLUMN_SHARE;
}

/* What somebody must do something about. */
static bool
is_warning(const char *word)
{
	static const char *const warnings[] = {
		"reached",	"near",	      "expired",
		"due",		"above",      "projected-above",
		"not-declared", "block",      "suspended",
		"revoked",	"overridden", "chain-broken"};
	for (size_t i = 0; i < sizeof(warnings) / sizeof(*warnings); i++)
		if (strcmp(word, warnings[i]) == 0)
			return true;
	return false;
}

static const char *
class_of(const struct column *column, const struct cell *cell)
{
	if (is_number(column))
		return "n";
	if (column->kind == COLUMN_WORD && cell->text != NULL &&
	    is_warning(cell->text))
		return "warn w";
	if (column->kind == COLUMN_TIME || column->kind == COLUMN_DAY ||
	    strcmp(column->key, "event") == 0 ||
	    (column->kind == COLUMN_WORD && cell->text != NULL &&
	     strlen(cell->text) < 16))
		return "w";
	return cell->text != NULL && strlen(cell->text) > 24 ? "long" : NULL;
}

static void
put_cell(struct html *h, const struct column *column, const struct cell *cell,
	 enum report_language language)
{
	char text[REPORT_NUMBER], article[512];
	html_open(h, "td", "class", class_of(column, cell), HTML_END);
	if (cell->none)
		html_text(h, "–");
	else if (cell->text != NULL && strcmp(column->key, "article") == 0)
		html_text(h, report_article(cell->text, language, article,
					    sizeof(article)));
	else if (cell->text != NULL && column->kind == COLUMN_TIME)
		put_time(h, cell->text);
	else if (cell->text != NULL && column->kind == COLUMN_WORD)
		html_text(h, report_word(cell->text, language));
	else if (cell->text != NULL)
		html_text(h, cell->text);
	else if (column->kind == COLUMN_SHARE)
		html_printf(h, "%.1f %%", 100 * cell->number);
	else if (column->kind == COLUMN_BYTES)
		put_bytes(h, cell->number);
	else
		html_text(h, report_number(cell->number, text));
	html_close(h);
}

static void
put_heads(struct html *h, const struct table_data *t,
	  enum report_language language)
{
	html_open(h, "thead", HTML_END);
	html_open(h, "tr", HTML_END);
	for (size_t i = 0; i < t->n_columns; i++)
		html_put(h, "th", is_number(&t->columns[i]) ? "n" : NULL,
			 t->columns[i].title.in[language]);
	html_close(h);
	html_close(h);
}

static void
put_table(struct html *h, const struct table_data *t,
	  enum report_language language)
{
	const struct words nothing = WORDS("Nothing.", "无。");
	html_put(h, "h3", NULL, t->title.in[language]);
	if (t->n == 0) {
		html_put(h, "p", "none", nothing.in[language]);
		return;
	}
	html_open(h, "table", HTML_END);
	put_heads(h, t, language);
	html_open(h, "tbody", HTML_END);
	for (size_t i = 0; i < t->n; i++) {
		size_t column = i % t->n_columns;
		if (column == 0)
			html_open(h, "tr", HTML_END);
		put_cell(h, &t->columns[column], &t->cells[i], language);
		if (column + 1 == t->n_columns)
			html_close(h);
	}
	html_close(h);
	html_close(h);
	if (t->left_out > 0) {
		html_open(h, "p", "class", "none", HTML_END);
		html_printf(h,
			    language == REPORT_ZH ? "另有 %zu 行未列出。"
						  : "%zu more are not listed.",
			    t->left_out);
		html_close(h);
	}
}

static void
put_section(struct html *h, const struct section *s, size_t number,
	    enum report_language language)
{
	html_open(h, "section", "id", s->key, HTML_END);
	html_open(h, "h2", HTML_END);
	html_printf(h, "%zu. %s", number, s->title.in[language]);
	html_close(h);
	for (size_t i = 0; i < s->n; i++) {
		const struct part *p = &s->parts[i];
		if (p->kind == PART_NOTE)
			html_put(h, "p", NULL, p->note.in[language]);
		else if (p->kind == PART_TABLE)
			put_table(h, p->table, language);
		else
			report_chart(h, p->chart, language);
	}
	html_close(h);
}

static void
term(struct html *h, enum report_language language, const char *en,
     const char *zh, const char *value)
{
	if (value[0] == 0)
		return;
	html_put(h, "dt", NULL, language == REPORT_ZH ? zh : en);
	html_put(h, "dd", NULL, value);
}

static void
put_front(struct html *h, const struct report_output *o)
{
	enum report_language l = o->language;
	yajl_val about = o->in->about.tree;
	yajl_val exporter = answer_object(about, "exporter");
	yajl_val regime = answer_object(about, "regime");
	char proof[64];
	html_put(h, "h1", NULL,
		 l == REPORT_ZH ? "数据出境合规报告"
				: "Data exports: compliance report");
	html_open(h, "p", "class", "sub", HTML_END);
	html_printf(h, "%s · %s · %s", answer_text(exporter, "name"),
		    o->in->facts.regime, o->in->window);
	html_close(h);
	html_open(h, "dl", HTML_END);
	term(h, l, "Exporter", "数据处理者", answer_text(exporter, "id"));
	term(h, l, "Regime", "法规", o->in->facts.regime);
	term(h, l, "Law as of", "法律状态日期", answer_text(regime, "as_of"));
	term(h, l, "Window", "统计期", o->in->window);
	term(h, l, "Generated (UTC)", "生成时间（UTC）", o->in->generated);
	term(h, l, "Policy", "策略", answer_text(about, "policy"));
	if (o->in->audit) {
		snprintf(proof, sizeof(proof), "%s (%llu)",
			 report_word(o->in->facts.rc == 0 ? "whole"
							  : "chain-broken",
				     l),
			 (unsigned long long)o->in->facts.verified.records);
		term(h, l, "Audit chain", "审计链", proof);
	}
	html_close(h);
	html_open(h, "ol", "class", "toc", HTML_END);
	for (size_t i = 0; i < o->doc->n; i++) {
		char target[64];
		snprintf(target, sizeof(target), "#%s",
			 o->doc->sections[i].key);
		html_open(h, "li", HTML_END);
		html_open(h, "a", "href", target, HTML_END);
		html_text(h, o->doc->sections[i].title.in[l]);
		html_close(h);
		html_close(h);
	}
	html_close(h);
}

static void
put_page(struct html *h, const struct report_output *o)
{
	yajl_val regime = answer_object(o->in->about.tree, "regime");
	html_raw(h, "<!DOCTYPE html>\n");
	html_open(h, "html", "lang", o->language == REPORT_ZH ? "zh-CN" : "en",
		  HTML_END);
	html_open(h, "head", HTML_END);
	html_single(h, "meta", "charset", "utf-8", HTML_END);
	html_single(h, "meta", "http-equiv", "Content-Security-Policy",
		    "content", POLICY, HTML_END);
	html_single(h, "meta", "name", "viewport", "content",
		    "width=device-width", HTML_END);
	html_open(h, "title", HTML_END);
	html_printf(h, "kouan %s %s", o->in->facts.regime, o->in->window);
	html_close(h);
	html_open(h, "style", HTML_END);
	html_raw(h, style);
	html_close(h);
	html_close(h);
	html_open(h, "body", HTML_END);
	put_front(h, o);
	for (size_t i = 0; i < o->doc->n; i++)
		put_section(h, &o->doc->sections[i], i + 1, o->language);
	html_put(h, "footer", NULL, answer_text(regime, "disclaimer"));
	html_close(h);
	html_close(h);
}

int
report_write_html(const struct report_output *o, struct why *why)
{
	struct html *h = html_new(HTML_LIMIT);
	struct span text;
	must(h != NULL);
	put_page(h, o);
	int rc = html_finish(h, &text);
	if (rc < 0)
		why_set(why, rc, "the report cannot be put into HTML: %s",
			err_text(rc));
	else
		rc = report_write_file(o->path, text, why);
	html_free(&h);
	return rc;
}
