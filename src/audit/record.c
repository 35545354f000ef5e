/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fields of a record, once, as a table; its JSON line and its journal
 * datagram are two walks over it. Nothing is stored but what the table
 * names, and a path, a query or a body has no place in it. Pure.
 */
#include "audit/message.h"
#include "audit/out.h"

#include <stddef.h>

enum type { TYPE_TEXT, TYPE_INT, TYPE_LONG };

struct field {
	enum type type;
	size_t at;	     /* in struct audit_record */
	const char *json;    /* "name" */
	const char *journal; /* "KOUAN_NAME" */
	uint8_t n_journal;
};

#define FIELD(kind, name, upper)                                               \
	{                                                                      \
		kind, offsetof(struct audit_record, name), #name,              \
			"KOUAN_" upper, sizeof("KOUAN_" upper) - 1             \
	}

static const struct field fields[] = {
	FIELD(TYPE_TEXT, reason, "REASON"),
	FIELD(TYPE_TEXT, reasons, "REASONS"),
	FIELD(TYPE_TEXT, article, "ARTICLE"),
	FIELD(TYPE_TEXT, mode, "MODE"),
	FIELD(TYPE_INT, would_block, "WOULD_BLOCK"),
	FIELD(TYPE_TEXT, source, "SOURCE"),
	FIELD(TYPE_TEXT, client, "CLIENT"),
	FIELD(TYPE_TEXT, exporter, "EXPORTER"),
	FIELD(TYPE_TEXT, flow, "FLOW"),
	FIELD(TYPE_TEXT, pathway, "PATHWAY"),
	FIELD(TYPE_TEXT, mechanism, "MECHANISM"),
	FIELD(TYPE_TEXT, recipient, "RECIPIENT"),
	FIELD(TYPE_TEXT, host, "HOST"),
	FIELD(TYPE_INT, port, "PORT"),
	FIELD(TYPE_TEXT, address, "ADDRESS"),
	FIELD(TYPE_TEXT, country, "COUNTRY"),
	FIELD(TYPE_TEXT, country_from, "COUNTRY_FROM"),
	FIELD(TYPE_TEXT, protocol, "PROTOCOL"),
	FIELD(TYPE_TEXT, method, "METHOD"),
	FIELD(TYPE_INT, status, "STATUS"),
	FIELD(TYPE_LONG, bytes_out, "BYTES_OUT"),
	FIELD(TYPE_LONG, bytes_in, "BYTES_IN"),
	FIELD(TYPE_LONG, persons, "PERSONS"),
	FIELD(TYPE_LONG, new_persons, "NEW_PERSONS"),
	FIELD(TYPE_LONG, sensitive_persons, "SENSITIVE_PERSONS"),
	FIELD(TYPE_TEXT, categories, "CATEGORIES"),
	FIELD(TYPE_TEXT, unreadable, "UNREADABLE"),
	FIELD(TYPE_LONG, duration_us, "DURATION_US"),
	FIELD(TYPE_TEXT, policy, "POLICY"),
	FIELD(TYPE_TEXT, register_version, "REGISTER_VERSION"),
	FIELD(TYPE_INT, partial, "PARTIAL"),
	FIELD(TYPE_TEXT, actor, "ACTOR"),
	FIELD(TYPE_TEXT, detail, "DETAIL"),
};
#define N_FIELDS (sizeof(fields) / sizeof(fields[0]))

static const struct {
	const char *name, *message_id;
} kinds[AUDIT_KIND_MAX_] = {
	[AUDIT_EXCHANGE] = {"exchange", "55b5628bfae04774bb8f473ceedc4d44"},
	[AUDIT_INTERIM] = {"interim", "53ddb75bb82047eb9c6c28cf2ea40fa8"},
	[AUDIT_INTERRUPTED] = {"interrupted",
			       "58494b4abe5749ec9e1d8443625bad15"},
	[AUDIT_CONTROL] = {"control", "2cccf5ff6ccb4c0ab6423996df9353c7"},
	[AUDIT_CHECKPOINT] = {"checkpoint", "5d799bcc022a4303adc7dc0e802f1f52"},
	[AUDIT_RELINK] = {"relink", "4d183ab57ce8456e9297f9c8cdc9aab6"},
	[AUDIT_SINK] = {"sink", "4087703735ae42faa70d846b69e0917a"},
	[AUDIT_DAEMON] = {"daemon", "ea354e11d9604899899bda94d4796501"},
};
static const char *const verdicts[] = {"allow", "log", "block"};
static const char priorities[] = {'6', '5', '4'};

