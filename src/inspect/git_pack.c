/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A pack of git's objects (gitformat-pack): each has a head, then a zlib
 * stream with a commit, a tag, a tree, a file, or a delta. Objects are opened
 * one after another, so memory does not grow with the pack; of those passed
 * only their kinds are kept, for the deltas that build on them. Checksums are
 * the recipient's to check. One owner, one thread.
 */
#include "inspect/git.h"

#include "inspect/unzlib.h"

#include <errno.h>
#include <stdlib.h>

#define OUT_SIZE 32768
#define HEAD_SIZE 12
#define HASH_MAX 32
#define HASH_MIN 20
#define NUMBER_MAX 10
/* Objects whose kind is remembered. */
#define KINDS_MAX (UINT32_C(1) << 16)
#define KIND_BITS 3

enum pack_in { IN_HEAD, IN_OBJECT, IN_DATA, IN_TRAILER, IN_REST };

struct pack {
	struct stage stage;
	struct stage *object;
	struct unzlib *zlib;
	enum pack_in in;
	/* A head that is not all there yet. */
	uint8_t held[2 * NUMBER_MAX + HASH_MAX];
	size_t n_held;
	size_t hash;
	uint64_t at;	       /* bytes read */
	uint64_t begin;	       /* of the object */
	uint64_t left;	       /* objects to come */
	uint64_t size, made;   /* of the object's bytes */
	uint64_t out;	       /* bytes of all objects */
	uint64_t epoch;	       /* of the oldest byte held, or not come out */
	unsigned layers;       /* outside the objects */
	enum unreadable class; /* IN_REST: of what follows */
	/* Offsets of the objects, and their kinds in the lowest bits. */
	uint64_t *kinds;
	uint32_t n_kinds, kinds_size;
	uint8_t *buffer;
};

static struct pack *
pack_of(struct stage *s)
{
	return (struct pack *)(void *)s;
}

/* Ends the object, if there is one. */
static int
object_end(struct pack *p)
{
	int rc = p->object != NULL ? stage_push(p->object, SPAN_NONE, true) : 0;
	stage_close(&p->object);
	p->stage.work->budget.depth = p->layers;
	return rc;
}

/* No more can be read. */
static int
give_up(struct pack *p, enum unreadable class, const char *cause)
{
	struct work *w = p->stage.work;
	if (w->fragment && class == UNREADABLE_BROKEN)
		class = UNREADABLE_FRAGMENT;
	p->in = IN_REST;
	p->class = class;
	p->n_held = 0;
	work_unreadable(w, class, cause, 0);
	return object_end(p);
}

/* The same between objects, where it is known to the byte what follows: that
 * is scanned for what can be seen in it. Inside of a stream it is not, and
 * what it holds is packed. */
static int
give_up_plain(struct pack *p, const char *cause)
{
	int rc = give_up(p, UNREADABLE_BROKEN, cause);
	return rc < 0 ? rc
		      : binary_open(p->stage.work, p->class, cause, &p->object);
}

static bool
remember(struct pack *p, enum git_object kind)
{
	if (p->n_kinds == KINDS_MAX)
		return true;
	if (p->n_kinds == p->kinds_size) {
		uint32_t size = p->kinds_size > 0 ? 2 * p->kinds_size : 64;
		uint64_t *kinds = realloc(p->kinds, size * sizeof(*kinds));
		if (kinds == NULL)
			return false;
		p->kinds = kinds;
		p->kinds_size = size;
	}
	p->kinds[p->n_kinds++] = p->begin << KIND_BITS | kind;
	return true;
}

/* The kind of the object at an offset of the pack. */
static enum git_object
recall(const struct pack *p, uint64_t at)
{
	uint32_t low = 0, high = p->n_kinds;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (p->kinds[middle] >> KIND_BITS < at)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == p->n_kinds || p->kinds[low] >> KIND_BITS != at)
		return GIT_UNKNOWN;
	return (enum git_object)(p->kinds[low] & ((1 << KIND_BITS) - 1));
}

