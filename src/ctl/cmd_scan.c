/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kouanctl scan: what the gateway would find in files, offline. The digests
 * are keyed with a secret of this run alone, so nothing of it can be compared
 * with the ledger.
 */
#include "ctl/ctl.h"
#include "ctl/scan_file.h"

#include "base/clock.h"
#include "conf/snapshot.h"
#include "extract/extract.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

/* What containers may take: time for all of a file, memory. */
#define CONTAINERS_US (60 * INT64_C(1000000))
#define CONTAINERS_BYTES (UINT64_C(1) << 30)

struct scan {
	const struct ctl *ctl;
	struct scan_options options;
	const char *conf, *directory;
	struct rules *rules;
	struct scanner *scanner;
	struct digest_key *key;
	struct extract_pool *pool;
	struct container_room room;
	bool found, failed;
};

static int
parse(int argc, char **argv, struct scan *s)
{
	static const struct option options[] = {
		{"http", no_argument, NULL, 'H'},
		{"reveal", no_argument, NULL, 'R'},
		{"type", required_argument, NULL, 't'},
		{"encoding", required_argument, NULL, 'e'},
		{"rules", required_argument, NULL, 'r'},
		{NULL, 0, NULL, 0}};
	int c;
	while ((c = getopt_long(argc, argv, "c:", options, NULL)) != -1) {
		switch (c) {
		case 'H':
			s->options.http = true;
			break;
		case 'R':
			s->options.reveal = true;
			break;
		case 't':
			s->options.type = optarg;
			break;
		case 'e':
			s->options.encoding = optarg;
			break;
		case 'r':
			s->directory = optarg;
			break;
		case 'c':
			s->conf = optarg;
			break;
		default:
			return -1;
		}
	}
	return optind < argc ? 0 : -1;
}

/* ---- detectors ---- */

static void
complain(void *arg, bool is_error, const char *text)
{
	(void)arg;
	fprintf(stderr, "%s%s\n", is_error ? "" : "warning: ", text);
}

/* Where detectors are, if nobody says so: installed, else in the tree this
 * programme was built in. */
static const char *
usual_directory(void)
{
	static const char *const beside[] = {"../conf/detectors.d",
					     "conf/detectors.d"};
	static const char installed[] = SYSCONFDIR "/detectors.d";
	static char path[4096 + 32];
	char self[4096];
	if (access(installed, R_OK | X_OK) == 0)
		return installed;
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	while (n > 0 && self[n - 1] != '/')
		n--;
	for (size_t i = 0; n > 0 && i < sizeof(beside) / sizeof(*beside); i++) {
		snprintf(path, sizeof(path), "%.*s%s", (int)n, self, beside[i]);
		if (access(path, R_OK | X_OK) == 0)
			return path;
	}
	return NULL;
}

static int
load_rules(struct scan *s)
{
	if (s->conf == NULL && s->directory == NULL)
		s->conf = getenv("KOUAN_CONF");
	if (s->conf == NULL && s->directory == NULL)
		s->directory = usual_directory();
	if (s->conf == NULL && s->directory == NULL)
		return ctl_fail(CTL_USAGE, "no detectors in " SYSCONFDIR
					   "/detectors.d: name them with "
					   "--rules DIR or -c CONF");
	if (conf_load_rules(s->directory == NULL ? s->conf : NULL, s->directory,
			    complain, NULL, &s->rules) < 0)
		return ctl_fail(CTL_USAGE, "the detectors cannot be loaded");
	return 0;
}

/* ---- files ---- */

static void
emit_unreadable(struct emit *out, const struct inspect_result *r)
{
	emit_key(out, "unreadable");
	emit_list(out);
	for (unsigned u = 0; u < UNREADABLE_MAX_; u++)
		if ((r->unreadable >> u & 1) != 0)
			emit_str(out, unreadable_name(u));
	emit_end(out);
	emit_opt(out, "cause", r->cause);
}

