/* SPDX-License-Identifier: Apache-2.0 */
/* The house of the proxy's tests; in the main thread, but for its worker. */
#include "house.h"

#include "proxy/explain.h"
#include "proxy/parts.h"
#include "proxy/sightings.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <sys/socket.h>

#define WAIT_S 20

static void
write_configuration(struct house *h, const char *extra)
{
	char text[8192];
	snprintf(text, sizeof(text),
		 "admin = { control = \"%s/control\"; };\n"
		 "state_dir = \"%s\";\n"
		 "intercept = { ca_certificate = \"ca.pem\"; ca_key = "
		 "\"ca.key\"; };\n"
		 "place = { private_addresses = \"allow\"; ports = [ 80, %u ]; "
		 "overrides = ( { networks = [ \"127.0.0.0/8\" ]; country = "
		 "\"DE\"; } ); };\n"
		 "audit = { journal = false; file = \"%s\"; };\n%s\n",
		 h->folder.path, h->folder.path, h->port, h->audit, extra);
	folder_write_conf(&h->folder, NULL, text);
	ck_assert_msg(folder_load(&h->folder) == 0, "%s", h->folder.said);
}

static int
listen_at(const char *ip, uint16_t *port)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
				 .sin_port = htons(*port)};
	socklen_t n = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	inet_pton(AF_INET, ip, &at.sin_addr);
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 ||
	    listen(fd, 64) != 0) {
		close(fd);
		return -1;
	}
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&at, &n), 0);
	*port = ntohs(at.sin_port);
	return fd;
}

/* All origins on one port: the first draws it, the others may fail. */
static void
open_origins(struct house *h)
{
	for (int attempt = 0; attempt < 50; attempt++) {
		int n = 0;
		h->port = 0;
		for (; n < ORIGINS; n++) {
			char ip[16];
			snprintf(ip, sizeof(ip), "127.0.2.%d", n + 1);
			h->origins[n] = listen_at(ip, &h->port);
			if (h->origins[n] < 0)
				break;
		}
		if (n == ORIGINS)
			return;
		while (n-- > 0)
			close(h->origins[n]);
	}
	ck_abort_msg("no port for the origins");
}

static const char *
category_name(void *arg, unsigned category)
{
	struct house *h = arg;
	return rules_category_name(h->folder.snapshot->rules, category);
}

static void
open_services(struct house *h)
{
	static const char secret[] = "a secret of the test, long enough";
	struct gateway *g = &h->gateway;
	struct why why = {""};
	char path[128];
	uint8_t hash[32] = {0};
	ck_assert_int_eq(
		digest_key_new(span_of(secret, sizeof(secret)), &g->key), 0);
	snprintf(path, sizeof(path), "%s/ledger.db", h->folder.path);
	const struct ledger_options ledger = {.path = path,
					      .key = g->key,
					      .max_same_kind = 2,
					      .category_name = category_name,
					      .category_arg = h};
	ck_assert_msg(ledger_open(&ledger, &g->ledger, &why) == 0, "%s",
		      why.text);
	struct audit_options audit = h->folder.snapshot->audit;
	audit.queue = 256;
	ck_assert_msg(audit_open(&audit, 0, hash, &g->audit, &why) == 0, "%s",
		      why.text);
	snprintf(path, sizeof(path), "%s/pathways.state", h->folder.path);
	ck_assert_int_eq(pathway_states_open(path, &g->states, &why), 0);
	ck_assert_int_eq(admission_new(&g->admission), 0);
	ck_assert_int_eq(parts_new(&parts_limits_default, &g->parts), 0);
}

void
house_open(struct house *h, const char *extra)
{
	struct why why = {""};
	memset(h, 0, sizeof(*h));
	folder_open(&h->folder);
	open_origins(h);
	snprintf(h->audit, sizeof(h->audit), "%s/audit.jsonl", h->folder.path);
	write_configuration(h, extra);
	pthread_mutex_init(&h->gateway.lock, NULL);
	h->gateway.current = snapshot_ref(h->folder.snapshot);
	h->gateway.ca_pem = "";
	open_services(h);
	ck_assert_msg(worker_start(&h->gateway, 0, &h->worker, &why) == 0, "%s",
		      why.text);
}

void
house_reload(struct house *h, const char *extra)
{
	struct snapshot *next;
	write_configuration(h, extra);
	ck_assert_int_eq(snapshot_load(h->folder.conf,
				       h->gateway.current->generation + 1,
				       folder_note, &h->folder, &next),
			 0);
	gateway_replace(&h->gateway, next);
}

void
house_close(struct house *h)
{
	struct gateway *g = &h->gateway;
	worker_stop(h->worker, true);
	worker_join(&h->worker);
	ck_assert_uint_eq(admission_connections(g->admission), 0);
	explain_clear();
	sightings_clear();
	audit_close(&g->audit, WAIT_S * 1000000LL);
	ledger_close(&g->ledger);
	pathway_states_close(&g->states);
	admission_free(&g->admission);
	parts_free(&g->parts);
	digest_key_free(&g->key);
	snapshot_unref(&g->current);
	pthread_mutex_destroy(&g->lock);
	for (int i = 0; i < ORIGINS; i++)
		close(h->origins[i]);
	folder_close(&h->folder);
}

char *
house_records(struct house *h)
{
	ck_assert_int_eq(audit_flush(h->gateway.audit, WAIT_S * 1000000LL), 0);
	FILE *file = fopen(h->audit, "r");
	char *text = calloc(1, 1 << 20);
	ck_assert_ptr_nonnull(file);
	size_t n = fread(text, 1, (1 << 20) - 1, file);
	text[n] = 0;
	fclose(file);
	return text;
}

