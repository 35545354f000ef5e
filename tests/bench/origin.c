/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The origin of measurements: an HTTPS/1.1 server that reads every body to
 * its end, forgets it, and only then answers with the bytes it saw in
 * X-Body-Bytes. One thread, one epoll, loopback only; made for well-behaved
 * clients: it hangs up on what it does not know.
 *
 * origin PORT CA.crt CA.key
 */
#include "bench/origin.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define EVENTS 256
#define BACKLOG 4096
#define INPUT (1U << 16)

enum step { STEP_HANDSHAKE, STEP_HEAD, STEP_BODY, STEP_CHUNKS, STEP_ANSWER };
enum { PART_SIZE, PART_DATA, PART_LINE_END, PART_TRAILER };

struct conn {
	int fd;
	SSL *ssl;
	enum step step;
	bool close;
	char head[8192];
	size_t n_head;
	uint64_t left, seen;
	int part; /* of the chunked body */
	unsigned line;
	char out[256];
	size_t out_size, out_sent;
};

static int epoll;
static SSL_CTX *default_ctx;
static unsigned char input[INPUT];

static _Noreturn void
die(const char *what)
{
	fprintf(stderr, "origin: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int
on_name(SSL *ssl, int *alert, void *arg)
{
	const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
	SSL_CTX *ctx = name != NULL ? origin_leaf(name) : NULL;
	(void)alert;
	(void)arg;
	if (ctx != NULL)
		SSL_set_SSL_CTX(ssl, ctx);
	return SSL_TLSEXT_ERR_OK;
}

/* > 0: bytes; 0: would block; < 0: gone. */
static int
result(struct conn *c, int n)
{
	if (n > 0)
		return n;
	int error = SSL_get_error(c->ssl, n);
	return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE
		       ? 0
		       : -1;
}

/* The value of a field of the head, or NULL. */
static const char *
field(const struct conn *c, const char *name)
{
	size_t n = strlen(name);
	for (const char *p = c->head; (p = strchr(p, '\n')) != NULL;) {
		p++;
		if (strncasecmp(p, name, n) == 0 && p[n] == ':')
			return p + n + 1 + strspn(p + n + 1, " \t");
	}
	return NULL;
}

static void
answer(struct conn *c)
{
	static const char body[] = "{\"ok\":true}\n";
	c->out_size = (size_t)snprintf(
		c->out, sizeof(c->out),
		"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
		"Content-Length: %zu\r\nX-Body-Bytes: %llu\r\n%s\r\n%s",
		sizeof(body) - 1, (unsigned long long)c->seen,
		c->close ? "Connection: close\r\n" : "", body);
	c->out_sent = 0;
	c->step = STEP_ANSWER;
}

static void
chunk_line(struct conn *c, char b)
{
	bool end = b == '\n';
	if (c->part == PART_SIZE && isxdigit((unsigned char)b)) {
		int digit = isdigit((unsigned char)b)
				    ? b - '0'
				    : tolower((unsigned char)b) - 'a' + 10;
		c->left = c->left * 16 + (uint64_t)digit;
	} else if (c->part == PART_SIZE && end) {
		c->part = c->left > 0 ? PART_DATA : PART_TRAILER;
	} else if (c->part == PART_LINE_END && end) {
		c->part = PART_SIZE;
	} else if (c->part == PART_TRAILER && end && c->line == 0) {
		answer(c);
	} else if (c->part == PART_TRAILER) {
		c->line = end ? 0 : c->line + (b != '\r');
	}
}

static void
chunks(struct conn *c, const char *p, size_t n)
{
	while (n > 0 && c->step == STEP_CHUNKS) {
		size_t used = 1;
		if (c->part == PART_DATA) {
			used = n < c->left ? n : (size_t)c->left;
			c->left -= used;
			c->seen += used;
			if (c->left == 0)
				c->part = PART_LINE_END;
		} else {
			chunk_line(c, *p);
		}
		p += used;
		n -= used;
	}
}

/* The head is complete; what came behind it belongs to its body. */
static int
begin_body(struct conn *c, size_t n_head)
{
	const char *length = field(c, "Content-Length");
	const char *coding = field(c, "Transfer-Encoding");
	const char *connection = field(c, "Connection");
	size_t rest = c->n_head - n_head;
	c->close =
		connection != NULL && strncasecmp(connection, "close", 5) == 0;
	c->seen = 0;
	c->left = length != NULL ? strtoull(length, NULL, 10) : 0;
	c->n_head = 0;
	if (coding != NULL) {
		c->left = 0;
		c->part = PART_SIZE;
		c->line = 0;
		c->step = STEP_CHUNKS;
		chunks(c, c->head + n_head, rest);
		return 1;
	}
	if (rest > c->left)
		return -1; /* pipelined */
	c->left -= rest;
	c->seen = rest;
	c->step = STEP_BODY;
	return 1;
}

/* Each step: > 0 go on, 0 would block, < 0 hang up. */
static int
step_head(struct conn *c)
{
	char *end = memmem(c->head, c->n_head, "\r\n\r\n", 4);
	if (end != NULL) {
		end[2] = 0;
		return begin_body(c, (size_t)(end - c->head) + 4);
	}
	size_t room = sizeof(c->head) - 1 - c->n_head;
	if (room == 0)
		return -1;
	int n = result(c, SSL_read(c->ssl, c->head + c->n_head, (int)room));
	c->n_head += n > 0 ? (size_t)n : 0;
	return n;
}

static int
step_body(struct conn *c)
{
	if (c->left == 0) {
		answer(c);
		return 1;
	}
	size_t most = c->left < INPUT ? (size_t)c->left : INPUT;
	int n = result(c, SSL_read(c->ssl, input, (int)most));
	if (n > 0) {
		c->left -= (uint64_t)n;
		c->seen += (uint64_t)n;
	}
	return n;
}

static int
step_chunks(struct conn *c)
{
	int n = result(c, SSL_read(c->ssl, input, INPUT));
	if (n > 0)
		chunks(c, (const char *)input, (size_t)n);
	return n;
}

static int
step_answer(struct conn *c)
{
	int n = result(c, SSL_write(c->ssl, c->out + c->out_sent,
				    (int)(c->out_size - c->out_sent)));
	if (n <= 0)
		return n;
	c->out_sent += (size_t)n;
	if (c->out_sent == c->out_size) {
		if (c->close)
			return -1;
		c->step = STEP_HEAD;
	}
	return n;
}

static int
step(struct conn *c)
{
	ERR_clear_error();
	switch (c->step) {
	case STEP_HANDSHAKE: {
		int n = result(c, SSL_do_handshake(c->ssl));
		if (n > 0)
			c->step = STEP_HEAD;
		return n;
	}
	case STEP_HEAD:
		return step_head(c);
	case STEP_BODY:
		return step_body(c);
	case STEP_CHUNKS:
		return step_chunks(c);
	case STEP_ANSWER:
		return step_answer(c);
	}
	return -1;
}

static void
run(struct conn *c)
{
	int n;
	while ((n = step(c)) > 0)
		;
	if (n == 0)
		return;
	if (SSL_is_init_finished(c->ssl))
		SSL_shutdown(c->ssl);
	SSL_free(c->ssl);
	close(c->fd);
	free(c);
}

static void
conn_new(int fd)
{
	struct conn *c = calloc(1, sizeof(*c));
	struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET,
				    .data.ptr = c};
	int one = 1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (c == NULL || (c->ssl = SSL_new(default_ctx)) == NULL ||
	    SSL_set_fd(c->ssl, fd) != 1 ||
	    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0)
		die("a connection");
	c->fd = fd;
	SSL_set_accept_state(c->ssl);
}

static int
listen_on(int port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_port = htons((uint16_t)port),
				      .sin_addr.s_addr =
					      htonl(INADDR_LOOPBACK)};
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
	int one = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (fd < 0 ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    listen(fd, BACKLOG) < 0 ||
	    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0)
		die("listening");
	return fd;
}

int
main(int argc, char **argv)
{
	struct epoll_event events[EVENTS];
	struct rlimit files;
	if (argc != 4) {
		fprintf(stderr, "usage: origin PORT CA.crt CA.key\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	epoll = epoll_create1(EPOLL_CLOEXEC);
	if (epoll < 0 || origin_leaf_init(argv[2], argv[3]) < 0 ||
	    (default_ctx = origin_leaf("origin.test")) == NULL)
		die("the CA");
	SSL_CTX_set_tlsext_servername_callback(default_ctx, on_name);
	int listener = listen_on(atoi(argv[1]));
	for (;;) {
		int n = epoll_wait(epoll, events, EVENTS, -1), fd;
		for (int i = 0; i < n; i++) {
			if (events[i].data.ptr != NULL) {
				run(events[i].data.ptr);
				continue;
			}
			while ((fd = accept4(listener, NULL, NULL,
					     SOCK_NONBLOCK | SOCK_CLOEXEC)) >=
			       0)
				conn_new(fd);
		}
	}
}
