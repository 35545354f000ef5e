/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Short texts in one piece: names of files, fields of mail. Pure; any thread.
 */
#pragma once

#include "inspect/pen.h"

/* Writes s, in a character set as declared (empty: found out), to the pen in
 * UTF-8. */
void charset_write(struct pen *p, struct span charset, struct span s);
/* The same into out; returns how many bytes of it are used. */
size_t charset_copy(struct span charset, struct span s, uint8_t *out,
		    size_t size);
