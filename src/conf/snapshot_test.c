/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What kouand -t looks at beyond loading: the detectors' own examples, what
 * patterns without an anchor cost, and whether files that are named can be
 * read. Only reports.
 */
#include "conf/snapshot.h"

#include "conf/report.h"
#include "inspect/rules.h"

#include <errno.h>
#include <unistd.h>

static void
test_file(const struct snapshot *s, struct conf_report *report, const char *key,
	  const char *path)
{
	if (path != NULL && access(path, R_OK) != 0)
		conf_warn(report, s->file, 0, key, "\"%s\" cannot be read: %s",
			  path, err_text(-errno));
}

/* Says what each pattern costs that the finder has no anchor for. */
static void
test_costs(const struct snapshot *s, struct conf_report *report)
{
	for (unsigned i = 0; i < rules_count(s->rules); i++) {
		double mib;
		int line;
		const char *file = rules_place(s->rules, i, &line);
		int rc = rules_measure(s->rules, i, &mib);
		if (rc < 0)
			conf_error(report, file, line, rules_id(s->rules, i),
				   "its pattern fails on plain text: %s",
				   err_text(rc));
		else if (mib > 0)
			conf_warn(report, file, line, rules_id(s->rules, i),
				  "nothing in its pattern is always a word's "
				  "first letter or digit, so every byte is "
				  "tried: %.0f MiB/s by itself here",
				  mib);
	}
}

int
snapshot_test(const struct snapshot *s, conf_report_fn *fn, void *arg)
{
	struct conf_report report = {.fn = fn, .arg = arg};
	struct why why;
	if (rules_check_examples(s->rules, &why) != 0)
		conf_error_line(&report, why.text);
	test_costs(s, &report);
	test_file(s, &report, "intercept.ca_certificate", s->ca_certificate);
	test_file(s, &report, "intercept.ca_key", s->ca_key);
	test_file(s, &report, "intercept.upstream_trust", s->upstream_trust);
	if (s->ledger_key_given)
		test_file(s, &report, "ledger.key", s->ledger_key);
	for (size_t i = 0; i < s->n_listeners; i++) {
		const struct listener_conf *l = &s->listeners[i];
		test_file(s, &report, "listeners.tls.certificate",
			  l->certificate);
		test_file(s, &report, "listeners.tls.key", l->key);
		test_file(s, &report, "listeners.tls.client_ca", l->client_ca);
	}
	return report.errors == 0 ? 0 : -EINVAL;
}