const char *
record_kind_name(enum audit_kind kind)
{
	return kinds[kind].name;
}

const char *
record_message_id(enum audit_kind kind)
{
	return kinds[kind].message_id;
}

struct audit_record
audit_record_none(enum audit_kind kind)
{
	return (struct audit_record){
		.kind = kind,
		.verdict = VERDICT_ALLOW,
		.would_block = -1,
		.port = -1,
		.status = -1,
		.bytes_out = -1,
		.bytes_in = -1,
		.persons = -1,
		.new_persons = -1,
		.sensitive_persons = -1,
		.duration_us = -1,
		.partial = -1,
	};
}

static const char *
get_text(const struct audit_record *r, const struct field *f)
{
	const char *value;
	memcpy(&value, (const char *)r + f->at, sizeof(value));
	return value;
}

static int64_t
get_number(const struct audit_record *r, const struct field *f)
{
	int64_t value;
	int narrow;
	if (f->type == TYPE_LONG) {
		memcpy(&value, (const char *)r + f->at, sizeof(value));
		return value;
	}
	memcpy(&narrow, (const char *)r + f->at, sizeof(narrow));
	return narrow;
}

/* Copies the string to *room, at most RECORD_STRING bytes of it, and moves
 * *room on. Returns 1 when it was cut. */
static unsigned
keep(const char **text, char **room, const char *end)
{
	size_t most = (size_t)(end - *room) - 1;
	if (most > RECORD_STRING)
		most = RECORD_STRING;
	size_t n = strnlen(*text, most + 1);
	unsigned cut = n > most;
	if (cut)
		n = most;
	char *to = *room;
	memcpy(to, *text, n);
	to[n] = 0;
	message_clean_utf8(to, n);
	*text = to;
	if (n + 1 < (size_t)(end - to))
		*room = to + n + 1;
	else
		*room = to + n; /* full: the rest shares the last NUL */
	return cut;
}

unsigned
record_copy(struct record *record, const struct audit_record *r)
{
	char *room = record->text;
	const char *end = record->text + sizeof(record->text);
	unsigned cut = 0;
	record->r = *r;
	record->own = false;
	if (r->message != NULL)
		cut += keep(&record->r.message, &room, end);
	for (size_t i = 0; i < N_FIELDS; i++) {
		const char *text;
		if (fields[i].type != TYPE_TEXT)
			continue;
		text = get_text(r, &fields[i]);
		if (text == NULL)
			continue;
		cut += keep(&text, &room, end);
		memcpy((char *)&record->r + fields[i].at, &text, sizeof(text));
	}
	return cut;
}

/* Whether the verdict is one, or only sets the priority. */
static bool
has_verdict(enum audit_kind kind)
{
	return kind == AUDIT_EXCHANGE || kind == AUDIT_INTERIM ||
	       kind == AUDIT_INTERRUPTED;
}

static bool
has_event(const struct audit_record *r)
{
	static const struct event_id none;
	return memcmp(&r->event, &none, sizeof(none)) != 0;
}

static void
json_head(struct emit *j, const struct record *record)
{
	const struct audit_record *r = &record->r;
	char text[CLOCK_TEXT > EVENT_ID_TEXT ? CLOCK_TEXT : EVENT_ID_TEXT];
	char message[RECORD_MESSAGE];
	emit_put_int(j, "seq", (int64_t)record->seq);
	message_time(r->wall_us, text);
	emit_put(j, "time", text);
	emit_put(j, "kind", kinds[r->kind].name);
	emit_put(j, "message_id", kinds[r->kind].message_id);
	emit_put_int(j, "priority", priorities[r->verdict] - '0');
	emit_put(j, "message", message_of(record, message));
	if (has_event(r))
		emit_put(j, "event", event_id_text(r->event, text));
	if (has_verdict(r->kind))
		emit_put(j, "verdict", verdicts[r->verdict]);
}

