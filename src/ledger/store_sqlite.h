/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the two halves of the SQLite store share: store_sqlite.c opens and
 * commits, store_sqlite_load.c reads at start. Nobody else includes this.
 */
#pragma once

#include "ledger/store.h"

#include <sqlite3.h>

#define SCHEMA_VERSION 3

enum statement {
	BEGIN,
	COMMIT,
	ROLLBACK,
	DROP_BOOKING,
	PUT_CATEGORY,
	PUT_CELL,
	PUT_SET,
	PUT_COUNT,
	PUT_IDS,
	PUT_RECORDS,
	PUT_BOOKING,
	PUT_RELINK,
	DROP_RELINKS,
	PUT_META,
	STATEMENTS
};

struct store {
	sqlite3 *db;
	sqlite3_stmt *statements[STATEMENTS];
	int64_t version; /* of the schema */
	int64_t opened_version;
	const struct digest_key *key;
	size_t layers; /* of the key that the digests are under */
	bool behind;
};

/* enum ledger_dimension as the file has it. */
extern const char *const store_dimensions[LEDGER_BY_CATEGORY + 1];

/* Why the last thing done with the file failed, in words and as a code. */
int store_error(struct store *s, struct why *why, const char *what);

static inline void
statement_freep(sqlite3_stmt **q)
{
	sqlite3_finalize(*q);
}
