/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a configuration becomes: defaults, references, lists of several files,
 * the printed form that reads back to the same, the secret of the ledger; and
 * that the tables, the manual page and the shipped file agree.
 */
#include "unit/conf/folder.h"

#include "base/buf.h"
#include "conf/schema.h"

#include <errno.h>

static void
load(struct folder *f)
{
	ck_assert_msg(folder_load(f) == 0, "%s", f->said);
}

static char *
slurp(const char *path)
{
	struct buf text;
	buf_init(&text, 1 << 22);
	FILE *in = fopen(path, "r");
	ck_assert_msg(in != NULL, "%s", path);
	for (int c; (c = fgetc(in)) != EOF;)
		ck_assert_int_eq(buf_byte(&text, (uint8_t)c), 0);
	fclose(in);
	ck_assert_int_eq(buf_byte(&text, 0), 0);
	return (char *)text.p;
}

START_TEST(snapshot_fills_in_the_defaults)
{
	struct folder f;
	folder_open(&f);
	folder_write_conf(&f, NULL, "");
	load(&f);
	const struct snapshot *s = f.snapshot;
	ck_assert_int_eq(s->mode, MODE_ENFORCE);
	ck_assert_uint_eq(s->generation, 1);
	ck_assert_uint_eq(strlen(s->hash), 16);
	ck_assert_uint_eq(s->n_listeners, 1);
	ck_assert_uint_eq(s->listeners[0].address.port, 3128);
	ck_assert_ptr_null(s->listeners[0].certificate);
	ck_assert(!s->has_admin);
	ck_assert_str_eq(s->control, "/run/kouan/control.sock");
	ck_assert_str_eq(s->state_dir, "/var/lib/kouan");
	ck_assert(!s->place.allow_private);
	ck_assert_ptr_null(s->place.geo);
	ck_assert(place_port_allowed(&s->place, 8443));
	ck_assert(!place_port_allowed(&s->place, 22));
	ck_assert_uint_eq(s->hold_whole, 1 << 20);
	ck_assert_uint_eq(s->spool_limit, 1 << 30);
	ck_assert_uint_eq(s->inspect.record, 64 << 10);
	ck_assert_uint_eq(s->inspect.decoded, 256 << 20);
	ck_assert_uint_eq(s->inspect.ratio, 200);
	ck_assert_uint_eq(s->inspect.depth, 5);
	ck_assert_uint_eq(s->inspect.parts, 10000);
	ck_assert(s->audit.journal);
	ck_assert_str_eq(s->audit.file, "/var/log/kouan/audit.jsonl");
	ck_assert_int_eq(s->audit.when_unavailable, AUDIT_BLOCK);
	ck_assert_uint_eq(s->audit.queue, 8192);
	ck_assert_int_eq(s->audit_interval, INT64_C(300000000));
	ck_assert_uint_eq(s->limits.connections, 20000);
	ck_assert_uint_eq(s->limits.held, UINT64_C(2) << 30);
	ck_assert_uint_eq(s->limits.source_connections, 2000);
	ck_assert_uint_eq(s->limits.names_per_minute, 300);
	ck_assert_int_eq(s->timeouts.head, 30000000);
	ck_assert_int_eq(s->timeouts.body, 60000000);
	const enum verdict *classes = s->reg.defaults.unreadable;
	ck_assert_int_eq(classes[UNREADABLE_MEDIA], VERDICT_LOG);
	ck_assert_int_eq(classes[UNREADABLE_TLS], VERDICT_BLOCK);
	ck_assert_int_eq(s->reg.defaults.unlisted_recipient, VERDICT_BLOCK);
	ck_assert_uint_eq(s->n_regimes, 1);
	ck_assert_str_eq(regime_id(s->regimes[0]), "cn");
	folder_close(&f);
}
END_TEST

