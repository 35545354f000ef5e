/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ledger against a naive model that computes everything anew from the
 * rules: random exchanges accepted, refused, settled and withdrawn, in
 * episodes with people of their own; and the same records in any order, in
 * any exchanges.
 */
#include "unit/ledger/scene.h"

#define IDS_MAX 24     /* of an episode */
#define SHOWS_MAX 4    /* identifiers of a record */
#define RECORDS_MAX 64 /* different ones of an episode */
#define STEPS 24
#define EPISODES 4000
#define CELLS 3

struct model_record {
	unsigned ids; /* a bit each */
	/* How many living reservations put it into each cell; cell CELLS is
	 * that it exists. */
	int cells[CELLS + 1];
};

struct model {
	struct model_record records[RECORDS_MAX];
	int n;
	unsigned shared;
};

/* Two identity categories of 4 each, two others of 8 each. */
static int
category_of(int id)
{
	static const int categories[] = {RESIDENT, PASSPORT, MOBILE,
					 MOBILE,   EMAIL,    EMAIL};
	return categories[id / 4];
}

static int
limit_of(int category)
{
	return category <= PASSPORT ? 1 : 2;
}

static unsigned
members(int category)
{
	unsigned set = 0;
	for (int i = 0; i < IDS_MAX; i++)
		if (category_of(i) == category)
			set |= 1U << i;
	return set;
}

/* Rule 2: ret_ids has room for IDS_MAX. */
static int
model_split(unsigned ids, unsigned *ret_ids)
{
	unsigned doubtful = 0;
	int n = 0;
	for (int c = 0; c < NAME; c++)
		if (__builtin_popcount(ids & members(c)) > limit_of(c))
			doubtful |= ids & members(c);
	if (doubtful == 0)
		ret_ids[n++] = ids;
	for (int i = 0; i < IDS_MAX; i++)
		if ((doubtful >> i & 1) != 0)
			ret_ids[n++] = (ids & ~doubtful) | 1U << i;
	return n;
}

/* Rule 3 over all records there are. */
static unsigned
model_shared(const struct model *m)
{
	unsigned shared = m->shared;
	for (int i = 0; i < IDS_MAX; i++) {
		unsigned met = 0;
		for (int r = 0; r < m->n; r++)
			if (m->records[r].cells[CELLS] > 0 &&
			    (m->records[r].ids >> i & 1) != 0)
				met |= m->records[r].ids;
		for (int c = 0; c < NAME; c++) {
			unsigned values = met & members(c);
			if (__builtin_popcount(values) <= limit_of(c))
				continue;
			if (category_of(i) <= PASSPORT && c > PASSPORT)
				shared |= values;
			else
				shared |= 1U << i;
		}
	}
	return shared;
}

/* Labels the records of `part` by what they have in common but for `cut`. */
static void
model_join(const struct model *m, const int *in, int part, unsigned cut,
	   int *label)
{
	for (int r = 0; r < m->n; r++)
		label[r] = in[r] == part ? r : -1;
	for (bool changed = true; changed;) {
		changed = false;
		for (int a = 0; a < m->n; a++)
			for (int b = 0; b < m->n; b++) {
				unsigned common = m->records[a].ids &
						  m->records[b].ids & ~cut;
				if (label[a] < 0 || label[b] < 0 ||
				    common == 0 || label[a] <= label[b])
					continue;
				label[a] = label[b];
				changed = true;
			}
	}
}

static bool
model_contradicts(const struct model *m, const int *label, int part)
{
	unsigned all = 0;
	for (int r = 0; r < m->n; r++)
		all |= label[r] == part ? m->records[r].ids & ~m->shared : 0;
	for (int c = 0; c < NAME; c++)
		if (__builtin_popcount(all & members(c)) > limit_of(c))
			return true;
	return false;
}

/* Identifiers that two or more records of the part show. */
static unsigned
model_common(const struct model *m, const int *label, int part)
{
	unsigned once = 0, twice = 0;
	for (int r = 0; r < m->n; r++) {
		unsigned ids = label[r] == part ? m->records[r].ids : 0;
		twice |= once & ids;
		once |= ids;
	}
	return twice;
}

static void
model_count_part(const struct model *m, const int *label, int part,
		 int64_t *counts)
{
	for (int c = 0; c < CELLS; c++) {
		bool in = false;
		for (int r = 0; r < m->n; r++)
			in |= label[r] == part && m->records[r].cells[c] > 0;
		counts[c] += in;
	}
}

