/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The secret is made once, whole or not at all: written and synced under a
 * name of its own, then linked to the final one, so that two starts at once
 * agree on the first and a crash leaves no short key. It is never printed
 * and never kept in memory here.
 */
#include "conf/ledger_key.h"

#include "conf/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#define KEY_BYTES 32
#define KEY_NAME "ledger.key"

/* The folder's part of a path, with its slash. */
static int
folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash != NULL ? (int)(slash - path + 1) : 0;
}

int
conf_ledger_key_path(struct conf_group *root, struct arena *arena)
{
	struct conf_group *ledger = NULL;
	const struct conf_value *at = conf_get(root, "ledger");
	const char *credentials = getenv("CREDENTIALS_DIRECTORY");
	if (at->n_groups > 0)
		ledger = at->groups[0];
	if (ledger == NULL || conf_get(ledger, "key")->n_items > 0)
		return 0;
	ssize_t row = conf_row_index(ledger->table, "key");
	must(row >= 0);
	struct conf_value *v = &ledger->values[row];
	char *path = NULL;
	if (credentials != NULL && credentials[0] == '/')
		path = arena_printf(arena, "%s/%s", credentials, KEY_NAME);
	if (path == NULL || access(path, R_OK) != 0)
		path = arena_printf(arena, "%.*s%s", folder_length(root->file),
				    root->file, KEY_NAME);
	v->items = arena_alloc(arena, sizeof(*v->items));
	if (path == NULL || v->items == NULL)
		return -ENOMEM;
	v->items[v->n_items++].text = path;
	return 0;
}

static int
write_key(int fd)
{
	uint8_t key[KEY_BYTES];
	ssize_t n = getrandom(key, sizeof(key), 0);
	int rc = n == (ssize_t)sizeof(key) ? 0 : -EIO;
	if (rc == 0 && write(fd, key, sizeof(key)) != (ssize_t)sizeof(key))
		rc = -EIO;
	explicit_bzero(key, sizeof(key));
	if (rc == 0 && fsync(fd) != 0)
		rc = -errno;
	return rc;
}

static int
sync_folder(const char *path)
{
	char folder[PATH_MAX];
	snprintf(folder, sizeof(folder), "%.*s", folder_length(path), path);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	int rc = fsync(fd) == 0 ? 0 : -errno;
	close(fd);
	return rc;
}

/* 1 made, 0 somebody else was first. */
static int
make_key(const char *path)
{
	char draft[PATH_MAX];
	int n = snprintf(draft, sizeof(draft), "%s.XXXXXX", path);
	if (n < 0 || (size_t)n >= sizeof(draft))
		return -ENAMETOOLONG;
	int fd = mkostemp(draft, O_CLOEXEC); /* 0600 */
	if (fd < 0)
		return -errno;
	int rc = write_key(fd);
	close(fd);
	if (rc == 0 && link(draft, path) == 0)
		rc = 1;
	else if (rc == 0)
		rc = errno == EEXIST ? 0 : -errno;
	unlink(draft);
	if (rc == 1) {
		int synced = sync_folder(path);
		rc = synced != 0 ? synced : 1;
	}
	return rc;
}

int
conf_make_ledger_key(struct snapshot *s, struct why *why)
{
	s->ledger_key_made = false;
	if (access(s->ledger_key, F_OK) == 0)
		return 0;
	if (s->ledger_key_given)
		return why_set(why, -ENOENT,
			       "ledger.key: \"%s\" is not there; expected the "
			       "secret that the ledger was begun with",
			       s->ledger_key);
	int rc = make_key(s->ledger_key);
	if (rc < 0)
		return why_set(why, rc, "ledger.key: cannot make \"%s\": %s",
			       s->ledger_key, err_text(rc));
	s->ledger_key_made = rc == 1;
	return 0;
}
