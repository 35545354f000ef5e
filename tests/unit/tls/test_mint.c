/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mint with a signer played by the test (so that questions can be counted
 * and answers withheld), with a real one, and at a handshake. The wall clock
 * is the test's own (linked with --wrap).
 */
#include "fixture.h"
#include "lib/suite.h"
#include "signer_fixture.h"
#include "tls/ca.h"
#include "tls/leaf_cache.h"
#include "tls/mint.h"
#include "tls/pem.h"
#include "tls/signer_wire.h"
#include "tls/tickets.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int64_t ahead_s; /* the test's clock runs that much ahead */
int64_t __wrap_clock_wall_us(void);
int64_t __real_clock_wall_us(void);

int64_t
__wrap_clock_wall_us(void)
{
	return __real_clock_wall_us() + ahead_s * 1000000;
}

static struct identity root, issuer;
static struct mint *mint;
static int theirs = -1; /* the played signer's end */
static int64_t lifetime_s = 86400;

static void
attach(void)
{
	int ends[2];
	ck_assert_int_eq(
		socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends),
		0);
	theirs = ends[1];
	mint_attach(mint, ends[0]);
}

static void
set_up(size_t entries)
{
	struct why why = {""};
	issuer = identity_new(&(struct recipe){.common_name = "CA",
					       .ca = true,
					       .from_s = -86400,
					       .to_s = 86400 * 100},
			      NULL);
	struct mint_options options = {.cache_entries = entries,
				       .ca = issuer.certificate};
	ck_assert_msg(mint_new(&options, &mint, &why) == 0, "%s", why.text);
	attach();
}

/* Answers the questions that have arrived, as many as the socket holds; how
 * many there were. */
static int
play_signer(void)
{
	static struct signer_request request;
	int n = 0;
	while (n < 50 && signer_take(theirs, &request) == 0) {
		const unsigned char *p = request.key.p;
		EVP_PKEY *key = d2i_PUBKEY(NULL, &p, (long)request.key.n);
		X509 *leaf = NULL;
		unsigned char *der = NULL;
		ck_assert_int_eq(ca_sign_leaf(issuer.certificate, issuer.key,
					      key, request.subject,
					      __wrap_clock_wall_us() / 1000000,
					      lifetime_s, &leaf, NULL),
				 0);
		int n_der = i2d_X509(leaf, &der);
		ck_assert_int_eq(signer_answer(theirs, request.id, SIGNER_LEAF,
					       0, span_of(der, (size_t)n_der)),
				 0);
		OPENSSL_free(der);
		X509_free(leaf);
		EVP_PKEY_free(key);
		n++;
	}
	return n;
}

struct answer {
	int calls, status;
	SSL_CTX *ctx;
};

static void
done(void *arg, SSL_CTX *ctx, int status)
{
	struct answer *a = arg;
	a->calls++;
	a->status = status;
	a->ctx = ctx;
}

/* The context of a name, asked and answered in one go. */
static SSL_CTX *
get(const char *host)
{
	struct answer a = {.calls = 0};
	SSL_CTX *ctx = NULL;
	int rc = mint_get(mint, host, done, &a, &ctx);
	if (rc == 0)
		return ctx;
	ck_assert_int_eq(rc, 1);
	ck_assert_int_eq(play_signer(), 1);
	ck_assert_int_eq(mint_readable(mint), 0);
	ck_assert_int_eq(a.calls, 1);
	ck_assert_int_eq(a.status, 0);
	return a.ctx;
}

