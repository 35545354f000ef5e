/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words configurations, audit and reports use for what the register
 * holds. Constant data, any thread.
 */
#include "policy/register.h"

#include <errno.h>

#define N_NAMES(table) (sizeof(table) / sizeof((table)[0]))

static const char *const statuses[] = {
	[PATHWAY_DRAFT] = "draft",	     [PATHWAY_SUBMITTED] = "submitted",
	[PATHWAY_APPROVED] = "approved",     [PATHWAY_EFFECTIVE] = "effective",
	[PATHWAY_SUSPENDED] = "suspended",   [PATHWAY_REVOKED] = "revoked",
	[PATHWAY_SUPERSEDED] = "superseded",
};

#define NAME_OF(prefix, name, text) [prefix##_##name] = (text),
static const char *const mechanisms[] = {
#define MECHANISM_TEXT(name, text) NAME_OF(MECHANISM, name, text)
	MECHANISMS(MECHANISM_TEXT)};

static const char *const transactions[] = {
#define TRANSACTION_TEXT(name, text) NAME_OF(TRANSACTION, name, text)
	TRANSACTIONS(TRANSACTION_TEXT)};

static const char *const articles[] = {
	[EXEMPTION_NONE] = "none",
	[EXEMPTION_ART4_TRANSIT] = "art4-transit",
	[EXEMPTION_ART5_CONTRACT] = "art5-contract",
	[EXEMPTION_ART5_HR] = "art5-hr",
	[EXEMPTION_ART5_EMERGENCY] = "art5-emergency",
	[EXEMPTION_ART6_FTZ] = "art6-ftz",
	[EXEMPTION_US_EXEMPT] = "us-exempt",
	[EXEMPTION_VN_EXEMPT] = "vn-exempt",
	[EXEMPTION_JP_ART27] = "jp-art27",
};

static int
parse(const char *const *names, size_t n, size_t from, const char *name)
{
	for (size_t i = from; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return (int)i;
	return -ENOENT;
}

#define TO(status) (1u << PATHWAY_##status)

bool
pathway_may_become(enum pathway_status from, enum pathway_status to)
{
	static const unsigned allowed[] = {
		[PATHWAY_DRAFT] = TO(SUBMITTED) | TO(APPROVED) | TO(EFFECTIVE) |
				  TO(REVOKED),
		[PATHWAY_SUBMITTED] =
			TO(DRAFT) | TO(APPROVED) | TO(EFFECTIVE) | TO(REVOKED),
		[PATHWAY_APPROVED] = TO(EFFECTIVE) | TO(SUSPENDED) |
				     TO(REVOKED) | TO(SUPERSEDED),
		[PATHWAY_EFFECTIVE] =
			TO(SUSPENDED) | TO(REVOKED) | TO(SUPERSEDED),
		[PATHWAY_SUSPENDED] = TO(APPROVED) | TO(EFFECTIVE) |
				      TO(REVOKED) | TO(SUPERSEDED),
		[PATHWAY_REVOKED] = 0,
		[PATHWAY_SUPERSEDED] = 0,
	};
	must((size_t)from < N_NAMES(allowed));
	return (allowed[from] >> to & 1) != 0;
}

const char *
pathway_status_name(enum pathway_status s)
{
	must((size_t)s < N_NAMES(statuses));
	return statuses[s];
}

const char *
mechanism_name(enum mechanism m)
{
	must((size_t)m < N_NAMES(mechanisms));
	return mechanisms[m];
}

const char *
exemption_article_name(enum exemption_article a)
{
	must((size_t)a < N_NAMES(articles));
	return articles[a];
}

int
pathway_status_parse(const char *name)
{
	return parse(statuses, N_NAMES(statuses), 0, name);
}

int
mechanism_parse(const char *name)
{
	return parse(mechanisms, N_NAMES(mechanisms), MECHANISM_SA, name);
}

int
exemption_article_parse(const char *name)
{
	return parse(articles, N_NAMES(articles), EXEMPTION_ART4_TRANSIT, name);
}

const char *
transaction_name(enum transaction t)
{
	must((size_t)t < N_NAMES(transactions));
	return transactions[t];
}

int
transaction_parse(const char *name)
{
	return parse(transactions, N_NAMES(transactions), 0, name);
}
