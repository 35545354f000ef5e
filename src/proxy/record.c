/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The audit record of an exchange: who, whereto, how much, on which rule.
 * Never path, query, header or body. Worker thread.
 */
#include "proxy/exchange.h"

#include "proxy/cells.h"
#include "proxy/coverage.h"
#include "proxy/front.h"
#include "proxy/part.h"
#include "proxy/sightings.h"

static const char *
mode_name(const struct snapshot *conf)
{
	return conf->mode == MODE_MONITOR ? "monitor" : "enforce";
}

static const char *
country_from_name(enum country_from from)
{
	switch (from) {
	case COUNTRY_REGISTER:
		return "register";
	case COUNTRY_OVERRIDE:
		return "override";
	case COUNTRY_DATABASE:
		return "database";
	case COUNTRY_UNKNOWN:
	default:
		return "unknown";
	}
}

const char *
record_reasons(struct exchange *x)
{
	struct buf out;
	buf_init(&out, 2048);
	int rc = 0;
	for (unsigned i = 0; i < x->decision.n_reasons && rc == 0; i++)
		rc = buf_printf(&out, "%s%s", i > 0 ? "," : "",
				reason_name(x->decision.reasons[i]));
	const char *text = rc == 0 ? arena_str(x->arena, buf_span(&out)) : NULL;
	buf_fini(&out);
	return text;
}

const char *
record_categories(struct exchange *x)
{
	const struct rules *rules = x->session->conf->rules;
	struct inspect_totals totals;
	struct buf out;
	if (x->inspection == NULL)
		return NULL;
	inspection_totals(x->inspection, &totals);
	buf_init(&out, 4096);
	int rc = 0;
	for (unsigned c = 0; c < rules_category_count(rules) && rc == 0; c++) {
		if (totals.findings[c] == 0)
			continue;
		rc = buf_printf(&out, "%s%s=%u", out.n > 0 ? " " : "",
				rules_category_name(rules, c),
				totals.findings[c]);
	}
	const char *text = rc == 0 ? arena_str(x->arena, buf_span(&out)) : NULL;
	buf_fini(&out);
	return text;
}

/* The reason the record gives, and its verdict. */
static enum reason
reason_of(const struct exchange *x, enum verdict *verdict)
{
	if (x->gateway_refusal) {
		*verdict = VERDICT_BLOCK;
		return x->gateway_reason;
	}
	*verdict = x->would_block ? VERDICT_LOG : x->decision.verdict;
	if (!x->decided) {
		/* The client left before there was anything to decide. */
		*verdict = VERDICT_LOG;
		return REASON_INTERRUPTED;
	}
	return x->decision.reason;
}

static const char *
method_name(struct exchange *x)
{
	/* A method is a token of the client's own choosing: only the known
	 * ones are written. */
	static const char *const known[] = {"GET",     "HEAD",	 "POST",
					    "PUT",     "DELETE", "PATCH",
					    "OPTIONS", "TRACE",	 "CONNECT"};
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (span_eq(x->head.method, span_str(known[i])))
			return known[i];
	return x->has_head ? "OTHER" : NULL;
}

static void
fill_flow(struct exchange *x, struct audit_record *r)
{
	const struct flow *f = x->flow;
	if (x->recipient != NULL)
		r->recipient = x->recipient->id;
	if (f == NULL)
		return;
	r->flow = f->id;
	if (f->pathway != NULL) {
		r->pathway = f->pathway->id;
		r->mechanism = mechanism_name(f->pathway->mechanism);
	} else if (f->exemption.article != EXEMPTION_NONE) {
		r->mechanism = exemption_article_name(f->exemption.article);
	}
}

static void
fill_place(struct exchange *x, struct audit_record *r, char *address)
{
	const struct session *s = x->session;
	r->host = x->target.host[0] != 0
			  ? front_name_text(x->session, &x->target, &x->name)
			  : NULL;
	r->port = x->target.port != 0 ? x->target.port : -1;
	if (x->dialled.port != 0)
		r->address = address_text(&x->dialled, address);
	if (!x->placed && x->recipient != NULL) {
		x->country = x->recipient->country;
		x->country_from = COUNTRY_REGISTER;
	}
	r->country = x->country.code[0] != 0 ? x->country.code : NULL;
	r->country_from = country_from_name(x->country_from);
	r->source = s->source != NULL ? s->source->id : NULL;
	r->client = s->client_text;
	r->protocol = s->tunnel != NULL ? "tunnel" : "h1";
}

static void
fill_counts(struct exchange *x, struct audit_record *r)
{
	struct inspect_totals totals = {0};
	if (x->inspection != NULL)
		inspection_totals(x->inspection, &totals);
	r->persons = (int64_t)totals.persons;
	r->new_persons = x->new_persons;
	r->sensitive_persons = x->sensitive_persons;
	r->bytes_in = (int64_t)x->answer_bytes;
	if (x->tunnel_bytes_out > 0 || x->tunnel_bytes_in > 0) {
		r->bytes_out = (int64_t)x->tunnel_bytes_out;
		r->bytes_in = (int64_t)x->tunnel_bytes_in;
	} else {
		r->bytes_out = (int64_t)x->released;
	}
	r->duration_us = x->session->worker->now_us - x->begun_us;
}

void
record_exchange(struct exchange *x, bool interim)
{
	struct session *s = x->session;
	struct audit *audit = s->worker->gateway->audit;
	char address[ADDRESS_TEXT];
	struct audit_record r =
		audit_record_none(interim ? AUDIT_INTERIM : AUDIT_EXCHANGE);
	enum reason reason = reason_of(x, &r.verdict);
	const struct reason_text *text =
		x->decision.regime != NULL && !x->gateway_refusal
			? regime_reason_text(x->decision.regime, reason)
			: reason_text(reason);
	r.event = x->event;
	r.wall_us = interim ? clock_wall_us() : x->wall_us;
	r.reason = reason_name(reason);
	r.reasons = x->decision.n_reasons > 1 ? record_reasons(x) : NULL;
	r.article = text->article;
	r.mode = mode_name(s->conf);
	r.would_block = x->would_block;
	r.exporter = s->conf->reg.exporter.id;
	r.method = method_name(x);
	r.status = x->status != 0 ? x->status : -1;
	r.categories = record_categories(x);
	r.unreadable = coverage_text(x);
	r.detail = part_text(x);
	r.policy = s->conf->policy_tag;
	r.register_version =
		arena_printf(x->arena, "%s.%llu", s->conf->register_hash,
			     (unsigned long long)x->register_changes);
	r.partial = x->refused && x->head_sent && x->released > 0;
	fill_flow(x, &r);
	fill_place(x, &r, address);
	fill_counts(x, &r);
	if (interim) {
		audit_try(audit, &r);
		return;
	}
	if (!x->audit_place)
		return;
	x->audit_place = false;
	audit_submit(audit, &r);
	/* What the gateway itself refused says nothing of who receives, and
	 * its name may be made up to carry data. */
	if (x->flow == NULL && x->decided && !x->gateway_refusal &&
	    s->source != NULL && r.host != NULL && x->name == NAME_CLEAN)
		sightings_note(&r, x->target.is_address);
	if (s->source != NULL && x->target.host[0] != 0) {
		cells_traffic(x, r.bytes_out);
		coverage_tally(x, r.bytes_out > 0);
	}
}
