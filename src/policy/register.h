/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The register: exporter, sources, recipients, pathways, flows, exemptions.
 * Built by the configuration floor, immutable in a snapshot; what changes
 * without a reload (a pathway's status) is asked of pathway_states.h.
 */
#pragma once

#include "terms.h"
#include "wire/authority.h"

#define NO_DAY INT64_MIN /* a date that was not given (days since 1970) */
#define NO_CAP INT64_MAX /* a cap that was not given; 0 is nobody */

struct exporter {
	const char *id, *name;
	bool ciio;
	const char *ftz_zone, *gba_city; /* NULL when absent */
};

struct source {
	const char *id;
	const struct network *networks;
	size_t n_networks;
	const char *user, *password_hash; /* NULL when absent */
	const char *client_certificate;	  /* "CN=lab.example.cn" or NULL */
};

/* What was added at run time, and by whom; all strings may be "". */
struct addition {
	unsigned number;
	const char *by, *at, *reason, *approved_by, *approved_at;
	int64_t uid, approved_uid;
};

struct recipient {
	const struct addition *addition; /* NULL: of the files */
	const char *id, *name;
	struct country country;
	const char *const *hosts; /* NULL-ended patterns */
	const struct network *networks;
	size_t n_networks;
	/* "dpf", or with its last day "dpf:2027-06-30"; NULL-ended, may be
	 * NULL */
	const char *const *certifications;
	/* "CN" or with the share in percent "CN:60"; without it: all */
	const char *const *owner_countries;
	bool gba;
};

/* The legal instruments of all regimes; a regime file says which it knows. */
#define MECHANISMS(X)                                                          \
	X(NONE, "none")                                                        \
	X(SA, "sa")                                                            \
	X(SCC, "scc")                                                          \
	X(CERTIFICATION, "certification")                                      \
	X(GBA, "gba")                                                          \
	X(BCR, "bcr")                                                          \
	X(CODE, "code")                                                        \
	X(ADHOC, "adhoc")                                                      \
	X(DEROGATION, "derogation")                                            \
	X(IDTA, "idta")                                                        \
	X(ADDENDUM, "addendum")                                                \
	X(CONSENT, "consent")                                                  \
	X(DEEMED_CONSENT, "deemed-consent")                                    \
	X(CONTRACT, "contract")                                                \
	X(LAW_TREATY, "law-treaty")                                            \
	X(OUTSOURCING, "outsourcing")                                          \
	X(EQUIVALENCE, "equivalence")                                          \
	X(VITAL, "vital")                                                      \
	X(PUBLIC, "public")                                                    \
	X(CTIA, "ctia")                                                        \
	X(NOTICE, "notice")                                                    \
	X(SPECIFIC_CLAUSES, "specific-clauses")                                \
	X(GLOBAL_RULES, "global-rules")                                        \
	X(CISA, "cisa")                                                        \
	X(LICENCE, "licence")

enum mechanism {
#define MECHANISM_ENUM(name, text) MECHANISM_##name,
	MECHANISMS(MECHANISM_ENUM)
#undef MECHANISM_ENUM
		MECHANISM_MAX_
};

/* What kind of transaction a flow is, where a regime asks. */
#define TRANSACTIONS(X)                                                        \
	X(OTHER, "other")                                                      \
	X(BROKERAGE, "brokerage")                                              \
	X(VENDOR, "vendor")                                                    \
	X(EMPLOYMENT, "employment")                                            \
	X(INVESTMENT, "investment")                                            \
	X(COLLECTION, "collection")                                            \
	X(IN_TRANSIT, "in-transit")

enum transaction {
#define TRANSACTION_ENUM(name, text) TRANSACTION_##name,
	TRANSACTIONS(TRANSACTION_ENUM)
#undef TRANSACTION_ENUM
		TRANSACTION_MAX_
};

enum pathway_status {
	PATHWAY_DRAFT,
	PATHWAY_SUBMITTED,
	PATHWAY_APPROVED,
	PATHWAY_EFFECTIVE,
	PATHWAY_SUSPENDED,
	PATHWAY_REVOKED,
	PATHWAY_SUPERSEDED
};

enum cap_window { CAP_CALENDAR_YEAR, CAP_VALIDITY };

struct caps {
	int64_t persons, sensitive_persons, bytes; /* NO_CAP when absent */
	enum cap_window window;
};

/* A scope of categories: all when any is set. */
struct category_scope {
	bool any;
	struct category_set set;
};

struct pathway {
	const struct addition *addition; /* NULL: of the files */
	const char *id, *regime, *reference;
	enum mechanism mechanism;
	enum pathway_status status;    /* as configured */
	const char *const *recipients; /* NULL-ended ids; NULL: any */
	const char *const *countries;
	const char *const *purposes;
	const char *const *important_items;
	struct category_scope categories;
	bool sensitive;
	int64_t effective_on, filed_on, valid_until; /* civil days */
	struct caps caps;
	const char *const *evidence; /* "tia"; NULL-ended, may be NULL */
};

enum exemption_article {
	EXEMPTION_NONE,
	EXEMPTION_ART4_TRANSIT,
	EXEMPTION_ART5_CONTRACT,
	EXEMPTION_ART5_HR,
	EXEMPTION_ART5_EMERGENCY,
	EXEMPTION_ART6_FTZ,
	/* of other regimes */
	EXEMPTION_US_EXEMPT,
	EXEMPTION_VN_EXEMPT,
	EXEMPTION_JP_ART27,
	EXEMPTION_MAX_
};

struct exemption {
	enum exemption_article article;
	const char *ticket, *approved_by; /* NULL when absent */
	int64_t until;			  /* civil day or NO_DAY */
	struct category_scope categories;
};

struct flow {
	const struct addition *addition; /* NULL: of the files */
	const char *id;
	const char *const *sources; /* NULL-ended ids; NULL: any */
	const struct recipient *recipient;
	const char *purpose;
	enum provenance provenance;
	const struct pathway *pathway; /* may be NULL */
	/* Those of further regimes; NULL-ended, may be NULL. */
	const struct pathway *const *more_pathways;
	enum transaction transaction;
	const char *const *evidence; /* NULL-ended, may be NULL */
	struct exemption exemption;
	const char *consent, *pipia;		  /* NULL when missing */
	enum verdict unreadable[UNREADABLE_MAX_]; /* LOG or BLOCK; defaults
						   * filled in */
	int64_t transit_tolerance;
	bool foreign_authority;
	const char *scenario;
	const char *const *important_items;
	bool release_whole;
};

struct policy_defaults {
	enum verdict unlisted_recipient, unknown_country, plain_http;
	bool strict_register;
	enum verdict unreadable[UNREADABLE_MAX_];
};

struct register_index;

struct register_ {
	struct exporter exporter;
	const struct source *sources;
	size_t n_sources;
	const struct recipient *recipients;
	size_t n_recipients;
	const struct pathway *pathways;
	size_t n_pathways;
	const struct flow *flows;
	size_t n_flows;
	struct policy_defaults defaults;
	const struct register_index *index; /* register_index_build's; NULL:
					     * look-ups walk the arrays */
};

/* Hashes users, host names and pathways once the arrays are complete and will
 * not move. 0; -EEXIST when two recipients claim one host pattern, two
 * sources one user or certificate, or an id is used twice (why says which);
 * -ENOMEM. */
MUST_USE int register_index_build(struct register_ *r, struct why *why);
void register_index_free(struct register_ *r);

/* Who the source is; NULL when nobody matches. The most specific network
 * wins (longest prefix). */
const struct source *register_source_by_address(const struct register_ *r,
						const struct address *a);
const struct source *register_source_by_user(const struct register_ *r,
					     struct span user);
const struct source *register_source_by_certificate(const struct register_ *r,
						    const char *subject);
/* Exact host before wildcard, longer wildcard before shorter; then networks
 * (address may be NULL). NULL when unlisted. */
const struct recipient *register_recipient(const struct register_ *r,
					   const char *host,
					   const struct address *address);
/* The flow of a source to a recipient: the first in file order that names
 * both; NULL when there is none. */
const struct flow *register_flow(const struct register_ *r,
				 const struct source *source,
				 const struct recipient *recipient);
const struct pathway *register_pathway(const struct register_ *r,
				       const char *id);
/* The flow's pathway under a regime (its id); NULL: none. flow may be NULL. */
const struct pathway *flow_pathway(const struct flow *flow, const char *regime);

/* Whether a pathway may go from one status to the other by somebody's word.
 * Revoked and superseded are the end. */
bool pathway_may_become(enum pathway_status from, enum pathway_status to);
const char *pathway_status_name(enum pathway_status s);
const char *mechanism_name(enum mechanism m); /* "none" for none */
const char *exemption_article_name(enum exemption_article a);
/* The value, or -ENOENT. */
int pathway_status_parse(const char *name);
int mechanism_parse(const char *name);
int exemption_article_parse(const char *name);
const char *transaction_name(enum transaction t);
int transaction_parse(const char *name);
