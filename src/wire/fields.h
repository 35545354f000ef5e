/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing field names quickly: what head.c and write.c ask of each field.
 * Inside this room only. */
#pragma once

#include "wire/head.h"

/* Most names differ in length or first letter; names are never empty. */
static inline bool
field_is(const struct head_field *f, struct span name)
{
	return f->name.n == name.n &&
	       ((f->name.p[0] ^ name.p[0]) & 0xdf) == 0 &&
	       span_eq_nocase(f->name, name);
}

/* Whether a field ends at this hop by its name, whatever Connection says. */
bool field_ends_here(const struct head_field *f);
/* Whether a Connection field lists anything but close, keep-alive and TE. */
bool fields_are_named(const struct head *h);
/* Whether a Connection field lists this one and may. */
bool field_is_named(const struct head *h, const struct head_field *f);
