/* SPDX-License-Identifier: Apache-2.0 */
/* kouanctl pathways: the register, its changes, and what waits for approval. */
#include "ctl/ctl.h"

#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <unistd.h>

#define ADDITION_MAX ((size_t)1 << 20)

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
print_table(yajl_val v)
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

static void
print_ids(yajl_val a, const char *list)
{
	yajl_val id;
	for (size_t i = 0; (id = answer_item(a, list, i)) != NULL; i++)
		printf("%s%s", i > 0 ? " " : "; ", YAJL_GET_STRING(id));
}

static void
print_pending(yajl_val v)
{
	yajl_val a;
	for (size_t i = 0; (a = answer_item(v, "pending", i)) != NULL; i++) {
		printf("waits for approval: %" PRId64 ", by %s: %s",
		       answer_number(a, "number"), answer_text(a, "by"),
		       answer_text(a, "reason"));
		print_ids(a, "recipients");
		print_ids(a, "pathways");
		print_ids(a, "flows");
		printf("%s\n", answer_text(a, "problem"));
	}
}

/* What states agreed on: it lets nothing through by itself. */
static void
print_agreements(yajl_val v)
{
	yajl_val to, a;
	for (size_t i = 0; (to = answer_item(v, "recipients", i)) != NULL; i++)
		for (size_t k = 0; (a = answer_item(to, "agreements", k)); k++)
			printf("agreement: %s (%s): %s (%s), legal effect: "
			       "%s\n",
			       answer_text(to, "id"),
			       answer_text(to, "country"),
			       answer_text(a, "title"), answer_text(a, "type"),
			       answer_text(a, "legal_effect"));
}

void
ctl_print_warnings(yajl_val v)
{
	yajl_val w;
	for (size_t i = 0; (w = answer_item(v, "warnings", i)) != NULL; i++)
		printf("warning: %s %s (%s): %s: %s\n", answer_text(w, "kind"),
		       answer_text(w, "subject"), answer_text(w, "regime"),
		       answer_text(w, "reason"), answer_text(w, "text"));
}

static void
print_pathways(yajl_val v)
{
	yajl_val p, text;
	print_table(v);
	for (size_t i = 0; (p = answer_item(v, "pathways", i)) != NULL; i++)
		if (answer_text(p, "differs")[0] != 0)
			printf("changed: %s: %s\n", answer_text(p, "id"),
			       answer_text(p, "differs"));
	print_agreements(v);
	print_pending(v);
	for (size_t i = 0; (text = answer_item(v, "contradicted", i)) != NULL;
	     i++)
		printf("contradicted: %s\n", YAJL_GET_STRING(text));
	ctl_print_warnings(v);
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

/* ---- changes ---- */

struct verb {
	const char *name, *command, *member;
	bool needs_reason, has_file;
};

static const struct verb verbs[] = {
	{"add", "register-add", NULL, true, true},
	{"approve", "pathway-approve", "pathway", false, false},
	{"submit", "pathway-submit", "pathway", false, false},
	{"suspend", "pathway-suspend", "pathway", true, false},
	{"resume", "pathway-resume", "pathway", false, false},
	{"revoke", "pathway-revoke", "pathway", true, false},
	{"supersede", "pathway-supersede", "pathway", true, false},
	{"withdraw", "register-withdraw", "addition", true, false},
	{NULL, NULL, NULL, false, false},
};

static int
read_addition(const char *path, struct buf *text)
{
	int fd = strcmp(path, "-") == 0 ? STDIN_FILENO
					: open(path, O_RDONLY | O_CLOEXEC);
	int rc = fd < 0 ? -errno : 0;
	while (rc == 0) {
		rc = buf_room(text, 65536);
		if (rc < 0)
			break;
		ssize_t n = read(fd, text->p + text->n, 65536);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			rc = -errno;
		if (n <= 0)
			break;
		text->n += (size_t)n;
	}
	if (fd > STDIN_FILENO)
		close(fd);
	return rc;
}

static void
print_change(const struct ctl *ctl, const struct answer *a)
{
	if (ctl->json)
		puts(a->text);
	else if (answer_text(a->tree, "pathway")[0] != 0)
		printf("%s: %s\n", answer_text(a->tree, "pathway"),
		       answer_text(a->tree, "status"));
	else
		printf("addition %" PRId64 ": %s\n",
		       answer_number(a->tree, "addition"),
		       answer_text(a->tree, "state"));
}

static int
ask(const struct ctl *ctl, const struct verb *verb, const char *what,
    const char *reason)
{
	struct answer a;
	struct buf text;
	int status = CTL_GOOD, rc = 0;
	buf_init(&text, 2 * ADDITION_MAX);
	if (verb->has_file)
		rc = read_addition(what, &text);
	if (rc < 0) {
		buf_fini(&text);
		return ctl_fail(CTL_USAGE, "%s: %s", what, err_text(rc));
	}
	struct emit *request = ctl_request(verb->command);
	if (verb->member != NULL)
		emit_put(request, verb->member, what);
	emit_opt(request, "reason", reason);
	status = ctl_ask(ctl, request, buf_span(&text), &a);
	emit_free(&request);
	buf_fini(&text);
	if (status != CTL_GOOD)
		return status;
	print_change(ctl, &a);
	answer_fini(&a);
	return CTL_GOOD;
}

static int
change(const struct ctl *ctl, const struct verb *verb, int argc, char **argv)
{
	static const struct option options[] = {
		{"reason", required_argument, NULL, 'r'}, {NULL, 0, NULL, 0}};
	const char *reason = NULL;
	int c;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c != 'r')
			return ctl_usage("pathways");
		reason = optarg;
	}
	if (optind + 1 != argc || (verb->needs_reason && reason == NULL))
		return ctl_usage("pathways");
	return ask(ctl, verb, argv[optind], reason);
}

int
cmd_pathways(const struct ctl *ctl, int argc, char **argv)
{
	if (argc == 1)
		return list(ctl);
	for (const struct verb *v = verbs; v->name != NULL; v++)
		if (strcmp(v->name, argv[1]) == 0)
			return change(ctl, v, argc - 1, argv + 1);
	return ctl_usage(argv[0]);
}
