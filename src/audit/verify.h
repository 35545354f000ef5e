/* SPDX-License-Identifier: Apache-2.0 */
/* Verification, between the file that finds the files of a chain and the one
 * that reads them. One thread. */
#pragma once

#include "audit/audit.h"

struct audit_file {
	const char *path;
	uint64_t seq; /* of its first record */
};

/* Verifies files in this order as one chain; see audit_verify_chain. */
MUST_USE int audit_verify_files(struct audit_file *const *files, size_t n,
				const char *public_key_pem, audit_line_fn *fn,
				void *arg, struct audit_verified *ret_verified,
				struct why *why);
