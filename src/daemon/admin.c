/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The admin address, served by libevent's HTTP server: few requests, none of
 * them on the byte path. Guarantees: only GET and HEAD; only Host values that
 * are the address itself, so that a page elsewhere cannot read it through
 * somebody's browser (DNS rebinding). Main thread.
 */
#include "daemon/admin.h"

#include "proxy/page.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/http.h>
#include <netinet/in.h>
#include <stdlib.h>

#define PAGE_LIMIT (64 * 1024)
#define IDLE_S 30

struct admin {
	struct daemon *daemon;
	struct evhttp *http;
	struct address at;
};

/* One page: writes it into out; the status. */
typedef int page_fn(struct admin *a, struct evhttp_request *q,
		    struct evbuffer *out);

struct page {
	const char *path, *type;
	page_fn *write;
};

static bool
is_loopback(const struct address *a)
{
	return IN6_IS_ADDR_LOOPBACK(&a->ip) ||
	       (IN6_IS_ADDR_V4MAPPED(&a->ip) && a->ip.s6_addr[12] == 127);
}

static bool
is_unspecified(const struct address *a)
{
	static const uint8_t zero[4];
	return IN6_IS_ADDR_UNSPECIFIED(&a->ip) ||
	       (IN6_IS_ADDR_V4MAPPED(&a->ip) &&
		memcmp(a->ip.s6_addr + 12, zero, 4) == 0);
}

/* Whether the request names this address: the literal, "localhost" where it
 * is loopback, any literal where we listen on all addresses. */
static bool
is_for_us(const struct admin *a, struct evhttp_request *q,
	  struct authority *ret_host)
{
	const char *text =
		evhttp_find_header(evhttp_request_get_input_headers(q), "Host");
	struct address named;
	if (text == NULL || authority_parse(span_str(text), ret_host) < 0)
		return false;
	if ((ret_host->port != 0 ? ret_host->port : 80) != a->at.port)
		return false;
	if (!ret_host->is_address)
		return is_loopback(&a->at) &&
		       strcmp(ret_host->host, "localhost") == 0;
	return address_parse(span_str(ret_host->host), &named) == 0 &&
	       (is_unspecified(&a->at) ||
		memcmp(&named.ip, &a->at.ip, sizeof(named.ip)) == 0);
}

/* Where clients reach the proxy: the first listener, by the name this page
 * was asked under where it listens on all addresses. */
static void
proxy_name(const struct snapshot *conf, const struct authority *host, char *buf,
	   size_t size)
{
	char text[ADDRESS_TEXT];
	const struct address *l = &conf->listeners[0].address;
	const char *name =
		is_unspecified(l) ? host->host : address_text(l, text);
	bool brackets = strchr(name, ':') != NULL;
	snprintf(buf, size, "%s%s%s:%u", brackets ? "[" : "", name,
		 brackets ? "]" : "", (unsigned)l->port);
}

/* ---- pages ---- */

static int
front_page(struct admin *a, struct evhttp_request *q, struct evbuffer *out)
{
	(void)a;
	(void)q;
	evbuffer_add_printf(
		out,
		"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
		"<title>kouan</title><h1>kouan</h1>"
		"<p>The dashboard is not in this build; <code>kouanctl status"
		"</code>, <code>ledger</code> and <code>events</code> show "
		"what it would.</p><ul>"
		"<li><a href=\"/setup\">how to trust the CA</a>"
		"<li><a href=\"/ca.pem\">the CA certificate</a>"
		"<li><a href=\"/proxy.pac\">proxy configuration</a>"
		"<li><a href=\"/metrics\">metrics</a>"
		"<li><a href=\"/healthz\">alive</a>"
		"<li><a href=\"/readyz\">ready</a></ul></html>\n");
	return 200;
}

static int
metrics_page(struct admin *a, struct evhttp_request *q, struct evbuffer *out)
{
	(void)q;
	admin_metrics(a->daemon, out);
	return 200;
}

static int
health_page(struct admin *a, struct evhttp_request *q, struct evbuffer *out)
{
	(void)a;
	(void)q;
	evbuffer_add_printf(out, "ok\n");
	return 200;
}

