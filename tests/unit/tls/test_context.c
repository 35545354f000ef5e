/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contexts at real handshakes: origins good and bad and the words for them,
 * sessions that resume and that must not, listeners of our own.
 */
#include "fixture.h"
#include "lib/suite.h"
#include "tls/context.h"
#include "tls/pem.h"
#include "tls/session_cache.h"

#include <errno.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define DAY 86400

static struct identity root, middle, stranger;
static struct upstream_tls *upstream;

static void
set_up(void)
{
	struct why why = {""};
	root = identity_new(&(struct recipe){.common_name = "Root",
					     .ca = true,
					     .from_s = -9 * DAY,
					     .to_s = 9 * DAY},
			    NULL);
	middle = identity_new(
		&(struct recipe){.common_name = "Middle", .ca = true}, &root);
	stranger = identity_new(
		&(struct recipe){.common_name = "Stranger", .ca = true}, NULL);
	identity_save(&root, scratch("trust.pem"), NULL);
	int rc = upstream_tls_new(scratch("trust.pem"), &upstream, &why);
	ck_assert_msg(rc == 0, "%s", why.text);
}

/* Connects to server as host:port; shake's result. */
static int
dial(SSL_CTX *server, const char *host, uint16_t port, struct why *why,
     bool *ret_verify, bool *ret_resumed)
{
	int ends[2];
	SSL *client = NULL;
	socket_pair(ends);
	ck_assert_int_eq(
		upstream_tls_session(upstream, host, port, ends[0], &client),
		0);
	SSL *ssl = SSL_new(server);
	ck_assert_int_eq(SSL_set_fd(ssl, ends[1]), 1);
	SSL_set_accept_state(ssl);
	int rc = shake(client, ssl, why, ret_verify);
	if (ret_resumed != NULL)
		*ret_resumed = SSL_session_reused(client);
	if (rc == 1)
		SSL_shutdown(client);
	SSL_free(client);
	SSL_free(ssl);
	close(ends[0]);
	close(ends[1]);
	return rc;
}

enum signed_by { ROOT, MIDDLE, SELF, STRANGER, PLAIN, OLD };
enum sent { LEAF, FULL, WITH_ROOT };

static const struct origin {
	const char *host;
	struct recipe recipe;
	enum signed_by by;
	enum sent sent;
	const char *words; /* NULL: good */
} origins[] = {
	{"a.example", {.san = "DNS:a.example"}, ROOT, LEAF, NULL},
	{"a.example", {.san = "DNS:a.example"}, MIDDLE, FULL, NULL},
	{"a.example", {.san = "DNS:A.Example"}, ROOT, LEAF, NULL},
	{"b.a.example", {.san = "DNS:*.a.example"}, ROOT, LEAF, NULL},
	{"192.0.2.1", {.san = "IP:192.0.2.1"}, ROOT, LEAF, NULL},
	{"2001:db8::1", {.san = "IP:2001:db8::1"}, ROOT, LEAF, NULL},
	{"a.example",
	 {.san = "DNS:a.example", .rsa_bits = 2048},
	 ROOT,
	 LEAF,
	 NULL},
	{"a.example",
	 {.san = "DNS:a.example", .from_s = -5 * DAY, .to_s = -DAY},
	 ROOT,
	 LEAF,
	 "certificate has expired"},
	{"a.example",
	 {.san = "DNS:a.example", .from_s = DAY, .to_s = 5 * DAY},
	 ROOT,
	 LEAF,
	 "certificate is not yet valid"},
	{"a.example",
	 {.san = "DNS:a.example"},
	 OLD,
	 FULL,
	 "certificate has expired (an issuer's)"},
	{"a.example",
	 {.san = "DNS:b.example"},
	 ROOT,
	 LEAF,
	 "certificate is for another name"},
	{"c.b.a.example",
	 {.san = "DNS:*.a.example"},
	 ROOT,
	 LEAF,
	 "certificate is for another name"},
	{"bc.a.example",
	 {.san = "DNS:b*.a.example"},
	 ROOT,
	 LEAF,
	 "certificate is for another name"},
	{"a.example", /* the subject says so, but no SAN does */
	 {.common_name = "a.example"},
	 ROOT,
	 LEAF,
	 "certificate is for another name"},
	{"a.example",
	 {.san = "a.example", .nul_in_san = true},
	 ROOT,
	 LEAF,
	 "certificate is for another name"},
	{"192.0.2.1",
	 {.san = "IP:192.0.2.2"},
	 ROOT,
	 LEAF,
	 "certificate is for another address"},
	{"192.0.2.1", /* a name that looks like it is not the address */
	 {.san = "DNS:192.0.2.1"},
	 ROOT,
	 LEAF,
	 "certificate is for another address"},
	{"a.example",
	 {.san = "DNS:a.example"},
	 SELF,
	 LEAF,
	 "self-signed certificate"},
	{"a.example",
	 {.san = "DNS:a.example"},
	 STRANGER,
	 WITH_ROOT,
	 "self-signed certificate in chain: its root is not trusted"},
	{"a.example",
	 {.san = "DNS:a.example"},
	 STRANGER,
	 LEAF,
	 "issuer is not trusted (or the origin did not send the certificates "
	 "in between)"},
	{"a.example",
	 {.san = "DNS:a.example"},
	 MIDDLE,
	 LEAF,
	 "issuer is not trusted (or the origin did not send the certificates "
	 "in between)"},
	{"a.example",
	 {.san = "DNS:a.example"},
	 PLAIN,
	 FULL,
	 "an issuer in the chain is not a certification authority"},
	{"a.example",
	 {.san = "DNS:a.example", .digest = "SHA1"},
	 MIDDLE,
	 FULL,
	 "signature algorithm of the chain is too weak"},
	{"a.example",
	 {.san = "DNS:a.example", .rsa_bits = 1024},
	 ROOT,
	 LEAF,
	 "key of the certificate is too weak"},
	{"a.example",
	 {.san = "DNS:a.example", .usage = "clientAuth"},
	 ROOT,
	 LEAF,
	 "certificate is not for a server"},
};

