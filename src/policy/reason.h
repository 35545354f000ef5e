/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reason codes: what users, scripts and the audit see by name. One table row
 * each: name, HTTP status of the refusal, article, title, remedy in English
 * and Chinese. A regime file may override the texts, never the codes.
 */
#pragma once

#include "terms.h"

/* name, status. Kept in the order of domain rows, then those of the gateway
 * itself. */
#define REASONS(X)                                                             \
	X(HOME_DESTINATION, 451)                                               \
	X(CN_FOREIGN_AUTHORITY, 451)                                           \
	X(CN_IMPORTANT_DATA_NO_SA, 451)                                        \
	X(CN_SA_IMPORTANT_OK, 451)                                             \
	X(CN_EX_ART3_NO_PI, 451)                                               \
	X(DEST_UNKNOWN_NO_PI, 451)                                             \
	X(DEST_UNKNOWN, 451)                                                   \
	X(RECIPIENT_UNLISTED, 451)                                             \
	X(CN_EX_ART4_TRANSIT, 451)                                             \
	X(CN_ART4_DOMESTIC_PI_MIXED, 451)                                      \
	X(CN_EX_ART5_CONTRACT, 451)                                            \
	X(CN_EX_ART5_HR, 451)                                                  \
	X(CN_EX_ART5_EMERGENCY, 451)                                           \
	X(EXEMPTION_NOT_APPLICABLE, 451)                                       \
	X(CN_EX_ART6_FTZ, 451)                                                 \
	X(CN_FTZ_LISTED, 451)                                                  \
	X(CN_SA_OK, 451)                                                       \
	X(CN_CIIO_NEEDS_SA, 451)                                               \
	X(PATHWAY_NOT_EFFECTIVE, 451)                                          \
	X(PATHWAY_EXPIRED, 451)                                                \
	X(PATHWAY_SUSPENDED, 451)                                              \
	X(SCOPE_RECIPIENT, 451)                                                \
	X(SCOPE_COUNTRY, 451)                                                  \
	X(SCOPE_CATEGORY, 451)                                                 \
	X(SCOPE_PURPOSE, 451)                                                  \
	X(CN_GBA_OUTSIDE, 451)                                                 \
	X(CN_EX_ART5_VOLUME, 451)                                              \
	X(CN_EX_ART5_VOLUME_FALLBACK, 451)                                     \
	X(CN_MIXED_TIER, 451)                                                  \
	X(CN_TIER_SA_REQUIRED, 451)                                            \
	X(CN_SCC_OK, 451)                                                      \
	X(CN_CERT_OK, 451)                                                     \
	X(CN_GBA_OK, 451)                                                      \
	X(CN_SENSITIVE_NEEDS_SCC, 451)                                         \
	X(CN_TIER_SCC_REQUIRED, 451)                                           \
	X(CAP_EXCEEDED, 451)                                                   \
	X(CAP_REACHED, 451)                                                    \
	X(THRESHOLD_NEAR, 451)                                                 \
	X(PATHWAY_EXPIRING, 451)                                               \
	X(CN_SCC_FILING_OVERDUE, 451)                                          \
	X(CN_CONSENT_MISSING, 451)                                             \
	X(CN_PIPIA_MISSING, 451)                                               \
	X(NO_PERSONAL_DATA, 451)                                               \
	X(TRANSFER_FREE, 451)                                                  \
	X(ADEQUATE_DESTINATION, 451)                                           \
	X(ADEQUACY_AT_RISK, 451)                                               \
	X(MECHANISM_OK, 451)                                                   \
	X(NO_MECHANISM, 451)                                                   \
	X(EVIDENCE_MISSING, 451)                                               \
	X(PATHWAY_NOT_NEEDED, 451)                                             \
	X(EU_ADEQUACY, 451)                                                    \
	X(EU_SCC_OK, 451)                                                      \
	X(EU_DEROGATION, 451)                                                  \
	X(EU_TIA_MISSING, 451)                                                 \
	X(EU_NO_MECHANISM, 451)                                                \
	X(EU_DEROGATION_REPETITIVE, 451)                                       \
	X(UK_TRA_MISSING, 451)                                                 \
	X(US_EXEMPT, 451)                                                      \
	X(US_BELOW_THRESHOLD, 451)                                             \
	X(US_ONWARD_CLAUSE, 451)                                               \
	X(US_GOV_DATA, 451)                                                    \
	X(US_PROHIBITED, 451)                                                  \
	X(US_RESTRICTED_OK, 451)                                               \
	X(US_RESTRICTED_NO_CISA, 451)                                          \
	X(US_LICENCE_OK, 451)                                                  \
	X(SG_IN_TRANSIT, 451)                                                  \
	X(JP_EXCEPTION, 451)                                                   \
	X(VN_EXEMPT, 451)                                                      \
	X(VN_CTIA_OK, 451)                                                     \
	X(VN_CTIA_DUE, 451)                                                    \
	X(VN_CTIA_OVERDUE, 451)                                                \
	X(RU_LOCALISATION, 451)                                                \
	X(RU_NOTICE_MISSING, 451)                                              \
	X(RU_NOTICE_WAIT, 451)                                                 \
	X(IN_RESTRICTED, 451)                                                  \
	X(CALENDAR_MISSING, 451)                                               \
	X(GEO_MISMATCH, 451)                                                   \
	X(HOME_UNPROVEN, 451)                                                  \
	X(UNREADABLE_MEDIA, 451)                                               \
	X(UNREADABLE_BINARY, 451)                                              \
	X(UNREADABLE_FRAGMENT, 451)                                            \
	X(UNREADABLE_ENCRYPTED, 451)                                           \
	X(UNREADABLE_SIZE, 451)                                                \
	X(UNREADABLE_BROKEN, 451)                                              \
	X(UNREADABLE_TLS, 451)                                                 \
	X(UNREADABLE_TCP, 451)                                                 \
	X(BYPASS, 451)                                                         \
	X(DEST_FORBIDDEN, 403)                                                 \
	X(SOURCE_UNKNOWN, 403)                                                 \
	X(CREDENTIALS_MISSING, 407)                                            \
	X(HOST_MISMATCH, 421)                                                  \
	X(BAD_REQUEST, 400)                                                    \
	X(CLEARTEXT, 451)                                                      \
	X(UPSTREAM_UNVERIFIED, 502)                                            \
	X(UPSTREAM_FAILED, 502)                                                \
	X(UPSTREAM_TIMEOUT, 504)                                               \
	X(LOOP, 508)                                                           \
	X(LEDGER_UNAVAILABLE, 503)                                             \
	X(AUDIT_UNAVAILABLE, 503)                                              \
	X(OVERLOAD, 503)                                                       \
	X(INTERRUPTED, 503)

enum reason {
#define REASON_ENUM(name, status) REASON_##name,
	REASONS(REASON_ENUM)
#undef REASON_ENUM
		REASON_MAX_
};

const char *reason_name(enum reason r);
int reason_status(enum reason r);
/* -ENOENT or the reason. */
int reason_parse(const char *name);

/* Built-in texts; regime texts go first (regime_reason_text). */
struct reason_text {
	const char *article; /* "Provisions on Cross-border Data Flows, Art. 8"
				or "" */
	const char *title_en, *title_zh;
	const char *remedy_en, *remedy_zh;
};
const struct reason_text *reason_text(enum reason r);
/* The UNREADABLE_* reason of a class, and its name in configurations. */
enum reason reason_of_unreadable(enum unreadable u);
const char *unreadable_name(enum unreadable u);
