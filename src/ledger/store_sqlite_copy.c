/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Copies of the SQLite store, and whether it is whole. A copy is made page by
 * page while the store goes on being written by the same connection: SQLite
 * carries what changes over into it, so it is the store as it is when the
 * last page is done. It appears under its name only then, on the disk.
 */
#include "ledger/store_sqlite.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Pages between two looks at what else there is to do. */
#define PAGES_A_STEP 512

struct store_copy {
	sqlite3 *db;
	sqlite3_backup *job;
	char to[PATH_MAX], draft[PATH_MAX];
};

static int
copy_error(struct store_copy *c, struct why *why)
{
	int code = sqlite3_errcode(c->db);
	return why_set(why, code == SQLITE_FULL ? -ENOSPC : ERR_UNAVAILABLE,
		       "ledger: cannot write %s: %s", c->to,
		       sqlite3_errmsg(c->db));
}

int
store_copy_begin(struct store *s, const char *to, struct store_copy **ret_copy,
		 struct why *why)
{
	CLEANUP(store_copy_drop) struct store_copy *c = calloc(1, sizeof(*c));
	if (c == NULL)
		return -ENOMEM;
	if (snprintf(c->to, sizeof(c->to), "%s", to) >= (int)sizeof(c->to) ||
	    snprintf(c->draft, sizeof(c->draft), "%s.part", to) >=
		    (int)sizeof(c->draft)) {
		c->draft[0] = '\0';
		return why_set(why, -ENAMETOOLONG, "ledger: path too long");
	}
	if (access(to, F_OK) == 0) {
		c->draft[0] = '\0';
		return why_set(why, -EEXIST, "ledger: %s is there already", to);
	}
	int fd = open(c->draft, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0) {
		int code = errno;
		c->draft[0] = '\0';
		return why_set(why, -code, "ledger: cannot make %s: %s", to,
			       strerror(code));
	}
	close(fd);
	if (sqlite3_open_v2(c->draft, &c->db,
			    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
			    NULL) != SQLITE_OK)
		return copy_error(c, why);
	c->job = sqlite3_backup_init(c->db, "main", s->db, "main");
	if (c->job == NULL)
		return copy_error(c, why);
	*ret_copy = c;
	c = NULL;
	return 0;
}

static int
sync_path(const char *path, int flags)
{
	int fd = open(path, flags | O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	int rc = fsync(fd) == 0 ? 0 : -errno;
	close(fd);
	return rc;
}

int
store_sync_folder(const char *path, struct why *why)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	snprintf(folder, sizeof(folder), "%.*s",
		 slash != NULL ? (int)(slash - path + 1) : 1,
		 slash != NULL ? path : ".");
	int rc = sync_path(folder, O_DIRECTORY);
	return rc < 0 ? why_set(why, rc, "ledger: cannot write %s: %s", folder,
				err_text(rc))
		      : 0;
}

/* All pages are there: one file, durable, then under its name. */
static int
copy_end(struct store_copy *c, struct why *why)
{
	if (sqlite3_exec(c->db, "PRAGMA journal_mode = DELETE", NULL, NULL,
			 NULL) != SQLITE_OK)
		return copy_error(c, why);
	sqlite3_close(c->db);
	c->db = NULL;
	int rc = sync_path(c->draft, 0);
	/* Never over what somebody else made meanwhile. */
	if (rc == 0 && link(c->draft, c->to) < 0)
		rc = -errno;
	if (rc == 0)
		return store_sync_folder(c->to, why);
	return why_set(why, rc, "ledger: cannot write %s: %s", c->to,
		       err_text(rc));
}

int
store_copy_step(struct store_copy *c, struct why *why)
{
	int step = sqlite3_backup_step(c->job, PAGES_A_STEP);
	if (step == SQLITE_OK || step == SQLITE_BUSY || step == SQLITE_LOCKED)
		return 1;
	int done = sqlite3_backup_finish(c->job);
	c->job = NULL;
	if (step != SQLITE_DONE || done != SQLITE_OK)
		return copy_error(c, why);
	return copy_end(c, why);
}

void
store_copy_drop(struct store_copy **copy)
{
	struct store_copy *c = *copy;
	if (c == NULL)
		return;
	if (c->job != NULL)
		sqlite3_backup_finish(c->job);
	sqlite3_close(c->db);
	if (c->draft[0] != '\0')
		(void)unlink(c->draft);
	free(c);
	*copy = NULL;
}

int
store_whole(struct store *s, struct why *why)
{
	CLEANUP(statement_freep) sqlite3_stmt *q = NULL;
	if (sqlite3_prepare_v2(s->db, "PRAGMA integrity_check(1)", -1, &q,
			       NULL) != SQLITE_OK ||
	    sqlite3_step(q) != SQLITE_ROW)
		return store_error(s, why, "check the file");
	const char *said = (const char *)sqlite3_column_text(q, 0);
	if (said != NULL && strcmp(said, "ok") == 0)
		return 0;
	return why_set(why, ERR_MALFORMED, "ledger: the file is damaged: %.60s",
		       said != NULL ? said : "");
}
