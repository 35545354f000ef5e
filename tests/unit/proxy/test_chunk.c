/* SPDX-License-Identifier: Apache-2.0 */
/* Queues of ranges against a plain string of bytes, and what they cost. */
#include "lib/suite.h"
#include "proxy/chunk.h"

#include <string.h>

#define QUEUES 3
#define MODEL_MAX (1 << 20)

static uint64_t seed;

static size_t
draw(size_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (size_t)(seed % below);
}

struct model {
	uint8_t *bytes;
	size_t n;
};

static void
check_same(const struct queue *q, const struct model *m)
{
	static uint8_t got[MODEL_MAX];
	ck_assert_uint_eq(q->bytes, m->n);
	ck_assert_uint_eq(queue_peek(q, got, sizeof(got)), m->n);
	ck_assert_int_eq(memcmp(got, m->bytes, m->n), 0);
	struct span first = queue_first(q);
	ck_assert_uint_le(first.n, m->n);
	ck_assert_int_eq(m->n == 0, first.n == 0);
	ck_assert_int_eq(
		memcmp(first.p != NULL ? first.p : m->bytes, m->bytes, first.n),
		0);
}

static void
model_add(struct model *m, const uint8_t *bytes, size_t n)
{
	ck_assert_uint_le(m->n + n, MODEL_MAX);
	memcpy(m->bytes + m->n, bytes, n);
	m->n += n;
}

static void
model_drop(struct model *m, size_t n)
{
	m->n -= n;
	memmove(m->bytes, m->bytes + n, m->n);
}

/* One step on queue a (and b), and the same on their models. */
static void
step(struct chunk_store *store, struct queue *a, struct model *ma,
     struct queue *b, struct model *mb)
{
	static uint8_t text[3 * CHUNK_SIZE];
	size_t n = draw(4) == 0 ? draw(sizeof(text)) : draw(200);
	for (size_t i = 0; i < n; i++)
		text[i] = (uint8_t)draw(256);
	if (ma->n + mb->n + n > MODEL_MAX / 2) {
		queue_drop(a, a->bytes);
		model_drop(ma, ma->n);
		return;
	}
	switch (draw(5)) {
	case 0: {
		struct chunk *c = chunk_take(store);
		ck_assert_ptr_nonnull(c);
		n = n % CHUNK_SIZE;
		memcpy(c->bytes, text, n);
		c->used = (unsigned)n;
		size_t cut = n > 0 ? draw(n) : 0;
		ck_assert_int_eq(queue_add(a, c, 0, cut), 0);
		ck_assert_int_eq(queue_add(a, c, cut, n - cut), 0);
		chunk_unref(&c);
		model_add(ma, text, n);
		break;
	}
	case 1:
		ck_assert_int_eq(queue_copy(a, store, span_of(text, n)), 0);
		model_add(ma, text, n);
		break;
	case 2:
		n = n < ma->n ? n : ma->n;
		ck_assert_int_eq(queue_move(b, a, n), 0);
		model_add(mb, ma->bytes, n);
		model_drop(ma, n);
		break;
	case 3: {
		struct span first = queue_first(a);
		size_t at = first.n > 0 ? draw(first.n) : 0;
		struct span part = span_cut(first, at, first.n - at);
		ck_assert_int_eq(queue_add_part(b, a, part), 0);
		model_add(mb, ma->bytes + at, part.n);
		break;
	}
	default:
		n = n < ma->n ? n : ma->n;
		queue_drop(a, n);
		model_drop(ma, n);
		break;
	}
}

START_TEST(queues_hold_what_a_string_would)
{
	struct chunk_store *store = chunk_store_new();
	struct queue queues[QUEUES] = {0};
	struct model models[QUEUES];
	seed = 88172645463325252u + (uint64_t)_i * 7919;
	for (size_t i = 0; i < QUEUES; i++)
		models[i] = (struct model){malloc(MODEL_MAX), 0};
	for (int i = 0; i < 3000; i++) {
		size_t a = draw(QUEUES),
		       b = (a + 1 + draw(QUEUES - 1)) % QUEUES;
		step(store, &queues[a], &models[a], &queues[b], &models[b]);
		if (i % 16 == 0)
			for (size_t k = 0; k < QUEUES; k++)
				check_same(&queues[k], &models[k]);
	}
	for (size_t i = 0; i < QUEUES; i++) {
		check_same(&queues[i], &models[i]);
		queue_clear(&queues[i]);
		ck_assert_uint_eq(queues[i].bytes, 0);
		free(models[i].bytes);
	}
	ck_assert_uint_eq(chunk_store_in_use(store), 0);
	chunk_store_free(&store);
}
END_TEST

START_TEST(a_chunk_given_back_is_empty_for_the_next)
{
	static const char secret[] = "what the last one sent";
	struct chunk_store *store = chunk_store_new();
	struct queue q = {0};
	ck_assert_int_eq(queue_copy(&q, store, span_of(secret, sizeof(secret))),
			 0);
	const uint8_t *was = queue_first(&q).p;
	queue_clear(&q);
	struct chunk *c = chunk_take(store);
	ck_assert_ptr_eq(c->bytes, was); /* the same memory again */
	for (size_t i = 0; i < sizeof(secret); i++)
		ck_assert_uint_eq(c->bytes[i], 0);
	chunk_unref(&c);
	chunk_store_free(&store);
}
END_TEST

START_TEST(small_pieces_between_references_share_a_chunk)
{
	struct chunk_store *store = chunk_store_new();
	struct chunk *c = chunk_take(store);
	struct queue q = {0};
	c->used = 2000;
	for (size_t i = 0; i < 2000; i += 2) {
		ck_assert_int_eq(queue_copy(&q, store, SPAN("1\r\n")), 0);
		ck_assert_int_eq(queue_add(&q, c, i, 1), 0);
		ck_assert_int_eq(queue_copy(&q, store, SPAN("\r\n")), 0);
	}
	ck_assert_uint_eq(chunk_store_in_use(store), 2);
	queue_clear(&q);
	chunk_unref(&c);
	ck_assert_uint_eq(chunk_store_in_use(store), 0);
	chunk_store_free(&store);
}
END_TEST

START_TEST(what_was_moved_away_is_not_written_over)
{
	struct chunk_store *store = chunk_store_new();
	struct queue a = {0}, b = {0};
	uint8_t got[8];
	ck_assert_int_eq(queue_copy(&a, store, SPAN("first")), 0);
	ck_assert_int_eq(queue_copy(&a, store, SPAN("x")), 0);
	ck_assert_int_eq(queue_move(&b, &a, 5), 0);
	ck_assert_int_eq(queue_copy(&a, store, SPAN("more")), 0);
	ck_assert_int_eq(queue_copy(&b, store, SPAN("own")), 0);
	ck_assert_uint_eq(queue_peek(&b, got, 8), 8);
	ck_assert_int_eq(memcmp(got, "firstown", 8), 0);
	ck_assert_uint_eq(queue_peek(&a, got, 8), 5);
	ck_assert_int_eq(memcmp(got, "xmore", 5), 0);
	queue_clear(&a);
	queue_clear(&b);
	chunk_store_free(&store);
}
END_TEST

int
main(void)
{
	SUITE("chunk");
	CASE_ROWS(queues_hold_what_a_string_would, 8);
	CASE(a_chunk_given_back_is_empty_for_the_next);
	CASE(small_pieces_between_references_share_a_chunk);
	CASE(what_was_moved_away_is_not_written_over);
	return SUITE_RUN();
}
