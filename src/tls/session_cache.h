/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TLS sessions to resume toward origins, by "host:port": serialised, so that
 * no two connections ever share one of OpenSSL's objects. Private to this
 * room; thread-safe.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

#include <openssl/ssl.h>

struct session_cache;

MUST_USE int session_cache_new(size_t limit, struct session_cache **ret_cache);
void session_cache_free(struct session_cache **c);
/* Keeps a copy, in place of an older one; sessions that cannot be resumed
 * and those over 16 KiB are not kept. until_s: wall clock, not offered from
 * then on. */
void session_cache_put(struct session_cache *c, const char *key,
		       SSL_SESSION *session, int64_t until_s);
/* A session of the caller's own, or NULL. */
SSL_SESSION *session_cache_get(struct session_cache *c, const char *key,
			       int64_t now_s);
size_t session_cache_count(struct session_cache *c);
