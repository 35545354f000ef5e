/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parsing a part with expat. Guarantees: no entity is ever defined, so none
 * can grow; no depth of elements costs more than expat's own; what was read
 * before an error is told. One owner, one thread.
 */
#include "extract/part.h"

#include <errno.h>
#include <stdlib.h>

#define PIECE ((size_t)64 << 10)
#define SIDE_MAX ((size_t)64 << 20)
#define ATTRIBUTE_MAX ((size_t)32 << 10)

const char *
part_local(const char *name)
{
	const char *colon = strrchr(name, ':');
	return colon != NULL ? colon + 1 : name;
}

const char *
part_attribute(const char **attributes, const char *name)
{
	for (size_t i = 0; attributes[i] != NULL; i += 2)
		if (strcmp(part_local(attributes[i]), name) == 0)
			return attributes[i + 1];
	return NULL;
}

bool
part_is(const char *name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(name, *list) == 0)
			return true;
	return false;
}

static void
failed(struct part *p)
{
	p->rc = -ENOMEM;
	XML_StopParser(p->parser, XML_FALSE);
}

void
part_add(struct part *p, struct buf *b, struct span s)
{
	if (p->rc == 0 && buf_add(b, s) < 0)
		failed(p);
}

static void
tell_side(struct part *p)
{
	if (p->side.n == 0)
		return;
	text_line(p);
	teller_member(p->teller, MEMBER_TEXT, p->name);
	teller_data(p->teller, buf_span(&p->side));
	teller_end(p->teller);
	p->member = false;
	p->side_line = 0;
	buf_clear(&p->side);
}

void
part_side(struct part *p, struct span s)
{
	if (p->side.n == p->side_line) {
		while (s.n > 0 && s.p[0] <= ' ')
			s = span_from(s, 1);
		/* A table cannot be left while it is told. */
		if (p->side.n >= PIECE && p->grid == NULL)
			tell_side(p);
	}
	part_add(p, &p->side, s);
}

static void
side_break(struct part *p)
{
	if (p->side.n > p->side_line)
		part_add(p, &p->side, SPAN("\n"));
	p->side_line = p->side.n;
}

/* Attributes that people fill in, or that hold addresses. */
static void
look_at_attributes(struct part *p, const char **attributes)
{
	static const char *const told[] = {
		"descr",    "title",	  "author",  "alt",   "href",
		"tooltip",  "display",	  "prompt",  "error", "promptTitle",
		"location", "errorTitle", "creator", "instr", NULL};
	for (size_t i = 0; attributes[i] != NULL; i += 2)
		if (part_is(part_local(attributes[i]), told)) {
			part_side(p, span_cut(span_str(attributes[i + 1]), 0,
					      ATTRIBUTE_MAX));
			side_break(p);
		}
}

/* ---- strings and styles ---- */

static void
learn_begin(struct part *p, const char *name, const char **attributes)
{
	if (p->kind == PART_STRINGS) {
		p->phonetic += strcmp(name, "rPh") == 0;
		p->runs += strcmp(name, "t") == 0;
		return;
	}
	const char *id = part_attribute(attributes, "numFmtId");
	uint64_t format = 0;
	if (strcmp(name, "cellXfs") == 0)
		p->cell_styles = true;
	if (id != NULL && span_u64(span_str(id), &format) < 0)
		format = 0;
	if (strcmp(name, "numFmt") == 0)
		book_add_format(
			p->book, format,
			span_str(part_attribute(attributes, "formatCode")));
	if (p->cell_styles && strcmp(name, "xf") == 0 &&
	    book_add_style(p->book, format) < 0)
		failed(p);
}

static void
learn_finish(struct part *p, const char *name)
{
	if (strcmp(name, "cellXfs") == 0)
		p->cell_styles = false;
	if (p->kind != PART_STRINGS)
		return;
	if (strcmp(name, "rPh") == 0 && p->phonetic > 0)
		p->phonetic--;
	if (strcmp(name, "t") == 0 && p->runs > 0)
		p->runs--;
	if (strcmp(name, "si") == 0) {
		if (p->rc == 0 &&
		    book_add_string(p->book, buf_span(&p->text)) < 0)
			failed(p);
		buf_clear(&p->text);
	}
}

/* ---- expat ---- */

static void
on_begin(void *arg, const char *name, const char **attributes)
{
	struct part *p = arg;
	name = part_local(name);
	side_break(p);
	if (p->rc < 0)
		return;
	if (p->kind == PART_SHEET)
		sheet_begin(p, name, attributes);
	else if (p->kind == PART_TEXT)
		text_begin(p, name, attributes);
	else
		learn_begin(p, name, attributes);
	if (p->kind == PART_SHEET || p->kind == PART_TEXT)
		look_at_attributes(p, attributes);
}

static void
on_finish(void *arg, const char *name)
{
	struct part *p = arg;
	name = part_local(name);
	side_break(p);
	if (p->rc < 0)
		return;
	if (p->kind == PART_SHEET)
		sheet_finish(p, name);
	else if (p->kind == PART_TEXT)
		text_finish(p, name);
	else
		learn_finish(p, name);
}

static void
on_chars(void *arg, const char *text, int n)
{
	struct part *p = arg;
	struct span s = span_of(text, (size_t)n);
	if (p->rc < 0)
		return;
	if (p->kind == PART_SHEET)
		sheet_chars(p, s);
	else if (p->kind == PART_TEXT)
		text_chars(p, s);
	else if (p->runs > 0 && p->phonetic == 0)
		part_add(p, &p->text, s);
}

