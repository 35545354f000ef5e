/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pathway register, the pack for extending a security assessment and the
 * annex pack of standard contracts: what was declared beside what was seen.
 */
#include "ctl/report.h"

#include <math.h>

#define N(columns) (sizeof(columns) / sizeof(*(columns)))
/* An extension is applied for in the sixty working days before expiry. */
#define EXTENSION_DAYS 60

static const struct column pathway_columns[] = {
	{"pathway", TOLD("Pathway", "合规路径"), COLUMN_TEXT},
	{"mechanism", TOLD("Type", "类型"), COLUMN_WORD},
	{"reference", TOLD("Number", "编号"), COLUMN_TEXT},
	{"status", TOLD("State", "状态"), COLUMN_WORD},
	{"recipients", TOLD("Recipients", "接收方"), COLUMN_TEXT},
	{"effective_on", TOLD("In force", "生效日"), COLUMN_DAY},
	{"filed_on", TOLD("Filed", "备案日"), COLUMN_DAY},
	{"valid_until", TOLD("Until", "有效期至"), COLUMN_DAY},
	{"days_left", TOLD("Days left", "剩余天数"), COLUMN_NUMBER},
	{"working_days_left", TOLD("Working days left", "剩余工作日"),
	 COLUMN_NUMBER},
};

static const struct column cap_columns[] = {
	{"pathway", TOLD("Pathway", "合规路径"), COLUMN_TEXT},
	{"window", TOLD("Window", "统计期"), COLUMN_TEXT},
	{"persons", TOLD("Persons used", "已用人数"), COLUMN_NUMBER},
	{"cap_persons", TOLD("approved", "核定人数"), COLUMN_NUMBER},
	{"sensitive_persons", TOLD("Sensitive used", "已用敏感人数"),
	 COLUMN_NUMBER},
	{"cap_sensitive_persons", TOLD("approved", "核定敏感人数"),
	 COLUMN_NUMBER},
	{"bytes", TOLD("Bytes used", "已用字节"), COLUMN_BYTES},
	{"cap_bytes", TOLD("approved", "核定字节"), COLUMN_BYTES},
	{"share", TOLD("Used", "已用"), COLUMN_SHARE},
};

static const struct column mismatch_columns[] = {
	{"pathway", TOLD("Pathway", "合规路径"), COLUMN_TEXT},
	{"reason", TOLD("Reason", "原因"), COLUMN_TEXT},
	{"requests", TOLD("Requests", "请求数"), COLUMN_NUMBER},
	{"persons", TOLD("Persons, at most", "人数上限"), COLUMN_NUMBER},
	{"first", TOLD("First (UTC)", "首次（UTC）"), COLUMN_TIME},
	{"last", TOLD("Last (UTC)", "末次（UTC）"), COLUMN_TIME},
};

static const struct column extension_columns[] = {
	{"pathway", TOLD("Assessment", "安全评估"), COLUMN_TEXT},
	{"reference", TOLD("Number", "编号"), COLUMN_TEXT},
	{"valid_until", TOLD("Until", "有效期至"), COLUMN_DAY},
	{"working_days_left", TOLD("Working days left", "剩余工作日"),
	 COLUMN_NUMBER},
	{"application", TOLD("Application", "延期申请"), COLUMN_WORD},
	{"measure", TOLD("Measure", "指标"), COLUMN_WORD},
	{"approved", TOLD("Approved", "核定"), COLUMN_NUMBER},
	{"used", TOLD("Used", "已用"), COLUMN_NUMBER},
	{"projected", TOLD("Projected, same length", "同期预计"),
	 COLUMN_NUMBER},
	{"limit", TOLD("Approved + 20 %", "核定 +20%"), COLUMN_NUMBER},
	{"test", TOLD("+20 % test", "+20% 测试"), COLUMN_WORD},
};

static const struct column annex_columns[] = {
	{"flow", TOLD("Flow", "数据流"), COLUMN_TEXT},
	{"pathway", TOLD("Pathway", "合规路径"), COLUMN_TEXT},
	{"mechanism", TOLD("Type", "类型"), COLUMN_WORD},
	{"reference", TOLD("Number", "编号"), COLUMN_TEXT},
	{"purpose", TOLD("Purpose", "目的"), COLUMN_TEXT},
	{"recipient", TOLD("Recipient", "接收方"), COLUMN_TEXT},
	{"country", TOLD("Country", "国家或地区"), COLUMN_TEXT},
	{"hosts", TOLD("Hosts", "域名"), COLUMN_TEXT},
	{"sources", TOLD("Sources", "来源系统"), COLUMN_TEXT},
	{"consent", TOLD("Consent", "同意依据"), COLUMN_TEXT},
	{"pipia", TOLD("PIPIA", "影响评估"), COLUMN_TEXT},
};

