/* SPDX-License-Identifier: Apache-2.0 */
/* Names of files moved aside, and when that is done. Keeps nothing. */
#include "audit/rotate.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Digits of a first record's number in a name. */
#define FIRST_DIGITS 12
/* ".000000000001-2026-11-23" */
#define SUFFIX (1 + FIRST_DIGITS + 1 + 10)

void
file_begin_read(int fd, struct file_begin *ret_begin)
{
	char text[256];
	static const struct span seq = SPAN("{\"seq\":");
	static const struct span time = SPAN("\"time\":\"");
	*ret_begin = (struct file_begin){.seq = 0};
	ssize_t n = pread(fd, text, sizeof(text), 0);
	struct span line = span_of(text, n > 0 ? (size_t)n : 0);
	if (!span_starts(line, seq))
		return;
	struct span rest = span_from(line, seq.n);
	struct span digits = span_split(&rest, ',');
	ssize_t at = span_find(rest, time);
	if (at < 0 || rest.n < (size_t)at + time.n + 10 ||
	    span_u64(digits, &ret_begin->seq) < 0) {
		ret_begin->seq = 0;
		return;
	}
	span_copy(span_cut(rest, (size_t)at + time.n, (size_t)at + time.n + 10),
		  ret_begin->date, sizeof(ret_begin->date));
}

bool
rotate_is_due(const struct audit_options *options,
	      const struct file_begin *begin, int64_t size, int64_t wall_us)
{
	char now[CLOCK_TEXT];
	if (begin->seq == 0)
		return false;
	if (options->rotate_size > 0 && size >= options->rotate_size)
		return true;
	clock_text(wall_us, now);
	/* A clock that was set back does not rotate. */
	switch (options->rotate_every) {
	case AUDIT_ROTATE_DAY:
		return strncmp(begin->date, now, 10) < 0;
	case AUDIT_ROTATE_MONTH:
		return strncmp(begin->date, now, 7) < 0;
	case AUDIT_ROTATE_NEVER:
		break;
	}
	return false;
}

int
rotate_away(const char *path, const struct file_begin *begin,
	    char name[PATH_MAX])
{
	int n = snprintf(name, PATH_MAX, "%s.%0*llu-%s", path, FIRST_DIGITS,
			 (unsigned long long)begin->seq, begin->date);
	if (n < 0 || n >= PATH_MAX)
		return -ENAMETOOLONG;
	if (renameat2(AT_FDCWD, path, AT_FDCWD, name, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL)
		return -errno;
	/* A file system that cannot promise it: the name is ours alone. */
	if (access(name, F_OK) == 0)
		return -EEXIST;
	return rename(path, name) == 0 ? 0 : -errno;
}

/* Whether an entry of the folder is base with a suffix of ours. */
static bool
is_moved(const char *entry, const char *base)
{
	size_t n = strlen(base);
	if (strncmp(entry, base, n) != 0 || strlen(entry) != n + SUFFIX ||
	    entry[n] != '.')
		return false;
	for (size_t i = 1; i <= FIRST_DIGITS; i++)
		if (entry[n + i] < '0' || entry[n + i] > '9')
			return false;
	return entry[n + 1 + FIRST_DIGITS] == '-';
}

bool
rotate_newest(const char *path, char name[PATH_MAX])
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	const char *base = slash != NULL ? slash + 1 : path;
	char best[NAME_MAX + 1] = "";
	size_t n = slash != NULL ? (size_t)(slash - path) + 1 : 0;
	if (n >= sizeof(folder))
		return false;
	span_copy(n > 0 ? span_of(path, n) : SPAN("./"), folder,
		  sizeof(folder));
	DIR *dir = opendir(folder);
	if (dir == NULL)
		return false;
	for (const struct dirent *e = readdir(dir); e != NULL; e = readdir(dir))
		if (is_moved(e->d_name, base) && strcmp(e->d_name, best) > 0)
			span_copy(span_str(e->d_name), best, sizeof(best));
	closedir(dir);
	int made = snprintf(name, PATH_MAX, "%.*s%s", (int)n, path, best);
	return best[0] != 0 && made > 0 && made < PATH_MAX;
}
