/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cells and sets of cells; see cells.h. People in the same cells share one
 * set, so a membership costs no memory per person and a reclassification
 * rewrites a few sets, not a hundred thousand people.
 */
#include "ledger/rolling.h"

#include "base/buf.h"
#include "base/map.h"

#include <stdlib.h>
#include <string.h>

#define UNIONS_MAX (1U << 20)
#define SETS_MAX (1U << 28)

static uint64_t
hash_cells(const uint32_t *cells, uint32_t n)
{
	uint64_t h = n;
	for (uint32_t i = 0; i < n; i++)
		h = mix64(h ^ cells[i]) + 1;
	return h;
}

static uint64_t
hash_set(const void *arg, uint32_t item)
{
	const struct cells *c = arg;
	return hash_cells(c->sets[item].cells, c->sets[item].n);
}

static bool
same_set(const void *arg, uint32_t item, const void *key)
{
	const struct cells *c = arg;
	const struct numbers *cells = key;
	return c->sets[item].n == cells->n &&
	       (cells->n == 0 || memcmp(c->sets[item].cells, cells->v,
					cells->n * sizeof(*cells->v)) == 0);
}

int
cells_init(struct cells *c)
{
	*c = (struct cells){0};
	index_init(&c->by_content, hash_set, c);
	c->by_key = map_new();
	struct numbers none = {0};
	if (c->by_key == NULL || set_of(c, &none) != SET_EMPTY)
		return -ENOMEM;
	struct ledger_cell_key everybody = {.regime = "",
					    .counter = "",
					    .exporter = "",
					    .window = "",
					    .value = ""};
	if (cells_number(c, &everybody) != CELL_EVERYBODY)
		return -ENOMEM;
	return 0;
}

void
cells_fini(struct cells *c)
{
	for (uint32_t i = 0; i < c->n_cells; i++) {
		free(c->cells[i].text);
		free(c->cells[i].basis);
		numbers_fini(&c->cells[i].days);
	}
	for (uint32_t i = 0; i < c->n_sets; i++)
		free(c->sets[i].cells);
	free(c->cells);
	free(c->sets);
	map_free(&c->by_key, NULL);
	index_fini(&c->by_content);
	pairs_fini(&c->unions);
	numbers_fini(&c->dirty_cells);
	numbers_fini(&c->dirty_sets);
	marks_fini(&c->counts);
}

/* The key as one piece of bytes; ret_offsets tells where each text begins. */
static int
key_text(const struct ledger_cell_key *key, struct buf *b, size_t offsets[5])
{
	const char *texts[5] = {key->regime, key->counter, key->exporter,
				key->window, key->value};
	for (int i = 0; i < 5; i++) {
		const char *text = texts[i] != NULL ? texts[i] : "";
		offsets[i] = b->n;
		int rc = buf_add(b, span_of(text, strlen(text) + 1));
		if (rc < 0)
			return rc;
	}
	return buf_byte(b, (uint8_t)key->dimension);
}

static int
cell_make(struct cells *c, const struct ledger_cell_key *key,
	  const struct buf *b, const size_t offsets[5])
{
	if (c->n_cells == c->cells_room) {
		uint32_t room = c->cells_room > 0 ? c->cells_room * 2 : 64;
		struct cell *more = reallocarray(c->cells, room, sizeof(*more));
		if (more == NULL)
			return -ENOMEM;
		c->cells = more;
		c->cells_room = room;
	}
	char *text = malloc(b->n);
	if (text == NULL)
		return -ENOMEM;
	memcpy(text, b->p, b->n);
	int rc = map_put(c->by_key, buf_span(b),
			 (void *)(uintptr_t)(c->n_cells + 1), NULL);
	if (rc < 0) {
		free(text);
		return rc;
	}
	c->cells[c->n_cells++] =
		(struct cell){.text = text,
			      .sealed = CELL_OPEN,
			      .counted = CELL_OPEN,
			      .base = NOTHING,
			      .key = {.regime = text + offsets[0],
				      .counter = text + offsets[1],
				      .exporter = text + offsets[2],
				      .window = text + offsets[3],
				      .value = text + offsets[4],
				      .dimension = key->dimension}};
	return 0;
}

