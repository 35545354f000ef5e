/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading the SQLite store at start: every row goes to the sink, in an order
 * in which each refers only to what came before. Rows that do not fit end
 * the reading with an error.
 */
#include "ledger/store_sqlite.h"

#include <stdlib.h>
#include <string.h>

/* Calls fn for each row of a query; fn returns 0 or a negative code. */
static int
load_rows(struct store *s, const char *sql, const struct store_sink *sink,
	  int (*fn)(const struct store_sink *sink, sqlite3_stmt *q),
	  struct why *why)
{
	CLEANUP(statement_freep) sqlite3_stmt *q = NULL;
	if (sqlite3_prepare_v2(s->db, sql, -1, &q, NULL) != SQLITE_OK)
		return store_error(s, why, "read the file");
	for (;;) {
		int step = sqlite3_step(q);
		if (step == SQLITE_DONE)
			return 0;
		if (step != SQLITE_ROW)
			return store_error(s, why, "read the file");
		int rc = fn(sink, q);
		if (rc == -ENOMEM)
			return rc;
		if (rc < 0)
			return why_set(why, ERR_MALFORMED,
				       "ledger: the file is damaged: a row of "
				       "\"%s\" does not fit the others",
				       sql);
	}
}

static uint32_t
column_number(sqlite3_stmt *q, int at)
{
	int64_t value = sqlite3_column_int64(q, at);
	return value < 0 || value >= NOTHING >> 2 ? NOTHING : (uint32_t)value;
}

/* A blob of numbers; its address is good till the next step. */
static const uint32_t *
column_numbers(sqlite3_stmt *q, int at, uint32_t *ret_n)
{
	int bytes = sqlite3_column_bytes(q, at);
	*ret_n = bytes % 4 == 0 ? (uint32_t)bytes / 4 : 0;
	return sqlite3_column_blob(q, at);
}

static const char *
column_text(sqlite3_stmt *q, int at)
{
	const void *text = sqlite3_column_text(q, at);
	return text != NULL ? text : "";
}

static int
load_category(const struct store_sink *sink, sqlite3_stmt *q)
{
	return sink->category(sink->arg, column_number(q, 0),
			      column_text(q, 1));
}

static int
load_cell(const struct store_sink *sink, sqlite3_stmt *q)
{
	struct row_cell row = {.number = column_number(q, 0),
			       .key = {.regime = column_text(q, 1),
				       .counter = column_text(q, 2),
				       .exporter = column_text(q, 3),
				       .window = column_text(q, 4),
				       .value = column_text(q, 6)},
			       .opening = sqlite3_column_int64(q, 7),
			       .bytes = sqlite3_column_int64(q, 9),
			       .requests = sqlite3_column_int64(q, 10),
			       .sealed = sqlite3_column_int64(q, 11)};
	while (row.key.dimension <= LEDGER_BY_CATEGORY &&
	       strcmp(store_dimensions[row.key.dimension], column_text(q, 5)) !=
		       0)
		row.key.dimension++;
	if (row.key.dimension > LEDGER_BY_CATEGORY)
		return -EINVAL;
	if (sqlite3_column_type(q, 8) != SQLITE_NULL)
		row.basis = strdup(column_text(q, 8));
	int rc = sink->cell(sink->arg, &row);
	free(row.basis);
	return rc;
}

static int
load_set(const struct store_sink *sink, sqlite3_stmt *q)
{
	uint32_t n;
	const uint32_t *cells = column_numbers(q, 1, &n);
	return sink->set(sink->arg, column_number(q, 0), cells, n);
}

static int
load_room(const struct store_sink *sink, sqlite3_stmt *q)
{
	uint32_t blocks = column_number(q, 0);
	if (blocks > NOTHING >> (BLOCK_BITS + 2))
		return -EINVAL;
	return sink->room(sink->arg, blocks << BLOCK_BITS);
}

static int
load_id_block(const struct store_sink *sink, sqlite3_stmt *q)
{
	const uint8_t *bytes = sqlite3_column_blob(q, 1);
	return sink->id_block(sink->arg, column_number(q, 0), bytes,
			      (size_t)sqlite3_column_bytes(q, 1));
}

static int
load_record_block(const struct store_sink *sink, sqlite3_stmt *q)
{
	const uint8_t *bytes = sqlite3_column_blob(q, 1);
	return sink->record_block(sink->arg, column_number(q, 0), bytes,
				  (size_t)sqlite3_column_bytes(q, 1));
}

