/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each record is read as JSON and added to the sums it belongs to; memory
 * grows with what is told apart, not with the number of records. Client
 * addresses are left where they are: a report names sources by their id.
 */
#include "ctl/report_audit.h"

#include "audit/record.h"
#include "ctl/ctl.h"

#include <stdlib.h>

#define ITEMS_MAX 2000

void
audit_facts_init(struct audit_facts *f)
{
	*f = (struct audit_facts){.reasons = rollup_new(),
				  .observed = rollup_new(),
				  .unlisted = rollup_new(),
				  .exempted = rollup_new(),
				  .incidents = rollup_new(),
				  .policies = rollup_new(),
				  .mismatches = rollup_new()};
}

static void
item_fini(struct audit_item *i)
{
	char *texts[] = {i->verdict, i->mode,  i->reason,    i->article,
			 i->source,  i->flow,  i->recipient, i->host,
			 i->country, i->actor, i->text};
	for (size_t k = 0; k < sizeof(texts) / sizeof(*texts); k++)
		free(texts[k]);
}

static void
items_fini(struct items *items)
{
	for (size_t i = 0; i < items->n; i++)
		item_fini(&items->v[i]);
	free(items->v);
}

void
audit_facts_fini(struct audit_facts *f)
{
	rollup_free(&f->reasons);
	rollup_free(&f->observed);
	rollup_free(&f->unlisted);
	rollup_free(&f->exempted);
	rollup_free(&f->incidents);
	rollup_free(&f->policies);
	rollup_free(&f->mismatches);
	items_fini(&f->refused);
	items_fini(&f->acts);
	free(f->balances);
}

static char *
keep(yajl_val v, const char *key)
{
	char *copy = strdup(answer_text(v, key));
	must(copy != NULL);
	return copy;
}

/* The newest are kept, in a ring that begins at seen % ITEMS_MAX. */
static void
add_item(struct items *items, yajl_val v)
{
	struct audit_item *to;
	if (items->v == NULL) {
		items->v = calloc(ITEMS_MAX, sizeof(*items->v));
		must(items->v != NULL);
	}
	to = &items->v[items->seen++ % ITEMS_MAX];
	if (items->n < ITEMS_MAX)
		items->n++;
	else
		item_fini(to);
	*to = (struct audit_item){
		.verdict = keep(v, "verdict"),
		.mode = keep(v, "mode"),
		.reason = keep(v, "reason"),
		.article = keep(v, "article"),
		.source = keep(v, "source"),
		.flow = keep(v, "flow"),
		.recipient = keep(v, "recipient"),
		.host = keep(v, "host"),
		.country = keep(v, "country"),
		.actor = keep(v, "actor"),
		.text = keep(v, "detail"),
		.persons = answer_number(v, "persons"),
		.would_block = answer_number(v, "would_block"),
	};
	if (to->reason[0] == 0) {
		free(to->reason);
		to->reason = keep(v, "message");
	}
	snprintf(to->time, sizeof(to->time), "%s", answer_text(v, "time"));
	snprintf(to->event, sizeof(to->event), "%s", answer_text(v, "event"));
}

/* The day of a record's time, in the regime's time zone; its text. */
static void
day_text(const struct audit_facts *f, const char *time, char buf[16])
{
	struct civil c;
	int h = 0, m = 0;
	buf[0] = 0;
	if (strlen(time) < 19 || civil_parse(span_of(time, 10), &c) < 0 ||
	    sscanf(time + 10, "T%2d:%2d", &h, &m) != 2)
		return;
	int64_t s =
		civil_to_days(c) * 86400 + h * 3600 + m * 60 + f->utc_offset_s;
	c = civil_from_days(s / 86400);
	snprintf(buf, 16, "%04d-%02d-%02d", c.year % 10000, c.month % 100,
		 c.day % 100);
}