#define REGISTER                                                               \
	"sources = ( { id = \"s\"; networks = [ \"10.0.0.0/24\" ]; } );\n"     \
	"recipients = ( { id = \"r\"; name = \"R\"; country = \"DE\"; hosts "  \
	"= [ \"R.Example\", \"*.r.example\" ]; },\n"                           \
	"{ id = \"t\"; name = \"T\"; country = \"FR\"; networks = [ "          \
	"\"192.0.2.0/24\" ]; } );\n"                                           \
	"pathways = ( { id = \"p\"; regime = \"cn\"; mechanism = \"scc\"; "    \
	"status = \"effective\"; categories = [ \"email\" ]; effective_on = "  \
	"\"2026-01-01\"; caps = { persons = 0; bytes = \"500GiB\"; }; },\n"    \
	"{ id = \"q\"; regime = \"cn\"; mechanism = \"sa\"; status = "         \
	"\"draft\"; sensitive = true; } );\n"                                  \
	"flows = ( { id = \"f\"; sources = [ \"s\" ]; recipient = \"r\"; "     \
	"pathway = \"p\"; unreadable = \"block\"; },\n"                        \
	"{ id = \"g\"; recipient = \"t\"; pathway = \"q\"; unreadable = { "    \
	"tls = \"log\"; }; },\n"                                               \
	"{ id = \"h\"; recipient = \"t\"; exemption = { article = "            \
	"\"art4-transit\"; approved_by = \"dpo\"; until = \"2027-03-31\"; "    \
	"}; },\n"                                                              \
	"{ id = \"i\"; recipient = \"t\"; pathway = \"q\"; release = "         \
	"\"windows\"; } );\n"

START_TEST(register_leads_from_flows_to_what_they_name)
{
	struct folder f;
	folder_open(&f);
	folder_write_conf(&f, NULL, REGISTER);
	load(&f);
	const struct register_ *r = &f.snapshot->reg;
	const struct rules *rules = f.snapshot->rules;
	const struct recipient *to = register_recipient(r, "r.example", NULL);
	ck_assert_ptr_nonnull(to);
	ck_assert_str_eq(to->id, "r");
	const struct flow *flow = register_flow(r, &r->sources[0], to);
	ck_assert_str_eq(flow->id, "f");
	ck_assert_ptr_eq(flow->pathway, register_pathway(r, "p"));
	const struct pathway *p = flow->pathway;
	ck_assert_int_eq(p->caps.persons, 0);
	ck_assert(p->caps.sensitive_persons == NO_CAP);
	ck_assert_int_eq(p->caps.bytes, INT64_C(500) << 30);
	ck_assert(!p->categories.any);
	ck_assert(category_has(&p->categories.set,
			       (unsigned)rules_category(rules, "email")));
	ck_assert(!category_has(&p->categories.set,
				(unsigned)rules_category(rules, "cn-mobile")));
	ck_assert_int_eq(p->effective_on, 20454);
	ck_assert(p->valid_until == NO_DAY);
	ck_assert(register_pathway(r, "q")->categories.any);
	ck_assert_ptr_null(register_pathway(r, "q")->recipients);
	folder_close(&f);
}
END_TEST

START_TEST(flow_takes_over_what_it_does_not_say)
{
	struct folder f;
	folder_open(&f);
	folder_write_conf(&f, NULL, REGISTER);
	load(&f);
	const struct flow *flows = f.snapshot->reg.flows;
	for (unsigned u = 0; u < UNREADABLE_MAX_; u++)
		ck_assert_int_eq(flows[0].unreadable[u], VERDICT_BLOCK);
	ck_assert_int_eq(flows[1].unreadable[UNREADABLE_TLS], VERDICT_LOG);
	ck_assert_int_eq(flows[1].unreadable[UNREADABLE_MEDIA], VERDICT_LOG);
	ck_assert_int_eq(flows[1].unreadable[UNREADABLE_SIZE], VERDICT_BLOCK);
	ck_assert_int_eq(flows[0].exemption.article, EXEMPTION_NONE);
	ck_assert_int_eq(flows[2].exemption.article, EXEMPTION_ART4_TRANSIT);
	ck_assert(flows[2].exemption.categories.any);
	ck_assert_ptr_null(flows[2].pathway);
	ck_assert(!flows[0].release_whole);
	ck_assert(flows[1].release_whole);  /* sensitive pathway */
	ck_assert(flows[2].release_whole);  /* transit */
	ck_assert(!flows[3].release_whole); /* said so */
	folder_close(&f);
}
END_TEST

