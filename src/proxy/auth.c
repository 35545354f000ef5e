/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is the source: the client certificate of a TLS listener, credentials
 * (Proxy-Authorization: Basic, RFC 7617), or the network it comes from, in
 * that order. A verified password is remembered by its keyed digest, for the
 * hash functions of crypt(3) are slow by intent. Any worker thread.
 */
#include "proxy/session.h"

#include "base/map.h"
#include "wire/head.h"

#include <crypt.h>
#include <errno.h>
#include <openssl/evp.h>

#define REMEMBERED 4096

static pthread_mutex_t verified_lock = PTHREAD_MUTEX_INITIALIZER;
static struct map *verified;

static bool
was_verified(const struct digest *d)
{
	pthread_mutex_lock(&verified_lock);
	bool yes = verified != NULL &&
		   map_get(verified, span_of(d->bytes, DIGEST_SIZE)) != NULL;
	pthread_mutex_unlock(&verified_lock);
	return yes;
}

static void
remember(const struct digest *d)
{
	static char mark;
	pthread_mutex_lock(&verified_lock);
	if (verified != NULL && map_count(verified) >= REMEMBERED)
		map_free(&verified, NULL);
	if (verified == NULL)
		verified = map_new();
	if (verified != NULL &&
	    map_put(verified, span_of(d->bytes, DIGEST_SIZE), &mark, NULL) < 0)
		map_free(&verified, NULL); /* slower, still right */
	pthread_mutex_unlock(&verified_lock);
}

static bool
password_holds(struct gateway *g, const struct source *source,
	       struct span credentials, const char *password)
{
	struct digest d =
		digest_of(g->key, span_str(source->password_hash), credentials);
	if (was_verified(&d))
		return true;
	struct crypt_data data = {0};
	const char *got = crypt_r(password, source->password_hash, &data);
	bool ok = got != NULL && got[0] != '*' &&
		  strlen(got) == strlen(source->password_hash) &&
		  CRYPTO_memcmp(got, source->password_hash, strlen(got)) == 0;
	explicit_bzero(&data, sizeof(data));
	if (ok)
		remember(&d);
	return ok;
}

/* "Basic dXNlcjpwYXNz": the source, or NULL. */
static const struct source *
by_credentials(struct session *s, struct span value)
{
	uint8_t text[512];
	struct span scheme = span_split(&value, ' ');
	value = span_trim(value, " ");
	if (!span_eq_nocase(scheme, SPAN("basic")) || value.n == 0 ||
	    value.n % 4 != 0 || value.n / 4 * 3 >= sizeof(text))
		return NULL;
	int n = EVP_DecodeBlock(text, value.p, (int)value.n);
	if (n < 0)
		return NULL;
	/* The padding decodes to zeros: two at most (RFC 4648 section 4). */
	for (int i = 0; i < 2 && value.p[value.n - 1] == '='; i++) {
		value.n--;
		n--;
	}
	text[n] = 0;
	if (value.p[value.n - 1] == '=' || strlen((char *)text) != (size_t)n)
		return NULL;
	struct span password = span_of(text, (size_t)n);
	struct span user = span_split(&password, ':');
	const struct source *source =
		register_source_by_user(&s->conf->reg, user);
	if (source != NULL &&
	    !password_holds(s->worker->gateway, source,
			    span_of(text, (size_t)n),
			    password.p != NULL ? (const char *)password.p : ""))
		source = NULL;
	explicit_bzero(text, sizeof(text));
	return source;
}

static bool
any_user(const struct register_ *r)
{
	for (size_t i = 0; i < r->n_sources; i++)
		if (r->sources[i].user != NULL)
			return true;
	return false;
}

int
auth_source(struct session *s, const struct head *head)
{
	const struct register_ *r = &s->conf->reg;
	char subject[512] = "";
	SSL *listener =
		s->client->outer != NULL ? s->client->outer : s->client->ssl;
	if (listener != NULL)
		listener_tls_subject(listener, subject, sizeof(subject));
	if (subject[0] != 0)
		s->source = register_source_by_certificate(r, subject);
	const struct head_field *f = head_find(head, "Proxy-Authorization");
	if (s->source == NULL && f != NULL) {
		s->source = by_credentials(s, f->value);
		if (s->source == NULL)
			return -EACCES;
	}
	if (s->source == NULL)
		s->source = register_source_by_address(r, &s->peer);
	if (s->source != NULL)
		return 0;
	return any_user(r) ? -EACCES : ERR_REFUSED;
}
