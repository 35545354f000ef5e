/* SPDX-License-Identifier: Apache-2.0 */
/* kouanctl ledger: what was counted, and declared balances. */
#include "ctl/ctl.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>

struct arguments {
	const char *regime, *window, *by, *basis, *pi, *spi;
};

static int
parse(int argc, char **argv, struct arguments *a)
{
	static const struct option options[] = {
		{"regime", required_argument, NULL, 'r'},
		{"window", required_argument, NULL, 'w'},
		{"by", required_argument, NULL, 'b'},
		{"pi", required_argument, NULL, 'p'},
		{"spi", required_argument, NULL, 's'},
		{"basis", required_argument, NULL, 't'},
		{NULL, 0, NULL, 0}};
	int c;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'r':
			a->regime = optarg;
			break;
		case 'w':
			a->window = optarg;
			break;
		case 'b':
			a->by = optarg;
			break;
		case 'p':
			a->pi = optarg;
			break;
		case 's':
			a->spi = optarg;
			break;
		case 't':
			a->basis = optarg;
			break;
		default:
			return -1;
		}
	}
	return optind == argc ? 0 : -1;
}

static void
print_counter(struct table *t, yajl_val counters, const char *name)
{
	yajl_val c = answer_object(counters, name);
	yajl_val next = answer_object(c, "next");
	table_add(t, "%s", name);
	table_add(t, "%" PRId64, answer_number(c, "persons"));
	table_add(t, "%" PRId64, answer_number(c, "opening"));
	if (next == NULL) {
		for (int i = 0; i < 5; i++)
			table_add(t, "-");
		return;
	}
	const char *crosses = answer_text(next, "crosses_on");
	table_add(t, "%" PRId64, answer_number(next, "at"));
	table_add(t, "%" PRId64, answer_number(next, "left"));
	table_add(t, "%.1f %%", 100 * answer_real(next, "share"));
	table_add(t, "%s", crosses[0] != 0 ? crosses : "-");
	table_add(t, "%s", answer_text(next, "article"));
}

/* Counters beside pi and spi, each in its own window. */
static void
print_more(yajl_val v)
{
	static const char *const heads[] = {"counter", "window", "of",
					    ">count",  "unit",	 ">next at",
					    "article"};
	yajl_val row = answer_item(v, "more", 0);
	if (row == NULL)
		return;
	struct table *t = table_new(7, heads);
	for (size_t i = 0; (row = answer_item(v, "more", i)) != NULL; i++) {
		int64_t at = answer_number(row, "next_at");
		table_add(t, "%s", answer_text(row, "counter"));
		table_add(t, "%s", answer_text(row, "window"));
		table_add(t, "%s", answer_text(row, "of"));
		table_add(t, "%" PRId64, answer_number(row, "count"));
		table_add(t, "%s", answer_text(row, "unit"));
		table_add(t, at > 0 ? "%" PRId64 : "-", at);
		table_add(t, "%s", answer_text(row, "article"));
	}
	putchar('\n');
	table_print(&t, stdout);
}

/* What could not be read, by class and cause. */
static void
print_coverage(yajl_val coverage)
{
	static const char *const heads[] = {"not read", "because of",
					    ">exchanges", ">bytes",
					    ">bytes let through"};
	size_t n = YAJL_IS_OBJECT(coverage) ? coverage->u.object.len : 0;
	if (n == 0)
		return;
	struct table *t = table_new(5, heads);
	putchar('\n');
	for (size_t i = 0; i < n; i++) {
		yajl_val causes =
			answer_object(coverage->u.object.values[i], "causes");
		size_t m = YAJL_IS_OBJECT(causes) ? causes->u.object.len : 0;
		for (size_t k = 0; k < m; k++) {
			yajl_val c = causes->u.object.values[k];
			table_add(t, "%s", coverage->u.object.keys[i]);
			table_add(t, "%s", causes->u.object.keys[k]);
			table_add(t, "%" PRId64, answer_number(c, "count"));
			table_add(t, "%" PRId64, answer_number(c, "bytes"));
			table_add(t, "%" PRId64,
				  answer_number(answer_object(c, "passed"),
						"bytes"));
		}
	}
	table_print(&t, stdout);
}

