/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kouanctl verify: proves that an audit file, or all files of its chain, are
 * whole and unchanged and the same as journald's copy, or names what is not.
 */
#include "ctl/ctl.h"
#include "ctl/report.h"
#include "ctl/verify_journal.h"

#include "audit/audit.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>

struct verification {
	char *key; /* PEM text or NULL */
	bool journal, daemon;
	struct journal_source source;
	struct journal_copy *copy;
	struct journal_difference difference;
	struct audit_verified found;
	int64_t daemon_seq; /* 0: not asked */
	int rc;
	struct why why; /* the first thing that is not as it should be */
};

static int
parse(int argc, char **argv, struct verification *v)
{
	static const struct option options[] = {
		{"key", required_argument, NULL, 'k'},
		{"journal", no_argument, NULL, 'j'},
		{"journal-directory", required_argument, NULL, 'd'},
		{"namespace", required_argument, NULL, 'n'},
		{"daemon", no_argument, NULL, 'D'},
		{NULL, 0, NULL, 0}};
	int c;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'k':
			free(v->key);
			v->key = ctl_read_key(optarg);
			if (v->key == NULL)
				return ctl_fail(CTL_USAGE,
						"cannot read the key %s",
						optarg);
			break;
		case 'd':
			v->source.directory = optarg;
			v->journal = true;
			break;
		case 'n':
			v->source.name_space = optarg;
			v->journal = true;
			break;
		case 'j':
			v->journal = true;
			break;
		case 'D':
			v->daemon = true;
			break;
		default:
			return ctl_usage("verify");
		}
	}
	return optind < argc ? 0 : ctl_usage("verify");
}

/* How far the daemon has written, before anything is read: a file that ends
 * earlier was cut. */
static int
ask_daemon(const struct ctl *ctl, struct verification *v)
{
	const struct ctl quiet = {.control = ctl->control};
	struct emit *request = ctl_request("status");
	struct answer answer;
	int status = ctl_run(&quiet, &request, &answer);
	if (status != 0)
		return status - 1;
	v->daemon_seq = answer_number(answer.tree, "audit_seq");
	answer_fini(&answer);
	return 0;
}

/* What the journal says of the chain, in words. */
static void
judge_journal(struct verification *v)
{
	const struct journal_difference *d = &v->difference;
	if (d->altered > 0)
		v->rc = why_set(&v->why, ERR_VERIFY,
				"record %" PRIu64 " is not the same in the "
				"journal (%" PRIu64 " such records)",
				d->first_altered, d->altered);
	else if (d->beyond > 0)
		v->rc = why_set(&v->why, ERR_VERIFY,
				"record %" PRIu64 " is in the journal, but "
				"the file ends at %" PRIu64 ": its end was cut",
				d->first_beyond, v->found.last_seq);
	else if (d->missing > 0)
		v->rc = why_set(&v->why, ERR_VERIFY,
				"record %" PRIu64 " is not in the journal "
				"(%" PRIu64 " such records)",
				d->first_missing, d->missing);
}

static void
verify(struct verification *v, const char *const *paths, size_t n)
{
	if (v->journal)
		v->rc = journal_copy_read(&v->source, &v->copy, &v->why);
	if (v->rc == 0)
		v->rc = audit_verify_chain(
			paths, n, v->key,
			v->copy != NULL ? journal_copy_compare : NULL, v->copy,
			&v->found, &v->why);
	if (v->rc == 0 && v->copy != NULL) {
		journal_copy_result(v->copy, v->found.last_seq, &v->difference);
		judge_journal(v);
	}
	if (v->rc == 0 && (int64_t)v->found.last_seq < v->daemon_seq)
		v->rc = why_set(&v->why, ERR_VERIFY,
				"it ends at record %" PRIu64 ", but %" PRId64
				" was written: its end was cut",
				v->found.last_seq, v->daemon_seq);
}

