/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our own pages on the proxy port, for clients that are being set up: the CA
 * certificate, a PAC file, and how to trust the CA in the common runtimes.
 * Only for a plain origin-form GET. Worker thread.
 */
#include "proxy/page.h"

#include "proxy/session.h"
#include "wire/head.h"

#define PAGE_LIMIT (64 * 1024)

static int
proxy_name(struct session *s, const struct head *head, char *buf, size_t size)
{
	const struct head_field *f = head_find(head, "Host");
	struct authority host;
	if (f == NULL || authority_parse(f->value, &host) < 0)
		return -1;
	uint16_t port = s->conf->listeners[s->listener].address.port;
	snprintf(buf, size, "%s:%u", host.host,
		 (unsigned)(host.port != 0 ? host.port : port));
	return 0;
}

int
page_pac(const char *proxy, struct buf *out)
{
	return buf_printf(out,
			  "function FindProxyForURL(url, host) {\n"
			  "  if (isPlainHostName(host) || shExpMatch(host, "
			  "\"127.*\") ||\n"
			  "      host === \"::1\") return \"DIRECT\";\n"
			  "  return \"PROXY %s\";\n}\n",
			  proxy);
}

int
page_setup(const char *proxy, struct buf *out)
{
	return buf_printf(
		out,
		"# Trust the gateway's CA and go through it\n"
		"curl -fsS -o /usr/local/share/ca-certificates/kouan.crt "
		"http://%s/ca.pem && update-ca-certificates\n"
		"export HTTPS_PROXY=http://%s HTTP_PROXY=http://%s "
		"NO_PROXY=localhost,127.0.0.1,::1\n"
		"# Runtimes that do not read the system's store:\n"
		"export NODE_EXTRA_CA_CERTS=/usr/local/share/ca-certificates/"
		"kouan.crt\n"
		"export REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt "
		"SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt\n"
		"export AWS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt "
		"CARGO_HTTP_CAINFO=/etc/ssl/certs/ca-certificates.crt "
		"GIT_SSL_CAINFO=/etc/ssl/certs/ca-certificates.crt\n"
		"# Java: keytool -importcert -noprompt -cacerts -storepass "
		"changeit -alias kouan -file "
		"/usr/local/share/ca-certificates/kouan.crt\n",
		proxy, proxy, proxy);
}

void
page_answer(struct session *s, const struct head *head)
{
	struct buf body, out;
	char proxy[HOST_MAX + 8];
	const char *type = "text/plain; charset=utf-8";
	int status = 404;
	struct span path = head->target;
	buf_init(&body, PAGE_LIMIT);
	buf_init(&out, PAGE_LIMIT);
	int rc = proxy_name(s, head, proxy, sizeof(proxy));
	bool get = span_eq(head->method, SPAN("GET"));
	if (rc == 0 && get && span_eq(path, SPAN("/ca.pem"))) {
		status = 200;
		type = "application/x-pem-file";
		rc = buf_add(&body, span_str(s->worker->gateway->ca_pem));
	} else if (rc == 0 && get && span_eq(path, SPAN("/proxy.pac"))) {
		status = 200;
		type = "application/x-ns-proxy-autoconfig";
		rc = page_pac(proxy, &body);
	} else if (rc == 0 && get && span_eq(path, SPAN("/setup"))) {
		status = 200;
		rc = page_setup(proxy, &body);
	} else {
		status = rc < 0 ? 400 : get ? 404 : 405;
		rc = buf_add(&body,
			     SPAN("This is a proxy. See /setup, /ca.pem and "
				  "/proxy.pac.\n"));
	}
	if (rc == 0)
		rc = buf_printf(&out,
				"HTTP/1.1 %d %s\r\nContent-Type: %s\r\n"
				"Content-Length: %zu\r\nConnection: close"
				"\r\n\r\n",
				status, status == 200 ? "OK" : "Refused", type,
				body.n);
	if (rc == 0)
		rc = buf_add(&out, buf_span(&body));
	if (rc == 0)
		rc = queue_copy(&s->client->out, s->worker->chunks,
				buf_span(&out));
	if (rc < 0)
		s->client->broken = true;
	buf_fini(&body);
	buf_fini(&out);
}
