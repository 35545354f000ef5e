/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A map of sightings under one lock, held for a look-up. Exchanges of flows
 * that are registered never come here. Any thread.
 */
#include "proxy/sightings.h"

#include "base/map.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define KEPT 2048

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct map *map; /* "source host" to sighting */
static uint64_t forgotten;

static struct span
key_of(const char *source, const char *host, char buf[400])
{
	int n = snprintf(buf, 400, "%s %s", source, host);
	return span_of(buf, n > 0 && n < 400 ? (size_t)n : 0);
}

struct oldest {
	struct sighting *s;
};

static int
keep_oldest(void *arg, struct span key, void *value)
{
	struct oldest *o = arg;
	struct sighting *s = value;
	(void)key;
	if (o->s == NULL || s->last_us < o->s->last_us)
		o->s = s;
	return 0;
}

static void
make_room(void)
{
	struct oldest o = {NULL};
	char buf[400];
	if (map_count(map) < KEPT)
		return;
	(void)map_each(map, keep_oldest, &o);
	if (o.s != NULL) {
		(void)map_take(map, key_of(o.s->source, o.s->host, buf));
		free(o.s);
		forgotten++;
	}
}

/* "cn-mobile=2 email=1": as the record has them. */
static void
add_categories(struct sighting *s, struct span text)
{
	while (text.n > 0) {
		struct span one = span_split(&text, ' ');
		struct span name = span_split(&one, '=');
		uint64_t n;
		unsigned i = 0;
		if (span_u64(one, &n) < 0 || name.n == 0 ||
		    name.n >= sizeof(s->categories[0].name))
			continue;
		while (i < s->n_categories &&
		       !span_eq(span_str(s->categories[i].name), name))
			i++;
		if (i == SIGHTING_KINDS)
			continue;
		if (i == s->n_categories) {
			span_copy(name, s->categories[i].name,
				  sizeof(s->categories[i].name));
			s->n_categories++;
		}
		s->categories[i].n += n;
	}
}

static struct sighting *
find_or_make(const struct audit_record *r, bool is_address)
{
	char buf[400];
	struct span key = key_of(r->source, r->host, buf);
	if (map == NULL)
		map = map_new();
	if (map == NULL || key.n == 0)
		return NULL;
	struct sighting *s = map_get(map, key);
	if (s != NULL)
		return s;
	make_room();
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		return NULL;
	if (map_put(map, key, s, NULL) < 0) {
		free(s);
		return NULL;
	}
	snprintf(s->host, sizeof(s->host), "%s", r->host);
	snprintf(s->source, sizeof(s->source), "%s", r->source);
	s->is_address = is_address;
	s->first_us = r->wall_us;
	return s;
}

void
sightings_note(const struct audit_record *r, bool is_address)
{
	pthread_mutex_lock(&lock);
	struct sighting *s = find_or_make(r, is_address);
	if (s != NULL) {
		if (r->country != NULL && strlen(r->country) == 2)
			memcpy(s->country, r->country, 3);
		s->requests++;
		s->refused += r->verdict == VERDICT_BLOCK;
		s->bytes += r->bytes_out > 0 ? (uint64_t)r->bytes_out : 0;
		s->last_us = r->wall_us;
		if (r->categories != NULL)
			add_categories(s, span_str(r->categories));
	}
	pthread_mutex_unlock(&lock);
}

struct copying {
	struct sighting *all;
	size_t n;
};

static int
copy_one(void *arg, struct span key, void *value)
{
	struct copying *c = arg;
	(void)key;
	c->all[c->n++] = *(struct sighting *)value;
	return 0;
}

static int
compare(const void *a, const void *b)
{
	const struct sighting *x = a, *y = b;
	int order = strcmp(x->host, y->host);
	return order != 0 ? order : strcmp(x->source, y->source);
}

int
sightings_all(struct sighting **ret_all, size_t *ret_n)
{
	struct copying c = {NULL, 0};
	pthread_mutex_lock(&lock);
	size_t n = map != NULL ? map_count(map) : 0;
	c.all = calloc(n + 1, sizeof(*c.all));
	if (c.all != NULL && n > 0)
		(void)map_each(map, copy_one, &c);
	pthread_mutex_unlock(&lock);
	if (c.all == NULL)
		return -ENOMEM;
	qsort(c.all, c.n, sizeof(*c.all), compare);
	*ret_all = c.all;
	*ret_n = c.n;
	return 0;
}

uint64_t
sightings_forgotten(void)
{
	pthread_mutex_lock(&lock);
	uint64_t n = forgotten;
	pthread_mutex_unlock(&lock);
	return n;
}

void
sightings_clear(void)
{
	pthread_mutex_lock(&lock);
	map_free(&map, free);
	forgotten = 0;
	pthread_mutex_unlock(&lock);
}