void
record_json(const struct record *record, struct emit *j)
{
	json_head(j, record);
	for (const struct field *f = fields; f < fields + N_FIELDS; f++)
		if (f->type == TYPE_TEXT)
			emit_opt(j, f->json, get_text(&record->r, f));
		else
			emit_opt_int(j, f->json, get_number(&record->r, f));
	if (record->r.kind == AUDIT_CHECKPOINT) {
		const struct record_checkpoint *c = &record->checkpoint;
		emit_put_int(j, "checkpoint_seq", (int64_t)c->seq);
		emit_put(j, "checkpoint_hash", c->hash);
		emit_put(j, "signature", c->signature);
	}
}

/* A value with a newline goes with its length, little endian. */
static void
journal_text(struct out *o, const char *name, size_t n_name, const char *text)
{
	size_t n = strlen(text);
	out_bytes(o, name, n_name);
	if (memchr(text, '\n', n) == NULL) {
		*o->p++ = '=';
	} else {
		*o->p++ = '\n';
		for (unsigned i = 0; i < 8; i++)
			*o->p++ = (char)((uint64_t)n >> 8 * i & 0xff);
	}
	out_bytes(o, text, n);
	*o->p++ = '\n';
}

#define journal_field(o, name, text)                                           \
	journal_text(o, name, sizeof(name) - 1, text)

static void
journal_number(struct out *o, const char *name, size_t n_name, uint64_t value)
{
	out_bytes(o, name, n_name);
	*o->p++ = '=';
	out_u64(o, value);
	*o->p++ = '\n';
}

static void
journal_head(struct out *o, const struct record *record)
{
	const struct audit_record *r = &record->r;
	char text[CLOCK_TEXT > EVENT_ID_TEXT ? CLOCK_TEXT : EVENT_ID_TEXT];
	char message[RECORD_MESSAGE];
	journal_field(o, "MESSAGE", message_of(record, message));
	out_literal(o, "SYSLOG_IDENTIFIER=kouand\nPRIORITY=");
	*o->p++ = priorities[r->verdict];
	out_literal(o, "\nMESSAGE_ID=");
	out_bytes(o, kinds[r->kind].message_id, 32);
	out_literal(o, "\nKOUAN_KIND=");
	out_text(o, kinds[r->kind].name);
	out_literal(o, "\nKOUAN_SEQ=");
	out_u64(o, record->seq);
	*o->p++ = '\n';
	message_time(r->wall_us, text);
	journal_field(o, "KOUAN_TIME", text);
	if (has_event(r))
		journal_field(o, "KOUAN_EVENT", event_id_text(r->event, text));
	if (has_verdict(r->kind))
		journal_field(o, "KOUAN_VERDICT", verdicts[r->verdict]);
}

char *
record_datagram(const struct record *record, char *p)
{
	struct out o = {p};
	journal_head(&o, record);
	for (const struct field *f = fields; f < fields + N_FIELDS; f++) {
		if (f->type == TYPE_TEXT) {
			const char *text = get_text(&record->r, f);
			if (text != NULL)
				journal_text(&o, f->journal, f->n_journal,
					     text);
		} else {
			int64_t number = get_number(&record->r, f);
			if (number >= 0)
				journal_number(&o, f->journal, f->n_journal,
					       (uint64_t)number);
		}
	}
	if (record->r.kind == AUDIT_CHECKPOINT) {
		const struct record_checkpoint *c = &record->checkpoint;
		out_literal(&o, "KOUAN_CHECKPOINT_SEQ=");
		out_u64(&o, c->seq);
		*o.p++ = '\n';
		journal_field(&o, "KOUAN_CHECKPOINT_HASH", c->hash);
		journal_field(&o, "KOUAN_SIGNATURE", c->signature);
	}
	return o.p;
}