static struct identity
signer_of(enum signed_by by)
{
	switch (by) {
	case MIDDLE:
		return middle;
	case STRANGER:
		return stranger;
	case PLAIN:
		return identity_new(&(struct recipe){.common_name = "Plain",
						     .plain_ca = true},
				    &root);
	case OLD:
		return identity_new(&(struct recipe){.common_name = "Old",
						     .ca = true,
						     .from_s = -5 * DAY,
						     .to_s = -DAY},
				    &root);
	case ROOT:
	case SELF:
		break;
	}
	return root;
}

static SSL_CTX *
origin_context(const struct origin *o)
{
	struct recipe recipe = o->recipe;
	if (recipe.common_name == NULL)
		recipe.common_name = "Origin";
	struct identity issuer = signer_of(o->by);
	struct identity leaf =
		identity_new(&recipe, o->by == SELF ? NULL : &issuer);
	X509 *chain[] = {issuer.certificate, NULL};
	return server_context(&leaf, o->sent == LEAF ? NULL : chain);
}

START_TEST(origin_is_verified_and_a_failure_has_words)
{
	const struct origin *o = &origins[_i];
	struct why why = {""};
	bool verify = false;
	set_up();
	SSL_CTX *server = origin_context(o);
	int rc = dial(server, o->host, 443, &why, &verify, NULL);
	if (o->words == NULL) {
		ck_assert_msg(rc == 1, "%s", why.text);
	} else {
		ck_assert_int_eq(rc, -1);
		ck_assert_str_eq(why.text, o->words);
		ck_assert(verify);
	}
	upstream_tls_free(&upstream);
}
END_TEST

/* A certificate whose signature does not hold: one bit of it turned. */
START_TEST(tampered_certificate_is_refused)
{
	struct why why = {""};
	bool verify = false;
	set_up();
	struct recipe recipe = {.common_name = "O", .san = "DNS:a.example"};
	struct identity leaf = identity_new(&recipe, &root);
	const ASN1_BIT_STRING *signature;
	X509_get0_signature(&signature, NULL, leaf.certificate);
	signature->data[signature->length - 1] ^= 1;
	SSL_CTX *server = server_context(&leaf, NULL);
	ck_assert_int_eq(dial(server, "a.example", 443, &why, &verify, NULL),
			 -1);
	ck_assert_str_eq(why.text,
			 "signature of the certificate does not hold");
	ck_assert(verify);
}
END_TEST

static SSL_CTX *
good_origin(void)
{
	return origin_context(&origins[0]);
}

static int
alpn_h2_only(SSL *ssl, const unsigned char **out, unsigned char *n,
	     const unsigned char *in, unsigned in_n, void *arg)
{
	(void)ssl, (void)out, (void)n, (void)in, (void)in_n, (void)arg;
	return SSL_TLSEXT_ERR_ALERT_FATAL;
}

