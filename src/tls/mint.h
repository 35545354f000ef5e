/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Leaf certificates for the names clients ask for: a bounded, expiring cache
 * of ready SSL_CTX, one leaf key a generation, one question to the signer
 * per name however many wait (single flight). Thread-safe; call-backs run in
 * the thread that calls mint_readable (the main thread).
 */
#pragma once

#include "tls/signer.h"

#include <openssl/ssl.h>

struct mint;

struct mint_options {
	size_t cache_entries;	 /* 10000 */
	int64_t leaf_lifetime_s; /* 7 days */
	X509 *ca;		 /* for the lifetime cap; the root is never
				  * sent in the chain */
	const char *ca_chain;	 /* PEM of intermediates to send, or NULL */
};
/* Names in question at once, and sessions that wait for them. */
#define MINT_QUESTIONS_MAX 1024
#define MINT_WAITERS_MAX 8192

MUST_USE int mint_new(const struct mint_options *options,
		      struct mint **ret_mint, struct why *why);
/* Whoever still waits is answered ERR_UNAVAILABLE, in this thread. Contexts
 * that were given out live on. */
void mint_free(struct mint **m);

/* Attaches the socket of a (new) signer; asks again what was under way (a
 * question that saw two signers end is answered ERR_UNAVAILABLE). The socket
 * stays the caller's, who closes it after ERR_CLOSED or after attaching the
 * next; -1 detaches. Main thread. */
void mint_attach(struct mint *m, int signer_fd);
/* The signer's socket is readable: takes replies and answers those who wait.
 * ERR_CLOSED when the signer went: questions then wait for mint_attach,
 * checkpoints under way are lost and must be asked again. Audit checkpoints
 * that come back are given to on_checkpoint. Main thread. */
MUST_USE int mint_readable(struct mint *m);
/* The socket, shared for checkpoints. */
typedef void mint_checkpoint_fn(void *arg, uint32_t id, int status,
				struct span signature);
void mint_on_checkpoint(struct mint *m, mint_checkpoint_fn *fn, void *arg);
/* ERR_UNAVAILABLE without a signer, -EAGAIN while its socket is full. Any
 * thread; the answer comes to on_checkpoint in the main thread. */
MUST_USE int mint_ask_checkpoint(struct mint *m, uint32_t id,
				 struct span message);

/* ctx is a reference of the receiver's own, NULL with status < 0. Called
 * with the mint's lock held: fn posts to a queue and returns; it calls nothing
 * of the mint, and takes no lock that anybody holds while calling the mint. */
typedef void mint_done_fn(void *arg, SSL_CTX *ctx, int status);
/*
 * The server context for a name. Returns 0 with *ret_ctx (a reference) when
 * it is cached; 1 when fn will be called later; < 0 (ERR_UNAVAILABLE,
 * ERR_LIMIT, ERR_MALFORMED) when not to be had. alpn: only "http/1.1" is
 * selected from what the client offers until HTTP/2 is built.
 */
MUST_USE int mint_get(struct mint *m, const char *host, mint_done_fn *fn,
		      void *arg, SSL_CTX **ret_ctx);
/* Takes back a waiting question: when this returns, fn(arg) is not running
 * and will not be called. It may have been called before; a result it posted
 * is the caller's to drop (with its reference of ctx). Any thread. */
void mint_cancel(struct mint *m, mint_done_fn *fn, void *arg);
struct mint_stats {
	size_t entries, warm, waiting;
	uint64_t hits, misses, failures;
};
void mint_stats(struct mint *m, struct mint_stats *ret_stats);
