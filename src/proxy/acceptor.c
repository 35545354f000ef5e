/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Accepting. Guarantees: past the connection limit, and when the process is
 * out of descriptors, a client gets a plain 503 or a close, never a hang: one
 * descriptor is kept in reserve for that. Main thread.
 */
#include "proxy/acceptor.h"

#include "base/log.h"
#include "base/tally.h"
#include "proxy/session.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

TALLY(overloads, "kouan_overload_total", "Connections refused by a limit")

#define BACKLOG 1024
#define PER_TURN 64

struct listener {
	struct acceptor *acceptor;
	int fd;
	unsigned number;
	struct event *event;
};

struct acceptor {
	struct acceptor_options options;
	struct listener *listeners;
	size_t n;
	int reserve; /* a descriptor to close when there are no more */
};

static void
refuse_overload(int fd)
{
	static const char answer[] =
		"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\n"
		"Proxy-Status: kouan; error=connection_limit_reached; "
		"details=\"OVERLOAD\"\r\nContent-Length: 0\r\n"
		"Connection: close\r\n\r\n";
	ssize_t n = send(fd, answer, sizeof(answer) - 1,
			 MSG_NOSIGNAL | MSG_DONTWAIT);
	(void)n; /* it is going away in any case */
	close(fd);
	tally_add(&overloads, 1);
}

static struct worker *
least_loaded(const struct acceptor *a)
{
	struct worker *best = a->options.workers[0];
	for (size_t i = 1; i < a->options.n_workers; i++)
		if (atomic_load(&a->options.workers[i]->n_sessions) <
		    atomic_load(&best->n_sessions))
			best = a->options.workers[i];
	return best;
}

static void
peer_address(const struct sockaddr_storage *from, struct address *peer)
{
	memset(peer, 0, sizeof(*peer));
	if (from->ss_family == AF_INET6) {
		const struct sockaddr_in6 *six =
			(const struct sockaddr_in6 *)from;
		peer->ip = six->sin6_addr;
		peer->port = ntohs(six->sin6_port);
	} else if (from->ss_family == AF_INET) {
		const struct sockaddr_in *four =
			(const struct sockaddr_in *)from;
		peer->ip.s6_addr[10] = peer->ip.s6_addr[11] = 0xff;
		memcpy(peer->ip.s6_addr + 12, &four->sin_addr, 4);
		peer->port = ntohs(four->sin_port);
	}
}

static void
admit(struct listener *l, int fd, const struct sockaddr_storage *from)
{
	struct acceptor *a = l->acceptor;
	struct snapshot *conf = gateway_snapshot(a->options.gateway);
	struct address peer;
	peer_address(from, &peer);
	if (l->number >= conf->n_listeners ||
	    !admission_enter(a->options.gateway->admission,
			     conf->limits.connections)) {
		refuse_overload(fd);
		snapshot_unref(&conf);
		return;
	}
	session_hand_over(least_loaded(a), fd, l->number, &peer, conf);
}

/* Out of descriptors: the one in reserve lets us take and close a client,
 * instead of being woken for it for ever. */
static void
use_reserve(struct acceptor *a, int listener)
{
	close(a->reserve);
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd >= 0)
		refuse_overload(fd);
	a->reserve = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static void
on_accept(evutil_socket_t fd, short what, void *arg)
{
	struct listener *l = arg;
	(void)what;
	for (int i = 0; i < PER_TURN; i++) {
		struct sockaddr_storage from;
		socklen_t n = sizeof(from);
		int client = accept4(fd, (struct sockaddr *)&from, &n,
				     SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (client >= 0) {
			admit(l, client, &from);
			continue;
		}
		if (errno == EMFILE || errno == ENFILE)
			use_reserve(l->acceptor, fd);
		else if (errno != EAGAIN && errno != ECONNABORTED &&
			 errno != EINTR)
			log_error("accept: %s", err_text(-errno));
		return;
	}
}

static int
listen_on(const struct address *at, struct why *why)
{
	struct sockaddr_in6 six = {.sin6_family = AF_INET6,
				   .sin6_port = htons(at->port),
				   .sin6_addr = at->ip};
	struct sockaddr_in four = {.sin_family = AF_INET,
				   .sin_port = htons(at->port)};
	bool mapped = IN6_IS_ADDR_V4MAPPED(&at->ip);
	char text[ADDRESS_TEXT];
	int one = 1;
	if (mapped)
		memcpy(&four.sin_addr, at->ip.s6_addr + 12, 4);
	int fd = socket(mapped ? AF_INET : AF_INET6,
			SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd >= 0) {
		(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one,
				 sizeof(one));
		int rc =
			mapped ? bind(fd, (struct sockaddr *)&four,
				      sizeof(four))
			       : bind(fd, (struct sockaddr *)&six, sizeof(six));
		if (rc == 0 && listen(fd, BACKLOG) == 0)
			return fd;
	}
	int error = errno;
	if (fd >= 0)
		close(fd);
	return why_set(why, -error, "cannot listen on %s port %u: %s",
		       address_text(at, text), at->port, err_text(-error));
}

static int
add_listener(struct acceptor *a, int fd)
{
	struct listener *l = &a->listeners[a->n];
	*l = (struct listener){
		.acceptor = a, .fd = fd, .number = (unsigned)a->n};
	l->event = event_new(a->options.base, fd, EV_READ | EV_PERSIST,
			     on_accept, l);
	a->n++; /* acceptor_free closes it from here on */
	return l->event != NULL && event_add(l->event, NULL) == 0 ? 0 : -ENOMEM;
}

int
acceptor_new(const struct acceptor_options *options, const int *given,
	     size_t n_given, struct acceptor **ret_acceptor, struct why *why)
{
	struct snapshot *conf = gateway_snapshot(options->gateway);
	size_t n = n_given > 0 ? n_given : conf->n_listeners;
	struct acceptor *a = calloc(1, sizeof(*a));
	int rc = 0;
	if (a != NULL)
		a->listeners = calloc(n, sizeof(*a->listeners));
	if (a == NULL || a->listeners == NULL)
		rc = why_set(why, -ENOMEM, "out of memory");
	if (rc == 0) {
		a->options = *options;
		a->reserve = open("/dev/null", O_RDONLY | O_CLOEXEC);
	}
	for (size_t i = 0; i < n && rc == 0; i++) {
		int fd = n_given > 0
				 ? given[i]
				 : listen_on(&conf->listeners[i].address, why);
		if (fd >= 0 && n_given > 0)
			(void)evutil_make_socket_nonblocking(fd);
		rc = fd < 0 ? fd : add_listener(a, fd);
	}
	snapshot_unref(&conf);
	if (rc < 0) {
		acceptor_free(&a);
		return rc;
	}
	*ret_acceptor = a;
	return 0;
}

void
acceptor_stop(struct acceptor *a)
{
	for (size_t i = 0; i < a->n; i++) {
		if (a->listeners[i].event != NULL)
			event_free(a->listeners[i].event);
		a->listeners[i].event = NULL;
		if (a->listeners[i].fd >= 0)
			close(a->listeners[i].fd);
		a->listeners[i].fd = -1;
	}
}

void
acceptor_free(struct acceptor **pa)
{
	struct acceptor *a = *pa;
	*pa = NULL;
	if (a == NULL)
		return;
	if (a->listeners != NULL)
		acceptor_stop(a);
	if (a->reserve > 0)
		close(a->reserve);
	free(a->listeners);
	free(a);
}
