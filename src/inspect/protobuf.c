/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages of protocol buffers without their schema: strings and numbers that
 * may identify are values, a message is a record, messages in it are its
 * members. An entry of a map, or whatever has its shape, is a name and a value
 * of the record around it. Fields up to FIELD_WHOLE are judged as a whole,
 * longer ones by their beginning and read as they come; other bytes are a
 * layer of their own. No recursion: messages are an array. One owner, one
 * thread.
 */
#include "inspect/protobuf.h"

#include "inspect/inner.h"
#include "inspect/sheet.h"
#include "inspect/sniff.h"

#include <errno.h>
#include <stdlib.h>

#define MESSAGES_MAX 100
#define FIELD_WHOLE ((size_t)32 << 10)
#define FIELD_PREFIX ((size_t)4 << 10)
/* Unknown bytes up to this are hashes, keys, ids: no content to miss. */
#define OTHER_SMALL 1024
#define NAME_LONGEST 64

struct message {
	uint64_t end;	/* offset after its last byte */
	uint32_t label; /* of its fields: the name of a map's entry */
	bool record, entry;
};

struct protobuf {
	struct stage stage;
	struct window window;
	struct sheet sheet;
	struct message messages[MESSAGES_MAX];
	size_t depth;
	struct inner part; /* reads what is no field's value by itself */
	bool begun;	   /* a field has been read */
	bool declared;
};

static struct protobuf *
protobuf_of(struct stage *s)
{
	return (struct protobuf *)(void *)s;
}

static struct harvest *
harvest_of(const struct protobuf *p)
{
	return p->stage.work->harvest;
}

/* Opens the message whose bytes begin at i. */
static void
message_open(struct protobuf *p, size_t i, uint64_t end, uint32_t label,
	     bool record)
{
	if (record)
		harvest_open(harvest_of(p),
			     sheet_at(&p->sheet, p->window.base + i),
			     p->depth > 0 ? RECORD_MEMBER : 0);
	p->messages[p->depth++] = (struct message){end, label, record, false};
}

static void
message_close(struct protobuf *p, size_t i)
{
	if (p->messages[--p->depth].record)
		harvest_close(harvest_of(p),
			      sheet_at(&p->sheet, p->window.base + i));
}

static uint32_t
label_now(const struct protobuf *p)
{
	return p->messages[p->depth - 1].label;
}

/* Lets a stage of its own read from i to end. */
static int
part_open(struct protobuf *p, size_t i, uint64_t end, bool value)
{
	struct hints hints = {.value = value,
			      .label = value ? label_now(p) : LABEL_NONE};
	int rc = sheet_flush(&p->sheet, p->window.base + i);
	return rc < 0 ? rc
		      : inner_open(&p->part, &p->stage, &p->window, i, end,
				   &hints);
}

/* No message goes on like this: whatever follows is unread. */
static int
lost(struct protobuf *p, size_t i)
{
	enum unreadable class =
		p->declared ? UNREADABLE_BROKEN : UNREADABLE_BINARY;
	if (!p->begun)
		return part_open(p, i, UINT64_MAX, false);
	int rc = sheet_flush(&p->sheet, p->window.base + i);
	return rc < 0 ? rc
		      : inner_unread(&p->part, &p->stage, &p->window, i,
				     UINT64_MAX, class, "protobuf");
}

static int
number(struct protobuf *p, size_t at, uint64_t value)
{
	if (value < SHEET_NUMBER_FROM || value > INT64_MAX)
		return 0;
	return sheet_number(&p->sheet, p->window.base + at, value, label_now(p),
			    window_epoch(&p->window, at));
}

/* Eight bytes are a double or a whole number; the bits of a double are a
 * larger number than any that identifies. */
static int
fixed(struct protobuf *p, size_t at, uint64_t value)
{
	double d;
	memcpy(&d, &value, sizeof(d));
	if (!sheet_whole(d, &value) && value >= UINT64_C(1000000000000000000))
		return 0;
	return number(p, at, value);
}

static int
packed(struct protobuf *p, size_t at, size_t n, bool varints)
{
	size_t end = at + n;
	int rc = 0;
	while (at < end && rc == 0) {
		uint64_t value = 0;
		size_t size = sizeof(value);
		struct span s = span_of(p->window.text.p + at, end - at);
		if (varints)
			size = (size_t)proto_varint(s, &value);
		else
			memcpy(&value, s.p, sizeof(value));
		rc = varints ? number(p, at, value) : fixed(p, at, value);
		at += size;
	}
	return rc;
}

static int
text(struct protobuf *p, size_t at, size_t n)
{
	struct span s = span_of(p->window.text.p + at, n);
	return sheet_value(&p->sheet, p->window.base + at, s, label_now(p),
			   window_epoch(&p->window, at));
}

