/* SPDX-License-Identifier: Apache-2.0 */
/*
 * c-ares driven by libevent, and the only user of c-ares. Guarantees: a name
 * is asked as it stands (no search list: it would ask for, and believe in,
 * names that nobody meant); a cut answer is asked again over TCP; no file or
 * socket outlives dns_free. One thread, that of the base.
 */
#include "place/dns.h"

#include <ares.h>
#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <sys/queue.h>
#include <sys/time.h>

#define TRY_MS 1500 /* of the first try; the second gets twice that */
#define TRIES 2
#define EDNS_SIZE 1232

/* One socket of the library, as an event of ours. */
struct watch {
	LIST_ENTRY(watch) link;
	struct dns *dns;
	ares_socket_t fd;
	struct event *event;
};

LIST_HEAD(watches, watch);

struct dns {
	struct event_base *base;
	ares_channel channel;
	struct event *timer;
	struct watches watches;
};

struct question {
	dns_done_fn *fn;
	void *arg;
};

/* The library says when it wants to be called at the latest. */
static void
arm_timer(struct dns *d)
{
	struct timeval tv;
	if (ares_timeout(d->channel, NULL, &tv) != NULL)
		event_add(d->timer, &tv);
	else
		event_del(d->timer);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct dns *d = arg;
	(void)fd;
	(void)what;
	ares_process_fd(d->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	arm_timer(d);
}

static void
on_socket(evutil_socket_t fd, short what, void *arg)
{
	/* The watch may be gone after the call, the dns may not. */
	struct dns *d = ((struct watch *)arg)->dns;
	ares_process_fd(d->channel, what & EV_READ ? fd : ARES_SOCKET_BAD,
			what & EV_WRITE ? fd : ARES_SOCKET_BAD);
	arm_timer(d);
}

static void
watch_free(struct watch *w)
{
	LIST_REMOVE(w, link);
	if (w->event != NULL)
		event_free(w->event);
	free(w);
}

static struct watch *
watch_of(struct dns *d, ares_socket_t fd)
{
	struct watch *w;
	LIST_FOREACH(w, &d->watches, link)
	if (w->fd == fd)
		return w;
	w = calloc(1, sizeof(*w));
	if (w != NULL) {
		w->dns = d;
		w->fd = fd;
		LIST_INSERT_HEAD(&d->watches, w, link);
	}
	return w;
}

/* Called by the library. Without memory the socket goes unwatched and the
 * look-up ends by its timer. */
static void
on_state(void *arg, ares_socket_t fd, int readable, int writable)
{
	struct dns *d = arg;
	struct watch *w = watch_of(d, fd);
	if (w == NULL)
		return;
	if (w->event != NULL)
		event_free(w->event);
	w->event = NULL;
	if (!readable && !writable) {
		watch_free(w);
		return;
	}
	short what = EV_PERSIST;
	what |= readable ? EV_READ : 0;
	what |= writable ? EV_WRITE : 0;
	w->event = event_new(d->base, fd, what, on_socket, w);
	if (w->event != NULL)
		event_add(w->event, NULL);
}

int
dns_new(struct event_base *base, struct dns **ret_dns, struct why *why)
{
	char lookups[] = "fb";
	struct ares_options options = {
		.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES |
			 ARES_FLAG_EDNS,
		.timeout = TRY_MS,
		.tries = TRIES,
		.lookups = lookups,
		.ednspsz = EDNS_SIZE,
		.sock_state_cb = on_state,
	};
	struct dns *d = calloc(1, sizeof(*d));
	if (d == NULL)
		return why_set(why, -ENOMEM, "no memory for the resolver");
	LIST_INIT(&d->watches);
	d->base = base;
	d->timer = event_new(base, -1, 0, on_timer, d);
	options.sock_state_cb_data = d;
	int rc = d->timer == NULL
			 ? ARES_ENOMEM
			 : ares_init_options(
				   &d->channel, &options,
				   ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS |
					   ARES_OPT_TRIES | ARES_OPT_LOOKUPS |
					   ARES_OPT_EDNSPSZ |
					   ARES_OPT_SOCK_STATE_CB);
	if (rc != ARES_SUCCESS) {
		if (d->timer != NULL)
			event_free(d->timer);
		free(d);
		return why_set(why, ERR_UNAVAILABLE, "resolver: %s",
			       ares_strerror(rc));
	}
	*ret_dns = d;
	return 0;
}

void
dns_free(struct dns **d)
{
	if (*d == NULL)
		return;
	ares_destroy((*d)->channel);
	while (!LIST_EMPTY(&(*d)->watches))
		watch_free(LIST_FIRST(&(*d)->watches));
	event_free((*d)->timer);
	free(*d);
	*d = NULL;
}

int
dns_use_servers(struct dns *d, const char *csv)
{
	int rc = ares_set_servers_ports_csv(d->channel, csv);
	return rc == ARES_SUCCESS ? 0 : -EINVAL;
}

static bool
address_of(const struct ares_addrinfo_node *node, struct address *ret_address)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	struct address a = {.port = 0};
	if (node->ai_family == AF_INET6) {
		memcpy(&v6, node->ai_addr, sizeof(v6));
		a.ip = v6.sin6_addr;
	} else if (node->ai_family == AF_INET) {
		memcpy(&v4, node->ai_addr, sizeof(v4));
		a.ip.s6_addr[10] = a.ip.s6_addr[11] = 0xff;
		memcpy(&a.ip.s6_addr[12], &v4.sin_addr, 4);
	} else {
		return false;
	}
	*ret_address = a;
	return true;
}