static const struct column drift_columns[] = {
	{"flow", TOLD("Flow", "数据流"), COLUMN_TEXT},
	{"pathway", TOLD("Pathway", "合规路径"), COLUMN_TEXT},
	{"category", TOLD("Kind of data", "数据种类"), COLUMN_TEXT},
	{"drift", TOLD("Declared and seen", "申报与实际"), COLUMN_WORD},
	{"findings", TOLD("Findings", "发现次数"), COLUMN_NUMBER},
	{"requests", TOLD("Requests", "请求数"), COLUMN_NUMBER},
	{"first", TOLD("First (UTC)", "首次（UTC）"), COLUMN_TIME},
	{"last", TOLD("Last (UTC)", "末次（UTC）"), COLUMN_TIME},
};

static bool
is_of_regime(const struct report_input *in, yajl_val pathway)
{
	return strcmp(answer_text(pathway, "regime"),
		      answer_text(answer_object(in->about.tree, "regime"),
				  "id")) == 0;
}

/* The highest of the shares of the caps; < 0: it has none. */
static double
share_of(yajl_val p)
{
	static const char *const caps[][2] = {
		{"persons", "cap_persons"},
		{"sensitive_persons", "cap_sensitive_persons"},
		{"bytes", "cap_bytes"}};
	double highest = -1;
	for (size_t i = 0; i < N(caps); i++) {
		double cap = (double)answer_number(p, caps[i][1]);
		double share = (double)answer_number(p, caps[i][0]) / cap;
		if (cap > 0 && share > highest)
			highest = share;
	}
	return highest;
}

static void
add_states(struct report_doc *d, const struct report_input *in)
{
	yajl_val p;
	doc_table(d, "pathways", WORDS("Pathways", "合规路径登记"),
		  pathway_columns, N(pathway_columns));
	for (size_t i = 0;
	     (p = answer_item(in->pathways.tree, "pathways", i)) != NULL; i++) {
		if (!is_of_regime(in, p) || !doc_row(d))
			continue;
		doc_member(d, p, "id");
		doc_member(d, p, "mechanism");
		doc_member(d, p, "reference");
		doc_text(d, answer_true(p, "expired")
				    ? "expired"
				    : answer_text(p, "status"));
		doc_list(d,
			 report_find(in->about.tree, "scopes",
				     answer_text(p, "id")),
			 "recipients");
		doc_member(d, p, "effective_on");
		doc_member(d, p, "filed_on");
		doc_member(d, p, "valid_until");
		doc_count(d, p, "days_left");
		doc_count(d, p, "working_days_left");
	}
}

static void
add_caps(struct report_doc *d, const struct report_input *in)
{
	yajl_val p;
	doc_table(d, "caps", WORDS("Used and approved", "已用与核定规模"),
		  cap_columns, N(cap_columns));
	for (size_t i = 0;
	     (p = answer_item(in->pathways.tree, "pathways", i)) != NULL; i++) {
		double share = share_of(p);
		if (!is_of_regime(in, p) || !doc_row(d))
			continue;
		doc_member(d, p, "id");
		doc_member(d, p, "window");
		for (size_t k = 2; k < 8; k++)
			doc_count(d, p, cap_columns[k].key);
		if (share < 0)
			doc_none(d);
		else
			doc_number(d, share);
	}
}

static void
add_mismatches(struct report_doc *d, const struct report_input *in)
{
	doc_table(d, "mismatches",
		  WORDS("Traffic outside a pathway's terms",
			"超出合规路径条件的传输"),
		  mismatch_columns, N(mismatch_columns));
	for (size_t i = 0, n = rollup_sort(in->facts.mismatches); i < n; i++) {
		const struct rollup_row *r = rollup_at(in->facts.mismatches, i);
		if (!doc_row(d))
			continue;
		doc_text(d, r->keys[0]);
		doc_text(d, r->keys[1]);
		doc_number(d, (double)r->sums[SUM_REQUESTS]);
		doc_number(d, (double)r->sums[SUM_PERSONS]);
		doc_text(d, r->first);
		doc_text(d, r->last);
	}
}