START_TEST(mint_asks_once_and_remembers)
{
	set_up(100);
	struct mint_stats stats;
	struct answer a = {.calls = 0};
	SSL_CTX *ctx = NULL;
	ck_assert_int_eq(mint_get(mint, "a.example", done, &a, &ctx), 1);
	ck_assert_ptr_null(ctx);
	ck_assert_int_eq(play_signer(), 1);
	ck_assert_int_eq(a.calls, 0);
	ck_assert_int_eq(mint_readable(mint), 0);
	ck_assert_int_eq(a.calls, 1);
	ck_assert_ptr_nonnull(a.ctx);
	ck_assert_int_eq(mint_get(mint, "A.Example", done, &a, &ctx), 0);
	ck_assert_ptr_eq(ctx, a.ctx);
	ck_assert_int_eq(a.calls, 1);
	ck_assert_int_eq(play_signer(), 0);
	mint_stats(mint, &stats);
	ck_assert_uint_eq(stats.entries, 1);
	ck_assert_uint_eq(stats.waiting, 0);
	ck_assert_uint_eq(stats.hits, 1);
	ck_assert_uint_eq(stats.misses, 1);
	SSL_CTX_free(ctx);
	SSL_CTX_free(a.ctx);
	mint_free(&mint);
}
END_TEST

struct asker {
	pthread_t thread;
	struct answer answer;
	int rc;
};

static void *
ask_in_thread(void *arg)
{
	struct asker *a = arg;
	SSL_CTX *ctx;
	a->rc = mint_get(mint, "busy.example", done, &a->answer, &ctx);
	return NULL;
}

START_TEST(threads_that_ask_one_name_cost_one_signature)
{
	static struct asker askers[8];
	set_up(100);
	for (size_t i = 0; i < N_ROWS(askers); i++)
		pthread_create(&askers[i].thread, NULL, ask_in_thread,
			       &askers[i]);
	for (size_t i = 0; i < N_ROWS(askers); i++)
		pthread_join(askers[i].thread, NULL);
	ck_assert_int_eq(play_signer(), 1);
	ck_assert_int_eq(mint_readable(mint), 0);
	for (size_t i = 0; i < N_ROWS(askers); i++) {
		ck_assert_int_eq(askers[i].rc, 1);
		ck_assert_int_eq(askers[i].answer.calls, 1);
		ck_assert_ptr_eq(askers[i].answer.ctx, askers[0].answer.ctx);
		SSL_CTX_free(askers[i].answer.ctx);
	}
	mint_free(&mint);
}
END_TEST

START_TEST(cancelled_question_is_not_answered)
{
	set_up(100);
	struct answer a = {.calls = 0}, b = {.calls = 0};
	struct mint_stats stats;
	SSL_CTX *ctx;
	ck_assert_int_eq(mint_get(mint, "a.example", done, &a, &ctx), 1);
	ck_assert_int_eq(mint_get(mint, "a.example", done, &b, &ctx), 1);
	mint_cancel(mint, done, &a);
	mint_stats(mint, &stats);
	ck_assert_uint_eq(stats.waiting, 1);
	ck_assert_int_eq(play_signer(), 1);
	ck_assert_int_eq(mint_readable(mint), 0);
	ck_assert_int_eq(a.calls, 0);
	ck_assert_int_eq(b.calls, 1);
	SSL_CTX_free(b.ctx);
	/* What was asked is not lost. */
	ck_assert_int_eq(mint_get(mint, "a.example", done, &a, &ctx), 0);
	SSL_CTX_free(ctx);
	mint_free(&mint);
}
END_TEST

START_TEST(mint_refuses_what_is_no_name)
{
	set_up(100);
	struct answer a = {.calls = 0};
	SSL_CTX *ctx = NULL;
	const char *bad[] = {"", "a b", "*.example", "a\nb", "-x\r\n", ".."};
	for (size_t i = 0; i < N_ROWS(bad); i++)
		ck_assert_int_eq(mint_get(mint, bad[i], done, &a, &ctx),
				 ERR_MALFORMED);
	ck_assert_int_eq(play_signer(), 0);
	mint_free(&mint);
}
END_TEST

START_TEST(mint_without_a_signer_says_so)
{
	struct why why;
	struct answer a = {.calls = 0};
	SSL_CTX *ctx;
	issuer = identity_new(&(struct recipe){.common_name = "CA", .ca = true},
			      NULL);
	struct mint_options options = {.ca = issuer.certificate};
	ck_assert_int_eq(mint_new(&options, &mint, &why), 0);
	ck_assert_int_eq(mint_get(mint, "a.example", done, &a, &ctx),
			 ERR_UNAVAILABLE);
	ck_assert_int_eq(mint_ask_checkpoint(mint, 1, SPAN("x")),
			 ERR_UNAVAILABLE);
	ck_assert_int_eq(mint_readable(mint), ERR_CLOSED);
	mint_free(&mint);
}
END_TEST