uint32_t
cells_number(struct cells *c, const struct ledger_cell_key *key)
{
	CLEANUP(buf_fini) struct buf b;
	buf_init(&b, 64 * 1024);
	size_t offsets[5];
	if ((unsigned)key->dimension > LEDGER_BY_CATEGORY ||
	    key_text(key, &b, offsets) < 0)
		return NOTHING;
	uintptr_t known = (uintptr_t)map_get(c->by_key, buf_span(&b));
	if (known > 0)
		return (uint32_t)(known - 1);
	if (cell_make(c, key, &b, offsets) < 0)
		return NOTHING;
	uint32_t number = c->n_cells - 1;
	cell_touch(c, number);
	return rolling_describe(c, number) == 0 ? number : NOTHING;
}

/* A calendar year: other windows end by their pathway's own dates. */
static bool
is_year(const char *window)
{
	return strlen(window) == 4 && strspn(window, "0123456789") == 4;
}

size_t
cells_seal(struct cells *c, uint32_t number)
{
	const struct ledger_cell_key *now = &c->cells[number].key;
	if (!is_year(now->window))
		return 0;
	/* Cells of one year come one after the other. */
	if (number > 1) {
		const struct ledger_cell_key *k = &c->cells[number - 1].key;
		if (strcmp(k->window, now->window) == 0 &&
		    strcmp(k->regime, now->regime) == 0 &&
		    strcmp(k->exporter, now->exporter) == 0)
			return 0;
	}
	size_t sealed = 0;
	for (uint32_t i = 1; i < c->n_cells; i++) {
		struct cell *cell = &c->cells[i];
		if (cell->sealed != CELL_OPEN || !is_year(cell->key.window) ||
		    strcmp(cell->key.window, now->window) >= 0 ||
		    strcmp(cell->key.regime, now->regime) != 0 ||
		    strcmp(cell->key.exporter, now->exporter) != 0)
			continue;
		cell->sealed = cell->persons;
		cell_touch(c, i);
		sealed++;
	}
	return sealed;
}

int64_t
cell_persons(const struct cells *c, uint32_t cell)
{
	const struct cell *x = &c->cells[cell];
	return x->sealed != CELL_OPEN ? x->sealed : x->persons;
}

void
cell_add_late(struct cells *c, uint32_t cell, int64_t persons)
{
	if (c->cells[cell].sealed == CELL_OPEN || persons <= 0)
		return;
	c->cells[cell].sealed += persons;
	cell_touch(c, cell);
}

void
cell_touch(struct cells *c, uint32_t cell)
{
	if (c->cells[cell].dirty || cell == CELL_EVERYBODY)
		return;
	c->cells[cell].dirty = true;
	numbers_add(&c->dirty_cells, cell);
}

void
set_touch(struct cells *c, uint32_t set)
{
	if (c->sets[set].dirty || set == SET_EMPTY)
		return;
	c->sets[set].dirty = true;
	numbers_add(&c->dirty_sets, set);
}

static uint32_t
set_make(struct cells *c, const uint32_t *cells, uint32_t n)
{
	must(c->n_sets < SETS_MAX);
	if (c->n_sets == c->sets_room) {
		c->sets_room = c->sets_room > 0 ? c->sets_room * 2 : 64;
		c->sets = ledger_need(c->sets, c->sets_room, sizeof(*c->sets));
	}
	struct set *s = &c->sets[c->n_sets];
	*s = (struct set){.n = n};
	s->cells = ledger_need(NULL, n, sizeof(*s->cells));
	if (n > 0)
		memcpy(s->cells, cells, n * sizeof(*cells));
	return c->n_sets++;
}

uint32_t
set_of(struct cells *c, const struct numbers *cells)
{
	uint64_t hash = hash_cells(cells->v, cells->n);
	uint32_t set = index_find(&c->by_content, hash, same_set, cells);
	if (set != NOTHING)
		return set;
	set = set_make(c, cells->v, cells->n);
	must(index_add(&c->by_content, set) == 0);
	set_touch(c, set);
	return set;
}

int
set_restore(struct cells *c, uint32_t number, const uint32_t *cells, uint32_t n)
{
	/* Numbers a crash left unused stand as empty sets. */
	if (number < c->n_sets || number >= SETS_MAX || n == 0)
		return -EINVAL;
	for (uint32_t i = 0; i < n; i++)
		if (cells[i] >= c->n_cells ||
		    (i > 0 && cells[i] <= cells[i - 1]))
			return -EINVAL;
	while (c->n_sets < number)
		set_make(c, NULL, 0);
	set_make(c, cells, n);
	return index_add(&c->by_content, number);
}

