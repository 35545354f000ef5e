/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing JSON (RFC 8259), through yajl: the one door to it for output.
 * Values that are NULL or negative where "opt" is in the name are left out.
 * One owner, one thread. An error (out of memory, invalid UTF-8 in a value)
 * sticks and shows in emit_finish.
 */
#pragma once

#include "base/buf.h"

struct emit;

/* A writer; indent true for people. NULL when out of memory. */
struct emit *emit_new(bool indent);
void emit_free(struct emit **j);
/* The caller answers for all that is put being UTF-8: it is not checked. */
void emit_trust(struct emit *j);
/* Begins anew, errors forgotten; what was allocated is kept. */
void emit_clear(struct emit *j);
void emit_open(struct emit *j);	 /* { */
void emit_close(struct emit *j); /* } */
void emit_list(struct emit *j);	 /* [ */
void emit_end(struct emit *j);	 /* ] */
void emit_key(struct emit *j, const char *key);
/* Values; bytes that are not UTF-8 become U+FFFD. */
void emit_span(struct emit *j, struct span s);
void emit_str(struct emit *j, const char *text);
void emit_int(struct emit *j, int64_t value);
void emit_real(struct emit *j, double value);
void emit_bool(struct emit *j, bool value);
void emit_null(struct emit *j);
/* A value that is JSON already, of our own making. */
void emit_json(struct emit *j, struct span json);
/* Key and value at once. */
void emit_put(struct emit *j, const char *key, const char *text);
void emit_put_int(struct emit *j, const char *key, int64_t value);
void emit_put_bool(struct emit *j, const char *key, bool value);
/* As above, but nothing for NULL or a negative number. */
void emit_opt(struct emit *j, const char *key, const char *text);
void emit_opt_int(struct emit *j, const char *key, int64_t value);
/* The text so far, owned by the writer; 0 or < 0 if anything failed. */
MUST_USE int emit_finish(struct emit *j, struct span *ret_text);
