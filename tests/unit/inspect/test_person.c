/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From findings to persons: how many a record shows, what they are known by,
 * who is none, and how many an exchange shows in all.
 */
#include "base/clock.h"
#include "inspect/crowd.h"
#include "inspect/person.h"
#include "lib/inspect_feed.h"
#include "lib/suite.h"

static struct people *people;

static void
open_people(void)
{
	ck_assert_int_eq(people_new(inspect_test_env(), &people), 0);
}

static struct trait
trait(const char *category, enum finding_kind kind, const char *value)
{
	const struct rules *r = scanner_rules(inspect_test_env()->scanner);
	int c = rules_category(r, category);
	ck_assert_int_ge(c, 0);
	struct trait t = {.category = (uint16_t)c,
			  .kind = (uint8_t)kind,
			  .confidence = CONFIDENCE_MEDIUM,
			  .value = span_str(value)};
	if (kind <= KIND_DEVICE)
		t.digest = people_digest(people, (unsigned)c, t.value, true);
	return t;
}

static void
record(struct trait *traits, size_t n, uint64_t hash)
{
	ck_assert_int_eq(people_record(people, traits, n, hash), 0);
}

static size_t
take(const struct person **ret)
{
	size_t n;
	people_take(people, ret, &n);
	return n;
}

START_TEST(one_of_each_kind_is_one_person)
{
	const struct person *p;
	open_people();
	struct trait t[] = {trait("cn-resident-id", KIND_IDENTITY, "1"),
			    trait("cn-mobile", KIND_CONTACT, "2"),
			    trait("cn-name", KIND_WEAK, "x"),
			    trait("spi-health", KIND_ATTRIBUTE, "")};
	record(t, 4, 1);
	record(t, 4, 1); /* the same again */
	ck_assert_uint_eq(take(&p), 1);
	ck_assert_uint_eq(p[0].n_ids, 2);
	ck_assert(category_has(&p[0].categories, t[3].category));
	ck_assert(!p[0].low);
	ck_assert_uint_eq(take(&p), 0);
	people_free(&people);
}
END_TEST

START_TEST(two_of_a_kind_are_two_and_the_rest_is_the_first_ones)
{
	const struct person *p;
	open_people();
	struct trait t[] = {trait("cn-mobile", KIND_CONTACT, "1"),
			    trait("cn-mobile", KIND_CONTACT, "2"),
			    trait("email", KIND_CONTACT, "a@b.cn"),
			    trait("cn-mobile", KIND_CONTACT, "2")};
	record(t, 4, 1);
	ck_assert_uint_eq(take(&p), 2);
	ck_assert_uint_eq(p[0].n_ids, 2);
	ck_assert_uint_eq(p[1].n_ids, 1);
	ck_assert(memcmp(&p[1].ids[0].digest, &t[1].digest, DIGEST_SIZE) == 0);
	people_free(&people);
}
END_TEST

START_TEST(weak_values_alone_are_one_low_person_in_any_order)
{
	const struct person *p;
	open_people();
	struct trait a[] = {trait("cn-name", KIND_WEAK, "x"),
			    trait("cn-name", KIND_WEAK, "y")};
	struct trait b[] = {a[1], a[0], a[1]};
	struct trait c[] = {a[0]};
	record(a, 2, 1);
	record(b, 3, 2);
	ck_assert_uint_eq(take(&p), 1);
	ck_assert(p[0].low);
	ck_assert_int_eq(p[0].ids[0].kind, KIND_WEAK);
	record(c, 1, 1);
	ck_assert_uint_eq(take(&p), 1);
	struct inspect_totals totals = {0};
	people_totals(people, &totals);
	ck_assert_uint_eq(totals.persons, 2);
	ck_assert_uint_eq(totals.low_persons, 2);
	people_free(&people);
}
END_TEST

/* Patients without a name: as many as there are different records. */
START_TEST(attributes_alone_are_a_low_person_for_each_record)
{
	const struct person *p;
	open_people();
	struct trait t[] = {trait("spi-health", KIND_ATTRIBUTE, "")};
	record(t, 1, 1);
	record(t, 1, 2);
	record(t, 1, 2);
	ck_assert_uint_eq(take(&p), 2);
	ck_assert(p[0].low && p[1].low);
	people_free(&people);
}
END_TEST

START_TEST(what_an_earlier_part_said_makes_nobody_alone)
{
	const struct person *p;
	open_people();
	struct trait t[] = {trait("cn-resident-id", KIND_IDENTITY, "1"),
			    trait("cn-mobile", KIND_CONTACT, "2")};
	t[0].prior = true;
	record(t, 1, 1);
	ck_assert_uint_eq(take(&p), 0);
	record(t, 2, 1);
	ck_assert_uint_eq(take(&p), 1);
	ck_assert_uint_eq(p[0].n_ids, 2);
	people_free(&people);
}
END_TEST

START_TEST(a_child_is_under_fourteen_on_the_day)
{
	struct inspect_env env = *inspect_test_env();
	const struct rules *r = scanner_rules(env.scanner);
	env.now_days = civil_to_days((struct civil){2026, 11, 23});
	ck_assert_int_eq(people_new(&env, &people), 0);
	unsigned id = (unsigned)rules_category(r, "cn-resident-id");
	unsigned mobile = (unsigned)rules_category(r, "cn-mobile");
	ck_assert(people_is_minor(people, id, SPAN("110101201211240011")));
	ck_assert(!people_is_minor(people, id, SPAN("110101201211230011")));
	ck_assert(!people_is_minor(people, id, SPAN("110101202611240011")));
	ck_assert(!people_is_minor(people, id, SPAN("110101201213010011")));
	ck_assert(!people_is_minor(people, mobile, SPAN("110101201211240011")));
	people_free(&people);
}
END_TEST

