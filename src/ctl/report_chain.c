/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The proof of the audit's chain with what the decisions were made by, the
 * list of the ten reports, and what their parts share.
 */
#include "ctl/report.h"

#include <stdlib.h>

#define N(columns) (sizeof(columns) / sizeof(*(columns)))

const struct report_kind report_kinds[REPORT_KINDS] = {
	{"ledger", TOLD("Transfer ledger", "出境台账"), report_add_ledger},
	{"pathways", TOLD("Pathway register", "合规路径登记册"),
	 report_add_pathways},
	{"extension",
	 TOLD("Security assessments: extension pack", "安全评估延期材料"),
	 report_add_extension},
	{"annex",
	 TOLD("Standard contracts and PIPIA: annex pack",
	      "标准合同附录与影响评估材料"),
	 report_add_annex},
	{"blocked", TOLD("Blocked and overridden", "阻断与放行清单"),
	 report_add_blocked},
	{"coverage",
	 TOLD("Unknown and unreadable: coverage", "未知与未检查：覆盖说明"),
	 report_add_coverage},
	{"exemptions", TOLD("Exemptions and their grounds", "豁免及其依据"),
	 report_add_exemptions},
	{"incidents", TOLD("Incident export", "安全事件影响范围"),
	 report_add_incidents},
	{"close", TOLD("Year's close", "年度结账"), report_add_close},
	{"chain", TOLD("Audit chain and versions", "审计链验证与版本"),
	 report_add_chain},
};

static const struct column fact_columns[] = {
	{"fact", TOLD("Fact", "项目"), COLUMN_WORD},
	{"value", TOLD("Value", "内容"), COLUMN_WORD},
};

static const struct column policy_columns[] = {
	{"policy", TOLD("Policy (generation, digest)", "策略（代次、摘要）"),
	 COLUMN_TEXT},
	{"records", TOLD("Records", "记录数"), COLUMN_NUMBER},
	{"first", TOLD("First (UTC)", "首次（UTC）"), COLUMN_TIME},
	{"last", TOLD("Last (UTC)", "末次（UTC）"), COLUMN_TIME},
};

static const struct column switch_columns[] = {
	{"question", TOLD("Question", "问题"), COLUMN_TEXT},
	{"value", TOLD("Reading in force", "采用的解释"), COLUMN_TEXT},
	{"article", TOLD("Article", "依据条款"), COLUMN_TEXT},
	{"text_en", TOLD("In words (English)", "说明（英文）"), COLUMN_TEXT},
	{"text_zh", TOLD("In words (Chinese)", "说明（中文）"), COLUMN_TEXT},
};

static const struct column agreement_columns[] = {
	{"agreement", TOLD("Agreement", "安排"), COLUMN_TEXT},
	{"title_zh", TOLD("Title (Chinese)", "名称（中文）"), COLUMN_TEXT},
	{"type", TOLD("Type", "类型"), COLUMN_TEXT},
	{"date", TOLD("Date", "日期"), COLUMN_TEXT},
	{"legal_effect", TOLD("Legal effect", "法律效力"), COLUMN_TEXT},
};

bool
report_has(yajl_val v, const char *key)
{
	const char *path[] = {key, NULL};
	return v != NULL && yajl_tree_get(v, path, yajl_t_any) != NULL;
}

yajl_val
report_find(yajl_val v, const char *list, const char *id)
{
	yajl_val item;
	for (size_t i = 0; (item = answer_item(v, list, i)) != NULL; i++)
		if (strcmp(answer_text(item, "id"), id) == 0)
			return item;
	return NULL;
}

void
doc_member(struct report_doc *d, yajl_val v, const char *key)
{
	doc_text(d, v != NULL ? answer_text(v, key) : "");
}

void
doc_list(struct report_doc *d, yajl_val v, const char *key)
{
	struct buf text;
	yajl_val item;
	buf_init(&text, 1 << 20);
	for (size_t i = 0; v != NULL && (item = answer_item(v, key, i)) != NULL;
	     i++)
		if (YAJL_IS_STRING(item) &&
		    buf_printf(&text, "%s%s", i > 0 ? "; " : "",
			       YAJL_GET_STRING(item)) < 0)
			break;
	must(buf_byte(&text, 0) == 0);
	doc_text(d, (const char *)text.p);
	buf_fini(&text);
}

void
doc_count(struct report_doc *d, yajl_val v, const char *key)
{
	if (report_has(v, key))
		doc_number(d, (double)answer_number(v, key));
	else
		doc_none(d);
}

bool
report_lacks_daemon(struct report_doc *d, const struct report_input *in)
{
	if (!in->online)
		doc_note(d, WORDS("Not in this report: the daemon was not "
				  "asked, and only it knows the register.",
				  "本报告无此部分：未连接守护进程，无法取得登记"
				  "信息。"));
	return !in->online;
}

