# Tests of policy.
noinst_HEADERS += tests/unit/policy/fixture.h
check_PROGRAMS += tests/unit/policy/test_rows \
	tests/unit/policy/test_vectors tests/unit/policy/test_after
tests_unit_policy_test_rows_SOURCES = tests/unit/policy/test_rows.c \
	tests/unit/policy/fixture.c
tests_unit_policy_test_rows_LDADD = $(POLICY_LIBS) $(CHECK_LIBS)
tests_unit_policy_test_vectors_SOURCES = tests/unit/policy/test_vectors.c \
	tests/unit/policy/fixture.c
tests_unit_policy_test_vectors_LDADD = $(POLICY_LIBS) $(CHECK_LIBS)
tests_unit_policy_test_after_SOURCES = tests/unit/policy/test_after.c \
	tests/unit/policy/fixture.c
tests_unit_policy_test_after_LDADD = $(POLICY_LIBS) $(CHECK_LIBS)
check_PROGRAMS += tests/unit/policy/test_register \
	tests/unit/policy/test_states tests/unit/policy/test_regime
tests_unit_policy_test_register_LDADD = $(POLICY_LIBS) $(CHECK_LIBS)
tests_unit_policy_test_states_LDADD = $(POLICY_LIBS) $(CHECK_LIBS)
tests_unit_policy_test_regime_SOURCES = tests/unit/policy/test_regime.c \
	tests/unit/policy/fixture.c
tests_unit_policy_test_regime_LDADD = $(POLICY_LIBS) $(CHECK_LIBS)

check_PROGRAMS += tests/unit/policy/test_whatif
tests_unit_policy_test_whatif_SOURCES = tests/unit/policy/test_whatif.c \
	tests/unit/policy/fixture.c
tests_unit_policy_test_whatif_LDADD = $(POLICY_LIBS) $(CHECK_LIBS)