static const struct inspect_row rows[] = {
	{"", "", INSPECT_BODY("git@github.com"), "persons 0 ", NULL},
	{"", "", INSPECT_BODY("NoReply@example.com"), "persons 0 ", NULL},
	{"", "", INSPECT_BODY("li@excluded.example"), "persons 0 ", NULL},
	{"", "", INSPECT_BODY("li@not.excluded.example"), "persons 1 ", NULL},
	{"", "", INSPECT_BODY("legit@github.com"), "persons 1 ", NULL},
	{"", "", INSPECT_BODY("git@github.com li@example.com"), "persons 1 ",
	 NULL},
};

START_TEST(addresses_of_nobody_are_shown_not_counted)
{
	ck_assert_int_eq(inspect_check(&rows[_i]), 0);
	struct inspect_case c = {"", "", "", NULL};
	struct buf out;
	ck_assert(strncmp(inspect_whole(&c, rows[_i].body, &out), "email", 5) ==
		  0);
	buf_fini(&out);
}
END_TEST

/* A person of identifiers given as category and value, in pairs. */
static void
meet_marked(struct crowd *c, const char *pairs, bool marked)
{
	struct identifier ids[8] = {0};
	struct person p = {.ids = ids};
	for (; pairs[0] != 0; pairs += 2) {
		struct identifier *id = &ids[p.n_ids++];
		id->category = (uint16_t)pairs[0];
		id->kind = pairs[0] == 'I' ? KIND_IDENTITY : KIND_CONTACT;
		memcpy(id->digest.bytes, pairs, 2);
	}
	crowd_add(c, &p, marked);
}

static void
meet(struct crowd *c, const char *pairs)
{
	meet_marked(c, pairs, false);
}

static const struct {
	const char *records[6];
	unsigned persons;
} crowds[] = {
	{{"I1P1", "P1", "I1"}, 1},
	{{"P1", "E1", "P1E1"}, 1}, /* met apart, then together */
	{{"I1", "I2", "I3"}, 3},
	{{"I1P1", "I2P1", "I3P1", "P1"}, 3},   /* a shared telephone */
	{{"I1P1", "P1E1", "E1P2", "P2P3"}, 2}, /* never three of a kind */
	{{"I1", "P1", "I2", "I1P1", "I2P1"}, 2},
	{{"I1P1", "I2P2", "P1E1", "P2E1"}, 2},
};

START_TEST(a_crowd_is_counted_by_the_linking_rules)
{
	struct crowd *c = crowd_new();
	for (size_t i = 0; i < 6 && crowds[_i].records[i] != NULL; i++)
		meet(c, crowds[_i].records[i]);
	ck_assert_uint_eq(crowd_count(c), crowds[_i].persons);
	crowd_free(&c);
}
END_TEST

/* The same person's sensitive record counts once, whatever was shown before
 * and however often, and two who turn out to be one are one. */
START_TEST(the_marked_of_a_crowd_are_distinct)
{
	struct crowd *c = crowd_new();
	static const struct {
		const char *pairs;
		bool marked;
		unsigned count, marked_count;
	} shown[] = {
		{"I1P1", false, 1, 0}, {"P1", true, 1, 1},
		{"I1", true, 1, 1},    {"E1", true, 2, 2},
		{"I1E1", false, 1, 1}, {"I2P1", true, 2, 2},
		{"I3P1", false, 3, 2}, {"P1", true, 3, 2},
	};
	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
		meet_marked(c, shown[i].pairs, shown[i].marked);
		ck_assert_uint_eq(crowd_count(c), shown[i].count);
		ck_assert_uint_eq(crowd_marked(c), shown[i].marked_count);
	}
	crowd_free(&c);
}
END_TEST

START_TEST(a_crowd_beyond_memory_is_counted_one_by_one)
{
	enum { MANY = 300000 };
	struct crowd *c = crowd_new();
	for (uint32_t i = 0; i < MANY; i++) {
		struct identifier id = {.category = 1, .kind = KIND_CONTACT};
		struct person p = {.ids = &id, .n_ids = 1};
		uint64_t spread = (i + 1) * UINT64_C(0x9e3779b97f4a7c15);
		memcpy(id.digest.bytes, &spread, sizeof(spread));
		crowd_add(c, &p, false);
	}
	ck_assert_uint_eq(crowd_count(c), MANY);
	crowd_free(&c);
}
END_TEST

int
main(void)
{
	SUITE("person");
	CASE(one_of_each_kind_is_one_person);
	CASE(two_of_a_kind_are_two_and_the_rest_is_the_first_ones);
	CASE(weak_values_alone_are_one_low_person_in_any_order);
	CASE(attributes_alone_are_a_low_person_for_each_record);
	CASE(what_an_earlier_part_said_makes_nobody_alone);
	CASE(a_child_is_under_fourteen_on_the_day);
	CASE_ROWS(addresses_of_nobody_are_shown_not_counted, N_ROWS(rows));
	CASE_ROWS(a_crowd_is_counted_by_the_linking_rules, N_ROWS(crowds));
	CASE(the_marked_of_a_crowd_are_distinct);
	CASE(a_crowd_beyond_memory_is_counted_one_by_one);
	return SUITE_RUN();
}