/* "cn-mobile=1 email=2" by name. */
static void
add_counts(struct rollup *to, const char *list, const char *keys[ROLLUP_KEYS],
	   int place, const int64_t sums[ROLLUP_SUMS], const char *time)
{
	char name[128];
	struct span rest = span_str(list);
	while (rest.n > 0) {
		struct span one = span_split(&rest, ' ');
		ssize_t equals = span_chr(one, '=');
		uint64_t count = 0;
		int64_t row[ROLLUP_SUMS];
		if (one.n == 0)
			continue;
		memcpy(row, sums, sizeof(row));
		if (equals >= 0)
			(void)span_u64(span_from(one, (size_t)equals + 1),
				       &count);
		row[SUM_CUT] = (int64_t)count;
		if (equals >= 0)
			one = span_cut(one, 0, (size_t)equals);
		keys[place] = span_copy(one, name, sizeof(name));
		rollup_add(to, keys, row, time);
	}
	keys[place] = NULL;
}

/* Reasons that let something through without counting it. */
static bool
is_exemption(const char *reason)
{
	return (strstr(reason, "_EX_") != NULL || strstr(reason, "EXEMPT")) &&
	       strstr(reason, "VOLUME") == NULL &&
	       strstr(reason, "NO_PI") == NULL;
}

static bool
is_mismatch(const char *reason)
{
	return strncmp(reason, "SCOPE_", 6) == 0 ||
	       strncmp(reason, "CAP_", 4) == 0 ||
	       (strncmp(reason, "PATHWAY_", 8) == 0 &&
		strcmp(reason, "PATHWAY_EXPIRING") != 0);
}

/* The first of a record's reasons that is one; false: none is. */
static bool
find_reason(yajl_val v, bool (*is_one)(const char *reason), char reason[64])
{
	struct span rest = span_str(answer_text(v, "reasons"));
	span_copy(span_str(answer_text(v, "reason")), reason, 64);
	while (!is_one(reason) && rest.n > 0)
		span_copy(span_trim(span_split(&rest, ','), " "), reason, 64);
	return is_one(reason);
}

static void
take_left(struct audit_facts *f, yajl_val v, const char *time,
	  const int64_t sums[ROLLUP_SUMS])
{
	const char *flow = answer_text(v, "flow");
	const char *recipient = answer_text(v, "recipient");
	const char *keys[ROLLUP_KEYS] = {flow, recipient, NULL};
	char day[16], reason[64];
	add_counts(f->observed, answer_text(v, "categories"), keys, 2, sums,
		   time);
	if (sums[SUM_PERSONS] == 0)
		return;
	day_text(f, time, day);
	const char *incident[ROLLUP_KEYS] = {
		flow, recipient[0] != 0 ? recipient : answer_text(v, "host"),
		answer_text(v, "country"), day};
	rollup_add(f->incidents, incident, sums, time);
	const char *exempt[ROLLUP_KEYS] = {flow, reason};
	if (find_reason(v, is_exemption, reason))
		rollup_add(f->exempted, exempt, sums, time);
}

static void
take_decision(struct audit_facts *f, yajl_val v, const char *time)
{
	const char *verdict = answer_text(v, "verdict");
	const int64_t sums[ROLLUP_SUMS] = {
		[SUM_REQUESTS] = 1,
		[SUM_PERSONS] = answer_number(v, "persons"),
		[SUM_NEW] = answer_number(v, "new_persons"),
		[SUM_SENSITIVE] = answer_number(v, "sensitive_persons"),
		[SUM_BYTES] = answer_number(v, "bytes_out")};
	const char *keys[ROLLUP_KEYS] = {verdict, answer_text(v, "reason"),
					 answer_text(v, "article")};
	char mismatch[64];
	const char *scope[ROLLUP_KEYS] = {answer_text(v, "pathway"), mismatch};
	bool blocked = strcmp(verdict, "block") == 0;
	rollup_add(f->reasons, keys, sums, time);
	if (scope[0][0] != 0 && find_reason(v, is_mismatch, mismatch))
		rollup_add(f->mismatches, scope, sums, time);
	if (blocked || answer_number(v, "would_block") > 0)
		add_item(&f->refused, v);
	if (answer_text(v, "recipient")[0] == 0) {
		const char *host[ROLLUP_KEYS] = {answer_text(v, "host"),
						 answer_text(v, "country"),
						 verdict};
		rollup_add(f->unlisted, host, sums, time);
	}
	if (!blocked)
		take_left(f, v, time, sums);
}

