/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Interception: the whole ClientHello is read before any TLS object exists;
 * CONNECT's host and the SNI must be the same, or the client is told so (421)
 * under a leaf for the name it asked for. What is no TLS goes to the tunnel
 * rules. Worker thread, but for the mint's call-back.
 */
#include "proxy/intercept.h"

#include "base/log.h"
#include "base/tally.h"
#include "proxy/front.h"
#include "proxy/tunnel.h"

#include <stdlib.h>

TALLY(handshakes, "kouan_client_handshakes_total",
      "TLS sessions begun with clients")
TALLY(distrusted, "kouan_client_distrust_total",
      "Clients that do not trust the company's CA")

/* ---- the mint's answer, from another thread ---- */

struct mint_wait {
	struct post post;
	struct worker *worker;
	struct session *session; /* NULL: it went; worker thread only */
	SSL_CTX *ctx;
	int status;
	atomic_bool posted;
};

static void
minted_in_worker(struct worker *w, struct post *p)
{
	struct mint_wait *wait = (struct mint_wait *)p;
	struct session *s = wait->session;
	(void)w;
	if (s == NULL) {
		SSL_CTX_free(wait->ctx);
		free(wait);
		return;
	}
	s->mint_wait = NULL;
	s->leaf = wait->ctx;
	if (wait->status < 0)
		log_warn("no certificate for a client: %s",
			 err_text(wait->status));
	bool ok = wait->ctx != NULL;
	free(wait);
	if (ok) {
		session_turn(s);
		return;
	}
	s->close_after = true;
	session_turn(s);
}

/* In the main thread. */
static void
minted(void *arg, SSL_CTX *ctx, int status)
{
	struct mint_wait *wait = arg;
	wait->ctx = ctx;
	wait->status = status;
	atomic_store(&wait->posted, true);
	worker_post(wait->worker, &wait->post);
}

void
mint_wait_drop(struct mint_wait **pw)
{
	struct mint_wait *wait = *pw;
	*pw = NULL;
	if (wait == NULL)
		return;
	mint_cancel(wait->worker->gateway->mint, minted, wait);
	/* After the cancel nobody posts; what was posted frees itself. */
	if (atomic_load(&wait->posted))
		wait->session = NULL;
	else
		free(wait);
}

static const char *
leaf_name(const struct session *s)
{
	return s->hello.sni[0] != 0 ? s->hello.sni : s->target.host;
}

static const struct step *
mint_run(struct session *s)
{
	struct gateway *g = s->worker->gateway;
	if (s->leaf != NULL)
		return &step_accept;
	if (s->mint_wait != NULL)
		return &step_mint;
	if (s->close_after)
		return NULL; /* the mint failed */
	struct mint_wait *wait = calloc(1, sizeof(*wait));
	if (wait == NULL)
		return NULL;
	wait->worker = s->worker;
	wait->session = s;
	wait->post.fn = minted_in_worker;
	int rc = mint_get(g->mint, leaf_name(s), minted, wait, &s->leaf);
	if (rc == 1) {
		s->mint_wait = wait;
		return &step_mint;
	}
	free(wait);
	if (rc == 0)
		return &step_accept;
	log_warn("no certificate for a client: %s", err_text(rc));
	return NULL;
}

static int64_t
limit_handshake(const struct session *s)
{
	return s->conf->timeouts.handshake;
}

const struct step step_mint = {STEP_MINT, "mint", mint_run, limit_handshake,
			       NULL};

/* ---- hello ---- */

/* Is this how a plain HTTP request begins? Then it is read, as CLEARTEXT. */
static bool
looks_like_http(struct span in)
{
	for (size_t i = 0; i < in.n && i < 16; i++) {
		if (in.p[i] == ' ')
			return i > 2;
		if (in.p[i] < 'A' || in.p[i] > 'Z')
			return false;
	}
	return false;
}

static const struct step *
not_tls(struct session *s, struct span in)
{
	if (looks_like_http(in)) {
		s->target_tls = false;
		return &step_request;
	}
	return tunnel_begin(s, UNREADABLE_TCP);
}

static void
check_names(struct session *s)
{
	const struct hello *h = &s->hello;
	if (h->sni[0] == 0 || strcmp(h->sni, s->target.host) == 0)
		return;
	session_defer(s, REASON_HOST_MISMATCH,
		      "CONNECT and the TLS server name differ");
}

static const struct step *
hello_run(struct session *s)
{
	struct conn *c = s->client;
	if (conn_flush(c) < 0)
		return NULL;
	for (;;) {
		struct span in = conn_peek(c, s->worker->chunks, CHUNK_SIZE);
		if (in.n > 0 && in.p[0] != 0x16 &&
		    (in.n >= 16 || c->read_closed))
			return not_tls(s, in);
		ssize_t rc = in.n > 0 && in.p[0] == 0x16
				     ? hello_read(in, &s->hello)
				     : 0;
		if (rc > 0)
			break;
		if (rc < 0)
			return tunnel_begin(s, UNREADABLE_TCP);
		ssize_t n = conn_fill(c, s->worker->chunks);
		if (n == 0)
			return &step_hello;
		if (n < 0)
			return NULL;
		if (c->in.bytes > CHUNK_SIZE)
			return NULL; /* no hello is that long */
	}
	s->target_tls = true;
	check_names(s);
	if (tunnel_is_bypassed(s))
		return tunnel_begin(s, UNREADABLE_TLS);
	return &step_mint;
}

/* Nothing that can be told apart came in time: a protocol in which the
 * server speaks first. */
static const struct step *
hello_late(struct session *s)
{
	return tunnel_begin(s, UNREADABLE_TCP);
}

const struct step step_hello = {STEP_HELLO, "hello", hello_run, limit_handshake,
				hello_late};

/* ---- accept: the handshake with the client ---- */

static const struct step *
accept_run(struct session *s)
{
	struct conn *c = s->client;
	if (s->leaf != NULL) {
		SSL *ssl = SSL_new(s->leaf);
		SSL_CTX_free(s->leaf);
		s->leaf = NULL;
		if (ssl == NULL)
			return NULL;
		SSL_set_accept_state(ssl);
		tally_add(&handshakes, 1);
		if (conn_set_tls(c, ssl) < 0)
			return NULL;
	}
	int rc = conn_handshake(c);
	if (rc == 0)
		return &step_accept;
	if (rc > 0)
		return &step_request;
	if (tls_client_distrusts()) {
		tally_add(&distrusted, 1);
		log_note("client %s does not trust the CA (host %s)",
			 s->client_text,
			 front_name_text(s, &s->target, &s->name));
	}
	return NULL;
}

const struct step step_accept = {STEP_ACCEPT, "accept", accept_run,
				 limit_handshake, NULL};