START_TEST(one_word_sets_every_class_of_unreadable)
{
	struct folder f;
	folder_open(&f);
	folder_write_conf(&f, NULL, "defaults = { unreadable = \"log\"; };");
	load(&f);
	for (unsigned u = 0; u < UNREADABLE_MAX_; u++)
		ck_assert_int_eq(f.snapshot->reg.defaults.unreadable[u],
				 VERDICT_LOG);
	folder_close(&f);
}
END_TEST

static bool
is_nobody(const struct snapshot *s, const char *text)
{
	for (const char *const *p = s->not_persons; *p != NULL; p++)
		if (strcmp(*p, text) == 0)
			return true;
	return false;
}

START_TEST(authors_of_commits_count_where_it_is_set)
{
	static const char *const texts[] = {
		"", "inspection = { git_identities = \"count\"; };"};
	for (int i = 0; i < 2; i++) {
		struct folder f;
		folder_open(&f);
		folder_write_conf(&f, NULL, texts[i]);
		load(&f);
		ck_assert(f.snapshot->count_git_identities == (i == 1));
		folder_close(&f);
	}
}
END_TEST

START_TEST(not_persons_adds_to_those_shipped)
{
	struct folder f;
	folder_open(&f);
	folder_write_conf(&f, NULL,
			  "inspection = { not_persons = [ \"@example.cn\" ]; "
			  "};");
	load(&f);
	ck_assert(is_nobody(f.snapshot, "@example.cn"));
	ck_assert(is_nobody(f.snapshot, "noreply@"));
	ck_assert(is_nobody(f.snapshot, "postmaster@"));
	ck_assert(!is_nobody(f.snapshot, "li.wei@"));
	folder_close(&f);
}
END_TEST

START_TEST(lists_of_several_files_are_joined_in_order_of_name)
{
	struct folder f;
	folder_open(&f);
	folder_write(&f, "register.d/20.conf",
		     "sources = ( { id = \"c\"; networks = [ \"10.0.2.0/24\" "
		     "]; } );");
	folder_write(&f, "register.d/10.conf",
		     "sources = ( { id = \"b\"; networks = [ \"10.0.1.0/24\" "
		     "]; } );");
	folder_write(&f, "register.d/.30.conf", "nonsense");
	folder_write(&f, "register.d/40.conf~", "nonsense");
	folder_write_conf(&f, "include",
			  "include = [ \"" CONFDIR "/regimes.d\", \"" CONFDIR
			  "/detectors.d\", \"register.d\" ];\n"
			  "sources = ( { id = \"a\"; networks = [ "
			  "\"10.0.0.0/24\" ]; } );\n");
	load(&f);
	ck_assert_uint_eq(f.snapshot->reg.n_sources, 3);
	for (size_t i = 0; i < 3; i++)
		ck_assert_int_eq(f.snapshot->reg.sources[i].id[0],
				 (char)('a' + i));
	folder_close(&f);
}
END_TEST

START_TEST(paths_start_at_the_file_that_names_them)
{
	struct folder f;
	char expected[128];
	folder_open(&f);
	folder_write(&f, "more.d/x.conf",
		     "intercept = { ca_key = \"ca.key\"; };");
	folder_write_conf(&f, "include",
			  "include = [ \"" CONFDIR "/regimes.d\", \"" CONFDIR
			  "/detectors.d\", \"more.d\" ];\n"
			  "audit = { file = \"audit.jsonl\"; };\n");
	load(&f);
	snprintf(expected, sizeof(expected), "%s/more.d/ca.key", f.path);
	ck_assert_str_eq(f.snapshot->ca_key, expected);
	snprintf(expected, sizeof(expected), "%s/audit.jsonl", f.path);
	ck_assert_str_eq(f.snapshot->audit.file, expected);
	folder_close(&f);
}
END_TEST