START_TEST(cache_never_passes_its_limit)
{
	char host[32];
	struct mint_stats stats;
	set_up(100);
	for (int i = 0; i < 5000; i++) {
		snprintf(host, sizeof(host), "h%d.example", i);
		SSL_CTX_free(get(host));
		mint_stats(mint, &stats);
		ck_assert_uint_le(stats.entries, 100);
		ck_assert_uint_le(stats.warm, 64);
	}
	ck_assert_uint_eq(stats.entries, 100);
	ck_assert_uint_eq(stats.warm, 64);
	ck_assert_uint_eq(stats.misses, 5000);
	/* The last hundred are there, warm or cold; the one before is not. */
	for (int i = 4900; i < 5000; i++) {
		struct answer a = {.calls = 0};
		SSL_CTX *ctx = NULL;
		snprintf(host, sizeof(host), "h%d.example", i);
		ck_assert_int_eq(mint_get(mint, host, done, &a, &ctx), 0);
		SSL_CTX_free(ctx);
	}
	struct answer a = {.calls = 0};
	SSL_CTX *ctx = NULL;
	ck_assert_int_eq(mint_get(mint, "h4899.example", done, &a, &ctx), 1);
	mint_free(&mint);
}
END_TEST

START_TEST(a_million_names_leave_a_hundred)
{
	struct leaf_cache *cache;
	char host[32];
	struct leaf leaf = {.der = SPAN("not a certificate")};
	ck_assert_int_eq(leaf_cache_new(100, 10, &cache), 0);
	for (int i = 0; i < 1000000; i++) {
		snprintf(host, sizeof(host), "h%d", i);
		ck_assert_int_eq(leaf_cache_put(cache, host, &leaf), 0);
		/* One name that is always in use stays. */
		ck_assert(leaf_cache_find(cache, "h0", &leaf));
	}
	ck_assert_uint_eq(leaf_cache_count(cache), 100);
	ck_assert(leaf_cache_find(cache, "h999999", &leaf));
	ck_assert(!leaf_cache_find(cache, "h999000", &leaf));
	leaf_cache_free(&cache);
}
END_TEST

START_TEST(questions_and_waiters_have_limits)
{
	static struct answer answers[MINT_WAITERS_MAX];
	struct answer late = {.calls = 0};
	char host[32];
	SSL_CTX *ctx;
	set_up(10000);
	for (int i = 0; i < MINT_QUESTIONS_MAX; i++) {
		snprintf(host, sizeof(host), "q%d.example", i);
		ck_assert_int_eq(mint_get(mint, host, done, &answers[i], &ctx),
				 1);
	}
	ck_assert_int_eq(mint_get(mint, "more.example", done, &late, &ctx),
			 ERR_LIMIT);
	for (int i = MINT_QUESTIONS_MAX; i < MINT_WAITERS_MAX; i++)
		ck_assert_int_eq(
			mint_get(mint, "q0.example", done, &answers[i], &ctx),
			1);
	ck_assert_int_eq(mint_get(mint, "q0.example", done, &late, &ctx),
			 ERR_LIMIT);
	/* More than the socket holds: the rest is sent as answers come. */
	int signed_ = 0, n;
	while ((n = play_signer()) > 0) {
		signed_ += n;
		ck_assert_int_eq(mint_readable(mint), 0);
	}
	ck_assert_int_eq(signed_, MINT_QUESTIONS_MAX);
	for (int i = 0; i < MINT_WAITERS_MAX; i++) {
		ck_assert_int_eq(answers[i].calls, 1);
		ck_assert_int_eq(answers[i].status, 0);
		SSL_CTX_free(answers[i].ctx);
	}
	ck_assert_int_eq(late.calls, 0);
	mint_free(&mint);
}
END_TEST

