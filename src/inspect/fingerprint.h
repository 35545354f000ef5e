/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that are important data, known by the fingerprints of their content
 * (winnow.h): found again whole or in part, in another format, inside an
 * archive. Made by the same layers that read traffic, so a document's text is
 * known wherever it is pasted. The file is text:
 *
 *	kouan fingerprints 1
 *	key 7f6c…     the digest by which the key is recognised
 *	file 3        a file with so many fingerprints, which follow
 *	16 hexadecimal digits a line
 *
 * The list is immutable once read; a watch is one layer's.
 */
#pragma once

#include "base/buf.h"
#include "base/digest.h"

#define FINGERPRINT_HEAD "kouan fingerprints 1"
#define FINGERPRINTS_MAX 20000000
/* So many different fingerprints of one file are it, or a part of it (all, if
 * it has fewer): some hundred bytes. */
#define FINGERPRINTS_ENOUGH 4

/* The key of the hashes from that of the list. */
uint64_t fingerprint_key(const struct digest_key *key);

struct fingerprints;
MUST_USE int fingerprints_parse(struct span file, struct span secret,
				struct fingerprints **ret_prints,
				struct why *why);
void fingerprints_free(struct fingerprints **f);
size_t fingerprints_count(const struct fingerprints *f);

/* What one layer has shown of the files of a list. */
struct fingerprint_watch;
MUST_USE int fingerprint_watch_new(const struct fingerprints *f, bool text,
				   struct fingerprint_watch **ret_watch);
void fingerprint_watch_free(struct fingerprint_watch **w);
/* More of the layer. True once enough of a file has been seen. */
bool fingerprint_watch_push(struct fingerprint_watch *w, struct span in,
			    bool last);