START_TEST(failures_that_are_not_of_trust_have_words_too)
{
	struct why why = {""};
	bool verify = true;
	const char *words[] = {"origin refused: alert protocol_version",
			       "origin refused: alert handshake_failure",
			       "origin does not speak HTTP/1.1"};
	set_up();
	SSL_CTX *server = good_origin();
	if (_i == 0)
		SSL_CTX_set_max_proto_version(server, TLS1_1_VERSION);
	if (_i == 1) {
		SSL_CTX_set_max_proto_version(server, TLS1_2_VERSION);
		SSL_CTX_set_cipher_list(server, "ECDHE-RSA-AES128-SHA");
	}
	if (_i == 2)
		SSL_CTX_set_alpn_select_cb(server, alpn_h2_only, NULL);
	ck_assert_int_ne(dial(server, "a.example", 443, &why, &verify, NULL),
			 1);
	ck_assert_ptr_eq(strstr(why.text, words[_i]), why.text);
	ck_assert(!verify);
}
END_TEST

/* Origins that answer something else than TLS, or nothing. */
START_TEST(peers_that_do_not_speak_tls_are_named_so)
{
	const struct {
		const char *says, *words;
	} rows[] = {{"HTTP/1.1 400 Bad Request\r\n\r\n",
		     "origin does not speak TLS"},
		    {"", "connection closed during handshake"}};
	struct why why = {""};
	int ends[2];
	SSL *client = NULL;
	set_up();
	socket_pair(ends);
	ck_assert_int_eq(upstream_tls_session(upstream, "a.example", 443,
					      ends[0], &client),
			 0);
	own_ssl(client);
	ck_assert_int_eq(SSL_do_handshake(client), -1);
	size_t n = strlen(rows[_i].says);
	ck_assert_int_eq(send(ends[1], rows[_i].says, n, 0), (ssize_t)n);
	ck_assert_int_eq(shutdown(ends[1], SHUT_WR), 0);
	ck_assert_int_le(SSL_do_handshake(client), 0);
	ck_assert(!upstream_tls_failure(client, &why));
	ck_assert_str_eq(why.text, rows[_i].words);
	ck_assert_uint_eq(ERR_peek_error(), 0);
}
END_TEST

START_TEST(session_resumes_for_its_host_and_port_alone)
{
	struct why why = {""};
	bool resumed = true;
	set_up();
	struct origin both = origins[0];
	both.recipe.san = "DNS:a.example,DNS:b.example";
	SSL_CTX *server = origin_context(&both);
	SSL_CTX_set_session_id_context(server, (const unsigned char *)"x", 1);
	SSL_CTX_set_max_proto_version(server, _i == 0 ? TLS1_2_VERSION
						      : TLS1_3_VERSION);
	ck_assert_int_eq(dial(server, "a.example", 443, &why, NULL, &resumed),
			 1);
	ck_assert(!resumed);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(
			dial(server, "a.example", 443, &why, NULL, &resumed),
			1);
		ck_assert(resumed);
	}
	ck_assert_int_eq(dial(server, "a.example", 8443, &why, NULL, &resumed),
			 1);
	ck_assert(!resumed);
	ck_assert_int_eq(dial(server, "b.example", 443, &why, NULL, &resumed),
			 1);
	ck_assert(!resumed);
	/* Another trust: nothing that was verified before counts. */
	upstream_tls_free(&upstream);
	ck_assert_int_eq(
		upstream_tls_new(scratch("trust.pem"), &upstream, &why), 0);
	ck_assert_int_eq(dial(server, "a.example", 443, &why, NULL, &resumed),
			 1);
	ck_assert(!resumed);
}
END_TEST

START_TEST(session_is_not_kept_after_a_failed_verification)
{
	struct why why = {""};
	bool verify = false;
	set_up();
	struct origin wrong = origins[0];
	wrong.recipe.san = "DNS:b.example";
	SSL_CTX *server = origin_context(&wrong);
	for (int i = 0; i < 2; i++) {
		verify = false;
		ck_assert_int_eq(
			dial(server, "a.example", 443, &why, &verify, NULL),
			-1);
		ck_assert(verify);
	}
}
END_TEST

/* A session such as a handshake leaves it. */
static SSL_SESSION *
some_session(void)
{
	int ends[2];
	struct why why;
	SSL_CTX *server = good_origin();
	SSL_CTX *ctx = own_context(SSL_CTX_new(TLS_client_method()));
	socket_pair(ends);
	SSL *client = own_ssl(SSL_new(ctx)), *ssl = own_ssl(SSL_new(server));
	SSL_set_fd(client, ends[0]);
	SSL_set_fd(ssl, ends[1]);
	SSL_set_connect_state(client);
	SSL_set_accept_state(ssl);
	ck_assert_int_eq(shake(client, ssl, &why, NULL), 1);
	return own_session(SSL_get1_session(client));
}