void
house_await_idle(struct house *h)
{
	for (int i = 0; i < WAIT_S * 1000; i++) {
		if (atomic_load(&h->worker->n_sessions) == 0)
			return;
		poll(NULL, 0, 1);
	}
	ck_abort_msg("sessions do not end");
}

static void
limit_waiting(int fd)
{
	const struct timeval limit = {WAIT_S, 0};
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
}

int
client_open(struct house *h)
{
	uint16_t port = 0;
	struct sockaddr_in at = {.sin_family = AF_INET};
	const struct address peer = {
		.ip.s6_addr = {[10] = 0xff, [11] = 0xff, [12] = 127, [15] = 1},
		.port = 4000};
	int listener = listen_at("127.0.0.1", &port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	at.sin_port = htons(port);
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	int other = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	ck_assert_int_ge(other, 0);
	close(listener);
	limit_waiting(fd);
	ck_assert(admission_enter(h->gateway.admission, UINT64_MAX));
	session_hand_over(h->worker, other, 0, &peer,
			  gateway_snapshot(&h->gateway));
	return fd;
}

int
origin_accept(struct house *h, int i)
{
	struct pollfd p = {.fd = h->origins[i], .events = POLLIN};
	ck_assert_int_eq(poll(&p, 1, WAIT_S * 1000), 1);
	int fd = accept4(h->origins[i], NULL, NULL, SOCK_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	limit_waiting(fd);
	return fd;
}

bool
origin_is_quiet(struct house *h, int i)
{
	struct pollfd p = {.fd = h->origins[i], .events = POLLIN};
	return poll(&p, 1, 0) == 0;
}

void
send_bytes(int fd, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;
	while (n > 0) {
		ssize_t rc = send(fd, p, n, MSG_NOSIGNAL);
		ck_assert_msg(rc > 0, "send: %s", strerror(errno));
		p += rc;
		n -= (size_t)rc;
	}
}

void
send_text(int fd, const char *fmt, ...)
{
	char text[16384];
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	ck_assert_int_lt(n, (int)sizeof(text));
	send_bytes(fd, text, (size_t)n);
}

char *
read_until(int fd, const char *end)
{
	size_t n = 0, k = strlen(end);
	char *text = calloc(1, (1 << 20) + 1);
	while (n < k || memcmp(text + n - k, end, k) != 0) {
		ck_assert_uint_lt(n, 1 << 20);
		ssize_t rc = recv(fd, text + n, 1, 0);
		ck_assert_msg(rc == 1, "\"%s\" did not come after \"%s\": %s",
			      end, text, rc < 0 ? strerror(errno) : "end");
		n++;
	}
	return text;
}

char *
read_to_end(int fd, bool *ret_error)
{
	size_t n = 0, size = 4 << 20;
	char *text = calloc(1, size + 1);
	ssize_t rc;
	while ((rc = recv(fd, text + n, size - n, 0)) > 0)
		n += (size_t)rc;
	if (rc < 0)
		ck_assert_int_eq(errno, ECONNRESET);
	if (ret_error != NULL)
		*ret_error = rc < 0;
	return text;
}

void
read_bytes(int fd, size_t n)
{
	char buf[65536];
	while (n > 0) {
		ssize_t rc =
			recv(fd, buf, n < sizeof(buf) ? n : sizeof(buf), 0);
		ck_assert_msg(rc > 0, "%zu bytes did not come", n);
		n -= (size_t)rc;
	}
}

void
post(struct house *h, int fd, int host, const char *fields, size_t length)
{
	send_text(fd,
		  "POST http://127.0.2.%d:%u/v1 HTTP/1.1\r\n"
		  "Host: 127.0.2.%d:%u\r\n%sContent-Length: %zu\r\n\r\n",
		  host, h->port, host, h->port, fields, length);
}

void
post_text(struct house *h, int fd, int host, const char *text)
{
	post(h, fd, host, JSON, strlen(text));
	send_text(fd, "%s", text);
}

/* The origin takes one request with this body and says 200. */
int
serve(struct house *h, int i, int fd, const char *body)
{
	if (fd < 0)
		fd = origin_accept(h, i);
	char *head = read_until(fd, "\r\n\r\n");
	ck_assert_ptr_nonnull(strstr(head, "Via: 1.1 kouan"));
	ck_assert_ptr_null(strstr(head, "http://")); /* origin form */
	free(head);
	char *got = read_until(fd, body);
	ck_assert_str_eq(got, body);
	free(got);
	send_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
	return fd;
}

void
expect_answer(int fd, const char *status, const char *reason)
{
	char *head = read_until(fd, "\r\n\r\n");
	ck_assert_msg(strstr(head, status) == head + 9, "%s", head);
	const char *length = strstr(head, "Content-Length: ");
	ck_assert_ptr_nonnull(length);
	size_t n = strtoul(length + 16, NULL, 10);
	if (reason != NULL)
		ck_assert_msg(strstr(head, reason) != NULL, "%s", head);
	read_bytes(fd, n);
	free(head);
}

void
expect_record(struct house *h, const char *one, const char *two)
{
	char *records = house_records(h);
	char *line, *rest = records;
	bool found = false;
	while ((line = strsep(&rest, "\n")) != NULL)
		found |= strstr(line, one) != NULL && strstr(line, two) != NULL;
	free(records);
	ck_assert_msg(found, "no record with %s and %s", one, two);
}
