/* SPDX-License-Identifier: Apache-2.0 */
/* See the header. */
#include "inspect/names.h"

static const struct span generic[] = {
	SPAN("value"),	    SPAN("val"),	 SPAN("v"),
	SPAN("text"),	    SPAN("content"),	 SPAN("data"),
	SPAN("no"),	    SPAN("number"),	 SPAN("num"),
	SPAN("item"),	    SPAN("#text"),	 SPAN("answer"),
	SPAN("fieldValue"), SPAN("field_value"), SPAN("attrValue"),
	SPAN("attr_value"), SPAN("值"),		 SPAN("内容"),
	SPAN("属性值"),	    SPAN("字段值")};

/* Their values name what stands beside them. */
static const struct span naming[] = {SPAN("key"),
				     SPAN("k"),
				     SPAN("name"),
				     SPAN("field"),
				     SPAN("fieldName"),
				     SPAN("field_name"),
				     SPAN("label"),
				     SPAN("attribute"),
				     SPAN("attr"),
				     SPAN("attrName"),
				     SPAN("attr_name"),
				     SPAN("property"),
				     SPAN("title"),
				     SPAN("code"),
				     SPAN("question"),
				     SPAN("type"),
				     SPAN("idType"),
				     SPAN("id_type"),
				     SPAN("certType"),
				     SPAN("cert_type"),
				     SPAN("docType"),
				     SPAN("doc_type"),
				     SPAN("documentType"),
				     SPAN("document_type"),
				     SPAN("identityType"),
				     SPAN("identity_type"),
				     SPAN("credentialType"),
				     SPAN("credential_type"),
				     SPAN("字段"),
				     SPAN("字段名"),
				     SPAN("属性"),
				     SPAN("属性名"),
				     SPAN("项目"),
				     SPAN("证件类型"),
				     SPAN("证件类别"),
				     SPAN("证件种类"),
				     SPAN("zjlx")};

/* Numbers of a kind that is told elsewhere. */
static const struct span typed[] = {
	SPAN("idNo"),		SPAN("id_no"),
	SPAN("idNumber"),	SPAN("id_number"),
	SPAN("certNo"),		SPAN("cert_no"),
	SPAN("certNumber"),	SPAN("cert_number"),
	SPAN("docNo"),		SPAN("doc_no"),
	SPAN("docNumber"),	SPAN("doc_number"),
	SPAN("documentNo"),	SPAN("document_no"),
	SPAN("documentNumber"), SPAN("document_number"),
	SPAN("identityNo"),	SPAN("identity_no"),
	SPAN("identityNumber"), SPAN("identity_number"),
	SPAN("credentialNo"),	SPAN("credential_no"),
	SPAN("证件号"),		SPAN("证件号码"),
	SPAN("证件编号"),	SPAN("zjhm")};

/* What stands in the names of sections: each person has one of them. */
static const struct span sections[] = {
	SPAN("basic"),	   SPAN("contact"),    SPAN("identity"),
	SPAN("bank"),	   SPAN("payment"),    SPAN("address"),
	SPAN("vehicle"),   SPAN("profile"),    SPAN("account"),
	SPAN("personal"),  SPAN("document"),   SPAN("device"),
	SPAN("job"),	   SPAN("employment"), SPAN("medical"),
	SPAN("health"),	   SPAN("finance"),    SPAN("credential"),
	SPAN("passport"),  SPAN("license"),    SPAN("idcard"),
	SPAN("id_card"),   SPAN("kyc"),	       SPAN("login"),
	SPAN("residence"), SPAN("social"),     SPAN("insurance"),
	SPAN("基本"),	   SPAN("联系方式"),   SPAN("身份"),
	SPAN("银行"),	   SPAN("地址"),       SPAN("车辆"),
	SPAN("证件"),	   SPAN("账户"),       SPAN("个人"),
	SPAN("设备"),	   SPAN("健康"),       SPAN("职业"),
	SPAN("社交")};

static bool
is_one_of(struct span name, const struct span *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (name.n == list[i].n && span_eq_nocase(name, list[i]))
			return true;
	return false;
}

/* Whether the bytes of a name may have a word among them: most are told by a
 * few of its own. */
static bool
may_hold(uint64_t has, struct span word)
{
	return (has >> (word.p[0] & 63) & has >> (word.p[1] & 63) &
		has >> (word.p[word.n - 1] & 63) & 1) != 0;
}

/* Two people may each have one: "emergencyContact" and "contact2" are no
 * sections. */
static bool
is_section(struct span name)
{
	static const struct span others[] = {SPAN("emergency"), SPAN("紧急"),
					     SPAN("spouse"), SPAN("配偶")};
	uint8_t low[32];
	uint64_t has = 0; /* which bytes, by six of their bits */
	if (name.n > sizeof(low))
		return false;
	for (size_t i = 0; i < name.n; i++) {
		low[i] = (uint8_t)ascii_lower((char)name.p[i]);
		if (low[i] >= '0' && low[i] <= '9')
			return false;
		has |= UINT64_C(1) << (low[i] & 63);
	}
	struct span s = span_of(low, name.n);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (may_hold(has, others[i]) && span_find(s, others[i]) >= 0)
			return false;
	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++)
		if (may_hold(has, sections[i]) &&
		    span_find(s, sections[i]) >= 0)
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
