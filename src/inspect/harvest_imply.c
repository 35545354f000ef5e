/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What findings say beyond themselves: an identity number that shows the birth
 * date of a child is data of a minor, and precise positions one after the
 * other, near one another, are whereabouts. Decided by the order of the
 * content alone. One owner, one thread.
 */
#include "inspect/harvest_kit.h"

/* Positions of one track are no further apart (millionths of a degree, about
 * five kilometres). */
#define TRACK_STEP 50000

/* The first number of a position, in millionths. */
static int64_t
first_degrees(struct span value)
{
	int64_t whole = 0, scale = 0;
	bool negative = value.n > 0 && value.p[0] == '-';
	for (size_t i = negative; i < value.n && scale != 1; i++) {
		uint8_t c = value.p[i];
		if (c == '.' && scale == 0) {
			scale = 1000000;
			continue;
		}
		if (c < '0' || c > '9' || whole > 1000000000)
			break;
		whole = whole * 10 + (c - '0');
		scale /= 10;
	}
	/* Digits that are not there are zero. */
	for (; scale > 1; scale /= 10)
		whole *= 10;
	return negative ? -whole : whole;
}

/* Whether a position goes on where the last one was. */
static bool
goes_on(struct implied *i, const struct hit *hit, struct span value)
{
	int64_t at = first_degrees(value);
	int64_t apart = at > i->last ? at - i->last : i->last - at;
	bool on = i->has_last && i->last_detector == hit->detector &&
		  apart != 0 && apart <= TRACK_STEP;
	i->last = at;
	i->last_detector = hit->detector;
	i->has_last = true;
	return on;
}

int
implied_by(struct implied *i, const struct rules_implied *r,
	   const struct hit *hit, struct span value, bool minor)
{
	if (minor && r->minor_detector >= 0 && hit->category != r->minor)
		return r->minor_detector;
	if (r->gps >= 0 && r->track_detector >= 0 && hit->category == r->gps &&
	    goes_on(i, hit, value))
		return r->track_detector;
	return -1;
}