static int
object_open(struct pack *p, enum git_object kind, enum git_object base)
{
	struct work *w = p->stage.work;
	struct hints none = {0};
	const char *cause = budget_enter(&w->budget);
	w->origin = p->out;
	p->made = 0;
	p->in = IN_DATA;
	p->epoch = w->epoch;
	unzlib_begin(p->zlib);
	if (!remember(p, base))
		return -ENOMEM;
	if (cause != NULL)
		return binary_open(w, UNREADABLE_SIZE, cause, &p->object);
	switch (kind) {
	case GIT_COMMIT:
	case GIT_TAG:
		return git_note_open(w, false, &p->object);
	case GIT_TREE:
		return git_tree_open(w, p->hash, &p->object);
	case GIT_OFS_DELTA:
	case GIT_REF_DELTA:
		return git_delta_open(w, base, &p->object);
	case GIT_UNKNOWN:
	case GIT_BLOB:
		break;
	}
	return layer_open(w, &none, &p->object);
}

/* The numbers of an object's head: kind and size, and how far back its base
 * is. Returns their length, 0 if they are cut, -1 if they are none. */
static int
object_head(const struct pack *p, enum git_object *ret_kind, uint64_t *ret_size,
	    uint64_t *ret_back)
{
	const uint8_t *h = p->held;
	size_t i = 1, n = p->n_held;
	uint64_t size = h[0] & 15, back = 0;
	*ret_kind = (enum git_object)(h[0] >> 4 & 7);
	for (unsigned shift = 4; (h[i - 1] & 0x80) != 0; shift += 7, i++) {
		if (i == NUMBER_MAX - 1)
			return -1;
		if (i == n)
			return 0;
		size |= (uint64_t)(h[i] & 0x7f) << shift;
	}
	*ret_size = size;
	if (*ret_kind == GIT_UNKNOWN || *ret_kind == 5)
		return -1;
	if (*ret_kind == GIT_REF_DELTA)
		return n >= i + p->hash ? (int)(i + p->hash) : 0;
	if (*ret_kind != GIT_OFS_DELTA)
		return (int)i;
	size_t begin = i;
	do {
		if (i - begin == NUMBER_MAX - 2)
			return -1;
		if (i == n)
			return 0;
		back = (i > begin ? (back + 1) << 7 : 0) | (h[i] & 0x7f);
	} while ((h[i++] & 0x80) != 0);
	*ret_back = back;
	return (int)i;
}

/* One more byte of an object's head. */
static int
object_byte(struct pack *p, uint8_t c)
{
	enum git_object kind, base;
	uint64_t back = 0;
	p->held[p->n_held++] = c;
	int n = object_head(p, &kind, &p->size, &back);
	if (n == 0)
		return 0;
	if (n < 0 || (kind == GIT_OFS_DELTA && back > p->begin))
		return give_up_plain(p, "git-pack");
	p->n_held = 0;
	base = kind == GIT_OFS_DELTA   ? recall(p, p->begin - back)
	       : kind == GIT_REF_DELTA ? GIT_UNKNOWN
				       : kind;
	return object_open(p, kind, base);
}

/* Sets out for the next object, or for the end. */
static void
next_object(struct pack *p)
{
	p->begin = p->at;
	p->n_held = 0;
	p->in = p->left > 0 ? IN_OBJECT : IN_TRAILER;
	p->left -= p->left > 0;
}

static int
head_byte(struct pack *p, uint8_t c)
{
	p->held[p->n_held++] = c;
	if (p->n_held < HEAD_SIZE)
		return 0;
	const uint8_t *h = p->held;
	if (memcmp(h, "PACK\0\0\0", 7) != 0 || (h[7] != 2 && h[7] != 3))
		return give_up_plain(p, "git-pack");
	p->left = (uint64_t)h[8] << 24 | (uint64_t)h[9] << 16 |
		  (uint64_t)h[10] << 8 | h[11];
	next_object(p);
	return 0;
}

/* Hands what came out to the object, as far as the budget allows. */
static int
pass(struct pack *p, size_t n)
{
	struct work *w = p->stage.work;
	p->out += n;
	p->made += n;
	if (w->decoders == 0)
		w->sent = p->at;
	uint64_t held = w->budget.limits->decoded - w->budget.decoded;
	bool ratio = p->out % OUT_SIZE == 0;
	const char *cause =
		budget_decode(&w->budget, n, ratio ? p->out : 0, w->sent);
	if (cause != NULL && n > held)
		n = (size_t)held;
	uint64_t epoch = w->epoch;
	w->epoch = epoch_min(epoch, p->epoch);
	w->decoders++;
	int rc = stage_push(p->object, span_of(p->buffer, n), false);
	w->decoders--;
	w->epoch = epoch;
	if (rc == 0 && cause != NULL)
		rc = give_up(p, UNREADABLE_SIZE, cause);
	return rc;
}

