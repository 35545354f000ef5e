/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where an address is, whether it may be dialled, and what a name resolves
 * to. Immutable once built (place) or one per worker (resolver).
 */
#pragma once

#include "terms.h"
#include "wire/authority.h"

#include <event2/event.h>

/* guard.c: pure. Why an address must not be dialled, or NULL if it may:
 * unspecified, loopback, private, link-local, metadata, multicast, reserved,
 * documentation, carrier-grade NAT, unique local — also behind IPv4-mapped,
 * IPv4-compatible, NAT64 (64:ff9b::/96, 64:ff9b:1::/48), 6to4, Teredo and
 * ISATAP. */
const char *guard_refuses(const struct address *a);

/* geo.c: the only user of libmaxminddb. */
struct geo;
MUST_USE int geo_open(const char *path, struct geo **ret_geo, struct why *why);
void geo_close(struct geo **g);
/* country.iso_code, else country_code; false when unknown. */
bool geo_country(const struct geo *g, const struct address *a,
		 struct country *ret_country);
/* Build date of the database, seconds since 1970. */
int64_t geo_build_time(const struct geo *g);

/* place.c */
struct place_override {
	const struct network *networks;
	size_t n_networks;
	struct country country;
};
struct place {
	const struct geo *geo; /* may be NULL */
	const struct place_override *overrides;
	size_t n_overrides;
	bool allow_private;
	const uint16_t *ports;
	size_t n_ports;
};
bool place_port_allowed(const struct place *p, uint16_t port);
/* Override first, then database. */
enum country_from place_country(const struct place *p, const struct address *a,
				struct country *ret_country);

/* resolve.c: c-ares under a libevent base; one per worker, same thread. */
struct resolver;
#define RESOLVE_MAX 32
MUST_USE int resolver_new(struct event_base *base,
			  struct resolver **ret_resolver, struct why *why);
/* Questions under way are forgotten, their fn is not called. May be called
 * from inside one. */
void resolver_free(struct resolver **r);
/* Name servers instead of the system's, "192.0.2.1:53,[2001:db8::1]:53"; 0
 * or -EINVAL. Before the first question. */
MUST_USE int resolver_use_servers(struct resolver *r, const char *csv);
/* Addresses in the order to try (RFC 6724 order kept per family, families
 * interleaved as RFC 8305 section 4 asks, AAAA first). status: 0,
 * ERR_UNAVAILABLE (no such name, no answer), ERR_TIMEOUT. The array is valid
 * during the call. */
typedef void resolve_done_fn(void *arg, int status, const struct address *found,
			     size_t n_found);
struct resolve_query;
/* Starts; the answer always comes from the event loop, never from inside
 * this call (answers from the TTL-bound cache too). An address literal
 * answers itself. At most RESOLVE_MAX addresses. NULL when out of
 * memory. */
struct resolve_query *resolver_ask(struct resolver *r, const char *host,
				   uint16_t port, resolve_done_fn *fn,
				   void *arg);
/* Forgets a question; fn will not be called. Does nothing from inside the
 * question's own fn; afterwards the question is gone. */
void resolver_cancel(struct resolve_query *q);
