/* SPDX-License-Identifier: Apache-2.0 */
/* What field names mean, however they are written. */
#include "inspect/engine.h"
#include "lib/suite.h"

static const char *const words[] = {"phone number", "id no", "手机", NULL};
static const char *const names[] = {"name", "*diagnosis*", "姓名", NULL};
static const char *const forbidden[] = {"serial", NULL};
static struct rules *rules;
static struct labels *labels;

static void
setup(void)
{
	struct detector_def defs[2] = {{.id = "context",
					.kind = KIND_CONTACT,
					.tier = 2,
					.pattern = "[0-9]{5}",
					.context = words,
					.anti = forbidden,
					.threshold = CONFIDENCE_MEDIUM},
				       {.id = "label",
					.kind = KIND_ATTRIBUTE,
					.tier = 3,
					.labels = names,
					.threshold = CONFIDENCE_MEDIUM}};
	struct why why = {""};
	ck_assert_msg(rules_compile(defs, 2, &rules, &why) == 0, "%s",
		      why.text);
	ck_assert_int_eq(labels_new(rules, &labels), 0);
}

static void
teardown(void)
{
	labels_free(&labels);
	rules_unref(&rules);
}

static const struct label *
meaning(const char *name)
{
	return labels_meaning(labels, labels_intern(labels, span_str(name)));
}

static const struct {
	const char *name;
	bool context, decides, anti;
} rows[] = {
	{"phoneNumber", true, false, false},
	{"phone_number", true, false, false},
	{"PHONE-NUMBER", true, false, false},
	{"PhoneNumber2", true, false, false},
	{"phonenumber", true, false, false},
	{"phone numbers", true, false, false},
	{"userPhoneNumber", true, false, false},
	{"手机号", true, false, false},
	{"客户手机phone", true, false, false},
	{"IDNo", true, false, false},
	{"idNo", true, false, false},
	{"id_no", true, false, false},
	{"valid_note", false, false, false},
	{"telephonenumbering", false, false, false},
	{"phone", false, false, false},
	{"number", false, false, false},
	{"name", false, true, false},
	{"Name", false, true, false},
	{"file_name", false, false, false},
	{"names", false, false, false},
	{"diagnosis_code", false, true, false},
	{"mainDiagnosis", false, true, false},
	{"diagnosisless", false, false, false},
	{"客户姓名", false, true, false},
	{"名称", false, false, false},
	{"serialNo", false, false, true},
	{"aerial", false, false, false},
	{"", false, false, false},
	{"\xff\xfe", false, false, false},
};

START_TEST(a_name_means_what_its_words_say)
{
	const struct label *l = meaning(rows[_i].name);
	ck_assert_msg(detector_has(&l->context, 0) == rows[_i].context,
		      "context of %s", rows[_i].name);
	ck_assert_msg(detector_has(&l->decides, 1) == rows[_i].decides,
		      "decision of %s", rows[_i].name);
	ck_assert_msg(detector_has(&l->anti, 0) == rows[_i].anti, "anti of %s",
		      rows[_i].name);
	ck_assert(l->any == rows[_i].decides);
}
END_TEST

START_TEST(a_name_keeps_its_number)
{
	uint32_t a = labels_intern(labels, SPAN("phone_number"));
	uint32_t b = labels_intern(labels, SPAN("other"));
	ck_assert_uint_ne(a, LABEL_NONE);
	ck_assert_uint_ne(a, b);
	ck_assert_uint_eq(labels_intern(labels, SPAN("phone_number")), a);
	ck_assert_uint_eq(labels_intern(labels, SPAN("")), LABEL_NONE);
}
END_TEST

START_TEST(names_past_the_limit_are_found_more_never_less)
{
	char name[32];
	uint32_t number = 0;
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "column%c%c%c", 'a' + i % 26,
			 'a' + i / 26 % 26, 'a' + i / 676 % 26);
		number = labels_intern(labels, span_str(name));
	}
	const struct label *l = labels_meaning(labels, number);
	ck_assert(!detector_has(&l->context, 0));
	uint32_t late = labels_intern(labels, SPAN("phone number"));
	ck_assert_uint_eq(late, number);
	l = labels_meaning(labels, late);
	ck_assert(detector_has(&l->context, 0));
	/* A later name without meaning takes nothing away. */
	late = labels_intern(labels, SPAN("serial number"));
	l = labels_meaning(labels, late);
	ck_assert(detector_has(&l->context, 0));
	ck_assert(!detector_has(&l->anti, 0));
}
END_TEST

int
main(void)
{
	SUITE("labels");
	tcase_add_checked_fixture(case_, setup, teardown);
	CASE_ROWS(a_name_means_what_its_words_say, N_ROWS(rows));
	CASE(a_name_keeps_its_number);
	CASE(names_past_the_limit_are_found_more_never_less);
	return SUITE_RUN();
}