bool
report_lacks_audit(struct report_doc *d, const struct report_input *in)
{
	if (!in->audit)
		doc_note(d, WORDS("Not in this report: no audit files were "
				  "named or known.",
				  "本报告无此部分：未指定审计文件。"));
	return !in->audit;
}

static void
fact(struct report_doc *d, const char *name, const char *value)
{
	doc_text(d, name);
	doc_text(d, value);
}

static void
fact_number(struct report_doc *d, const char *name, uint64_t value)
{
	char text[32];
	snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
	fact(d, name, text);
}

static void
add_proof(struct report_doc *d, const struct audit_facts *f)
{
	const struct audit_verified *v = &f->verified;
	doc_table(d, "proof", WORDS("Proof of the audit chain", "审计链验证"),
		  fact_columns, N(fact_columns));
	fact(d, "result", f->rc == 0 ? "whole" : "chain-broken");
	if (f->rc < 0)
		fact(d, "problem", f->why.text);
	fact_number(d, "files", v->files);
	fact_number(d, "records", v->records);
	fact_number(d, "first-record", v->first_seq);
	fact_number(d, "last-record", v->last_seq);
	fact(d, "last-hash", v->last_hash);
	fact_number(d, "checkpoints", v->checkpoints);
	fact(d, "signatures", f->signatures ? "checked" : "not-checked");
}

static void
add_versions(struct report_doc *d, const struct report_input *in)
{
	yajl_val about = in->about.tree;
	yajl_val regime = answer_object(about, "regime");
	doc_table(d, "versions", WORDS("Versions in force", "现行版本"),
		  fact_columns, N(fact_columns));
	fact(d, "regime", answer_text(regime, "id"));
	fact(d, "regime-version", answer_text(regime, "version"));
	fact(d, "as-of", answer_text(regime, "as_of"));
	fact(d, "time-zone", answer_text(regime, "time_zone"));
	doc_text(d, "sources");
	doc_list(d, regime, "sources");
	fact(d, "policy", answer_text(about, "policy"));
	fact(d, "configuration", answer_text(about, "configuration"));
	fact(d, "mode", answer_text(about, "mode"));
	fact(d, "kouan", answer_text(about, "version"));
	fact(d, "disclaimer", answer_text(regime, "disclaimer"));
}

static void
add_policies(struct report_doc *d, struct rollup *policies)
{
	doc_table(d, "policies",
		  WORDS("Policies that decided in this window",
			"本统计期内使用过的策略"),
		  policy_columns, N(policy_columns));
	for (size_t i = 0, n = rollup_sort(policies); i < n; i++) {
		const struct rollup_row *r = rollup_at(policies, i);
		if (!doc_row(d))
			continue;
		doc_text(d, r->keys[0]);
		doc_number(d, (double)r->sums[SUM_REQUESTS]);
		doc_text(d, r->first);
		doc_text(d, r->last);
	}
}

static void
add_readings(struct report_doc *d, yajl_val regime)
{
	yajl_val v;
	if (answer_item(regime, "interpretations", 0) == NULL)
		return;
	doc_table(d, "interpretations",
		  WORDS("How the law is read where it leaves room",
			"法律未明确之处采用的解释"),
		  switch_columns, N(switch_columns));
	for (size_t i = 0;
	     (v = answer_item(regime, "interpretations", i)) != NULL; i++) {
		doc_member(d, v, "id");
		for (size_t k = 1; k < N(switch_columns); k++)
			doc_member(d, v, switch_columns[k].key);
	}
}

static void
add_agreements(struct report_doc *d, yajl_val regime)
{
	yajl_val v;
	if (answer_item(regime, "agreements", 0) == NULL)
		return;
	doc_table(d, "agreements",
		  WORDS("Agreements between states: shown, never a ground to "
			"let anything through",
			"政府间安排：仅供参考，不作为放行依据"),
		  agreement_columns, N(agreement_columns));
	for (size_t i = 0; (v = answer_item(regime, "agreements", i)) != NULL;
	     i++) {
		doc_member(d, v, "title_en");
		for (size_t k = 1; k < N(agreement_columns); k++)
			doc_member(d, v, agreement_columns[k].key);
	}
}

void
report_add_chain(struct report_doc *d, const struct report_input *in)
{
	yajl_val regime = answer_object(in->about.tree, "regime");
	if (in->audit)
		add_proof(d, &in->facts);
	else
		(void)report_lacks_audit(d, in);
	if (in->online) {
		add_versions(d, in);
		add_readings(d, regime);
		add_agreements(d, regime);
	}
	if (in->audit)
		add_policies(d, in->facts.policies);
}
