/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of a record: its sentence, its time, and text that is made safe
 * for both sinks. Pure but for a per-thread memory of the last second.
 */
#pragma once

#include "audit/record.h"

/* The record's own message, or a sentence made of its fields in buf. */
const char *message_of(const struct record *record, char buf[RECORD_MESSAGE]);
/* clock_text, made fast for times of one second. */
void message_time(int64_t wall_us, char buf[CLOCK_TEXT]);
/* Replaces each byte of s that is not part of valid UTF-8 (RFC 3629) by '?',
 * in place. */
void message_clean_utf8(char *s, size_t n);
