/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cells of the ledger by name, remembered per thread: the same flows come
 * again and again. The numbers stay valid as long as the ledger is open.
 */
#include "proxy/cells.h"

#include "base/map.h"

#include <errno.h>

#define REMEMBERED 256

/* What the cells of one counter depend on. */
struct place_key {
	const char *regime, *exporter, *country, *recipient, *pathway;
	const char *window;
	int utc_offset; /* of the regime: where days of rolling windows begin */
};

struct remembered {
	char key[256];
	uint32_t cells[CELL_DIMENSIONS];
};
static _Thread_local struct remembered memory[REMEMBERED];

static uint32_t
intern(struct ledger *l, const struct place_key *k, const char *counter,
       enum ledger_dimension dimension, const char *value)
{
	const struct ledger_cell_key key = {
		.regime = k->regime,
		.counter = counter,
		.exporter = k->exporter,
		.window = k->window,
		.dimension = dimension,
		.value = value,
	};
	return strncmp(k->window, "rolling:", 8) == 0
		       ? ledger_rolling_cell(l, &key, k->utc_offset)
		       : ledger_cell(l, &key);
}

static struct remembered *
slot_of(const char *key)
{
	return &memory[hash_bytes(span_str(key)) % REMEMBERED];
}

/* One cell, without those of the other dimensions. */
static uint32_t
one_cell(struct ledger *l, const struct place_key *k, const char *counter,
	 enum ledger_dimension dimension, const char *value)
{
	char key[256];
	int n = snprintf(key, sizeof(key), "1%p|%s|%s|%s|%s|%u|%s", (void *)l,
			 counter, k->regime, k->exporter, k->window,
			 (unsigned)dimension, value);
	if (n < 0 || (size_t)n >= sizeof(key))
		return intern(l, k, counter, dimension, value);
	struct remembered *slot = slot_of(key);
	if (strcmp(slot->key, key) != 0) {
		slot->cells[0] = intern(l, k, counter, dimension, value);
		slot->key[0] = 0;
		if (slot->cells[0] != CELL_NONE)
			memcpy(slot->key, key, sizeof(key));
	}
	return slot->cells[0];
}

static int
counter_cells(struct ledger *l, const struct place_key *k, const char *counter,
	      uint32_t cells[CELL_DIMENSIONS])
{
	char key[256];
	int n = snprintf(key, sizeof(key), "%p|%s|%s|%s|%s|%s|%s|%s", (void *)l,
			 counter, k->regime, k->exporter, k->window, k->country,
			 k->recipient, k->pathway);
	bool fits = n > 0 && (size_t)n < sizeof(key);
	struct remembered *slot = NULL;
	if (fits) {
		slot = slot_of(key);
		if (strcmp(slot->key, key) == 0) {
			memcpy(cells, slot->cells, sizeof(slot->cells));
			return 0;
		}
	}
	cells[CELL_TOTAL] = intern(l, k, counter, LEDGER_TOTAL, "");
	cells[CELL_COUNTRY] =
		intern(l, k, counter, LEDGER_BY_COUNTRY, k->country);
	cells[CELL_RECIPIENT] =
		intern(l, k, counter, LEDGER_BY_RECIPIENT, k->recipient);
	cells[CELL_PATHWAY] =
		k->pathway[0] != 0
			? intern(l, k, counter, LEDGER_BY_PATHWAY, k->pathway)
			: CELL_NONE;
	for (int i = 0; i < CELL_PATHWAY; i++)
		if (cells[i] == UINT32_MAX)
			return -ENOMEM;
	if (slot != NULL) {
		memcpy(slot->key, key, sizeof(key));
		memcpy(slot->cells, cells, sizeof(slot->cells));
	}
	return 0;
}

static struct place_key
place_of(struct exchange *x, size_t i, const char *window)
{
	const struct snapshot *conf = x->session->conf;
	const struct pathway *p =
		flow_pathway(x->flow, regime_id(conf->regimes[i]));
	return (struct place_key){
		.regime = regime_id(conf->regimes[i]),
		.exporter = conf->reg.exporter.id,
		.country = x->country.code[0] != 0 ? x->country.code : "??",
		.recipient =
			x->recipient != NULL ? x->recipient->id : "unlisted",
		.pathway = p != NULL ? p->id : "",
		.window = window,
		.utc_offset = regime_utc_offset(conf->regimes[i]),
	};
}

