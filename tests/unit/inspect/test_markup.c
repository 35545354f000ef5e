/* SPDX-License-Identifier: Apache-2.0 */
/* XML and HTML: elements, attributes, references, records. */
#include "lib/inspect_feed.h"
#include "lib/suite.h"

static const struct inspect_row rows[] = {
	/* Tables: rows are records, their first one names the columns. */
	{"text/html", "",
	 INSPECT_BODY("<table><tr><th>no</th><th>passport</th></tr><tr><td>1"
		      "</td><td><b>E44357705</b></td></tr></table>"),
	 "cn-passport", NULL},
	{"text/html", "",
	 INSPECT_BODY("<table><tr><th>passport</th><th>no</th></tr><tr><td>1"
		      "</td><td>E44357705</td></tr></table>"),
	 "persons 0 low 0 unreadable 0 -\n", NULL},
	{"text/html", "",
	 INSPECT_BODY("<TABLE>\n<tr><td>no<td>passport\n<tr><td>1"
		      "<td>E44357705\n</TABLE>"),
	 "cn-passport", NULL},
	{"text/html", "",
	 INSPECT_BODY("<table><tr><td>15905285596</td><td><div>a.b@example.com"
		      "</div></td></tr><tr><td><a href=\"x\">16754259874</a>"
		      "</td><td><p>c.d@example.com</p></td></tr></table>"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	/* A name before each value: the table is the record. */
	{"text/html", "",
	 INSPECT_BODY("<table><tr><th>phone</th><td>15905285596</td></tr><tr>"
		      "<th>mail</th><td>a.b@example.com</td></tr></table>"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"text/html", "",
	 INSPECT_BODY("<dl><dt>passport</dt><dd>E44357705</dd><dt>phone</dt>"
		      "<dd>15905285596</dd></dl>"),
	 "cn-passport", NULL},
	{"text/html", "",
	 INSPECT_BODY("<form><label>passport</label><input name=\"f1\" "
		      "value=\"E44357705\"></form>"),
	 "cn-passport", NULL},
	{"application/xml", "",
	 INSPECT_BODY(
		 "<p><name><![CDATA[\xe6\x9d\x8e\xe5\x9b\xbd\xe6\xa0\x8b]]>"
		 "</name><tel>15905285596</tel></p>"),
	 "cn-name", NULL},
	/* a form is of one person, two forms of two */
	{"text/html", "",
	 INSPECT_BODY("<form><div><label>phone</label><input name=\"a\" "
		      "value=\"15905285596\"></div><div><input name=\"mail\" "
		      "value=\"li.wei@example.com\"></div></form>"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"text/html", "",
	 INSPECT_BODY("<form><input name=\"a\" value=\"15905285596\"></form>"
		      "<form><input name=\"mail\" "
		      "value=\"li.wei@example.com\"></form>"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"text/html", "",
	 INSPECT_BODY("<form><label>part</label><input name=\"f1\" "
		      "value=\"E44357705\"></form>"),
	 "persons 0 low 0 unreadable 0 -\n", NULL},
	{"text/html", "",
	 INSPECT_BODY("<p>a.b&commat;example&period;com</p>"
		      "<p>159&ZeroWidthSpace;0528&shy;5596</p>"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	/* Entities of its own are not undone, and that is said. */
	{"text/xml", "",
	 INSPECT_BODY("<!DOCTYPE a [<!ENTITY x \"159\">]><a>&x;05285596</a>"),
	 "persons 0 low 0 unreadable 20 xml-entity\n", NULL},
	{"application/xml", "",
	 INSPECT_BODY("<?xml "
		      "version=\"1.0\"?><l><p><id>370102196110270968</"
		      "id><phone>15905285596</phone></p><p><phone>16754259874</"
		      "phone></p></l>"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"application/xml", "",
	 INSPECT_BODY(
		 "<l><p phone=\"15905285596\" mail=\"a.b@example.com\"/><p "
		 "phone=\"16754259874\"></p></l>"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"application/xml", "",
	 INSPECT_BODY("<p "
		      "id=\"370102196110270968\"><c><phone>15905285596</"
		      "phone></c></p>"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"text/xml", "",
	 INSPECT_BODY("<a><phone>1590528&#53;&#x35;96</phone></a>"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"text/xml", "",
	 INSPECT_BODY("<a><ns:passport>E44357705</ns:passport></a>"),
	 "cn-passport", NULL},
	{"text/xml", "",
	 INSPECT_BODY("<a><field name=\"passport\">E44357705</field></a>"),
	 "cn-passport", NULL},
	{"text/xml", "", INSPECT_BODY("<a><part>E44357705</part></a>"),
	 "persons 0 low 0 unreadable 0 -\n", NULL},
	{"text/xml", "",
	 INSPECT_BODY("<a><![CDATA[15905285596]]><!-- 16754259874 --></a>"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"text/html", "",
	 INSPECT_BODY("<html><p>call "
		      "<b>15905285596</b></p><p>a.b@example.com</p></html>"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"text/html", "",
	 INSPECT_BODY(
		 "<form><input name=\"passport\" value=\"E44357705\"></form>"),
	 "cn-passport", NULL},
	{"text/html", "", INSPECT_BODY("<p>1 < 2 & <15905285596>"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"text/xml", "",
	 INSPECT_BODY(
		 "<a><t>x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;x&amp;"
		 "x&amp; 15905285596</t></a>"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"text/xml", "",
	 INSPECT_BODY("<a y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" y=\"z\" "
		      "y=\"z\" y=\"z\" y=\"z\" >15905285596</a>"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
};

START_TEST(markup_says_the_same_however_it_is_cut)
{
	ck_assert_int_eq(inspect_check(&rows[_i]), 0);
}
END_TEST

int
main(void)
{
	SUITE("markup");
	CASE_ROWS(markup_says_the_same_however_it_is_cut, N_ROWS(rows));
	return SUITE_RUN();
}
