/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The socket, its clients and the framing of requests; what each command does
 * stands in control_commands.c. Guarantees: few clients, short lines, a
 * client that says nothing is closed; a command runs to its end before the
 * next one is read. Main thread.
 */
#include "daemon/control.h"

#include "base/log.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define CLIENTS_MAX 64
#define LINE_MAX_BYTES (64 * 1024)
#define CONTENT_MAX (16 * 1024 * 1024)
#define IDLE_S 60

struct client {
	struct client *next;
	struct control *control;
	struct bufferevent *io;
	struct control_actor actor;
	yajl_val request; /* its content is awaited */
	size_t content;
};

struct control {
	struct daemon *daemon;
	struct evconnlistener *listener;
	struct client *clients;
	size_t n_clients;
	char path[108];
};

const char *
control_text(const struct control_request *r, const char *key)
{
	const char *path[] = {key, NULL};
	return YAJL_GET_STRING(yajl_tree_get(r->tree, path, yajl_t_string));
}

int64_t
control_number(const struct control_request *r, const char *key, int64_t absent)
{
	const char *path[] = {key, NULL};
	yajl_val v = yajl_tree_get(r->tree, path, yajl_t_number);
	return v != NULL && YAJL_IS_INTEGER(v) ? YAJL_GET_INTEGER(v) : absent;
}

static void
client_free(struct client *c)
{
	struct client **at = &c->control->clients;
	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	c->control->n_clients--;
	yajl_tree_free(c->request);
	bufferevent_free(c->io);
	free(c);
}

static void
send_failure(struct client *c, const char *text)
{
	struct emit *j = emit_new(false);
	struct span line;
	if (j == NULL)
		return;
	emit_open(j);
	emit_put_bool(j, "ok", false);
	emit_put(j, "error", text);
	emit_close(j);
	if (emit_finish(j, &line) == 0) {
		bufferevent_write(c->io, line.p, line.n);
		bufferevent_write(c->io, "\n", 1);
	}
	emit_free(&j);
}

