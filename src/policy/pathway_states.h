/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What people changed of pathways at run time, over what the files say. Lives
 * beside the snapshots, survives reloads and restarts (a small file in the
 * state directory, written atomically). Thread-safe; asked at every release.
 *
 * Which word holds where a change and the files differ:
 * - a stop (suspended, revoked, superseded) holds whatever the files say; a
 *   suspension until it is taken back, the others for good;
 * - a step forward (submitted, approved, effective) holds as long as the
 *   files say what they said when it was made. A file edited since is the
 *   newer word, and holds.
 */
#pragma once

#include "policy/register.h"

#define PATHWAY_ACTOR 128
#define PATHWAY_REASON 256

struct pathway_change {
	enum pathway_status from; /* what the files said at the time */
	enum pathway_status to;
	int64_t at_s;
	uint32_t uid; /* UINT32_MAX: not known */
	char actor[PATHWAY_ACTOR], reason[PATHWAY_REASON];
};

/* What stands of one pathway. */
struct pathway_state {
	bool changed, suspended;
	struct pathway_change change; /* the last one but suspensions */
	struct pathway_change suspension;
};

struct pathway_states;
MUST_USE int pathway_states_open(const char *path,
				 struct pathway_states **ret_states,
				 struct why *why);
void pathway_states_close(struct pathway_states **s);

/* The status now. ret_number (may be NULL) is the number of the last change
 * that it may depend on. */
enum pathway_status pathway_states_get(struct pathway_states *s,
				       const struct pathway *p,
				       uint64_t *ret_number);
/* How many changes were made so far: with the register's hash, the version of
 * the register. */
uint64_t pathway_states_number(struct pathway_states *s);
/* false: nobody changed it. */
bool pathway_states_find(struct pathway_states *s, const char *id,
			 struct pathway_state *ret_state);

/* Persists before it returns; as it was when that fails. Whether the step is
 * allowed is the caller's to ask (pathway_may_become). A change to SUSPENDED
 * leaves what was changed before in place. */
MUST_USE int pathway_states_put(struct pathway_states *s, const char *id,
				const struct pathway_change *change);
/* Takes a suspension back; 0 too where there is none. */
MUST_USE int pathway_states_resume(struct pathway_states *s, const char *id);

/* What a state makes of the status in the files. Pure. */
enum pathway_status pathway_state_now(const struct pathway_state *state,
				      enum pathway_status configured);
/* Where they differ: which holds, in words. false: they do not. */
bool pathway_state_differs(const struct pathway_state *state,
			   enum pathway_status configured, char *buf,
			   size_t size);
