/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Limits that span workers: connections in all and per source, new names per
 * source and minute. One lock, held for a map look-up; asked once per
 * connection, never on the byte path.
 */
#include "proxy/gateway.h"

#include "base/map.h"

#include <errno.h>
#include <stdlib.h>

/* Names remembered per source; past it, a known name counts as new again. */
#define NAMES_KEPT 4096
#define MINUTE_US 60000000

struct source_use {
	uint64_t connections;
	struct map *names;
	int64_t minute; /* when the current minute began */
	uint64_t new_names;
};

struct admission {
	pthread_mutex_t lock;
	size_t connections;
	struct map *sources;
};

int
admission_new(struct admission **ret_admission)
{
	struct admission *a = calloc(1, sizeof(*a));
	if (a == NULL)
		return -ENOMEM;
	a->sources = map_new();
	if (a->sources == NULL) {
		free(a);
		return -ENOMEM;
	}
	pthread_mutex_init(&a->lock, NULL);
	*ret_admission = a;
	return 0;
}

static void
source_free(void *p)
{
	struct source_use *use = p;
	map_free(&use->names, NULL);
	free(use);
}

void
admission_free(struct admission **pa)
{
	struct admission *a = *pa;
	*pa = NULL;
	if (a == NULL)
		return;
	map_free(&a->sources, source_free);
	pthread_mutex_destroy(&a->lock);
	free(a);
}

bool
admission_enter(struct admission *a, uint64_t limit)
{
	pthread_mutex_lock(&a->lock);
	bool ok = a->connections < limit;
	if (ok)
		a->connections++;
	pthread_mutex_unlock(&a->lock);
	return ok;
}

void
admission_leave(struct admission *a)
{
	pthread_mutex_lock(&a->lock);
	a->connections--;
	pthread_mutex_unlock(&a->lock);
}

size_t
admission_connections(struct admission *a)
{
	pthread_mutex_lock(&a->lock);
	size_t n = a->connections;
	pthread_mutex_unlock(&a->lock);
	return n;
}

/* Under the lock; NULL when out of memory. Sources come from the
 * configuration, so there are few. */
static struct source_use *
use_of(struct admission *a, const char *source)
{
	struct span key = span_str(source);
	struct source_use *use = map_get(a->sources, key);
	if (use != NULL)
		return use;
	use = calloc(1, sizeof(*use));
	if (use == NULL)
		return NULL;
	use->names = map_new();
	if (use->names == NULL || map_put(a->sources, key, use, NULL) < 0) {
		source_free(use);
		return NULL;
	}
	return use;
}

bool
admission_enter_source(struct admission *a, const char *source, uint64_t limit)
{
	pthread_mutex_lock(&a->lock);
	struct source_use *use = use_of(a, source);
	bool ok = use != NULL && use->connections < limit;
	if (ok)
		use->connections++;
	pthread_mutex_unlock(&a->lock);
	return ok;
}

void
admission_leave_source(struct admission *a, const char *source)
{
	pthread_mutex_lock(&a->lock);
	struct source_use *use = use_of(a, source);
	if (use != NULL && use->connections > 0)
		use->connections--;
	pthread_mutex_unlock(&a->lock);
}

bool
admission_name(struct admission *a, const char *source, const char *host,
	       uint64_t per_minute, int64_t mono_us)
{
	static char known; /* its address is the mark */
	bool ok = false;
	pthread_mutex_lock(&a->lock);
	struct source_use *use = use_of(a, source);
	if (use == NULL)
		goto out;
	struct span key = span_str(host);
	ok = map_get(use->names, key) != NULL;
	if (ok)
		goto out;
	if (mono_us - use->minute >= MINUTE_US) {
		use->minute = mono_us;
		use->new_names = 0;
	}
	ok = use->new_names < per_minute;
	if (!ok)
		goto out;
	use->new_names++;
	if (map_count(use->names) >= NAMES_KEPT) {
		struct map *fresh = map_new();
		if (fresh != NULL) {
			map_free(&use->names, NULL);
			use->names = fresh;
		}
	}
	if (map_put(use->names, key, &known, NULL) < 0)
		ok = false;
out:
	pthread_mutex_unlock(&a->lock);
	return ok;
}
