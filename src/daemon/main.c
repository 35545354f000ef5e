/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kouand: command line, roles. The same binary, started afresh with --role,
 * is the signer. Exit: 0 after a drain, 1 on a configuration error, 2 when it
 * cannot start.
 */
#include "config.h"

#include "base/log.h"
#include "daemon/daemon.h"
#include "tls/signer.h"

#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

#define EXIT_CONFIG 1
#define EXIT_STARTUP 2

struct arguments {
	const char *config;
	bool test, print;
};

static void
usage(FILE *out)
{
	fputs("Usage: kouand [-c FILE] [-t | -T] [-V]\n"
	      "The egress gateway for personal data, in the foreground.\n\n"
	      "  -c FILE  configuration (" SYSCONFDIR "/kouan.conf)\n"
	      "  -t       check the configuration and end\n"
	      "  -T       print the effective configuration and end\n"
	      "  -V, --version  print the version\n"
	      "  -h, --help     this text\n",
	      out);
}

static void
to_stderr(void *arg, bool is_error, const char *text)
{
	unsigned *n = arg;
	fprintf(stderr, "%s%s\n", is_error ? "" : "warning: ", text);
	*n += is_error;
}

/* -1: go on; else the exit status. */
static int
parse(int argc, char **argv, struct arguments *a)
{
	static const struct option options[] = {
		{"version", no_argument, NULL, 'V'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0}};
	int c;
	while ((c = getopt_long(argc, argv, "c:tTVh", options, NULL)) != -1) {
		switch (c) {
		case 'c':
			a->config = optarg;
			break;
		case 't':
			a->test = true;
			break;
		case 'T':
			a->print = true;
			break;
		case 'V':
			puts("kouand (kouan) " PACKAGE_VERSION);
			return 0;
		case 'h':
			usage(stdout);
			return 0;
		default:
			usage(stderr);
			return EXIT_STARTUP;
		}
	}
	if (optind < argc || (a->test && a->print)) {
		usage(stderr);
		return EXIT_STARTUP;
	}
	return -1;
}

static char *
own_path(void)
{
	static char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	if (n <= 0)
		return NULL;
	path[n] = 0;
	return path;
}

static int
check_or_print(const struct arguments *a, struct snapshot *conf)
{
	unsigned errors = 0;
	int rc = a->test ? snapshot_test(conf, to_stderr, &errors)
			 : snapshot_print(conf, stdout);
	if (rc == 0 && a->test)
		printf("%s: good, policy %s\n", a->config, conf->policy_tag);
	snapshot_unref(&conf);
	return rc == 0 ? 0 : EXIT_CONFIG;
}

int
main(int argc, char **argv)
{
	struct arguments a = {.config = SYSCONFDIR "/kouan.conf"};
	struct snapshot *conf;
	struct why why;
	unsigned errors = 0;
	if (argc > 1 && strncmp(argv[1], "--role=signer", 13) == 0)
		return signer_role(argc, argv);
	int status = parse(argc, argv, &a);
	if (status >= 0)
		return status;
	if (snapshot_load(a.config, 1, to_stderr, &errors, &conf) < 0) {
		fprintf(stderr, "%s: not usable\n", a.config);
		return EXIT_CONFIG;
	}
	if (a.test || a.print)
		return check_or_print(&a, conf);
	const char *self = own_path();
	if (self == NULL || conf_make_ledger_key(conf, &why) < 0) {
		log_error("cannot start: %s",
			  self == NULL ? "/proc is not there" : why.text);
		snapshot_unref(&conf);
		return EXIT_STARTUP;
	}
	if (conf->ledger_key_made)
		log_warn("made a new ledger key, %s: keep a copy apart from "
			 "the state directory",
			 conf->ledger_key);
	return daemon_run(self, conf);
}