/* The counters that the regime has beside pi and spi, each in its window and
 * its scope. */
static int
more_counters(struct exchange *x, size_t i, int64_t now_s, struct cells *c)
{
	static const enum ledger_dimension dimensions[] = {
		[SCOPE_OF_EXPORTER] = LEDGER_TOTAL,
		[SCOPE_OF_RECIPIENT] = LEDGER_BY_RECIPIENT,
		[SCOPE_OF_PATHWAY] = LEDGER_BY_PATHWAY};
	struct ledger *l = x->session->worker->gateway->ledger;
	const struct regime *regime = x->session->conf->regimes[i];
	const struct pathway *p = flow_pathway(x->flow, regime_id(regime));
	size_t n;
	const struct counter_def *defs = regime_counters(regime, &n);
	for (size_t k = COUNTER_MAX_; k < REGIME_COUNTERS_MAX; k++)
		c->counters[k] = CELL_NONE;
	for (size_t k = COUNTER_MAX_; k < n; k++) {
		char window[WINDOW_MAX];
		if (regime_counter_window(regime, k, p, now_s, window) == NULL)
			continue;
		struct place_key key = place_of(x, i, window);
		const char *values[] = {[SCOPE_OF_EXPORTER] = "",
					[SCOPE_OF_RECIPIENT] = key.recipient,
					[SCOPE_OF_PATHWAY] = key.pathway};
		c->counters[k] =
			one_cell(l, &key, defs[k].id, dimensions[defs[k].scope],
				 values[defs[k].scope]);
		if (c->counters[k] == CELL_NONE)
			return -ENOMEM;
	}
	return 0;
}

/* pi by the categories that are plain, spi by those that are sensitive. */
static int
category_cells(struct exchange *x, size_t i, int64_t now_s, struct cells *c)
{
	struct ledger *l = x->session->worker->gateway->ledger;
	const struct snapshot *conf = x->session->conf;
	const struct category_set *sensitive =
		regime_sensitive(conf->regimes[i]);
	for (size_t k = 0; k < c->plan->n_categories; k++) {
		char window[WINDOW_MAX];
		unsigned category = c->plan->categories[k].category;
		bool is_sensitive = category_has(sensitive, category);
		c->categories[k] = CELL_NONE;
		if (regime_counter_window(conf->regimes[i],
					  is_sensitive ? COUNTER_SPI
						       : COUNTER_PI,
					  NULL, now_s, window) == NULL)
			continue;
		struct place_key key = place_of(x, i, window);
		c->categories[k] =
			one_cell(l, &key, is_sensitive ? "spi" : "pi",
				 LEDGER_BY_CATEGORY,
				 rules_category_name(conf->rules, category));
		if (c->categories[k] == CELL_NONE)
			return -ENOMEM;
	}
	return 0;
}

/* pi and spi, each in its window; where that is a pathway's and there is none,
 * they are not counted. */
