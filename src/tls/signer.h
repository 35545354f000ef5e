/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The signer: the one process that holds the CA key (and the key that signs
 * audit checkpoints). No network, seccomp; one SOCK_SEQPACKET socket to the
 * daemon. Messages have a fixed maximum; a malformed one ends the signer.
 */
#pragma once

#include "base/clock.h"
#include "base/err.h"
#include "base/span.h"

struct signer_options {
	const char *ca_certificate, *ca_key; /* paths */
	const char *audit_key;	 /* Ed25519 PEM, made at first start with its
				  * public half beside it (".pub"); or NULL */
	int64_t leaf_lifetime_s; /* 0: 7 days */
};

/* The role's main: serves requests on fd until it closes. Returns the exit
 * status: 0 when the daemon closed the socket, 1 after a malformed request,
 * 2 when it could not start (the reason is told on fd). Locks itself down
 * before the first request. */
int signer_main(int fd, const struct signer_options *options);
/* The same from a command line as signer_start writes it: "--role=signer
 * --fd=N --ca-certificate=FILE --ca-key=FILE [--audit-key=FILE]
 * [--leaf-lifetime=SECONDS]". Returns 2 on a usage error, else ends the process
 * with signer_main's status. */
int signer_role(int argc, char **argv);

/*
 * Starts this binary afresh in the signer role (argv[0] path self, arguments
 * "--role=signer --fd=N ..."), waits (10 s at most) until it has read its
 * keys and locked itself in, returns its pid and our end of the socket
 * (non-blocking, close-on-exec). The signer dies with the *thread* that
 * started it: call it from the main thread. The caller reaps the pid and
 * closes the socket. On failure the child is reaped and why says what the
 * signer said.
 */
MUST_USE int signer_start(const char *self,
			  const struct signer_options *options, pid_t *ret_pid,
			  int *ret_fd, struct why *why);

/* Requests and replies, as the mint and the audit use them on that fd. Each
 * carries an id chosen by the asker. -EAGAIN when the socket is full or
 * empty, ERR_CLOSED when the signer went, ERR_LIMIT for a request that is
 * too long, ERR_MALFORMED for a reply that is none. */
#define SIGNER_HOST_MAX 255
#define SIGNER_KEY_MAX 512
#define SIGNER_CHECKPOINT_MAX 4096
enum signer_verb { SIGNER_READY = 0, SIGNER_LEAF = 1, SIGNER_CHECKPOINT = 2 };
struct signer_reply {
	uint32_t id;
	uint8_t verb;
	int32_t status; /* 0 or negative */
	uint16_t n;
	uint8_t bytes[8192]; /* DER leaf, 64 bytes of Ed25519 signature, or
			      * the words of a start that failed */
};
MUST_USE int signer_ask_leaf(int fd, uint32_t id, struct span host,
			     struct span public_key_der);
MUST_USE int signer_ask_checkpoint(int fd, uint32_t id, struct span message);
MUST_USE int signer_read(int fd, struct signer_reply *ret_reply);
