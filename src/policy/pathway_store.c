/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Changes to text and back. Guarantees: what was written whole is read whole;
 * every other text is refused. Files of the first format, which knew
 * suspensions only, are read too. No state; any thread.
 */
#include "policy/pathway_store.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#define FIRST_LINE_1 "kouan suspended pathways 1"
#define FIRST_LINE "kouan pathway states 2"
#define ID_LIMIT 255

bool
store_id_is_valid(struct span id)
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

static int
parse_status(struct span word, enum pathway_status *ret)
{
	char name[16];
	int status = word.n < sizeof(name) ? pathway_status_parse(span_copy(
						     word, name, sizeof(name)))
					   : -EINVAL;
	if (status < 0)
		return -EINVAL;
	*ret = (enum pathway_status)status;
	return 0;
}

static int
parse_change(struct span line, struct pathway_change *c, struct span *ret_id)
{
	uint64_t at, uid;
	*c = (struct pathway_change){.from = PATHWAY_DRAFT};
	if (parse_status(span_split(&line, '\t'), &c->from) < 0 ||
	    parse_status(span_split(&line, '\t'), &c->to) < 0 ||
	    span_u64(span_split(&line, '\t'), &at) < 0 || at > INT64_MAX ||
	    span_u64(span_split(&line, '\t'), &uid) < 0 || uid > UINT32_MAX)
		return -EINVAL;
	c->at_s = (int64_t)at;
	c->uid = (uint32_t)uid;
	span_copy(span_split(&line, '\t'), c->actor, sizeof(c->actor));
	span_copy(span_split(&line, '\t'), c->reason, sizeof(c->reason));
	*ret_id = line;
	return store_id_is_valid(line) ? 0 : -EINVAL;
}

/* A line of the first format: a suspension, and nothing about it. */
static int
parse_suspended(struct span line, struct pathway_change *c, struct span *ret_id)
{
	*c = (struct pathway_change){.from = PATHWAY_EFFECTIVE,
				     .to = PATHWAY_SUSPENDED,
				     .uid = UINT32_MAX};
	*ret_id = line;
	return store_id_is_valid(line) ? 0 : -EINVAL;
}

static int
parse_first(struct span *rest, bool *ret_old, uint64_t *ret_number)
{
	struct span first = span_split(rest, '\n');
	*ret_number = 0;
	*ret_old = span_eq(first, SPAN(FIRST_LINE_1));
	if (*ret_old)
		return 0;
	struct span number = span_split(rest, '\n');
	if (!span_eq(first, SPAN(FIRST_LINE)) ||
	    !span_starts(number, SPAN("number ")))
		return -EINVAL;
	return span_u64(span_from(number, 7), ret_number) < 0 ? -EINVAL : 0;
}

static int
parse(struct span text, store_change_fn *fn, void *arg, uint64_t *ret_number)
{
	struct span rest = text;
	uint64_t n = 0, told;
	bool old;
	if (text.n == 0 || text.p[text.n - 1] != '\n' ||
	    parse_first(&rest, &old, ret_number) < 0)
		return -EINVAL;
	while (rest.n > 0) {
		struct span line = span_split(&rest, '\n'), id;
		struct pathway_change c;
		if (span_starts(line, SPAN("end ")))
			return rest.n == 0 &&
					       span_u64(span_from(line, 4),
							&told) == 0 &&
					       told == n
				       ? 0
				       : -EINVAL;
		if (!span_starts(line, old ? SPAN("id ") : SPAN("on ")))
			return -EINVAL;
		line = span_from(line, 3);
		int rc = old ? parse_suspended(line, &c, &id)
			     : parse_change(line, &c, &id);
		if (rc == 0)
			rc = fn(arg, id, &c);
		if (rc < 0)
			return rc;
		n++;
	}
	return -EINVAL;
}

int
store_read(const char *path, store_change_fn *fn, void *arg,
	   uint64_t *ret_number)
{
	struct buf text;
	buf_init(&text, STORE_LIMIT);
	*ret_number = 0;
	int rc = read_all(path, &text);
	if (rc > 0)
		rc = parse(buf_span(&text), fn, arg, ret_number);
	buf_fini(&text);
	return rc;
}

int
store_begin(struct buf *out, uint64_t number)
{
	return buf_printf(out, "%s\nnumber %" PRIu64 "\n", FIRST_LINE, number);
}

/* Free text without what separates fields and lines. */
static const char *
plain(const char *text, char *buf, size_t size)
{
	span_copy(span_str(text), buf, size);
	for (char *p = buf; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = ' ';
	return buf;
}

int
store_add(struct buf *out, struct span id, const struct pathway_change *c)
{
	char actor[PATHWAY_ACTOR], reason[PATHWAY_REASON];
	return buf_printf(
		out,
		"on %s\t%s\t%" PRId64 "\t%" PRIu32 "\t%s\t%s\t"
		"%.*s\n",
		pathway_status_name(c->from), pathway_status_name(c->to),
		c->at_s, c->uid, plain(c->actor, actor, sizeof(actor)),
		plain(c->reason, reason, sizeof(reason)), SPAN_FMT(id));
}

int
store_end(struct buf *out, size_t n)
{
	return buf_printf(out, "end %zu\n", n);
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

int
store_write(const char *path, struct span text)
{
	char temporary[PATH_MAX + 8];
	snprintf(temporary, sizeof(temporary), "%s.new", path);
	int err = write_file(temporary, text);
	if (err == 0 && rename(temporary, path) < 0)
		err = -errno;
	if (err < 0) {
		unlink(temporary);
		return err;
	}
	return sync_directory(path);
}
