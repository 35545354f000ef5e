/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asking a parsed head for its fields: by name, by list member, and whether
 * a field ends at this hop. Pure; any thread.
 */
#include "wire/fields.h"

const struct head_field *
head_find(const struct head *h, const char *name)
{
	struct span wanted = span_str(name);
	for (size_t i = 0; i < h->n_fields; i++)
		if (field_is(&h->fields[i], wanted))
			return &h->fields[i];
	return NULL;
}

size_t
head_count(const struct head *h, const char *name)
{
	struct span wanted = span_str(name);
	size_t n = 0;
	for (size_t i = 0; i < h->n_fields; i++)
		n += field_is(&h->fields[i], wanted);
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
		if (field_is(&h->fields[i], name) &&
		    list_has(h->fields[i].value, token))
			return true;
	return false;
}

bool
head_has_token(const struct head *h, const char *name, const char *token)
{
	return lists_token(h, span_str(name), span_str(token));
}

bool
field_ends_here(const struct head_field *f)
{
	switch (f->name.n) {
	case 2:
		return field_is(f, SPAN("TE")) &&
		       !span_eq_nocase(f->value, SPAN("trailers"));
	case 7:
		if (field_is(f, SPAN("Upgrade")))
			return true;
		break;
	case 10:
		if (field_is(f, SPAN("Connection")) ||
		    field_is(f, SPAN("Keep-Alive")))
			return true;
		break;
	case 17:
		if (field_is(f, SPAN("Transfer-Encoding")))
			return true;
		break;
	default:
		break;
	}
	return f->name.n > 6 && (f->name.p[0] | 0x20) == 'p' &&
	       span_eq_nocase(span_cut(f->name, 0, 6), SPAN("Proxy-"));
}

bool
fields_are_named(const struct head *h)
{
	for (size_t i = 0; i < h->n_fields; i++) {
		struct span list = h->fields[i].value;
		if (!field_is(&h->fields[i], SPAN("Connection")))
			continue;
		while (list.n > 0) {
			struct span option =
				span_trim(span_split(&list, ','), " \t");
			if (option.n > 0 &&
			    !span_eq_nocase(option, SPAN("keep-alive")) &&
			    !span_eq_nocase(option, SPAN("close")) &&
			    !span_eq_nocase(option, SPAN("TE")))
				return true;
		}
	}
	return false;
}

/* Connection must not take away who is asked, nor the length, which is
 * written anew in any case; TE has a rule of its own. */
bool
field_is_named(const struct head *h, const struct head_field *f)
{
	return !field_is(f, SPAN("Host")) &&
	       !field_is(f, SPAN("Content-Length")) &&
	       !field_is(f, SPAN("TE")) &&
	       lists_token(h, SPAN("Connection"), f->name);
}

bool
head_is_hop_by_hop(const struct head *h, const struct head_field *f)
{
	return field_ends_here(f) || field_is_named(h, f);
}