START_TEST(leaf_is_renewed_in_its_last_fifth_while_it_serves)
{
	set_up(100);
	SSL_CTX *first = get("a.example");
	struct answer a = {.calls = 0};
	SSL_CTX *ctx = NULL;
	ahead_s = 86400 * 4 / 5 - 5;
	ck_assert_int_eq(mint_get(mint, "a.example", done, &a, &ctx), 0);
	ck_assert_int_eq(play_signer(), 0);
	SSL_CTX_free(ctx);
	ahead_s = 86400 * 4 / 5 + 5;
	ck_assert_int_eq(mint_get(mint, "a.example", done, &a, &ctx), 0);
	ck_assert_ptr_eq(ctx, first);
	SSL_CTX_free(ctx);
	ck_assert_int_eq(mint_get(mint, "a.example", done, &a, &ctx), 0);
	SSL_CTX_free(ctx);
	ck_assert_int_eq(play_signer(), 1);
	ck_assert_int_eq(mint_readable(mint), 0);
	ck_assert_int_eq(mint_get(mint, "a.example", done, &a, &ctx), 0);
	ck_assert_ptr_ne(ctx, first);
	ck_assert_int_eq(a.calls, 0);
	SSL_CTX_free(ctx);
	SSL_CTX_free(first);
	mint_free(&mint);
}
END_TEST

START_TEST(leaf_is_never_served_past_its_life)
{
	set_up(100);
	SSL_CTX *first = get("a.example");
	struct answer a = {.calls = 0};
	SSL_CTX *ctx = NULL;
	ahead_s = 86400 - 30;
	ck_assert_int_eq(mint_get(mint, "a.example", done, &a, &ctx), 1);
	ck_assert_int_eq(play_signer(), 1);
	ck_assert_int_eq(mint_readable(mint), 0);
	ck_assert_int_eq(a.status, 0);
	ck_assert_ptr_ne(a.ctx, first);
	SSL_CTX_free(a.ctx);
	SSL_CTX_free(first);
	mint_free(&mint);
}
END_TEST

START_TEST(question_outlives_its_signer_once)
{
	struct answer a = {.calls = 0};
	SSL_CTX *ctx;
	set_up(100);
	ck_assert_int_eq(mint_get(mint, "a.example", done, &a, &ctx), 1);
	close(theirs);
	ck_assert_int_eq(mint_readable(mint), ERR_CLOSED);
	ck_assert_int_eq(a.calls, 0);
	/* Asked while there is no signer: waits for the next. */
	struct answer b = {.calls = 0};
	ck_assert_int_eq(mint_get(mint, "b.example", done, &b, &ctx), 1);
	attach();
	ck_assert_int_eq(play_signer(), 2);
	ck_assert_int_eq(mint_readable(mint), 0);
	ck_assert_int_eq(a.status, 0);
	ck_assert_int_eq(b.status, 0);
	SSL_CTX_free(a.ctx);
	SSL_CTX_free(b.ctx);
	mint_free(&mint);
}
END_TEST

START_TEST(question_that_ends_two_signers_is_given_up)
{
	struct answer a = {.calls = 0};
	SSL_CTX *ctx;
	set_up(100);
	ck_assert_int_eq(mint_get(mint, "a.example", done, &a, &ctx), 1);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(a.calls, 0);
		close(theirs);
		ck_assert_int_eq(mint_readable(mint), ERR_CLOSED);
		attach();
	}
	ck_assert_int_eq(a.calls, 1);
	ck_assert_int_eq(a.status, ERR_UNAVAILABLE);
	ck_assert_ptr_null(a.ctx);
	ck_assert_int_eq(play_signer(), 0);
	mint_free(&mint);
}
END_TEST

START_TEST(mint_that_goes_answers_those_who_wait)
{
	struct answer a = {.calls = 0};
	SSL_CTX *ctx;
	set_up(100);
	ck_assert_int_eq(mint_get(mint, "a.example", done, &a, &ctx), 1);
	mint_free(&mint);
	ck_assert_int_eq(a.calls, 1);
	ck_assert_int_eq(a.status, ERR_UNAVAILABLE);
}
END_TEST

