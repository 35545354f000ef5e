/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Uploads by digest, in order of their last use; parts of an upload in order
 * of their place. Guarantees: bytes of parts are in clear only on the stack
 * of whoever asks, and wiped there; what is kept is bounded. Any thread.
 */
#include "proxy/parts.h"

#include "base/map.h"
#include "base/tally.h"
#include "proxy/seal.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

GAUGE(kept, "kouan_parts_kept_bytes",
      "Memory for the ends of parts of uploads, encrypted")
TALLY(known, "kouan_parts_total", "Parts of uploads whose ends were kept")
TALLY(evicted, "kouan_parts_evicted_total",
      "Uploads whose parts' ends were dropped for want of room")

/* What a part's text is sealed under: never used twice with one key. */
#define SEALED_MAX (2 * PART_END)
/* To walk from part to part where they are shorter than an end. */
#define STEPS_MAX PART_END
/* Parts that begin between a place and the begin of who ends there: only where
 * they overlap. */
#define LOOK_BACK 256

const struct parts_limits parts_limits_default = {
	.bytes = UINT64_C(64) << 20,
	.source_bytes = UINT64_C(16) << 20,
	.keep_us = INT64_C(3600) * 1000000,
};

struct part {
	uint64_t at, end;
	struct digest token;
	struct sealed *text; /* first, then last unless whole */
	uint16_t n_first, n_last;
	bool whole;
};

/* Of one source; lives while it has uploads. */
struct room {
	uint64_t source, bytes;
	size_t uploads;
};

struct upload {
	struct digest key;
	struct room *room;
	uint64_t bytes;
	int64_t used_us;
	struct sealed *header;
	struct part *parts; /* by place; of one place the newest last */
	size_t n, size;
	struct upload *older, *newer;
};

struct parts {
	pthread_mutex_t lock;
	struct parts_limits limits;
	struct sealer *sealer;
	uint64_t bytes;
	struct map *uploads, *rooms;
	struct upload *oldest, *newest;
};

/* ---- the books ---- */

static void
account(struct parts *p, struct upload *u, int64_t change)
{
	u->bytes += (uint64_t)change;
	u->room->bytes += (uint64_t)change;
	p->bytes += (uint64_t)change;
	tally_add(&kept, change);
}

static size_t
cost_of(const struct part *part)
{
	return sizeof(*part) + sizeof(*part->text) + part->text->n;
}

static void
drop_part(struct parts *p, struct upload *u, size_t at)
{
	account(p, u, -(int64_t)cost_of(&u->parts[at]));
	free(u->parts[at].text);
	memmove(u->parts + at, u->parts + at + 1,
		(u->n - at - 1) * sizeof(*u->parts));
	u->n--;
}

static void
unlist(struct parts *p, struct upload *u)
{
	*(u->older != NULL ? &u->older->newer : &p->oldest) = u->newer;
	*(u->newer != NULL ? &u->newer->older : &p->newest) = u->older;
	u->older = u->newer = NULL;
}

static void
list_newest(struct parts *p, struct upload *u)
{
	u->older = p->newest;
	*(p->newest != NULL ? &p->newest->newer : &p->oldest) = u;
	p->newest = u;
}

static struct room *
enter_room(struct parts *p, uint64_t source)
{
	struct span key = span_of(&source, sizeof(source));
	struct room *room = map_get(p->rooms, key);
	if (room == NULL) {
		room = calloc(1, sizeof(*room));
		if (room == NULL)
			return NULL;
		room->source = source;
		if (map_put(p->rooms, key, room, NULL) < 0) {
			free(room);
			return NULL;
		}
	}
	room->uploads++;
	return room;
}

static void
leave_room(struct parts *p, struct room *room)
{
	if (--room->uploads > 0)
		return;
	(void)map_take(p->rooms, span_of(&room->source, sizeof(room->source)));
	free(room);
}

static void
drop_upload(struct parts *p, struct upload *u)
{
	while (u->n > 0)
		drop_part(p, u, u->n - 1);
	account(p, u, -(int64_t)u->bytes);
	unlist(p, u);
	(void)map_take(p->uploads, span_of(&u->key, sizeof(u->key)));
	leave_room(p, u->room);
	free(u->header);
	free(u->parts);
	free(u);
}

static void
expire(struct parts *p, int64_t now_us)
{
	while (p->oldest != NULL &&
	       now_us - p->oldest->used_us > p->limits.keep_us)
		drop_upload(p, p->oldest);
}

/* Makes room for what upload u was given. */
static void
evict(struct parts *p, struct upload *u)
{
	const struct room *room = u->room;
	for (struct upload *v = p->oldest, *next; v != NULL; v = next) {
		bool over = room->bytes > p->limits.source_bytes;
		next = v->newer;
		if (!over && p->bytes <= p->limits.bytes)
			return;
		if (v == u || (over && v->room != room))
			continue;
		tally_add(&evicted, 1);
		drop_upload(p, v);
	}
	/* It is the only one left: its own first parts go. */
	tally_add(&evicted, u->bytes > p->limits.source_bytes);
	while (u->n > 1 && u->bytes > p->limits.source_bytes)
		drop_part(p, u, 0);
}