/* Ready is who could let a transfer pass now. */
static int
ready_page(struct admin *a, struct evhttp_request *q, struct evbuffer *out)
{
	struct daemon *d = a->daemon;
	struct snapshot *conf = gateway_snapshot(&d->gateway);
	struct ledger_health ledger;
	struct audit_health audit;
	(void)q;
	ledger_health(d->gateway.ledger, &ledger);
	audit_health(d->gateway.audit, &audit);
	bool journal = audit.journal_ok || !conf->audit.journal ||
		       conf->audit.when_unavailable == AUDIT_FILE_ONLY;
	bool file = audit.file_ok || conf->audit.file == NULL;
	bool signer = d->signer_fd >= 0;
	snapshot_unref(&conf);
	evbuffer_add_printf(out, "ledger %s\naudit %s\nsigner %s\n%s",
			    ledger.writable ? "ok" : "cannot be written",
			    journal && file ? "ok" : "cannot take records",
			    signer ? "ok" : "not there",
			    d->draining ? "draining\n" : "");
	return ledger.writable && journal && file && signer && !d->draining
		       ? 200
		       : 503;
}

static int
ca_page(struct admin *a, struct evhttp_request *q, struct evbuffer *out)
{
	const char *pem = a->daemon->gateway.ca_pem;
	(void)q;
	if (pem == NULL)
		return 503;
	evbuffer_add(out, pem, strlen(pem));
	return 200;
}

static int
proxy_page(struct admin *a, struct evhttp_request *q, struct evbuffer *out,
	   int (*write)(const char *proxy, struct buf *out))
{
	struct snapshot *conf = gateway_snapshot(&a->daemon->gateway);
	struct authority host;
	char proxy[HOST_MAX + 16];
	struct buf text;
	int rc = ERR_MALFORMED;
	buf_init(&text, PAGE_LIMIT);
	if (conf->n_listeners > 0 && is_for_us(a, q, &host)) {
		proxy_name(conf, &host, proxy, sizeof(proxy));
		rc = write(proxy, &text);
	}
	if (rc == 0)
		evbuffer_add(out, text.p, text.n);
	buf_fini(&text);
	snapshot_unref(&conf);
	return rc == 0 ? 200 : 503;
}

static int
pac_page(struct admin *a, struct evhttp_request *q, struct evbuffer *out)
{
	return proxy_page(a, q, out, page_pac);
}

static int
setup_page(struct admin *a, struct evhttp_request *q, struct evbuffer *out)
{
	return proxy_page(a, q, out, page_setup);
}

#define TYPE_TEXT "text/plain; charset=utf-8"
static const struct page pages[] = {
	{"/", "text/html; charset=utf-8", front_page},
	{"/metrics",
	 "application/openmetrics-text; version=1.0.0; charset=utf-8",
	 metrics_page},
	{"/healthz", TYPE_TEXT, health_page},
	{"/readyz", TYPE_TEXT, ready_page},
	{"/ca.pem", "application/x-pem-file", ca_page},
	{"/proxy.pac", "application/x-ns-proxy-autoconfig", pac_page},
	{"/setup", TYPE_TEXT, setup_page},
	{NULL, NULL, NULL},
};

static const char *
status_words(int status)
{
	switch (status) {
	case 200:
		return "OK";
	case 404:
		return "Not Found";
	case 421:
		return "Misdirected Request";
	default:
		return "Service Unavailable";
	}
}

static void
answer(struct evhttp_request *q, int status, const char *type,
       struct evbuffer *body)
{
	struct evkeyvalq *fields = evhttp_request_get_output_headers(q);
	evhttp_add_header(fields, "Content-Type", type);
	evhttp_add_header(fields, "Cache-Control", "no-store");
	evhttp_add_header(fields, "X-Content-Type-Options", "nosniff");
	evhttp_add_header(fields, "Content-Security-Policy",
			  "default-src 'none'; frame-ancestors 'none'");
	evhttp_send_reply(q, status, status_words(status), body);
}

static void
on_request(struct evhttp_request *q, void *arg)
{
	struct admin *a = arg;
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(q);
	const char *path = uri != NULL ? evhttp_uri_get_path(uri) : NULL;
	struct evbuffer *body = evbuffer_new();
	struct authority host;
	const struct page *p = pages;
	if (body == NULL) {
		evhttp_send_error(q, 503, "Service Unavailable");
		return;
	}
	while (p->path != NULL && (path == NULL || strcmp(p->path, path) != 0))
		p++;
	if (!is_for_us(a, q, &host)) {
		evbuffer_add_printf(body, "Ask for this page by the address "
					  "it is served on.\n");
		answer(q, 421, TYPE_TEXT, body);
	} else if (p->path == NULL) {
		evbuffer_add_printf(body, "There is no such page.\n");
		answer(q, 404, TYPE_TEXT, body);
	} else {
		int status = p->write(a, q, body);
		answer(q, status, p->type, body);
	}
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
	a->at = *at;
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
	evhttp_set_timeout(a->http, IDLE_S);
	evhttp_set_max_headers_size(a->http, PAGE_LIMIT);
	evhttp_set_max_body_size(a->http, 0);
	evhttp_set_gencb(a->http, on_request, a);
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