/* A reply that is a certificate of somebody else's, or none, or a status. */
START_TEST(mint_takes_no_wrong_leaf)
{
	static struct signer_request request;
	struct answer a = {.calls = 0};
	unsigned char *der = NULL;
	SSL_CTX *ctx;
	set_up(100);
	ck_assert_int_eq(mint_get(mint, "a.example", done, &a, &ctx), 1);
	ck_assert_int_eq(signer_take(theirs, &request), 0);
	struct identity wrong =
		identity_new(&(struct recipe){.common_name = "a.example",
					      .san = "DNS:a.example"},
			     _i == 0 ? &issuer : NULL);
	int n = i2d_X509(wrong.certificate, &der);
	struct span bytes = _i == 2   ? SPAN("nonsense")
			    : _i == 3 ? SPAN_NONE
				      : span_of(der, (size_t)n);
	ck_assert_int_eq(signer_answer(theirs, request.id, SIGNER_LEAF,
				       _i == 3 ? ERR_MALFORMED : 0, bytes),
			 0);
	ck_assert_int_eq(mint_readable(mint), 0);
	ck_assert_int_eq(a.calls, 1);
	ck_assert_int_eq(a.status, _i == 3 ? ERR_MALFORMED : ERR_VERIFY);
	ck_assert_ptr_null(a.ctx);
	struct mint_stats stats;
	mint_stats(mint, &stats);
	ck_assert_uint_eq(stats.entries, 0);
	ck_assert_uint_eq(stats.failures, 1);
	OPENSSL_free(der);
	mint_free(&mint);
}
END_TEST

START_TEST(reply_nobody_asked_for_is_dropped)
{
	set_up(100);
	ck_assert_int_eq(signer_answer(theirs, 99, SIGNER_LEAF, 0, SPAN("x")),
			 0);
	ck_assert_int_eq(mint_readable(mint), 0);
	ck_assert_int_eq(send(theirs, "rubbish", 7, 0), 7);
	ck_assert_int_eq(mint_readable(mint), ERR_CLOSED);
	mint_free(&mint);
}
END_TEST

struct checkpoint {
	uint32_t id;
	int status;
	size_t n;
};

static void
checkpoint_done(void *arg, uint32_t id, int status, struct span signature)
{
	*(struct checkpoint *)arg =
		(struct checkpoint){id, status, signature.n};
}

static void
wait_until_answered(struct signer_process *signer, const int *calls)
{
	while (*calls == 0) {
		await_readable(signer->fd);
		ck_assert_int_eq(mint_readable(mint), 0);
	}
}

START_TEST(killed_signer_is_replaced_and_the_question_answered)
{
	struct signer_process signer;
	struct answer a = {.calls = 0};
	struct why why;
	X509 *ca = NULL;
	SSL_CTX *ctx;
	signer_process_start(&signer);
	ck_assert_int_eq(ca_load(scratch("ca.pem"), NULL, &ca, NULL, &why), 0);
	own_certificate(ca);
	struct mint_options options = {.ca = ca};
	ck_assert_int_eq(mint_new(&options, &mint, &why), 0);
	mint_attach(mint, signer.fd);
	kill(signer.pid, SIGSTOP);
	ck_assert_int_eq(mint_get(mint, "a.example", done, &a, &ctx), 1);
	signer_process_kill(&signer);
	await_readable(signer.fd);
	ck_assert_int_eq(mint_readable(mint), ERR_CLOSED);
	close(signer.fd);
	signer_process_restart(&signer);
	mint_attach(mint, signer.fd);
	wait_until_answered(&signer, &a.calls);
	ck_assert_int_eq(a.status, 0);
	SSL_CTX_free(a.ctx);

	struct checkpoint seen = {.n = 0};
	mint_on_checkpoint(mint, checkpoint_done, &seen);
	ck_assert_int_eq(mint_ask_checkpoint(mint, 5, SPAN("seq 1")), 0);
	await_readable(signer.fd);
	ck_assert_int_eq(mint_readable(mint), 0);
	ck_assert_uint_eq(seen.id, 5);
	ck_assert_int_eq(seen.status, 0);
	ck_assert_uint_eq(seen.n, 64);
	mint_free(&mint);
	ck_assert_int_eq(signer_process_stop(&signer), 0);
}
END_TEST

