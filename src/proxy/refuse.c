/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The answer to a refused exchange: a status of HTTP, Proxy-Status (RFC
 * 9209), and a problem document (RFC 9457) or a small page in English and
 * Chinese that says which rule it was, and what to do. Guarantees: nothing of
 * what was found or sent is repeated in it. Worker thread.
 */
#include "proxy/exchange.h"

#include "base/emit.h"
#include "wire/write.h"

#define BODY_LIMIT (64 * 1024)

/* What is told, whoever refused. */
struct refusal {
	enum reason reason;
	int status;
	const struct reason_text *text;
	const char *detail;
	char event[EVENT_ID_TEXT];
};

static void
refusal_of(struct exchange *x, struct refusal *r)
{
	r->reason = x->gateway_refusal ? x->gateway_reason : x->decision.reason;
	r->status = reason_status(r->reason);
	if (r->status == 508)
		r->status = 502;
	r->text = !x->gateway_refusal && x->decision.regime != NULL
			  ? regime_reason_text(x->decision.regime, r->reason)
			  : reason_text(r->reason);
	r->detail = x->gateway_refusal && x->why.text[0] != 0
			    ? x->why.text
			    : r->text->title_en;
	event_id_text(x->event, r->event);
}

static const char *
status_phrase(int status)
{
	switch (status) {
	case 400:
		return "Bad Request";
	case 403:
		return "Forbidden";
	case 407:
		return "Proxy Authentication Required";
	case 421:
		return "Misdirected Request";
	case 451:
		return "Unavailable For Legal Reasons";
	case 502:
		return "Bad Gateway";
	case 503:
		return "Service Unavailable";
	case 504:
		return "Gateway Timeout";
	default:
		return "Refused";
	}
}

static void
put_categories(struct emit *j, struct exchange *x)
{
	const struct rules *rules = x->session->conf->rules;
	emit_key(j, "categories");
	emit_list(j);
	for (unsigned c = 0; c < rules_category_count(rules); c++)
		if (category_has(&x->categories, c))
			emit_str(j, rules_category_name(rules, c));
	emit_end(j);
}

static int
problem_body(struct exchange *x, const struct refusal *r, struct buf *out)
{
	struct emit *j = emit_new(false);
	struct span text;
	if (j == NULL)
		return -1;
	emit_open(j);
	emit_key(j, "type");
	char *type = arena_printf(x->arena, "urn:kouan:reason:%s",
				  reason_name(r->reason));
	emit_str(j, type != NULL ? type : "about:blank");
	emit_put(j, "title", r->text->title_en);
	emit_put(j, "title_zh", r->text->title_zh);
	emit_put_int(j, "status", r->status);
	emit_put(j, "detail", r->detail);
	emit_put(j, "reason", reason_name(r->reason));
	emit_put(j, "event", r->event);
	emit_put(j, "flow", x->flow != NULL ? x->flow->id : NULL);
	emit_put(j, "pathway",
		 x->flow != NULL && x->flow->pathway != NULL
			 ? x->flow->pathway->id
			 : NULL);
	emit_put(j, "recipient",
		 x->recipient != NULL ? x->recipient->id : NULL);
	emit_put(j, "country",
		 x->country.code[0] != 0 ? x->country.code : NULL);
	put_categories(j, x);
	emit_put(j, "remedy", r->text->remedy_en);
	emit_put(j, "remedy_zh", r->text->remedy_zh);
	emit_put(j, "article", r->text->article);
	emit_close(j);
	int rc = emit_finish(j, &text);
	if (rc == 0)
		rc = buf_add(out, text);
	emit_free(&j);
	return rc < 0 ? rc : buf_add(out, SPAN("\n"));
}

/* Our own texts only, but the detail may name a host: escaped all the same. */
static int
put_html(struct buf *out, const char *text)
{
	int rc = 0;
	for (const char *p = text != NULL ? text : ""; *p != 0 && rc == 0; p++)
		rc = *p == '<'	 ? buf_add(out, SPAN("&lt;"))
		     : *p == '>' ? buf_add(out, SPAN("&gt;"))
		     : *p == '&' ? buf_add(out, SPAN("&amp;"))
		     : *p == '"' ? buf_add(out, SPAN("&quot;"))
				 : buf_byte(out, (uint8_t)*p);
	return rc;
}

static int
put_section(struct buf *out, const char *lang, const char *title,
	    const char *detail, const char *remedy)
{
	int rc = buf_printf(out, "<section lang=\"%s\"><h1>", lang);
	if (rc == 0)
		rc = put_html(out, title);
	if (rc == 0)
		rc = buf_add(out, SPAN("</h1><p>"));
	if (rc == 0)
		rc = put_html(out, detail);
	if (rc == 0)
		rc = buf_add(out, SPAN("</p><p>"));
	if (rc == 0)
		rc = put_html(out, remedy);
	return rc < 0 ? rc : buf_add(out, SPAN("</p></section>\n"));
}

