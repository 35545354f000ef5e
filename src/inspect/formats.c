/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Telling binary formats: by their declaration where it has to be believed
 * (framed messages have no magic), else by their bytes. Pure; any thread.
 */
#include "inspect/formats.h"

#include "inspect/git.h"
#include "inspect/protobuf.h"
#include "inspect/sheet.h"
#include "inspect/sniff.h"
#include "inspect/tree.h"

static bool
is_protobuf(struct span type)
{
	static const char *const types[] = {
		"application/protobuf", "application/x-protobuf",
		"application/vnd.google.protobuf",
		"application/x-google-protobuf", "application/proto"};
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (media_is(type, types[i]))
			return true;
	return false;
}

/* What gRPC's content types say of the messages ("+proto", "+json"); false if
 * it is none of them. */
static bool
grpc_type(struct span type, struct span *ret_inner, bool *ret_base64)
{
	static const char *const names[] = {
		"application/grpc-web-text", "application/grpc-web",
		"application/grpc", "application/connect"};
	struct span rest = media_type(type);
	struct span name = span_split(&rest, '+');
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!span_eq_nocase(name, span_str(names[i])))
			continue;
		*ret_base64 = i == 0;
		*ret_inner = SPAN_NONE;
		if (rest.n == 0 || span_eq_nocase(rest, SPAN("proto")))
			*ret_inner = SPAN("application/protobuf");
		else if (span_eq_nocase(rest, SPAN("json")))
			*ret_inner = SPAN("application/json");
		return true;
	}
	return false;
}

/* Whether a body that says it is a message may be taken at its word. */
static bool
is_declared(struct span head, struct span type)
{
	return is_protobuf(type) &&
	       (proto_is_message(head) ||
		sniff_bytes(head, SPAN_NONE).nature != NATURE_CODED);
}

/* A frame of gRPC around a message, undeclared. */
static bool
grpc_looks(struct span head, bool whole)
{
	if (head.n < 5 || head.p[0] != 0 || head.p[1] != 0)
		return false;
	size_t n = (size_t)head.p[2] << 16 | (size_t)head.p[3] << 8 | head.p[4];
	head = span_from(head, 5);
	if (n > head.n && whole)
		return false;
	return proto_looks(span_cut(head, 0, n), n <= head.n);
}

static const struct notation *
notation_of(struct span type)
{
	static const struct {
		const char *essence, *suffix;
		const struct notation *notation;
	} types[] = {{"application/msgpack", "+msgpack", &notation_msgpack},
		     {"application/x-msgpack", "+msgpack", &notation_msgpack},
		     {"application/vnd.msgpack", "+msgpack", &notation_msgpack},
		     {"application/cbor", "+cbor", &notation_cbor},
		     {"application/bson", "+bson", &notation_bson},
		     {"application/x-bson", "+bson", &notation_bson}};
	struct span essence = media_type(type);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (media_is(type, types[i].essence) ||
		    span_ends(essence, span_str(types[i].suffix)))
			return types[i].notation;
	return NULL;
}

/* One of the notations, undeclared. */
static int
notation_open(struct work *w, struct span head, bool whole,
	      struct stage **ret_stage)
{
	static const struct notation *const notations[] = {
		&notation_msgpack, &notation_cbor, &notation_bson};
	/* RFC 8949 section 3.4.6: this is CBOR. */
	if (span_starts(head, SPAN("\xd9\xd9\xf7")))
		return tree_open(w, &notation_cbor, true, ret_stage);
	for (size_t i = 0; i < sizeof(notations) / sizeof(notations[0]); i++)
		if (tree_looks(notations[i], head, whole))
			return tree_open(w, notations[i], false, ret_stage);
	return 0;
}

int
format_open(struct work *w, const struct hints *hints, struct span head,
	    bool whole, struct stage **ret_stage)
{
	struct span inner;
	bool base64;
	struct stage *next = NULL;
	switch (git_looks(head)) {
	case GIT_LINES:
		return git_open(w, false, ret_stage);
	case GIT_BUNDLE:
		return git_open(w, true, ret_stage);
	case GIT_PACK:
		return git_pack_open(w, 20, ret_stage);
	case GIT_NONE:
		break;
	}
	if (grpc_type(hints->type, &inner, &base64)) {
		int rc = grpc_open(w, inner, base64 ? &next : ret_stage);
		return rc < 0 || !base64
			       ? rc
			       : transfer_open(w, true, next, ret_stage);
	}
	const struct notation *notation = notation_of(hints->type);
	if (notation != NULL && !sheet_is_text(head))
		return tree_open(w, notation, true, ret_stage);
	if (sheet_is_text(head) &&
	    !(is_protobuf(hints->type) && whole && proto_is_message(head)))
		return 0;
	bool declared = is_declared(head, hints->type);
	if (declared || proto_looks(head, whole))
		return protobuf_open(w, declared, ret_stage);
	if (grpc_looks(head, whole))
		return grpc_open(w, SPAN("application/protobuf"), ret_stage);
	return notation_open(w, head, whole, ret_stage);
}
