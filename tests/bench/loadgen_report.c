/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The run as one line of JSON: what was done, how fast, what failed, and what
 * the measured processes used for it.
 */
#include "base/emit.h"
#include "bench/loadgen.h"

#include <stdio.h>
#include <stdlib.h>

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void
put_real(struct emit *j, const char *key, double value)
{
	emit_key(j, key);
	emit_real(j, value);
}

static void
put_samples(struct emit *j, const char *key, struct samples *s)
{
	static const struct {
		const char *name;
		double part;
	} points[] = {{"p50", .5}, {"p99", .99}, {"max", 1}};
	if (s->n == 0)
		return;
	qsort(s->v, s->n, sizeof(*s->v), compare);
	emit_key(j, key);
	emit_open(j);
	for (size_t i = 0; i < 3; i++)
		put_real(j, points[i].name,
			 s->v[(size_t)(points[i].part * (double)(s->n - 1))] *
				 1e3);
	emit_close(j);
}

static void
put_failures(struct emit *j, const struct load *l)
{
	static const char *const names[FAILURE_MAX_] = {
		"connect", "proxy", "tls",   "io",
		"status",  "early", "short", "timeout"};
	emit_put_int(j, "errors", (int64_t)l->failed);
	if (l->failed == 0)
		return;
	emit_key(j, "failures");
	emit_open(j);
	for (int i = 0; i < FAILURE_MAX_; i++)
		if (l->failures[i] > 0)
			emit_put_int(j, names[i], (int64_t)l->failures[i]);
	emit_close(j);
	emit_put(j, "first_failure", l->first_failure);
}

static void
put_usage(struct emit *j, const struct load *l)
{
	double cpu = l->after.cpu - l->before.cpu;
	double grown = (double)(l->after.rss_kib - l->before.rss_kib);
	put_real(j, "cpu_s", cpu);
	if (l->ok > 0 && l->o.mode != MODE_IDLE)
		put_real(j, "cpu_us_per_request", cpu * 1e6 / (double)l->ok);
	if (l->bytes > 0 && l->o.mode != MODE_IDLE)
		put_real(j, "cpu_s_per_gib",
			 cpu * (double)(1U << 30) / (double)l->bytes);
	if (l->held > 0)
		put_real(j, "kib_per_connection", grown / (double)l->held);
	emit_put_int(j, "rss_before_kib", l->before.rss_kib);
	emit_put_int(j, "rss_peak_kib", l->after.peak_kib);
	emit_put_int(j, "written_bytes", l->after.written - l->before.written);
}

void
report_print(struct load *l)
{
	struct emit *j = emit_new(false);
	struct span text;
	double seconds = l->ended - l->begun;
	if (j == NULL)
		die("out of memory");
	emit_open(j);
	emit_put(j, "label", l->o.label);
	emit_put(j, "mode", mode_name(l->o.mode));
	emit_put_int(j, "body_size", (int64_t)l->o.body_size);
	emit_put_int(j, "ok", (int64_t)l->ok);
	put_failures(j, l);
	emit_put_int(j, "reconnects", (int64_t)l->reconnects);
	put_real(j, "seconds", seconds);
	if (l->o.mode == MODE_IDLE) {
		emit_put_int(j, "held", (int64_t)l->held);
		emit_put_int(j, "alive", (int64_t)l->alive);
	} else if (seconds > 0) {
		put_real(j, "requests_per_s", (double)l->ok / seconds);
		put_real(j, "mib_per_s", (double)l->bytes / 1048576 / seconds);
	}
	put_samples(j, "latency_ms", &l->latency);
	put_samples(j, "handshake_ms", &l->handshake);
	if (l->o.n_pids > 0)
		put_usage(j, l);
	emit_put(j, "issuer", l->issuer);
	emit_put(j, "cipher", l->cipher);
	emit_close(j);
	if (emit_finish(j, &text) < 0)
		die("the report cannot be written");
	printf("%.*s\n", (int)text.n, (const char *)text.p);
	emit_free(&j);
}
