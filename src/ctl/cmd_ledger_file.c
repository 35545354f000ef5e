/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kouanctl ledger init, backup, restore, check, rotate-key: the store and its
 * key. A backup goes through the daemon where one runs; a check looks at such
 * a backup then; the others want the daemon stopped. Files made are given to
 * the owner of the state directory, since this may be run by root.
 */
#include "ctl/ctl.h"

#include "base/clock.h"
#include "conf/snapshot.h"
#include "ledger/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_FILE_MAX 4096
#define KEY_BYTES 32
/* What follows "ledger.db.before-". */
#define ASIDE_STAMP 32

struct work {
	const struct ctl *ctl;
	const char *conf_path, *file;
	struct snapshot *conf;
	char path[PATH_MAX]; /* of the ledger */
	struct buf secret;
	struct digest_key *key;
	struct why why;
};

static int
parse(int argc, char **argv, struct work *w)
{
	static const struct option options[] = {{NULL, 0, NULL, 0}};
	int c;
	while ((c = getopt_long(argc, argv, "c:", options, NULL)) != -1) {
		if (c != 'c')
			return -1;
		w->conf_path = optarg;
	}
	if (optind < argc)
		w->file = argv[optind++];
	return optind == argc ? 0 : -1;
}

static int
failed(struct work *w)
{
	return ctl_fail(CTL_NO, "%s", w->why.text);
}

static int
load_conf(struct work *w)
{
	if (snapshot_load(w->conf_path, 1, ctl_complain, NULL, &w->conf) < 0)
		return ctl_fail(CTL_USAGE,
				"%s is not usable: name another with -c",
				w->conf_path);
	if (snprintf(w->path, sizeof(w->path), "%s/ledger.db",
		     w->conf->state_dir) >= (int)sizeof(w->path))
		return ctl_fail(CTL_USAGE, "state_dir is too long");
	return CTL_GOOD;
}

static int
read_secret(struct work *w)
{
	int fd = open(w->conf->ledger_key, O_RDONLY | O_CLOEXEC);
	ssize_t n = 1;
	while (fd >= 0 && n > 0) {
		if (buf_room(&w->secret, 1024) < 0)
			break;
		n = read(fd, w->secret.p + w->secret.n, 1024);
		w->secret.n += n > 0 ? (size_t)n : 0;
	}
	if (fd >= 0)
		close(fd);
	if (fd < 0 || n != 0)
		return ctl_fail(
			CTL_NO, "cannot read %s: %s", w->conf->ledger_key,
			fd < 0 || n < 0 ? strerror(errno) : "it is no key");
	if (digest_key_new(buf_span(&w->secret), &w->key) < 0)
		return ctl_fail(CTL_NO, "%s is no key: at least 16 bytes",
				w->conf->ledger_key);
	return CTL_GOOD;
}

/* Configuration and key; the daemon has to be away. */
static int
begin_offline(struct work *w)
{
	int status = load_conf(w);
	if (status == CTL_GOOD && ctl_daemon_listens(w->ctl))
		return ctl_fail(CTL_NO, "the daemon runs: stop it first");
	return status == CTL_GOOD ? read_secret(w) : status;
}

/* As the state directory's: the daemon has to write it. */
static void
hand_over(const struct work *w)
{
	static const char *const ends[] = {"", ".lock", "-wal", "-shm"};
	struct stat st;
	if (geteuid() != 0 || stat(w->conf->state_dir, &st) < 0)
		return;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		char name[PATH_MAX + 8];
		snprintf(name, sizeof(name), "%s%s", w->path, ends[i]);
		if (lchown(name, st.st_uid, st.st_gid) < 0 && errno != ENOENT)
			(void)ctl_fail(CTL_NO, "cannot give %s to its owner",
				       name);
	}
}

static const char *
no_name(void *arg, unsigned category)
{
	(void)arg;
	(void)category;
	return NULL;
}

/* Opens as the daemon would, which makes it or brings it up to date. */
static int
open_once(struct work *w)
{
	struct ledger *l = NULL;
	const struct ledger_options options = {.path = w->path,
					       .key = w->key,
					       .max_same_kind = 2,
					       .category_name = no_name};
	if (ledger_open(&options, &l, &w->why) < 0)
		return failed(w);
	ledger_close(&l);
	hand_over(w);
	return CTL_GOOD;
}

static int
init(struct work *w)
{
	int status = load_conf(w);
	if (status != CTL_GOOD || w->file != NULL)
		return status != CTL_GOOD ? status : ctl_usage("ledger");
	if (access(w->path, F_OK) == 0)
		return ctl_fail(CTL_NO, "%s is there already", w->path);
	if (conf_make_ledger_key(w->conf, &w->why) < 0)
		return failed(w);
	status = read_secret(w);
	if (status == CTL_GOOD)
		status = open_once(w);
	if (status == CTL_GOOD)
		printf("made %s%s%s\n", w->path,
		       w->conf->ledger_key_made ? " and its key, " : "",
		       w->conf->ledger_key_made ? w->conf->ledger_key : "");
	return status;
}

