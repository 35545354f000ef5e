/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store in an SQLite file; with store_sqlite_load.c the only user of
 * SQLite. WAL with full sync:
 * a commit that returned survives the loss of power. Exclusive: nobody else
 * reads or writes the file while we have it. All keys are row numbers that
 * grow, so inserting appends; who is who is looked up in memory, never here.
 * The file holds keyed digests, names of cells and categories, and numbers.
 */
#include "ledger/store_sqlite.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define APPLICATION_ID 0x6b6f7561 /* "koua" */

static const char *const statement_texts[STATEMENTS] = {
	[BEGIN] = "BEGIN IMMEDIATE",
	[COMMIT] = "COMMIT",
	[ROLLBACK] = "ROLLBACK",
	[DROP_BOOKING] = "DELETE FROM booking WHERE event = ?1",
	[PUT_CATEGORY] = "INSERT OR REPLACE INTO category VALUES (?1, ?2)",
	[PUT_CELL] = "INSERT OR REPLACE INTO cell VALUES "
		     "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
	[PUT_SET] = "INSERT OR REPLACE INTO cellset VALUES (?1, ?2)",
	[PUT_COUNT] = "INSERT OR REPLACE INTO counted VALUES (?1, ?2, ?3)",
	[PUT_IDS] = "INSERT OR REPLACE INTO identifiers VALUES (?1, ?2)",
	[PUT_RECORDS] = "INSERT OR REPLACE INTO records VALUES (?1, ?2)",
	[PUT_BOOKING] = "INSERT OR REPLACE INTO booking VALUES "
			"(?1, ?2, ?3, ?4, ?5)",
	[PUT_RELINK] = "INSERT OR REPLACE INTO relink VALUES "
		       "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
	[DROP_RELINKS] = "DELETE FROM relink WHERE no <= ?1",
	[PUT_META] = "INSERT OR REPLACE INTO meta VALUES (?1, ?2)",
};

const char *const store_dimensions[] = {
	[LEDGER_TOTAL] = "total",
	[LEDGER_BY_COUNTRY] = "country",
	[LEDGER_BY_RECIPIENT] = "recipient",
	[LEDGER_BY_PATHWAY] = "pathway",
	[LEDGER_BY_CATEGORY] = "category",
};
#define TABLES_OF_BLOCKS                                                       \
	"CREATE TABLE IF NOT EXISTS identifiers (block INTEGER PRIMARY KEY,"   \
	" bytes BLOB NOT NULL);"                                               \
	"CREATE TABLE IF NOT EXISTS records (block INTEGER PRIMARY KEY,"       \
	" bytes BLOB NOT NULL);"                                               \
	"CREATE TABLE IF NOT EXISTS counted (cell INTEGER PRIMARY KEY,"        \
	" persons INTEGER NOT NULL, first INTEGER NOT NULL);"
#define TABLE_RELINK                                                           \
	"CREATE TABLE relink (no INTEGER PRIMARY KEY, event BLOB NOT NULL,"    \
	" at INTEGER NOT NULL, split INTEGER NOT NULL,"                        \
	" before INTEGER NOT NULL, after INTEGER NOT NULL,"                    \
	" merges INTEGER NOT NULL, splits INTEGER NOT NULL);"
static const char schema[] =
	"PRAGMA application_id = 1802466657;"
	"CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;"
	"CREATE TABLE category (no INTEGER PRIMARY KEY, name TEXT NOT NULL);"
	"CREATE TABLE cell (no INTEGER PRIMARY KEY, regime TEXT NOT NULL,"
	" counter TEXT NOT NULL, exporter TEXT NOT NULL,"
	" window TEXT NOT NULL, dimension TEXT NOT NULL,"
	" value TEXT NOT NULL, opening INTEGER NOT NULL, basis TEXT,"
	" bytes INTEGER NOT NULL, requests INTEGER NOT NULL,"
	" sealed INTEGER NOT NULL DEFAULT -1);"
	"CREATE TABLE cellset (no INTEGER PRIMARY KEY, cells BLOB NOT NULL);"
	"CREATE TABLE booking (event BLOB PRIMARY KEY,"
	" context TEXT NOT NULL, persons INTEGER NOT NULL,"
	" new INTEGER NOT NULL, bytes INTEGER NOT NULL) WITHOUT "
	"ROWID;" TABLE_RELINK TABLES_OF_BLOCKS "PRAGMA user_version = 3;";
/* What brings a file of version 1 up to date. */
static const char schema_from_1[] =
	"BEGIN IMMEDIATE;"
	"ALTER TABLE cell ADD COLUMN sealed INTEGER NOT NULL DEFAULT "
	"-1;" TABLE_RELINK "PRAGMA user_version = 2; COMMIT;";
