/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inspection of one exchange, from bytes to persons:
 *
 *   inspection_new → inspection_head → inspection_body (first sets the media
 *   type) → inspection_push ... last → inspection_trailers → inspection_take
 *
 * inspection_take may be called at any time: it hands over what has been
 * settled since the last call (records that closed), and inspection_safe says
 * up to where the raw body is covered by that. Pure: no sockets, no clock.
 * One owner, one thread. The result of any sequence of pushes depends on the
 * bytes alone, not on how they were cut.
 */
#pragma once

#include "inspect/scan.h"

#include <stdatomic.h>

struct inspect_limits {
	uint64_t record;    /* a record longer than this is decided as it is */
	uint64_t decoded;   /* bytes out of all decoders in one exchange */
	uint64_t ratio;	    /* decoded bytes per byte sent */
	unsigned depth;	    /* layers inside one another */
	unsigned parts;	    /* multipart parts, archive members */
	uint64_t steps;	    /* regex work per MiB of text */
	uint64_t container; /* bytes of one archive or document */
};
/* The defaults of contract section 3 (record 64 KiB, decoded 256 MiB, ratio
 * 200, depth 5, parts 10000), 4 Mi steps and
 * containers of 64 MiB. */
extern const struct inspect_limits inspect_limits_default;

/* What containers that wait to be opened take, of all inspections. */
struct container_room {
	atomic_uint_fast64_t used;
	atomic_uint_fast64_t total; /* bytes */
};

/* What an inspection uses and does not own; outlives it. */
struct inspect_env {
	struct scanner *scanner; /* this thread's */
	const struct digest_key *key;
	const struct inspect_limits *limits;
	const char *const *not_persons; /* NULL-ended: "git@", "@example.cn",
					 * whole addresses; may be NULL */
	bool count_git_identities;	/* authors of commits are persons too */
	int64_t now_days; /* civil day of the exchange, for ages */
	/* Persons with data of these are told apart in the totals; may be
	 * NULL. */
	const struct category_set *sensitive;
	/* Who drives the inspection has containers opened; NULL: nobody does,
	 * they are unreadable. */
	struct container_room *containers;
	/* For whoever makes a list of them: the fingerprints of every layer,
	 * with this key. NULL but there. */
	void (*on_fingerprint)(void *arg, uint64_t fingerprint);
	void *on_fingerprint_arg;
	uint64_t fingerprint_key;
};

struct inspect_header {
	struct span name, value;
};

struct inspect_head {
	struct span method, host;
	struct span target; /* path and query as sent */
	const struct inspect_header *headers;
	size_t n_headers;
};

/* One finding, for kouanctl scan only: positions and text. */
struct finding {
	unsigned detector, category;
	enum confidence confidence;
	uint64_t offset, length; /* of its bytes in the raw body; in the text
				  * of its layer where that was decoded,
				  * counted from where it begins */
	struct span value;	 /* as found; valid during the call-back */
	uint64_t record;	 /* records of one exchange are numbered */
};
typedef void inspect_finding_fn(void *arg, const struct finding *f);

/* What was settled since the last take. Memory is the inspection's, valid
 * until the next call. */
struct inspect_result {
	const struct person *persons;
	size_t n_persons; /* deduplicated within this result */
	/* Of all findings at or above their thresholds, secrets and companies
	 * included; not of those that are shown only (not_persons, framing,
	 * credentials' addresses): see the totals for these. */
	struct category_set categories;
	const char *const *important; /* items of important data seen */
	size_t n_important;
	unsigned unreadable; /* bit per enum unreadable, of all so far */
	const char *cause;   /* of the first of them: "encrypted-zip", or NULL;
			      * lower-case, never content */
};

/* What could not be read, and how much of it. */
#define INSPECT_UNREAD 16
struct inspect_unread {
	enum unreadable class;
	const char *cause; /* as of inspect_result; "others" for what is too
			    * much to tell apart */
	uint64_t bytes;
};

/* Totals of the exchange so far, for the audit record. */
struct inspect_totals {
	uint64_t persons;     /* distinct in this exchange */
	uint64_t low_persons; /* of those, known by weak values alone */
	/* Of all but the low: with sensitive data, of medium confidence. */
	uint64_t sensitive_persons;
	uint32_t findings[CATEGORY_MAX]; /* by category, saturating */
	/* By class and cause; the inspection's memory. */
	const struct inspect_unread *unread;
	unsigned n_unread;
	uint64_t decoded_bytes;
	bool domestic; /* a domestic identifier was seen */
};

struct inspection;

/* What a part of an upload begins and ends with: of its text, content codings
 * taken off, before its character set is read. */
