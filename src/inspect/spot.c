/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The automaton: a state per prefix of a word, a column per byte that occurs
 * in words. Built breadth first, so that a state's fall-back is complete when
 * the state is reached. Memory is the arena's.
 */
#include "inspect/spot.h"

#include <errno.h>

#define STATES_MAX 60000

struct spotter {
	uint8_t column[256]; /* 0: separates words; 1: in no word */
	unsigned n_columns;
	uint16_t *next; /* state * n_columns + column */
	struct detector_set *found;
	uint8_t *any; /* whether found is not empty */
	size_t n_states;
	bool with_letters; /* no word is of digits alone */
};

/* Columns for the bytes of all words; letters share one with upper case. */
static void
assign_columns(struct spotter *s, const struct words *lists, size_t n)
{
	s->n_columns = 2;
	s->with_letters = true;
	for (unsigned c = 0; c < 256; c++) {
		bool letter = c >= 0x80 || (c >= '0' && c <= '9') ||
			      (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		s->column[c] = letter ? 1 : 0;
	}
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < lists[i].n; k++) {
			struct span w = lists[i].list[k].squeezed;
			s->with_letters &= text_has_letter(w);
			for (size_t j = 0; j < w.n; j++) {
				if (s->column[w.p[j]] == 1)
					s->column[w.p[j]] =
						(uint8_t)s->n_columns++;
			}
		}
	}
	for (unsigned c = 'A'; c <= 'Z'; c++)
		s->column[c] = s->column[c + 32];
}

static void
add_word(struct spotter *s, struct span word, unsigned detector)
{
	size_t state = 0;
	for (size_t i = 0; i < word.n; i++) {
		uint16_t *cell =
			&s->next[state * s->n_columns + s->column[word.p[i]]];
		if (*cell == 0)
			*cell = (uint16_t)s->n_states++;
		state = *cell;
	}
	if (word.n > 0)
		detector_add(&s->found[state], detector);
}

/* Completes the transitions of a state from those of its fall-back. */
static void
complete_state(struct spotter *s, size_t state, size_t fall, uint16_t *falls,
	       uint16_t *queue, size_t *queued)
{
	for (unsigned c = 1; c < s->n_columns; c++) {
		uint16_t *cell = &s->next[state * s->n_columns + c];
		uint16_t other =
			state == 0 ? 0 : s->next[fall * s->n_columns + c];
		if (*cell == 0) {
			*cell = other;
			continue;
		}
		falls[*cell] = other;
		queue[(*queued)++] = *cell;
	}
	s->next[state * s->n_columns] = (uint16_t)state;
	for (int i = 0; i < 4; i++) {
		s->found[state].bits[i] |= s->found[fall].bits[i];
		s->any[state] |= s->found[state].bits[i] != 0;
	}
}

int
spotter_new(struct arena *a, const struct words *lists, size_t stride, size_t n,
	    struct spotter **ret_spotter)
{
	size_t size = 1;
	for (size_t i = 0; i < n * stride; i++) {
		for (size_t k = 0; k < lists[i].n; k++)
			size += lists[i].list[k].squeezed.n;
	}
	if (size > STATES_MAX)
		return ERR_LIMIT;
	struct spotter *s = arena_alloc(a, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	assign_columns(s, lists, n * stride);
	s->n_states = 1;
	s->next = arena_alloc(a, size * s->n_columns * sizeof(*s->next));
	s->found = arena_alloc(a, size * sizeof(*s->found));
	s->any = arena_alloc(a, size);
	uint16_t *falls = arena_alloc(a, size * sizeof(*falls));
	uint16_t *queue = arena_alloc(a, size * sizeof(*queue));
	if (s->next == NULL || s->found == NULL || s->any == NULL ||
	    falls == NULL || queue == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < n * stride; i++) {
		for (size_t k = 0; k < lists[i].n; k++)
			add_word(s, lists[i].list[k].squeezed,
				 (unsigned)(i / stride));
	}
	size_t queued = 0;
	complete_state(s, 0, 0, falls, queue, &queued);
	for (size_t i = 0; i < queued; i++)
		complete_state(s, queue[i], falls[queue[i]], falls, queue,
			       &queued);
	*ret_spotter = s;
	return 0;
}

bool
spotter_is_lettered(const struct spotter *s)
{
	return s->with_letters;
}

struct detector_set
spotter_read(const struct spotter *s, struct span text)
{
	struct detector_set found = {{0}};
	size_t state = 0;
	if (s->with_letters && !text_has_letter(text))
		return found;
	for (size_t i = 0; i < text.n; i++) {
		state = s->next[state * s->n_columns + s->column[text.p[i]]];
		if (!s->any[state])
			continue;
		for (int k = 0; k < 4; k++)
			found.bits[k] |= s->found[state].bits[k];
	}
	return found;
}