static int64_t
word(const char *detail, const char *name)
{
	uint64_t value = 0;
	char key[32];
	int n = snprintf(key, sizeof(key), " %s=", name);
	const char *at = strstr(detail, key);
	if (at == NULL)
		return 0;
	at += n;
	(void)span_u64(span_of(at, strcspn(at, " ")), &value);
	return (int64_t)value;
}

static void
take_balance(struct audit_facts *f, yajl_val v, int64_t seq, const char *time)
{
	const char *detail = answer_text(v, "detail");
	char regime[64], window[64], day[16];
	struct civil c;
	if (sscanf(detail, "regime=%63s window=%63s day=%10s", regime, window,
		   day) != 3 ||
	    strcmp(regime, f->regime) != 0 ||
	    civil_parse(span_str(day), &c) < 0)
		return;
	if (f->n_balances == f->size_balances) {
		f->size_balances =
			f->size_balances > 0 ? 2 * f->size_balances : 64;
		f->balances = reallocarray(f->balances, f->size_balances,
					   sizeof(*f->balances));
		must(f->balances != NULL);
	}
	struct audit_balance *b = &f->balances[f->n_balances++];
	*b = (struct audit_balance){.day = civil_to_days(c),
				    .seq = seq,
				    .closed = word(detail, "closed") > 0,
				    .pi = word(detail, "pi"),
				    .spi = word(detail, "spi"),
				    .exempt = word(detail, "exempt"),
				    .low = word(detail, "low"),
				    .opening_pi = word(detail, "opening-pi"),
				    .opening_spi = word(detail, "opening-spi"),
				    .bytes = word(detail, "bytes"),
				    .requests = word(detail, "requests")};
	memcpy(b->window, window, sizeof(b->window));
	snprintf(b->time, sizeof(b->time), "%s", time);
}

static bool
is_in_window(const struct audit_facts *f, const char *time)
{
	return (f->from[0] == 0 || strncmp(time, f->from, 19) >= 0) &&
	       (f->to[0] == 0 || strncmp(time, f->to, 19) < 0);
}

static int
take_line(void *arg, uint64_t seq, struct span line)
{
	struct audit_facts *f = arg;
	static char text[RECORD_LINE + 1];
	char error[64];
	if (line.n >= sizeof(text))
		return 0;
	yajl_val v = yajl_tree_parse(span_copy(line, text, sizeof(text)), error,
				     sizeof(error));
	if (v == NULL)
		return 0;
	const char *kind = answer_text(v, "kind");
	const char *time = answer_text(v, "time");
	const char *tag[ROLLUP_KEYS] = {answer_text(v, "policy")};
	const int64_t one[ROLLUP_SUMS] = {1};
	/* The year's close is recorded after it. */
	if (strcmp(kind, "daemon") == 0 &&
	    strcmp(answer_text(v, "message"), "balance of the ledger") == 0)
		take_balance(f, v, (int64_t)seq, time);
	if (is_in_window(f, time)) {
		if (tag[0][0] != 0)
			rollup_add(f->policies, tag, one, time);
		if (strcmp(kind, "exchange") == 0 ||
		    strcmp(kind, "interrupted") == 0)
			take_decision(f, v, time);
		else if (strcmp(kind, "control") == 0)
			add_item(&f->acts, v);
	}
	yajl_tree_free(v);
	return 0;
}

void
audit_facts_read(struct audit_facts *f, const char *const *paths, size_t n,
		 const char *public_key_pem)
{
	f->signatures = public_key_pem != NULL;
	f->rc = audit_verify_chain(paths, n, public_key_pem, take_line, f,
				   &f->verified, &f->why);
}