static int
main_counters(struct exchange *x, size_t i, int64_t now_s, struct cells *c)
{
	struct ledger *l = x->session->worker->gateway->ledger;
	const struct regime *regime = x->session->conf->regimes[i];
	const struct pathway *p = flow_pathway(x->flow, regime_id(regime));
	uint32_t *into[COUNTER_MAX_] = {c->pi, c->spi};
	size_t n;
	const struct counter_def *defs = regime_counters(regime, &n);
	for (size_t k = 0; k < COUNTER_MAX_; k++) {
		char window[WINDOW_MAX];
		for (int d = 0; d < CELL_DIMENSIONS; d++)
			into[k][d] = CELL_NONE;
		if (regime_counter_window(regime, k, p, now_s, window) == NULL)
			continue;
		struct place_key key = place_of(x, i, window);
		if (counter_cells(l, &key, defs[k].id, into[k]) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* Only such an exchange can meet domestic persons after it let others out. */
static bool
is_transit_in_windows(const struct exchange *x)
{
	return x->flow != NULL && !x->whole &&
	       x->flow->exemption.article == EXEMPTION_ART4_TRANSIT &&
	       (!x->body_read || x->released > 0);
}

int
cells_find(struct exchange *x, size_t i, int64_t now_s,
	   const struct trait_plan *plan, struct cells *ret_cells)
{
	struct ledger *l = x->session->worker->gateway->ledger;
	const struct regime *regime = x->session->conf->regimes[i];
	const struct pathway *p = flow_pathway(x->flow, regime_id(regime));
	char window[WINDOW_MAX];
	now_s = ledger_now(l, now_s);
	struct cells c = {.plan = plan,
			  .cap = CELL_NONE,
			  .cap_sensitive = CELL_NONE,
			  .released = CELL_NONE};
	struct place_key k =
		place_of(x, i, regime_window(regime, now_s, window));
	if (main_counters(x, i, now_s, &c) < 0 ||
	    more_counters(x, i, now_s, &c) < 0 ||
	    category_cells(x, i, now_s, &c) < 0 ||
	    counter_cells(l, &k, "exempt", c.exempt) < 0 ||
	    counter_cells(l, &k, "home", c.home) < 0 ||
	    counter_cells(l, &k, "low", c.low) < 0)
		return -ENOMEM;
	if (is_transit_in_windows(x)) {
		char event[EVENT_ID_TEXT];
		c.released = intern(l, &k, "released", LEDGER_BY_CATEGORY,
				    event_id_text(x->event, event));
	}
	if (p != NULL) {
		uint32_t cap[CELL_DIMENSIONS];
		char cap_window[WINDOW_MAX];
		k.window = regime_cap_window(regime, p, now_s, cap_window);
		if (counter_cells(l, &k, "cap", cap) < 0)
			return -ENOMEM;
		c.cap = cap[CELL_PATHWAY];
		if (counter_cells(l, &k, "cap-spi", cap) < 0)
			return -ENOMEM;
		c.cap_sensitive = cap[CELL_PATHWAY];
	}
	k.window = "since-first";
	c.first = one_cell(l, &k, "first", LEDGER_TOTAL, "");
	if (c.first == CELL_NONE)
		return -ENOMEM;
	*ret_cells = c;
	return 0;
}

static struct count
project(struct ledger_claim *c, uint32_t cell, uint64_t mask)
{
	struct count count = {0};
	int64_t present;
	if (cell != CELL_NONE)
		ledger_claim_count(c, cell, mask, &count.before, &count.after,
				   &present);
	return count;
}

static void
project_more(struct ledger_claim *c, const struct cells *cells, size_t i,
	     uint64_t bytes, struct facts *facts)
{
	size_t n;
	const struct counter_def *defs = regime_counters(facts->regime, &n);
	for (size_t k = COUNTER_MAX_; k < n; k++) {
		uint64_t mask = cells->plan->counters[i][k];
		struct count *count = &facts->counts[k];
		if (defs[k].unit != UNIT_BYTE ||
		    cells->counters[k] == CELL_NONE) {
			*count = project(c, cells->counters[k], mask);
			continue;
		}
		count->before = ledger_claim_bytes(c, cells->counters[k]);
		count->after = count->before;
		if ((cells->plan->present & mask) != 0)
			count->after += (int64_t)bytes;
	}
}

void
cells_project(struct ledger_claim *c, const struct cells *cells, size_t i,
	      uint64_t bytes, struct facts *facts)
{
	facts->pi_count = project(c, cells->pi[CELL_TOTAL], TRAIT_PLAIN(i));
	facts->spi_count =
		project(c, cells->spi[CELL_TOTAL], TRAIT_SENSITIVE(i));
	facts->cap_persons = project(c, cells->cap, TRAIT_ALL(i));
	facts->cap_sensitive =
		project(c, cells->cap_sensitive, TRAIT_SENSITIVE(i));
	project_more(c, cells, i, bytes, facts);
	facts->first_transfer_s = ledger_claim_first(c, cells->first);
	if (cells->cap != CELL_NONE) {
		facts->cap_bytes.before = ledger_claim_bytes(c, cells->cap);
		facts->cap_bytes.after =
			facts->cap_bytes.before + (int64_t)bytes;
	}
}

static void
charge(struct ledger_claim *c, const uint32_t cells[CELL_DIMENSIONS],
       uint64_t mask)
{
	for (int i = 0; i < CELL_DIMENSIONS; i++)
		if (cells[i] != CELL_NONE)
			ledger_claim_charge(c, cells[i], mask);
}

/* What nobody has is not charged: its bytes are not the counter's. */
static void
charge_more(struct ledger_claim *c, const struct cells *cells, size_t i)
{
	const struct trait_plan *plan = cells->plan;
	for (size_t k = COUNTER_MAX_; k < REGIME_COUNTERS_MAX; k++)
		if (cells->counters[k] != CELL_NONE &&
		    (plan->counters[i][k] & plan->present) != 0)
			ledger_claim_charge(c, cells->counters[k],
					    plan->counters[i][k]);
	for (size_t k = 0; k < plan->n_categories; k++)
		if (cells->categories[k] != CELL_NONE)
			ledger_claim_charge(c, cells->categories[k],
					    plan->categories[k].mask);
}

void
cells_charge(struct ledger_claim *c, const struct cells *cells, size_t i,
	     const struct decision *d)
{
	switch (d->booking) {
	case BOOK_COUNTED:
		charge(c, cells->pi, TRAIT_PLAIN(i));
		charge(c, cells->spi, TRAIT_SENSITIVE(i));
		charge(c, cells->low, TRAIT_LOW(i));
		if (cells->cap != CELL_NONE) {
			ledger_claim_charge(c, cells->cap, TRAIT_ALL(i));
			ledger_claim_charge(c, cells->cap_sensitive,
					    TRAIT_SENSITIVE(i));
		}
		charge_more(c, cells, i);
		ledger_claim_charge(c, cells->first, TRAIT_ALL(i));
		break;
	case BOOK_EXEMPT:
		charge(c, cells->exempt, TRAIT_ALL(i));
		if (cells->released != CELL_NONE)
			ledger_claim_charge(c, cells->released, TRAIT_ALL(i));
		ledger_claim_charge(c, cells->first, TRAIT_ALL(i));
		break;
	case BOOK_HOME_UNPROVEN:
		charge(c, cells->home, TRAIT_ALL(i));
		break;
	case BOOK_NONE:
	default:
		break;
	}
}

bool
cells_count_released(struct ledger_claim *c, const struct cells *cells,
		     bool sensitive)
{
	if (cells->released == CELL_NONE)
		return false;
	for (int i = 0; i < CELL_DIMENSIONS; i++) {
		if (cells->pi[i] != CELL_NONE)
			ledger_claim_reclassify(c, cells->released,
						cells->pi[i]);
		if (sensitive && cells->spi[i] != CELL_NONE)
			ledger_claim_reclassify(c, cells->released,
						cells->spi[i]);
	}
	return true;
}

void
cells_traffic(struct exchange *x, int64_t bytes)
{
	struct ledger *l = x->session->worker->gateway->ledger;
	const struct snapshot *conf = x->session->conf;
	for (size_t i = 0; i < conf->n_regimes && i < REGIMES_MAX; i++) {
		char window[WINDOW_MAX];
		uint32_t cells[CELL_DIMENSIONS];
		struct place_key k =
			place_of(x, i,
				 regime_window(conf->regimes[i],
					       x->wall_us / 1000000, window));
		if (counter_cells(l, &k, "traffic", cells) < 0)
			continue;
		for (int d = 0; d < CELL_DIMENSIONS; d++)
			if (cells[d] != CELL_NONE)
				ledger_tally(l, cells[d], bytes, 1);
	}
}

static void
tally_unread(struct ledger *l, const struct place_key *k, const char *counter,
	     const char *cause, int64_t bytes)
{
	uint32_t cell = intern(l, k, counter, LEDGER_BY_CATEGORY, cause);
	if (cell != UINT32_MAX)
		ledger_tally(l, cell, bytes, 1);
}

void
cells_unread(struct exchange *x, const char *cause, int64_t bytes, bool passed)
{
	struct ledger *l = x->session->worker->gateway->ledger;
	const struct snapshot *conf = x->session->conf;
	for (size_t i = 0; i < conf->n_regimes && i < REGIMES_MAX; i++) {
		char window[WINDOW_MAX];
		struct place_key k =
			place_of(x, i,
				 regime_window(conf->regimes[i],
					       x->wall_us / 1000000, window));
		tally_unread(l, &k, "unread", cause, bytes);
		if (passed)
			tally_unread(l, &k, "passed-unread", cause, bytes);
	}
}
