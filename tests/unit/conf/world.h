/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The shipped regimes as the daemon reads them, and the facts of an exchange
 * under one of them: personal data of one person to a registered recipient,
 * without pathway. Tests change what they are about.
 */
#pragma once

#include "base/clock.h"
#include "conf/regime_load.h"
#include "conf/snapshot.h"
#include "lib/suite.h"
#include "policy/decide.h"
#include "policy/regime_def.h"

#define WORLD_DAY(y, m, d) civil_to_days((struct civil){(y), (m), (d)})

struct world {
	struct rules *rules;
	struct regime *regime;
	struct register_ reg;
	struct recipient recipient;
	struct flow flow;
	struct pathway pathway;
	struct facts facts;
	char said[8192];
};

/* The regime of regimes.d/ID.conf; it must load without a word. */
void world_open(struct world *w, const char *id);
void world_close(struct world *w);
/* Noon, in the regime's time zone. */
void world_on(struct world *w, int year, int month, int day);
void world_to(struct world *w, const char *country);
/* Attaches a pathway of the mechanism, in force and without limits. */
void world_pathway(struct world *w, enum mechanism m);
/* The exchange carries this category; it must be one a detector finds. */
void world_carry(struct world *w, const char *category);
/* A counter of the regime by its id. */
struct count *world_count(struct world *w, const char *counter);
struct decision world_decide(const struct world *w);
bool world_has(const struct decision *d, enum reason reason);

#define ck_world(w, v, r)                                                      \
	do {                                                                   \
		struct decision d_ = world_decide(w);                          \
		ck_assert_msg(d_.verdict == (v) && d_.reason == (r),           \
			      "verdict %d reason %s", d_.verdict,              \
			      reason_name(d_.reason));                         \
	} while (0)