static const struct control_command *
find_command(const char *name)
{
	for (const struct control_command *c = control_commands;
	     c->name != NULL; c++)
		if (name != NULL && strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

/* What is refused is recorded: somebody tried. */
static int
may_run(struct control_request *r, const char *command)
{
	struct snapshot *conf = gateway_snapshot(&r->daemon->gateway);
	enum control_role role = control_role_of(command);
	bool may = control_may(r->who, &conf->roles, role);
	snapshot_unref(&conf);
	if (may)
		return 0;
	daemon_record(r->daemon, AUDIT_CONTROL, r->actor,
		      "command refused, the role is missing", command);
	return why_set(&r->why, -EPERM,
		       "%s needs the role %s, which %s has not", command,
		       control_role_name(role), r->actor);
}

static void
run_command(struct client *c, struct span content)
{
	struct control_request r = {
		.daemon = c->control->daemon,
		.tree = c->request,
		.content = content,
		.actor = c->actor.name,
		.who = &c->actor,
		.out = emit_new(false),
	};
	struct span line;
	const struct control_command *command =
		find_command(control_text(&r, "command"));
	if (command == NULL || r.out == NULL) {
		send_failure(c, command == NULL ? "no such command"
						: "out of memory");
		emit_free(&r.out);
		return;
	}
	emit_open(r.out);
	emit_put_bool(r.out, "ok", true);
	int rc = may_run(&r, command->name);
	if (rc == 0)
		rc = command->run(&r);
	emit_close(r.out);
	if (rc == 0)
		rc = emit_finish(r.out, &line);
	if (rc < 0) {
		send_failure(c, r.why.text[0] != 0 ? r.why.text : err_text(rc));
	} else {
		bufferevent_write(c->io, line.p, line.n);
		bufferevent_write(c->io, "\n", 1);
	}
	emit_free(&r.out);
}

/* false: the client is not understood and must go. */
static bool
read_line(struct client *c)
{
	struct evbuffer *in = bufferevent_get_input(c->io);
	char error[128];
	size_t n;
	char *line = evbuffer_readln(in, &n, EVBUFFER_EOL_LF);
	if (line == NULL)
		return evbuffer_get_length(in) < LINE_MAX_BYTES;
	c->request = yajl_tree_parse(line, error, sizeof(error));
	free(line);
	if (c->request == NULL || !YAJL_IS_OBJECT(c->request)) {
		send_failure(c, "the request is not a JSON object");
		yajl_tree_free(c->request);
		c->request = NULL;
		return true;
	}
	const struct control_request r = {.tree = c->request};
	int64_t length = control_number(&r, "length", 0);
	if (length < 0 || length > CONTENT_MAX)
		return false;
	c->content = (size_t)length;
	return true;
}

static void
on_read(struct bufferevent *io, void *arg)
{
	struct client *c = arg;
	struct evbuffer *in = bufferevent_get_input(io);
	for (;;) {
		if (c->request == NULL && !read_line(c)) {
			client_free(c);
			return;
		}
		if (c->request == NULL) {
			if (evbuffer_search(in, "\n", 1, NULL).pos < 0)
				return;
			continue;
		}
		if (evbuffer_get_length(in) < c->content)
			return;
		const uint8_t *bytes =
			c->content > 0
				? evbuffer_pullup(in, (ssize_t)c->content)
				: NULL;
		run_command(c, span_of(bytes, c->content));
		evbuffer_drain(in, c->content);
		yajl_tree_free(c->request);
		c->request = NULL;
		c->content = 0;
	}
}

static void
on_event(struct bufferevent *io, short what, void *arg)
{
	(void)io;
	if ((what & (BEV_EVENT_EOF | BEV_EVENT_ERROR | BEV_EVENT_TIMEOUT)) != 0)
		client_free(arg);
}

/* With roles the socket is open to all, and who has none is not heard. */
static bool
may_enter(struct daemon *d, const struct control_actor *a)
{
	struct snapshot *conf = gateway_snapshot(&d->gateway);
	bool may = control_may(a, &conf->roles, CONTROL_VIEW);
	snapshot_unref(&conf);
	return may;
}

static void
on_client(struct evconnlistener *listener, evutil_socket_t fd,
	  struct sockaddr *from, int n, void *arg)
{
	static const struct timeval idle = {IDLE_S, 0};
	struct control *control = arg;
	struct control_actor actor;
	struct client *c = NULL;
	(void)listener;
	(void)from;
	(void)n;
	control_actor_of(fd, &actor);
	if (control->n_clients < CLIENTS_MAX &&
	    may_enter(control->daemon, &actor))
		c = calloc(1, sizeof(*c));
	if (c != NULL)
		c->io = bufferevent_socket_new(control->daemon->base, fd,
					       BEV_OPT_CLOSE_ON_FREE);
	if (c == NULL || c->io == NULL) {
		free(c);
		close(fd);
		return;
	}
	c->control = control;
	c->next = control->clients;
	control->clients = c;
	control->n_clients++;
	c->actor = actor;
	bufferevent_setcb(c->io, on_read, NULL, on_event, c);
	bufferevent_set_timeouts(c->io, &idle, &idle);
	bufferevent_enable(c->io, EV_READ | EV_WRITE);
}

/* Whether somebody listens there. */
static bool
is_live(const struct sockaddr_un *at)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	bool live = connect(fd, (const struct sockaddr *)at, sizeof(*at)) == 0;
	close(fd);
	return live;
}

static void
make_parent(const char *path)
{
	char parent[108];
	snprintf(parent, sizeof(parent), "%s", path);
	char *slash = strrchr(parent, '/');
	if (slash != NULL && slash != parent) {
		*slash = 0;
		(void)mkdir(parent, 0755); /* bind says what is wrong */
	}
}

int
control_new(struct daemon *d, const char *path, struct control **ret_control,
	    struct why *why)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	struct control *c = calloc(1, sizeof(*c));
	if (c == NULL)
		return why_set(why, -ENOMEM, "out of memory");
	if (strlen(path) >= sizeof(at.sun_path)) {
		free(c);
		return why_set(why, -ENAMETOOLONG,
			       "admin.control is too long a path: %s", path);
	}
	memcpy(at.sun_path, path, strlen(path) + 1);
	memcpy(c->path, path, strlen(path) + 1);
	c->daemon = d;
	make_parent(path);
	if (is_live(&at)) {
		free(c);
		return why_set(why, -EADDRINUSE, "another daemon answers on %s",
			       path);
	}
	(void)unlink(path);
	mode_t mask = umask(0117); /* 0660 from the first moment on */
	c->listener = evconnlistener_new_bind(
		d->base, on_client, c,
		LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 16,
		(const struct sockaddr *)&at, sizeof(at));
	int error = errno;
	umask(mask);
	if (c->listener == NULL) {
		free(c);
		return why_set(why, -error, "cannot listen on %s: %s", path,
			       err_text(-error));
	}
	struct snapshot *conf = gateway_snapshot(&d->gateway);
	control_apply_roles(c, &conf->roles);
	snapshot_unref(&conf);
	*ret_control = c;
	return 0;
}

void
control_apply_roles(struct control *c, const struct roles_conf *roles)
{
	if (chmod(c->path, roles->given ? 0666 : 0660) != 0)
		log_error("%s: %s", c->path, err_text(-errno));
}

void
control_free(struct control **pc)
{
	struct control *c = *pc;
	*pc = NULL;
	if (c == NULL)
		return;
	while (c->clients != NULL)
		client_free(c->clients);
	evconnlistener_free(c->listener);
	(void)unlink(c->path);
	free(c);
}
