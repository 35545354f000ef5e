/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Recent records, and one decision with the rules that were read. Records are
 * searched as text: within a JSON string a quote is escaped, so a member's
 * name and value in quotes can only be the member. Main thread.
 */
#include "daemon/control.h"

#include "base/buf.h"
#include "proxy/explain.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#define RECENT_MAX 100000
#define FILTER_MAX 256

struct collected {
	struct span verdict, flow; /* "key":"value" to be found; may be empty */
	int64_t after, last;
	char **lines;
	size_t n, size;
};

/* "key":"value" as a record has it, when both are plain words. */
static int
filter(struct control_request *r, const char *key, char buf[FILTER_MAX],
       struct span *ret_filter)
{
	const char *value = control_text(r, key);
	*ret_filter = SPAN_NONE;
	if (value == NULL)
		return 0;
	if (strpbrk(value, "\"\\") != NULL || strlen(value) > FILTER_MAX - 32)
		return why_set(&r->why, -EINVAL, "%s: not a name", key);
	int n = snprintf(buf, FILTER_MAX, "\"%s\":\"%s\"", key, value);
	*ret_filter = span_of(buf, (size_t)n);
	return 0;
}

static int64_t
sequence_of(struct span line)
{
	ssize_t at = span_find(line, SPAN("\"seq\":"));
	int64_t seq = 0;
	if (at < 0)
		return 0;
	for (size_t i = (size_t)at + 6;
	     i < line.n && line.p[i] >= '0' && line.p[i] <= '9'; i++)
		seq = seq * 10 + (line.p[i] - '0');
	return seq;
}

static bool
has(struct span line, struct span wanted)
{
	return wanted.n == 0 || span_find(line, wanted) >= 0;
}

static int
collect(void *arg, struct span line)
{
	struct collected *c = arg;
	int64_t seq = sequence_of(line);
	if (seq <= c->after)
		return 0;
	c->last = seq;
	if (!has(line, c->verdict) || !has(line, c->flow))
		return 0;
	if (c->n == c->size) {
		size_t size = c->size > 0 ? 2 * c->size : 64;
		char **lines = realloc(c->lines, size * sizeof(*lines));
		if (lines == NULL)
			return -ENOMEM;
		c->lines = lines;
		c->size = size;
	}
	c->lines[c->n] = strndup((const char *)line.p, line.n);
	if (c->lines[c->n] == NULL)
		return -ENOMEM;
	c->n++;
	return 0;
}

int
control_run_events(struct control_request *r)
{
	struct collected c = {.after = control_number(r, "after", 0)};
	char verdict[FILTER_MAX], flow[FILTER_MAX];
	int64_t n = control_number(r, "n", 20);
	int rc = filter(r, "verdict", verdict, &c.verdict);
	if (rc == 0)
		rc = filter(r, "flow", flow, &c.flow);
	if (rc == 0 && (n < 0 || n > RECENT_MAX))
		rc = why_set(&r->why, -EINVAL, "n: 0 to %d", RECENT_MAX);
	if (rc < 0)
		return rc;
	c.last = c.after;
	rc = audit_recent(r->daemon->gateway.audit, RECENT_MAX, collect, &c);
	emit_key(r->out, "events");
	emit_list(r->out);
	for (size_t i = c.n > (size_t)n ? c.n - (size_t)n : 0; i < c.n; i++)
		emit_str(r->out, c.lines[i]);
	emit_end(r->out);
	emit_put_int(r->out, "last", c.last);
	for (size_t i = 0; i < c.n; i++)
		free(c.lines[i]);
	free(c.lines);
	return rc < 0 ? rc : 0;
}

/* ---- one event ---- */

struct wanted {
	char member[64];
	char *line;
};

static int
find_event(void *arg, struct span line)
{
	struct wanted *w = arg;
	if (span_find(line, span_str(w->member)) < 0)
		return 0;
	/* Interim records come before: the last one counts. */
	free(w->line);
	w->line = strndup((const char *)line.p, line.n);
	return w->line != NULL ? 0 : -ENOMEM;
}

static void
emit_rule(void *arg, const char *row, bool held, const char *words)
{
	struct emit *out = arg;
	emit_open(out);
	emit_put(out, "row", row);
	emit_put_bool(out, "held", held);
	emit_put(out, "words", words);
	emit_close(out);
}

struct changing {
	struct emit *out;
	const char *regime, *policy;
};

static void
note_regime(void *arg, const char *regime, const char *policy)
{
	struct changing *c = arg;
	c->regime = regime;
	c->policy = policy;
}

static void
emit_changes(void *arg, enum verdict is, enum verdict would_be,
	     const char *const *words, size_t n)
{
	static const char *const verdicts[] = {"allow", "log", "block"};
	struct changing *c = arg;
	emit_open(c->out);
	emit_put(c->out, "regime", c->regime);
	emit_put(c->out, "policy", c->policy);
	emit_put(c->out, "verdict", verdicts[is]);
	emit_put(c->out, "would_be", verdicts[would_be]);
	emit_key(c->out, "if");
	emit_list(c->out);
	for (size_t i = 0; i < n; i++)
		emit_str(c->out, words[i]);
	emit_end(c->out);
	emit_close(c->out);
}

int
control_run_explain(struct control_request *r)
{
	const char *text = control_text(r, "event");
	struct wanted w = {.line = NULL};
	struct event_id event;
	if (text == NULL || event_id_parse(span_str(text), &event) < 0)
		return why_set(&r->why, -EINVAL,
			       "an event is 26 letters and digits");
	snprintf(w.member, sizeof(w.member), "\"event\":\"%s\"", text);
	int rc = audit_recent(r->daemon->gateway.audit, RECENT_MAX, find_event,
			      &w);
	if (rc < 0) {
		free(w.line);
		return rc;
	}
	if (w.line != NULL) {
		emit_key(r->out, "record");
		emit_json(r->out, span_str(w.line));
	}
	emit_key(r->out, "rules");
	emit_list(r->out);
	rc = explain_event(event, emit_rule, r->out);
	emit_end(r->out);
	emit_key(r->out, "changes");
	emit_list(r->out);
	if (rc == 0)
		rc = explain_changes(event, note_regime, emit_changes,
				     &(struct changing){.out = r->out});
	emit_end(r->out);
	if (rc < 0 && w.line == NULL)
		rc = why_set(&r->why, -ENOENT,
			     "%s is not among the recent events; the audit "
			     "file has the older ones",
			     text);
	else
		rc = 0;
	free(w.line);
	return rc;
}
