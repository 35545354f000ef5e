/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kouanctl events, kouanctl explain: what was decided lately, and one
 * decision with every rule that was read. Following polls with the sequence
 * number of the last record seen.
 */
#include "ctl/ctl.h"

#include <getopt.h>
#include <inttypes.h>
#include <unistd.h>

#define POLL_US 500000

struct arguments {
	int64_t n;
	bool follow;
	const char *verdict, *flow;
};

static int
parse(int argc, char **argv, struct arguments *a)
{
	static const struct option options[] = {
		{"verdict", required_argument, NULL, 'v'},
		{"flow", required_argument, NULL, 'F'},
		{NULL, 0, NULL, 0}};
	uint64_t n;
	int c;
	while ((c = getopt_long(argc, argv, "n:f", options, NULL)) != -1) {
		switch (c) {
		case 'n':
			if (span_u64(span_str(optarg), &n) < 0 || n > 100000)
				return -1;
			a->n = (int64_t)n;
			break;
		case 'f':
			a->follow = true;
			break;
		case 'v':
			a->verdict = optarg;
			break;
		case 'F':
			a->flow = optarg;
			break;
		default:
			return -1;
		}
	}
	return optind == argc ? 0 : -1;
}

static void
print_event(yajl_val e)
{
	const char *names[] = {"source", "recipient",  "host",
			       "flow",	 "categories", NULL};
	printf("%s  %s  %-5s %s", answer_text(e, "time"),
	       answer_text(e, "event"), answer_text(e, "verdict"),
	       answer_text(e, "reason"));
	for (size_t i = 0; names[i] != NULL; i++) {
		const char *text = answer_text(e, names[i]);
		if (text[0] != 0)
			printf(" %s=%s", names[i], text);
	}
	if (answer_text(e, "reason")[0] != 0)
		printf(" persons=%" PRId64 " new=%" PRId64,
		       answer_number(e, "persons"),
		       answer_number(e, "new_persons"));
	else
		printf(" %s", answer_text(e, "message"));
	putchar('\n');
}

/* JSON: a line each, as the audit file has them. */
static int
print_events(const struct ctl *ctl, yajl_val v)
{
	yajl_val e;
	char error[64];
	for (size_t i = 0; (e = answer_item(v, "events", i)) != NULL; i++) {
		const char *text = YAJL_GET_STRING(e);
		yajl_val line = text != NULL ? yajl_tree_parse(text, error,
							       sizeof(error))
					     : NULL;
		if (text == NULL || line == NULL)
			return ctl_fail(CTL_NO, "a record is not JSON");
		if (ctl->json)
			puts(text);
		else
			print_event(line);
		yajl_tree_free(line);
	}
	return fflush(stdout) == 0 ? CTL_GOOD : CTL_NO;
}

int
cmd_events(const struct ctl *ctl, int argc, char **argv)
{
	struct arguments a = {.n = 20};
	int64_t after = 0;
	if (parse(argc, argv, &a) < 0)
		return ctl_usage("events");
	for (;;) {
		struct answer answer;
		struct emit *request = ctl_request("events");
		emit_put_int(request, "n", a.n);
		emit_put_int(request, "after", after);
		emit_opt(request, "verdict", a.verdict);
		emit_opt(request, "flow", a.flow);
		int status = ctl_ask(ctl, request, SPAN_NONE, &answer);
		emit_free(&request);
		if (status != CTL_GOOD)
			return status;
		status = print_events(ctl, answer.tree);
		after = answer_number(answer.tree, "last");
		answer_fini(&answer);
		if (status != CTL_GOOD || !a.follow)
			return status;
		a.n = 100000; /* of what is new, all */
		usleep(POLL_US);
	}
}

/* What would have to change for the opposite verdict. */
static void
print_changes(yajl_val v)
{
	yajl_val change, words;
	for (size_t i = 0; (change = answer_item(v, "changes", i)) != NULL;
	     i++) {
		printf("It would be %s (%s) if",
		       answer_text(change, "would_be"),
		       answer_text(change, "regime"));
		for (size_t k = 0;
		     (words = answer_item(change, "if", k)) != NULL; k++)
			printf("%s %s", k > 0 ? ", and" : "",
			       YAJL_GET_STRING(words));
		putchar('\n');
	}
}

int
cmd_explain(const struct ctl *ctl, int argc, char **argv)
{
	struct answer a;
	yajl_val rule;
	if (argc != 2)
		return ctl_usage(argv[0]);
	struct emit *request = ctl_request("explain");
	emit_put(request, "event", argv[1]);
	int done = ctl_run(ctl, &request, &a);
	if (done > 0)
		return done - 1;
	yajl_val record = answer_object(a.tree, "record");
	if (record != NULL) {
		print_event(record);
		printf("%s\n", answer_text(record, "message"));
		if (answer_text(record, "article")[0] != 0)
			printf("It rests on: %s\n",
			       answer_text(record, "article"));
	}
	for (size_t i = 0; (rule = answer_item(a.tree, "rules", i)) != NULL;
	     i++)
		printf("%s %-4s %s\n", answer_true(rule, "held") ? "*" : " ",
		       answer_text(rule, "row"), answer_text(rule, "words"));
	print_changes(a.tree);
	if (answer_item(a.tree, "rules", 0) == NULL)
		puts("No rule of a regime was read: the gateway itself "
		     "decided, or the facts are no longer kept.");
	answer_fini(&a);
	return CTL_GOOD;
}