static bool
holds(const struct address *list, size_t n, const struct address *a)
{
	for (size_t i = 0; i < n; i++)
		if (memcmp(&list[i].ip, &a->ip, sizeof(a->ip)) == 0)
			return true;
	return false;
}

/* The first addresses of one family, each once. */
static size_t
family_of(const struct ares_addrinfo *info, int family, struct address *list)
{
	size_t n = 0;
	for (const struct ares_addrinfo_node *node = info->nodes;
	     node != NULL && n < RESOLVE_MAX; node = node->ai_next)
		if (node->ai_family == family && address_of(node, &list[n]) &&
		    !holds(list, n, &list[n]))
			n++;
	return n;
}

/* Turn by turn, IPv6 first (RFC 8305 section 4). */
static size_t
interleave(const struct ares_addrinfo *info, struct address *list)
{
	struct address v6[RESOLVE_MAX], v4[RESOLVE_MAX];
	size_t n6 = family_of(info, AF_INET6, v6);
	size_t n4 = family_of(info, AF_INET, v4);
	size_t n = 0;
	for (size_t i = 0; n < RESOLVE_MAX && (i < n6 || i < n4); i++) {
		if (i < n6)
			list[n++] = v6[i];
		if (i < n4 && n < RESOLVE_MAX)
			list[n++] = v4[i];
	}
	return n;
}

static unsigned
shortest_ttl(const struct ares_addrinfo *info)
{
	int ttl = INT32_MAX;
	for (const struct ares_addrinfo_node *node = info->nodes; node != NULL;
	     node = node->ai_next)
		ttl = node->ai_ttl < ttl ? node->ai_ttl : ttl;
	for (const struct ares_addrinfo_cname *alias = info->cnames;
	     alias != NULL; alias = alias->next)
		ttl = alias->ttl < ttl ? alias->ttl : ttl;
	return ttl > 0 ? (unsigned)ttl : 0;
}

static void
on_answer(void *arg, int status, int timeouts, struct ares_addrinfo *info)
{
	struct question q = *(struct question *)arg;
	struct address list[RESOLVE_MAX];
	(void)timeouts;
	free(arg);
	if (status == ARES_EDESTRUCTION)
		return;
	size_t n = info != NULL ? interleave(info, list) : 0;
	unsigned ttl = info != NULL ? shortest_ttl(info) : 0;
	if (info != NULL)
		ares_freeaddrinfo(info);
	bool lasting = status == ARES_ENOTFOUND || status == ARES_ENODATA ||
		       status == ARES_SUCCESS;
	int rc = n > 0			   ? 0
		 : status == ARES_ETIMEOUT ? ERR_TIMEOUT
					   : ERR_UNAVAILABLE;
	q.fn(q.arg, rc, lasting, list, n, ttl);
}

int
dns_ask(struct dns *d, const char *host, dns_done_fn *fn, void *arg)
{
	static const struct ares_addrinfo_hints hints = {
		.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
	struct question *q = malloc(sizeof(*q));
	if (q == NULL)
		return -ENOMEM;
	*q = (struct question){.fn = fn, .arg = arg};
	ares_getaddrinfo(d->channel, host, NULL, &hints, on_answer, q);
	arm_timer(d);
	return 0;
}