/* Printable runs of bytes that are nothing known. */
static int
runs(struct protobuf *p, size_t at, size_t n)
{
	return sheet_runs(&p->sheet, p->window.base + at,
			  span_of(p->window.text.p + at, n), label_now(p),
			  window_epoch(&p->window, at));
}

/* An entry of a map: a name and one value. Any message whose fields are
 * numbered like that would do, so the value must be one of the kinds of a
 * Struct or an attribute, or the name must say something. */
static bool
entry(struct protobuf *p, struct span s, size_t *ret_skip, uint32_t *ret_label)
{
	struct proto_field name, value, inner;
	unsigned flags;
	if (proto_field(s, &name) <= 0 || name.number != 1 ||
	    name.type != PROTO_BYTES || name.value > NAME_LONGEST)
		return false;
	size_t skip = name.head + (size_t)name.value;
	struct span word = span_cut(s, name.head, skip);
	s = span_from(s, skip);
	if (!sheet_is_text(word) || proto_field(s, &value) <= 0 ||
	    value.number != 2)
		return false;
	s = span_from(s, value.head);
	bool bytes = value.type == PROTO_BYTES;
	if (s.n != (bytes ? value.value : 0))
		return false;
	uint32_t label = harvest_label(harvest_of(p), word, &flags);
	bool one = bytes && !sheet_is_text(s) && proto_field(s, &inner) > 0 &&
		   inner.number <= 7 &&
		   s.n - inner.head ==
			   (inner.type == PROTO_BYTES ? inner.value : 0);
	if ((flags & NAME_ODD) != 0 ||
	    (!one && !harvest_label_says(harvest_of(p), label)))
		return false;
	*ret_skip = skip;
	*ret_label = label;
	return true;
}

/* The message of n bytes at i, which is all there: where to go on. */
static size_t
message(struct protobuf *p, size_t i, size_t n)
{
	struct span s = span_of(p->window.text.p + i, n);
	const struct message *around = &p->messages[p->depth - 1];
	uint64_t end = p->window.base + i + n;
	struct proto_field f;
	uint32_t label;
	size_t skip;
	if (entry(p, s, &skip, &label)) {
		message_open(p, i, end, label, false);
		p->messages[p->depth - 1].entry = true;
		return i + skip;
	}
	bool one = proto_field(s, &f) > 0 &&
		   n - f.head == (f.type == PROTO_BYTES ? f.value : 0);
	bool value = around->entry && one;
	message_open(p, i, end, value ? around->label : LABEL_NONE, !value);
	return i;
}

/* What no field is, or some format of its own. */
static ssize_t
other(struct protobuf *p, size_t i, size_t n)
{
	struct span s = span_of(p->window.text.p + i, n);
	struct sniffed known = sniff_bytes(s, SPAN_NONE);
	bool nothing = known.nature == NATURE_UNREAD &&
		       strcmp(known.cause, "binary") == 0;
	int rc = nothing && n <= OTHER_SMALL
			 ? runs(p, i, n)
			 : part_open(p, i, p->window.base + i + n,
				     known.nature == NATURE_TEXT);
	return rc < 0 ? rc : (ssize_t)(inner_is_open(&p->part) ? i : i + n);
}

/* The field of n bytes that begins at i and is all there. */
static ssize_t
whole(struct protobuf *p, size_t i, size_t n)
{
	const uint8_t *at = p->window.text.p + i;
	uint64_t end = p->window.base + i + n;
	int rc = 0;
	if (n == 0)
		return (ssize_t)i;
	switch (proto_nature(span_of(at, n), true)) {
	case PROTO_TEXT:
		if (inner_is_worth(span_of(at, n)))
			rc = part_open(p, i, end, true);
		else
			rc = text(p, i, n);
		break;
	case PROTO_MESSAGE:
		if (p->depth < MESSAGES_MAX)
			return (ssize_t)message(p, i, n);
		work_unreadable(p->stage.work, UNREADABLE_SIZE, "depth", n);
		rc = runs(p, i, n);
		break;
	case PROTO_VARINTS:
		rc = packed(p, i, n, true);
		break;
	case PROTO_DOUBLES:
		rc = packed(p, i, n, false);
		break;
	case PROTO_FLOATS:
		break;
	case PROTO_OTHER:
		return other(p, i, n);
	}
	return rc < 0 ? rc : (ssize_t)(inner_is_open(&p->part) ? i : i + n);
}

