/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A real signer for a test: the test programme itself, started afresh. Its
 * main begins with SIGNER_ROLE(argc, argv).
 */
#pragma once

#include "tls/signer.h"

#include <string.h>
#include <sys/types.h>

#define SIGNER_ROLE(argc, argv)                                                \
	do {                                                                   \
		if ((argc) > 1 && strcmp((argv)[1], "--role=signer") == 0)     \
			return signer_role(argc, argv);                        \
	} while (0)

struct signer_process {
	struct signer_options options;
	pid_t pid;
	int fd;
};

/* Makes a CA in the scratch folder and starts its signer. */
void signer_process_start(struct signer_process *s);
/* Starts another with the same keys. */
void signer_process_restart(struct signer_process *s);
/* Closes the socket and reaps; the exit status, or minus the signal. */
int signer_process_stop(struct signer_process *s);
/* Kills it and waits until it is gone; the socket stays open. */
void signer_process_kill(struct signer_process *s);
/* Waits until fd is readable. */
void await_readable(int fd);
