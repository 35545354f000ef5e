/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What would happen to a request: it is read by a scanner of its own and
 * judged as the workers do, against the ledger as it stands, but nothing is
 * sent, looked up, counted or recorded. The host is not resolved: a name that
 * is not registered has no country unless its address is told. Main
 * thread.
 */
#include "daemon/control.h"

#include "proxy/judge.h"

#include <errno.h>
#include <stdlib.h>

static const struct source *
source_of(const struct register_ *reg, const char *id)
{
	for (size_t i = 0; id != NULL && i < reg->n_sources; i++)
		if (strcmp(reg->sources[i].id, id) == 0)
			return &reg->sources[i];
	return NULL;
}

/* Where the URL leads: x->target, x->tls, x->forward_target. */
static int
read_url(struct exchange *x, const char *url, struct why *why)
{
	struct span s = span_str(url);
	bool https = span_starts(s, SPAN("https://"));
	if (!https && !span_starts(s, SPAN("http://")))
		return why_set(why, -EINVAL,
			       "url: expected https://... or http://...");
	s = span_from(s, https ? 8 : 7);
	ssize_t path = span_chr(s, '/'), query = span_chr(s, '?');
	size_t end = path >= 0 ? (size_t)path : s.n;
	if (query >= 0 && (size_t)query < end)
		end = (size_t)query;
	if (authority_parse(span_cut(s, 0, end), &x->target) < 0)
		return why_set(why, -EINVAL, "url: the host is malformed");
	if (x->target.port == 0)
		x->target.port = https ? 443 : 80;
	x->tls = https;
	x->forward_target =
		end < s.n && s.p[end] == '/' ? span_from(s, end) : SPAN("/");
	return 0;
}

/* The address that is told, or that the URL names; NULL when neither. */
static int
find_address(struct control_request *r, const struct exchange *x,
	     struct address *address, struct address **ret_known)
{
	const char *told = control_text(r, "address");
	*ret_known = NULL;
	if (told == NULL && x->target.is_address)
		told = x->target.host;
	if (told == NULL)
		return 0;
	if (address_parse(span_str(told), address) < 0)
		return why_set(&r->why, -EINVAL, "address: not an address");
	*ret_known = address;
	return 0;
}

/* Recipient, flow and country, as far as the register and the address tell. */
static int
find_place(struct exchange *x, const struct snapshot *conf,
	   const struct address *known, struct why *why)
{
	const char *forbidden = known != NULL && !conf->place.allow_private
					? guard_refuses(known)
					: NULL;
	if (forbidden != NULL)
		return why_set(why, -EACCES,
			       "DEST_FORBIDDEN: the address is %s", forbidden);
	if (!place_port_allowed(&conf->place, x->target.port))
		return why_set(why, -EACCES,
			       "DEST_FORBIDDEN: port %u is not allowed",
			       x->target.port);
	x->recipient = register_recipient(&conf->reg, x->target.host, known);
	if (known != NULL)
		x->country_from =
			place_country(&conf->place, known, &x->country);
	x->address_country = x->country;
	if (x->recipient != NULL) {
		x->flow = register_flow(&conf->reg, x->session->source,
					x->recipient);
		x->country = x->recipient->country;
		x->country_from = COUNTRY_REGISTER;
	}
	return 0;
}

static int
inspect(struct control_request *r, struct exchange *x)
{
	const char *type = control_text(r, "type");
	const char *method = control_text(r, "method");
	const struct inspect_header headers[] = {
		{SPAN("Host"), span_str(x->target.host)},
		{SPAN("Content-Type"), span_str(type)}};
	const struct inspect_head head = {
		.method = span_str(method != NULL     ? method
				   : r->content.n > 0 ? "POST"
						      : "GET"),
		.host = span_str(x->target.host),
		.target = x->forward_target,
		.headers = headers,
		.n_headers = type != NULL ? 2 : 1,
	};
	int rc = inspection_head(x->inspection, &head);
	x->received = r->content.n;
	if (rc < 0 || r->content.n == 0)
		return rc;
	rc = inspection_body(x->inspection, span_str(type), SPAN_NONE,
			     x->forward_target);
	if (rc == 0)
		rc = inspection_push(x->inspection, r->content, true);
	return rc;
}

