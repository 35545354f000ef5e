/* SPDX-License-Identifier: Apache-2.0 */
/* kouanctl regimes: the laws in force and how they are read. */
#include "ctl/ctl.h"

#include <getopt.h>
#include <inttypes.h>

static void
print_list(yajl_val v)
{
	static const char *const heads[] = {"regime", "version", "as of",
					    "time zone", ">records kept"};
	struct table *t = table_new(5, heads);
	yajl_val r;
	for (size_t i = 0; (r = answer_item(v, "regimes", i)) != NULL; i++) {
		int64_t years = answer_number(r, "audit_years");
		table_add(t, "%s", answer_text(r, "id"));
		table_add(t, "%s", answer_text(r, "version"));
		table_add(t, "%s", answer_text(r, "as_of"));
		table_add(t, "%s", answer_text(r, "time_zone"));
		if (years > 0)
			table_add(t, "%" PRId64 " years", years);
		else
			table_add(t, "-");
	}
	table_print(&t, stdout);
}

static void
print_counters(yajl_val r)
{
	static const char *const heads[] = {"counter", "unit",	"window",
					    "scope",   ">from", "article"};
	struct table *t = table_new(6, heads);
	yajl_val c;
	for (size_t i = 0; (c = answer_item(r, "counters", i)) != NULL; i++) {
		int64_t months = answer_number(c, "months");
		int64_t at = answer_number(c, "first_threshold");
		table_add(t, "%s", answer_text(c, "id"));
		table_add(t, "%s", answer_text(c, "unit"));
		if (months > 0)
			table_add(t, "%" PRId64 " months", months);
		else
			table_add(t, "%s", answer_text(c, "window"));
		table_add(t, "%s", answer_text(c, "scope"));
		if (at > 0)
			table_add(t, "%" PRId64, at);
		else
			table_add(t, "-");
		table_add(t, "%s", answer_text(c, "article"));
	}
	table_print(&t, stdout);
}

static void
print_one(yajl_val r, const char *words)
{
	yajl_val v;
	printf("%s %s, as of %s\n%s\n\n", answer_text(r, "id"),
	       answer_text(r, "version"), answer_text(r, "as_of"),
	       answer_text(r, "disclaimer"));
	print_counters(r);
	printf("\nHow it is read:\n");
	for (size_t i = 0; (v = answer_item(r, "interpretations", i)) != NULL;
	     i++)
		printf("  %s = %s%s%s%s\n    %s\n", answer_text(v, "id"),
		       answer_text(v, "value"),
		       answer_text(v, "article")[0] != '\0' ? " (" : "",
		       answer_text(v, "article"),
		       answer_text(v, "article")[0] != '\0' ? ")" : "",
		       answer_text(v, words));
	const char *title = words[5] == 'z' ? "title_zh" : "title_en";
	if (answer_item(r, "agreements", 0) != NULL)
		printf("\nAgreements (none unlocks a flow):\n");
	for (size_t i = 0; (v = answer_item(r, "agreements", i)) != NULL; i++)
		printf("  %s (%s, legal effect: %s)\n", answer_text(v, title),
		       answer_text(v, "type"), answer_text(v, "legal_effect"));
}

int
cmd_regimes(const struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{"lang", required_argument, NULL, 'l'}, {0}};
	const char *words = "text_en";
	int o;
	optind = 0;
	while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (o != 'l' ||
		    (strcmp(optarg, "zh") != 0 && strcmp(optarg, "en") != 0))
			return ctl_usage("regimes");
		words = strcmp(optarg, "zh") == 0 ? "text_zh" : "text_en";
	}
	if (argc - optind > 1)
		return ctl_usage("regimes");
	struct emit *request = ctl_request("regimes");
	struct answer a;
	int done = ctl_run(ctl, &request, &a);
	if (done > 0)
		return done - 1;
	int status = CTL_GOOD;
	if (optind == argc) {
		print_list(a.tree);
	} else {
		yajl_val r;
		size_t i = 0;
		while ((r = answer_item(a.tree, "regimes", i)) != NULL &&
		       strcmp(answer_text(r, "id"), argv[optind]) != 0)
			i++;
		if (r != NULL)
			print_one(r, words);
		else
			status = ctl_fail(CTL_NO,
					  "the exporter has no regime \"%s\"",
					  argv[optind]);
	}
	answer_fini(&a);
	return status;
}
