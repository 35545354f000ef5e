/* SPDX-License-Identifier: Apache-2.0 */
/* See html.h. Five characters are escaped, in text and attributes alike. */
#include "ctl/html.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define DEPTH_MAX 32

struct html {
	struct buf out;
	const char *open[DEPTH_MAX];
	size_t depth;
	int error;
};

struct html *
html_new(size_t limit)
{
	struct html *h = calloc(1, sizeof(*h));
	if (h != NULL)
		buf_init(&h->out, limit);
	return h;
}

void
html_free(struct html **ph)
{
	struct html *h = *ph;
	*ph = NULL;
	if (h == NULL)
		return;
	buf_fini(&h->out);
	free(h);
}

static void
put(struct html *h, struct span s)
{
	if (h->error == 0)
		h->error = buf_add(&h->out, s);
}

/* The length of the character at p in well-formed UTF-8 (RFC 3629); 0: it is
 * none, or one that XML and HTML do not allow. */
static size_t
character(const unsigned char *p, size_t n)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t length = p[0] < 0x80    ? 1
			: p[0] < 0xc2  ? 0
			: p[0] < 0xe0  ? 2
			: p[0] < 0xf0  ? 3
			: p[0] <= 0xf4 ? 4
				       : 0;
	if (length == 0 || length > n)
		return 0;
	if (length == 1)
		return p[0] >= 0x20 && p[0] != 0x7f
			       ? 1
			       : p[0] == '\n' || p[0] == '\t';
	uint32_t code = p[0] & (0x7fu >> length);
	for (size_t i = 1; i < length; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (p[i] & 0x3f);
	}
	if (code < least[length] || code > 0x10ffff ||
	    (code >= 0xd800 && code < 0xe000) || (code >= 0x80 && code < 0xa0))
		return 0;
	return length;
}

static struct span
escape_of(unsigned char c)
{
	switch (c) {
	case '&':
		return SPAN("&amp;");
	case '<':
		return SPAN("&lt;");
	case '>':
		return SPAN("&gt;");
	case '"':
		return SPAN("&quot;");
	case '\'':
		return SPAN("&#39;");
	default:
		return SPAN_NONE;
	}
}

static void
put_escaped(struct html *h, struct span s)
{
	while (s.n > 0) {
		struct span escape = escape_of(s.p[0]);
		size_t n = character(s.p, s.n);
		if (escape.n > 0)
			put(h, escape);
		else if (n > 0)
			put(h, span_of(s.p, n));
		else
			put(h, SPAN("\xef\xbf\xbd"));
		s = span_from(s, n > 0 ? n : 1);
	}
}

static void
put_start(struct html *h, const char *element, va_list attributes)
{
	const char *name;
	put(h, SPAN("<"));
	put(h, span_str(element));
	while ((name = va_arg(attributes, const char *)) != NULL) {
		const char *value = va_arg(attributes, const char *);
		if (value == NULL)
			continue;
		put(h, SPAN(" "));
		put(h, span_str(name));
		put(h, SPAN("=\""));
		put_escaped(h, span_str(value));
		put(h, SPAN("\""));
	}
}

void
html_open(struct html *h, const char *element, ...)
{
	va_list attributes;
	if (h->depth == DEPTH_MAX) {
		h->error = ERR_LIMIT;
		return;
	}
	va_start(attributes, element);
	put_start(h, element, attributes);
	va_end(attributes);
	put(h, SPAN(">"));
	h->open[h->depth++] = element;
}

void
html_single(struct html *h, const char *element, ...)
{
	va_list attributes;
	va_start(attributes, element);
	put_start(h, element, attributes);
	va_end(attributes);
	put(h, SPAN("/>"));
}

void
html_close(struct html *h)
{
	if (h->depth == 0) {
		h->error = -EINVAL;
		return;
	}
	put(h, SPAN("</"));
	put(h, span_str(h->open[--h->depth]));
	put(h, SPAN(">\n"));
}

void
html_text(struct html *h, const char *text)
{
	put_escaped(h, span_str(text));
}

void
html_printf(struct html *h, const char *fmt, ...)
{
	char *text = NULL;
	va_list args;
	va_start(args, fmt);
	int n = vasprintf(&text, fmt, args);
	va_end(args);
	if (n < 0) {
		h->error = -ENOMEM;
		return;
	}
	html_text(h, text);
	free(text);
}

void
html_put(struct html *h, const char *element, const char *class,
	 const char *text)
{
	html_open(h, element, "class", class, HTML_END);
	html_text(h, text);
	html_close(h);
}

void
html_raw(struct html *h, const char *text)
{
	put(h, span_str(text));
}

int
html_finish(struct html *h, struct span *ret_text)
{
	if (h->error < 0)
		return h->error;
	if (h->depth > 0)
		return -EINVAL;
	*ret_text = buf_span(&h->out);
	return 0;
}
