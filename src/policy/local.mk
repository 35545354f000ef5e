# policy: register, regimes, the decision.
noinst_LIBRARIES += libpolicy.a
libpolicy_a_SOURCES =
noinst_HEADERS += src/policy/reason.h src/policy/register.h \
	src/policy/decide.h src/policy/regime.h