static struct upload *
find(struct parts *p, const struct digest *key, int64_t now_us)
{
	expire(p, now_us);
	return map_get(p->uploads, span_of(key, sizeof(*key)));
}

static struct upload *
open_upload(struct parts *p, const struct part_seen *part, int64_t now_us)
{
	struct upload *u = find(p, &part->upload, now_us);
	if (u == NULL) {
		u = calloc(1, sizeof(*u));
		if (u == NULL)
			return NULL;
		u->key = part->upload;
		u->room = enter_room(p, part->source);
		if (u->room == NULL) {
			free(u);
			return NULL;
		}
		if (map_put(p->uploads, span_of(&u->key, sizeof(u->key)), u,
			    NULL) < 0) {
			leave_room(p, u->room);
			free(u);
			return NULL;
		}
		list_newest(p, u);
		account(p, u, sizeof(*u));
	}
	u->used_us = now_us;
	unlist(p, u);
	list_newest(p, u);
	return u;
}

/* ---- parts ---- */

/* The first part that begins at this place or after it. */
static size_t
place_of(const struct upload *u, uint64_t at)
{
	size_t low = 0, high = u->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (u->parts[middle].at < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
same_token(const struct part *part, const struct digest *token)
{
	return memcmp(&part->token, token, sizeof(*token)) == 0;
}

static size_t
find_token(const struct upload *u, const struct part_seen *seen)
{
	size_t i = place_of(u, seen->at);
	while (i < u->n && u->parts[i].at == seen->at &&
	       !same_token(&u->parts[i], &seen->token))
		i++;
	return i < u->n && u->parts[i].at == seen->at ? i : SIZE_MAX;
}

static int
put_part(struct parts *p, struct upload *u, const struct part_seen *seen)
{
	uint8_t text[SEALED_MAX];
	size_t n = seen->first.n;
	size_t old = find_token(u, seen);
	if (n > 0)
		memcpy(text, seen->first.p, n);
	if (!seen->whole && seen->last.n > 0) {
		memcpy(text + n, seen->last.p, seen->last.n);
		n += seen->last.n;
	}
	struct part part = {.at = seen->at,
			    .end = seen->end,
			    .token = seen->token,
			    .text = seal(p->sealer, span_of(text, n)),
			    .n_first = (uint16_t)seen->first.n,
			    .n_last = (uint16_t)seen->last.n,
			    .whole = seen->whole};
	explicit_bzero(text, sizeof(text));
	if (part.text == NULL)
		return -ENOMEM;
	if (old != SIZE_MAX)
		drop_part(p, u, old);
	size_t at = place_of(u, seen->at), versions = 0;
	while (at + versions < u->n && u->parts[at + versions].at == seen->at)
		versions++;
	if (versions == PART_NEIGHBOURS) {
		drop_part(p, u, at);
		versions--;
	}
	at += versions;
	if (u->n == u->size) {
		size_t size = u->size > 0 ? 2 * u->size : 4;
		struct part *parts = realloc(u->parts, size * sizeof(*parts));
		if (parts == NULL) {
			free(part.text);
			return -ENOMEM;
		}
		u->parts = parts;
		u->size = size;
	}
	memmove(u->parts + at + 1, u->parts + at,
		(u->n - at) * sizeof(*u->parts));
	u->parts[at] = part;
	u->n++;
	account(p, u, (int64_t)cost_of(&part));
	tally_add(&known, old == SIZE_MAX);
	return 0;
}

static void
put_header(struct parts *p, struct upload *u, struct span header)
{
	if (header.n == 0 || header.n > PART_HEADER || u->header != NULL)
		return;
	u->header = seal(p->sealer, header);
	if (u->header != NULL)
		account(p, u, (int64_t)(sizeof(*u->header) + header.n));
}

/* ---- neighbours ---- */

/* The newest part that ends at this place, below a number, or SIZE_MAX. */
static size_t
part_before(const struct upload *u, uint64_t place, size_t below)
{
	size_t i = place_of(u, place);
	i = i < below ? i : below;
	for (unsigned step = 0; step < LOOK_BACK && i-- > 0; step++)
		if (u->parts[i].end == place && u->parts[i].n_last > 0)
			return i;
	return SIZE_MAX;
}

/* Puts bytes before those of the side, as many as there is room for. */
static void
prepend(struct part_side *side, const uint8_t *bytes, size_t n)
{
	size_t room = PART_END - side->n;
	size_t take = n < room ? n : room;
	memmove(side->bytes + take, side->bytes, side->n);
	memcpy(side->bytes, bytes + n - take, take);
	side->n += take;
}

static void
append(struct part_side *side, const uint8_t *bytes, size_t n)
{
	size_t room = PART_END - side->n;
	size_t take = n < room ? n : room;
	memcpy(side->bytes + side->n, bytes, take);
	side->n += take;
}

/* What stands before the part with this number, itself included, as far as
 * parts are so short that an end needs several. */
static void
walk_back(struct parts *p, const struct upload *u, size_t i,
	  struct part_side *side)
{
	uint8_t text[SEALED_MAX];
	for (unsigned step = 0; i != SIZE_MAX && step < STEPS_MAX; step++) {
		const struct part *part = &u->parts[i];
		size_t n = unseal(p->sealer, part->text, text);
		size_t from = part->whole ? 0 : part->n_first;
		if (n >= from)
			prepend(side, text + from, n - from);
		if (!part->whole || side->n == PART_END)
			break;
		i = part_before(u, part->at, SIZE_MAX);
	}
	explicit_bzero(text, sizeof(text));
}

static void
walk_on(struct parts *p, const struct upload *u, size_t i,
	struct part_side *side)
{
	uint8_t text[SEALED_MAX];
	for (unsigned step = 0; step < STEPS_MAX; step++) {
		const struct part *part = &u->parts[i];
		size_t n = unseal(p->sealer, part->text, text);
		if (n >= part->n_first)
			append(side, text, part->n_first);
		if (!part->whole || side->n == PART_END)
			break;
		i = place_of(u, part->end);
		if (i == u->n || u->parts[i].at != part->end)
			break;
		/* The newest version goes on. */
		while (i + 1 < u->n && u->parts[i + 1].at == part->end)
			i++;
	}
	explicit_bzero(text, sizeof(text));
}

static void
find_sides(struct parts *p, const struct upload *u,
	   const struct part_seen *seen, struct part_sides *sides)
{
	size_t below = SIZE_MAX;
	sides->n_before = sides->n_after = 0;
	while (sides->n_before < PART_NEIGHBOURS &&
	       (below = part_before(u, seen->at, below)) != SIZE_MAX) {
		struct part_side *side = &sides->before[sides->n_before++];
		side->n = 0;
		walk_back(p, u, below, side);
	}
	for (size_t i = place_of(u, seen->end);
	     seen->end != PART_OPEN && i < u->n &&
	     u->parts[i].at == seen->end && sides->n_after < PART_NEIGHBOURS;
	     i++) {
		struct part_side *side = &sides->after[sides->n_after++];
		side->n = 0;
		walk_on(p, u, i, side);
	}
}

/* ---- the door ---- */

int
parts_new(const struct parts_limits *limits, struct parts **ret_parts)
{
	struct parts *p = calloc(1, sizeof(*p));
	if (p == NULL)
		return -ENOMEM;
	p->limits = *limits;
	pthread_mutex_init(&p->lock, NULL);
	p->uploads = map_new();
	p->rooms = map_new();
	p->sealer = sealer_new();
	if (p->uploads == NULL || p->rooms == NULL || p->sealer == NULL) {
		parts_free(&p);
		return -ENOMEM;
	}
	*ret_parts = p;
	return 0;
}

void
parts_free(struct parts **pp)
{
	struct parts *p = *pp;
	*pp = NULL;
	if (p == NULL)
		return;
	while (p->oldest != NULL)
		drop_upload(p, p->oldest);
	map_free(&p->uploads, NULL);
	map_free(&p->rooms, NULL);
	sealer_free(&p->sealer);
	pthread_mutex_destroy(&p->lock);
	explicit_bzero(p, sizeof(*p));
	free(p);
}

size_t
parts_header(struct parts *p, const struct digest *upload, uint64_t at,
	     int64_t now_us, uint8_t header[PART_HEADER], bool *ret_before)
{
	size_t n = 0;
	pthread_mutex_lock(&p->lock);
	struct upload *u = find(p, upload, now_us);
	if (u != NULL && u->header != NULL)
		n = unseal(p->sealer, u->header, header);
	*ret_before = u != NULL && part_before(u, at, SIZE_MAX) != SIZE_MAX;
	pthread_mutex_unlock(&p->lock);
	return n;
}

int
parts_keep(struct parts *p, const struct part_seen *part, int64_t now_us,
	   struct part_sides *ret_sides)
{
	must(part->first.n <= PART_END && part->last.n <= PART_END);
	pthread_mutex_lock(&p->lock);
	struct upload *u = open_upload(p, part, now_us);
	int rc = u == NULL ? -ENOMEM : put_part(p, u, part);
	if (rc == 0) {
		put_header(p, u, part->header);
		find_sides(p, u, part, ret_sides);
		evict(p, u);
	}
	pthread_mutex_unlock(&p->lock);
	return rc;
}

void
parts_forget(struct parts *p, const struct part_seen *part, bool begun)
{
	pthread_mutex_lock(&p->lock);
	struct upload *u = map_get(
		p->uploads, span_of(&part->upload, sizeof(part->upload)));
	size_t at = u != NULL ? find_token(u, part) : SIZE_MAX;
	if (at != SIZE_MAX && begun)
		u->parts[at].end = PART_OPEN;
	else if (at != SIZE_MAX)
		drop_part(p, u, at);
	pthread_mutex_unlock(&p->lock);
}

void
parts_expire(struct parts *p, int64_t now_us)
{
	pthread_mutex_lock(&p->lock);
	expire(p, now_us);
	pthread_mutex_unlock(&p->lock);
}
