/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Appends lines to one file under a lock. A write that stops half way (full
 * disk, size limit) is told to the caller, who goes on with the rest later:
 * nothing is written twice. Audit thread only.
 */
#include "audit/sink_file.h"

#include "audit/rotate.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct sink_file {
	int fd;
	dev_t device;
	ino_t inode;
	off_t size; /* as we left it */
	struct file_begin begin;
	char path[PATH_MAX];
};

/* A new name is durable when its folder is. */
static void
sync_folder(const char *path)
{
	char folder[PATH_MAX];
	span_copy(span_str(path), folder, sizeof(folder));
	int fd = open(dirname(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	(void)fsync(fd); /* some file systems know no such thing */
	close(fd);
}

static int
open_path(struct sink_file *f, const struct chain *known, struct recent *recent,
	  struct file_end *ret_end, struct why *why)
{
	struct stat st;
	int rc;
	int fd = open(f->path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
	if (fd < 0)
		return why_set(why, -errno, "cannot open %s: %s", f->path,
			       err_text(-errno));
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		rc = why_set(why, -EBUSY, "%s is being written by another",
			     f->path);
	} else if (fstat(fd, &st) < 0) {
		rc = why_set(why, -errno, "%s: %s", f->path, err_text(-errno));
	} else {
		struct why inner = {""};
		rc = file_end_repair(fd, known, recent, ret_end, &f->size,
				     &inner);
		if (rc < 0)
			why_set(why, rc, "%s: %s", f->path, inner.text);
	}
	if (rc < 0) {
		close(fd);
		return rc;
	}
	if (st.st_size == 0)
		sync_folder(f->path);
	file_begin_read(fd, &f->begin);
	if (f->fd >= 0)
		close(f->fd);
	f->fd = fd;
	f->device = st.st_dev;
	f->inode = st.st_ino;
	return 0;
}

/* Whether a file has a whole line. */
static bool
has_record(const char *path)
{
	struct stat st;
	char *text = NULL;
	ssize_t n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool has = fstat(fd, &st) == 0 && st.st_size >= RECORD_LINE;
	if (!has)
		text = malloc(RECORD_LINE);
	if (text != NULL)
		n = pread(fd, text, RECORD_LINE, 0);
	has |= n > 0 && memchr(text, '\n', (size_t)n) != NULL;
	free(text);
	close(fd);
	return has;
}

/* Where there is no file yet, or none with records, the chain may have been
 * left behind in one that was moved aside. */
static int
find_left_behind(const struct sink_file *f, struct chain *known,
		 struct recent *recent, struct file_end *ret_end,
		 struct why *why)
{
	char name[PATH_MAX];
	off_t size;
	if (has_record(f->path) || !rotate_newest(f->path, name))
		return 0;
	int fd = open(name, O_RDWR | O_APPEND | O_CLOEXEC);
	if (fd < 0)
		return why_set(why, -errno, "cannot open %s: %s", name,
			       err_text(-errno));
	struct why inner = {""};
	int rc = file_end_repair(fd, known, recent, ret_end, &size, &inner);
	close(fd);
	if (rc == ERR_VERIFY) {
		*ret_end = (struct file_end){.chain = *known, .alarm = true};
		const char *base = strrchr(name, '/');
		snprintf(ret_end->note, sizeof(ret_end->note), "%.100s: %.200s",
			 base != NULL ? base + 1 : name, inner.text);
		return 0;
	}
	if (rc < 0)
		return why_set(why, rc, "%s: %s", name, inner.text);
	*known = ret_end->chain;
	return 0;
}

int
sink_file_open(const char *path, const struct chain *known,
	       struct recent *recent, struct sink_file **ret_file,
	       struct file_end *ret_end, struct why *why)
{
	if (strlen(path) >= PATH_MAX)
		return why_set(why, -ENAMETOOLONG, "the path is too long");
	struct sink_file *f = calloc(1, sizeof(*f));
	if (f == NULL)
		return why_set(why, -ENOMEM, "no memory");
	f->fd = -1;
	span_copy(span_str(path), f->path, sizeof(f->path));
	struct chain end = *known;
	struct file_end left = {.alarm = false};
	int rc = find_left_behind(f, &end, recent, &left, why);
	if (rc == 0)
		rc = open_path(f, &end, recent, ret_end, why);
	if (rc == 0 && left.alarm)
		*ret_end = (struct file_end){ret_end->chain, true, ""};
	if (rc == 0 && left.alarm)
		memcpy(ret_end->note, left.note, sizeof(left.note));
	if (rc < 0)
		sink_file_close(&f);
	else
		*ret_file = f;
	return rc;
}

void
sink_file_close(struct sink_file **f)
{
	if (*f == NULL)
		return;
	if ((*f)->fd >= 0)
		close((*f)->fd);
	free(*f);
	*f = NULL;
}

int
sink_file_write(struct sink_file *f, struct span bytes, size_t *ret_n)
{
	size_t done = 0;
	while (done < bytes.n) {
		ssize_t n = write(f->fd, bytes.p + done, bytes.n - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		done += (size_t)n;
		f->size += n;
	}
	*ret_n = done;
	return done == bytes.n ? 0 : errno != 0 ? -errno : -EIO;
}

int
sink_file_sync(struct sink_file *f)
{
	return fdatasync(f->fd) < 0 ? -errno : 0;
}

int
sink_file_rotate(struct sink_file *f, const struct audit_options *options,
		 const struct chain *last, int64_t wall_us,
		 struct file_end *ret_end, struct why *why)
{
	char name[PATH_MAX];
	ret_end->note[0] = 0;
	ret_end->alarm = false;
	if (f->begin.seq == 0)
		file_begin_read(f->fd, &f->begin);
	if (!rotate_is_due(options, &f->begin, f->size, wall_us))
		return 0;
	int rc = sink_file_sync(f);
	if (rc == 0)
		rc = rotate_away(f->path, &f->begin, name);
	if (rc < 0)
		return why_set(why, rc, "%s cannot be moved aside: %s", f->path,
			       err_text(rc));
	sync_folder(f->path);
	return open_path(f, last, NULL, ret_end, why);
}

int
sink_file_check(struct sink_file *f, const struct chain *last,
		struct file_end *ret_end, struct why *why)
{
	struct stat at_path, ours;
	ret_end->note[0] = 0;
	ret_end->alarm = false;
	if (stat(f->path, &at_path) < 0 || at_path.st_dev != f->device ||
	    at_path.st_ino != f->inode) {
		int rc = sink_file_sync(f);
		return rc < 0 ? rc : open_path(f, last, NULL, ret_end, why);
	}
	if (fstat(f->fd, &ours) < 0)
		return -errno;
	if (ours.st_size == f->size)
		return 0;
	return file_end_repair(f->fd, last, NULL, ret_end, &f->size, why);
}
