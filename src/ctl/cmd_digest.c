/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kouanctl digest: makes the lists that detectors of a company's own read:
 * exact-match lists of its identifiers, fingerprints of its files. Nothing
 * that stands in them leads back to a value without the key. Needs no daemon.
 */
#include "ctl/ctl.h"
#include "ctl/scan_file.h"

#include "base/clock.h"
#include "inspect/digest_list.h"
#include "inspect/fingerprint.h"
#include "inspect/valid.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#define KEY_BYTES 32
#define KEY_MAX (128 * 1024)
#define TEXT_MAX ((size_t)1 << 30)

struct digest_run {
	const char *key_path, *output, *validator;
	bool files;
	struct buf key, text;
	size_t n, refused;
};

static int
parse(int argc, char **argv, struct digest_run *run)
{
	static const struct option options[] = {
		{"key", required_argument, NULL, 'k'},
		{"validator", required_argument, NULL, 'v'},
		{"files", no_argument, NULL, 'f'},
		{NULL, 0, NULL, 0}};
	int c;
	while ((c = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		switch (c) {
		case 'k':
			run->key_path = optarg;
			break;
		case 'v':
			run->validator = optarg;
			break;
		case 'f':
			run->files = true;
			break;
		case 'o':
			run->output = optarg;
			break;
		default:
			return -1;
		}
	}
	return run->key_path != NULL && optind < argc &&
			       !(run->files && run->validator != NULL)
		       ? 0
		       : -1;
}

/* ---- the key ---- */

/* Made where there is none: whole or not at all. */
static int
make_key(const char *path)
{
	uint8_t key[KEY_BYTES];
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return errno == EEXIST ? 0 : -errno;
	int rc = getrandom(key, sizeof(key), 0) != (ssize_t)sizeof(key) ||
				 write(fd, key, sizeof(key)) !=
					 (ssize_t)sizeof(key) ||
				 fsync(fd) != 0
			 ? -EIO
			 : 0;
	explicit_bzero(key, sizeof(key));
	close(fd);
	if (rc < 0)
		(void)unlink(path);
	else
		fprintf(stderr,
			"made the key %s: the gateway needs it, nobody else\n",
			path);
	return rc;
}

static int
read_file(const char *path, struct buf *text)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	int rc = fd >= 0 ? 0 : -errno;
	while (rc == 0) {
		rc = buf_room(text, 65536);
		if (rc < 0)
			break;
		ssize_t n = read(fd, text->p + text->n, 65536);
		if (n < 0 && errno != EINTR)
			rc = -errno;
		else if (n > 0)
			text->n += (size_t)n;
		else if (n == 0)
			break;
	}
	if (fd >= 0 && !standard)
		close(fd);
	return rc;
}

/* ---- identifiers ---- */

static int
add_value(struct digest_run *run, struct digest_writer *w, struct span value)
{
	struct canonical c;
	validator_fn *fn =
		run->validator != NULL ? validator_find(run->validator) : NULL;
	int rc = -EINVAL;
	if (validate(fn, value, clock_wall_us() / 86400000000, &c) &&
	    c.used == value.n)
		rc = digest_writer_add(w, span_of(c.text, c.n), value);
	if (rc == -EINVAL) {
		run->refused++;
		return 0;
	}
	run->n += rc == 0;
	return rc;
}

static int
add_values(struct digest_run *run, struct digest_writer *w, const char *path)
{
	struct buf text;
	buf_init(&text, TEXT_MAX);
	int rc = read_file(path, &text);
	struct span rest = buf_span(&text);
	while (rc == 0 && rest.n > 0) {
		struct span value = span_trim(span_split(&rest, '\n'), " \t\r");
		if (value.n > 0)
			rc = add_value(run, w, value);
	}
	buf_fini(&text);
	return rc < 0 ? ctl_fail(CTL_USAGE, "%s: %s", path, err_text(rc)) : 0;
}

