/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pathways an operator suspended. Guarantees: a change is on disk before the
 * call returns, and memory never shows what the disk does not hold; a file
 * that is cut or damaged is an error at open, never read as "nothing is
 * suspended". The file is text: a first line with the format, one id a line,
 * a last line with their number. Any thread; readers that find nothing
 * suspended take no lock.
 */
#include "policy/register.h"

#include "base/buf.h"
#include "base/map.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FIRST_LINE "kouan suspended pathways 1"
#define FILE_LIMIT (1 << 20)
#define ID_LIMIT 255

struct pathway_states {
	pthread_rwlock_t lock; /* of suspended */
	struct map *suspended; /* id to the structure itself */
	atomic_size_t count;
	char path[PATH_MAX];
};

static bool
id_is_valid(struct span id)
{
	if (id.n == 0 || id.n > ID_LIMIT)
		return false;
	for (size_t i = 0; i < id.n; i++)
		if (id.p[i] < 0x20 || id.p[i] == 0x7f)
			return false;
	return true;
}

static int
read_all(const char *path, struct buf *into)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	int err = 0;
	for (;;) {
		if ((err = buf_room(into, 4096)) < 0)
			break;
		ssize_t n = read(fd, into->p + into->n, 4096);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			err = n < 0 ? -errno : 1;
			break;
		}
		into->n += (size_t)n;
	}
	close(fd);
	return err;
}

/* The lines of a whole file into the map. */
static int
parse(struct pathway_states *s, struct span text)
{
	struct span rest = text;
	if (text.n == 0 || text.p[text.n - 1] != '\n' ||
	    !span_eq(span_split(&rest, '\n'), SPAN(FIRST_LINE)))
		return -EINVAL;
	while (rest.n > 0) {
		struct span line = span_split(&rest, '\n');
		uint64_t n;
		if (span_starts(line, SPAN("end ")))
			return rest.n == 0 &&
					       span_u64(span_from(line, 4),
							&n) == 0 &&
					       n == map_count(s->suspended)
				       ? 0
				       : -EINVAL;
		struct span id = span_from(line, 3);
		if (!span_starts(line, SPAN("id ")) || !id_is_valid(id))
			return -EINVAL;
		int err = map_put(s->suspended, id, s, NULL);
		if (err < 0)
			return err;
	}
	return -EINVAL;
}

static int
load(struct pathway_states *s, struct why *why)
{
	struct buf text;
	buf_init(&text, FILE_LIMIT);
	int err = read_all(s->path, &text);
	if (err > 0)
		err = parse(s, buf_span(&text));
	buf_fini(&text);
	if (err == -EINVAL)
		return why_set(why, err,
			       "%s is damaged: restore it, or remove it and "
			       "suspend again what was suspended",
			       s->path);
	if (err < 0)
		return why_set(why, err, "%s: %s", s->path, err_text(err));
	atomic_store(&s->count, map_count(s->suspended));
	return 0;
}

int
pathway_states_open(const char *path, struct pathway_states **ret_states,
		    struct why *why)
{
	if (strlen(path) >= PATH_MAX - 8)
		return why_set(why, -ENAMETOOLONG, "path is too long");
	struct pathway_states *s = calloc(1, sizeof(*s));
	if (s == NULL || (s->suspended = map_new()) == NULL) {
		free(s);
		return why_set(why, -ENOMEM, "out of memory");
	}
	pthread_rwlock_init(&s->lock, NULL);
	span_copy(span_str(path), s->path, sizeof(s->path));
	int err = load(s, why);
	if (err < 0) {
		pathway_states_close(&s);
		return err;
	}
	*ret_states = s;
	return 0;
}

void
pathway_states_close(struct pathway_states **ps)
{
	struct pathway_states *s = *ps;
	*ps = NULL;
	if (s == NULL)
		return;
	map_free(&s->suspended, NULL);
	pthread_rwlock_destroy(&s->lock);
	free(s);
}

bool
pathway_states_is_suspended(struct pathway_states *s, const char *id)
{
	if (atomic_load(&s->count) == 0)
		return false;
	pthread_rwlock_rdlock(&s->lock);
	bool found = map_get(s->suspended, span_str(id)) != NULL;
	pthread_rwlock_unlock(&s->lock);
	return found;
}

enum pathway_status
pathway_states_get(struct pathway_states *s, const struct pathway *p)
{
	/* Suspending never makes a revoked or unfinished pathway better. */
	if ((p->status == PATHWAY_APPROVED || p->status == PATHWAY_EFFECTIVE) &&
	    pathway_states_is_suspended(s, p->id))
		return PATHWAY_SUSPENDED;
	return p->status;
}

/* What save writes: all that are suspended but one. */
struct listing {
	struct buf text;
	struct span except;
	size_t n;
};

static int
write_id(void *arg, struct span id, void *value)
{
	(void)value;
	struct listing *l = arg;
	if (span_eq(id, l->except))
		return 0;
	l->n++;
	return buf_printf(&l->text, "id %.*s\n", SPAN_FMT(id));
}

static int
write_file(const char *path, struct span text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	int err = 0;
	while (text.n > 0) {
		ssize_t n = write(fd, text.p, text.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			err = -errno;
			break;
		}
		text = span_from(text, (size_t)n);
	}
	if (err == 0 && fsync(fd) < 0)
		err = -errno;
	if (close(fd) < 0 && err == 0)
		err = -errno;
	return err;
}

static int
sync_directory(const char *path)
{
	char copy[PATH_MAX];
	int fd = open(dirname(span_copy(span_str(path), copy, sizeof(copy))),
		      O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	int err = fsync(fd) < 0 ? -errno : 0;
	close(fd);
	return err;
}

/* Temporary file, fsync, rename, fsync of the directory. */
static int
save(const struct pathway_states *s, struct span except)
{
	char temporary[PATH_MAX + 8];
	snprintf(temporary, sizeof(temporary), "%s.new", s->path);
	struct listing l = {.except = except};
	buf_init(&l.text, FILE_LIMIT);
	int err = buf_printf(&l.text, "%s\n", FIRST_LINE);
	if (err == 0)
		err = map_each(s->suspended, write_id, &l);
	if (err == 0)
		err = buf_printf(&l.text, "end %zu\n", l.n);
	if (err == 0)
		err = write_file(temporary, buf_span(&l.text));
	buf_fini(&l.text);
	if (err == 0 && rename(temporary, s->path) < 0)
		err = -errno;
	if (err < 0) {
		unlink(temporary);
		return err;
	}
	return sync_directory(s->path);
}

/* Puts the id in or takes it out, and saves; as it was when that fails. */
static int
change(struct pathway_states *s, struct span id, bool suspend)
{
	if (!id_is_valid(id))
		return -EINVAL;
	if ((map_get(s->suspended, id) != NULL) == suspend)
		return 0;
	int err = suspend ? map_put(s->suspended, id, s, NULL) : 0;
	if (err == 0)
		err = save(s, suspend ? SPAN_NONE : id);
	if (suspend ? err < 0 : err == 0)
		map_take(s->suspended, id);
	return err;
}

static int
change_locked(struct pathway_states *s, const char *id, bool suspend)
{
	pthread_rwlock_wrlock(&s->lock);
	int err = change(s, span_str(id), suspend);
	atomic_store(&s->count, map_count(s->suspended));
	pthread_rwlock_unlock(&s->lock);
	return err;
}

int
pathway_states_suspend(struct pathway_states *s, const char *id)
{
	return change_locked(s, id, true);
}

int
pathway_states_resume(struct pathway_states *s, const char *id)
{
	return change_locked(s, id, false);
}