/* ---- backup ---- */

static int
ask_backup(struct work *w, const char *to)
{
	struct answer answer;
	struct emit *request = ctl_request("ledger-backup");
	emit_put(request, "to", to);
	int status = ctl_ask(w->ctl, request, SPAN_NONE, &answer);
	emit_free(&request);
	bool under_way = true;
	while (status == CTL_GOOD && under_way) {
		answer_fini(&answer);
		usleep(50000);
		request = ctl_request("ledger-backup-state");
		status = ctl_ask(w->ctl, request, SPAN_NONE, &answer);
		emit_free(&request);
		under_way = status == CTL_GOOD &&
			    answer_true(answer.tree, "under_way");
	}
	if (status == CTL_GOOD)
		answer_fini(&answer);
	return status;
}

static int
backup(struct work *w)
{
	char to[PATH_MAX] = "";
	if (w->file == NULL)
		return ctl_usage("ledger");
	if (w->file[0] != '/' && getcwd(to, sizeof(to)) == NULL)
		return ctl_fail(CTL_NO, "where are we? %s", strerror(errno));
	size_t n = strlen(to);
	if (snprintf(to + n, sizeof(to) - n, "%s%s", n > 0 ? "/" : "",
		     w->file) >= (int)(sizeof(to) - n))
		return ctl_fail(CTL_USAGE, "the name is too long");
	int status;
	if (ctl_daemon_listens(w->ctl)) {
		status = ask_backup(w, to);
	} else {
		status = begin_offline(w);
		if (status == CTL_GOOD &&
		    ledger_copy(w->path, w->key, to, &w->why) < 0)
			status = failed(w);
	}
	if (status == CTL_GOOD)
		printf("made %s (it goes with the key, which is not in it)\n",
		       to);
	return status;
}

static int
restore(struct work *w)
{
	char aside[PATH_MAX + ASIDE_STAMP], now[CLOCK_TEXT];
	if (w->file == NULL)
		return ctl_usage("ledger");
	int status = begin_offline(w);
	if (status != CTL_GOOD)
		return status;
	clock_text(clock_wall_us(), now);
	snprintf(aside, sizeof(aside), "%s.before-%.19s", w->path, now);
	bool old = access(w->path, F_OK) == 0;
	if (ledger_restore(w->file, w->key, w->path, aside, &w->why) < 0)
		return failed(w);
	hand_over(w);
	printf("restored %s%s%s\nWhat was counted after the backup is counted "
	       "no more: declare it (kouanctl ledger opening).\n",
	       w->path, old ? "; the old one is " : "", old ? aside : "");
	return CTL_GOOD;
}

/* ---- check ---- */

static int
tell_wrong(void *arg, const struct ledger_row *row, int64_t counted)
{
	const struct work *w = arg;
	if (!w->ctl->json)
		printf("%s %s %s %s%s%s: %" PRId64 " counted, %" PRId64
		       " people\n",
		       row->key.regime, row->key.counter, row->key.exporter,
		       row->key.window, row->key.value[0] != 0 ? " " : "",
		       row->key.value, counted, row->persons);
	return 0;
}

static int
tell_check(const struct work *w, const struct ledger_file *f)
{
	if (w->ctl->json)
		printf("{\"good\":%s,\"schema\":%d,\"persons\":%" PRId64
		       ",\"identifiers\":%" PRId64 ",\"under_way\":%" PRId64
		       ",\"counts\":%" PRId64 ",\"wrong\":%" PRId64 "}\n",
		       f->wrong == 0 ? "true" : "false", f->schema, f->persons,
		       f->identifiers, f->under_way, f->counts, f->wrong);
	else
		printf("%s: %" PRId64 " persons, %" PRId64
		       " identifiers, %" PRId64 " bookings under way; %" PRId64
		       " of %" PRId64 " counts differ\n",
		       f->wrong == 0 ? "good" : "wrong", f->persons,
		       f->identifiers, f->under_way, f->wrong, f->counts);
	return f->wrong == 0 ? CTL_GOOD : CTL_NO;
}

static int
check(struct work *w)
{
	char copy[PATH_MAX + 32] = "";
	struct ledger_file found;
	const char *file = w->file;
	int status = file == NULL ? load_conf(w) : CTL_GOOD;
	if (status == CTL_GOOD && file == NULL && ctl_daemon_listens(w->ctl)) {
		snprintf(copy, sizeof(copy), "%s.check-%ld", w->path,
			 (long)getpid());
		status = ask_backup(w, copy);
		file = copy;
	} else if (status == CTL_GOOD && file == NULL) {
		status = read_secret(w);
		file = w->path;
	}
	if (status != CTL_GOOD)
		return status;
	int rc = ledger_check(file, w->key, tell_wrong, w, &found, &w->why);
	if (copy[0] != '\0')
		(void)unlink(copy);
	return rc < 0 ? failed(w) : tell_check(w, &found);
}

