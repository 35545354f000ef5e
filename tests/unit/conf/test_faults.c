/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Faults of a configuration: each is told with file, line, key and what was
 * expected, and so are all of several; nothing is loaded.
 */
#include "unit/conf/folder.h"

#include <errno.h>

#define SOURCE                                                                 \
	"sources = ( { id = \"s\"; networks = [ \"10.0.0.0/24\" ]; } );\n"
#define RECIPIENT                                                              \
	"recipients = ( { id = \"r\"; name = \"R\"; country = \"DE\"; "        \
	"hosts = [ \"r.example\" ]; } );\n"
#define PATHWAY(more)                                                          \
	"pathways = ( { id = \"p\"; regime = \"cn\"; mechanism = \"scc\"; "    \
	"status = \"effective\";\n" more " } );\n"

/* The third column stands in what is said; the last is how many errors. */
static const struct {
	const char *without, *text, *says;
	unsigned errors;
} faults[] = {
	/* keys */
	{NULL, "no_such_key = 1;", ":4: no_such_key: unknown key", 1},
	{NULL, "\nlimit = { head = 1; };",
	 ":5: limit: unknown key in the top, "
	 "did you mean \"limits\"?",
	 1},
	{NULL, "timeouts = { connct = \"1s\"; };",
	 ":4: connct: unknown key in timeouts, did you mean \"connect\"?", 1},
	{NULL, "mode = \"enforce\"\nmode = \"monitor\"", "duplicate", 1},
	{NULL, "mode = ;", ":4: syntax error", 1},
	/* types and bounds */
	{NULL, "mode = \"audit\";",
	 ":4: mode: expected \"enforce\", \"monitor\", found \"audit\"", 1},
	{NULL, "mode = 1;", ":4: mode: expected", 1},
	{NULL, "workers = 257;",
	 ":4: workers: expected a whole number from 0 to 256, found 257", 1},
	{NULL, "workers = [ 1 ];", ":4: workers: expected a whole number", 1},
	{NULL, "workers = \"2\";", ":4: workers: expected", 1},
	{NULL, "limits = 5;", ":4: limits: expected a group", 1},
	{NULL, "limits = ( { head = \"64KiB\"; } );",
	 ":4: limits: expected a group", 1},
	{NULL, "sources = { id = \"s\"; };", ":4: sources: expected a list", 1},
	{NULL, "sources = ( 5 );", ":4: sources: expected a list", 1},
	{NULL, "inspection = {\n hold_whole = \"1MB\"; };",
	 ":5: inspection.hold_whole: expected a size from 64KiB to 64MiB", 1},
	{NULL, "timeouts = { idle = 5; };",
	 ":4: timeouts.idle: expected a duration", 1},
	{NULL, "timeouts = { idle = \"1ms\"; };",
	 "expected a duration from 10ms to 1d", 1},
	{NULL, "place = { ports = [ 80, 0 ]; };",
	 ":4: place.ports: expected a whole number from 1 to 65535, found 0",
	 1},
	{NULL, "place = { ports = 80; };", ":4: place.ports: expected an array",
	 1},
	{NULL, "audit = { journal = 1; };",
	 ":4: audit.journal: expected true or false, found 1", 1},
	{NULL, "workers = 4294967297;", ":4: 4294967297 does not fit", 1},
	{NULL, "place = { ports = [ 4294967376 ]; };", ":4: 4294967376", 1},
	{NULL, "@include \"x\"", ":4: @include is not read", 1},
	/* several at once */
	{NULL, "mode = 5;\nworkers = -1;\nnope = 1;", ":6: nope", 3},
	/* what must be there */
	{"exporter", "", "exporter: missing", 1},
	{"exporter", "exporter = { id = \"e\"; regimes = [ \"cn\" ]; };",
	 ":4: exporter.name: missing", 1},
	{"exporter", "exporter = { id = \"e\"; name = \"E\"; regimes = [ ]; };",
	 ":4: exporter.regimes: empty", 1},
	{"exporter",
	 "exporter = { id = \"e\"; name = \"E\";\n regimes = [ \"xx\" ]; };",
	 ":5: exporter.regimes: expected a regime", 1},
	{"exporter",
	 "exporter = { id = \"e\"; name = \"E\"; regimes = [ \"cn\" ]; "
	 "gba_city = \"beijing\"; };",
	 ":4: exporter.gba_city: expected \"guangzhou\"", 1},
	{"listeners", "", "listeners: missing", 1},
	{"listeners", "listeners = ( );", ":4: listeners: empty", 1},
	{"listeners",
	 "listeners = ( { address = \"127.0.0.1:1\"; tls = { key = \"k\"; }; "
	 "} );",
	 ":4: listeners.tls.certificate: missing", 1},
	{"listeners",
	 "listeners = ( { address = \"127.0.0.1:1\"; },\n"
	 "{ address = \"127.0.0.1:1\"; } );",
	 ":5: listeners.address: \"127.0.0.1:1\" is used already", 1},
	/* not in this build */
	{NULL, "ledger = { backend = \"postgresql\"; };",
	 ":4: ledger.backend: \"postgresql\" is refused: this build has no "
	 "PostgreSQL store",
	 1},
	{NULL, "admin = { roles = { approve = \"no-such-group\"; }; };",
	 ":4: admin.roles: expected a group of this machine for approve, "
	 "found \"no-such-group\"",
	 1},
	/* an open proxy */
	{"listeners", "listeners = ( { address = \"10.0.0.1:3128\"; } );",
	 ":4: listeners.address: open proxy", 1},
	{"listeners",
	 "listeners = ( { address = \"[::]:3128\"; } );\n"
	 "sources = ( { id = \"all\"; networks = [ \"0.0.0.0/0\" ]; } );",
	 ":5: sources.networks: open proxy: \"0.0.0.0/0\" is anybody", 1},
	{"listeners",
	 "listeners = ( { address = \"0.0.0.0:3128\"; } );\n"
	 "sources = ( { id = \"all\"; networks = [ \"0.0.0.0/1\", \"::/0\" ]; "
	 "} );",
	 ":5: sources.networks: open proxy: \"0.0.0.0/1\"", 2},
	/* sources */
	{NULL, "sources = ( { id = \"s\"; } );",
	 ":4: sources: expected networks, user or client_certificate", 1},
	{NULL, "sources = ( { id = \"s\"; user = \"u\"; } );",
	 ":4: sources: expected user and password_hash together", 1},
	{NULL,
	 "sources = ( { id = \"s\"; user = \"u\"; password_hash = \"hunter2\"; "
	 "} );",
	 ":4: sources.password_hash: expected a hash that begins with", 1},
	{NULL,
	 "sources = ( { id = \"s\"; user = \"u:v\"; password_hash = "
	 "\"$6$x\"; } );",
	 ":4: sources.user: expected a name without", 1},
	{NULL, SOURCE SOURCE, "duplicate setting name", 1},
	{NULL,
	 "sources = ( { id = \"s\"; networks = [ \"10.0.0.0/24\" ]; },\n"
	 "{ id = \"s\"; networks = [ \"10.0.1.0/24\" ]; } );",
	 ":5: sources.id: \"s\" is used already at", 1},
	{NULL,
	 "sources = ( { id = \"s\"; networks = [ \"10.0.0.0/24\" ]; },\n"
	 "{ id = \"t\"; networks = [ \"10.0.0.0/24\" ]; } );",
	 ":5: sources.networks: \"10.0.0.0/24\" is used already", 1},
	/* recipients */
	{NULL,
	 "recipients = ( { id = \"r\"; name = \"R\"; country = \"DE\"; } );",
	 ":4: recipients: expected hosts or networks", 1},
	{NULL,
	 "recipients = ( { id = \"r\"; name = \"R\"; country = \"Germany\"; "
	 "hosts = [ \"r.example\" ]; } );",
	 ":4: recipients.country: expected two upper-case letters", 1},
	{NULL,
	 "recipients = ( { id = \"r\"; name = \"R\"; country = \"DE\";\n"
	 "hosts = [ \"https://r.example\" ]; } );",
	 ":5: recipients.hosts: expected a host", 1},
	{NULL,
	 "recipients = ( { id = \"r\"; name = \"R\"; country = \"DE\"; hosts = "
	 "[ \"r.example\" ]; },\n{ id = \"q\"; name = \"Q\"; country = "
	 "\"FR\"; hosts = [ \"R.EXAMPLE\" ]; } );",
	 ":5: recipients.hosts: \"r.example\" is used already", 1},
	/* pathways */
	{NULL, RECIPIENT PATHWAY("recipients = [ \"nobody\" ];"),
	 ":6: pathways.recipients: expected an id of the list recipients, "
	 "found \"nobody\"",
	 1},
	{NULL, PATHWAY("recipients = [ ];"), ":5: pathways.recipients: empty",
	 1},
	{NULL, PATHWAY("categories = [ \"shoe-size\" ];"),
	 ":5: pathways.categories: expected a category", 1},
	{NULL,
	 PATHWAY("effective_on = \"2026-01-02\";\nvalid_until = "
		 "\"2026-01-01\";"),
	 ":6: pathways.valid_until: expected a day after effective_on", 1},
	{NULL, PATHWAY("caps = { window = \"validity\"; };"),
	 ":5: pathways.caps.window: \"validity\" counts from effective_on", 1},
	{NULL, PATHWAY("caps = { persons = -1; };"),
	 ":5: pathways.caps.persons: expected a whole number from 0", 1},
	{NULL, PATHWAY("filed_on = \"8 January\";"),
	 ":5: pathways.filed_on: expected a date", 1},
	{NULL,
	 "pathways = ( { id = \"p\"; regime = \"eu\"; mechanism = \"bcrs\"; "
	 "status = \"live\"; } );",
	 "pathways.mechanism: expected \"none\", \"sa\", \"scc\", "
	 "\"certification\", \"gba\", \"bcr\"",
	 3},
	{NULL,
	 "pathways = ( { id = \"p\"; regime = \"cn\"; mechanism = \"bcr\"; "
	 "status = \"effective\"; } );",
	 "pathways.mechanism: expected a mechanism of regime \"cn\", found "
	 "\"bcr\"",
	 1},
	/* flows */
	{NULL, RECIPIENT "flows = ( { id = \"f\"; recipient = \"x\"; } );",
	 ":5: flows.recipient: expected an id of the list recipients", 1},
	{NULL,
	 RECIPIENT "flows = ( { id = \"f\"; recipient = \"r\";\n"
		   "sources = [ \"s\" ]; pathway = \"p\"; } );",
	 ":6: flows.sources: expected an id of the list sources, found \"s\"",
	 2},
	{NULL,
	 RECIPIENT "flows = ( { id = \"f\"; recipient = \"r\"; exemption = { "
		   "article = \"art3\"; }; } );",
	 ":5: flows.exemption.article: \"art3\" is refused: it is found by "
	 "the rules, never claimed",
	 1},
	{NULL,
	 RECIPIENT "flows = ( { id = \"f\"; recipient = \"r\"; exemption = { "
		   "article = \"art5-volume\"; }; } );",
	 "\"art5-volume\" is refused: it is found by the rules", 1},
	{NULL,
	 RECIPIENT "flows = ( { id = \"f\"; recipient = \"r\"; unreadable = "
		   "\"allow\"; } );",
	 ":5: flows.unreadable.media: expected \"block\", \"log\"", 1},
	{NULL,
	 RECIPIENT "flows = ( { id = \"f\"; recipient = \"r\"; unreadable = { "
		   "movies = \"log\"; }; } );",
	 ":5: movies: unknown key in flows.unreadable", 1},
	/* files */
	{"include", "include = [ \"nowhere.d\" ];",
	 ":4: include: expected a folder", 2},
	{NULL, "detectors = ( { id = \"x\"; kind = \"identity\"; } );",
	 ":4: detectors.title: missing", 1},
};

