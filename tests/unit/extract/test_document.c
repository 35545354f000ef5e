/* SPDX-License-Identifier: Apache-2.0 */
/* The XML parts of documents: what is told of them, however they are cut. */
#include "extract/document.h"

#include "lib/suite.h"
#include "lib/teller_log.h"

/* What is told of a part that is read in steps; strings are the shared ones,
 * or NULL. To be freed. */
static char *
tell(const char *strings, const char *text, size_t first, size_t step)
{
	struct book book;
	struct buf out;
	struct span all = span_str(text);
	struct teller_log_source rest = {span_from(all, first), step};
	struct teller_log_source none = {SPAN_NONE, 1};
	const struct part_source source = {teller_log_read, &rest};
	const struct part_source empty = {teller_log_read, &none};
	buf_init(&out, 1 << 20);
	book_init(&book);
	if (strings != NULL)
		ck_assert_int_eq(part_learn(&book, part_look(span_str(strings)),
					    span_str(strings), &empty),
				 0);
	struct teller *t = teller_log_new(&out);
	enum part_kind kind = part_look(all);
	ck_assert(kind == PART_SHEET || kind == PART_TEXT);
	ck_assert_int_eq(part_tell(t, &book, kind, SPAN("n"),
				   span_cut(all, 0, first), &source),
			 0);
	book_tell_unused(&book, t);
	free(t);
	book_fini(&book);
	ck_assert_int_eq(buf_byte(&out, 0), 0);
	return (char *)out.p;
}

static const struct {
	const char *strings, *part, *told;
} parts[] = {
	/* A paragraph is a line however it is cut into runs. */
	{NULL,
	 "<w:document><w:p><w:r><w:t>138</w:t></w:r><w:r><w:t>1234</w:t></w:r>"
	 "</w:p><w:p><w:r><w:t>next</w:t></w:r></w:p></w:document>",
	 "\n[1 n]\n1381234\nnext\n\n[end]\n"},
	/* Deleted text and field codes are text. */
	{NULL,
	 "<w:document><w:p><w:r><w:delText>gone</w:delText></w:r></w:p><w:p>"
	 "<w:r><w:instrText>HYPERLINK \"mailto:a@b.cc\"</w:instrText></w:r>"
	 "</w:p></w:document>",
	 "\n[1 n]\ngone\nHYPERLINK \"mailto:a@b.cc\"\n\n[end]\n"},
	/* What stands in no run is told aside, and so are filled-in
	 * attributes. */
	{NULL,
	 "<w:document><x>370&amp;102</x><w:p><wp:docPr descr='a photo'/><w:r>"
	 "<w:t>t</w:t></w:r></w:p></w:document>",
	 "\n[1 n]\nt\n\n[end]\n\n[1 n]\n370&102\na photo\n\n[end]\n"},
	/* A table with names of columns. */
	{NULL,
	 "<w:document><w:tbl><w:tr><w:tc><w:p><w:t>Name</w:t></w:p></w:tc>"
	 "<w:tc><w:p><w:t>Phone</w:t></w:p></w:tc></w:tr><w:tr><w:tc><w:p>"
	 "<w:t>A, \"B\"</w:t></w:p></w:tc><w:tc><w:p><w:t>1381</w:t></w:p>"
	 "<w:p><w:t>2345</w:t></w:p></w:tc></w:tr></w:tbl></w:document>",
	 "\n[2 n]\nName,Phone\n\"A, \"\"B\"\"\",1381 2345\n\n[end]\n"},
	/* A form is pairs. */
	{NULL,
	 "<w:document><w:tbl><w:tr><w:tc><w:t>ID:</w:t></w:tc><w:tc>"
	 "<w:t>370102196110270968</w:t></w:tc></w:tr><w:tr><w:tc><w:t>Mail"
	 "</w:t></w:tc><w:tc><w:t>a@b.cc</w:t></w:tc></w:tr></w:tbl>"
	 "</w:document>",
	 "\n[1 n]\nID: 370102196110270968\nMail: a@b.cc\n\n[end]\n\n[3 n]\n\n"
	 "[end]\n"},
	/* Tables in a cell are part of it. */
	{NULL,
	 "<w:document><w:tbl><w:tr><w:tc><w:t>1</w:t><w:tbl><w:tr><w:tc>"
	 "<w:t>2</w:t></w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>"
	 "</w:document>",
	 "\n[3 n]\n12\n\n[end]\n"},
	/* OpenDocument: text stands between tags. */
	{NULL,
	 "<office:document-content><text:p>138<text:span>1234</text:span>"
	 "</text:p></office:document-content>",
	 "\n[1 n]\n1381234\n\n[end]\n"},
	/* A cell's exact value, not what it shows; and its note. */
	{NULL,
	 "<office:document-content><table:table><table:table-row>"
	 "<table:table-cell office:value-type='float' office:value="
	 "'13812345678'><text:p>1.38E+10</text:p><office:annotation><text:p>"
	 "note</text:p></office:annotation></table:table-cell>"
	 "</table:table-row></table:table></office:document-content>",
	 "\n[3 n]\n13812345678\n\n[end]\n\n[1 n]\nnote\n\n[end]\n"},
	/* Sheets: shared strings in two runs, no readings, numbers. */
	{"<sst><si><r><t>Ph</t></r><r><t>one</t></r><rPh><t>no</t></rPh></si>"
	 "<si><t>ID</t></si><si><t>unseen</t></si></sst>",
	 "<worksheet><row><c r='A1' t='s'><v>0</v></c><c r='C1' t='s'><v>1</v>"
	 "</c></row><row><c r='A2'><v>1.3812345678E10</v></c><c r='C2' "
	 "t='inlineStr'><is><t>x</t></is></c></row></worksheet>",
	 "\n[2 n]\nPhone,,ID\n13812345678,,x\n\n[end]\n\n[1 ]\nunseen\n\n"
	 "[end]\n"},
	/* What is no whole number stays as it is. */
	{NULL,
	 "<worksheet><row><c><v>0.159052</v></c><c><v>1E400</v></c><c><v>"
	 "123456789012345678</v></c></row></worksheet>",
	 "\n[3 n]\n0.159052,1E400,123456789012345678\n\n[end]\n"},
	/* Above the names: text. Outside of cells: aside. */
	{NULL,
	 "<worksheet><row><c t='str'><v>Staff</v></c></row><row><c t='str'>"
	 "<v>Name</v></c><c t='str'><v>Phone</v></c></row><row><c t='str'>"
	 "<v>A</v></c><c><v>1</v></c></row><oddHeader>by B</oddHeader>"
	 "</worksheet>",
	 "\n[1 n]\nStaff\n\n[end]\n\n[2 n]\nName,Phone\nA,1\n\n[end]\n\n[1 n]\n"
	 "by B\n\n[end]\n"},
	/* Shows as a date: a date. */
	{"<styleSheet><numFmts><numFmt numFmtId='170' formatCode='yyyy\"-\"mm'"
	 "/></numFmts><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf "
	 "numFmtId='170'/></cellXfs></styleSheet>",
	 "<worksheet><row><c s='0'><v>33000</v></c><c s='1'><v>33000</v></c><c "
	 "s='2'><v>33000.5</v></c></row></worksheet>",
	 "\n[3 n]\n33000,1990-05-07,1990-05-07\n\n[end]\n"},
	/* Not well-formed: what was read, and that it was not all. */
	{NULL, "<w:document><w:p><w:t>a</w:t></w:p><w:p>",
	 "\n[1 n]\na\n\n[end]\n\n[unreadable 5 7]\n"},
	/* Entities are never defined. */
	{NULL,
	 "<!DOCTYPE d [<!ENTITY a 'aaaa'>]><w:document><w:p><w:t>&a;</w:t>"
	 "</w:p></w:document>",
	 "\n[unreadable 4 8]\n"},
};