static void
show_json(const char *path, const struct scan_findings *found,
	  const struct inspect_totals *totals, const struct inspect_result *r)
{
	struct emit *out = emit_new(false);
	struct span text;
	must(out != NULL);
	emit_open(out);
	emit_put(out, "file", path);
	scan_findings_emit(found, out);
	emit_put_int(out, "persons", (int64_t)totals->persons);
	emit_put_int(out, "low_persons", (int64_t)totals->low_persons);
	emit_unreadable(out, r);
	emit_close(out);
	must(emit_finish(out, &text) == 0);
	printf("%.*s\n", SPAN_FMT(text));
	emit_free(&out);
}

static void
show_text(const char *path, const struct scan_findings *found,
	  const struct inspect_totals *totals, const struct inspect_result *r)
{
	printf("%s: %zu findings, %llu persons", path,
	       scan_findings_count(found), (unsigned long long)totals->persons);
	for (unsigned u = 0; u < UNREADABLE_MAX_; u++)
		if ((r->unreadable >> u & 1) != 0)
			printf(", unreadable: %s", unreadable_name(u));
	if (r->cause != NULL)
		printf(" (%s)", r->cause);
	putchar('\n');
	scan_findings_print(found, stdout);
}

static int
inspect_file(struct scan *s, const char *path)
{
	const struct inspect_env env = {
		.scanner = s->scanner,
		.key = s->key,
		.limits = &inspect_limits_default,
		.not_persons = conf_shipped_not_persons(),
		.now_days = clock_wall_us() / 86400000000,
		.containers = &s->room,
	};
	struct inspection *inspection = NULL;
	struct inspect_totals totals;
	struct inspect_result result;
	struct why why = {{0}};
	if (inspection_new(&env, &inspection) < 0)
		return ctl_fail(CTL_USAGE, "out of memory");
	struct scan_findings *found =
		scan_findings_new(s->rules, s->options.reveal);
	inspection_on_finding(inspection, scan_findings_add, found);
	int rc = scan_read(path, &s->options, inspection, &why);
	if (rc == 0)
		rc = extract_all(s->pool, inspection, CONTAINERS_US);
	if (rc == 0) {
		inspection_take(inspection, &result);
		inspection_totals(inspection, &totals);
		(s->ctl->json ? show_json : show_text)(path, found, &totals,
						       &result);
		/* What cannot be read is not clean. */
		s->found |= scan_findings_count(found) > 0 ||
			    result.unreadable != 0;
	} else {
		rc = ctl_fail(CTL_USAGE, "%s: %s", path,
			      why.text[0] != 0 ? why.text : err_text(rc));
	}
	scan_findings_free(&found);
	inspection_free(&inspection);
	return rc;
}

static int
make_key(struct scan *s)
{
	uint8_t secret[32];
	if (getrandom(secret, sizeof(secret), 0) != (ssize_t)sizeof(secret))
		return -errno;
	int rc = digest_key_new(span_of(secret, sizeof(secret)), &s->key);
	explicit_bzero(secret, sizeof(secret));
	return rc;
}

int
cmd_scan(const struct ctl *ctl, int argc, char **argv)
{
	struct scan s = {.ctl = ctl};
	if (parse(argc, argv, &s) < 0)
		return ctl_usage("scan");
	int status = load_rules(&s);
	if (status != 0)
		return status;
	const struct extract_options extract = {.processes = 1};
	s.room.total = CONTAINERS_BYTES;
	if (make_key(&s) < 0 || extract_pool_new(&extract, &s.pool) < 0 ||
	    scanner_new(s.rules, &s.scanner) < 0) {
		rules_unref(&s.rules);
		return ctl_fail(CTL_USAGE, "out of memory");
	}
	for (int i = optind; i < argc; i++)
		if (inspect_file(&s, argv[i]) != 0)
			status = CTL_USAGE;
	extract_pool_free(&s.pool);
	scanner_free(&s.scanner);
	digest_key_free(&s.key);
	rules_unref(&s.rules);
	return status != 0 ? status : s.found ? CTL_NO : CTL_GOOD;
}