/* No office document declares entities. */
static void
on_doctype(void *arg, const char *name, const char *system, const char *public,
	   int has_internal)
{
	struct part *p = arg;
	(void)name;
	(void)system;
	(void)public;
	if (!has_internal)
		return;
	p->entities = true;
	XML_StopParser(p->parser, XML_FALSE);
}

static int
part_init(struct part *p)
{
	p->parser = XML_ParserCreate(NULL);
	if (p->parser == NULL)
		return -ENOMEM;
	buf_init(&p->text, (size_t)64 << 20);
	buf_init(&p->given, (size_t)64 << 20);
	buf_init(&p->side, SIDE_MAX);
	XML_SetUserData(p->parser, p);
	XML_SetElementHandler(p->parser, on_begin, on_finish);
	XML_SetCharacterDataHandler(p->parser, on_chars);
	XML_SetStartDoctypeDeclHandler(p->parser, on_doctype);
	return 0;
}

static void
part_fini(struct part *p)
{
	XML_ParserFree(p->parser);
	grid_free(&p->grid);
	buf_fini(&p->text);
	buf_fini(&p->given);
	buf_fini(&p->side);
}

/* 0 parsed, ERR_MALFORMED, -ENOMEM. */
static int
parse(struct part *p, struct span head, const struct part_source *source)
{
	enum XML_Status status =
		XML_Parse(p->parser, (const char *)head.p, (int)head.n, 0);
	ssize_t n = 1;
	while (status == XML_STATUS_OK && n > 0) {
		void *to = XML_GetBuffer(p->parser, (int)PIECE);
		if (to == NULL)
			return -ENOMEM;
		n = source->read(source->arg, to, PIECE);
		if (n < 0)
			return ERR_MALFORMED;
		status = XML_ParseBuffer(p->parser, (int)n, n == 0);
	}
	if (p->rc < 0)
		return p->rc;
	return status == XML_STATUS_OK ? 0 : ERR_MALFORMED;
}

int
part_learn(struct book *b, enum part_kind kind, struct span head,
	   const struct part_source *source)
{
	struct part p = {.book = b, .kind = kind};
	if (part_init(&p) < 0)
		return -ENOMEM;
	int rc = parse(&p, head, source);
	part_fini(&p);
	return rc;
}

/* What is still open is told. */
static void
finish(struct part *p)
{
	text_line(p);
	if (p->grid != NULL && p->rc == 0 && grid_end(p->grid) < 0)
		p->rc = -ENOMEM;
	grid_free(&p->grid);
	teller_end(p->teller);
	p->member = false;
	tell_side(p);
}

int
part_tell(struct teller *t, struct book *b, enum part_kind kind,
	  struct span name, struct span head, const struct part_source *source)
{
	struct part p = {.teller = t, .book = b, .kind = kind, .name = name};
	if (part_init(&p) < 0)
		return -ENOMEM;
	int rc = parse(&p, head, source);
	finish(&p);
	if (p.entities)
		teller_unreadable(t, UNREADABLE_SIZE, CAUSE_XML_ENTITIES);
	else if (rc == ERR_MALFORMED)
		teller_unreadable(t, UNREADABLE_BROKEN, CAUSE_XML);
	if (p.rc < 0)
		rc = p.rc;
	part_fini(&p);
	return rc == -ENOMEM ? rc : 0;
}

/* ---- what a part is ---- */

static const struct {
	const char *root;
	enum part_kind kind;
} roots[] = {
	{"worksheet", PART_SHEET},
	{"sst", PART_STRINGS},
	{"styleSheet", PART_STYLES},
	{"document", PART_TEXT},
	{"hdr", PART_TEXT},
	{"ftr", PART_TEXT},
	{"comments", PART_TEXT},
	{"footnotes", PART_TEXT},
	{"endnotes", PART_TEXT},
	{"glossaryDocument", PART_TEXT},
	{"sld", PART_TEXT},
	{"notes", PART_TEXT},
	{"sldMaster", PART_TEXT},
	{"sldLayout", PART_TEXT},
	{"notesMaster", PART_TEXT},
	{"cmLst", PART_TEXT},
	{"ThreadedComments", PART_TEXT},
	{"wsDr", PART_TEXT},
	{"dataModel", PART_TEXT},
	{"document-content", PART_TEXT},
	{"document-styles", PART_TEXT},
};

static void
on_root(void *arg, const char *name, const char **attributes)
{
	struct part *p = arg;
	(void)attributes;
	name = part_local(name);
	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		if (strcmp(name, roots[i].root) == 0)
			p->kind = roots[i].kind;
	XML_StopParser(p->parser, XML_FALSE);
}

enum part_kind
part_look(struct span head)
{
	struct part p = {.kind = PART_OTHER};
	head = span_cut(head, 0, PIECE);
	p.parser = XML_ParserCreate(NULL);
	if (p.parser == NULL)
		return PART_OTHER;
	XML_SetUserData(p.parser, &p);
	XML_SetStartElementHandler(p.parser, on_root);
	XML_SetStartDoctypeDeclHandler(p.parser, on_doctype);
	/* What it makes of the rest does not matter. */
	(void)XML_Parse(p.parser, (const char *)head.p, (int)head.n, 0);
	XML_ParserFree(p.parser);
	/* A part that declares entities is looked at as text, and refused. */
	return p.entities ? PART_TEXT : p.kind;
}
