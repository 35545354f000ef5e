/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was refused, what nobody could read, what was exempt and who may be
 * concerned by an incident: from the audit's records, by sums where there are
 * many and one by one where somebody has to answer for it.
 */
#include "ctl/report.h"

#define N(columns) (sizeof(columns) / sizeof(*(columns)))

static const struct column reason_columns[] = {
	{"verdict", TOLD("Verdict", "结论"), COLUMN_WORD},
	{"reason", TOLD("Reason", "原因"), COLUMN_TEXT},
	{"meaning", TOLD("In words", "说明"), COLUMN_TEXT},
	{"article", TOLD("Article", "依据条款"), COLUMN_TEXT},
	{"requests", TOLD("Requests", "请求数"), COLUMN_NUMBER},
	{"persons", TOLD("Persons, at most", "人数上限"), COLUMN_NUMBER},
	{"bytes", TOLD("Bytes", "字节"), COLUMN_BYTES},
};

static const struct column refused_columns[] = {
	{"time", TOLD("Time (UTC)", "时间（UTC）"), COLUMN_TIME},
	{"event", TOLD("Event", "事件"), COLUMN_TEXT},
	{"verdict", TOLD("Verdict", "结论"), COLUMN_WORD},
	{"reason", TOLD("Reason", "原因"), COLUMN_TEXT},
	{"source", TOLD("Source", "来源系统"), COLUMN_TEXT},
	{"flow", TOLD("Flow", "数据流"), COLUMN_TEXT},
	{"host", TOLD("Host", "域名"), COLUMN_TEXT},
	{"country", TOLD("Country", "国家或地区"), COLUMN_TEXT},
	{"persons", TOLD("Persons", "人数"), COLUMN_NUMBER},
};

static const struct column act_columns[] = {
	{"time", TOLD("Time (UTC)", "时间（UTC）"), COLUMN_TIME},
	{"actor", TOLD("By whom", "操作人"), COLUMN_TEXT},
	{"act", TOLD("What", "操作"), COLUMN_TEXT},
	{"detail", TOLD("Detail and reason", "内容与理由"), COLUMN_TEXT},
	{"event", TOLD("Event", "事件"), COLUMN_TEXT},
};

static const struct column coverage_columns[] = {
	{"class", TOLD("Not read", "未检查"), COLUMN_WORD},
	{"cause", TOLD("Because of", "原因"), COLUMN_TEXT},
	{"exchanges", TOLD("Exchanges", "次数"), COLUMN_NUMBER},
	{"bytes", TOLD("Bytes", "字节"), COLUMN_BYTES},
	{"passed", TOLD("let through", "其中放行次数"), COLUMN_NUMBER},
	{"passed_bytes", TOLD("Bytes let through", "放行字节"), COLUMN_BYTES},
	{"share", TOLD("of all bytes that left", "占全部出境字节"),
	 COLUMN_SHARE},
};

static const struct column unlisted_columns[] = {
	{"host", TOLD("Host", "域名"), COLUMN_TEXT},
	{"country", TOLD("Country", "国家或地区"), COLUMN_TEXT},
	{"verdict", TOLD("Verdict", "结论"), COLUMN_WORD},
	{"requests", TOLD("Requests", "请求数"), COLUMN_NUMBER},
	{"bytes", TOLD("Bytes", "字节"), COLUMN_BYTES},
	{"last", TOLD("Last (UTC)", "末次（UTC）"), COLUMN_TIME},
};

static const struct column declared_columns[] = {
	{"flow", TOLD("Flow", "数据流"), COLUMN_TEXT},
	{"recipient", TOLD("Recipient", "接收方"), COLUMN_TEXT},
	{"purpose", TOLD("Purpose", "目的"), COLUMN_TEXT},
	{"article", TOLD("Exemption", "豁免情形"), COLUMN_TEXT},
	{"ticket", TOLD("Ticket", "工单"), COLUMN_TEXT},
	{"approved_by", TOLD("Approved by", "审批人"), COLUMN_TEXT},
	{"until", TOLD("Until", "有效期至"), COLUMN_DAY},
	{"categories", TOLD("Kinds of data", "数据种类"), COLUMN_TEXT},
};

static const struct column exempted_columns[] = {
	{"flow", TOLD("Flow", "数据流"), COLUMN_TEXT},
	{"reason", TOLD("Reason", "原因"), COLUMN_TEXT},
	{"requests", TOLD("Requests", "请求数"), COLUMN_NUMBER},
	{"persons", TOLD("Persons, at most", "人数上限"), COLUMN_NUMBER},
	{"new_persons", TOLD("New persons", "新增人数"), COLUMN_NUMBER},
	{"bytes", TOLD("Bytes", "字节"), COLUMN_BYTES},
	{"first", TOLD("First (UTC)", "首次（UTC）"), COLUMN_TIME},
	{"last", TOLD("Last (UTC)", "末次（UTC）"), COLUMN_TIME},
};

