/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Listening sockets, our own or the service manager's, in the main thread:
 * accepts and hands each client to the least-loaded worker.
 */
#pragma once

#include "proxy/worker.h"

struct acceptor;

struct acceptor_options {
	struct gateway *gateway;
	struct event_base *base; /* the main loop */
	struct worker *const *workers;
	size_t n_workers;
};

/* Listens on every listener of the current snapshot, or takes the n_given
 * sockets in order. 0, or -errno with the address in *why. */
MUST_USE int acceptor_new(const struct acceptor_options *options,
			  const int *given, size_t n_given,
			  struct acceptor **ret_acceptor, struct why *why);
/* Stops listening (drain). */
void acceptor_stop(struct acceptor *a);
void acceptor_free(struct acceptor **a);
