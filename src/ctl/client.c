/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The other end of the control socket: one request, one line of JSON back.
 * One thread; blocks until the daemon has answered.
 */
#include "ctl/ctl.h"

#include "base/buf.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define ANSWER_MAX (256UL * 1024 * 1024)
/* How an answer begins that control.c wrote. */
#define OK_PREFIX "{\"ok\":true"

struct emit *
ctl_request(const char *name)
{
	struct emit *j = emit_new(false);
	must(j != NULL);
	emit_open(j);
	emit_put(j, "command", name);
	return j;
}

void
answer_fini(struct answer *a)
{
	yajl_tree_free(a->tree);
	free(a->text);
	*a = (struct answer){.tree = NULL};
}

static int
reach(const char *path)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof(at.sun_path))
		return -ENAMETOOLONG;
	memcpy(at.sun_path, path, strlen(path) + 1);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (const struct sockaddr *)&at, sizeof(at)) == 0)
		return fd;
	int error = errno;
	close(fd);
	return -error;
}

bool
ctl_daemon_listens(const struct ctl *ctl)
{
	int fd = reach(ctl->control);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static int
send_all(int fd, struct span s)
{
	while (s.n > 0) {
		ssize_t n = send(fd, s.p, s.n, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		s = span_from(s, (size_t)n);
	}
	return 0;
}

static int
receive_line(int fd, struct buf *line)
{
	for (;;) {
		int rc = buf_room(line, 64 * 1024);
		if (rc < 0)
			return rc;
		ssize_t n = recv(fd, line->p + line->n, 64 * 1024, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return ERR_CLOSED;
		line->n += (size_t)n;
		if (line->p[line->n - 1] != '\n')
			continue;
		line->p[line->n - 1] = 0;
		return 0;
	}
}

static int
converse(int fd, struct emit *request, struct span content, struct buf *line)
{
	struct span text;
	if (content.n > 0)
		emit_put_int(request, "length", (int64_t)content.n);
	emit_close(request);
	int rc = emit_finish(request, &text);
	if (rc == 0)
		rc = send_all(fd, text);
	if (rc == 0)
		rc = send_all(fd, SPAN("\n"));
	if (rc == 0)
		rc = send_all(fd, content);
	return rc == 0 ? receive_line(fd, line) : rc;
}

/* The answer's text without "ok". */
static char *
without_ok(const char *text)
{
	size_t n = strlen(OK_PREFIX);
	char *copy = NULL;
	if (strncmp(text, OK_PREFIX, n) != 0)
		return strdup(text);
	if (asprintf(&copy, "{%s", text + n + (text[n] == ',')) < 0)
		return NULL;
	return copy;
}

static int
understand(const char *text, struct answer *ret_answer)
{
	char error[128];
	struct answer a = {.tree = yajl_tree_parse(text, error, sizeof(error))};
	if (a.tree == NULL)
		return ctl_fail(CTL_UNREACHABLE,
				"the daemon's answer is not JSON");
	a.ok = answer_true(a.tree, "ok");
	if (!a.ok) {
		(void)ctl_fail(CTL_NO, "%s", answer_text(a.tree, "error"));
		answer_fini(&a);
		return CTL_NO;
	}
	a.text = without_ok(text);
	must(a.text != NULL);
	*ret_answer = a;
	return CTL_GOOD;
}

int
ctl_ask(const struct ctl *ctl, struct emit *request, struct span content,
	struct answer *ret_answer)
{
	struct buf line;
	int fd = reach(ctl->control);
	if (fd < 0)
		return ctl_fail(CTL_UNREACHABLE, "no daemon answers on %s: %s",
				ctl->control, err_text(fd));
	buf_init(&line, ANSWER_MAX);
	int rc = converse(fd, request, content, &line);
	close(fd);
	int status = rc == 0 ? understand((const char *)line.p, ret_answer)
			     : ctl_fail(CTL_UNREACHABLE,
					"the daemon did not answer: %s",
					err_text(rc));
	buf_fini(&line);
	return status;
}

int
ctl_run(const struct ctl *ctl, struct emit **request, struct answer *ret_answer)
{
	struct answer a;
	int status = ctl_ask(ctl, *request, SPAN_NONE, &a);
	emit_free(request);
	if (status != CTL_GOOD)
		return status + 1;
	if (ctl->json) {
		puts(a.text);
		answer_fini(&a);
		return CTL_GOOD + 1;
	}
	*ret_answer = a;
	return 0;
}

static yajl_val
member(yajl_val v, const char *key, yajl_type type)
{
	const char *path[] = {key, NULL};
	return v != NULL ? yajl_tree_get(v, path, type) : NULL;
}

const char *
answer_text(yajl_val v, const char *key)
{
	const char *text = YAJL_GET_STRING(member(v, key, yajl_t_string));
	return text != NULL ? text : "";
}

int64_t
answer_number(yajl_val v, const char *key)
{
	yajl_val n = member(v, key, yajl_t_number);
	return n != NULL && YAJL_IS_INTEGER(n) ? YAJL_GET_INTEGER(n) : 0;
}

double
answer_real(yajl_val v, const char *key)
{
	yajl_val n = member(v, key, yajl_t_number);
	return n != NULL && YAJL_IS_DOUBLE(n) ? YAJL_GET_DOUBLE(n) : 0;
}

bool
answer_true(yajl_val v, const char *key)
{
	return YAJL_IS_TRUE(member(v, key, yajl_t_true));
}

yajl_val
answer_object(yajl_val v, const char *key)
{
	return member(v, key, yajl_t_object);
}

yajl_val
answer_item(yajl_val v, const char *key, size_t i)
{
	yajl_val list = member(v, key, yajl_t_array);
	return list != NULL && i < list->u.array.len ? list->u.array.values[i]
						     : NULL;
}