/* From version 2: the tables of rows go in the transaction that fills those of
 * blocks. */
static const char schema_from_2[] = "DROP TABLE identifier;"
				    "DROP TABLE record;"
				    "PRAGMA user_version = 3;";

/* Only what SQLite says of itself goes into the reason, never a value. */
int
store_error(struct store *s, struct why *why, const char *what)
{
	int code = s->db != NULL ? sqlite3_errcode(s->db) : SQLITE_NOMEM;
	const char *text = s->db != NULL ? sqlite3_errmsg(s->db) : "no memory";
	int rc = code == SQLITE_NOTADB || code == SQLITE_CORRUPT
			 ? ERR_MALFORMED
			 : ERR_UNAVAILABLE;
	if (code == SQLITE_FULL)
		rc = -ENOSPC;
	if (code == SQLITE_BUSY)
		return why_set(why, -EBUSY,
			       "ledger: the file is in use by another process");
	return why_set(why, rc, "ledger: cannot %s: %s", what, text);
}

static int
store_run(struct store *s, const char *sql, const char *what, struct why *why)
{
	return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK
		       ? 0
		       : store_error(s, why, what);
}

/* The one number a query gives; 0 when it gives none. */
static int
store_number(struct store *s, const char *sql, int64_t *ret_number,
	     struct why *why)
{
	CLEANUP(statement_freep) sqlite3_stmt *q = NULL;
	if (sqlite3_prepare_v2(s->db, sql, -1, &q, NULL) != SQLITE_OK)
		return store_error(s, why, "read the file");
	int step = sqlite3_step(q);
	if (step != SQLITE_ROW && step != SQLITE_DONE)
		return store_error(s, why, "read the file");
	*ret_number = step == SQLITE_ROW ? sqlite3_column_int64(q, 0) : 0;
	return 0;
}

static int
put_key_check(struct store *s, struct why *why)
{
	struct digest check = digest_key_check(s->key);
	CLEANUP(statement_freep) sqlite3_stmt *q = NULL;
	if (sqlite3_prepare_v2(s->db, statement_texts[PUT_META], -1, &q,
			       NULL) != SQLITE_OK ||
	    sqlite3_bind_text(q, 1, "key_check", -1, SQLITE_STATIC) !=
		    SQLITE_OK ||
	    sqlite3_bind_blob(q, 2, check.bytes, DIGEST_SIZE, SQLITE_STATIC) !=
		    SQLITE_OK ||
	    sqlite3_step(q) != SQLITE_DONE)
		return store_error(s, why, "write the key's check value");
	return 0;
}

static int
store_create(struct store *s, struct why *why)
{
	if (s->key == NULL)
		return why_set(why, ERR_MALFORMED, "ledger: the file is empty");
	s->layers = digest_key_layers(s->key);
	int rc = store_run(s, "BEGIN IMMEDIATE", "create the file", why);
	if (rc == 0)
		rc = store_run(s, schema, "create the file", why);
	if (rc == 0)
		rc = put_key_check(s, why);
	return rc == 0 ? store_run(s, "COMMIT", "create the file", why) : rc;
}

/* Of how many of the key's secrets the digests are. */
static int
check_key(struct store *s, struct why *why)
{
	CLEANUP(statement_freep) sqlite3_stmt *q = NULL;
	if (sqlite3_prepare_v2(s->db,
			       "SELECT value FROM meta "
			       "WHERE name = 'key_check'",
			       -1, &q, NULL) != SQLITE_OK)
		return store_error(s, why, "read the key's check value");
	if (sqlite3_step(q) != SQLITE_ROW ||
	    sqlite3_column_bytes(q, 0) != DIGEST_SIZE)
		return why_set(why, ERR_MALFORMED,
			       "ledger: the file has no key's check value");
	for (size_t n = digest_key_layers(s->key); n > 0; n--) {
		struct digest check = digest_key_check_of(s->key, n);
		if (memcmp(sqlite3_column_blob(q, 0), check.bytes,
			   DIGEST_SIZE) != 0)
			continue;
		s->layers = n;
		s->behind = n < digest_key_layers(s->key);
		return 0;
	}
	return why_set(why, ERR_VERIFY,
		       "ledger: the key is not the one this ledger was made "
		       "with");
}