static void
print_to(const struct snapshot *s, const char *path)
{
	FILE *out = fopen(path, "w");
	ck_assert_ptr_nonnull(out);
	ck_assert_int_eq(snapshot_print(s, out), 0);
	ck_assert_int_eq(fclose(out), 0);
}

START_TEST(printed_configuration_reads_back_to_the_same)
{
	struct folder f, g;
	folder_open(&f);
	folder_open(&g);
	folder_write_conf(&f, NULL,
			  REGISTER "place = { ports = [ ]; overrides = ( { "
				   "networks = [ \"192.0.2.0/24\" ]; country "
				   "= \"DE\"; } ); };\n"
				   "inspection = { hold_whole = 131073; };");
	load(&f);
	print_to(f.snapshot, g.conf);
	load(&g);
	ck_assert_str_eq(g.snapshot->hash, f.snapshot->hash);
	ck_assert_uint_eq(g.snapshot->hold_whole, 131073);
	ck_assert_uint_eq(g.snapshot->place.n_ports, 0);
	ck_assert_uint_eq(g.snapshot->reg.n_flows, 4);
	ck_assert_uint_eq(rules_count(g.snapshot->rules),
			  rules_count(f.snapshot->rules));
	folder_close(&f);
	folder_close(&g);
}
END_TEST

START_TEST(hash_follows_the_meaning_not_the_spelling)
{
	struct folder f;
	char first[17];
	folder_open(&f);
	folder_write_conf(&f, NULL,
			  "workers = 2; timeouts = { idle = "
			  "\"60min\"; };");
	load(&f);
	memcpy(first, f.snapshot->hash, sizeof(first));
	folder_write_conf(&f, NULL,
			  "# a comment\ntimeouts : { idle = \"1h\" }\nworkers "
			  "= 0x2;\nmode = \"enforce\";");
	load(&f);
	ck_assert_str_eq(f.snapshot->hash, first);
	folder_write_conf(&f, NULL,
			  "workers = 3; timeouts = { idle = "
			  "\"60min\"; };");
	load(&f);
	ck_assert_str_ne(f.snapshot->hash, first);
	folder_close(&f);
}
END_TEST

START_TEST(reference_keeps_a_snapshot_alive)
{
	struct folder f;
	folder_open(&f);
	folder_write_conf(&f, NULL, REGISTER);
	load(&f);
	struct snapshot *second = snapshot_ref(f.snapshot);
	ck_assert_ptr_eq(second, f.snapshot);
	snapshot_unref(&f.snapshot);
	ck_assert_ptr_null(f.snapshot);
	ck_assert_str_eq(second->reg.flows[0].recipient->name, "R");
	snapshot_unref(&second);
	ck_assert_ptr_null(second);
	snapshot_unref(&second);
	folder_close(&f);
}
END_TEST

START_TEST(ledger_key_is_made_once_and_only_where_none_is_named)
{
	struct folder f;
	struct stat st;
	struct why why = {""};
	char path[128];
	unsetenv("CREDENTIALS_DIRECTORY");
	folder_open(&f);
	snprintf(path, sizeof(path), "%s/ledger.key", f.path);
	folder_write_conf(&f, NULL, "");
	load(&f);
	ck_assert_str_eq(f.snapshot->ledger_key, path);
	ck_assert_int_ne(stat(path, &st), 0);
	ck_assert_int_eq(conf_make_ledger_key(f.snapshot, &why), 0);
	ck_assert(f.snapshot->ledger_key_made);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0600);
	ck_assert_int_eq(st.st_size, 32);
	ck_assert_int_eq(conf_make_ledger_key(f.snapshot, &why), 0);
	ck_assert(!f.snapshot->ledger_key_made);
	folder_write_conf(&f, NULL, "ledger = { key = \"other.key\"; };");
	load(&f);
	ck_assert_int_eq(conf_make_ledger_key(f.snapshot, &why), -ENOENT);
	ck_assert_ptr_nonnull(strstr(why.text, "other.key"));
	folder_close(&f);
}
END_TEST

