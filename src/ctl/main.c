/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kouanctl: the operator's tool. Takes the options that every command has,
 * wherever they stand, and hands the rest to the command. Exit: 0 good, 1
 * "no", 2 usage, 3 the daemon is not reachable.
 */
#include "config.h"

#include "ctl/ctl.h"

#include <stdarg.h>
#include <stdlib.h>

/* A public key in PEM is a few hundred bytes. */
#define KEY_MAX 16384
#define CONTROL_SOCKET "/run/kouan/control.sock"

struct command {
	const char *name;
	ctl_command_fn *run;
	const char *arguments, *help;
};

static const struct command commands[] = {
	{"status", cmd_status, "", "version, sessions, health, dates"},
	{"ledger", cmd_ledger,
	 "[--regime R] [--window W]\n"
	 "    [--by country|recipient|pathway|category]\n"
	 "    ledger opening --regime R --window W --pi N --spi N "
	 "--basis TEXT\n"
	 "    ledger init|check|rotate-key [-c CONF]\n"
	 "    ledger backup|restore|check FILE [-c CONF]",
	 "persons counted, bytes, requests, next threshold"},
	{"pathways", cmd_pathways,
	 "\n    pathways add FILE|- --reason TEXT\n"
	 "    pathways approve ID|N [--reason TEXT]\n"
	 "    pathways submit|resume ID [--reason TEXT]\n"
	 "    pathways suspend|revoke|supersede ID --reason TEXT\n"
	 "    pathways withdraw N --reason TEXT",
	 "the register with states, dates, caps; its changes"},
	{"register", cmd_register, "propose | show [VERSION]",
	 "what traffic showed and is not registered; a version's text"},
	{"regimes", cmd_regimes, "[--lang zh|en] [REGIME]",
	 "the laws in force: how they are read, counters, agreements"},
	{"events", cmd_events, "[-n N] [-f] [--verdict V] [--flow F]",
	 "recent decisions"},
	{"explain", cmd_explain, "EVENT",
	 "one decision with every rule that was read"},
	{"decide", cmd_decide,
	 "--source S --url URL [--method M] [--type T] [--file F]\n"
	 "    [--address A]",
	 "what would happen; sends nothing, counts nothing"},
	{"scan", cmd_scan,
	 "[--http] [--reveal] [--type T] [--encoding E]\n"
	 "         [--rules DIR | -c CONF] FILE... | -",
	 "personal data in files; needs no daemon"},
	{"digest", cmd_digest,
	 "--key FILE [--validator NAME] [-o FILE] VALUES... | -\n"
	 "    digest --key FILE --files [-o FILE] FILE...",
	 "lists of a company's own identifiers and files"},
	{"report", cmd_report,
	 "--format html|csv|json -o FILE [--window W] [--regime R]\n"
	 "         [--lang zh|en] [--report NAME]... [--flow F]\n"
	 "         [--audit PATH]... [--key PEM]",
	 "the transfer ledger and the filing packs"},
	{"verify", cmd_verify,
	 "[--key PEM] [--journal] [--daemon] PATH...\n"
	 "    [--journal-directory DIR] [--namespace N]",
	 "whether an audit file or a report is unchanged"},
	{"ca", cmd_ca,
	 "init | show | export --format pem|p12|jks [-o FILE]\n"
	 "         [-c CONF | --certificate FILE --key FILE]",
	 "the certification authority"},
	{"doctor", cmd_doctor, "[--proxy URL] [--url URL]",
	 "which programs here trust the CA and use the proxy"},
	{"reload", cmd_reload, "", "reads the configuration anew"},
	{"drain", cmd_drain, "", "ends when the last exchange ended"},
	{NULL, NULL, NULL, NULL},
};

int
ctl_fail(int status, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	fputs("kouanctl: ", stderr);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
	va_end(args);
	return status;
}

char *
ctl_read_key(const char *path)
{
	char *text = calloc(1, KEY_MAX);
	FILE *file = fopen(path, "re");
	if (text == NULL || file == NULL ||
	    fread(text, 1, KEY_MAX - 1, file) == 0) {
		free(text);
		text = NULL;
	}
	if (file != NULL)
		fclose(file);
	return text;
}

void
ctl_complain(void *arg, bool is_error, const char *text)
{
	(void)arg;
	if (is_error)
		fprintf(stderr, "%s\n", text);
}

static const struct command *
find(const char *name)
{
	for (const struct command *c = commands; c->name != NULL; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

int
ctl_usage(const char *command)
{
	const struct command *c = find(command);
	must(c != NULL);
	fprintf(stderr, "Usage: kouanctl %s %s\n", c->name, c->arguments);
	return CTL_USAGE;
}

static void
help(FILE *out)
{
	fputs("Usage: kouanctl [--json] [--control SOCKET] COMMAND ...\n\n",
	      out);
	for (const struct command *c = commands; c->name != NULL; c++)
		fprintf(out, "  %-9s %s\n", c->name, c->help);
	fputs("\n  --json            stable output for programs\n"
	      "  --control SOCKET  the daemon's socket ($KOUAN_CONTROL, "
	      "else\n                    " CONTROL_SOCKET ")\n"
	      "  -h, --help        this text, or a command's\n"
	      "  --version         print the version\n",
	      out);
}

struct globals {
	struct ctl ctl;
	bool help, version;
};

/* Takes the global options out of argv; the number of those left, or -1. */
static int
take_globals(int argc, char **argv, struct globals *g)
{
	int kept = 1;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--") == 0) {
			while (i < argc)
				argv[kept++] = argv[i++];
		} else if (strcmp(argv[i], "--json") == 0) {
			g->ctl.json = true;
		} else if (strcmp(argv[i], "-h") == 0 ||
			   strcmp(argv[i], "--help") == 0) {
			g->help = true;
		} else if (strcmp(argv[i], "--version") == 0) {
			g->version = true;
		} else if (strncmp(argv[i], "--control=", 10) == 0) {
			g->ctl.control = argv[i] + 10;
		} else if (strcmp(argv[i], "--control") == 0) {
			if (++i == argc)
				return -1;
			g->ctl.control = argv[i];
		} else {
			argv[kept++] = argv[i];
		}
	}
	argv[kept] = NULL;
	return kept;
}

int
main(int argc, char **argv)
{
	struct globals g = {.ctl = {.control = getenv("KOUAN_CONTROL")}};
	if (g.ctl.control == NULL || g.ctl.control[0] == 0)
		g.ctl.control = CONTROL_SOCKET;
	argc = take_globals(argc, argv, &g);
	if (g.version) {
		puts("kouanctl (kouan) " PACKAGE_VERSION);
		return CTL_GOOD;
	}
	if (argc < 2) {
		help(g.help ? stdout : stderr);
		return g.help ? CTL_GOOD : CTL_USAGE;
	}
	const struct command *c = find(argv[1]);
	if (c == NULL)
		return ctl_fail(CTL_USAGE,
				"no such command: %s (see "
				"kouanctl --help)",
				argv[1]);
	if (g.help) {
		printf("Usage: kouanctl %s %s\n%s\n", c->name, c->arguments,
		       c->help);
		return CTL_GOOD;
	}
	int status = c->run(&g.ctl, argc - 1, argv + 1);
	if (fflush(stdout) != 0 || ferror(stdout))
		return ctl_fail(CTL_NO, "the output could not be written");
	return status;
}
