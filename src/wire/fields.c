/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asking a parsed head for its fields: by name, by list member, and whether
 * a field ends at this hop. Pure; any thread.
 */
#include "wire/head.h"

static bool
name_is(const struct head_field *f, struct span name)
{
	return f->name.n == name.n &&
	       ((f->name.p[0] ^ name.p[0]) & 0xdf) == 0 &&
	       span_eq_nocase(f->name, name);
}

const struct head_field *
head_find(const struct head *h, const char *name)
{
	struct span wanted = span_str(name);
	for (size_t i = 0; i < h->n_fields; i++)
		if (name_is(&h->fields[i], wanted))
			return &h->fields[i];
	return NULL;
}

size_t
head_count(const struct head *h, const char *name)
{
	struct span wanted = span_str(name);
	size_t n = 0;
	for (size_t i = 0; i < h->n_fields; i++)
		n += name_is(&h->fields[i], wanted);
	return n;
}

static bool
list_has(struct span list, struct span token)
{
	while (list.n > 0) {
		struct span member = span_trim(span_split(&list, ','), " \t");
		if (span_eq_nocase(member, token))
			return true;
	}
	return false;
}

static bool
lists_token(const struct head *h, struct span name, struct span token)
{
	for (size_t i = 0; i < h->n_fields; i++)
		if (name_is(&h->fields[i], name) &&
		    list_has(h->fields[i].value, token))
			return true;
	return false;
}

bool
head_has_token(const struct head *h, const char *name, const char *token)
{
	return lists_token(h, span_str(name), span_str(token));
}

/* Fields that a Connection field must not take away: who is asked, and the
 * framing, which is written anew in any case. */
static bool
never_named(const struct head_field *f)
{
	return name_is(f, SPAN("Host")) || name_is(f, SPAN("Content-Length"));
}

bool
head_is_hop_by_hop(const struct head *h, const struct head_field *f)
{
	static const struct span always[] = {
		SPAN("Connection"),
		SPAN("Keep-Alive"),
		SPAN("Upgrade"),
		SPAN("Transfer-Encoding"),
	};
	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		if (name_is(f, always[i]))
			return true;
	struct span start = span_cut(f->name, 0, 6);
	if (f->name.n > 6 && span_eq_nocase(start, SPAN("Proxy-")))
		return true;
	if (name_is(f, SPAN("TE")))
		return !span_eq_nocase(f->value, SPAN("trailers"));
	return !never_named(f) && lists_token(h, SPAN("Connection"), f->name);
}
