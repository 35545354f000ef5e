/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where additions to the register are kept, in the state directory: what waits
 * for approval, what is in force, what was withdrawn. Main thread.
 */
#pragma once

#include "base/buf.h"
#include "conf/added.h"

#include <limits.h>

enum additions { ADDITIONS_PENDING, ADDITIONS_APPROVED, ADDITIONS_WITHDRAWN };

/* Returns path. */
char *additions_path(const struct snapshot *conf, int folder, unsigned number,
		     char path[PATH_MAX]);
/* Makes the folder if it is not there. */
MUST_USE int additions_folder(const struct snapshot *conf, int folder,
			      struct why *why);
/* The numbers in a folder, in order; how many. *ret_numbers is the caller's to
 * free. */
size_t additions_in(const struct snapshot *conf, int folder,
		    unsigned **ret_numbers);
/* A number that was never used. */
unsigned additions_next(const struct snapshot *conf);
/* Makes the folder a file is in durable. */
MUST_USE int additions_sync(const char *path);
/* By number or by the id of an entry: 0 with the addition, 1 when none in the
 * folder is called that. */
MUST_USE int additions_find(const struct snapshot *conf, int folder,
			    const char *name, struct arena *arena,
			    struct conf_addition *ret);
/* What its author wrote, without the lines about it. */
MUST_USE int additions_text(const char *path, struct buf *text);
