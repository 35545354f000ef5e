/* SPDX-License-Identifier: Apache-2.0 */
/* The detectors that are shipped, compiled, for tests that need real ones. */
#pragma once

#include "inspect/rules.h"

/* All of conf/detectors.d, in name order; ends the test programme with a
 * message if they do not load. The caller unrefs. */
struct rules *test_rules(void);
