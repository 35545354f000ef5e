/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finds the files of a chain: those that were named, and in folders all that
 * begin with a record. They are put in the order of their first records, since
 * names may have been changed by whoever moves files about.
 */
#include "audit/rotate.h"
#include "audit/verify.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES_MAX 100000

struct collection {
	struct audit_file **files;
	size_t n;
};

static void
collection_free(struct collection *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->files[i]);
	free(c->files);
}

static int
add(struct collection *c, const char *path, uint64_t seq)
{
	size_t n = strlen(path) + 1;
	if (c->n == FILES_MAX)
		return ERR_LIMIT;
	struct audit_file **grown =
		realloc(c->files, (c->n + 1) * sizeof(struct audit_file *));
	if (grown == NULL)
		return -ENOMEM;
	c->files = grown;
	struct audit_file *file = malloc(sizeof(*file) + n);
	if (file == NULL)
		return -ENOMEM;
	memcpy(file + 1, path, n);
	file->path = (const char *)(file + 1);
	file->seq = seq;
	c->files[c->n++] = file;
	return 0;
}

/* What a file begins with; false where it is no regular file. */
static bool
begin_of(const char *path, struct file_begin *ret_begin)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return false;
	bool regular = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	if (regular)
		file_begin_read(fd, ret_begin);
	close(fd);
	return regular;
}

static int
add_folder(struct collection *c, const char *folder, struct why *why)
{
	struct file_begin begin;
	char path[PATH_MAX];
	size_t before = c->n;
	int rc = 0;
	DIR *dir = opendir(folder);
	if (dir == NULL)
		return why_set(why, -errno, "%s: %s", folder, err_text(-errno));
	for (const struct dirent *e = readdir(dir); rc == 0 && e != NULL;
	     e = readdir(dir)) {
		int n = snprintf(path, sizeof(path), "%s/%s", folder,
				 e->d_name);
		if (n > 0 && (size_t)n < sizeof(path) &&
		    begin_of(path, &begin) && begin.seq > 0)
			rc = add(c, path, begin.seq);
	}
	closedir(dir);
	if (rc == 0 && c->n == before)
		rc = why_set(why, -ENOENT, "%s: no audit files in it", folder);
	else if (rc < 0)
		why_set(why, rc, "%s: %s", folder, err_text(rc));
	return rc;
}

static int
add_path(struct collection *c, const char *path, struct why *why)
{
	struct stat st;
	struct file_begin begin;
	if (stat(path, &st) < 0)
		return why_set(why, -errno, "%s: %s", path, err_text(-errno));
	if (S_ISDIR(st.st_mode))
		return add_folder(c, path, why);
	if (!begin_of(path, &begin))
		return why_set(why, -EINVAL, "%s: not a regular file", path);
	/* One that begins with no record is read first, and named. */
	int rc = add(c, path, begin.seq);
	return rc < 0 ? why_set(why, rc, "%s: %s", path, err_text(rc)) : 0;
}

static int
by_seq(const void *a, const void *b)
{
	const struct audit_file *x = *(struct audit_file *const *)a;
	const struct audit_file *y = *(struct audit_file *const *)b;
	if (x->seq != y->seq)
		return x->seq < y->seq ? -1 : 1;
	return strcmp(x->path, y->path);
}

int
audit_verify_chain(const char *const *paths, size_t n,
		   const char *public_key_pem, audit_line_fn *fn, void *arg,
		   struct audit_verified *ret_verified, struct why *why)
{
	struct collection c = {.n = 0};
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = add_path(&c, paths[i], why);
	if (rc == 0) {
		qsort(c.files, c.n, sizeof(struct audit_file *), by_seq);
		rc = audit_verify_files(c.files, c.n, public_key_pem, fn, arg,
					ret_verified, why);
	}
	collection_free(&c);
	return rc;
}
