/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The messages between daemon and signer: one SOCK_SEQPACKET message each, a
 * fixed head and two byte strings. Both ends are the same binary on the same
 * machine, so numbers are in native order. Private to this room.
 */
#pragma once

#include "tls/signer.h"

#define SIGNER_MESSAGE_MAX 9216

struct signer_request {
	uint32_t id;
	uint8_t verb;	     /* enum signer_verb, never READY */
	struct span subject; /* host name, or the checkpoint's message */
	struct span key;     /* SubjectPublicKeyInfo; only for a leaf */
	uint8_t raw[SIGNER_MESSAGE_MAX]; /* what the spans point into */
};

/* Waits for the next request. ERR_CLOSED at the end, ERR_MALFORMED for
 * anything that is not exactly a request. */
MUST_USE int signer_take(int fd, struct signer_request *ret_request);
/* Answers; bytes at most the size of signer_reply.bytes. */
MUST_USE int signer_answer(int fd, uint32_t id, uint8_t verb, int32_t status,
			   struct span bytes);
