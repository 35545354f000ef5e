/* SPDX-License-Identifier: Apache-2.0 */
/* The effective configuration as text that reads back to the same one. */
#pragma once

#include "conf/read.h"

#include <stdio.h>

/* Everything but include, whose files stand in it. Errors of the stream stay
 * in the stream (ferror). */
void conf_print(const struct conf_group *root, FILE *out);

/* A text in quotes. */
void conf_print_text(FILE *out, const char *text);
/* A group in braces, and the register whole; both without secrets. */
void conf_print_entry(const struct conf_group *g, FILE *out);
void conf_print_register(const struct conf_group *root, FILE *out);