/* A client that trusts the root and wants host. */
static SSL_CTX *
client_context(X509 *trusted)
{
	SSL_CTX *ctx = own_context(SSL_CTX_new(TLS_client_method()));
	ck_assert_int_eq(
		X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), trusted), 1);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
	return ctx;
}

static SSL *
session_on(SSL_CTX *ctx, int fd, bool server)
{
	SSL *ssl = SSL_new(ctx);
	ck_assert_int_eq(SSL_set_fd(ssl, fd), 1);
	if (server)
		SSL_set_accept_state(ssl);
	else
		SSL_set_connect_state(ssl);
	return ssl;
}

struct pair {
	int ends[2];
	SSL *client, *server;
};

static struct pair
pair_new(SSL_CTX *client, SSL_CTX *server, const char *host)
{
	struct pair p;
	socket_pair(p.ends);
	p.client = session_on(client, p.ends[0], false);
	p.server = session_on(server, p.ends[1], true);
	ck_assert_int_eq(SSL_set1_host(p.client, host), 1);
	char name[64];
	snprintf(name, sizeof(name), "%s", host);
	ck_assert_int_eq(SSL_ctrl(p.client, SSL_CTRL_SET_TLSEXT_HOSTNAME,
				  TLSEXT_NAMETYPE_host_name, name),
			 1);
	return p;
}

static void
pair_free(struct pair *p)
{
	SSL_free(p->client);
	SSL_free(p->server);
	close(p->ends[0]);
	close(p->ends[1]);
}

START_TEST(chain_holds_intermediates_and_never_the_root)
{
	struct why why;
	root = identity_new(&(struct recipe){.common_name = "Root", .ca = true},
			    NULL);
	struct identity middle = identity_new(
		&(struct recipe){.common_name = "Middle", .ca = true}, &root);
	issuer = identity_new(
		&(struct recipe){.common_name = "Issuer", .ca = true}, &middle);
	/* The file has all of them, as careless administrators write it. */
	identity_save(&issuer, scratch("1.pem"), NULL);
	identity_save(&middle, scratch("2.pem"), NULL);
	identity_save(&root, scratch("3.pem"), NULL);
	ck_assert_int_eq(run("cat %s %s %s > %s", scratch("1.pem"),
			     scratch("2.pem"), scratch("3.pem"),
			     scratch("chain.pem")),
			 0);
	struct mint_options options = {.ca = issuer.certificate,
				       .ca_chain = scratch("chain.pem")};
	ck_assert_int_eq(mint_new(&options, &mint, &why), 0);
	attach();
	SSL_CTX *server = own_context(get("a.example"));
	SSL_CTX *client = client_context(root.certificate);
	struct pair p = pair_new(client, server, "a.example");
	ck_assert_int_eq(shake(p.client, p.server, &why, NULL), 1);
	STACK_OF(X509) *sent = SSL_get_peer_cert_chain(p.client);
	ck_assert_int_eq(sk_X509_num(sent), 3);
	ck_assert_int_eq(X509_cmp(sk_X509_value(sent, 1), issuer.certificate),
			 0);
	ck_assert_int_eq(X509_cmp(sk_X509_value(sent, 2), middle.certificate),
			 0);
	pair_free(&p);
	mint_free(&mint);
}
END_TEST