START_TEST(ledger_key_is_the_credential_of_the_service_if_there_is_one)
{
	struct folder f;
	char path[128];
	folder_open(&f);
	folder_write(&f, "credentials/ledger.key", "0123456789abcdef");
	snprintf(path, sizeof(path), "%s/credentials", f.path);
	setenv("CREDENTIALS_DIRECTORY", path, 1);
	folder_write_conf(&f, NULL, "");
	load(&f);
	strcat(path, "/ledger.key");
	ck_assert_str_eq(f.snapshot->ledger_key, path);
	folder_close(&f);
}
END_TEST

START_TEST(a_key_that_cannot_be_read_is_the_credential_of_its_name)
{
	struct folder f;
	char credentials[128], expected[160];
	folder_open(&f);
	folder_write(&f, "credentials/ca.key", "secret");
	folder_write(&f, "there.key", "secret");
	folder_write(&f, "credentials/there.key", "another");
	snprintf(credentials, sizeof(credentials), "%s/credentials", f.path);
	setenv("CREDENTIALS_DIRECTORY", credentials, 1);
	folder_write_conf(
		&f, "listeners",
		"intercept = { ca_key = \"ca.key\"; };\n"
		"listeners = ( { address = \"127.0.0.1:1\"; tls = { "
		"certificate = \"c.pem\"; key = \"there.key\"; }; },\n"
		"{ address = \"127.0.0.1:2\"; tls = { "
		"certificate = \"c.pem\"; key = \"nowhere.key\"; }; } );\n");
	load(&f);
	snprintf(expected, sizeof(expected), "%s/ca.key", credentials);
	ck_assert_str_eq(f.snapshot->ca_key, expected);
	snprintf(expected, sizeof(expected), "%s/there.key", f.path);
	ck_assert_str_eq(f.snapshot->listeners[0].key, expected);
	snprintf(expected, sizeof(expected), "%s/nowhere.key", f.path);
	ck_assert_str_eq(f.snapshot->listeners[1].key, expected);
	unsetenv("CREDENTIALS_DIRECTORY");
	folder_close(&f);
}
END_TEST

START_TEST(test_beyond_loading_runs_the_examples_and_looks_for_files)
{
	struct folder f;
	folder_open(&f);
	folder_write_conf(&f, NULL, "");
	load(&f);
	ck_assert_int_eq(snapshot_test(f.snapshot, folder_note, &f), 0);
	ck_assert_ptr_nonnull(strstr(f.said, "intercept.ca_certificate"));
	folder_write_conf(&f, NULL,
			  "detectors = ( { id = \"x-shop\"; title = { en = "
			  "\"x\"; zh = \"x\"; }; kind = \"contact\"; pattern "
			  "= \"XX[0-9]{6}\"; examples = [ \"YY123456\" ]; } "
			  ");");
	load(&f);
	ck_assert_int_eq(snapshot_test(f.snapshot, folder_note, &f), -EINVAL);
	ck_assert_ptr_nonnull(strstr(f.said, "x-shop"));
	folder_close(&f);
}
END_TEST

START_TEST(rules_load_alone_from_a_folder_or_a_configuration)
{
	struct folder f;
	struct rules *rules = NULL;
	folder_open(&f);
	ck_assert_int_eq(conf_load_rules(NULL, CONFDIR "/detectors.d",
					 folder_note, &f, &rules),
			 0);
	ck_assert_int_ge(rules_category(rules, "cn-mobile"), 0);
	rules_unref(&rules);
	folder_write_conf(&f, NULL, "this_key_is_another_matter = 1;");
	ck_assert_int_eq(conf_load_rules(f.conf, NULL, folder_note, &f, &rules),
			 0);
	ck_assert_int_ge(rules_category(rules, "email"), 0);
	rules_unref(&rules);
	ck_assert_str_eq(f.said, "");
	ck_assert_int_eq(conf_load_rules(NULL, f.path, folder_note, &f, &rules),
			 -EINVAL);
	ck_assert_ptr_null(rules);
	folder_close(&f);
}
END_TEST

