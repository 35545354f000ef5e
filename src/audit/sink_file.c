/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Appends lines to one file under a lock. A write that stops half way (full
 * disk, size limit) is told to the caller, who goes on with the rest later:
 * nothing is written twice. Audit thread only.
 */
#include "audit/sink_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct sink_file {
	int fd;
	dev_t device;
	ino_t inode;
	off_t size; /* as we left it */
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
	if (f->fd >= 0)
		close(f->fd);
	f->fd = fd;
	f->device = st.st_dev;
	f->inode = st.st_ino;
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
	int rc = open_path(f, known, recent, ret_end, why);
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