START_TEST(leaf_of_a_root_is_sent_alone)
{
	struct why why;
	set_up(100);
	SSL_CTX *server = own_context(get("a.example"));
	SSL_CTX *client = client_context(issuer.certificate);
	struct pair p = pair_new(client, server, "a.example");
	ck_assert_int_eq(shake(p.client, p.server, &why, NULL), 1);
	ck_assert_int_eq(sk_X509_num(SSL_get_peer_cert_chain(p.client)), 1);
	pair_free(&p);
	p = pair_new(client, server, "b.example");
	ck_assert_int_eq(shake(p.client, p.server, &why, NULL), -1);
	ck_assert_str_eq(why.text, "certificate is for another name");
	pair_free(&p);
	mint_free(&mint);
}
END_TEST

START_TEST(contexts_outlive_the_mint)
{
	struct why why;
	set_up(100);
	SSL_CTX *server = get("a.example");
	mint_free(&mint);
	SSL_CTX *client = client_context(issuer.certificate);
	struct pair p = pair_new(client, server, "a.example");
	SSL_CTX_free(server);
	ck_assert_int_eq(shake(p.client, p.server, &why, NULL), 1);
	pair_free(&p);
}
END_TEST

static const struct {
	const char *offer;
	size_t n;
	const char *selected; /* NULL: refused */
} alpn_rows[] = {
	{"\x08http/1.1", 9, "http/1.1"},
	{"\x02h2\x08http/1.1", 12, "http/1.1"},
	{"", 0, ""},
	{"\x02h2", 3, NULL},
	{"\x08http/1.0", 9, "http/1.0"},
};

START_TEST(alpn_selects_what_we_speak)
{
	struct why why;
	set_up(100);
	SSL_CTX *server = own_context(get("a.example"));
	SSL_CTX *client = client_context(issuer.certificate);
	struct pair p = pair_new(client, server, "a.example");
	if (alpn_rows[_i].n > 0)
		ck_assert_int_eq(
			SSL_set_alpn_protos(
				p.client,
				(const unsigned char *)alpn_rows[_i].offer,
				(unsigned)alpn_rows[_i].n),
			0);
	int rc = shake(p.client, p.server, &why, NULL);
	if (alpn_rows[_i].selected == NULL) {
		ck_assert_int_eq(rc, -1);
		ck_assert_ptr_nonnull(
			strstr(why.text, "no_application_protocol"));
	} else {
		const unsigned char *got;
		unsigned n;
		ck_assert_int_eq(rc, 1);
		SSL_get0_alpn_selected(p.client, &got, &n);
		ck_assert(span_eq(span_of(got, n),
				  span_str(alpn_rows[_i].selected)));
	}
	pair_free(&p);
	mint_free(&mint);
}
END_TEST

START_TEST(clients_below_tls_1_2_are_refused)
{
	struct why why;
	set_up(100);
	SSL_CTX *server = own_context(get("a.example"));
	SSL_CTX *client = client_context(issuer.certificate);
	SSL_CTX_set_security_level(client, 0);
	SSL_CTX_set_min_proto_version(client, TLS1_VERSION);
	SSL_CTX_set_max_proto_version(client, _i == 0 ? TLS1_1_VERSION
						      : TLS1_2_VERSION);
	struct pair p = pair_new(client, server, "a.example");
	ck_assert_int_eq(shake(p.client, p.server, &why, NULL),
			 _i == 0 ? -1 : 1);
	pair_free(&p);
	mint_free(&mint);
}
END_TEST

/* One connection; offers session (may be NULL), returns the new ticket. */
static SSL_SESSION *
connect_once(SSL_CTX *client, SSL_CTX *server, const char *host,
	     SSL_SESSION *session, bool *ret_resumed)
{
	struct why why = {""};
	struct pair p = pair_new(client, server, host);
	if (session != NULL)
		ck_assert_int_eq(SSL_set_session(p.client, session), 1);
	int rc = shake(p.client, p.server, &why, NULL);
	ck_assert_msg(rc == 1, "%d %s", rc, why.text);
	*ret_resumed = SSL_session_reused(p.client);
	SSL_SESSION *ticket = own_session(SSL_get1_session(p.client));
	SSL_shutdown(p.client);
	pair_free(&p);
	return ticket;
}