START_TEST(session_cache_keeps_its_limit_and_its_times)
{
	struct session_cache *cache;
	char key[32];
	set_up();
	SSL_SESSION *session = some_session();
	ck_assert_int_eq(session_cache_new(100, &cache), 0);
	for (int i = 0; i < 3000; i++) {
		snprintf(key, sizeof(key), "h%d:443", i);
		session_cache_put(cache, key, session, 1000);
	}
	ck_assert_uint_eq(session_cache_count(cache), 100);
	SSL_SESSION *got = session_cache_get(cache, "h2900:443", 999);
	ck_assert_ptr_nonnull(got);
	ck_assert_ptr_ne(got, session);
	ck_assert_ptr_null(session_cache_get(cache, "h2899:443", 999));
	ck_assert_ptr_null(session_cache_get(cache, "h2901:443", 1000));
	ck_assert_uint_eq(session_cache_count(cache), 99);
	session_cache_put(cache, "h2950:443", session, 1000);
	ck_assert_uint_eq(session_cache_count(cache), 99);
	session_cache_free(&cache);
	SSL_SESSION_free(got);
}
END_TEST

START_TEST(trust_that_cannot_be_read_is_refused)
{
	struct why why = {""};
	ck_assert_int_eq(upstream_tls_new("/nowhere", &upstream, &why),
			 ERR_UNAVAILABLE);
	ck_assert_ptr_nonnull(strstr(why.text, "/nowhere"));
	ck_assert_int_eq(run("echo nothing > %s", scratch("trust.pem")), 0);
	ck_assert_int_eq(
		upstream_tls_new(scratch("trust.pem"), &upstream, &why),
		ERR_UNAVAILABLE);
	ck_assert_ptr_null(upstream);
}
END_TEST

START_TEST(session_for_no_host_is_refused)
{
	SSL *ssl = NULL;
	set_up();
	ck_assert_int_eq(upstream_tls_session(upstream, "", 443, 0, &ssl),
			 ERR_MALFORMED);
	ck_assert_ptr_null(ssl);
}
END_TEST

static const struct {
	const char *name; /* the client's; NULL: it brings none */
	bool known;
	size_t size;
	bool accepted;
	const char *subject;
} clients[] = {
	{"lab.example.cn", true, 64, true, "CN=lab.example.cn"},
	{"\xe5\xae\x9e\xe9\xaa\x8c\xe5\xae\xa4", true, 64, true,
	 "CN=\xe5\xae\x9e\xe9\xaa\x8c\xe5\xae\xa4"},
	{"a,b+c", true, 64, true, "CN=a\\,b\\+c"},
	{"lab.example.cn", true, 17, true, ""}, /* no room: no name */
	{"lab.example.cn", false, 64, false, ""},
	{NULL, false, 64, false, ""},
};

static SSL_CTX *
listener(bool with_clients)
{
	SSL_CTX *ctx = NULL;
	struct why why = {""};
	struct identity proxy = identity_new(
		&(struct recipe){.common_name = "p", .san = "DNS:proxy"},
		&root);
	identity_save(&proxy, scratch("proxy.pem"), scratch("proxy.key"));
	struct listener_tls_options options = {
		.certificate = scratch("proxy.pem"),
		.key = scratch("proxy.key"),
		.client_ca = with_clients ? scratch("trust.pem") : NULL};
	int rc = listener_tls_new(&options, &ctx, &why);
	ck_assert_msg(rc == 0, "%s", why.text);
	return own_context(ctx);
}

START_TEST(listener_knows_its_clients_by_their_certificates)
{
	int ends[2];
	struct why why = {""};
	char subject[64] = "unset";
	set_up();
	SSL_CTX *ctx = own_context(SSL_CTX_new(TLS_client_method()));
	if (clients[_i].name != NULL) {
		struct identity id = identity_new(
			&(struct recipe){.common_name = clients[_i].name,
					 .usage = "clientAuth"},
			clients[_i].known ? &root : &stranger);
		SSL_CTX_use_certificate(ctx, id.certificate);
		SSL_CTX_use_PrivateKey(ctx, id.key);
	}
	socket_pair(ends);
	SSL *client = own_ssl(SSL_new(ctx));
	SSL *server = own_ssl(SSL_new(listener(true)));
	SSL_set_fd(client, ends[0]);
	SSL_set_fd(server, ends[1]);
	SSL_set_connect_state(client);
	SSL_set_accept_state(server);
	int rc = shake(client, server, &why, NULL);
	ck_assert(clients[_i].accepted == (rc == 1));
	listener_tls_subject(server, subject, clients[_i].size);
	ck_assert_str_eq(subject, clients[_i].subject);
}
END_TEST