/* Ours, of a version we know, made with our key; or new and then made. */
static int
store_prove(struct store *s, struct why *why)
{
	int64_t application = 0, version = 0, tables = 0;
	int rc = store_number(s, "PRAGMA application_id", &application, why);
	if (rc == 0)
		rc = store_number(s, "PRAGMA user_version", &version, why);
	if (rc == 0)
		rc = store_number(s, "SELECT count(*) FROM sqlite_master",
				  &tables, why);
	if (rc < 0)
		return rc;
	s->version = s->opened_version = SCHEMA_VERSION;
	if (application == 0 && version == 0 && tables == 0)
		return store_create(s, why);
	if (application != APPLICATION_ID)
		return why_set(why, ERR_MALFORMED,
			       "ledger: the file is not a kouan ledger");
	if (version < 1 || version > SCHEMA_VERSION)
		return why_set(why, ERR_MALFORMED,
			       "ledger: the file has schema version %lld, "
			       "this program knows %d",
			       (long long)version, SCHEMA_VERSION);
	rc = s->key != NULL ? check_key(s, why) : 0;
	if (rc == 0 && version == 1)
		rc = store_run(s, schema_from_1, "bring the file up to date",
			       why);
	if (rc == 0)
		rc = store_run(s, TABLES_OF_BLOCKS, "bring the file up to date",
			       why);
	s->version = s->opened_version = version;
	s->behind |= version < SCHEMA_VERSION;
	return rc;
}

bool
store_is_behind(const struct store *s)
{
	return s->behind;
}

size_t
store_layers(const struct store *s)
{
	return s->layers;
}

int
store_version(const struct store *s)
{
	return (int)s->opened_version;
}

int
store_open(const char *path, const struct digest_key *key, bool create,
	   struct store **ret_store, struct why *why)
{
	CLEANUP(store_close) struct store *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	/* SQLite gives its companions the mode of the file. */
	s->key = key;
	int fd = open(path, O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0), 0600);
	if (fd < 0)
		return why_set(why, -errno, "ledger: cannot open %s: %s", path,
			       strerror(errno));
	close(fd);
	if (sqlite3_open_v2(path, &s->db,
			    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
			    NULL) != SQLITE_OK)
		return store_error(s, why, "open the file");
	int rc = store_run(s,
			   "PRAGMA locking_mode = EXCLUSIVE;"
			   "PRAGMA journal_mode = WAL;"
			   "PRAGMA synchronous = FULL;"
			   "PRAGMA trusted_schema = OFF;"
			   "PRAGMA cell_size_check = ON;"
			   "PRAGMA journal_size_limit = 67108864;",
			   "set up the file", why);
	if (rc == 0)
		rc = store_prove(s, why);
	for (int i = 0; rc == 0 && i < STATEMENTS; i++)
		if (sqlite3_prepare_v3(s->db, statement_texts[i], -1,
				       SQLITE_PREPARE_PERSISTENT,
				       &s->statements[i], NULL) != SQLITE_OK)
			rc = store_error(s, why, "use the file");
	if (rc < 0)
		return rc;
	*ret_store = s;
	s = NULL;
	return 0;
}