void
report_add_pathways(struct report_doc *d, const struct report_input *in)
{
	if (report_lacks_daemon(d, in))
		return;
	add_states(d, in);
	add_caps(d, in);
	if (in->audit)
		add_mismatches(d, in);
}

/* What would be used in a period as long as the pathway's, at its pace so
 * far; < 0: it cannot be said. */
static double
projected(const struct report_input *in, yajl_val p, const char *used)
{
	struct civil from, until;
	int64_t today = (in->now_s + in->facts.utc_offset_s) / 86400;
	uint64_t year;
	if (civil_parse(span_str(answer_text(p, "effective_on")), &from) < 0 ||
	    civil_parse(span_str(answer_text(p, "valid_until")), &until) < 0)
		return -1;
	int64_t begin = civil_to_days(from);
	int64_t length = civil_to_days(until) - begin + 1;
	const char *window = answer_text(p, "window");
	if (strlen(window) == 4 && span_u64(span_str(window), &year) == 0) {
		int64_t first = civil_to_days((struct civil){(int)year, 1, 1});
		begin = first > begin ? first : begin;
		length = 365;
	}
	if (today < begin)
		return -1;
	return (double)answer_number(p, used) / (double)(today - begin + 1) *
	       (double)length;
}

static void
add_test(struct report_doc *d, const struct report_input *in, yajl_val p,
	 bool bytes)
{
	const char *used = bytes ? "bytes" : "persons";
	const char *cap = bytes ? "cap_bytes" : "cap_persons";
	int64_t left = answer_number(p, "working_days_left");
	double coming = projected(in, p, used);
	double limit = (double)answer_number(p, cap) * 1.2;
	doc_member(d, p, "id");
	doc_member(d, p, "reference");
	doc_member(d, p, "valid_until");
	doc_count(d, p, "working_days_left");
	doc_text(d, answer_true(p, "expired")		  ? "expired"
		    : !report_has(p, "working_days_left") ? "unknown"
		    : left <= EXTENSION_DAYS		  ? "due"
							  : "not-yet");
	doc_text(d, used);
	doc_count(d, p, cap);
	doc_count(d, p, used);
	if (coming < 0)
		doc_none(d);
	else
		doc_number(d, ceil(coming));
	if (!report_has(p, cap)) {
		doc_none(d);
		doc_text(d, "nothing-approved");
		return;
	}
	doc_number(d, limit);
	doc_text(d, (double)answer_number(p, used) > limit ? "above"
		    : coming > limit			   ? "projected-above"
							   : "within");
}

void
report_add_extension(struct report_doc *d, const struct report_input *in)
{
	yajl_val p;
	if (report_lacks_daemon(d, in))
		return;
	doc_note(d,
		 WORDS("An assessment may be extended while purpose, scope "
		       "and parties are unchanged and neither persons nor "
		       "the scale of important data will exceed what was "
		       "approved by more than 20 %. Apply within the "
		       "sixty working days before expiry. The projection "
		       "takes the pace so far over a period of the same "
		       "length; it is arithmetic, not a forecast.",
		       "在目的、范围和当事方不变，且未来出境人数和重要数据规模"
		       "较核定数增长均不超过 20% 的情况下，可申请延长有效期。"
		       "应在有效期届满前六十个工作日内提出申请。预计数按迄今"
		       "速度推算同等期限，仅为算术推算。"));
	doc_table(d, "extension",
		  WORDS("Security assessments and the +20 % test",
			"安全评估与 +20% 测试"),
		  extension_columns, N(extension_columns));
	for (size_t i = 0;
	     (p = answer_item(in->pathways.tree, "pathways", i)) != NULL; i++) {
		if (!is_of_regime(in, p) ||
		    strcmp(answer_text(p, "mechanism"), "sa") != 0)
			continue;
		add_test(d, in, p, false);
		add_test(d, in, p, true);
	}
}

