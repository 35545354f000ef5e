/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The front door: CONNECT, and names before anything is looked up.
 */
#pragma once

#include "proxy/exchange.h"

/* Answers a CONNECT: a refusal, or 200 and on to the hello. Takes x. */
const struct step *front_connect(struct session *s, struct exchange *x);
/* Who sends: fills s->source once; NULL, or the step after the refusal. */
const struct step *front_identify(struct session *s, struct exchange *x);
/* Whether a name may be looked up and dialled for this source; if not, *why
 * says so. Registered recipients always may. *ret_name: may it be written. */
bool front_name_allowed(struct session *s, const struct authority *target,
			enum name_state *ret_name, struct why *why);
/* The host as logs and records may have it; asks if nobody has. */
const char *front_name_text(struct session *s, const struct authority *target,
			    enum name_state *state);