void
store_close(struct store **store)
{
	struct store *s = *store;
	if (s == NULL)
		return;
	for (int i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(s->statements[i]);
	sqlite3_close(s->db);
	free(s);
	*store = NULL;
}

/* Runs a prepared statement once. Its first failure is what s->db reports. */
static bool
done(struct store *s, enum statement which)
{
	sqlite3_stmt *q = s->statements[which];
	int step = sqlite3_step(q);
	sqlite3_reset(q);
	return step == SQLITE_DONE;
}

/* Binds and runs: i an int64_t, t a text, b bytes and their size_t. */
static bool
put(struct store *s, enum statement which, const char *types, ...)
{
	sqlite3_stmt *q = s->statements[which];
	bool bound = true;
	va_list args;
	va_start(args, types);
	for (int at = 1; types[at - 1] != '\0'; at++) {
		if (types[at - 1] == 'i') {
			bound &= sqlite3_bind_int64(q, at,
						    va_arg(args, int64_t)) ==
				 SQLITE_OK;
			continue;
		}
		const void *p = va_arg(args, const void *);
		if (types[at - 1] == 't')
			bound &= sqlite3_bind_text(q, at, p, -1,
						   SQLITE_STATIC) == SQLITE_OK;
		else
			bound &= sqlite3_bind_blob64(
					 q, at, p, va_arg(args, size_t),
					 SQLITE_STATIC) == SQLITE_OK;
	}
	va_end(args);
	return bound && done(s, which);
}

static bool
put_cells(struct store *s, const struct batch *b)
{
	bool ok = true;
	for (size_t i = 0; ok && i < b->categories.n; i++)
		ok = put(s, PUT_CATEGORY, "it",
			 (int64_t)b->categories.v[i].number,
			 b->categories.v[i].name);
	for (size_t i = 0; ok && i < b->cells.n; i++) {
		const struct row_cell *row = &b->cells.v[i];
		ok = put(s, PUT_CELL, "ittttttitiii", (int64_t)row->number,
			 row->key.regime, row->key.counter, row->key.exporter,
			 row->key.window, store_dimensions[row->key.dimension],
			 row->key.value, row->opening, row->basis, row->bytes,
			 row->requests, row->sealed);
	}
	for (size_t i = 0; ok && i < b->sets.n; i++) {
		const struct row_set *row = &b->sets.v[i];
		ok = put(s, PUT_SET, "ib", (int64_t)row->number,
			 b->cells_of_sets.v + row->cells,
			 row->n * sizeof(uint32_t));
	}
	for (size_t i = 0; ok && i < b->counts.n; i++)
		ok = put(s, PUT_COUNT, "iii", (int64_t)b->counts.v[i].number,
			 b->counts.v[i].persons, b->counts.v[i].first_s);
	return ok;
}

/* Never NULL, which SQLite would take for no value. */
static const void *
block_bytes(const struct batch *b, const struct row_block *row)
{
	return row->n > 0 ? (const void *)(b->bytes.v + row->at) : "";
}

static bool
put_people(struct store *s, const struct batch *b)
{
	bool ok = true;
	for (size_t i = 0; ok && i < b->id_blocks.n; i++) {
		const struct row_block *row = &b->id_blocks.v[i];
		ok = put(s, PUT_IDS, "ib", (int64_t)row->number,
			 block_bytes(b, row), row->n);
	}
	for (size_t i = 0; ok && i < b->record_blocks.n; i++) {
		const struct row_block *row = &b->record_blocks.v[i];
		ok = put(s, PUT_RECORDS, "ib", (int64_t)row->number,
			 block_bytes(b, row), row->n);
	}
	return ok;
}

static bool
put_bookings(struct store *s, const struct batch *b)
{
	bool ok = true;
	for (size_t i = 0; ok && i < b->ended.n; i++)
		ok = put(s, DROP_BOOKING, "b", b->ended.v[i].bytes,
			 sizeof(b->ended.v[i].bytes));
	for (size_t i = 0; ok && i < b->bookings.n; i++) {
		const struct row_booking *row = &b->bookings.v[i];
		ok = put(s, PUT_BOOKING, "btiii", row->event.bytes,
			 sizeof(row->event.bytes), row->context, row->persons,
			 row->new_persons, row->bytes);
	}
	return ok;
}

static bool
put_relinks(struct store *s, const struct batch *b)
{
	bool ok = true;
	int64_t newest = 0;
	for (size_t i = 0; ok && i < b->relinks.n; i++) {
		const struct ledger_relink *row = &b->relinks.v[i];
		newest = (int64_t)row->number;
		ok = put(s, PUT_RELINK, "ibiiiiii", newest, row->event.bytes,
			 sizeof(row->event.bytes), row->at_s,
			 (int64_t)row->split, row->before, row->after,
			 (int64_t)row->merges, (int64_t)row->splits);
	}
	if (ok && newest > RELINKS_STORED)
		ok = put(s, DROP_RELINKS, "i", newest - RELINKS_STORED);
	return ok;
}

/* The audit's head goes with each commit; where there is none, a row that
 * only proves that writing works. */
static bool
put_meta(struct store *s, const struct batch *b)
{
	uint8_t head[40] = {0};
	for (int i = 0; i < 8; i++)
		head[i] = (uint8_t)(b->audit_seq >> (56 - 8 * i));
	memcpy(head + 8, b->audit_hash, 32);
	return put(s, PUT_META, "tb", b->audit ? "audit" : "written", head,
		   sizeof(head));
}

/* What the first batch of a file that is behind goes with. */
static bool
catch_up(struct store *s)
{
	struct why why;
	return (s->key == NULL || put_key_check(s, &why) == 0) &&
	       (s->version == SCHEMA_VERSION ||
		sqlite3_exec(s->db, schema_from_2, NULL, NULL, NULL) ==
			SQLITE_OK);
}

int
store_commit(struct store *s, const struct batch *b, struct why *why)
{
	if (!done(s, BEGIN))
		return store_error(s, why, "begin to write");
	if (put_cells(s, b) && put_people(s, b) && put_bookings(s, b) &&
	    put_relinks(s, b) && put_meta(s, b) &&
	    (!s->behind || catch_up(s)) && done(s, COMMIT)) {
		s->behind = false;
		s->version = SCHEMA_VERSION;
		return 0;
	}
	int rc = store_error(s, why, "write");
	/* SQLite may have rolled back by itself. */
	if (!sqlite3_get_autocommit(s->db))
		(void)done(s, ROLLBACK);
	return rc;
}