static void
add_annex_rows(struct report_doc *d, const struct report_input *in)
{
	yajl_val f;
	doc_table(d, "flows",
		  WORDS("Annex I rows, by flow", "附录一（按数据流）"),
		  annex_columns, N(annex_columns));
	for (size_t i = 0;
	     (f = answer_item(in->about.tree, "flows", i)) != NULL; i++) {
		const char *id = answer_text(f, "pathway");
		yajl_val p = report_find(in->pathways.tree, "pathways", id);
		yajl_val r = report_find(in->about.tree, "recipients",
					 answer_text(f, "recipient"));
		if (p == NULL || !doc_row(d))
			continue;
		doc_member(d, f, "id");
		doc_text(d, id);
		doc_member(d, p, "mechanism");
		doc_member(d, p, "reference");
		doc_member(d, f, "purpose");
		doc_member(d, r, "name");
		doc_member(d, r, "country");
		doc_list(d, r, "hosts");
		doc_list(d, f, "sources");
		doc_member(d, f, "consent");
		doc_member(d, f, "pipia");
	}
}

static void
drift_row(struct report_doc *d, const char *flow, const char *pathway,
	  const char *category, const char *drift, const struct rollup_row *r)
{
	if (!doc_row(d))
		return;
	doc_text(d, flow);
	doc_text(d, pathway);
	doc_text(d, category);
	doc_text(d, drift);
	doc_number(d, r != NULL ? (double)r->sums[SUM_CUT] : 0);
	doc_number(d, r != NULL ? (double)r->sums[SUM_REQUESTS] : 0);
	doc_text(d, r != NULL ? r->first : "");
	doc_text(d, r != NULL ? r->last : "");
}

static const char *
text_of(yajl_val v)
{
	const char *text = YAJL_GET_STRING(v);
	return text != NULL ? text : "";
}

static bool
is_declared(yajl_val scope, const char *category)
{
	yajl_val c;
	if (answer_true(scope, "any_category"))
		return true;
	for (size_t i = 0; (c = answer_item(scope, "categories", i)) != NULL;
	     i++)
		if (strcmp(text_of(c), category) == 0)
			return true;
	return false;
}

static void
add_seen(struct report_doc *d, const struct report_input *in, yajl_val flow,
	 yajl_val scope)
{
	struct rollup *observed = in->facts.observed;
	const char *id = answer_text(flow, "id");
	for (size_t i = 0, n = rollup_sort(observed); i < n; i++) {
		const struct rollup_row *r = rollup_at(observed, i);
		if (strcmp(r->keys[0], id) == 0)
			drift_row(d, id, answer_text(scope, "id"), r->keys[2],
				  is_declared(scope, r->keys[2])
					  ? "declared"
					  : "not-declared",
				  r);
	}
}

static bool
was_seen(const struct report_input *in, const char *flow, const char *category)
{
	struct rollup *observed = in->facts.observed;
	for (size_t i = 0, n = rollup_sort(observed); i < n; i++) {
		const struct rollup_row *r = rollup_at(observed, i);
		if (strcmp(r->keys[0], flow) == 0 &&
		    strcmp(r->keys[2], category) == 0)
			return true;
	}
	return false;
}

static void
add_unseen(struct report_doc *d, const struct report_input *in, yajl_val flow,
	   yajl_val scope)
{
	const char *id = answer_text(flow, "id");
	yajl_val c;
	for (size_t i = 0; (c = answer_item(scope, "categories", i)) != NULL;
	     i++)
		if (!was_seen(in, id, text_of(c)))
			drift_row(d, id, answer_text(scope, "id"), text_of(c),
				  "not-seen", NULL);
}

void
report_add_annex(struct report_doc *d, const struct report_input *in)
{
	yajl_val f;
	if (report_lacks_daemon(d, in))
		return;
	doc_note(d,
		 WORDS("Rows for Annex I of the contract and for the impact "
		       "assessment, from the register and from traffic. Not "
		       "known to the gateway and to be completed by hand: "
		       "the recipient's address, business and responsible "
		       "person, place of storage, retention period, onward "
		       "transfer.",
		       "用于合同附录一和影响评估，来自登记和实际流量。网关无法"
		       "得知、须人工补充的内容：接收方地址、主营业务和负责人，"
		       "保存地点、保存期限，再转移情况。"));
	add_annex_rows(d, in);
	if (report_lacks_audit(d, in))
		return;
	doc_table(d, "drift",
		  WORDS("Kinds of data: declared and seen (drift)",
			"数据种类：申报与实际对照"),
		  drift_columns, N(drift_columns));
	for (size_t i = 0;
	     (f = answer_item(in->about.tree, "flows", i)) != NULL; i++) {
		yajl_val scope = report_find(in->about.tree, "scopes",
					     answer_text(f, "pathway"));
		if (scope == NULL)
			continue;
		add_seen(d, in, f, scope);
		add_unseen(d, in, f, scope);
	}
}