static void
emit_journal(struct emit *out, const struct journal_difference *d)
{
	emit_key(out, "journal");
	emit_open(out);
	emit_put_int(out, "compared", (int64_t)d->compared);
	emit_put_int(out, "missing", (int64_t)d->missing);
	emit_put_int(out, "altered", (int64_t)d->altered);
	emit_put_int(out, "beyond", (int64_t)d->beyond);
	emit_close(out);
}

static void
print_json(const char *path, const struct verification *v)
{
	const struct audit_verified *found = &v->found;
	struct emit *out = emit_new(false);
	struct span text;
	must(out != NULL);
	emit_open(out);
	emit_put(out, "file", path);
	emit_put_bool(out, "good", v->rc == 0);
	emit_put_int(out, "files", (int64_t)found->files);
	emit_put_int(out, "records", (int64_t)found->records);
	emit_put_int(out, "first_seq", (int64_t)found->first_seq);
	emit_put_int(out, "last_seq", (int64_t)found->last_seq);
	emit_put_int(out, "checkpoints", (int64_t)found->checkpoints);
	emit_put(out, "last_hash", found->last_hash);
	if (v->journal)
		emit_journal(out, &v->difference);
	if (v->rc < 0) {
		emit_put_int(out, "bad_line", (int64_t)found->bad_line);
		if (found->bad_file[0] != 0)
			emit_put(out, "bad_file", found->bad_file);
		emit_put(out, "problem", v->why.text);
	}
	emit_close(out);
	must(emit_finish(out, &text) == 0);
	printf("%.*s\n", SPAN_FMT(text));
	emit_free(&out);
}

static void
print_text(const char *path, const struct verification *v)
{
	const struct audit_verified *found = &v->found;
	if (v->rc < 0) {
		(void)ctl_fail(CTL_NO, "%s", v->why.text);
		return;
	}
	printf("%s: whole: %" PRIu64 " records, %" PRIu64 " to %" PRIu64
	       ", %" PRIu64 " checkpoints %s",
	       path, found->records, found->first_seq, found->last_seq,
	       found->checkpoints,
	       v->key != NULL ? "signed" : "(signatures not checked)");
	if (found->files > 1)
		printf(", %" PRIu64 " files", found->files);
	if (v->journal)
		printf("; %" PRIu64 " the same in the journal",
		       v->difference.compared);
	putchar('\n');
}

/* A report's manifest. */
static int
verify_report(const struct ctl *ctl, const char *path, const char *key)
{
	struct why why = {""};
	struct emit *out = emit_new(false);
	struct span text;
	bool is_signed;
	size_t files;
	int rc = report_manifest_verify(path, key, &is_signed, &files, &why);
	must(out != NULL);
	emit_open(out);
	emit_put(out, "file", path);
	emit_put_bool(out, "good", rc == 0);
	emit_put_int(out, "files", (int64_t)files);
	emit_put_bool(out, "signed", is_signed);
	if (rc < 0)
		emit_put(out, "problem", why.text);
	emit_close(out);
	must(emit_finish(out, &text) == 0);
	if (ctl->json)
		printf("%.*s\n", SPAN_FMT(text));
	else if (rc == 0)
		printf("%s: unchanged: %zu files %s\n", path, files,
		       is_signed ? "signed" : "(signature not checked)");
	else
		(void)ctl_fail(CTL_NO, "%s", why.text);
	emit_free(&out);
	return rc == 0 ? CTL_GOOD : CTL_NO;
}

int
cmd_verify(const struct ctl *ctl, int argc, char **argv)
{
	struct verification v = {.rc = 0};
	int status = parse(argc, argv, &v);
	if (status == 0 && argc - optind == 1 &&
	    report_manifest_is(argv[optind])) {
		status = verify_report(ctl, argv[optind], v.key);
		free(v.key);
		return status;
	}
	if (status == 0 && v.daemon)
		status = ask_daemon(ctl, &v);
	if (status == 0) {
		verify(&v, (const char *const *)argv + optind,
		       (size_t)(argc - optind));
		(ctl->json ? print_json : print_text)(argv[optind], &v);
		status = v.rc == 0 ? CTL_GOOD : CTL_NO;
	}
	journal_copy_free(&v.copy);
	free(v.key);
	return status;
}