START_TEST(a_part_is_told_the_same_however_it_is_cut)
{
	size_t n = strlen(parts[_i].part);
	char *whole = tell(parts[_i].strings, parts[_i].part, n, 1);
	ck_assert_str_eq(whole, parts[_i].told);
	free(whole);
	/* The head must show what it is. */
	for (size_t first = n > 60 ? 60 : n; first < n; first++) {
		char *cut = tell(parts[_i].strings, parts[_i].part, first, 1);
		ck_assert_str_eq(cut, parts[_i].told);
		free(cut);
	}
}
END_TEST

static const struct {
	const char *head;
	enum part_kind kind;
} looks[] = {
	{"<?xml version='1.0'?><x:worksheet>", PART_SHEET},
	{"<sst count='1'><si>", PART_STRINGS},
	{"<!-- c --><w:hdr a='b'>", PART_TEXT},
	{"<Relationships/>", PART_OTHER},
	{"<w:documents>", PART_OTHER},
	{"no markup at all", PART_OTHER},
	{"", PART_OTHER},
};

START_TEST(a_part_is_known_by_its_first_element)
{
	ck_assert_int_eq(part_look(span_str(looks[_i].head)), looks[_i].kind);
}
END_TEST

int
main(void)
{
	SUITE("document");
	CASE_ROWS(a_part_is_told_the_same_however_it_is_cut, N_ROWS(parts));
	CASE_ROWS(a_part_is_known_by_its_first_element, N_ROWS(looks));
	return SUITE_RUN();
}
