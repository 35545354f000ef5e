/* SPDX-License-Identifier: Apache-2.0 */
/* kouanctl status: how the daemon is. */
#include "ctl/ctl.h"

#include <inttypes.h>

static void
line(const char *name, const char *text)
{
	printf("%-12s %s\n", name, text);
}

static const char *
health(yajl_val v, const char *well, const char *problem, char *buf,
       size_t size)
{
	const char *text = answer_text(v, problem);
	snprintf(buf, size, "%s%s%s", answer_true(v, well) ? "well" : "FAILING",
		 text[0] != 0 ? ": " : "", text);
	return buf;
}

static void
print_sessions(yajl_val v)
{
	yajl_val steps = answer_object(v, "sessions_by_step");
	printf("%-12s %" PRId64 " in %" PRId64 " workers", "sessions",
	       answer_number(v, "sessions"), answer_number(v, "workers"));
	for (size_t i = 0; steps != NULL && i < steps->u.object.len; i++) {
		const char *step = steps->u.object.keys[i];
		if (answer_number(steps, step) > 0)
			printf(", %s %" PRId64, step,
			       answer_number(steps, step));
	}
	putchar('\n');
}

static void
print_ages(yajl_val v)
{
	int64_t up = answer_number(v, "uptime_s");
	printf("%-12s %" PRId64 " d %02" PRId64 ":%02" PRId64 ":%02" PRId64
	       "\n",
	       "up", up / 86400, up / 3600 % 24, up / 60 % 60, up % 60);
}

int
cmd_status(const struct ctl *ctl, int argc, char **argv)
{
	struct emit *request = ctl_request("status");
	struct answer a;
	char text[256];
	if (argc != 1) {
		emit_free(&request);
		return ctl_usage(argv[0]);
	}
	int done = ctl_run(ctl, &request, &a);
	if (done > 0)
		return done - 1;
	yajl_val v = a.tree;
	printf("kouand %s, %s%s\n", answer_text(v, "version"),
	       answer_text(v, "mode"),
	       answer_true(v, "draining") ? ", draining" : "");
	print_ages(v);
	print_sessions(v);
	line("policy", answer_text(v, "policy"));
	line("register", answer_text(v, "register"));
	line("ledger", health(v, "ledger_writable", "ledger_problem", text,
			      sizeof(text)));
	line("audit file",
	     health(v, "audit_file_ok", "audit_problem", text, sizeof(text)));
	line("journal", !answer_true(v, "audit_journal_used") ? "not used"
			: answer_true(v, "audit_journal_ok")  ? "well"
							      : "FAILING");
	line("signer", answer_true(v, "signer") ? "there" : "NOT THERE");
	line("jit", answer_true(v, "jit") ? "on" : "OFF (slow)");
	line("CA until", answer_text(v, "ca_not_after"));
	const char *database = answer_text(v, "country_database");
	line("countries", database[0] != 0 ? database : "no database");
	ctl_print_warnings(v);
	answer_fini(&a);
	return CTL_GOOD;
}
