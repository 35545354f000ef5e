/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line of the load generator, its defaults and what it refuses.
 */
#include "bench/loadgen.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const modes[MODE_MAX_] = {"keepalive", "newconn", "bulk",
					     "hosts", "idle"};
static const char *const bodies[BODY_MAX_] = {"json", "pii", "random"};

static const char usage_text[] =
	"usage: loadgen [options]\n"
	"  -m, --mode keepalive|newconn|bulk|hosts|idle\n"
	"  -p, --proxy ADDRESS:PORT    CONNECT through this proxy\n"
	"  -d, --dial ADDRESS:PORT     or dial here (a transparent proxy)\n"
	"  -t, --target HOST:PORT      the origin; hosts: # is a number\n"
	"  -a, --ca FILE               certificates to verify it by\n"
	"  -c, --connections N         at once\n"
	"  -n, --requests N            or for a time:\n"
	"  -s, --seconds S\n"
	"  -z, --size N[k|m|g]         of each body\n"
	"  -b, --body json|pii|random\n"
	"  -k, --chunked\n"
	"  -e, --check-body            the origin must say it saw every byte\n"
	"  -w, --warm-up N             requests before measuring\n"
	"  -i, --hold S                idle: before asking again\n"
	"  -o, --timeout S             for one request\n"
	"  -r, --run-limit S           for all\n"
	"  -l, --label TEXT\n"
	"  -x, --pid PID               whose use to measure (repeat)\n";

const char *
mode_name(enum mode mode)
{
	return modes[mode];
}

static int
index_of(const char *const *names, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	die("%s is not known", name);
}

static uint64_t
size_of(const char *text)
{
	char *end;
	uint64_t n = strtoull(text, &end, 10);
	switch (*end) {
	case 'g':
		return n << 30;
	case 'm':
		return n << 20;
	case 'k':
		return n << 10;
	default:
		return n;
	}
}

static void
set_target(struct options *o, const char *text)
{
	const char *colon = strrchr(text, ':');
	if (colon == NULL || (size_t)(colon - text) >= sizeof(o->host) ||
	    strlen(colon + 1) >= sizeof(o->port))
		die("%s is not HOST:PORT", text);
	snprintf(o->host, sizeof(o->host), "%.*s", (int)(colon - text), text);
	snprintf(o->port, sizeof(o->port), "%s", colon + 1);
}

/* Only the machine itself may be put under load. */
static void
set_dial(struct options *o, const char *text)
{
	char address[INET_ADDRSTRLEN] = "";
	int port = 0;
	o->dial.sin_family = AF_INET;
	if (sscanf(text, "%15[0-9.]:%d", address, &port) != 2 ||
	    inet_pton(AF_INET, address, &o->dial.sin_addr) != 1 || port <= 0 ||
	    port > 65535)
		die("%s is not ADDRESS:PORT", text);
	if (ntohl(o->dial.sin_addr.s_addr) >> 24 != 127)
		die("%s is not in 127.0.0.0/8", text);
	o->dial.sin_port = htons((uint16_t)port);
}

static void
add_pid(struct options *o, const char *text)
{
	if (o->n_pids == PIDS_MAX)
		die("no more than %d processes", PIDS_MAX);
	o->pids[o->n_pids++] = (pid_t)strtol(text, NULL, 10);
}

static void
set_number(struct options *o, int option, const char *text)
{
	switch (option) {
	case 'c':
		o->connections = (unsigned)strtoul(text, NULL, 10);
		break;
	case 'n':
		o->requests = strtoull(text, NULL, 10);
		break;
	case 's':
		o->seconds = strtod(text, NULL);
		break;
	case 'z':
		o->body_size = size_of(text);
		break;
	case 'w':
		o->warm_up = strtoull(text, NULL, 10);
		break;
	case 'i':
		o->hold = strtod(text, NULL);
		break;
	case 'o':
		o->timeout = strtod(text, NULL);
		break;
	case 'r':
		o->run_limit = strtod(text, NULL);
		break;
	default:
		fputs(usage_text, stderr);
		exit(2);
	}
}

static void
set_option(struct options *o, int option, const char *text)
{
	switch (option) {
	case 'm':
		o->mode = (enum mode)index_of(modes, MODE_MAX_, text);
		break;
	case 'b':
		o->body = (enum body)index_of(bodies, BODY_MAX_, text);
		break;
	case 'p':
	case 'd':
		o->proxy = option == 'p';
		set_dial(o, text);
		break;
	case 't':
		set_target(o, text);
		break;
	case 'a':
		o->ca_file = text;
		break;
	case 'k':
		o->chunked = true;
		break;
	case 'e':
		o->check_body = true;
		break;
	case 'l':
		o->label = text;
		break;
	case 'x':
		add_pid(o, text);
		break;
	default:
		set_number(o, option, text);
	}
}

void
options_read(struct options *o, int argc, char **argv)
{
	static const struct option names[] = {
		{"mode", 1, NULL, 'm'},	    {"proxy", 1, NULL, 'p'},
		{"dial", 1, NULL, 'd'},	    {"target", 1, NULL, 't'},
		{"ca", 1, NULL, 'a'},	    {"connections", 1, NULL, 'c'},
		{"requests", 1, NULL, 'n'}, {"seconds", 1, NULL, 's'},
		{"size", 1, NULL, 'z'},	    {"body", 1, NULL, 'b'},
		{"chunked", 0, NULL, 'k'},  {"check-body", 0, NULL, 'e'},
		{"warm-up", 1, NULL, 'w'},  {"hold", 1, NULL, 'i'},
		{"timeout", 1, NULL, 'o'},  {"run-limit", 1, NULL, 'r'},
		{"label", 1, NULL, 'l'},    {"pid", 1, NULL, 'x'},
		{NULL, 0, NULL, 0},
	};
	int option;
	*o = (struct options){.label = "",
			      .connections = 1,
			      .body_size = 1024,
			      .seconds = 3,
			      .hold = 2,
			      .timeout = 60,
			      .run_limit = 300};
	while ((option = getopt_long(
			argc, argv, "m:b:p:d:t:a:c:n:s:z:kew:i:o:r:l:x:", names,
			NULL)) != -1)
		set_option(o, option, optarg);
	if (o->ca_file == NULL || o->host[0] == 0 || o->dial.sin_port == 0 ||
	    o->connections == 0 || optind != argc)
		die("--target, --ca and --proxy or --dial are needed");
	if (o->requests == 0 && o->mode != MODE_KEEPALIVE &&
	    o->mode != MODE_NEWCONN)
		die("mode %s needs --requests", mode_name(o->mode));
	if (o->mode == MODE_IDLE && o->warm_up == 0)
		o->warm_up = 1;
}
