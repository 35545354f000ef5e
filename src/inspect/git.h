/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What git sends: requests of its protocol over HTTP, bundles, packs, and the
 * objects in a pack. Each function opens a stage; 0 or -ENOMEM.
 */
#pragma once

#include "inspect/stage.h"

/* What the first bytes of a layer are. */
enum git_kind { GIT_NONE, GIT_LINES, GIT_BUNDLE, GIT_PACK };
enum git_kind git_looks(struct span head);

/* Lines with their length before them, then maybe a pack (gitprotocol-pack,
 * gitprotocol-v2); a bundle (gitformat-bundle). */
MUST_USE int git_open(struct work *w, bool bundle, struct stage **ret_stage);
/* gitformat-pack; hash: size of its object names, 20 or 32. */
MUST_USE int git_pack_open(struct work *w, size_t hash,
			   struct stage **ret_stage);

/* Of what kind an object is; the numbers are those of the pack. */
enum git_object {
	GIT_UNKNOWN = 0,
	GIT_COMMIT = 1,
	GIT_TREE = 2,
	GIT_BLOB = 3,
	GIT_TAG = 4,
	GIT_OFS_DELTA = 6,
	GIT_REF_DELTA = 7
};
/* A commit or tag; fragment: lines of one, from a delta. */
MUST_USE int git_note_open(struct work *w, bool fragment,
			   struct stage **ret_stage);
MUST_USE int git_tree_open(struct work *w, size_t hash,
			   struct stage **ret_stage);
/* A delta: what it inserts. base: what it is made from, if that is known. */
MUST_USE int git_delta_open(struct work *w, enum git_object base,
			    struct stage **ret_stage);

/* Whether a line of a commit says who made it ("author NAME <MAIL> TIME
 * ZONE"), maybe without its beginning; *ret_who: NAME <MAIL>, if it is all
 * there. */
bool git_is_identity(struct span line, struct span *ret_who);
/* The kind of record that such a line is. */
unsigned git_identity_flags(const struct work *w, struct span line);