static void
print_ledger(yajl_val v, const char *by)
{
	static const char *const heads[] = {
		"counter", ">persons", ">of them declared", ">next at",
		">left",   ">used",    "reached on",	    "article"};
	const char *const row_heads[] = {
		by, ">pi", ">spi", ">exempt", ">low", ">bytes", ">requests"};
	static const char *const counters[] = {"pi", "spi", "exempt", "low"};
	static const char *const numbers[] = {"pi",  "spi",   "exempt",
					      "low", "bytes", "requests"};
	printf("regime %s, window %s, exporter %s\n\n",
	       answer_text(v, "regime"), answer_text(v, "window"),
	       answer_text(v, "exporter"));
	struct table *t = table_new(8, heads);
	for (size_t i = 0; i < 4; i++)
		print_counter(t, answer_object(v, "counters"), counters[i]);
	table_print(&t, stdout);
	putchar('\n');
	t = table_new(7, row_heads);
	yajl_val row;
	for (size_t i = 0; (row = answer_item(v, "rows", i)) != NULL; i++) {
		table_add(t, "%s", answer_text(row, by));
		for (size_t k = 0; k < 6; k++)
			table_add(t, "%" PRId64,
				  answer_number(row, numbers[k]));
	}
	table_print(&t, stdout);
	print_more(v);
	print_coverage(answer_object(v, "coverage"));
	yajl_val relinks = answer_object(v, "relinks");
	printf("\nmerges %" PRId64 ", splits %" PRId64 " (all windows)\n",
	       answer_number(relinks, "merges"),
	       answer_number(relinks, "splits"));
}

static int
show(const struct ctl *ctl, int argc, char **argv)
{
	struct arguments a = {.by = "country"};
	struct answer answer;
	if (parse(argc, argv, &a) < 0 || a.pi != NULL || a.spi != NULL ||
	    a.basis != NULL)
		return ctl_usage("ledger");
	struct emit *request = ctl_request("ledger");
	emit_opt(request, "regime", a.regime);
	emit_opt(request, "window", a.window);
	emit_put(request, "by", a.by);
	int done = ctl_run(ctl, &request, &answer);
	if (done > 0)
		return done - 1;
	print_ledger(answer.tree, a.by);
	answer_fini(&answer);
	return CTL_GOOD;
}

static int
number(const char *text, int64_t *ret_number)
{
	uint64_t value;
	if (span_u64(span_str(text), &value) < 0 || value > INT64_MAX)
		return -1;
	*ret_number = (int64_t)value;
	return 0;
}

static int
opening(const struct ctl *ctl, int argc, char **argv)
{
	struct arguments a = {.by = NULL};
	struct answer answer;
	int64_t pi, spi;
	if (parse(argc, argv, &a) < 0 || a.by != NULL || a.regime == NULL ||
	    a.window == NULL || a.basis == NULL || a.pi == NULL ||
	    a.spi == NULL || number(a.pi, &pi) < 0 || number(a.spi, &spi) < 0)
		return ctl_usage("ledger");
	struct emit *request = ctl_request("ledger-opening");
	emit_put(request, "regime", a.regime);
	emit_put(request, "window", a.window);
	emit_put_int(request, "pi", pi);
	emit_put_int(request, "spi", spi);
	emit_put(request, "basis", a.basis);
	int done = ctl_run(ctl, &request, &answer);
	if (done > 0)
		return done - 1;
	printf("opening balance of %s %s: pi %" PRId64 ", spi %" PRId64 "\n",
	       a.regime, a.window, pi, spi);
	answer_fini(&answer);
	return CTL_GOOD;
}

int
cmd_ledger(const struct ctl *ctl, int argc, char **argv)
{
	if (argc < 2 || argv[1][0] == '-')
		return show(ctl, argc, argv);
	if (strcmp(argv[1], "opening") == 0)
		return opening(ctl, argc - 1, argv + 1);
	return cmd_ledger_file(ctl, argc - 1, argv + 1);
}
