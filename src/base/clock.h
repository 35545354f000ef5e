/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Time, asked for in one place. Pure modules take times as arguments; only
 * those that own a thread or a socket call these. Also event identifiers.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

#include <stdint.h>

/* Microseconds of the wall clock since 1970-01-01T00:00:00Z. */
int64_t clock_wall_us(void);
/* Microseconds of a clock that never steps; for durations and timers. */
int64_t clock_mono_us(void);

/* A day of a civil calendar. */
struct civil {
	int year, month, day; /* month and day from 1 */
};

/* Days since 1970-01-01 of a civil date (proleptic Gregorian), and back. */
int64_t civil_to_days(struct civil date);
struct civil civil_from_days(int64_t days);
bool civil_is_valid(struct civil date);
/* "2026-01-01" → date; 0 or -EINVAL. */
MUST_USE int civil_parse(struct span text, struct civil *ret_date);

/* Room for "2026-11-23T04:05:06.789012Z" and its NUL. */
#define CLOCK_TEXT 28
/* RFC 3339 in UTC with microseconds; returns buf. */
char *clock_text(int64_t wall_us, char buf[CLOCK_TEXT]);

/* A ULID: 48 bits of milliseconds, 80 random bits; 26 characters and NUL. */
#define EVENT_ID_TEXT 27
struct event_id {
	uint8_t bytes[16];
};
/* A fresh identifier for an event at wall_us. Thread-safe. */
struct event_id event_id_new(int64_t wall_us);
/* Crockford base 32; returns buf. */
char *event_id_text(struct event_id id, char buf[EVENT_ID_TEXT]);
MUST_USE int event_id_parse(struct span text, struct event_id *ret_id);
