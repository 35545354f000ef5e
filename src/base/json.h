/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing JSON (RFC 8259), through yajl: the one door to it for output.
 * Values that are NULL or negative where "opt" is in the name are left out.
 * One owner, one thread. An error (out of memory, invalid UTF-8 in a value)
 * sticks and shows in json_finish.
 */
#pragma once

#include "base/buf.h"

struct json;

/* A writer; indent true for people. NULL when out of memory. */
struct json *json_new(bool indent);
void json_free(struct json **j);
void json_open(struct json *j);	 /* { */
void json_close(struct json *j); /* } */
void json_list(struct json *j);	 /* [ */
void json_end(struct json *j);	 /* ] */
void json_key(struct json *j, const char *key);
/* Values; bytes that are not UTF-8 become U+FFFD. */
void json_span(struct json *j, struct span s);
void json_str(struct json *j, const char *text);
void json_int(struct json *j, int64_t value);
void json_real(struct json *j, double value);
void json_bool(struct json *j, bool value);
void json_null(struct json *j);
/* Key and value at once. */
void json_put(struct json *j, const char *key, const char *text);
void json_put_int(struct json *j, const char *key, int64_t value);
void json_put_bool(struct json *j, const char *key, bool value);
/* As above, but nothing for NULL or a negative number. */
void json_opt(struct json *j, const char *key, const char *text);
void json_opt_int(struct json *j, const char *key, int64_t value);
/* The text so far, owned by the writer; 0 or < 0 if anything failed. */
MUST_USE int json_finish(struct json *j, struct span *ret_text);
