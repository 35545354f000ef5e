/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One regime from its setting, an element of the list "regimes" in a file of
 * regimes.d:  regimes = ( { id = "cn"; ... } );
 */
#pragma once

#include "conf/report.h"
#include "inspect/rules.h"
#include "policy/regime.h"

#include <libconfig.h>

/*
 * Reads setting, which stands in file (config_setting_source_line gives the
 * line). Category names are looked up in rules. Every error goes to report,
 * unknown keys included. 0 or -EINVAL. The regime is freed with regime_free
 * (policy/regime.h); it keeps no pointer into setting, file or rules.
 */
MUST_USE int regime_load(const config_setting_t *setting, const char *file,
			 const struct rules *rules, struct conf_report *report,
			 struct regime **ret_regime);

/*
 * What a regime is completed with, from files of the same directory, after
 * all regimes are read:
 *   calendars      = ( { regime = "cn"; year = 2026; ... } );
 *   agreements     = ( { regime = "cn"; parties = [ ... ]; ... } );
 *   negative_lists = ( { regime = "cn"; zone = "..."; ... } );
 * One element each; regimes are those read so far, the named one is changed.
 * 0 or -EINVAL, every error to report.
 */
MUST_USE int calendar_load(const config_setting_t *setting, const char *file,
			   struct conf_report *report,
			   struct regime *const *regimes, size_t n_regimes);
MUST_USE int agreement_load(const config_setting_t *setting, const char *file,
			    struct conf_report *report,
			    struct regime *const *regimes, size_t n_regimes);
MUST_USE int negative_list_load(const config_setting_t *setting,
				const char *file, const struct rules *rules,
				struct conf_report *report,
				struct regime *const *regimes,
				size_t n_regimes);
