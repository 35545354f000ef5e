/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The services below the proxy: key, CA, signer, mint, ledger, audit, states.
 * Started in this order, stopped in reverse. What a kill left in the ledger
 * is recorded as soon as the audit is open. Main thread.
 */
#include "daemon/daemon.h"

#include "base/log.h"
#include "daemon/control.h"
#include "proxy/explain.h"
#include "proxy/parts.h"
#include "proxy/sightings.h"
#include "tls/ca.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <yajl/yajl_tree.h>

#define KEY_FILE_MAX 4096
#define PEM_MAX (64 * 1024)
#define MINT_ENTRIES 10000
#define LEAF_LIFETIME_S (7 * 86400)
#define AUDIT_QUEUE 8192
#define AUDIT_QUEUE_MAX 500000
#define AUDIT_CLOSE_US 10000000
#define AUDIT_FLUSH_US 5000000

static int
read_file(const char *path, size_t max, struct buf *out, struct why *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int rc = fd < 0 ? -errno : 0;
	buf_init(out, max + 4096); /* room to see the end */
	while (rc == 0) {
		rc = buf_room(out, 4096);
		if (rc < 0)
			break;
		ssize_t n = read(fd, out->p + out->n, 4096);
		if (n < 0)
			rc = -errno;
		if (n <= 0)
			break;
		out->n += (size_t)n;
	}
	if (fd >= 0)
		close(fd);
	return rc < 0 ? why_set(why, rc, "cannot read %s: %s", path,
				err_text(rc))
		      : 0;
}

static int
load_key(struct daemon *d, struct snapshot *conf, struct why *why)
{
	struct buf secret;
	int rc = read_file(conf->ledger_key, KEY_FILE_MAX, &secret, why);
	if (rc == 0) {
		rc = digest_key_new(buf_span(&secret), &d->gateway.key);
		if (rc < 0)
			(void)why_set(why, rc,
				      "%s is no key: at least 16 bytes",
				      conf->ledger_key);
	}
	buf_fini(&secret);
	return rc;
}

/* ---- ledger ---- */

static void
on_interrupted(void *arg, struct event_id event, const char *context,
	       int64_t persons, int64_t new_persons, int64_t bytes)
{
	struct daemon *d = arg;
	size_t n = context != NULL ? strlen(context) : 0;
	struct interrupted *i = calloc(1, sizeof(*i) + n + 1);
	if (i == NULL) {
		log_error("out of memory: an interrupted exchange is counted "
			  "but not recorded");
		return;
	}
	i->event = event;
	i->persons = persons;
	i->new_persons = new_persons;
	i->bytes = bytes;
	if (n > 0)
		memcpy(i->context, context, n);
	i->next = d->interrupted;
	d->interrupted = i;
}

static void
on_relink(void *arg, const struct ledger_relink *relink)
{
	struct daemon *d = arg;
	char text[160], event[EVENT_ID_TEXT];
	struct audit_record r = audit_record_none(AUDIT_RELINK);
	snprintf(text, sizeof(text),
		 "%s %llu: %lld persons became %lld, by exchange %s",
		 relink->split ? "split" : "merge",
		 (unsigned long long)relink->number, (long long)relink->before,
		 (long long)relink->after, event_id_text(relink->event, event));
	r.event = event_id_new(clock_wall_us());
	r.wall_us = clock_wall_us();
	r.verdict = VERDICT_ALLOW;
	r.detail = text;
	/* Not there yet while the ledger opens. */
	if (d->gateway.audit != NULL)
		audit_try(d->gateway.audit, &r);
}

/* Names outlive the snapshot that they are asked of: they are copied. */
static const char *
category_name(void *arg, unsigned category)
{
	struct daemon *d = arg;
	const struct rules *rules = d->gateway.current->rules;
	return category < rules_category_count(rules)
		       ? rules_category_name(rules, category)
		       : "?";
}

static int
open_ledger(struct daemon *d, struct snapshot *conf, struct why *why)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s/ledger.db", conf->state_dir);
	const struct ledger_options options = {
		.path = path,
		.key = d->gateway.key,
		.max_same_kind = 2,
		.category_name = category_name,
		.category_arg = d,
		.on_interrupted = on_interrupted,
		.on_relink = on_relink,
		.arg = d,
	};
	return ledger_open(&options, &d->gateway.ledger, why);
}