/* A field too long to wait for: its bytes begin at i and end at an offset. */
static int
longer(struct protobuf *p, size_t i, uint64_t end)
{
	struct span s =
		span_cut(buf_span(&p->window.text), i, i + FIELD_PREFIX);
	enum proto_nature nature = proto_nature(s, false);
	if (nature == PROTO_MESSAGE && p->depth < MESSAGES_MAX) {
		message_open(p, i, end, LABEL_NONE, true);
		return 0;
	}
	return part_open(p, i, end, nature == PROTO_TEXT);
}

/* Bytes of a field, whose header ends at i. */
static ssize_t
bytes(struct protobuf *p, size_t begin, size_t i, uint64_t n, bool last)
{
	uint64_t at = p->window.base + i;
	size_t have = p->window.text.n - i;
	int rc = 0;
	if (n > p->messages[p->depth - 1].end - at) {
		rc = lost(p, begin);
		return rc < 0 ? rc : (ssize_t)begin;
	}
	if (n <= FIELD_WHOLE && have >= n)
		return whole(p, i, (size_t)n);
	if (n > FIELD_WHOLE && (have >= FIELD_PREFIX || last)) {
		rc = longer(p, i, at + n);
		return rc < 0 ? rc : (ssize_t)i;
	}
	if (last)
		rc = lost(p, begin);
	return rc < 0 ? rc : (ssize_t)begin;
}

/* One field at i: where to go on; i, with nothing opened, if it is cut. */
static ssize_t
field(struct protobuf *p, size_t i, bool last)
{
	uint64_t left = p->messages[p->depth - 1].end - p->window.base - i;
	struct span s = span_from(buf_span(&p->window.text), i);
	struct proto_field f;
	bool enclosed = s.n >= left;
	if (enclosed)
		s = span_cut(s, 0, (size_t)left);
	int rc = proto_field(s, &f);
	if (rc < 0 || (rc == 0 && (enclosed || last))) {
		rc = lost(p, i);
		return rc < 0 ? rc : (ssize_t)i;
	}
	if (rc == 0)
		return (ssize_t)i;
	size_t next = i + f.head;
	if (f.type == PROTO_BYTES) {
		ssize_t to = bytes(p, i, next, f.value, last);
		p->begun = p->begun || to > (ssize_t)i;
		return to;
	}
	p->begun = true;
	rc = 0;
	if (f.type == PROTO_VARINT)
		rc = number(p, i, f.value);
	else if (f.type == PROTO_FIXED64)
		rc = fixed(p, i, f.value);
	return rc < 0 ? rc : (ssize_t)next;
}

static ssize_t
protobuf_run(struct stage *s, bool last)
{
	struct protobuf *p = protobuf_of(s);
	size_t i = 0;
	for (;;) {
		size_t n = p->window.text.n, depth = p->depth;
		bool open = inner_is_open(&p->part);
		ssize_t next = (ssize_t)i;
		while (!open && p->depth > 1 &&
		       p->messages[p->depth - 1].end == p->window.base + i)
			message_close(p, i);
		if (open && (i < n || last))
			next = inner_push(&p->part, s, &p->window, i, last);
		else if (i < n)
			next = field(p, i, last);
		if (next < 0)
			return next;
		if ((size_t)next == i && open == inner_is_open(&p->part) &&
		    depth == p->depth)
			break;
		i = (size_t)next;
	}
	if (last && p->depth > 1)
		work_unreadable(s->work, UNREADABLE_BROKEN, "protobuf", 0);
	while (last && p->depth > 0)
		message_close(p, i);
	int rc = sheet_flush(&p->sheet, p->window.base + i);
	return rc < 0 ? rc : (ssize_t)i;
}

static int
protobuf_push(struct stage *s, struct span in, bool last)
{
	return window_push(&protobuf_of(s)->window, s, in, last, protobuf_run);
}

static uint64_t
protobuf_pending(const struct stage *s)
{
	const struct protobuf *p = (const struct protobuf *)(const void *)s;
	return epoch_min(window_pending(&p->window),
			 stage_pending(p->part.reader));
}

static void
protobuf_close(struct stage *s)
{
	struct protobuf *p = protobuf_of(s);
	inner_close(&p->part);
	window_fini(&p->window);
	sheet_fini(&p->sheet);
	free(p);
}

int
protobuf_open(struct work *w, bool declared, struct stage **ret_stage)
{
	static const struct stage_ops ops = {"protobuf", protobuf_push,
					     protobuf_pending, protobuf_close};
	struct protobuf *p = calloc(1, sizeof(*p));
	if (p == NULL)
		return -ENOMEM;
	p->stage = (struct stage){&ops, w};
	p->declared = declared;
	window_init(&p->window, w->origin);
	sheet_init(&p->sheet, &p->stage, w->origin);
	message_open(p, 0, UINT64_MAX, LABEL_NONE, true);
	*ret_stage = &p->stage;
	return 0;
}