static const struct column incident_columns[] = {
	{"flow", TOLD("Flow", "数据流"), COLUMN_TEXT},
	{"recipient", TOLD("Recipient", "接收方"), COLUMN_TEXT},
	{"country", TOLD("Country", "国家或地区"), COLUMN_TEXT},
	{"day", TOLD("Day", "日期"), COLUMN_DAY},
	{"requests", TOLD("Requests", "请求数"), COLUMN_NUMBER},
	{"persons", TOLD("Persons, at most", "人数上限"), COLUMN_NUMBER},
	{"new_persons", TOLD("New persons", "新增人数"), COLUMN_NUMBER},
	{"sensitive_persons", TOLD("Sensitive, at most", "敏感人数上限"),
	 COLUMN_NUMBER},
	{"bytes", TOLD("Bytes", "字节"), COLUMN_BYTES},
	{"first", TOLD("First (UTC)", "首次（UTC）"), COLUMN_TIME},
	{"last", TOLD("Last (UTC)", "末次（UTC）"), COLUMN_TIME},
};

static void
add_reasons(struct report_doc *d, const struct report_input *in)
{
	doc_table(d, "reasons",
		  WORDS("Decisions by reason", "按原因汇总的结论"),
		  reason_columns, N(reason_columns));
	for (size_t i = 0, n = rollup_sort(in->facts.reasons); i < n; i++) {
		const struct rollup_row *r = rollup_at(in->facts.reasons, i);
		if (!doc_row(d))
			continue;
		doc_text(d, r->keys[0]);
		doc_text(d, r->keys[1]);
		doc_member(d,
			   report_find(answer_object(in->about.tree, "regime"),
				       "reasons", r->keys[1]),
			   in->language == REPORT_ZH ? "zh" : "en");
		doc_text(d, r->keys[2]);
		doc_number(d, (double)r->sums[SUM_REQUESTS]);
		doc_number(d, (double)r->sums[SUM_PERSONS]);
		doc_number(d, (double)r->sums[SUM_BYTES]);
	}
}

/* The i-th of those kept, newest first. */
static const struct audit_item *
item_at(const struct items *items, size_t i)
{
	return &items->v[(items->seen - 1 - i) % items->n];
}

static void
add_refused(struct report_doc *d, const struct items *items)
{
	doc_table(d, "refused",
		  WORDS("Blocked or overridden, newest first",
			"被阻断或被放行的违规传输（最新在前）"),
		  refused_columns, N(refused_columns));
	d->table->left_out = items->seen - items->n;
	for (size_t i = 0; i < items->n; i++) {
		const struct audit_item *e = item_at(items, i);
		bool blocked = strcmp(e->verdict, "block") == 0;
		doc_text(d, e->time);
		doc_text(d, e->event);
		doc_text(d, blocked ? "block" : "overridden");
		doc_text(d, e->reason);
		doc_text(d, e->source);
		doc_text(d, e->flow);
		doc_text(d, e->host);
		doc_text(d, e->country);
		doc_number(d, (double)e->persons);
	}
}

void
report_add_blocked(struct report_doc *d, const struct report_input *in)
{
	const struct items *acts = &in->facts.acts;
	if (report_lacks_audit(d, in))
		return;
	doc_note(
		d,
		WORDS("\"Overridden\" is what a rule refuses and mode monitor "
		      "let through. Who changed the register, its states or "
		      "declared balances, and why, is in the last table.",
		      "“放行”指按规则应阻断、因监测模式而放行的传输。变更登记、"
		      "状态或期初余额的操作人和理由见最后一表。"));
	add_reasons(d, in);
	add_refused(d, &in->facts.refused);
	doc_table(d, "acts", WORDS("Acts of operators", "操作记录"),
		  act_columns, N(act_columns));
	d->table->left_out = acts->seen - acts->n;
	for (size_t i = 0; i < acts->n; i++) {
		const struct audit_item *e = item_at(acts, i);
		doc_text(d, e->time);
		doc_text(d, e->actor);
		doc_text(d, e->reason);
		doc_text(d, e->text);
		doc_text(d, e->event);
	}
}

static int64_t
all_bytes(const struct report_input *in)
{
	int64_t bytes = 0;
	yajl_val row;
	for (size_t i = 0;
	     (row = answer_item(in->countries.tree, "rows", i)) != NULL; i++)
		bytes += answer_number(row, "bytes");
	return bytes;
}

static void
add_causes(struct report_doc *d, const struct report_input *in)
{
	yajl_val coverage = answer_object(in->countries.tree, "coverage");
	size_t n = coverage != NULL ? coverage->u.object.len : 0;
	int64_t all = all_bytes(in);
	doc_table(d, "unread", WORDS("What was not read", "未能检查的内容"),
		  coverage_columns, N(coverage_columns));
	for (size_t i = 0; i < n; i++) {
		yajl_val causes =
			answer_object(coverage->u.object.values[i], "causes");
		size_t m = causes != NULL ? causes->u.object.len : 0;
		for (size_t k = 0; k < m; k++) {
			yajl_val c = causes->u.object.values[k];
			yajl_val passed = answer_object(c, "passed");
			int64_t bytes = answer_number(c, "bytes");
			doc_text(d, coverage->u.object.keys[i]);
			doc_text(d, causes->u.object.keys[k]);
			doc_count(d, c, "count");
			doc_number(d, (double)bytes);
			doc_count(d, passed, "count");
			doc_count(d, passed, "bytes");
			if (all > 0)
				doc_number(d, (double)answer_number(passed,
								    "bytes") /
						      (double)all);
			else
				doc_none(d);
		}
	}
}