static int
load_id(const struct store_sink *sink, sqlite3_stmt *q)
{
	struct node id = {.category = (uint16_t)sqlite3_column_int(q, 2)};
	if (sqlite3_column_bytes(q, 1) != DIGEST_SIZE)
		return -EINVAL;
	memcpy(id.digest.bytes, sqlite3_column_blob(q, 1), DIGEST_SIZE);
	/* Which of the others it was matters only where it is first seen. */
	id.kind = sqlite3_column_int(q, 3) != 0 ? KIND_IDENTITY : KIND_CONTACT;
	id.flags = sqlite3_column_int(q, 4) != 0 ? IDENTIFIER_SHARED : 0;
	return sink->id(sink->arg, column_number(q, 0), &id);
}

static int
load_record(const struct store_sink *sink, sqlite3_stmt *q)
{
	uint32_t n;
	const uint32_t *ids = column_numbers(q, 1, &n);
	return sink->record(sink->arg, column_number(q, 0), ids, n,
			    column_number(q, 2));
}

static int
load_count(const struct store_sink *sink, sqlite3_stmt *q)
{
	const struct row_count row = {column_number(q, 0),
				      sqlite3_column_int64(q, 1),
				      sqlite3_column_int64(q, 2)};
	return sink->count(sink->arg, &row);
}

static int
load_booking(const struct store_sink *sink, sqlite3_stmt *q)
{
	struct row_booking row = {.persons = sqlite3_column_int64(q, 2),
				  .new_persons = sqlite3_column_int64(q, 3),
				  .bytes = sqlite3_column_int64(q, 4)};
	if (sqlite3_column_bytes(q, 0) != sizeof(row.event.bytes))
		return -EINVAL;
	memcpy(row.event.bytes, sqlite3_column_blob(q, 0),
	       sizeof(row.event.bytes));
	row.context = strdup(column_text(q, 1));
	if (row.context == NULL)
		return -ENOMEM;
	int rc = sink->booking(sink->arg, &row);
	free(row.context);
	return rc;
}

static int
load_relink(const struct store_sink *sink, sqlite3_stmt *q)
{
	struct ledger_relink r = {
		.number = (uint64_t)sqlite3_column_int64(q, 0),
		.at_s = sqlite3_column_int64(q, 2),
		.split = sqlite3_column_int(q, 3) != 0,
		.before = sqlite3_column_int64(q, 4),
		.after = sqlite3_column_int64(q, 5),
		.merges = (uint64_t)sqlite3_column_int64(q, 6),
		.splits = (uint64_t)sqlite3_column_int64(q, 7)};
	if (sqlite3_column_bytes(q, 1) != sizeof(r.event.bytes))
		return -EINVAL;
	memcpy(r.event.bytes, sqlite3_column_blob(q, 1), sizeof(r.event.bytes));
	return sink->relink(sink->arg, &r);
}

static int
load_audit(const struct store_sink *sink, sqlite3_stmt *q)
{
	const uint8_t *head = sqlite3_column_blob(q, 0);
	if (sqlite3_column_bytes(q, 0) != 40)
		return -EINVAL;
	uint64_t seq = 0;
	for (int i = 0; i < 8; i++)
		seq = seq << 8 | head[i];
	return sink->audit(sink->arg, seq, head + 8);
}

struct loaded {
	const char *sql;
	int (*fn)(const struct store_sink *sink, sqlite3_stmt *q);
};

static int
load_tables(struct store *s, const struct loaded *tables, size_t n,
	    const struct store_sink *sink, struct why *why)
{
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = load_rows(s, tables[i].sql, sink, tables[i].fn, why);
	return rc;
}

int
store_load(struct store *s, const struct store_sink *sink, struct why *why)
{
	static const struct loaded cells[] = {
		{"SELECT * FROM category ORDER BY no", load_category},
		{"SELECT * FROM cell ORDER BY no", load_cell},
		{"SELECT * FROM cellset ORDER BY no", load_set},
	};
	static const struct loaded blocks[] = {
		{"SELECT count(*) FROM identifiers", load_room},
		{"SELECT * FROM identifiers ORDER BY block", load_id_block},
		{"SELECT * FROM records ORDER BY block", load_record_block},
	};
	static const struct loaded rows[] = {
		{"SELECT * FROM identifier ORDER BY no", load_id},
		{"SELECT * FROM record ORDER BY no", load_record},
	};
	static const struct loaded rest[] = {
		{"SELECT * FROM counted ORDER BY cell", load_count},
		{"SELECT * FROM booking ORDER BY event", load_booking},
		{"SELECT * FROM (SELECT * FROM relink ORDER BY no DESC "
		 "LIMIT 1024) ORDER BY no",
		 load_relink},
		{"SELECT value FROM meta WHERE name = 'audit'", load_audit},
	};
	int rc = load_tables(s, cells, 3, sink, why);
	if (rc == 0)
		rc = s->version < SCHEMA_VERSION
			     ? load_tables(s, rows, 2, sink, why)
			     : load_tables(s, blocks, 3, sink, why);
	return rc == 0 ? load_tables(s, rest, 4, sink, why) : rc;
}