/* ---- audit ---- */

static int
sign_checkpoint(void *arg, uint32_t id, struct span message)
{
	struct daemon *d = arg;
	return mint_ask_checkpoint(d->gateway.mint, id, message);
}

static void
on_checkpoint(void *arg, uint32_t id, int status, struct span signature)
{
	struct daemon *d = arg;
	if (!control_report_signed(id, status, signature) &&
	    d->gateway.audit != NULL)
		audit_checkpoint(d->gateway.audit, id, status, signature);
}

static void
on_written(void *arg, uint64_t seq, const uint8_t hash[32])
{
	struct daemon *d = arg;
	ledger_note_audit(d->gateway.ledger, seq, hash);
}

static int
open_audit(struct daemon *d, struct snapshot *conf, struct why *why)
{
	struct audit_options options = conf->audit;
	uint8_t hash[32] = {0};
	uint64_t seq = 0;
	if (!ledger_last_audit(d->gateway.ledger, &seq, hash))
		seq = 0;
	/* Each exchange under way keeps a place. */
	options.queue = conf->limits.connections < AUDIT_QUEUE_MAX
				? conf->limits.connections + AUDIT_QUEUE
				: AUDIT_QUEUE_MAX;
	options.sign = sign_checkpoint;
	options.written = on_written;
	options.arg = d;
	return audit_open(&options, seq, hash, &d->gateway.audit, why);
}

static const char *
text_at(yajl_val tree, const char *key)
{
	const char *path[] = {key, NULL};
	return YAJL_GET_STRING(yajl_tree_get(tree, path, yajl_t_string));
}

/* false: there is no place for it. */
static bool
record_one_interrupted(struct daemon *d, const struct interrupted *i,
		       const char *exporter)
{
	char error[64];
	struct audit_record r = audit_record_none(AUDIT_INTERRUPTED);
	if (audit_reserve(d->gateway.audit) < 0 &&
	    (audit_flush(d->gateway.audit, AUDIT_FLUSH_US) < 0 ||
	     audit_reserve(d->gateway.audit) < 0))
		return false;
	yajl_val tree = yajl_tree_parse(i->context, error, sizeof(error));
	r.event = i->event;
	r.wall_us = clock_wall_us();
	r.verdict = VERDICT_LOG;
	r.reason = "INTERRUPTED";
	r.exporter = exporter;
	r.persons = i->persons;
	r.new_persons = i->new_persons;
	r.bytes_out = i->bytes;
	if (tree != NULL) {
		r.source = text_at(tree, "source");
		r.client = text_at(tree, "client");
		r.flow = text_at(tree, "flow");
		r.pathway = text_at(tree, "pathway");
		r.recipient = text_at(tree, "recipient");
		r.host = text_at(tree, "host");
		r.country = text_at(tree, "country");
	}
	audit_submit(d->gateway.audit, &r);
	yajl_tree_free(tree);
	return true;
}

/* They are told again at the next start unless their records are written. */
static void
record_interrupted(struct daemon *d, struct snapshot *conf)
{
	bool all = d->interrupted != NULL;
	while (d->interrupted != NULL) {
		struct interrupted *i = d->interrupted;
		d->interrupted = i->next;
		all &= record_one_interrupted(d, i, conf->reg.exporter.id);
		free(i);
	}
	if (all && audit_flush(d->gateway.audit, AUDIT_FLUSH_US) == 0)
		ledger_interrupted_recorded(d->gateway.ledger);
}

/* ---- TLS ---- */

int
service_tls_make(const struct snapshot *conf, struct service_tls *ret_tls,
		 struct why *why)
{
	struct service_tls t = {.n = conf->n_listeners};
	int rc = upstream_tls_new(conf->upstream_trust, &t.upstream, why);
	if (rc == 0) {
		t.listeners = calloc(t.n, sizeof(SSL_CTX *));
		if (t.listeners == NULL)
			rc = why_set(why, -ENOMEM, "out of memory");
	}
	for (size_t i = 0; i < t.n && rc == 0; i++) {
		const struct listener_conf *l = &conf->listeners[i];
		const struct listener_tls_options options = {
			l->certificate, l->key, l->client_ca};
		if (l->certificate != NULL)
			rc = listener_tls_new(&options, &t.listeners[i], why);
	}
	if (rc < 0) {
		service_tls_free(&t);
		return rc;
	}
	*ret_tls = t;
	return 0;
}