/* ---- rotate-key ---- */

static int
add_secret(struct buf *chain, const uint8_t *secret, size_t n)
{
	uint8_t hash[32];
	/* HMAC digests longer ones itself. */
	if (n > 64) {
		sha256(span_of(secret, n), hash);
		secret = hash;
		n = sizeof(hash);
	}
	int rc = buf_byte(chain, (uint8_t)n);
	return rc == 0 ? buf_add(chain, span_of(secret, n)) : rc;
}

/* The chain that the key is, or becomes, and one more secret. */
static int
make_chain(const struct work *w, struct buf *chain)
{
	struct span head = SPAN(DIGEST_CHAIN), old = buf_span(&w->secret);
	uint8_t fresh[KEY_BYTES];
	bool is_chain = old.n > head.n && memcmp(old.p, head.p, head.n) == 0;
	int rc = is_chain ? buf_add(chain, old) : buf_add(chain, head);
	if (rc == 0 && !is_chain)
		rc = add_secret(chain, old.p, old.n);
	if (rc == 0 && getrandom(fresh, sizeof(fresh), 0) != sizeof(fresh))
		rc = -EIO;
	if (rc == 0)
		rc = add_secret(chain, fresh, sizeof(fresh));
	explicit_bzero(fresh, sizeof(fresh));
	return rc;
}

/* In place of the old key, at once and durably. */
static int
write_chain(const struct work *w, const struct buf *chain)
{
	char draft[PATH_MAX], folder[PATH_MAX];
	struct stat st;
	const char *path = w->conf->ledger_key, *slash = strrchr(path, '/');
	snprintf(draft, sizeof(draft), "%s.new", path);
	snprintf(folder, sizeof(folder), "%.*s",
		 slash != NULL ? (int)(slash - path + 1) : 1,
		 slash != NULL ? path : ".");
	(void)unlink(draft);
	int fd = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = 0;
	if (fd < 0 || dir < 0 || stat(path, &st) < 0 ||
	    (geteuid() == 0 && fchown(fd, st.st_uid, st.st_gid) < 0) ||
	    write(fd, chain->p, chain->n) != (ssize_t)chain->n ||
	    fsync(fd) < 0 || rename(draft, path) < 0 || fsync(dir) < 0) {
		rc = ctl_fail(CTL_NO, "cannot write %s: %s", path,
			      strerror(errno));
		(void)unlink(draft);
	}
	if (fd >= 0)
		close(fd);
	if (dir >= 0)
		close(dir);
	return rc;
}

static int
rotate(struct work *w)
{
	struct ledger_file found;
	struct digest_key *next = NULL;
	struct buf chain;
	int status = w->file == NULL ? begin_offline(w) : ctl_usage("ledger");
	if (status != CTL_GOOD)
		return status;
	/* Nothing is begun that could not be ended. */
	if (ledger_check(w->path, w->key, tell_wrong, w, &found, &w->why) < 0)
		return failed(w);
	buf_init(&chain, KEY_FILE_MAX);
	if (make_chain(w, &chain) < 0 ||
	    digest_key_new(buf_span(&chain), &next) < 0)
		status = ctl_fail(CTL_NO, "%s cannot take one more secret",
				  w->conf->ledger_key);
	if (status == CTL_GOOD)
		status = write_chain(w, &chain);
	buf_fini(&chain);
	if (status == CTL_GOOD) {
		/* Should this end early, the daemon's next start does it. */
		digest_key_free(&w->key);
		w->key = next;
		next = NULL;
		status = open_once(w);
	}
	digest_key_free(&next);
	if (status == CTL_GOOD)
		printf("%s has %zu secrets now; keep a copy apart from the "
		       "state directory\n",
		       w->conf->ledger_key, digest_key_layers(w->key));
	return status;
}

int
cmd_ledger_file(const struct ctl *ctl, int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(struct work *w);
	} works[] = {{"init", init},
		     {"backup", backup},
		     {"restore", restore},
		     {"check", check},
		     {"rotate-key", rotate}};
	struct work w = {.ctl = ctl, .conf_path = SYSCONFDIR "/kouan.conf"};
	int status = -1;
	buf_init(&w.secret, KEY_FILE_MAX);
	for (size_t i = 0; i < sizeof(works) / sizeof(*works); i++)
		if (strcmp(argv[0], works[i].name) == 0)
			status = parse(argc, argv, &w) < 0 ? ctl_usage("ledger")
							   : works[i].run(&w);
	buf_fini(&w.secret);
	digest_key_free(&w.key);
	if (w.conf != NULL)
		snapshot_unref(&w.conf);
	return status < 0 ? ctl_usage("ledger") : status;
}
