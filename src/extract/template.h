/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The frame of a programme that opens containers: it settles in its walls,
 * takes requests, and forks for each a process that reads one container and
 * ends. Nothing of a container can so last beyond it.
 */
#pragma once

#include "extract/teller.h"

struct opener {
	const char *name;
	const char *readable; /* directory it may read files of, or NULL */
	/* Loads what libraries load lazily, while files may be opened. */
	void (*rehearse)(void);
	void (*open)(struct teller *t, struct span container, const char *kind);
};

/* Serves until the gateway closes its end. Returns the exit status. */
int template_main(const struct opener *o);
