/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Field names and what they mean. Names are known by keyed hashes, so that the
 * common case is one look-up; the meaning is worked out once. Past the limit
 * all further names share one slot that holds the union of their meanings:
 * it may find more than there is, never less.
 */
#include "inspect/engine.h"

#include "base/map.h"
#include "inspect/scan.h"

#include <errno.h>
#include <stdlib.h>

#define LABELS_MAX 4096
#define LABEL_TEXT_MAX 128

#define MEMORY 2048

/* Direct-mapped, by a keyed 64-bit hash. */
struct label_memory {
	struct {
		uint64_t hash; /* 0: free */
		struct label label;
	} slot[MEMORY];
};

/* The index in slot of a name; names are known by their keyed hash. */
struct number {
	uint64_t hash; /* 0: free */
	uint32_t number;
};

struct labels {
	const struct rules *rules;
	struct label_memory *memory; /* the scanner's, or NULL */
	struct number *numbers;	     /* open addressing; names' hashes */
	uint32_t n_numbers;	     /* a power of two, over twice n */
	struct label *slot;	     /* slot[0] is LABEL_NONE's */
	uint32_t n, size;
};

/* Works out the sense (none where the sets are empty) and what is open. */
static void
label_seal(const struct rules *r, struct label *label)
{
	static const struct detector_set empty;
	const struct detector_set sets[] = {label->context, label->decides,
					    label->anti};
	label->sense = 0;
	for (size_t i = 0; i < 3; i++)
		if (memcmp(&sets[i], &empty, sizeof(empty)) != 0)
			label->sense = hash_bytes(span_of(sets, sizeof(sets)));
	for (size_t k = 0; k < r->n_token + r->n_loose; k++) {
		const struct bank *b = &r->token[k];
		label->open[k] = ~b->gated;
		for (unsigned i = 0; i < b->n; i++)
			if (detector_has(&label->context, b->rule[i]))
				label->open[k] |= UINT64_C(1) << i;
	}
}

int
labels_new(const struct rules *r, struct labels **ret_labels)
{
	CLEANUP(labels_free) struct labels *l = calloc(1, sizeof(*l));
	if (l == NULL)
		return -ENOMEM;
	l->rules = r;
	l->size = 32;
	l->n_numbers = 2 * l->size;
	l->numbers = calloc(l->n_numbers, sizeof(*l->numbers));
	l->slot = calloc(l->size, sizeof(*l->slot));
	if (l->numbers == NULL || l->slot == NULL)
		return -ENOMEM;
	l->n = 1;
	label_seal(r, &l->slot[LABEL_NONE]);
	*ret_labels = l;
	l = NULL;
	return 0;
}

void
labels_free(struct labels **l)
{
	if (*l == NULL)
		return;
	free((*l)->numbers);
	free((*l)->slot);
	free(*l);
	*l = NULL;
}

/* Whether a word of context stands behind all that say no: the last word of a
 * name is what the rest only describes ("order phone"). */
static bool
is_outweighed(const struct detector *d, const struct word_text *name)
{
	return words_last(&d->context, name) > words_last(&d->anti, name);
}

void
label_read(const struct rules *r, struct span name, struct label *ret_label)
{
	struct word_text text;
	struct label label = {.any = false};
	name = span_cut(name, 0, LABEL_TEXT_MAX);
	/* Most names have no word of any detector in them. */
	struct detector_set may = spotter_read(r->name_spotter, name);
	words_text(name, &text);
	for (unsigned i = 0; i < r->n; i++) {
		const struct detector *d = &r->detectors[i];
		if (!detector_has(&may, i))
			continue;
		bool decides = words_are_name(&d->labels, &text);
		if (decides)
			detector_add(&label.decides, i);
		if (decides || words_in_name(&d->context, &text))
			detector_add(&label.context, i);
		if (words_in_name(&d->anti, &text) && !is_outweighed(d, &text))
			detector_add(&label.anti, i);
		label.any |= decides && d->tier == 3;
	}
	label_seal(r, &label);
	*ret_label = label;
}

struct label_memory *
label_memory_new(void)
{
	return calloc(1, sizeof(struct label_memory));
}

void
labels_remember(struct labels *l, struct scanner *s)
{
	must(scanner_rules(s) == l->rules);
	l->memory = scanner_label_memory(s);
}

static void
label_recall(struct labels *l, struct span name, uint64_t hash,
	     struct label *ret_label)
{
	if (l->memory == NULL) {
		label_read(l->rules, name, ret_label);
		return;
	}
	size_t i = hash / 2 % MEMORY;
	if (l->memory->slot[i].hash != hash) {
		label_read(l->rules, name, &l->memory->slot[i].label);
		l->memory->slot[i].hash = hash;
	}
	*ret_label = l->memory->slot[i].label;
}

/* The shared slot takes in one more meaning. */
static void
label_join(const struct rules *r, struct label *into, const struct label *from)
{
	for (unsigned i = 0; i < CATEGORY_MAX / 64; i++) {
		into->context.bits[i] |= from->context.bits[i];
		into->decides.bits[i] |= from->decides.bits[i];
	}
	into->any |= from->any;
	into->anti = (struct detector_set){{0}};
	label_seal(r, into);
}

/* Where a name with this hash is, or goes. */
static struct number *
number_of(const struct labels *l, uint64_t hash)
{
	uint32_t i = (uint32_t)(hash >> 32) & (l->n_numbers - 1);
	while (l->numbers[i].hash != 0 && l->numbers[i].hash != hash)
		i = (i + 1) & (l->n_numbers - 1);
	return &l->numbers[i];
}

static bool
labels_grow(struct labels *l)
{
	if (l->n < l->size)
		return true;
	struct label *grown =
		realloc(l->slot, 2 * (size_t)l->size * sizeof(*grown));
	if (grown == NULL)
		return false;
	l->slot = grown;
	struct labels more = *l;
	more.n_numbers *= 2;
	more.numbers = calloc(more.n_numbers, sizeof(*more.numbers));
	if (more.numbers == NULL)
		return false;
	for (uint32_t i = 0; i < l->n_numbers; i++)
		if (l->numbers[i].hash != 0)
			*number_of(&more, l->numbers[i].hash) = l->numbers[i];
	free(l->numbers);
	l->numbers = more.numbers;
	l->n_numbers = more.n_numbers;
	l->size *= 2;
	return true;
}

uint32_t
labels_intern(struct labels *l, struct span name)
{
	name = span_cut(name, 0, LABEL_TEXT_MAX);
	if (name.n == 0)
		return LABEL_NONE;
	uint64_t hash = hash_bytes(name) | 1;
	const struct number *known = number_of(l, hash);
	if (known->hash != 0)
		return known->number;
	struct label label;
	label_recall(l, name, hash, &label);
	if (!labels_grow(l))
		return LABEL_NONE;
	if (l->n >= LABELS_MAX) {
		if (l->n == LABELS_MAX)
			l->slot[l->n++] = (struct label){.any = false};
		label_join(l->rules, &l->slot[LABELS_MAX], &label);
		return LABELS_MAX;
	}
	*number_of(l, hash) = (struct number){hash, l->n};
	l->slot[l->n] = label;
	return l->n++;
}

const struct label *
labels_meanings(const struct labels *l, uint32_t *ret_n)
{
	*ret_n = l->n;
	return l->slot;
}

const struct label *
labels_meaning(const struct labels *l, uint32_t label)
{
	must(label < l->n);
	return &l->slot[label];
}

bool
labels_says(const struct labels *l, uint32_t label)
{
	return labels_meaning(l, label)->sense != 0;
}
