/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one error convention. A function that can fail returns int: 0 or a
 * negative code, either -errno or one of the codes below. Results go through
 * trailing ret_x parameters, untouched on failure. Incremental functions
 * return < 0 failed, 0 go on, > 0 enough.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define CLEANUP(fn) __attribute__((cleanup(fn)))
/* A large array on the stack of a hot path, which is written before it is
 * read: else the compiler's flags have it zeroed each time. */
#if defined(__has_attribute) && __has_attribute(uninitialized)
#define UNINITIALIZED __attribute__((uninitialized))
#else
#define UNINITIALIZED
#endif

/* Codes beyond errno; errno values are used as -EINVAL, -ENOMEM and so on. */
enum err {
	ERR_FIRST = -2000,
	ERR_MALFORMED = -2000,	 /* the peer broke the protocol: refuse */
	ERR_LIMIT = -1999,	 /* a limit was hit */
	ERR_UNREADABLE = -1998,	 /* content nobody can read */
	ERR_CLOSED = -1997,	 /* the peer ended the connection */
	ERR_UNAVAILABLE = -1996, /* something we depend on is not there */
	ERR_REFUSED = -1995,	 /* policy said no */
	ERR_VERIFY = -1994,	 /* a certificate or signature does not hold */
	ERR_TIMEOUT = -1993,
	ERR_EXHAUSTED = -1992, /* an inspection budget is spent */
};

/* Words for a code, ours or errno's; never NULL. Thread-safe. */
const char *err_text(int code);

/* Why something failed, in words, made where the cause is known. */
struct why {
	char text[240];
};

/* Writes the reason (truncated to fit); why may be NULL. Returns code, so
 * that "return why_set(why, -EINVAL, ...)" is the usual form. */
int why_set(struct why *why, int code, const char *fmt, ...) PRINTF(3, 4);

/* States an invariant of ours. Never used on anything a peer can influence.
 * Always compiled in; ends the process. */
#define must(cond) ((cond) ? (void)0 : must_failed(#cond, __FILE__, __LINE__))
_Noreturn void must_failed(const char *cond, const char *file, int line);
