# policy: register, regimes, the decision.
noinst_LIBRARIES += libpolicy.a
libpolicy_a_SOURCES = src/policy/reason.c src/policy/reason_table.c \
	src/policy/register.c src/policy/register_names.c \
	src/policy/pathway_states.c src/policy/pathway_store.c src/policy/warn.c src/policy/whatif.c \
	src/policy/whatif_pass.c src/policy/whatif_stop.c \
	src/policy/calendar.c src/policy/regime.c \
	src/policy/regime_check.c src/policy/regime_place.c \
	src/policy/regime_report.c \
	src/policy/decide.c src/policy/decide_before.c \
	src/policy/decide_match.c src/policy/decide_pathway.c src/policy/decide_tiers.c \
	src/policy/decide_after.c
noinst_HEADERS += src/policy/pathway_states.h \
	src/policy/pathway_store.h src/policy/warn.h src/policy/whatif.h \
	src/policy/whatif_changes.h src/policy/reason.h src/policy/reason_table.h \
	src/policy/register.h src/policy/regime.h src/policy/regime_def.h \
	src/policy/calendar.h src/policy/decide.h src/policy/reading.h

include src/policy/test.mk
dist_man_MANS += man/kouan-regime.5