static int
digest_values(struct digest_run *run, int n, char *const *paths)
{
	struct digest_writer *w = NULL;
	if (run->validator != NULL && validator_find(run->validator) == NULL)
		return ctl_fail(CTL_USAGE, "no such validator: %s",
				run->validator);
	if (digest_writer_new(buf_span(&run->key), run->validator, &w) < 0)
		return ctl_fail(CTL_USAGE, "%s: expected 16 bytes or more",
				run->key_path);
	int status = 0;
	for (int i = 0; status == 0 && i < n; i++)
		status = add_values(run, w, paths[i]);
	if (status == 0 && run->n == 0)
		status = ctl_fail(CTL_USAGE, "no values to make a list of");
	if (status == 0 && digest_writer_finish(w, &run->text) < 0)
		status = ctl_fail(CTL_USAGE, "out of memory");
	digest_writer_free(&w);
	return status;
}

/* ---- files ---- */

struct collection {
	uint64_t *prints;
	size_t n, size;
	bool failed;
};

static void
collect(void *arg, uint64_t fingerprint)
{
	struct collection *c = arg;
	if (c->n == c->size) {
		size_t size = c->size * 2 + 1024;
		uint64_t *grown = realloc(c->prints, size * sizeof(*grown));
		if (grown == NULL || size > FINGERPRINTS_MAX) {
			c->failed = true;
			return;
		}
		c->prints = grown;
		c->size = size;
	}
	c->prints[c->n++] = fingerprint;
}

static int
by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* A file's fingerprints, each once. */
static int
write_file(struct digest_run *run, struct collection *c)
{
	size_t kept = 0;
	if (c->n == 0)
		return 0;
	qsort(c->prints, c->n, sizeof(*c->prints), by_value);
	for (size_t i = 0; i < c->n; i++)
		if (i == 0 || c->prints[i] != c->prints[i - 1])
			c->prints[kept++] = c->prints[i];
	int rc = buf_printf(&run->text, "file %zu\n", kept);
	for (size_t i = 0; rc == 0 && i < kept; i++)
		rc = buf_printf(&run->text, "%016llx\n",
				(unsigned long long)c->prints[i]);
	run->n += rc == 0;
	return rc;
}

static int
digest_file(struct digest_run *run, const struct inspect_env *env,
	    const char *path)
{
	const struct scan_options options = {.type = NULL};
	struct collection *c = env->on_fingerprint_arg;
	struct inspection *inspection = NULL;
	struct inspect_result result;
	struct why why = {{0}};
	c->n = 0;
	if (inspection_new(env, &inspection) < 0)
		return ctl_fail(CTL_USAGE, "out of memory");
	int rc = scan_read(path, &options, inspection, &why);
	if (rc == 0) {
		inspection_take(inspection, &result);
		if (result.cause != NULL)
			fprintf(stderr, "%s: not all of it can be read (%s)\n",
				path, result.cause);
		rc = c->failed ? -ENOMEM : write_file(run, c);
	}
	inspection_free(&inspection);
	if (rc == 0 && c->n == 0) {
		run->refused++;
		fprintf(stderr, "%s: too little in it to be known by\n", path);
	}
	return rc < 0 ? ctl_fail(CTL_USAGE, "%s: %s", path,
				 why.text[0] != 0 ? why.text : err_text(rc))
		      : 0;
}

