/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Holds scan_block against its authority: the same block both ways must give
 * the same hits to the byte, and so must what the scanner remembers. Used by
 * unit tests and the fuzz target.
 */
#pragma once

#include "base/buf.h"
#include "base/digest.h"
#include "inspect/scan.h"

#include <stdio.h>

static inline int
compare_note(void *arg, const struct hit *hit)
{
	struct buf *out = arg;
	return buf_printf(out, "%u/%u %u %u+%u %.*s\n", hit->detector,
			  hit->category, hit->confidence, hit->at, hit->n,
			  SPAN_FMT(hit->canonical));
}

/* As above with a digest of the canonical form, which a remembered hit has
 * instead of it. */
static inline int
compare_note_digest(void *arg, const struct hit *hit)
{
	struct buf *out = arg;
	struct recalled_hit mine = {.says = RECALL_KNOWN};
	struct recalled_hit *known =
		hit->recalled != NULL ? hit->recalled : &mine;
	char hex[2 * DIGEST_SIZE + 1];
	if (hit->canonical.n > 0 || hit->recalled == NULL) {
		uint8_t full[32];
		sha256(hit->canonical, full);
		memcpy(known->digest.bytes, full, DIGEST_SIZE);
		known->says = RECALL_KNOWN;
	}
	return buf_printf(
		out, "%u/%u %u %u+%u %s\n", hit->detector, hit->category,
		hit->confidence, hit->at, hit->n,
		hex_text(span_of(known->digest.bytes, DIGEST_SIZE), hex));
}

/* Whether a block says the same without memory, to a memory that may know it
 * already, and to one that knows it. The work charged is the same as well. */
static inline bool
compare_recalled(struct scanner *s, const struct labels *l,
		 const struct block *b)
{
	struct block remembered = *b;
	struct buf out[3];
	uint64_t steps[3];
	int rc[3];
	remembered.scope = 1;
	for (int i = 0; i < 3; i++) {
		buf_init(&out[i], 1 << 28);
		steps[i] = UINT64_MAX;
		rc[i] = scan_block(s, l, i == 0 ? b : &remembered, &steps[i],
				   compare_note_digest, &out[i]);
	}
	bool same = true;
	for (int i = 1; i < 3; i++)
		same = same && rc[i] == rc[0] && steps[i] == steps[0] &&
		       span_eq(buf_span(&out[0]), buf_span(&out[i]));
	if (!same)
		fprintf(stderr,
			"memory differs\n--- without\n%.*s--- with\n%.*s"
			"--- again\n%.*s",
			SPAN_FMT(buf_span(&out[0])),
			SPAN_FMT(buf_span(&out[1])),
			SPAN_FMT(buf_span(&out[2])));
	for (int i = 0; i < 3; i++)
		buf_fini(&out[i]);
	return same;
}

/* 0 if both agree; else -1 after printing both to stderr. The number of hits
 * is added to *ret_hits (may be NULL). */
static inline int
compare_block(struct scanner *s, const struct labels *l, const struct block *b,
	      size_t *ret_hits)
{
	struct buf fast, slow;
	uint64_t steps = UINT64_MAX;
	buf_init(&fast, 1 << 28);
	buf_init(&slow, 1 << 28);
	int rc_fast = scan_block(s, l, b, &steps, compare_note, &fast);
	int rc_slow = scan_block_authority(s, l, b, compare_note, &slow);
	bool same =
		rc_fast == rc_slow && span_eq(buf_span(&fast), buf_span(&slow));
	if (!same)
		fprintf(stderr,
			"finder and authority differ (%d, %d)\n--- finder\n"
			"%.*s--- authority\n%.*s--- text\n%.*s\n",
			rc_fast, rc_slow, SPAN_FMT(buf_span(&fast)),
			SPAN_FMT(buf_span(&slow)), SPAN_FMT(b->text));
	for (size_t i = 0; ret_hits != NULL && i < fast.n; i++)
		*ret_hits += fast.p[i] == '\n';
	buf_fini(&fast);
	buf_fini(&slow);
	same = same && (b->scope != 0 || compare_recalled(s, l, b));
	return same ? 0 : -1;
}

/* Cuts a text into fields by bytes: the low six bits are a length, 0x40 makes
 * it a gap that no field covers; the label follows from the byte. */
static inline size_t
compare_fields(size_t n, const uint8_t *cuts, size_t n_cuts,
	       const uint32_t *labels, size_t n_labels, struct field *fields,
	       size_t max)
{
	size_t at = 0, k = 0;
	for (size_t i = 0; i < n_cuts && k + 1 < max && at < n; i++) {
		size_t length = cuts[i] & 0x3f;
		if (length > n - at)
			length = n - at;
		if ((cuts[i] & 0x40) == 0) {
			fields[k++] = (struct field){
				.at = (uint32_t)at,
				.n = (uint32_t)length,
				.label = labels[cuts[i] % n_labels]};
		}
		at += length;
	}
	if (at < n && k < max)
		fields[k++] = (struct field){.at = (uint32_t)at,
					     .n = (uint32_t)(n - at),
					     .label = labels[n % n_labels]};
	return k;
}
