/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Look-ups in the hosts file and the DNS under a libevent base. No cache, no
 * sharing: that is resolve.c, its only user.
 */
#pragma once

#include "place/place.h"

struct dns;

/* status: 0, ERR_UNAVAILABLE or ERR_TIMEOUT; lasting: the name is known not
 * to be, so that the failure may be kept. At most RESOLVE_MAX addresses, in
 * the order to try, port 0. ttl_s is the shortest on the way. May be called
 * from inside dns_ask. */
typedef void dns_done_fn(void *arg, int status, bool lasting,
			 const struct address *found, size_t n_found,
			 unsigned ttl_s);

MUST_USE int dns_new(struct event_base *base, struct dns **ret_dns,
		     struct why *why);
/* Look-ups under way are dropped, their fn is not called. Not to be called
 * from inside a dns_done_fn. */
void dns_free(struct dns **d);
/* "127.0.0.1:5353,[::1]:53" instead of the system's; 0 or -EINVAL. */
MUST_USE int dns_use_servers(struct dns *d, const char *csv);
/* 0 or -ENOMEM (fn is not called then). */
MUST_USE int dns_ask(struct dns *d, const char *host, dns_done_fn *fn,
		     void *arg);
