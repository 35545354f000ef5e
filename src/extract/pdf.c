/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PDF through poppler: the text of each page, what forms were filled in with,
 * notes, links, what is said about the document, files attached. A page that
 * has images and no text is a picture of a page, which nobody reads. One
 * thread.
 */
#include "extract/pdf.h"

#include "extract/page.h"

#include <errno.h>
#include <poppler.h>
#include <stdlib.h>

/* A page with more characters than this is no page. */
#define GLYPHS_MAX ((guint)4 << 20)

struct reading {
	struct teller *teller;
	PopplerDocument *document;
	bool images; /* a page of nothing else was told */
};

static void
tell_text(struct teller *t, const char *text)
{
	if (text == NULL || *text == 0)
		return;
	teller_data(t, span_str(text));
	teller_data(t, SPAN("\n"));
}

/* ---- text ---- */

/* Bytes of the character that begins with this one; it is valid UTF-8. */
static size_t
length(uint8_t lead)
{
	return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

static bool
is_space(struct span c)
{
	return c.p[0] <= ' ' || span_eq(c, SPAN("\xc2\xa0")) ||
	       span_eq(c, SPAN("\xe3\x80\x80"));
}

/* The characters of a page, without white space: where they stand says where
 * that is. */
static size_t
take_glyphs(struct span text, const PopplerRectangle *at, guint n,
	    struct glyph *to)
{
	size_t taken = 0;
	for (guint i = 0; i < n && text.n > 0; i++) {
		struct span c = span_cut(text, 0, length(text.p[0]));
		if (!is_space(c))
			to[taken++] = (struct glyph){at[i].x1, at[i].y1,
						     at[i].x2, at[i].y2, c};
		text = span_from(text, c.n);
	}
	return taken;
}

static int
tell_page_text(struct reading *r, PopplerPage *page, bool *ret_text)
{
	PopplerRectangle *at = NULL;
	guint n = 0;
	char *text = poppler_page_get_text(page);
	int rc = 0;
	*ret_text = false;
	if (text != NULL && poppler_page_get_text_layout(page, &at, &n) &&
	    n <= GLYPHS_MAX && g_utf8_validate(text, -1, NULL)) {
		struct glyph *glyphs = calloc(n + 1, sizeof(*glyphs));
		rc = glyphs != NULL ? 0 : -ENOMEM;
		if (rc == 0)
			rc = page_tell(
				r->teller, glyphs,
				take_glyphs(span_str(text), at, n, glyphs),
				ret_text);
		free(glyphs);
	}
	g_free(at);
	g_free(text);
	return rc;
}

/* ---- what else a page has ---- */

static void
tell_field(struct teller *t, PopplerFormField *f)
{
	char *name = poppler_form_field_get_name(f);
	char *value = NULL;
	PopplerFormFieldType type = poppler_form_field_get_field_type(f);
	if (type == POPPLER_FORM_FIELD_TEXT)
		value = poppler_form_field_text_get_text(f);
	else if (type == POPPLER_FORM_FIELD_CHOICE)
		value = poppler_form_field_choice_get_text(f);
	if (value != NULL && *value != 0) {
		if (name != NULL && *name != 0) {
			teller_data(t, span_str(name));
			teller_data(t, SPAN(": "));
		}
		tell_text(t, value);
	}
	g_free(name);
	g_free(value);
}

static void
tell_fields(struct teller *t, PopplerPage *page)
{
	GList *list = poppler_page_get_form_field_mapping(page);
	if (list != NULL)
		teller_member(t, MEMBER_TEXT, SPAN_NONE);
	for (GList *l = list; l != NULL; l = l->next)
		tell_field(t, ((PopplerFormFieldMapping *)l->data)->field);
	if (list != NULL)
		teller_end(t);
	poppler_page_free_form_field_mapping(list);
}

static gboolean
add_attached(const gchar *bytes, gsize n, gpointer arg, GError **error)
{
	(void)error;
	teller_data(arg, span_of(bytes, n));
	return TRUE;
}

static void
tell_attached(struct reading *r, PopplerAttachment *a)
{
	struct span name = span_str(poppler_attachment_get_name(a));
	struct span words = span_str(poppler_attachment_get_description(a));
	GError *error = NULL;
	teller_member(r->teller, MEMBER_BYTES, name);
	if (!poppler_attachment_save_to_callback(a, add_attached, r->teller,
						 &error))
		teller_unreadable(r->teller, UNREADABLE_BROKEN,
				  CAUSE_CONTAINER);
	g_clear_error(&error);
	teller_end(r->teller);
	if (words.n == 0)
		return;
	teller_member(r->teller, MEMBER_TEXT, SPAN_NONE);
	teller_data(r->teller, words);
	teller_end(r->teller);
}

static void
tell_note(struct reading *r, PopplerAnnot *a)
{
	char *contents = poppler_annot_get_contents(a);
	char *label = POPPLER_IS_ANNOT_MARKUP(a)
			      ? poppler_annot_markup_get_label(
					POPPLER_ANNOT_MARKUP(a))
			      : NULL;
	if ((contents != NULL && *contents != 0) ||
	    (label != NULL && *label != 0)) {
		teller_member(r->teller, MEMBER_TEXT, SPAN_NONE);
		tell_text(r->teller, contents);
		tell_text(r->teller, label);
		teller_end(r->teller);
	}
	g_free(contents);
	g_free(label);
	if (!POPPLER_IS_ANNOT_FILE_ATTACHMENT(a))
		return;
	PopplerAttachment *file = poppler_annot_file_attachment_get_attachment(
		POPPLER_ANNOT_FILE_ATTACHMENT(a));
	if (file == NULL)
		return;
	tell_attached(r, file);
	g_object_unref(file);
}

static void
tell_notes(struct reading *r, PopplerPage *page)
{
	GList *list = poppler_page_get_annot_mapping(page);
	for (GList *l = list; l != NULL; l = l->next)
		tell_note(r, ((PopplerAnnotMapping *)l->data)->annot);
	poppler_page_free_annot_mapping(list);
}

static void
tell_links(struct teller *t, PopplerPage *page)
{
	GList *list = poppler_page_get_link_mapping(page);
	for (GList *l = list; l != NULL; l = l->next) {
		PopplerAction *a = ((PopplerLinkMapping *)l->data)->action;
		if (a == NULL || a->type != POPPLER_ACTION_URI)
			continue;
		teller_member(t, MEMBER_TEXT, SPAN_NONE);
		tell_text(t, a->uri.uri);
		teller_end(t);
	}
	poppler_page_free_link_mapping(list);
}

static int
tell_page(struct reading *r, PopplerPage *page)
{
	bool text;
	int rc = tell_page_text(r, page, &text);
	tell_fields(r->teller, page);
	tell_notes(r, page);
	tell_links(r->teller, page);
	if (text || rc < 0 || r->images)
		return rc;
	GList *images = poppler_page_get_image_mapping(page);
	r->images = images != NULL;
	if (r->images)
		teller_unreadable(r->teller, UNREADABLE_MEDIA,
				  CAUSE_PDF_IMAGES);
	poppler_page_free_image_mapping(images);
	return 0;
}

/* ---- the document ---- */

static void
tell_about(struct reading *r)
{
	typedef char *getter(PopplerDocument *);
	static getter *const getters[] = {
		poppler_document_get_title,    poppler_document_get_author,
		poppler_document_get_subject,  poppler_document_get_keywords,
		poppler_document_get_creator,  poppler_document_get_producer,
		poppler_document_get_metadata,
	};
	size_t n = sizeof(getters) / sizeof(getters[0]);
	for (size_t i = 0; i < n; i++) {
		char *text = getters[i](r->document);
		if (text != NULL && *text != 0) {
			/* The last one is XML. */
			teller_member(r->teller,
				      i + 1 == n ? MEMBER_BYTES : MEMBER_TEXT,
				      SPAN_NONE);
			teller_data(r->teller, span_str(text));
			teller_end(r->teller);
		}
		g_free(text);
	}
	GList *files = poppler_document_get_attachments(r->document);
	for (GList *l = files; l != NULL; l = l->next)
		tell_attached(r, l->data);
	g_list_free_full(files, g_object_unref);
}

static void
tell_pages(struct reading *r)
{
	int n = poppler_document_get_n_pages(r->document);
	bool broken = n <= 0;
	for (int i = 0; i < n; i++) {
		PopplerPage *page = poppler_document_get_page(r->document, i);
		if (page == NULL) {
			broken = true;
			continue;
		}
		if (tell_page(r, page) < 0)
			teller_unreadable(r->teller, UNREADABLE_SIZE,
					  CAUSE_MEMORY);
		g_object_unref(page);
	}
	if (broken)
		teller_unreadable(r->teller, UNREADABLE_BROKEN,
				  CAUSE_CONTAINER);
}

void
pdf_open(struct teller *t, struct span container, const char *kind)
{
	struct reading r = {.teller = t};
	GError *error = NULL;
	GBytes *bytes = g_bytes_new_static(container.p, container.n);
	(void)kind;
	r.document = poppler_document_new_from_bytes(bytes, NULL, &error);
	if (r.document != NULL) {
		tell_about(&r);
		tell_pages(&r);
		g_object_unref(r.document);
	} else if (g_error_matches(error, POPPLER_ERROR,
				   POPPLER_ERROR_ENCRYPTED)) {
		teller_unreadable(t, UNREADABLE_ENCRYPTED, CAUSE_ENCRYPTED_PDF);
	} else {
		teller_unreadable(t, UNREADABLE_BROKEN, CAUSE_CONTAINER);
	}
	g_clear_error(&error);
	g_bytes_unref(bytes);
	teller_end(t);
}

void
pdf_rehearse(void)
{
	static const char none[] = "%PDF-1.4\n";
	GError *error = NULL;
	GBytes *bytes = g_bytes_new_static(none, sizeof(none) - 1);
	PopplerDocument *d =
		poppler_document_new_from_bytes(bytes, NULL, &error);
	if (d != NULL)
		g_object_unref(d);
	g_clear_error(&error);
	g_bytes_unref(bytes);
}