START_TEST(fault_is_told_with_its_line_and_nothing_is_loaded)
{
	struct folder f;
	folder_open(&f);
	folder_write_conf(&f, faults[_i].without, faults[_i].text);
	ck_assert_int_eq(folder_load(&f), -EINVAL);
	ck_assert_ptr_null(f.snapshot);
	ck_assert_msg(strstr(f.said, faults[_i].says) != NULL, "%s", f.said);
	ck_assert_msg(f.errors == faults[_i].errors, "%u: %s", f.errors,
		      f.said);
	folder_close(&f);
}
END_TEST

START_TEST(fault_does_not_repeat_a_secret)
{
	struct folder f;
	folder_open(&f);
	folder_write_conf(&f, NULL,
			  "sources = ( { id = \"s\"; user = \"u\"; "
			  "password_hash = \"hunter2\"; } );\n"
			  "ledger = { conninfo = \"password=hunter2\"; };");
	ck_assert_int_eq(folder_load(&f), -EINVAL);
	ck_assert_uint_eq(f.errors, 2);
	ck_assert_ptr_null(strstr(f.said, "hunter2"));
	folder_close(&f);
}
END_TEST

static const struct {
	const char *without, *text, *says;
} doubts[] = {
	{NULL, "admin = { address = \"10.0.0.1:3180\"; };",
	 ":4: admin.address: \"10.0.0.1:3180\" is not loopback"},
	{"listeners",
	 "listeners = ( { address = \"10.0.0.1:3128\"; } );\n"
	 "sources = ( { id = \"u\"; user = \"u\"; password_hash = \"$6$x\"; } "
	 ");",
	 ":4: listeners.address: without tls, passwords"},
	{NULL,
	 "sources = ( { id = \"c\"; client_certificate = \"CN=c.example\"; } "
	 ");",
	 ":4: sources.client_certificate: no listener has"},
	{NULL,
	 "intercept = { bypass = ( { hosts = [ \"r.example\" ]; reason = "
	 "\"pinned\"; } ); };\n" RECIPIENT
	 "flows = ( { id = \"f\"; recipient = \"r\"; } );",
	 ":4: intercept.bypass.hosts: \"r.example\" is not tunnelled"},
	{NULL, "place = { country_db = \"absent.mmdb\"; };",
	 "absent.mmdb\" is not there: countries come from"},
	{NULL,
	 RECIPIENT PATHWAY(
		 "countries = [ \"FR\" ];") "flows = ( { id = \"f\"; recipient "
					    "= \"r\"; pathway = \"p\"; } );",
	 ":7: flows.pathway: \"DE\" is not among the countries of "
	 "pathway \"p\": refused as SCOPE_COUNTRY"},
	{NULL,
	 RECIPIENT PATHWAY(
		 "purposes = [ \"payroll\" ];") "flows = ( { id = \"f\"; "
						"recipient = \"r\"; pathway = "
						"\"p\"; purpose "
						"= \"fun\"; } );",
	 "\"fun\" is not among the purposes"},
	{NULL,
	 "recipients = ( { id = \"r\"; name = \"R\"; country = \"DE\"; hosts = "
	 "[ \"r.example\" ]; }, { id = \"q\"; name = \"Q\"; country = "
	 "\"DE\"; hosts = [ \"q.example\" ]; } );\n" PATHWAY(
		 "recipients = [ \"q\" ];") "flows = ( { id = \"f\"; recipient "
					    "= \"r\"; pathway = \"p\"; } );",
	 "\"r\" is not among the recipients of pathway \"p\": refused as "
	 "SCOPE_RECIPIENT"},
	{NULL,
	 RECIPIENT "flows = ( { id = \"f\"; recipient = \"r\"; exemption = { "
		   "article = \"art5-hr\"; }; } );",
	 ":5: flows.exemption: without approved_by"},
};

