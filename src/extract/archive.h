/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening one container; for the programme kouan-extract and its tests. Never
 * fails: what cannot be read is told. One thread.
 */
#pragma once

#include "extract/teller.h"

/* Loads what libraries load lazily. */
void archive_rehearse(void);
/* kind as sniffed. */
void archive_open(struct teller *t, struct span container, const char *kind);