void
service_tls_free(struct service_tls *t)
{
	upstream_tls_free(&t->upstream);
	for (size_t i = 0; t->listeners != NULL && i < t->n; i++)
		SSL_CTX_free(t->listeners[i]);
	free(t->listeners);
	*t = (struct service_tls){0};
}

static int
start_mint(struct daemon *d, struct snapshot *conf, struct why *why)
{
	struct buf pem;
	struct mint_options options = {
		.cache_entries = MINT_ENTRIES,
		.leaf_lifetime_s = LEAF_LIFETIME_S,
	};
	int rc = ca_load(conf->ca_certificate, NULL, &options.ca, NULL, why);
	if (rc < 0)
		return rc;
	struct tm until;
	if (ASN1_TIME_to_tm(X509_get0_notAfter(options.ca), &until) == 1)
		d->ca_not_after_s = timegm(&until);
	rc = mint_new(&options, &d->gateway.mint, why);
	X509_free(options.ca);
	if (rc < 0)
		return rc;
	mint_on_checkpoint(d->gateway.mint, on_checkpoint, d);
	rc = read_file(conf->ca_certificate, PEM_MAX, &pem, why);
	if (rc == 0) {
		d->ca_pem = strndup((const char *)pem.p, pem.n);
		d->gateway.ca_pem = d->ca_pem;
	}
	buf_fini(&pem);
	return rc;
}

/* ---- all of them ---- */

static int
start_below(struct daemon *d, struct snapshot *conf, struct why *why)
{
	char path[4096];
	if (mkdir(conf->state_dir, 0750) != 0 && errno != EEXIST)
		return why_set(why, -errno, "cannot make %s: %s",
			       conf->state_dir, err_text(-errno));
	snprintf(path, sizeof(path), "%s/audit.key", conf->state_dir);
	d->audit_key = strdup(path);
	if (d->audit_key == NULL)
		return why_set(why, -ENOMEM, "out of memory");
	int rc = load_key(d, conf, why);
	if (rc == 0)
		rc = start_mint(d, conf, why);
	if (rc == 0)
		rc = signer_watch_start(d, conf, why);
	snprintf(path, sizeof(path), "%s/pathways.state", conf->state_dir);
	if (rc == 0)
		rc = pathway_states_open(path, &d->gateway.states, why);
	return rc;
}

int
services_start(struct daemon *d, struct snapshot *conf, struct why *why)
{
	struct service_tls tls;
	int rc = start_below(d, conf, why);
	if (rc == 0)
		rc = open_ledger(d, conf, why);
	if (rc == 0)
		rc = open_audit(d, conf, why);
	if (rc == 0)
		rc = admission_new(&d->gateway.admission);
	if (rc == 0)
		rc = parts_new(&parts_limits_default, &d->gateway.parts);
	if (rc == 0)
		rc = service_tls_make(conf, &tls, why);
	if (rc < 0)
		return rc;
	d->gateway.upstream = tls.upstream;
	d->gateway.listener_tls = tls.listeners;
	record_interrupted(d, conf);
	return 0;
}

void
services_stop(struct daemon *d)
{
	struct gateway *g = &d->gateway;
	explain_clear();
	sightings_clear();
	if (g->audit != NULL)
		audit_close(&g->audit, AUDIT_CLOSE_US);
	if (g->ledger != NULL)
		ledger_close(&g->ledger);
	pathway_states_close(&g->states);
	signer_watch_stop(d);
	mint_free(&g->mint);
	struct service_tls tls = {g->upstream, g->listener_tls,
				  g->current != NULL ? g->current->n_listeners
						     : 0};
	service_tls_free(&tls);
	admission_free(&g->admission);
	parts_free(&g->parts);
	digest_key_free(&g->key);
	free(d->ca_pem);
	free(d->audit_key);
}