START_TEST(doubt_is_told_and_the_configuration_loads)
{
	struct folder f;
	folder_open(&f);
	folder_write_conf(&f, doubts[_i].without, doubts[_i].text);
	ck_assert_msg(folder_load(&f) == 0, "%s", f.said);
	ck_assert_msg(strstr(f.said, doubts[_i].says) != NULL, "%s", f.said);
	ck_assert_msg(f.warnings == 1, "%s", f.said);
	folder_close(&f);
}
END_TEST

static const struct {
	const char *without, *text;
} quiet[] = {
	{NULL, ""},
	{NULL, "admin = { address = \"[::1]:3180\"; };"},
	{"listeners",
	 "listeners = ( { address = \"10.0.0.1:3128\"; } );\n" SOURCE},
	{"listeners",
	 "listeners = ( { address = \"10.0.0.1:3128\"; tls = { certificate = "
	 "\"c\"; key = \"k\"; client_ca = \"a\"; }; } );\n"
	 "sources = ( { id = \"u\"; networks = [ \"0.0.0.0/0\" ]; user = "
	 "\"u\"; password_hash = \"$y$j9T$x\"; }, { id = \"c\"; "
	 "client_certificate = \"CN=c.example\"; } );"},
	{NULL,
	 "intercept = { bypass = ( { hosts = [ \"*.r.example\" ]; reason = "
	 "\"pinned\"; } ); };\n"
	 "recipients = ( { id = \"r\"; name = \"R\"; country = \"DE\"; hosts = "
	 "[ \"a.r.example\" ]; } );\n"
	 "flows = ( { id = \"f\"; recipient = \"r\"; unreadable = { tls = "
	 "\"log\"; }; } );"},
	{NULL,
	 RECIPIENT PATHWAY(
		 "countries = [ \"DE\", \"FR\" ]; purposes = [ "
		 "\"payroll\" ]; recipients = [ \"r\" ];") "flows = ( { id = "
							   "\"f\"; recipient = "
							   "\"r\"; pathway = "
							   "\"p\"; purpose "
							   "= \"payroll\"; } "
							   ");"},
	{NULL,
	 RECIPIENT "flows = ( { id = \"f\"; recipient = \"r\"; exemption = { "
		   "article = \"art5-hr\"; approved_by = \"dpo\"; }; } );"},
};

