/* SPDX-License-Identifier: Apache-2.0 */
/* Where the secret of the ledger's digests is, and how it comes to be. */
#pragma once

#include "conf/read.h"

/* Fills in ledger.key where it is not given: the service's credential if
 * there is one, else ledger.key beside the main file. 0 or -ENOMEM. */
MUST_USE int conf_ledger_key_path(struct conf_group *root, struct arena *arena);