START_TEST(ticket_resumes_for_its_host_alone)
{
	bool resumed;
	set_up(100);
	SSL_CTX *a = own_context(get("a.example"));
	SSL_CTX *b = own_context(get("b.example"));
	SSL_CTX *client = client_context(issuer.certificate);
	SSL_CTX_set_max_proto_version(client, _i == 0 ? TLS1_2_VERSION
						      : TLS1_3_VERSION);
	SSL_SESSION *ticket =
		connect_once(client, a, "a.example", NULL, &resumed);
	ck_assert(!resumed);
	ck_assert(SSL_SESSION_has_ticket(ticket));
	connect_once(client, a, "a.example", ticket, &resumed);
	ck_assert(resumed);
	/* Many names later the context is another, the ticket keys are not. */
	char host[32];
	for (int i = 0; i < 70; i++) {
		snprintf(host, sizeof(host), "n%d.example", i);
		SSL_CTX_free(get(host));
	}
	SSL_CTX *again = own_context(get("a.example"));
	ck_assert_ptr_ne(again, a);
	ticket = connect_once(client, again, "a.example", ticket, &resumed);
	ck_assert(resumed);
	connect_once(client, b, "b.example", ticket, &resumed);
	ck_assert(!resumed);
	mint_free(&mint);
}
END_TEST

START_TEST(ticket_keys_turn_and_the_last_but_one_is_gone)
{
	bool resumed;
	struct tickets *tickets;
	struct recipe recipe = {.common_name = "a", .san = "DNS:a.example"};
	struct identity id = identity_new(&recipe, NULL);
	SSL_CTX *server = server_context(&id, NULL);
	SSL_CTX *client = client_context(id.certificate);
	SSL_CTX_set_session_id_context(server, (const unsigned char *)"x", 1);
	ck_assert_int_eq(tickets_new(&tickets), 0);
	ck_assert_int_eq(tickets_attach(tickets, server), 0);
	int64_t now_s = clock_mono_us() / 1000000;
	SSL_SESSION *ticket =
		connect_once(client, server, "a.example", NULL, &resumed);
	ck_assert_int_eq(tickets_rotate(tickets, now_s + TICKETS_ROTATE_S + 1),
			 0);
	connect_once(client, server, "a.example", ticket, &resumed);
	ck_assert(resumed);
	ck_assert_int_eq(
		tickets_rotate(tickets, now_s + 2 * TICKETS_ROTATE_S + 2), 0);
	connect_once(client, server, "a.example", ticket, &resumed);
	ck_assert(!resumed);
	tickets_free(&tickets);
}
END_TEST

int
main(int argc, char **argv)
{
	SIGNER_ROLE(argc, argv);
	SUITE("mint");
	CASE(mint_asks_once_and_remembers);
	CASE(threads_that_ask_one_name_cost_one_signature);
	CASE(cancelled_question_is_not_answered);
	CASE(mint_refuses_what_is_no_name);
	CASE(mint_without_a_signer_says_so);
	CASE(cache_never_passes_its_limit);
	CASE(a_million_names_leave_a_hundred);
	CASE(questions_and_waiters_have_limits);
	CASE(leaf_is_renewed_in_its_last_fifth_while_it_serves);
	CASE(leaf_is_never_served_past_its_life);
	CASE(question_outlives_its_signer_once);
	CASE(question_that_ends_two_signers_is_given_up);
	CASE(mint_that_goes_answers_those_who_wait);
	CASE_ROWS(mint_takes_no_wrong_leaf, 4);
	CASE(reply_nobody_asked_for_is_dropped);
	CASE(killed_signer_is_replaced_and_the_question_answered);
	CASE(chain_holds_intermediates_and_never_the_root);
	CASE(leaf_of_a_root_is_sent_alone);
	CASE(contexts_outlive_the_mint);
	CASE_ROWS(alpn_selects_what_we_speak, N_ROWS(alpn_rows));
	CASE_ROWS(clients_below_tls_1_2_are_refused, 2);
	CASE_ROWS(ticket_resumes_for_its_host_alone, 2);
	CASE(ticket_keys_turn_and_the_last_but_one_is_gone);
	return SUITE_RUN();
}
