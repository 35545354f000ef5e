/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checking and passing on an answer. Guarantees: members are opened and ended
 * in pairs whatever is said; causes are words of ours. One owner, one thread.
 */
#include "extract/answer.h"

#include <errno.h>

static const char *const causes[EXTRACT_CAUSES_] = {
	[CAUSE_ENCRYPTED_ZIP] = "encrypted-zip",
	[CAUSE_ENCRYPTED_7Z] = "encrypted-7z",
	[CAUSE_ENCRYPTED_RAR] = "encrypted-rar",
	[CAUSE_ENCRYPTED_PDF] = "encrypted-pdf",
	[CAUSE_ENCRYPTED_OFFICE] = "encrypted-office",
	[CAUSE_ZIP_HIDDEN] = "zip-hidden",
	[CAUSE_XML] = "document-xml",
	[CAUSE_XML_ENTITIES] = "xml-entities",
	[CAUSE_PDF_IMAGES] = "pdf-images",
	[CAUSE_METHOD] = "method",
	[CAUSE_OLE] = "ole",
	[CAUSE_MEMORY] = "memory",
};

void
answer_begin(struct answer *a, struct inspection *i,
	     const struct inspect_job *job)
{
	*a = (struct answer){.inspection = i, .kind = job->kind};
}

static int
take_member(struct answer *a, struct span rest)
{
	if (a->in_member || rest.n < 1 || rest.n > 1 + ANSWER_NAME_MAX ||
	    rest.p[0] >= MEMBER_KINDS_)
		return ERR_MALFORMED;
	const struct inspect_member m = {
		.kind = (enum member_kind)rest.p[0],
		.name = span_from(rest, 1),
	};
	a->in_member = true;
	return inspection_member(a->inspection, &m);
}

static int
take_data(struct answer *a, struct span rest)
{
	if (!a->in_member || rest.n == 0 || rest.n > ANSWER_DATA_MAX)
		return ERR_MALFORMED;
	return inspection_member_data(a->inspection, rest);
}

static int
take_end(struct answer *a, struct span rest)
{
	if (!a->in_member || rest.n != 0)
		return ERR_MALFORMED;
	a->in_member = false;
	return inspection_member_end(a->inspection);
}

static int
take_unreadable(struct answer *a, struct span rest)
{
	if (rest.n != 2 || rest.p[0] > UNREADABLE_BROKEN ||
	    rest.p[1] >= EXTRACT_CAUSES_)
		return ERR_MALFORMED;
	const char *cause = causes[rest.p[1]];
	inspection_job_unreadable(a->inspection, (enum unreadable)rest.p[0],
				  cause != NULL ? cause : a->kind);
	return 0;
}

int
answer_take(struct answer *a, struct span message)
{
	int rc;
	if (message.n == 0 || a->done)
		return ERR_MALFORMED;
	struct span rest = span_from(message, 1);
	switch (message.p[0]) {
	case ANSWER_MEMBER:
		rc = take_member(a, rest);
		break;
	case ANSWER_DATA:
		rc = take_data(a, rest);
		break;
	case ANSWER_END:
		rc = take_end(a, rest);
		break;
	case ANSWER_UNREADABLE:
		rc = take_unreadable(a, rest);
		break;
	case ANSWER_DONE:
		if (a->in_member || rest.n != 0)
			return ERR_MALFORMED;
		a->done = true;
		return 1;
	default:
		return ERR_MALFORMED;
	}
	/* Enough: what is left has been noted as unread. */
	if (rc > 0)
		a->done = true;
	return rc;
}

int
answer_end(struct answer *a, enum unreadable class, const char *cause)
{
	if (!a->done)
		inspection_job_unreadable(a->inspection, class,
					  cause != NULL ? cause : a->kind);
	return inspection_job_end(a->inspection) < 0 ? -ENOMEM : 0;
}
