/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The frame of a unit test programme: one suite, a line of totals at the end
 * that the test script adds up. A test is a sentence:
 *
 *   START_TEST(mint_refuses_a_name_with_nul) { ... } END_TEST
 *   int main(void) { SUITE("mint"); CASE(mint_refuses_...); return SUITE_RUN();
 * }
 */
#pragma once

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#define SUITE(name)                                                            \
	Suite *suite_ = suite_create(name);                                    \
	TCase *case_ = tcase_create("all");                                    \
	suite_add_tcase(suite_, case_);                                        \
	tcase_set_timeout(case_, 120)
#define CASE(fn) tcase_add_test(case_, fn)
/* Runs fn with _i from 0 to n - 1: a table with n rows. */
#define CASE_ROWS(fn, n) tcase_add_loop_test(case_, fn, 0, (int)(n))
#define SUITE_RUN() suite_finish(suite_)

#define N_ROWS(table) (sizeof(table) / sizeof((table)[0]))

static inline int
suite_finish(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	int run = srunner_ntests_run(runner);
	srunner_free(runner);
	printf("tests: %d passed, %d failed\n", run - failed, failed);
	return failed == 0 && run > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