static int
digest_files(struct digest_run *run, int n, char *const *paths)
{
	struct collection c = {0};
	struct rules *rules = NULL;
	struct scanner *scanner = NULL;
	struct digest_key *key = NULL;
	struct why why = {{0}};
	char hex[2 * DIGEST_SIZE + 1];
	if (digest_key_new(buf_span(&run->key), &key) < 0)
		return ctl_fail(CTL_USAGE, "%s: expected 16 bytes or more",
				run->key_path);
	struct digest check = digest_key_check(key);
	hex_text(span_of(check.bytes, DIGEST_SIZE), hex);
	int status = 0;
	if (rules_compile(NULL, 0, &rules, &why) < 0 ||
	    scanner_new(rules, &scanner) < 0 ||
	    buf_printf(&run->text, FINGERPRINT_HEAD "\nkey %s\n", hex) < 0)
		status = ctl_fail(CTL_USAGE, "out of memory");
	const struct inspect_env env = {.scanner = scanner,
					.key = key,
					.limits = &inspect_limits_default,
					.on_fingerprint = collect,
					.on_fingerprint_arg = &c,
					.fingerprint_key =
						fingerprint_key(key)};
	for (int i = 0; status == 0 && i < n; i++)
		status = digest_file(run, &env, paths[i]);
	if (status == 0 && run->n == 0)
		status = ctl_fail(CTL_USAGE, "no files to make a list of");
	free(c.prints);
	scanner_free(&scanner);
	rules_unref(&rules);
	digest_key_free(&key);
	return status;
}

/* ---- the list ---- */

static int
write_all(int fd, struct span text)
{
	while (text.n > 0) {
		ssize_t n = write(fd, text.p, text.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		text = span_from(text, (size_t)n);
	}
	return 0;
}

/* Whole or not at all: a reload may read it at any time. */
static int
write_list(const struct digest_run *run)
{
	if (run->output == NULL)
		return write_all(STDOUT_FILENO, buf_span(&run->text));
	char *fresh = NULL;
	if (asprintf(&fresh, "%s.new", run->output) < 0)
		return -ENOMEM;
	int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	int rc = fd >= 0 ? write_all(fd, buf_span(&run->text)) : -errno;
	if (rc == 0 && fsync(fd) != 0)
		rc = -errno;
	if (fd >= 0)
		close(fd);
	if (rc == 0 && rename(fresh, run->output) != 0)
		rc = -errno;
	if (rc < 0 && fd >= 0)
		(void)unlink(fresh);
	free(fresh);
	return rc;
}

static void
say(const struct ctl *ctl, const struct digest_run *run)
{
	struct emit *out = emit_new(false);
	struct span text;
	must(out != NULL);
	emit_open(out);
	emit_put(out, "list", run->output != NULL ? run->output : "-");
	emit_put_int(out, run->files ? "files" : "values", (int64_t)run->n);
	emit_put_int(out, "refused", (int64_t)run->refused);
	emit_close(out);
	must(emit_finish(out, &text) == 0);
	/* Standard output may be the list. */
	if (ctl->json)
		fprintf(stderr, "%.*s\n", SPAN_FMT(text));
	else
		fprintf(stderr, "%zu %s in the list, %zu left out\n", run->n,
			run->files ? "files" : "values", run->refused);
	emit_free(&out);
}

int
cmd_digest(const struct ctl *ctl, int argc, char **argv)
{
	struct digest_run run = {.n = 0};
	if (parse(argc, argv, &run) < 0)
		return ctl_usage("digest");
	buf_init(&run.key, KEY_MAX);
	buf_init(&run.text, TEXT_MAX);
	int status = 0, rc = make_key(run.key_path);
	if (rc == 0)
		rc = read_file(run.key_path, &run.key);
	if (rc < 0)
		status = ctl_fail(CTL_USAGE, "%s: %s", run.key_path,
				  err_text(rc));
	if (status == 0)
		status = (run.files ? digest_files : digest_values)(
			&run, argc - optind, argv + optind);
	if (status == 0) {
		rc = write_list(&run);
		if (rc < 0)
			status = ctl_fail(CTL_NO, "%s: %s",
					  run.output != NULL ? run.output : "-",
					  err_text(rc));
	}
	if (status == 0)
		say(ctl, &run);
	buf_fini(&run.key);
	buf_fini(&run.text);
	return status != 0 ? status : run.refused > 0 ? CTL_NO : CTL_GOOD;
}
