/* SPDX-License-Identifier: Apache-2.0 */
/* Compiling detectors, and the examples of those that are shipped. */
#include "inspect/rules.h"
#include "lib/detectors_load.h"
#include "lib/suite.h"

#include <errno.h>
#include <string.h>

START_TEST(every_shipped_detector_keeps_its_examples)
{
	struct why why = {""};
	struct rules *r = test_rules();
	int rc = rules_check_examples(r, &why);
	ck_assert_msg(rc == 0, "%s", why.text);
	ck_assert_uint_gt(rules_count(r), 30);
	ck_assert(rules_jit(r));
	rules_unref(&r);
	ck_assert_ptr_null(r);
}
END_TEST

int
main(void)
{
	SUITE("rules");
	CASE(every_shipped_detector_keeps_its_examples);
	return SUITE_RUN();
}