void
report_add_coverage(struct report_doc *d, const struct report_input *in)
{
	doc_note(d,
		 WORDS("kouan speaks of traffic that is routed through it and "
		       "that it could decrypt. What it could not read is here; "
		       "what did not come its way is not. It is evidence and "
		       "control, never proof of full compliance.",
		       "本报告仅涉及经由网关且可解密的流量。未能检查的内容列于"
		       "下表；未经网关的流量不在其内。本报告是证据和控制手段，"
		       "不能证明全面合规。"));
	if (in->online)
		add_causes(d, in);
	if (report_lacks_audit(d, in))
		return;
	doc_table(d, "unlisted",
		  WORDS("Hosts without a registered recipient",
			"未登记接收方的域名"),
		  unlisted_columns, N(unlisted_columns));
	for (size_t i = 0, n = rollup_sort(in->facts.unlisted); i < n; i++) {
		const struct rollup_row *r = rollup_at(in->facts.unlisted, i);
		if (!doc_row(d))
			continue;
		for (int k = 0; k < 3; k++)
			doc_text(d, r->keys[k]);
		doc_number(d, (double)r->sums[SUM_REQUESTS]);
		doc_number(d, (double)r->sums[SUM_BYTES]);
		doc_text(d, r->last);
	}
}

static void
add_declared(struct report_doc *d, const struct report_input *in)
{
	yajl_val f;
	doc_table(d, "declared", WORDS("Exemptions claimed", "已登记的豁免"),
		  declared_columns, N(declared_columns));
	for (size_t i = 0;
	     (f = answer_item(in->about.tree, "flows", i)) != NULL; i++) {
		yajl_val e = answer_object(f, "exemption");
		if (e == NULL || !doc_row(d))
			continue;
		doc_member(d, f, "id");
		doc_member(d, f, "recipient");
		doc_member(d, f, "purpose");
		doc_member(d, e, "article");
		doc_member(d, e, "ticket");
		doc_member(d, e, "approved_by");
		doc_member(d, e, "until");
		doc_list(d, e, "categories");
	}
}

void
report_add_exemptions(struct report_doc *d, const struct report_input *in)
{
	if (in->online)
		add_declared(d, in);
	if (report_lacks_audit(d, in))
		return;
	doc_table(d, "used", WORDS("Exemptions used", "已使用的豁免"),
		  exempted_columns, N(exempted_columns));
	for (size_t i = 0, n = rollup_sort(in->facts.exempted); i < n; i++) {
		const struct rollup_row *r = rollup_at(in->facts.exempted, i);
		if (!doc_row(d))
			continue;
		for (int k = 0; k < 2; k++)
			doc_text(d, r->keys[k]);
		doc_number(d, (double)r->sums[SUM_REQUESTS]);
		doc_number(d, (double)r->sums[SUM_PERSONS]);
		doc_number(d, (double)r->sums[SUM_NEW]);
		doc_number(d, (double)r->sums[SUM_BYTES]);
		doc_text(d, r->first);
		doc_text(d, r->last);
	}
}

void
report_add_incidents(struct report_doc *d, const struct report_input *in)
{
	if (report_lacks_audit(d, in))
		return;
	doc_note(
		d,
		WORDS("Who may be concerned if a recipient or a flow is "
		      "compromised. \"At most\" adds up the persons of each "
		      "request: one who was sent twice counts twice. Persons "
		      "are not named; the gateway does not keep who they are.",
		      "某接收方或数据流发生安全事件时可能受影响的人数。“上限”为"
		      "各次请求人数之和，同一人多次传输重复计算。不列出具体个人"
		      "，"
		      "网关不保存个人身份。"));
	doc_table(d, "incidents", WORDS("By flow and day", "按数据流和日期"),
		  incident_columns, N(incident_columns));
	for (size_t i = 0, n = rollup_sort(in->facts.incidents); i < n; i++) {
		const struct rollup_row *r = rollup_at(in->facts.incidents, i);
		if ((in->flow != NULL && strcmp(in->flow, r->keys[0]) != 0) ||
		    !doc_row(d))
			continue;
		for (int k = 0; k < 4; k++)
			doc_text(d, r->keys[k]);
		doc_number(d, (double)r->sums[SUM_REQUESTS]);
		doc_number(d, (double)r->sums[SUM_PERSONS]);
		doc_number(d, (double)r->sums[SUM_NEW]);
		doc_number(d, (double)r->sums[SUM_SENSITIVE]);
		doc_number(d, (double)r->sums[SUM_BYTES]);
		doc_text(d, r->first);
		doc_text(d, r->last);
	}
}
