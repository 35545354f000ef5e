/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What no single value shows: references that must lead somewhere, names
 * that must be used once, combinations that make no sense or are dangerous.
 */
#pragma once

#include "base/map.h"
#include "conf/read.h"
#include "inspect/rules.h"
#include "policy/regime.h"

struct conf_check {
	const struct conf_group *root;
	const struct rules *rules; /* NULL when they did not compile; the
				    * regimes were not read then either */
	const struct regime *const *regimes; /* those that could be read */
	size_t n_regimes;
	struct conf_report *report;
	struct map *ids; /* "list/id" to group; conf_check_open's */
};

/* Indexes the ids, reporting those used twice; 0 or -ENOMEM. */
MUST_USE int conf_check_open(struct conf_check *c);
void conf_check_close(struct conf_check *c);

/* Sources, recipients, pathways, flows, exporter (check_register.c). */
void conf_check_register(const struct conf_check *c);
/* Pathways and flows against one another (check_flows.c). */
void conf_check_flows(const struct conf_check *c);
/* Listeners, admin, interception (check_service.c). */
void conf_check_service(const struct conf_check *c);

/* One recipient, pathway or flow. */
void conf_check_recipient(const struct conf_check *c,
			  const struct conf_group *g);
void conf_check_pathway(const struct conf_check *c, const struct conf_group *g);
void conf_check_flow(const struct conf_check *c, const struct conf_group *g);

/* The group of a list of the root whose id is id, or NULL. */
const struct conf_group *conf_find(const struct conf_check *c, const char *list,
				   const char *id);
/* Takes an id out of the index. */
void conf_forget(const struct conf_check *c, const char *list, const char *id);
const struct regime *conf_find_regime(const struct conf_check *c,
				      const char *id);
