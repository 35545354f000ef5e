/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A stage takes bytes in pieces and passes what it made of them on: decoders
 * to the next stage, formats to the harvest. stage_push may be called until
 * last, once; content that cannot be read is noted in the work, never an
 * error. What a stage passes on depends on its bytes alone, not on how they
 * were cut: that is the split property, and the test of every stage.
 */
#pragma once

#include "base/buf.h"
#include "inspect/budget.h"

struct harvest;
struct ends;
struct trail;

/* What the stages of one exchange share. */
struct work {
	const struct inspect_env *env;
	struct harvest *harvest;
	struct budget budget;
	/* Raw offset at which the push began that brought the bytes now on
	 * their way: what is still undecided of them holds the release of
	 * everything from there on. */
	uint64_t epoch;
	uint64_t origin;   /* offset at which the layer now opening begins */
	uint64_t sent;	   /* bytes read by the outermost decoder */
	unsigned decoders; /* decoders pushing now, one in another */
	unsigned member;   /* RECORD_MEMBER if the format now opening stands
			    * in a value, else 0 */
	bool shown;	   /* somebody wants to see each finding, so ... */
	const struct trail *trail; /* ... of the text being scanned; may be
				    * NULL */
	bool fragment;		   /* the request says that it sends a part */
	struct ends *ends;	   /* of that part; NULL: not asked for */
	unsigned unreadable;	   /* bit per enum unreadable */
	const char *cause;	   /* of the first of them */
	struct inspect_unread unread[INSPECT_UNREAD]; /* by first sight */
	unsigned n_unread;
	struct jobs *jobs;   /* containers to be opened; NULL: none yet */
	unsigned collecting; /* containers whose bytes are coming in */
};

#define EPOCH_NONE UINT64_MAX

struct stage;
struct stage_ops {
	const char *name;
	/* 0 or -ENOMEM. */
	int (*push)(struct stage *s, struct span in, bool last);
	/* The epoch of the oldest byte not yet decided, or EPOCH_NONE. */
	uint64_t (*pending)(const struct stage *s);
	void (*close)(struct stage *s);
};

/* The first member of every stage. */
struct stage {
	const struct stage_ops *ops;
	struct work *work;
};

static inline int
stage_push(struct stage *s, struct span in, bool last)
{
	return s->ops->push(s, in, last);
}

static inline uint64_t
stage_pending(const struct stage *s)
{
	return s != NULL ? s->ops->pending(s) : EPOCH_NONE;
}

/* Closes and frees, wiped; *s becomes NULL. NULL is fine. */
static inline void
stage_close(struct stage **s)
{
	if (*s != NULL)
		(*s)->ops->close(*s);
	*s = NULL;
}

static inline uint64_t
epoch_min(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* Notes that something cannot be read, and n bytes of it; cause is a word
 * that lives for ever, never content. */
void work_unreadable(struct work *w, enum unreadable class, const char *cause,
		     uint64_t n);
/* n more bytes of what was last found to be of this class. */
void work_unread_more(struct work *w, enum unreadable class, uint64_t n);

/* What is known of the bytes of a layer before any is seen. Spans need to
 * live during layer_open only. */
struct hints {
	struct span type;     /* Content-Type as sent */
	struct span encoding; /* Content-Encoding as sent */
	struct span name;     /* path or file name, for its suffix */
	/* A form's field: text of no format of its own is one value. */
	bool value;
	uint32_t label; /* of that value */
	/* Stands in a value of a record: a single object is part of it. */
	bool member;
};

/* The stages for a body, a part or what a decoder made: 0 or -ENOMEM. */
MUST_USE int layer_open(struct work *w, const struct hints *hints,
			struct stage **ret_stage);
/* The same for text in UTF-8 that has been folded. */
MUST_USE int layer_open_text(struct work *w, const struct hints *hints,
			     struct stage **ret_stage);

/* Decoders; each owns next and closes it. On failure next is closed. */
MUST_USE int inflate_open(struct work *w, struct span coding,
			  struct stage *next, struct stage **ret_stage);
bool inflate_knows(struct span coding);
/* From charset (a name iconv knows; empty: found out) to UTF-8, folded. */
MUST_USE int charset_open(struct work *w, struct span charset,
			  struct stage *next, struct stage **ret_stage);
/* The framing that clients of S3 put around bodies they sign as they go;
 * whether head begins so. */
MUST_USE int aws_chunked_open(struct work *w, struct stage *next,
			      struct stage **ret_stage);
bool aws_chunked_looks(struct span head);
/* base64 or quoted-printable (RFC 2045 section 6). */
MUST_USE int transfer_open(struct work *w, bool base64, struct stage *next,
			   struct stage **ret_stage);

/* Passes everything on to next, which it owns, and looks at it for the
 * fingerprints of important files (fingerprint.h); is next itself where there
 * are none to look for. On failure next is closed. */
MUST_USE int watch_open(struct work *w, bool text, struct stage *next,
			struct stage **ret_stage);

/* Formats: UTF-8 in, fields to the harvest. */
MUST_USE int json_open(struct work *w, struct stage **ret_stage);
MUST_USE int form_open(struct work *w, struct stage **ret_stage);
struct table_shape {
	uint8_t delimiter;
	bool header;   /* the first row names the columns */
	uint8_t lines; /* that stand before it and are not of the table */
};
MUST_USE int table_open(struct work *w, struct table_shape shape,
			struct stage **ret_stage);
MUST_USE int markup_open(struct work *w, struct stage **ret_stage);
/* Mail; box: messages that begin with a line "From ". */
MUST_USE int mail_open(struct work *w, bool box, struct stage **ret_stage);
/* vCard, iCalendar, LDIF. */
MUST_USE int card_open(struct work *w, struct stage **ret_stage);
MUST_USE int yaml_open(struct work *w, struct stage **ret_stage);
MUST_USE int sql_open(struct work *w, struct stage **ret_stage);
MUST_USE int text_open(struct work *w, struct stage **ret_stage);
/* For the middle of an upload: JSON or markup from where the first record can
 * begin, text before. *ret_stage stays as it is where head is neither. */
MUST_USE int resync_open(struct work *w, struct span head,
			 struct stage **ret_stage);
/* The whole input is one value of the record now open. */
MUST_USE int value_open(struct work *w, uint32_t label,
			struct stage **ret_stage);
/* Printable runs of something unreadable. */
MUST_USE int binary_open(struct work *w, enum unreadable class,
			 const char *cause, struct stage **ret_stage);
/* The same of bytes of which nothing else is to be read. */
MUST_USE int runs_open(struct work *w, struct stage **ret_stage);
/* Whether a printable run among other bytes is no chance. */
bool binary_is_worth(struct span run);
MUST_USE int multipart_open(struct work *w, struct span boundary,
			    struct stage **ret_stage);
/* Binary formats. declared: it says that it is one, so that what breaks its
 * rules is broken. */
MUST_USE int protobuf_open(struct work *w, bool declared,
			   struct stage **ret_stage);
/* Messages with five bytes before each (gRPC, gRPC-Web, Connect); type: of
 * the messages. */
MUST_USE int grpc_open(struct work *w, struct span type,
		       struct stage **ret_stage);