static void
emit_reasons(struct emit *out, const struct decision *d)
{
	const struct reason_text *text =
		d->regime != NULL ? regime_reason_text(d->regime, d->reason)
				  : reason_text(d->reason);
	emit_put(out, "reason", reason_name(d->reason));
	emit_key(out, "reasons");
	emit_list(out);
	for (unsigned i = 0; i < d->n_reasons; i++)
		emit_str(out, reason_name(d->reasons[i]));
	emit_end(out);
	emit_put(out, "article", text->article);
	emit_put(out, "title", text->title_en);
	emit_put(out, "remedy", text->remedy_en);
}

static void
emit_decision(struct emit *out, const struct exchange *x)
{
	static const char *const verdicts[] = {"allow", "log", "block"};
	const struct flow *f = x->flow;
	struct inspect_totals totals;
	inspection_totals(x->inspection, &totals);
	emit_put(out, "verdict",
		 verdicts[x->would_block ? VERDICT_LOG : x->decision.verdict]);
	emit_reasons(out, &x->decision);
	emit_put(out, "flow", f != NULL ? f->id : NULL);
	emit_put(out, "pathway",
		 f != NULL && f->pathway != NULL ? f->pathway->id : NULL);
	emit_put(out, "recipient",
		 x->recipient != NULL ? x->recipient->id : NULL);
	emit_put(out, "country",
		 x->country.code[0] != 0 ? x->country.code : NULL);
	emit_put_int(out, "persons", (int64_t)totals.persons);
	emit_put_int(out, "sensitive_persons", x->sensitive_persons);
	emit_put_int(out, "new_persons", x->new_persons);
	emit_put_bool(out, "would_block", x->would_block);
	if (x->cause[0] != 0)
		emit_put(out, "unreadable", x->cause);
}

/* As policy says before any content: judge_head. */
static bool
refused_unlisted(struct exchange *x, const struct snapshot *conf)
{
	if (!judge_head(x))
		return false;
	must(x->recipient == NULL && conf->reg.defaults.strict_register);
	return true;
}

static int
try_exchange(struct control_request *r, struct exchange *x,
	     struct scanner *scanner)
{
	struct snapshot *conf = x->session->conf;
	const char *url = control_text(r, "url");
	struct address address, *known = NULL;
	if (x->session->source == NULL)
		return why_set(&r->why, -ENOENT, "no such source: %s",
			       control_text(r, "source") != NULL
				       ? control_text(r, "source")
				       : "");
	int rc = read_url(x, url != NULL ? url : "", &r->why);
	if (rc == 0)
		rc = find_address(r, x, &address, &known);
	if (rc == 0)
		rc = find_place(x, conf, known, &r->why);
	if (rc < 0)
		return rc;
	x->env = (struct inspect_env){
		.scanner = scanner,
		.key = r->daemon->gateway.key,
		.limits = &conf->inspect,
		.not_persons = conf->not_persons,
		.count_git_identities = conf->count_git_identities,
		.now_days = x->wall_us / 86400000000,
		.sensitive = conf->n_regimes > 0
				     ? regime_sensitive(conf->regimes[0])
				     : NULL,
	};
	rc = inspection_new(&x->env, &x->inspection);
	if (rc == 0)
		rc = inspect(r, x);
	if (rc == 0 && !refused_unlisted(x, conf))
		rc = judge_preview(x);
	if (rc == 0)
		emit_decision(r->out, x);
	return rc;
}

int
control_run_decide(struct control_request *r)
{
	struct snapshot *conf = gateway_snapshot(&r->daemon->gateway);
	struct worker worker = {.gateway = &r->daemon->gateway};
	struct session session = {
		.worker = &worker,
		.conf = conf,
		.source = source_of(&conf->reg, control_text(r, "source")),
	};
	struct scanner *scanner = NULL;
	struct exchange *x = calloc(1, sizeof(*x));
	int rc = -ENOMEM;
	if (x != NULL)
		rc = scanner_new(conf->rules, &scanner);
	if (rc == 0) {
		x->session = &session;
		x->wall_us = clock_wall_us();
		rc = try_exchange(r, x, scanner);
		inspection_free(&x->inspection);
		scanner_free(&scanner);
	}
	free(x);
	snapshot_unref(&conf);
	return rc;
}
