# Tests of policy.
noinst_HEADERS += tests/unit/policy/fixture.h
policy_tests = tests/unit/policy/test_rows
check_PROGRAMS += $(policy_tests)
tests_unit_policy_test_rows_SOURCES = tests/unit/policy/test_rows.c \
	tests/unit/policy/fixture.c
tests_unit_policy_test_rows_LDADD = $(POLICY_LIBS) $(CHECK_LIBS)