static void
model_count(const struct model *m, int64_t counts[CELLS])
{
	int all[RECORDS_MAX] = {0}, one[RECORDS_MAX], two[RECORDS_MAX],
	    three[RECORDS_MAX];
	unsigned identity = members(RESIDENT) | members(PASSPORT);
	memset(counts, 0, CELLS * sizeof(*counts));
	for (int r = 0; r < m->n; r++)
		all[r] = m->records[r].cells[CELLS] > 0 ? 0 : -1;
	model_join(m, all, 0, m->shared, one);
	for (int a = 0; a < m->n; a++) {
		if (one[a] != a)
			continue;
		if (!model_contradicts(m, one, a)) {
			model_count_part(m, one, a, counts);
			continue;
		}
		unsigned cut =
			m->shared | (model_common(m, one, a) & ~identity);
		model_join(m, one, a, cut, two);
		for (int b = 0; b < m->n; b++) {
			if (two[b] != b)
				continue;
			if (!model_contradicts(m, two, b)) {
				model_count_part(m, two, b, counts);
				continue;
			}
			model_join(m, two, b, ~0U, three);
			for (int c = 0; c < m->n; c++)
				if (two[c] == b) {
					three[c] = c;
					model_count_part(m, three, c, counts);
				}
		}
	}
}

static int
model_record(struct model *m, unsigned ids)
{
	for (int r = 0; r < m->n; r++)
		if (m->records[r].ids == ids)
			return r;
	ck_assert_int_lt(m->n, RECORDS_MAX);
	m->records[m->n] = (struct model_record){.ids = ids};
	return m->n++;
}

static uint64_t seed;

static uint32_t
any(uint32_t below)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (uint32_t)(seed >> 33) % below;
}

/* What a step put where, to take it back. */
struct step {
	struct outing outing;
	int records[IDS_MAX * 3];
	unsigned cells[IDS_MAX * 3];
	int n, said;
	bool lives;
};

static void
model_change(struct model *m, const struct step *step, int change)
{
	for (int i = 0; i < step->n; i++)
		for (int c = 0; c <= CELLS; c++)
			if ((step->cells[i] >> c & 1) != 0)
				m->records[step->records[i]].cells[c] += change;
}

/* One exchange of one to three random records, for ledger and model. */
static void
play(struct scene *s, struct model *m, struct step *step, int episode,
     bool refuse)
{
	struct identifier ids[3][SHOWS_MAX];
	struct person people[3] = {0};
	uint64_t traits[3];
	uint32_t n = 1 + any(3);
	unsigned before = 0;
	for (int r = 0; r < m->n; r++)
		before |=
			m->records[r].cells[CELLS] > 0 ? m->records[r].ids : 0;
	step->n = 0;
	for (uint32_t i = 0; i < n; i++) {
		unsigned set = 0, parts[IDS_MAX];
		people[i].n_ids = 1 + any(SHOWS_MAX);
		people[i].ids = ids[i];
		for (uint32_t k = 0; k < people[i].n_ids; k++) {
			int id = (int)any(IDS_MAX);
			char text[32];
			snprintf(text, sizeof(text), "%c%d",
				 "RPME"[category_of(id)],
				 episode * IDS_MAX + id);
			words(s, text, &ids[i][k]);
			set |= 1U << id;
		}
		traits[i] = 1 + any(7);
		int n_parts = model_split(set, parts);
		for (int k = 0; k < n_parts; k++) {
			step->records[step->n] = model_record(m, parts[k]);
			step->cells[step->n++] = traits[i] | 1U << CELLS;
		}
	}
	outing_init(&step->outing, s);
	step->outing.refuse = refuse;
	for (int c = 0; c < CELLS; c++)
		step->outing.masks[c] = 1U << c;
	step->said = outing_begin(&step->outing, people, traits, n);
	model_change(m, step, 1);
	unsigned shared = model_shared(m);
	if (refuse) {
		ck_assert_int_eq(step->said, ERR_REFUSED);
		model_change(m, step, -1);
		m->shared |= shared & before;
	} else {
		ck_assert_int_ge(step->said, 0);
		m->shared = shared;
	}
	step->lives = !refuse;
}

struct glance {
	const struct scene *scene;
	int64_t counts[CELLS];
};

/* A judge that looks at the cells and refuses. */
static int
look(void *arg, struct ledger_claim *c)
{
	struct glance *g = arg;
	int64_t after, present;
	for (int i = 0; i < CELLS; i++)
		ledger_claim_count(c, g->scene->cells[i], UINT32_MAX,
				   &g->counts[i], &after, &present);
	return 1;
}

static void
compare(struct scene *s, const struct model *m, int episode, int at)
{
	int64_t expected[CELLS];
	struct glance g = {.scene = s};
	struct ledger_request q = {.judge = look, .judge_arg = &g};
	struct ledger_reservation *none;
	ck_assert_int_eq(ledger_reserve(s->ledger, &q, &none), ERR_REFUSED);
	model_count(m, expected);
	for (int c = 0; c < CELLS; c++)
		ck_assert_msg(g.counts[c] == expected[c],
			      "episode %d step %d cell %d: %lld, not %lld",
			      episode, at, c, (long long)g.counts[c],
			      (long long)expected[c]);
}

