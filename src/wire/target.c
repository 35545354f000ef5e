/* SPDX-License-Identifier: Apache-2.0 */
/* Taking apart request targets, each form by its own rule. Pure. */
#include "wire/chars.h"
#include "wire/write.h"

static int
malformed(struct why *why, const char *text)
{
	return why_set(why, ERR_MALFORMED, "%s", text);
}

static int
absolute_form(struct span text, bool options, struct target *t, struct why *why)
{
	ssize_t colon = span_find(text, SPAN("://"));
	if (colon < 0)
		return malformed(why, "request target of no known form");
	struct span scheme = span_cut(text, 0, (size_t)colon);
	struct span rest = span_from(text, (size_t)colon + 3);
	t->https = span_eq_nocase(scheme, SPAN("https"));
	if (!t->https && !span_eq_nocase(scheme, SPAN("http")))
		return malformed(why, "scheme is neither http nor https");
	size_t end = 0;
	while (end < rest.n && rest.p[end] != '/' && rest.p[end] != '?')
		end++;
	if (authority_parse(span_cut(rest, 0, end), &t->authority) < 0)
		return malformed(why, "bad authority in the request target");
	t->form = TARGET_ABSOLUTE;
	t->path = span_from(rest, end);
	if (t->path.n == 0) /* RFC 9112 section 3.2.4 for OPTIONS */
		t->path = options ? SPAN("*") : SPAN("/");
	if (t->path.p[0] == '?')
		return malformed(why, "request target without a path");
	return 0;
}

int
target_parse(const struct head *h, struct target *ret_target, struct why *why)
{
	struct target t = {.path = h->target};
	bool options = span_eq(h->method, SPAN("OPTIONS"));
	int rc = 0;
	if (span_eq(h->method, SPAN("CONNECT"))) {
		t.form = TARGET_AUTHORITY;
		t.path = SPAN_NONE;
		if (authority_parse(h->target, &t.authority) < 0 ||
		    t.authority.port == 0)
			rc = malformed(why, "CONNECT without host and port");
	} else if (span_starts(h->target, SPAN("/"))) {
		t.form = TARGET_ORIGIN;
	} else if (span_eq(h->target, SPAN("*"))) {
		t.form = TARGET_ASTERISK;
		if (!options)
			rc = malformed(why, "target \"*\" without OPTIONS");
	} else {
		rc = absolute_form(h->target, options, &t, why);
	}
	if (rc == 0)
		*ret_target = t;
	return rc;
}
