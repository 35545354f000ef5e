/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kouanctl report: asks the daemon for counts and the register, reads the
 * audit's files itself, and writes what the reports asked for say of both.
 * Where no daemon answers and --audit names the files, their part is written.
 */
#include "ctl/report.h"

#include <getopt.h>
#include <glob.h>
#include <stdlib.h>

#define REGIME "cn"
/* China's; what other regimes have is the daemon's to say. */
#define OFFSET_S (8 * 3600)

enum format { FORMAT_HTML, FORMAT_CSV, FORMAT_JSON };

struct arguments {
	const char *window, *regime, *format, *output, *language, *key, *flow;
	const char *kinds[REPORT_KINDS], *paths[64];
	size_t n_kinds, n_paths;
};

static int
take_kind(struct arguments *a, const char *name)
{
	for (size_t i = 0; i < REPORT_KINDS; i++)
		if (strcmp(report_kinds[i].name, name) == 0 &&
		    a->n_kinds < REPORT_KINDS) {
			a->kinds[a->n_kinds++] = report_kinds[i].name;
			return 0;
		}
	(void)ctl_fail(CTL_USAGE, "no such report: %s; there are:", name);
	for (size_t i = 0; i < REPORT_KINDS; i++)
		fprintf(stderr, "  %-11s %s\n", report_kinds[i].name,
			report_kinds[i].title.in[REPORT_EN]);
	return -1;
}

static const struct option options[] = {
	{"window", required_argument, NULL, 'w'},
	{"regime", required_argument, NULL, 'r'},
	{"format", required_argument, NULL, 'f'},
	{"output", required_argument, NULL, 'o'},
	{"lang", required_argument, NULL, 'l'},
	{"report", required_argument, NULL, 'n'},
	{"audit", required_argument, NULL, 'a'},
	{"key", required_argument, NULL, 'k'},
	{"flow", required_argument, NULL, 'F'},
	{NULL, 0, NULL, 0}};

static int
take_option(struct arguments *a, int c)
{
	switch (c) {
	case 'w':
		a->window = optarg;
		return 0;
	case 'r':
		a->regime = optarg;
		return 0;
	case 'f':
		a->format = optarg;
		return 0;
	case 'o':
		a->output = optarg;
		return 0;
	case 'l':
		a->language = optarg;
		return 0;
	case 'k':
		a->key = optarg;
		return 0;
	case 'F':
		a->flow = optarg;
		return 0;
	case 'n':
		return take_kind(a, optarg);
	case 'a':
		if (a->n_paths == sizeof(a->paths) / sizeof(*a->paths))
			return -1;
		a->paths[a->n_paths++] = optarg;
		return 0;
	default:
		return -1;
	}
}

