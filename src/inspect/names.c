/* SPDX-License-Identifier: Apache-2.0 */
/* See the header. */
#include "inspect/names.h"

static const char *const generic[] = {
	"value",      "val",	"v",	      "text",	     "content",
	"data",	      "no",	"number",     "num",	     "item",
	"#text",      "answer", "fieldValue", "field_value", "attrValue",
	"attr_value", "值",	"内容",	      "属性值",	     "字段值"};

/* Their values name what stands beside them. */
static const char *const naming[] = {"key",
				     "k",
				     "name",
				     "field",
				     "fieldName",
				     "field_name",
				     "label",
				     "attribute",
				     "attr",
				     "attrName",
				     "attr_name",
				     "property",
				     "title",
				     "code",
				     "question",
				     "type",
				     "idType",
				     "id_type",
				     "certType",
				     "cert_type",
				     "docType",
				     "doc_type",
				     "documentType",
				     "document_type",
				     "identityType",
				     "identity_type",
				     "credentialType",
				     "credential_type",
				     "字段",
				     "字段名",
				     "属性",
				     "属性名",
				     "项目",
				     "证件类型",
				     "证件类别",
				     "证件种类",
				     "zjlx"};

/* Numbers of a kind that is told elsewhere. */
static const char *const typed[] = {
	"idNo",		"id_no",	 "idNumber",	   "id_number",
	"certNo",	"cert_no",	 "certNumber",	   "cert_number",
	"docNo",	"doc_no",	 "docNumber",	   "doc_number",
	"documentNo",	"document_no",	 "documentNumber", "document_number",
	"identityNo",	"identity_no",	 "identityNumber", "identity_number",
	"credentialNo", "credential_no", "证件号",	   "证件号码",
	"证件编号",	"zjhm"};

/* What stands in the names of sections: each person has one of them. */
static const char *const sections[] = {
	"basic",    "contact",	 "identity",   "bank",	     "payment",
	"address",  "vehicle",	 "profile",    "account",    "personal",
	"document", "device",	 "job",	       "employment", "medical",
	"health",   "finance",	 "credential", "passport",   "license",
	"idcard",   "id_card",	 "kyc",	       "login",	     "residence",
	"social",   "insurance", "基本",       "联系方式",   "身份",
	"银行",	    "地址",	 "车辆",       "证件",	     "账户",
	"个人",	    "设备",	 "健康",       "职业",	     "社交"};

static bool
is_one_of(struct span name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (span_eq_nocase(name, span_str(list[i])))
			return true;
	return false;
}

/* Two people may each have one: "emergencyContact" and "contact2" are no
 * sections. */
static bool
is_section(struct span name)
{
	static const char *const others[] = {"emergency", "紧急", "spouse",
					     "配偶"};
	uint8_t low[32];
	if (name.n > sizeof(low))
		return false;
	for (size_t i = 0; i < name.n; i++) {
		low[i] = (uint8_t)ascii_lower((char)name.p[i]);
		if (low[i] >= '0' && low[i] <= '9')
			return false;
	}
	struct span s = span_of(low, name.n);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (span_find(s, span_str(others[i])) >= 0)
			return false;
	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++)
		if (span_find(s, span_str(sections[i])) >= 0)
			return true;
	return false;
}

unsigned
names_kind(struct span name)
{
	unsigned section = is_section(name) ? NAME_SECTION : 0;
	if (is_one_of(name, generic, sizeof(generic) / sizeof(*generic)))
		return section | NAME_GENERIC;
	if (is_one_of(name, naming, sizeof(naming) / sizeof(*naming)))
		return section | NAME_NAMES;
	if (is_one_of(name, typed, sizeof(typed) / sizeof(*typed)))
		return section | NAME_TYPED;
	return section;
}

void
naming_put(struct naming *g, struct span value)
{
	g->n = value.n <= NAMING_MAX ? (uint8_t)value.n : 0;
	memcpy(g->text, value.p, g->n);
}

uint32_t
naming_label(const struct naming *g, struct harvest *h, uint32_t label)
{
	unsigned flags;
	if (g->n == 0)
		return label;
	uint32_t named = harvest_label(h, span_of(g->text, g->n), &flags);
	return harvest_label_says(h, named) ? named : label;
}
