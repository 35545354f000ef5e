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
	const char *audit_key; /* Ed25519 PEM, made at first start; or NULL */
};

/* The role's main: serves requests on fd until it closes. Returns the exit
 * status. Locks itself down before the first request. */
int signer_main(int fd, const struct signer_options *options);

/* Starts this binary afresh in the signer role (argv[0] path self, arguments
 * "--role=signer --fd=N ..."), returns its pid and our end of the socket
 * (non-blocking, close-on-exec). */
MUST_USE int signer_start(const char *self,
			  const struct signer_options *options, pid_t *ret_pid,
			  int *ret_fd, struct why *why);

/* Requests and replies, as the mint and the audit use them on that fd. Each
 * carries an id chosen by the asker. -EAGAIN when the socket is full or
 * empty. */
enum signer_verb { SIGNER_LEAF = 1, SIGNER_CHECKPOINT = 2 };
struct signer_reply {
	uint32_t id;
	uint8_t verb;
	int32_t status; /* 0 or negative */
	uint16_t n;
	uint8_t bytes[8192]; /* DER leaf, or 64 bytes of Ed25519 signature */
};
MUST_USE int signer_ask_leaf(int fd, uint32_t id, struct span host,
			     struct span public_key_der);
MUST_USE int signer_ask_checkpoint(int fd, uint32_t id, struct span message);
MUST_USE int signer_read(int fd, struct signer_reply *ret_reply);
