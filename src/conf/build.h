/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From checked groups to the structs that the floors below and above read.
 * Everything made lives in the given arena, but for what a comment says.
 */
#pragma once

#include "conf/read.h"
#include "conf/snapshot.h"

/* The register into s->reg; regimes and rules are in s already. 0 or
 * -ENOMEM. Its index is not built. */
MUST_USE int conf_build_register(const struct conf_group *root,
				 struct arena *arena, struct snapshot *s);
/* All the rest of s that groups say. 0 or -ENOMEM. The country database is
 * not opened. */
MUST_USE int conf_build_service(const struct conf_group *root,
				struct arena *arena, struct snapshot *s);

/* Arrays from values (build_value.c); *ok becomes false when out of memory.
 * NULL-ended texts, NULL when the value is absent. */
const char *const *conf_build_texts(struct arena *arena,
				    const struct conf_value *v, bool *ok);
const struct network *conf_build_networks(struct arena *arena,
					  const struct conf_value *v,
					  size_t *ret_n, bool *ok);
/* Of CONF_ADDRESS text, with its port. */
struct address conf_build_address(const char *text);
/* Where a secret is: the path, or, if that cannot be read, the service's
 * credential of the same name if there is one (systemd.exec(5)). NULL for
 * NULL. */
const char *conf_build_secret(struct arena *arena, const char *path, bool *ok);
/* Zeroed room for n elements. */
void *conf_build_array(struct arena *arena, size_t n, size_t size, bool *ok);

/* Compiles the list "detectors" (detector_load.c); faults are reported. 0 or
 * -EINVAL. The rules are the caller's. */
MUST_USE int conf_detectors_compile(const struct conf_group *root,
				    struct arena *arena,
				    struct conf_report *report,
				    struct rules **ret_rules);
