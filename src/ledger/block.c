/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Blocks of identifiers and records; see block.h.
 */
#include "ledger/block.h"

#include <string.h>

#define ID_BYTES (DIGEST_SIZE + 4)
#define FLAG_USED 1
#define FLAG_SHARED 2
#define FLAG_IDENTITY 4

static uint8_t *
room(struct batch *b, size_t n)
{
	if (b->bytes.room - b->bytes.n < n) {
		b->bytes.room = (b->bytes.room + n) * 2;
		b->bytes.v = ledger_need(b->bytes.v, b->bytes.room, 1);
	}
	uint8_t *at = b->bytes.v + b->bytes.n;
	b->bytes.n += n;
	return at;
}

void
block_take_ids(struct people *p, struct batch *b, uint32_t block)
{
	uint32_t first = block << BLOCK_BITS, n = 0;
	size_t start = b->bytes.n;
	for (uint32_t i = 0; i < BLOCK_ITEMS && first + i < p->ids.n; i++) {
		struct node *id = people_id(p, first + i);
		if ((id->flags & IDENTIFIER_USED) == 0)
			continue;
		uint8_t *at = room(b, (i + 1 - n) * ID_BYTES);
		memset(at, 0, (i + 1 - n) * ID_BYTES);
		at += (size_t)(i - n) * ID_BYTES;
		n = i + 1;
		id->flags |= IDENTIFIER_STORED;
		memcpy(at, id->digest.bytes, DIGEST_SIZE);
		at[DIGEST_SIZE] = (uint8_t)id->category;
		at[DIGEST_SIZE + 1] = (uint8_t)(id->category >> 8);
		at[DIGEST_SIZE + 2] =
			(uint8_t)(FLAG_USED | (id_links(id) ? 0 : FLAG_SHARED) |
				  (id->kind == KIND_IDENTITY ? FLAG_IDENTITY
							     : 0));
	}
	*ROW_ADD(b->id_blocks) =
		(struct row_block){block, start, b->bytes.n - start};
}

static void
put_number(struct batch *b, uint32_t number)
{
	uint8_t bytes[5];
	size_t n = 0;
	for (; number >= 0x80; number >>= 7)
		bytes[n++] = (uint8_t)(number | 0x80);
	bytes[n++] = (uint8_t)number;
	memcpy(room(b, n), bytes, n);
}

static void
put_record(struct people *p, struct batch *b, uint32_t number)
{
	struct record *r = people_record(p, number);
	uint32_t n = 0;
	while (r->link != NOTHING && r->set != SET_EMPTY &&
	       link_of(p, r->link + n, number))
		n++;
	put_number(b, n);
	if (n == 0)
		return;
	r->stored = 1;
	put_number(b, r->set);
	for (uint32_t i = 0; i < n; i++)
		put_number(b, people_link(p, r->link + i)->id);
}

void
block_take_records(struct people *p, struct batch *b, uint32_t block)
{
	uint32_t first = block << BLOCK_BITS;
	size_t start = b->bytes.n;
	for (uint32_t i = 0; i < BLOCK_ITEMS && first + i < p->records.n; i++)
		put_record(p, b, first + i);
	*ROW_ADD(b->record_blocks) =
		(struct row_block){block, start, b->bytes.n - start};
}

int
block_restore_ids(struct people *p, uint32_t block, const uint8_t *bytes,
		  size_t n)
{
	if (block > NOTHING >> (BLOCK_BITS + 2) || n % ID_BYTES != 0 ||
	    n > (size_t)BLOCK_ITEMS * ID_BYTES)
		return -EINVAL;
	for (size_t at = 0; at < n; at += ID_BYTES) {
		struct digest digest;
		memcpy(digest.bytes, bytes + at, DIGEST_SIZE);
		people_expect_id(p, &digest);
	}
	for (size_t at = 0; at < n; at += ID_BYTES) {
		const uint8_t *x = bytes + at + DIGEST_SIZE;
		uint32_t number =
			(block << BLOCK_BITS) + (uint32_t)(at / ID_BYTES);
		struct node id = {.category = (uint16_t)(x[0] | x[1] << 8)};
		if ((x[2] & FLAG_USED) == 0)
			continue;
		memcpy(id.digest.bytes, bytes + at, DIGEST_SIZE);
		/* Which of the others it was matters only where it is first
		 * seen. */
		id.kind = (x[2] & FLAG_IDENTITY) != 0 ? KIND_IDENTITY
						      : KIND_CONTACT;
		id.flags = (x[2] & FLAG_SHARED) != 0 ? IDENTIFIER_SHARED : 0;
		int rc = people_restore_id(p, number, &id);
		if (rc < 0)
			return rc;
	}
	return 0;
}

struct reader {
	const uint8_t *at, *end;
	bool bad;
};

static uint32_t
get_number(struct reader *r)
{
	uint64_t number = 0;
	for (unsigned shift = 0; shift < 35; shift += 7) {
		if (r->at == r->end)
			break;
		uint8_t byte = *r->at++;
		number |= (uint64_t)(byte & 0x7f) << shift;
		if ((byte & 0x80) == 0 && number < NOTHING)
			return (uint32_t)number;
	}
	r->bad = true;
	return 0;
}

int
block_restore_records(struct people *p, uint32_t block, const uint8_t *bytes,
		      size_t n)
{
	CLEANUP(numbers_fini) struct numbers ids = {0};
	struct reader r = {.at = bytes, .end = bytes + n};
	if (block > NOTHING >> (BLOCK_BITS + 2))
		return -EINVAL;
	for (uint32_t i = 0; r.at < r.end; i++) {
		uint32_t left = get_number(&r);
		if (i == BLOCK_ITEMS || r.bad)
			return -EINVAL;
		if (left == 0)
			continue;
		uint32_t set = get_number(&r);
		for (ids.n = 0; left > 0 && !r.bad; left--)
			numbers_add(&ids, get_number(&r));
		int rc = r.bad ? -EINVAL
			       : people_restore_record(
					 p, (block << BLOCK_BITS) + i, ids.v,
					 ids.n, set);
		if (rc < 0)
			return rc;
	}
	return 0;
}
