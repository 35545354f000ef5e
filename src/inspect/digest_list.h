/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An exact-match list: the keyed digests of a company's own identifiers
 * (customer numbers, account names), so that these are found although nobody
 * who reads the list learns one. The list also carries a pattern for the
 * shapes its values have (so many letters, so many digits), which a detector
 * without one of its own uses. Immutable once read.
 *
 * The file is text:
 *
 *	kouan digests 1
 *	key 7f6c…       the digest by which the key is recognised
 *	as cn-mobile    the validator that made the canonical forms, or "text"
 *	pattern (?<!…   PCRE2
 *	9b0f…           one digest a line
 */
#pragma once

#include "base/buf.h"
#include "base/digest.h"

#define DIGEST_LIST_HEAD "kouan digests 1"
/* What the digests are over, see digest_of. */
#define DIGEST_LIST_KIND "kouan-list"
#define DIGEST_LIST_MAX 20000000
#define DIGEST_VALUE_SHORTEST 4
#define DIGEST_VALUE_LONGEST 64

struct digest_list;

/* secret: the contents of the key's file. 0, -ENOMEM, or -EINVAL with the
 * reason (a line, another key). */
MUST_USE int digest_list_parse(struct span file, struct span secret,
			       struct digest_list **ret_list, struct why *why);
void digest_list_free(struct digest_list **l);
size_t digest_list_count(const struct digest_list *l);
/* Name of the validator whose canonical forms are in it, or NULL. */
const char *digest_list_validator(const struct digest_list *l);
const char *digest_list_pattern(const struct digest_list *l);
bool digest_list_has(const struct digest_list *l, struct span canonical);

/* Making one. One thread. */
struct digest_writer;
/* validator: a name, or NULL for text. 0, -ENOMEM, or -EINVAL for a key that
 * is too short. */
MUST_USE int digest_writer_new(struct span secret, const char *validator,
			       struct digest_writer **ret_writer);
void digest_writer_free(struct digest_writer **w);
/* A value in canonical form, and as it is written, which tells the shape. 0,
 * -ENOMEM, ERR_LIMIT, or -EINVAL for one that nothing could find: shorter or
 * longer than the limits, or not beginning and ending with a letter or digit
 * (ASCII, or anything beyond ASCII). */
MUST_USE int digest_writer_add(struct digest_writer *w, struct span canonical,
			       struct span written);
/* The file; the order of the digests says nothing of that of the values. 0,
 * -ENOMEM, or -EINVAL if nothing was added. */
MUST_USE int digest_writer_finish(struct digest_writer *w, struct buf *text);