static void
name_cells(struct scene *s, int episode)
{
	char window[16];
	snprintf(window, sizeof(window), "%d", episode);
	s->n_cells = CELLS;
	for (int c = 0; c < CELLS; c++) {
		char value[2] = {(char)('a' + c), '\0'};
		s->cells[c] = scene_cell(s, window, LEDGER_BY_COUNTRY, value);
	}
}

/* Settles or withdraws in random order, comparing after each. */
static void
end_all(struct scene *s, struct model *m, struct step *steps, int episode)
{
	for (int i = 0; i < STEPS; i++)
		if (steps[i].said == 1)
			ck_assert_int_eq(outing_wait(&steps[i].outing), 0);
	for (int left = STEPS; left > 0; left--) {
		int at = (int)any((uint32_t)left);
		struct step step = steps[at];
		steps[at] = steps[left - 1];
		if (step.lives && any(2) == 0) {
			ledger_withdraw(s->ledger, &step.outing.reservation);
			model_change(m, &step, -1);
		} else if (step.lives) {
			ledger_settle(s->ledger, &step.outing.reservation);
		}
		compare(s, m, episode, STEPS + left);
	}
}

static void
run_episodes(struct scene *s, struct model *models, int from, int to)
{
	static struct step steps[STEPS];
	for (int e = from; e < to; e++) {
		struct model *m = &models[e];
		name_cells(s, e);
		for (int i = 0; i < STEPS; i++) {
			if (m->n + 24 > RECORDS_MAX) {
				steps[i].lives = false;
				steps[i].said = 0;
				continue;
			}
			play(s, m, &steps[i], e, any(4) == 0);
			compare(s, m, e, i);
		}
		end_all(s, m, steps, e);
	}
}

START_TEST(counts_are_those_of_the_model)
{
	static struct model models[EPISODES];
	struct scene s;
	scene_new(&s);
	seed = 20260101;
	run_episodes(&s, models, 0, EPISODES);
	scene_reopen(&s);
	for (int e = 0; e < EPISODES; e++) {
		name_cells(&s, e);
		compare(&s, &models[e], e, -1);
	}
	ck_assert_int_eq(s.interrupted, 0);
	scene_fini(&s);
}
END_TEST

/* Appends the record of these identifiers. */
static void
write_record(unsigned ids, int world, char *text)
{
	const char *space = "";
	for (int id = 0; id < IDS_MAX; id++) {
		if ((ids >> id & 1) == 0)
			continue;
		sprintf(text + strlen(text), "%s%c%d", space,
			"RPME"[category_of(id)], world * IDS_MAX + id);
		space = " ";
	}
}

START_TEST(neither_order_nor_exchange_matters)
{
	enum { SETS = 120, ORDERS = 4, SIZE = 14 };
	struct scene s;
	scene_new(&s);
	seed = 7;
	for (int set = 0; set < SETS; set++) {
		unsigned shown[SIZE];
		int64_t first = -1;
		for (int i = 0; i < SIZE; i++) {
			shown[i] = 0;
			for (uint32_t k = 1 + any(3); k > 0; k--)
				shown[i] |= 1U << any(IDS_MAX);
		}
		for (int order = 0; order < ORDERS; order++) {
			int world = set * ORDERS + order;
			name_cells(&s, world);
			for (int i = SIZE - 1; i > 0; i--) {
				uint32_t k = any((uint32_t)i + 1);
				unsigned swap = shown[i];
				shown[i] = shown[k];
				shown[k] = swap;
			}
			/* Of one exchange, or of several. */
			char text[1024] = "";
			for (int i = 0; i < SIZE; i++) {
				write_record(shown[i], world, text);
				if (i + 1 < SIZE && any(2) == 0) {
					strcat(text, ";");
					continue;
				}
				go(&s, text);
				text[0] = 0;
				/* A restart in between changes nothing. */
				if (any(400) == 0) {
					scene_reopen(&s);
					name_cells(&s, world);
				}
			}
			char window[16];
			snprintf(window, sizeof(window), "%d", world);
			int64_t n = scene_row(&s, window, "a").persons;
			if (first < 0)
				first = n;
			ck_assert_int_eq(n, first);
		}
	}
	scene_fini(&s);
}
END_TEST

int
main(void)
{
	SUITE("ledger model");
	CASE(counts_are_those_of_the_model);
	CASE(neither_order_nor_exchange_matters);
	return SUITE_RUN();
}
