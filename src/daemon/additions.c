/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The folders of additions: one file each, named by its number, which is used
 * once. Main thread.
 */
#include "daemon/additions.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define NUMBER_MAX 1000000
#define ABOUT "\nadditions = ( {"

static const char *const folders[] = {"register.pending", "register.approved",
				      "register.withdrawn"};
#define FOLDERS 3

char *
additions_path(const struct snapshot *conf, int folder, unsigned number,
	       char path[PATH_MAX])
{
	int n = snprintf(path, PATH_MAX, "%s/%s/%06u.conf", conf->state_dir,
			 folders[folder], number);
	must(n > 0 && n < PATH_MAX);
	return path;
}

int
additions_folder(const struct snapshot *conf, int folder, struct why *why)
{
	char path[PATH_MAX];
	snprintf(path, sizeof(path), "%s/%s", conf->state_dir, folders[folder]);
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return why_set(why, -errno, "cannot make %s: %s", path,
			       err_text(-errno));
	return 0;
}

static int
is_numbered(const struct dirent *e)
{
	uint64_t n;
	struct span name = span_str(e->d_name);
	return span_ends(name, SPAN(".conf")) &&
	       span_u64(span_cut(name, 0, name.n - 5), &n) == 0 && n > 0 &&
	       n < NUMBER_MAX;
}

/* Died between the two steps of an approval: it is approved. */
static bool
is_done(const struct snapshot *conf, int folder, unsigned number)
{
	char path[PATH_MAX];
	return folder == ADDITIONS_PENDING &&
	       access(additions_path(conf, ADDITIONS_APPROVED, number, path),
		      F_OK) == 0;
}

size_t
additions_in(const struct snapshot *conf, int folder, unsigned **ret_numbers)
{
	char path[PATH_MAX];
	struct dirent **names = NULL;
	snprintf(path, sizeof(path), "%s/%s", conf->state_dir, folders[folder]);
	int n = scandir(path, &names, is_numbered, alphasort);
	unsigned *numbers = n > 0 ? calloc((size_t)n, sizeof(*numbers)) : NULL;
	size_t kept = 0;
	for (int i = 0; i < n; i++) {
		unsigned number = (unsigned)strtoul(names[i]->d_name, NULL, 10);
		if (numbers != NULL && !is_done(conf, folder, number))
			numbers[kept++] = number;
		free(names[i]);
	}
	free(names);
	*ret_numbers = numbers;
	return kept;
}

unsigned
additions_next(const struct snapshot *conf)
{
	unsigned last = 0;
	for (int f = 0; f < FOLDERS; f++) {
		unsigned *numbers;
		size_t n = additions_in(conf, f, &numbers);
		for (size_t i = 0; i < n; i++)
			if (numbers[i] > last)
				last = numbers[i];
		free(numbers);
	}
	return last + 1;
}

int
additions_sync(const char *path)
{
	char copy[PATH_MAX];
	span_copy(span_str(path), copy, sizeof(copy));
	*strrchr(copy, '/') = '\0';
	DIR *d = opendir(copy);
	if (d == NULL)
		return -errno;
	int rc = fsync(dirfd(d)) == 0 ? 0 : -errno;
	closedir(d);
	return rc;
}

static bool
names(const struct conf_addition *a, const char *name)
{
	const char *const *const lists[] = {a->recipients, a->pathways,
					    a->flows};
	char number[16];
	snprintf(number, sizeof(number), "%u", a->about.number);
	if (strcmp(number, name) == 0)
		return true;
	for (size_t l = 0; l < 3; l++)
		for (size_t i = 0; lists[l][i] != NULL; i++)
			if (strcmp(lists[l][i], name) == 0)
				return true;
	return false;
}

int
additions_find(const struct snapshot *conf, int folder, const char *name,
	       struct arena *arena, struct conf_addition *ret)
{
	unsigned *numbers;
	size_t n = additions_in(conf, folder, &numbers);
	int rc = 1;
	for (size_t i = 0; i < n && rc == 1; i++) {
		char path[PATH_MAX];
		struct why why;
		if (conf_addition_load(
			    additions_path(conf, folder, numbers[i], path),
			    arena, ret, &why) == 0 &&
		    ret->about.number == numbers[i] && names(ret, name))
			rc = 0;
	}
	free(numbers);
	return rc;
}

int
additions_text(const char *path, struct buf *text)
{
	int rc = conf_file_read(path, text);
	ssize_t at = -1, next = 0;
	struct span all = buf_span(text);
	while (rc == 0 && next >= 0) {
		next = span_find(span_from(all, (size_t)(at + 1)), SPAN(ABOUT));
		if (next >= 0)
			at += 1 + next;
	}
	if (rc == 0 && at < 0)
		rc = -EINVAL;
	if (rc == 0)
		text->n = (size_t)at;
	return rc;
}