/* Data of the object, as far as its stream goes. */
static int
data(struct pack *p, struct span *in)
{
	size_t n = 0, before = in->n;
	size_t room = OUT_SIZE - p->out % OUT_SIZE;
	int rc, ended = unzlib_step(p->zlib, in, p->buffer, room, &n);
	p->at += before - in->n;
	if (n > p->size - p->made) {
		n = (size_t)(p->size - p->made);
		ended = ERR_MALFORMED;
	}
	if (n > 0) {
		rc = pass(p, n);
		if (rc < 0 || p->in == IN_REST)
			return rc;
		p->epoch = p->stage.work->epoch;
	}
	bool stuck = ended == 0 && n == 0 && in->n == before && before > 0;
	if (ended < 0 || stuck || (ended > 0 && p->made != p->size))
		return give_up(p, UNREADABLE_BROKEN, "git-pack");
	if (ended == 0)
		return 0;
	rc = object_end(p);
	next_object(p);
	return rc;
}

/* Bytes of a head, or of the checksum. */
static int
byte(struct pack *p, struct span *in)
{
	uint8_t c = in->p[0];
	if (p->n_held == 0)
		p->epoch = p->stage.work->epoch;
	if (p->in == IN_TRAILER && p->n_held == HASH_MAX)
		return give_up_plain(p, "trailing");
	*in = span_from(*in, 1);
	p->at++;
	if (p->in == IN_HEAD)
		return head_byte(p, c);
	if (p->in == IN_OBJECT)
		return object_byte(p, c);
	p->n_held++;
	return 0;
}

static int
pack_push(struct stage *s, struct span in, bool last)
{
	struct pack *p = pack_of(s);
	int rc = 0;
	for (;;) {
		bool full = p->in == IN_DATA;
		if (p->in == IN_REST || rc < 0 || (in.n == 0 && !full))
			break;
		size_t before = in.n;
		uint64_t out = p->out;
		if (full)
			rc = data(p, &in);
		else
			rc = byte(p, &in);
		/* A buffer that was filled may not be all there is. */
		if (p->in == IN_DATA && in.n == 0 && before == 0 &&
		    p->out == out)
			break;
	}
	if (rc < 0)
		return rc;
	bool cut = p->in != IN_REST &&
		   (p->in != IN_TRAILER || p->n_held < HASH_MIN);
	if (last && cut)
		rc = give_up(p, UNREADABLE_BROKEN, "cut-short");
	if (rc < 0 || p->in != IN_REST)
		return rc;
	if (p->object != NULL)
		return stage_push(p->object, in, last);
	work_unread_more(s->work, p->class, in.n);
	return 0;
}

static uint64_t
pack_pending(const struct stage *s)
{
	const struct pack *p = (const struct pack *)(const void *)s;
	uint64_t object = stage_pending(p->object);
	bool held = p->in == IN_DATA || (p->n_held > 0 && p->in != IN_TRAILER);
	return held ? epoch_min(object, p->epoch) : object;
}

static void
pack_close(struct stage *s)
{
	struct pack *p = pack_of(s);
	stage_close(&p->object);
	unzlib_free(&p->zlib);
	if (p->buffer != NULL)
		explicit_bzero(p->buffer, OUT_SIZE);
	free(p->buffer);
	free(p->kinds);
	free(p);
}

int
git_pack_open(struct work *w, size_t hash, struct stage **ret_stage)
{
	static const struct stage_ops ops = {"git-pack", pack_push,
					     pack_pending, pack_close};
	struct pack *p = calloc(1, sizeof(*p));
	if (p == NULL)
		return -ENOMEM;
	p->stage = (struct stage){&ops, w};
	p->hash = hash;
	p->layers = w->budget.depth;
	p->buffer = malloc(OUT_SIZE);
	if (p->buffer == NULL || unzlib_new(&p->zlib) < 0) {
		pack_close(&p->stage);
		return -ENOMEM;
	}
	*ret_stage = &p->stage;
	return 0;
}
