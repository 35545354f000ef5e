/* SPDX-License-Identifier: Apache-2.0 */
/* kouanctl verify: proves an audit file, or names its first bad line. */
#include "ctl/ctl.h"

#include "audit/audit.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>

#define KEY_MAX 16384

/* The key's PEM text, the caller's; NULL when it cannot be read. */
static char *
read_key(const char *path)
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

static void
print_json(const char *path, int rc, const struct audit_verified *v,
	   const char *problem)
{
	struct emit *out = emit_new(false);
	struct span text;
	must(out != NULL);
	emit_open(out);
	emit_put(out, "file", path);
	emit_put_bool(out, "good", rc == 0);
	emit_put_int(out, "records", (int64_t)v->records);
	emit_put_int(out, "first_seq", (int64_t)v->first_seq);
	emit_put_int(out, "last_seq", (int64_t)v->last_seq);
	emit_put_int(out, "checkpoints", (int64_t)v->checkpoints);
	emit_put(out, "last_hash", v->last_hash);
	if (rc < 0) {
		emit_put_int(out, "bad_line", (int64_t)v->bad_line);
		emit_put(out, "problem", problem);
	}
	emit_close(out);
	must(emit_finish(out, &text) == 0);
	printf("%.*s\n", SPAN_FMT(text));
	emit_free(&out);
}

int
cmd_verify(const struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{"key", required_argument, NULL, 'k'}, {NULL, 0, NULL, 0}};
	struct audit_verified v = {0};
	struct why why = {{0}};
	char *key = NULL;
	int c;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		free(key);
		key = c == 'k' ? read_key(optarg) : NULL;
		if (c != 'k')
			return ctl_usage("verify");
		if (key == NULL)
			return ctl_fail(CTL_USAGE, "cannot read the key %s",
					optarg);
	}
	if (optind + 1 != argc) {
		free(key);
		return ctl_usage("verify");
	}
	int rc = audit_verify_file(argv[optind], key, &v, &why);
	if (ctl->json)
		print_json(argv[optind], rc, &v, why.text);
	else if (rc == 0)
		printf("%s: whole: %" PRIu64 " records, %" PRIu64 " to %" PRIu64
		       ", %" PRIu64 " checkpoints %s\n",
		       argv[optind], v.records, v.first_seq, v.last_seq,
		       v.checkpoints,
		       key != NULL ? "signed" : "(signatures not checked)");
	else
		(void)ctl_fail(CTL_NO, "%s: %s", argv[optind], why.text);
	free(key);
	return rc == 0 ? CTL_GOOD : CTL_NO;
}
