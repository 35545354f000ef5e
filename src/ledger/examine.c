/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Work on a ledger's file that no daemon has open: is it whole, do the counts
 * agree with the people, copies.
 */
#include "ledger/room.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Everything read, nothing written. */
static int
read_all(const char *path, const struct digest_key *key, struct ledger **ret_l,
	 struct why *why)
{
	const struct ledger_options options = {.path = path,
					       .max_same_kind = 2};
	CLEANUP(ledger_drop) struct ledger *l = ledger_new(&options);
	if (l == NULL)
		return -ENOMEM;
	int rc = store_open(path, key, false, &l->store, why);
	if (rc == 0)
		rc = store_whole(l->store, why);
	if (rc == 0)
		rc = load_people(l, why);
	if (rc < 0)
		return rc;
	*ret_l = l;
	l = NULL;
	return 0;
}

int
ledger_check(const char *path, const struct digest_key *key,
	     int (*wrong)(void *arg, const struct ledger_row *row,
			  int64_t counted),
	     void *arg, struct ledger_file *ret_file, struct why *why)
{
	CLEANUP(ledger_drop) struct ledger *l = NULL;
	int rc = read_all(path, key, &l, why);
	if (rc < 0)
		return rc;
	const struct cells *c = &l->cells;
	*ret_file = (struct ledger_file){
		.persons = c->cells[CELL_EVERYBODY].persons,
		.identifiers = l->people.n_ids,
		.under_way = (int64_t)l->interrupted.n,
		.schema = store_version(l->store),
	};
	for (uint32_t i = 0; i < c->n_cells; i++) {
		const struct cell *cell = &c->cells[i];
		ret_file->counts += i != CELL_EVERYBODY;
		/* A file of before counts were kept has none; then, or in a
		 * cell that was never counted in, there is nothing to lose. */
		int64_t counted = cell->counted != CELL_OPEN	? cell->counted
				  : store_version(l->store) < 3 ? cell->persons
								: 0;
		if (counted == cell->persons)
			continue;
		const struct ledger_row row = {.key = cell->key,
					       .persons = cell->persons};
		ret_file->wrong++;
		rc = wrong(arg, &row, counted);
		if (rc != 0)
			return rc;
	}
	return 0;
}

int
ledger_copy(const char *path, const struct digest_key *key, const char *to,
	    struct why *why)
{
	CLEANUP(ledger_drop) struct ledger *l = NULL;
	CLEANUP(store_copy_drop) struct store_copy *copy = NULL;
	int rc = read_all(path, key, &l, why);
	if (rc == 0)
		rc = store_copy_begin(l->store, to, &copy, why);
	while (rc == 0 && (rc = store_copy_step(copy, why)) == 1)
		rc = 0;
	return rc;
}

/* The file as it was, under another name; its log goes with it. */
static int
set_aside(const char *path, const char *aside, struct why *why)
{
	char log[2][4200];
	struct store *s = NULL;
	struct why ignored;
	if (access(path, F_OK) != 0)
		return 0;
	/* Closing brings the log into the file, unless it is past reading. */
	if (store_open(path, NULL, false, &s, &ignored) == 0)
		store_close(&s);
	snprintf(log[0], sizeof(log[0]), "%s-wal", path);
	snprintf(log[1], sizeof(log[1]), "%s-wal", aside);
	if (rename(log[0], log[1]) < 0 && errno != ENOENT)
		return why_set(why, -errno, "ledger: cannot move %s: %s",
			       log[0], strerror(errno));
	snprintf(log[0], sizeof(log[0]), "%s-shm", path);
	(void)unlink(log[0]);
	return link(path, aside) == 0
		       ? 0
		       : why_set(why, -errno,
				 "ledger: cannot keep %s as %s: %s", path,
				 aside, strerror(errno));
}

int
ledger_restore(const char *from, const struct digest_key *key, const char *path,
	       const char *aside, struct why *why)
{
	char draft[4200];
	int lock = -1;
	int rc = ledger_lock_file(path, &lock, why);
	snprintf(draft, sizeof(draft), "%s.restored", path);
	if (rc == 0)
		(void)unlink(draft);
	if (rc == 0)
		rc = ledger_copy(from, key, draft, why);
	if (rc == 0)
		rc = set_aside(path, aside, why);
	if (rc == 0 && rename(draft, path) < 0)
		rc = why_set(why, -errno, "ledger: cannot write %s: %s", path,
			     strerror(errno));
	if (rc == 0)
		rc = store_sync_folder(path, why);
	if (lock >= 0)
		close(lock);
	return rc;
}
