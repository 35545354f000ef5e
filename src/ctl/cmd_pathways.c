/* SPDX-License-Identifier: Apache-2.0 */
/* kouanctl pathways: the register, and an operator's suspensions. */
#include "ctl/ctl.h"

#include <getopt.h>
#include <inttypes.h>

static void
add_used(struct table *t, yajl_val p, const char *used, const char *cap)
{
	const char *path[] = {cap, NULL};
	bool capped = yajl_tree_get(p, path, yajl_t_number) != NULL;
	if (capped)
		table_add(t, "%" PRId64 " of %" PRId64, answer_number(p, used),
			  answer_number(p, cap));
	else
		table_add(t, "%" PRId64, answer_number(p, used));
}

static void
print_pathways(yajl_val v)
{
	static const char *const heads[] = {
		"pathway",   "regime", "mechanism",	     "status",
		"from",	     "until",  ">working days left", ">persons",
		">sensitive"};
	struct table *t = table_new(9, heads);
	yajl_val p;
	for (size_t i = 0; (p = answer_item(v, "pathways", i)) != NULL; i++) {
		const char *until = answer_text(p, "valid_until");
		table_add(t, "%s", answer_text(p, "id"));
		table_add(t, "%s", answer_text(p, "regime"));
		table_add(t, "%s", answer_text(p, "mechanism"));
		table_add(t, "%s%s", answer_text(p, "status"),
			  answer_true(p, "expired") ? ", expired" : "");
		table_add(t, "%s", answer_text(p, "effective_on"));
		table_add(t, "%s", until[0] != 0 ? until : "-");
		if (until[0] != 0)
			table_add(t, "%" PRId64,
				  answer_number(p, "working_days_left"));
		else
			table_add(t, "-");
		add_used(t, p, "persons", "cap_persons");
		add_used(t, p, "sensitive_persons", "cap_sensitive_persons");
	}
	table_print(&t, stdout);
}

static int
list(const struct ctl *ctl)
{
	struct emit *request = ctl_request("pathways");
	struct answer a;
	int done = ctl_run(ctl, &request, &a);
	if (done > 0)
		return done - 1;
	print_pathways(a.tree);
	answer_fini(&a);
	return CTL_GOOD;
}

static int
change(const struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{"reason", required_argument, NULL, 'r'}, {NULL, 0, NULL, 0}};
	const char *reason = NULL;
	bool suspend = strcmp(argv[0], "suspend") == 0;
	struct answer a;
	int c;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c != 'r')
			return ctl_usage("pathways");
		reason = optarg;
	}
	if (optind + 1 != argc || (suspend && reason == NULL))
		return ctl_usage("pathways");
	struct emit *request =
		ctl_request(suspend ? "pathway-suspend" : "pathway-resume");
	emit_put(request, "pathway", argv[optind]);
	emit_opt(request, "reason", reason);
	int done = ctl_run(ctl, &request, &a);
	if (done > 0)
		return done - 1;
	printf("%s: %s\n", answer_text(a.tree, "pathway"),
	       answer_text(a.tree, "status"));
	answer_fini(&a);
	return CTL_GOOD;
}

int
cmd_pathways(const struct ctl *ctl, int argc, char **argv)
{
	if (argc == 1)
		return list(ctl);
	if (strcmp(argv[1], "suspend") == 0 || strcmp(argv[1], "resume") == 0)
		return change(ctl, argc - 1, argv + 1);
	return ctl_usage(argv[0]);
}