static uint32_t
make_union(struct cells *c, uint32_t a, uint32_t b, uint64_t pair)
{
	CLEANUP(numbers_fini) struct numbers cells = {0};
	for (uint32_t i = 0; i < c->sets[a].n; i++)
		numbers_add(&cells, c->sets[a].cells[i]);
	for (uint32_t i = 0; i < c->sets[b].n; i++)
		numbers_add(&cells, c->sets[b].cells[i]);
	numbers_unique(&cells);
	rolling_keep_latest(c, &cells);
	/* Two numbers may have come to mean the same cells; a set that
	 * already holds the other's is the answer whatever its number. */
	uint32_t set = same_set(c, a, &cells) ? a : set_of(c, &cells);
	if (c->unions.n >= UNIONS_MAX)
		pairs_clear(&c->unions);
	pairs_put(&c->unions, pair, set);
	return set;
}

uint32_t
set_union(struct cells *c, uint32_t a, uint32_t b)
{
	if (a == b || b == SET_EMPTY)
		return a;
	if (a == SET_EMPTY)
		return b;
	if (c->last_union[0] == a && c->last_union[1] == b)
		return c->last_union[2];
	uint64_t pair = a < b ? pair_of(a, b) : pair_of(b, a);
	uint32_t set = pairs_get(&c->unions, pair);
	if (set == NOTHING)
		set = make_union(c, a, b, pair);
	c->last_union[0] = a;
	c->last_union[1] = b;
	c->last_union[2] = set;
	return set;
}

bool
set_has(const struct cells *c, uint32_t set, uint32_t cell)
{
	const struct set *s = &c->sets[set];
	uint32_t low = 0, high = s->n;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (s->cells[middle] < cell)
			low = middle + 1;
		else
			high = middle;
	}
	return low < s->n && s->cells[low] == cell;
}

static void
count(struct cells *c, uint32_t cell, int64_t change)
{
	struct cell *x = &c->cells[cell];
	if (c->journal && x->epoch != c->epoch) {
		x->epoch = c->epoch;
		x->before = x->persons;
	}
	x->persons += change;
	marks_add(&c->counts, cell);
}

void
cells_move(struct cells *c, uint32_t from, uint32_t to)
{
	if (from == to)
		return;
	struct set *a = &c->sets[from], *b = &c->sets[to];
	a->persons -= from != SET_EMPTY;
	b->persons += to != SET_EMPTY;
	uint32_t i = 0, j = 0;
	while (i < a->n || j < b->n) {
		if (j == b->n || (i < a->n && a->cells[i] < b->cells[j]))
			count(c, a->cells[i++], -1);
		else if (i == a->n || b->cells[j] < a->cells[i])
			count(c, b->cells[j++], 1);
		else
			i++, j++;
	}
}

/* Out of the day of the rolling cell that the set is in: a later one comes. */
static void
drop_day(struct cells *c, struct set *s, uint32_t base)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < s->n; i++) {
		if (base != NOTHING && c->cells[s->cells[i]].base == base)
			count(c, s->cells[i], -(int64_t)s->persons);
		else
			s->cells[kept++] = s->cells[i];
	}
	s->n = kept;
}

void
cells_reclassify(struct cells *c, uint32_t from, uint32_t to)
{
	for (uint32_t i = 0; i < c->n_sets; i++) {
		struct set *s = &c->sets[i];
		if (!set_has(c, i, from) || set_has(c, i, to))
			continue;
		s->cells = ledger_need(s->cells, s->n + 1, sizeof(*s->cells));
		drop_day(c, s, c->cells[to].base);
		uint32_t at = s->n++;
		for (; at > 0 && s->cells[at - 1] > to; at--)
			s->cells[at] = s->cells[at - 1];
		s->cells[at] = to;
		count(c, to, s->persons);
		cell_add_late(c, to, s->persons);
		set_touch(c, i);
	}
	pairs_clear(&c->unions);
	memset(c->last_union, 0, sizeof(c->last_union));
	index_clear(&c->by_content);
	for (uint32_t i = 0; i < c->n_sets; i++)
		must(index_add(&c->by_content, i) == 0);
}

void
cells_remember(struct cells *c, bool on)
{
	c->epoch += on;
	c->journal = on;
}

int64_t
cell_before(const struct cells *c, uint32_t cell)
{
	const struct cell *x = &c->cells[cell];
	if (x->sealed != CELL_OPEN)
		return x->sealed;
	return c->journal && x->epoch == c->epoch ? x->before : x->persons;
}