static int
html_body(struct exchange *x, const struct refusal *r, struct buf *out)
{
	const struct head_field *f = head_find(&x->head, "Accept-Language");
	bool zh_first = f != NULL && f->value.n >= 2 &&
			span_eq_nocase(span_cut(f->value, 0, 2), SPAN("zh"));
	int rc = buf_printf(
		out,
		"<!doctype html><html lang=\"%s\"><head><meta "
		"charset=\"utf-8\">"
		"<meta name=\"viewport\" content=\"width=device-width\">"
		"<title>%d %s</title><style>body{font:16px/1.5 sans-serif;"
		"max-width:42em;margin:3em auto;padding:0 1em;color:#222}"
		"h1{font-size:1.3em}code{background:#eee;padding:0 .3em}"
		"section+section{border-top:1px solid #ccc;margin-top:1.5em}"
		"</style></head><body>\n",
		zh_first ? "zh" : "en", r->status, status_phrase(r->status));
	for (int i = 0; i < 2 && rc == 0; i++)
		rc = (i == 0) == zh_first
			     ? put_section(out, "zh", r->text->title_zh,
					   r->text->article, r->text->remedy_zh)
			     : put_section(out, "en", r->text->title_en,
					   r->detail, r->text->remedy_en);
	return rc < 0 ? rc
		      : buf_printf(out,
				   "<p><code>%s</code> <code>%s</code></p>"
				   "</body></html>\n",
				   reason_name(r->reason), r->event);
}

static bool
wants_html(struct exchange *x)
{
	const struct head_field *f = head_find(&x->head, "Accept");
	return f != NULL && span_find(f->value, SPAN("text/html")) >= 0;
}

static int
put_head(const struct refusal *r, bool html, size_t length, bool close,
	 struct buf *out)
{
	int rc = buf_printf(
		out,
		"HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
		"Cache-Control: no-store\r\nProxy-Status: kouan; "
		"error=http_request_denied; details=\"%s; event=%s\"\r\n",
		r->status, status_phrase(r->status),
		html ? "text/html; charset=utf-8" : "application/problem+json",
		length, reason_name(r->reason), r->event);
	if (rc == 0 && r->status == 451)
		rc = buf_add(out, SPAN("Link: <urn:kouan:gateway>; "
				       "rel=\"blocked-by\"\r\n"));
	if (rc == 0 && r->status == 503)
		rc = buf_add(out, SPAN("Retry-After: 5\r\n"));
	if (rc == 0 && r->status == 407)
		rc = buf_add(out, SPAN("Proxy-Authenticate: Basic "
				       "realm=\"kouan\", charset=\"UTF-8\""
				       "\r\n"));
	if (rc == 0 && close)
		rc = buf_add(out, SPAN("Connection: close\r\n"));
	return rc < 0 ? rc : buf_add(out, SPAN("\r\n"));
}

/* What has been sent on cannot be taken back: the origin must not take it
 * for a whole. */
static void
cut_upstream(struct exchange *x)
{
	dial_cancel(&x->dial);
	if (x->upstream == NULL || !x->head_sent)
		return;
	x->partial = x->released > 0;
	x->upstream_reusable = false;
	pool_cut(x->session->worker->pool, &x->upstream,
		 x->session->worker->now_us);
}

void
refuse_answer(struct exchange *x)
{
	struct session *s = x->session;
	struct refusal r;
	struct buf body, out;
	cut_upstream(x);
	x->response = RESPONSE_DONE;
	x->request = REQUEST_REFUSED;
	if (x->status != 0) {
		/* An answer is under way already: end it short. */
		s->close_after = true;
		conn_reset_on_close(s->client);
		s->client->broken = true;
		return;
	}
	refusal_of(x, &r);
	bool close = s->close_after || !x->body_read || x->head.minor == 0 ||
		     session_is_stale(s);
	bool html = wants_html(x);
	x->answer_close = close;
	buf_init(&body, BODY_LIMIT);
	buf_init(&out, BODY_LIMIT);
	int rc = html ? html_body(x, &r, &body) : problem_body(x, &r, &body);
	if (rc == 0)
		rc = put_head(&r, html, body.n, close, &out);
	if (rc == 0 && !span_eq(x->head.method, SPAN("HEAD")))
		rc = buf_add(&out, buf_span(&body));
	if (rc == 0)
		rc = queue_copy(&s->client->out, s->worker->chunks,
				buf_span(&out));
	if (rc < 0)
		s->client->broken = true;
	x->status = r.status;
	buf_fini(&body);
	buf_fini(&out);
}