START_TEST(sound_configuration_says_nothing)
{
	struct folder f;
	folder_open(&f);
	folder_write_conf(&f, quiet[_i].without, quiet[_i].text);
	ck_assert_msg(folder_load(&f) == 0, "%s", f.said);
	ck_assert_str_eq(f.said, "");
	folder_close(&f);
}
END_TEST

START_TEST(faults_of_included_files_name_those_files)
{
	struct folder f;
	folder_open(&f);
	folder_write(&f, "register.d/b.conf",
		     "sources = ( { id = 5; user = \"u\"; password_hash = "
		     "\"$6$x\"; } );\n");
	folder_write(&f, "register.d/a.conf",
		     "# first\nmode = \"monitor\";\ninclude = [ \"x\" ];\n");
	folder_write_conf(&f, "include",
			  "include = [ \"" CONFDIR "/regimes.d\", \"" CONFDIR
			  "/detectors.d\", \"register.d\" ];\n"
			  "mode = \"enforce\";\n");
	ck_assert_int_eq(folder_load(&f), -EINVAL);
	ck_assert_ptr_nonnull(
		strstr(f.said, "register.d/b.conf:1: sources.id"));
	ck_assert_ptr_nonnull(
		strstr(f.said, "register.d/a.conf:2: mode: given already at"));
	ck_assert_ptr_nonnull(strstr(f.said, "kouan.conf:5, expected once"));
	ck_assert_ptr_nonnull(strstr(
		f.said, "register.d/a.conf:3: include: expected in the main"));
	ck_assert_uint_eq(f.errors, 3);
	folder_close(&f);
}
END_TEST

START_TEST(file_that_cannot_be_read_is_a_fault)
{
	struct folder f;
	folder_open(&f);
	ck_assert_int_eq(folder_load(&f), -EINVAL);
	ck_assert_ptr_nonnull(strstr(f.said, "kouan.conf: cannot be read"));
	ck_assert_uint_eq(f.errors, 1);
	folder_close(&f);
}
END_TEST

int
main(void)
{
	SUITE("faults");
	CASE_ROWS(fault_is_told_with_its_line_and_nothing_is_loaded,
		  N_ROWS(faults));
	CASE(fault_does_not_repeat_a_secret);
	CASE_ROWS(doubt_is_told_and_the_configuration_loads, N_ROWS(doubts));
	CASE_ROWS(sound_configuration_says_nothing, N_ROWS(quiet));
	CASE(faults_of_included_files_name_those_files);
	CASE(file_that_cannot_be_read_is_a_fault);
	return SUITE_RUN();
}