START_TEST(shipped_configuration_loads)
{
	struct folder f;
	folder_open(&f);
	strcpy(f.conf, CONFDIR "/kouan.conf");
	load(&f);
	ck_assert_uint_eq(f.errors, 0);
	ck_assert_int_eq(f.snapshot->mode, MODE_ENFORCE);
	ck_assert_int_eq(rules_check_examples(f.snapshot->rules, NULL), 0);
	snapshot_unref(&f.snapshot);
	folder_close(&f);
}
END_TEST

/* The part of the manual that follows heading, up to the next one. */
static char *
section(const char *manual, const char *heading)
{
	char line[96];
	snprintf(line, sizeof(line), "\n.Ss %s\n",
		 heading[0] != '\0' ? heading : "Top level");
	const char *from = strstr(manual, line);
	ck_assert_msg(from != NULL, "no section %s", heading);
	const char *to = strstr(from + strlen(line), "\n.S");
	return strndup(from, (size_t)(to - from));
}

static void
check_entry(const struct conf_table *table, const struct conf_row *row,
	    const char *text)
{
	char line[128];
	snprintf(line, sizeof(line), "\n.It Ic %s Li = ", row->key);
	const char *from = strstr(text, line);
	ck_assert_msg(from != NULL, "%s: %s is not there", table->name,
		      row->key);
	const char *to = strstr(from + 1, "\n.It ");
	char *entry =
		to != NULL ? strndup(from, (size_t)(to - from)) : strdup(from);
	if (row->preset != NULL) {
		snprintf(line, sizeof(line), "Default: %.10s", row->preset);
		for (char *p = line; *p != '\0'; p++)
			if (*p == '-')
				*p = '\0';
		ck_assert_msg(strstr(entry, line) != NULL, "%s.%s: no %s",
			      table->name, row->key, line);
	}
	if ((row->flags & CONF_REQUIRED) != 0)
		ck_assert_msg(strstr(entry, "\nRequired.") != NULL,
			      "%s.%s is required", table->name, row->key);
	free(entry);
}

static void
check_table(const struct conf_table *table, const char *manual)
{
	char *text = section(manual, table->name);
	for (size_t i = 0; i < table->n_rows; i++) {
		const struct conf_row *row = &table->rows[i];
		ck_assert_int_gt(strlen(row->help), 3);
		check_entry(table, row, text);
		if (row->table != NULL)
			check_table(row->table, manual);
	}
	free(text);
}

START_TEST(manual_has_every_key_with_its_default)
{
	char *manual = slurp(CONFDIR "/../man/kouan.conf.5");
	check_table(&conf_schema, manual);
	free(manual);
}
END_TEST

int
main(void)
{
	SUITE("snapshot");
	CASE(snapshot_fills_in_the_defaults);
	CASE(register_leads_from_flows_to_what_they_name);
	CASE(flow_takes_over_what_it_does_not_say);
	CASE(one_word_sets_every_class_of_unreadable);
	CASE(authors_of_commits_count_where_it_is_set);
	CASE(not_persons_adds_to_those_shipped);
	CASE(lists_of_several_files_are_joined_in_order_of_name);
	CASE(paths_start_at_the_file_that_names_them);
	CASE(printed_configuration_reads_back_to_the_same);
	CASE(hash_follows_the_meaning_not_the_spelling);
	CASE(reference_keeps_a_snapshot_alive);
	CASE(ledger_key_is_made_once_and_only_where_none_is_named);
	CASE(ledger_key_is_the_credential_of_the_service_if_there_is_one);
	CASE(a_key_that_cannot_be_read_is_the_credential_of_its_name);
	CASE(test_beyond_loading_runs_the_examples_and_looks_for_files);
	CASE(rules_load_alone_from_a_folder_or_a_configuration);
	CASE(shipped_configuration_loads);
	CASE(manual_has_every_key_with_its_default);
	return SUITE_RUN();
}