struct inspect_ends {
	struct span first, last; /* up to 512 bytes; may be the same ones */
	uint64_t n;		 /* bytes of text so far */
	struct span header; /* the row that names a table's columns, if any */
	/* The first row has not been read: inspection_seam has to, with what is
	 * before it or (nothing is known of that any more) nothing. */
	bool left_row;
};

MUST_USE int inspection_new(const struct inspect_env *env,
			    struct inspection **ret_inspection);
/* Wipes and frees. */
void inspection_free(struct inspection **i);
/* Every finding as it is made, in order; set before the first input. */
void inspection_on_finding(struct inspection *i, inspect_finding_fn *fn,
			   void *arg);

/* Host, path, query, header fields. Authorization, Proxy-Authorization and
 * cookies are read for secrets, never counted as persons. 0 or < 0. */
MUST_USE int inspection_head(struct inspection *i,
			     const struct inspect_head *head);
/* A name alone (CONNECT authority, SNI) before anything is looked up. */
MUST_USE int inspection_name(struct inspection *i, struct span host);
/* The body begins: Content-Type and Content-Encoding as sent (may be empty).
 * path helps where the type says nothing. */
MUST_USE int inspection_body(struct inspection *i, struct span content_type,
			     struct span content_encoding, struct span path);
/* Before inspection_body: the body is a part of an upload, in the middle of it
 * or the first; header is what inspection_ends said of the first part (empty:
 * not known). Its columns are named by it then. known: what is before the part
 * is there for inspection_seam. 0 or -ENOMEM. */
MUST_USE int inspection_part(struct inspection *i, bool middle, bool known,
			     struct span header);
/* false: the body is none, or no text. Valid until the next push. */
bool inspection_ends(const struct inspection *i, struct inspect_ends *ret_ends);
/* Reads what stands where two parts meet, one of them this one (before may be
 * empty: the begin of this one alone); what is found
 * there is taken with the rest. content_type and path as for inspection_body;
 * not during a push. 0 or -ENOMEM. */
MUST_USE int inspection_seam(struct inspection *i, struct span before,
			     struct span after, struct span content_type,
			     struct span path);
/* The next bytes of the body (transfer coding removed). 0, or < 0 only when
 * out of memory: content that cannot be read is a result, not an error. */
MUST_USE int inspection_push(struct inspection *i, struct span raw, bool last);
MUST_USE int inspection_trailers(struct inspection *i,
				 const struct inspect_header *fields, size_t n);

/* Raw body bytes covered by what has been taken or can be taken now: up to
 * the start of the oldest record still open. Equals all bytes after last. */
uint64_t inspection_safe(const struct inspection *i);
/* Hands over and forgets what is settled. */
void inspection_take(struct inspection *i, struct inspect_result *ret_result);
void inspection_totals(const struct inspection *i,
		       struct inspect_totals *ret_totals);
/* The body can only be judged as a whole (a layout whose records cannot be
 * closed early): spool it. */
bool inspection_needs_whole(const struct inspection *i);

/*
 * Containers (archives, documents). After the last push, and before anything
 * is decided, whoever drives the inspection works off the jobs there are:
 *
 *   while (inspection_job(i, &job) > 0) {
 *           job.fd is opened by somebody, and for each member
 *           inspection_member → inspection_member_data ... →
 *           inspection_member_end;
 *           inspection_job_unreadable for what cannot be read;
 *           inspection_job_end;
 *   }
 *
 * A member that is a container itself becomes a job behind the others. Of
 * inspection_member, _data and _job_end > 0 means enough: the budget is spent,
 * the job may be ended at once. < 0 only when out of memory.
 */
struct inspect_job {
	int fd; /* a sealed file in memory; the inspection's */
	uint64_t size;
	const char *kind; /* "zip", "pdf": as sniffed */
};
enum member_kind {
	MEMBER_BYTES, /* as it was packed */
	MEMBER_TEXT,  /* UTF-8, made of a document */
	MEMBER_TABLE, /* UTF-8, comma between cells, first row names them */
	MEMBER_ROWS,  /* likewise without names */
	MEMBER_KINDS_
};
struct inspect_member {
	enum member_kind kind;
	struct span name; /* as packed, in any charset */
};
/* 1: *ret_job is to be worked off (the same one until its end); 0: none. */
MUST_USE int inspection_job(struct inspection *i, struct inspect_job *ret_job);
MUST_USE int inspection_member(struct inspection *i,
			       const struct inspect_member *m);
MUST_USE int inspection_member_data(struct inspection *i, struct span data);
MUST_USE int inspection_member_end(struct inspection *i);
/* Some or all of the job under way cannot be read; cause lives for ever. */
void inspection_job_unreadable(struct inspection *i, enum unreadable class,
			       const char *cause);
MUST_USE int inspection_job_end(struct inspection *i);
/* None of the jobs that are left will be worked off. */
void inspection_jobs_drop(struct inspection *i, const char *cause);