static int
format_of(const char *name)
{
	static const char *const names[] = {"html", "csv", "json"};
	for (int i = 0; name != NULL && i < 3; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

/* As told, else as the environment has it. */
static int
language_of(const char *name)
{
	static const char *const from[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	if (name != NULL)
		return strcmp(name, "zh") == 0	 ? REPORT_ZH
		       : strcmp(name, "en") == 0 ? REPORT_EN
						 : -1;
	for (size_t i = 0; i < sizeof(from) / sizeof(*from); i++) {
		const char *value = getenv(from[i]);
		if (value != NULL && value[0] != 0)
			return strncmp(value, "zh", 2) == 0 ? REPORT_ZH
							    : REPORT_EN;
	}
	return REPORT_EN;
}

/* One request with its regime and window; 0, or the exit status + 1. */
static int
ask(const struct ctl *ctl, const struct arguments *a, const char *command,
    const char *window, const char *by, struct answer *ret_answer)
{
	const struct ctl quiet = {.control = ctl->control};
	struct emit *request = ctl_request(command);
	emit_opt(request, "regime", a->regime);
	emit_opt(request, "window", window);
	emit_opt(request, "by", by);
	return ctl_run(&quiet, &request, ret_answer);
}

static int
ask_daemon(const struct ctl *ctl, struct arguments *a, struct report_input *in)
{
	int status = ask(ctl, a, "report", NULL, NULL, &in->about);
	if (status != 0)
		return status;
	yajl_val regime = answer_object(in->about.tree, "regime");
	in->facts.regime = answer_text(regime, "id");
	in->facts.utc_offset_s = answer_number(regime, "utc_offset_s");
	if (a->window == NULL)
		a->window = answer_text(in->about.tree, "current_window");
	status = ask(ctl, a, "ledger", a->window, "country", &in->countries);
	if (status == 0)
		status = ask(ctl, a, "ledger", a->window, "recipient",
			     &in->recipients);
	if (status == 0)
		status = ask(ctl, a, "ledger", a->window, "category",
			     &in->kinds);
	if (status == 0)
		status = ask(ctl, a, "pathways", NULL, NULL, &in->pathways);
	in->online = status == 0;
	return status;
}

/* From the first to the last second of a calendar year. */
static void
set_period(struct report_input *in)
{
	uint64_t year;
	if (strlen(in->window) != 4 ||
	    span_u64(span_str(in->window), &year) < 0)
		return;
	int64_t from = civil_to_days((struct civil){(int)year, 1, 1}) * 86400;
	int64_t to = civil_to_days((struct civil){(int)year + 1, 1, 1}) * 86400;
	clock_text((from - in->facts.utc_offset_s) * 1000000, in->facts.from);
	clock_text((to - in->facts.utc_offset_s) * 1000000, in->facts.to);
}

/* The daemon's file and those moved aside from it. */
static void
read_chain(struct audit_facts *f, const char *file, const char *key)
{
	glob_t found = {.gl_pathc = 0};
	char *pattern = NULL;
	must(asprintf(&pattern, "%s.[0-9]*-[0-9]*-[0-9]*", file) >= 0);
	size_t n = glob(pattern, 0, NULL, &found) == 0 ? found.gl_pathc : 0;
	const char **paths = calloc(n + 1, sizeof(char *));
	must(paths != NULL);
	for (size_t i = 0; i < n; i++)
		paths[i] = found.gl_pathv[i];
	paths[n] = file;
	audit_facts_read(f, paths, n + 1, key);
	free(paths);
	globfree(&found);
	free(pattern);
}

/* Read anew when the daemon wrote or moved a file meanwhile. */
static void
read_live(struct report_input *in, const char *file, const char *key)
{
	const struct audit_facts asked = in->facts;
	for (int i = 0; i < 3 && (i == 0 || in->facts.rc < 0); i++) {
		if (i > 0)
			audit_facts_fini(&in->facts);
		if (i > 0)
			audit_facts_init(&in->facts);
		in->facts.regime = asked.regime;
		in->facts.utc_offset_s = asked.utc_offset_s;
		memcpy(in->facts.from, asked.from, sizeof(asked.from));
		memcpy(in->facts.to, asked.to, sizeof(asked.to));
		read_chain(&in->facts, file, key);
	}
}

static void
read_audit(const struct arguments *a, struct report_input *in)
{
	const char *file = answer_text(in->about.tree, "audit_file");
	const char *key_path = answer_text(in->about.tree, "audit_key");
	char *key = NULL, *beside = NULL;
	if (a->key != NULL) {
		key = ctl_read_key(a->key);
	} else if (key_path[0] != 0) {
		must(asprintf(&beside, "%s.pub", key_path) >= 0);
		key = ctl_read_key(beside);
	}
	if (a->n_paths > 0) {
		audit_facts_read(&in->facts, a->paths, a->n_paths, key);
		in->audit = true;
	} else if (file[0] != 0) {
		read_live(in, file, key);
		in->audit = true;
	}
	free(beside);
	free(key);
}

static bool
is_wanted(const struct arguments *a, const char *name)
{
	for (size_t i = 0; i < a->n_kinds; i++)
		if (strcmp(a->kinds[i], name) == 0)
			return true;
	return a->n_kinds == 0;
}

static int
write_report(const struct ctl *ctl, const struct arguments *a, int format,
	     const struct report_input *in)
{
	static int (*const writers[])(const struct report_output *o,
				      struct why *why) = {
		report_write_html, report_write_csv, report_write_json};
	struct report_doc doc = {.n = 0};
	struct why why = {""};
	bool is_signed = false;
	for (size_t i = 0; i < REPORT_KINDS; i++)
		if (is_wanted(a, report_kinds[i].name)) {
			doc_section(&doc, report_kinds[i].name,
				    report_kinds[i].title);
			report_kinds[i].add(&doc, in);
		}
	const struct report_output o = {a->output, in->language, in, &doc};
	int rc = writers[format](&o, &why);
	if (rc == 0)
		rc = report_manifest_write(ctl, &o, format == FORMAT_CSV,
					   &is_signed, &why);
	doc_fini(&doc);
	if (rc < 0)
		return ctl_fail(CTL_NO, "%s", why.text);
	if (in->audit && in->facts.rc < 0)
		(void)ctl_fail(CTL_NO, "the audit's chain does not hold: %s",
			       in->facts.why.text);
	if (!is_signed)
		(void)ctl_fail(CTL_NO, "the manifest is not signed");
	return in->audit && in->facts.rc < 0 ? CTL_NO : CTL_GOOD;
}

static int
run(const struct ctl *ctl, struct arguments *a, struct report_input *in)
{
	bool online = ctl_daemon_listens(ctl) || a->n_paths == 0;
	if (online) {
		int status = ask_daemon(ctl, a, in);
		if (status > 0)
			return status - 1;
	} else {
		in->facts.regime = a->regime != NULL ? a->regime : REGIME;
		in->facts.utc_offset_s = OFFSET_S;
	}
	if (a->window == NULL)
		return ctl_usage("report");
	in->window = a->window;
	in->language = (enum report_language)language_of(a->language);
	in->flow = a->flow;
	set_period(in);
	read_audit(a, in);
	return write_report(ctl, a, format_of(a->format), in);
}

int
cmd_report(const struct ctl *ctl, int argc, char **argv)
{
	struct arguments a = {.window = NULL};
	struct report_input in = {.now_s = clock_wall_us() / 1000000};
	int c;
	while ((c = getopt_long(argc, argv, "o:", options, NULL)) != -1)
		if (take_option(&a, c) < 0)
			return ctl_usage("report");
	if (optind != argc || format_of(a.format) < 0 || a.output == NULL ||
	    language_of(a.language) < 0)
		return ctl_usage("report");
	clock_text(in.now_s * 1000000, in.generated);
	audit_facts_init(&in.facts);
	int status = run(ctl, &a, &in);
	audit_facts_fini(&in.facts);
	answer_fini(&in.about);
	answer_fini(&in.countries);
	answer_fini(&in.recipients);
	answer_fini(&in.kinds);
	answer_fini(&in.pathways);
	return status;
}
