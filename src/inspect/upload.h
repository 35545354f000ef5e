/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Uploads that come in parts, each part a request of its own: told from the
 * head alone. upload_recognise says which upload a request is a part of and
 * where in it the part stands; upload_key makes of it what is equal for the
 * parts of one upload. Source and host are the caller's to add. Pure; any
 * thread.
 */
#pragma once

#include "base/buf.h"
#include "inspect/pipeline.h"

/* A place or size that the head does not tell. */
#define UPLOAD_UNKNOWN UINT64_MAX
/* Of path and of id: longer ones make no key. */
#define UPLOAD_KEY_MAX 4096

/* Spans point into the head. */
struct upload_part {
	struct span path; /* of the target, as sent */
	struct span id;	  /* of the upload, as sent; may be empty */
	/* Byte offset of the part, or (by_number) its number: the next part
	 * has the next one. UPLOAD_UNKNOWN: it says neither. */
	uint64_t at;
	uint64_t length; /* its bytes, where the head says it otherwise than
			  * by the body's framing; else UPLOAD_UNKNOWN */
	uint64_t total;	 /* bytes of the whole, or UPLOAD_UNKNOWN */
	bool by_number;
	bool last; /* it says that nothing follows */
};

/*
 * Whether the request carries a part of something longer:
 *
 *   Content-Range: bytes a-b/n (RFC 9110 section 14.4; without a unit, as
 *   container registries do), with upload_id= or without
 *   partNumber=&uploadId= (S3 and whatever speaks it), Qiniu's
 *   /uploads/ID/NUMBER
 *   Upload-Offset (tus 1.0, draft-ietf-httpbis-resumable-upload),
 *   X-Goog-Upload-Offset
 *   comp=block&blockid= and comp=appendblock (Azure), append&position= (OSS),
 *   action=append&position= (ADLS)
 *
 * A Content-Range that spans all of the whole is no part. False leaves
 * *ret_part untouched.
 */
bool upload_recognise(const struct inspect_head *head,
		      struct upload_part *ret_part);

/* Appends the key: path and id without their escapes, so that one upload has
 * one key however it is spelled. 0, ERR_LIMIT (one of them is longer than
 * UPLOAD_KEY_MAX) or -ENOMEM. */
MUST_USE int upload_key(const struct upload_part *part, struct buf *key);
