/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ledger's cells of what could not be read, put together by class and
 * cause. Main thread.
 */
#include "daemon/coverage.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

/* Of a class or of one of its causes: seen, and let through. */
struct amount {
	int64_t count[2], bytes[2];
};

struct cause {
	char class[16], name[64];
	struct amount amount;
};

struct coverage {
	const char *regime, *exporter, *window; /* NULL: any */
	struct cause *causes;
	size_t n, size;
};

static struct cause *
cause_of(struct coverage *c, const char *value)
{
	const char *colon = strchr(value, ':');
	struct cause key = {.class = ""};
	snprintf(key.class, sizeof(key.class), "%.*s",
		 (int)(colon != NULL ? colon - value : 15), value);
	snprintf(key.name, sizeof(key.name), "%.63s",
		 colon != NULL ? colon + 1 : "");
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->causes[i].class, key.class) == 0 &&
		    strcmp(c->causes[i].name, key.name) == 0)
			return &c->causes[i];
	if (c->n == c->size) {
		size_t size = c->size > 0 ? 2 * c->size : 16;
		struct cause *more =
			reallocarray(c->causes, size, sizeof(*more));
		if (more == NULL)
			return NULL;
		c->causes = more;
		c->size = size;
	}
	c->causes[c->n] = key;
	return &c->causes[c->n++];
}

static bool
is(const char *wanted, const char *text)
{
	return wanted == NULL || strcmp(wanted, text) == 0;
}

static int
take(void *arg, const struct ledger_row *row)
{
	struct coverage *c = arg;
	const struct ledger_cell_key *k = &row->key;
	bool passed = strcmp(k->counter, "passed-unread") == 0;
	if (k->dimension != LEDGER_BY_CATEGORY ||
	    (!passed && strcmp(k->counter, "unread") != 0) ||
	    !is(c->regime, k->regime) || !is(c->exporter, k->exporter) ||
	    !is(c->window, k->window))
		return 0;
	struct cause *cause = cause_of(c, k->value);
	if (cause == NULL)
		return -ENOMEM;
	cause->amount.count[passed] += row->requests;
	cause->amount.bytes[passed] += row->bytes;
	return 0;
}

static int
compare(const void *a, const void *b)
{
	const struct cause *x = a, *y = b;
	int order = strcmp(x->class, y->class);
	return order != 0 ? order : strcmp(x->name, y->name);
}

static int
collect(struct ledger *l, struct coverage *c)
{
	int rc = ledger_each(l, take, c);
	if (c->n > 1)
		qsort(c->causes, c->n, sizeof(*c->causes), compare);
	return rc;
}

/* The members of an open object. */
static void
emit_amount(struct emit *out, const struct amount *a)
{
	emit_put_int(out, "count", a->count[0]);
	emit_put_int(out, "bytes", a->bytes[0]);
	emit_key(out, "passed");
	emit_open(out);
	emit_put_int(out, "count", a->count[1]);
	emit_put_int(out, "bytes", a->bytes[1]);
	emit_close(out);
}

/* The causes from here on that are of one class; returns how many. */
static size_t
emit_class(struct emit *out, const struct cause *first, size_t left)
{
	struct amount all = {{0}, {0}};
	size_t n = 0;
	for (; n < left && strcmp(first[n].class, first->class) == 0; n++)
		for (int p = 0; p < 2; p++) {
			all.count[p] += first[n].amount.count[p];
			all.bytes[p] += first[n].amount.bytes[p];
		}
	emit_key(out, first->class);
	emit_open(out);
	emit_amount(out, &all);
	emit_key(out, "causes");
	emit_open(out);
	for (size_t i = 0; i < n; i++) {
		emit_key(out, first[i].name);
		emit_open(out);
		emit_amount(out, &first[i].amount);
		emit_close(out);
	}
	emit_close(out);
	emit_close(out);
	return n;
}

int
coverage_emit(struct emit *out, struct ledger *l, const char *regime,
	      const char *exporter, const char *window)
{
	struct coverage c = {regime, exporter, window, NULL, 0, 0};
	int rc = collect(l, &c);
	emit_key(out, "coverage");
	emit_open(out);
	for (size_t i = 0; rc == 0 && i < c.n;)
		i += emit_class(out, &c.causes[i], c.n - i);
	emit_close(out);
	free(c.causes);
	return rc;
}

static void
put_family(struct evbuffer *out, const struct coverage *c, const char *name,
	   const char *help, bool bytes)
{
	evbuffer_add_printf(out, "# TYPE %s counter\n# HELP %s %s\n", name,
			    name, help);
	for (size_t i = 0; i < c->n; i++)
		for (int p = 0; p < 2; p++) {
			const struct amount *a = &c->causes[i].amount;
			const int64_t *of = bytes ? a->bytes : a->count;
			evbuffer_add_printf(
				out,
				"%s_total{class=\"%s\",cause=\"%s\","
				"passed=\"%d\"} %" PRId64 "\n",
				name, c->causes[i].class, c->causes[i].name, p,
				p ? of[1] : of[0] - of[1]);
		}
}

void
coverage_metrics(struct evbuffer *out, struct ledger *l, const char *regime)
{
	struct coverage c = {regime, NULL, NULL, NULL, 0, 0};
	if (collect(l, &c) == 0) {
		put_family(out, &c, "kouan_unread_exchanges",
			   "Exchanges with what could not be read, refused or "
			   "let through.",
			   false);
		put_family(out, &c, "kouan_unread_bytes",
			   "Bytes that could not be read, of exchanges refused "
			   "or let through.",
			   true);
	}
	free(c.causes);
}