START_TEST(listener_without_client_ca_asks_for_no_certificate)
{
	int ends[2];
	struct why why = {""};
	char subject[64] = "unset";
	set_up();
	socket_pair(ends);
	SSL_CTX *ctx = own_context(SSL_CTX_new(TLS_client_method()));
	SSL *client = own_ssl(SSL_new(ctx));
	SSL *server = own_ssl(SSL_new(listener(false)));
	SSL_set_fd(client, ends[0]);
	SSL_set_fd(server, ends[1]);
	SSL_set_connect_state(client);
	SSL_set_accept_state(server);
	ck_assert_int_eq(shake(client, server, &why, NULL), 1);
	listener_tls_subject(server, subject, sizeof(subject));
	ck_assert_str_eq(subject, "");
}
END_TEST

START_TEST(listener_with_bad_files_is_refused)
{
	struct why why = {""};
	SSL_CTX *ctx = NULL;
	set_up();
	listener(true);
	identity_save(&stranger, NULL, scratch("other.key"));
	const struct listener_tls_options rows[] = {
		{.certificate = "/nowhere", .key = scratch("proxy.key")},
		{.certificate = scratch("proxy.pem"), .key = "/nowhere"},
		{.certificate = scratch("proxy.pem"),
		 .key = scratch("other.key")},
		{.certificate = scratch("proxy.pem"),
		 .key = scratch("proxy.key"),
		 .client_ca = "/nowhere"},
		{.certificate = scratch("proxy.pem"),
		 .key = scratch("proxy.pem")},
	};
	for (size_t i = 0; i < N_ROWS(rows); i++) {
		why.text[0] = '\0';
		ck_assert_int_lt(listener_tls_new(&rows[i], &ctx, &why), 0);
		ck_assert_uint_gt(strlen(why.text), 10);
		ck_assert_ptr_null(ctx);
	}
}
END_TEST

START_TEST(client_that_does_not_trust_us_is_recognised)
{
	int ends[2];
	struct why why = {""};
	set_up();
	SSL_CTX *ctx = own_context(SSL_CTX_new(TLS_client_method()));
	X509 *trusted = _i == 0 ? stranger.certificate : root.certificate;
	X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), trusted);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
	if (_i == 2)
		SSL_CTX_set_ciphersuites(ctx, "");
	socket_pair(ends);
	SSL *client = own_ssl(SSL_new(ctx));
	SSL *server = own_ssl(SSL_new(listener(false)));
	SSL_set_fd(client, ends[0]);
	SSL_set_fd(server, ends[1]);
	SSL_set_connect_state(client);
	SSL_set_accept_state(server);
	if (_i == 2) /* a client that fails for another reason */
		SSL_set_alpn_protos(client, (const unsigned char *)"\x02h2", 3);
	int rc = shake(client, server, &why, NULL);
	ck_assert_int_eq(rc, _i == 1 ? 1 : -1);
	ck_assert(tls_client_distrusts() == (_i == 0));
	ERR_clear_error();
}
END_TEST

int
main(void)
{
	SUITE("context");
	CASE_ROWS(origin_is_verified_and_a_failure_has_words, N_ROWS(origins));
	CASE(tampered_certificate_is_refused);
	CASE_ROWS(failures_that_are_not_of_trust_have_words_too, 3);
	CASE_ROWS(peers_that_do_not_speak_tls_are_named_so, 2);
	CASE_ROWS(session_resumes_for_its_host_and_port_alone, 2);
	CASE(session_is_not_kept_after_a_failed_verification);
	CASE(session_cache_keeps_its_limit_and_its_times);
	CASE(trust_that_cannot_be_read_is_refused);
	CASE(session_for_no_host_is_refused);
	CASE_ROWS(listener_knows_its_clients_by_their_certificates,
		  N_ROWS(clients));
	CASE(listener_without_client_ca_asks_for_no_certificate);
	CASE(listener_with_bad_files_is_refused);
	CASE_ROWS(client_that_does_not_trust_us_is_recognised, 3);
	return SUITE_RUN();
}
