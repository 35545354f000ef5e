/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The admin address, served by libevent's HTTP server: few requests, none of
 * them on the byte path. Main thread.
 */
#include "daemon/admin.h"

#include "base/tally.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/http.h>
#include <stdlib.h>

struct admin {
	struct daemon *daemon;
	struct evhttp *http;
};

static int
put_tally(void *arg, const struct tally *t)
{
	struct evbuffer *out = arg;
	const char *name = t->name;
	size_t n = strlen(name);
	/* OpenMetrics names the family of a counter without "_total". */
	if (!t->gauge && n > 6 && strcmp(name + n - 6, "_total") == 0)
		n -= 6;
	evbuffer_add_printf(out, "# TYPE %.*s %s\n# HELP %.*s %s.\n%s %lld\n",
			    (int)n, name, t->gauge ? "gauge" : "counter",
			    (int)n, name, t->help, name,
			    (long long)tally_read(t));
	return 0;
}

static void
answer(struct evhttp_request *q, int status, const char *type,
       struct evbuffer *body)
{
	evhttp_add_header(evhttp_request_get_output_headers(q), "Content-Type",
			  type);
	evhttp_send_reply(q, status, status == 200 ? "OK" : "Refused", body);
}

static void
on_metrics(struct evhttp_request *q, void *arg)
{
	struct evbuffer *body = evbuffer_new();
	(void)arg;
	if (body == NULL)
		return;
	tally_each(put_tally, body);
	evbuffer_add_printf(body, "# EOF\n");
	answer(q, 200,
	       "application/openmetrics-text; version=1.0.0; charset=utf-8",
	       body);
	evbuffer_free(body);
}

static void
on_health(struct evhttp_request *q, void *arg)
{
	struct evbuffer *body = evbuffer_new();
	(void)arg;
	if (body == NULL)
		return;
	evbuffer_add_printf(body, "ok\n");
	answer(q, 200, "text/plain", body);
	evbuffer_free(body);
}

int
admin_new(struct daemon *d, const struct address *at, struct admin **ret_admin,
	  struct why *why)
{
	char text[ADDRESS_TEXT];
	struct admin *a = calloc(1, sizeof(*a));
	if (a == NULL)
		return why_set(why, -ENOMEM, "out of memory");
	a->daemon = d;
	a->http = evhttp_new(d->base);
	if (a->http == NULL ||
	    evhttp_bind_socket(a->http, address_text(at, text), at->port) !=
		    0) {
		int error = errno;
		admin_free(&a);
		return why_set(why, -error, "cannot serve on %s port %u: %s",
			       address_text(at, text), at->port,
			       err_text(-error));
	}
	evhttp_set_allowed_methods(a->http, EVHTTP_REQ_GET | EVHTTP_REQ_HEAD);
	evhttp_set_timeout(a->http, 30);
	evhttp_set_cb(a->http, "/metrics", on_metrics, a);
	evhttp_set_cb(a->http, "/healthz", on_health, a);
	*ret_admin = a;
	return 0;
}

void
admin_free(struct admin **pa)
{
	struct admin *a = *pa;
	*pa = NULL;
	if (a == NULL)
		return;
	if (a->http != NULL)
		evhttp_free(a->http);
	free(a);
}
