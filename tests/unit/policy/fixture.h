/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A regime with the numbers of "cn", and the facts of an exchange under it:
 * personal data of a few persons to a registered recipient in Germany, on a
 * flow with its evidence, without pathway or claim. Tests change what they
 * are about.
 */
#pragma once

#include "lib/suite.h"
#include "policy/decide.h"
#include "policy/regime_def.h"

enum { CAT_MOBILE, CAT_EMAIL, CAT_HEALTH, CAT_SECRET, CAT_ID };

#define DAY(y, m, d) civil_to_days((struct civil){(y), (m), (d)})
/* Noon of a day in Shanghai. */
#define NOON(y, m, d) (DAY(y, m, d) * 86400 + 4 * 3600)

extern const struct regime_def fixture_def;

struct fixture {
	struct regime *regime;
	struct register_ reg;
	struct recipient recipient;
	struct flow flow;
	struct pathway pathway;
	struct facts facts;
};

/* A regime from def (NULL: fixture_def) and the facts above. */
void fixture_init(struct fixture *f, const struct regime_def *def);
void fixture_fini(struct fixture *f);
/* Attaches a pathway of the mechanism, in force, without limits. */
void fixture_pathway(struct fixture *f, enum mechanism m);
/* Claims an article, approved, for any category. */
void fixture_claim(struct fixture *f, enum exemption_article a);
/* The exchange carries sensitive data. */
void fixture_sensitive(struct fixture *f);
struct decision fixture_decide(const struct fixture *f);
bool decision_has(const struct decision *d, enum reason reason);

/* The verdict and the reason that decided. */
#define ck_decided(d, v, r)                                                    \
	do {                                                                   \
		struct decision d_ = (d);                                      \
		ck_assert_msg(d_.verdict == (v) && d_.reason == (r),           \
			      "verdict %d reason %s", d_.verdict,              \
			      reason_name(d_.reason));                         \
	} while (0)
/* Let through, whatever alerts come with it, on the ground of r. */
#define ck_passed(d, r)                                                        \
	do {                                                                   \
		struct decision d_ = (d);                                      \
		ck_assert_msg(d_.verdict != VERDICT_BLOCK &&                   \
				      decision_has(&d_, (r)),                  \
			      "verdict %d reason %s", d_.verdict,              \
			      reason_name(d_.reason));                         \
	} while (0)
