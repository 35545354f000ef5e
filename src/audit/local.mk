# audit: records, chain, sinks.
noinst_LIBRARIES += libaudit.a
libaudit_a_SOURCES = src/audit/audit.c src/audit/writer.c \
	src/audit/checkpoint.c src/audit/queue.c src/audit/recent.c \
	src/audit/record.c src/audit/message.c src/audit/chain.c \
	src/audit/verify.c src/audit/verify_chain.c src/audit/sink_file.c src/audit/file_end.c \
	src/audit/sink_journal.c src/audit/rotate.c
noinst_HEADERS += src/audit/audit.h src/audit/chain.h src/audit/message.h \
	src/audit/out.h src/audit/queue.h src/audit/recent.h \
	src/audit/record.h src/audit/sink_file.h src/audit/sink_journal.h \
	src/audit/state.h src/audit/rotate.h src/audit/verify.h
noinst_HEADERS += tests/unit/audit/room.h
check_PROGRAMS += tests/unit/audit/test_audit \
	tests/unit/audit/test_chain \
	tests/unit/audit/test_file \
	tests/unit/audit/test_journal \
	tests/unit/audit/test_record \
	tests/unit/audit/test_rotate
tests_unit_audit_test_audit_LDADD = $(AUDIT_LIBS) $(CHECK_LIBS)
tests_unit_audit_test_chain_LDADD = $(AUDIT_LIBS) $(CHECK_LIBS)
tests_unit_audit_test_file_LDADD = $(AUDIT_LIBS) $(CHECK_LIBS)
tests_unit_audit_test_journal_LDADD = $(AUDIT_LIBS) $(CHECK_LIBS)
tests_unit_audit_test_rotate_LDADD = $(AUDIT_LIBS) $(CHECK_LIBS)
tests_unit_audit_test_record_LDADD = $(AUDIT_LIBS) $(CHECK_LIBS)
check_PROGRAMS += tests/unit/audit/test_journald
tests_unit_audit_test_journald_LDADD = $(AUDIT_LIBS) $(CHECK_LIBS)
EXTRA_DIST += tests/lib/with-journald
catalog_DATA = systemd/kouan.catalog
EXTRA_PROGRAMS += tests/bench/bench_audit
CLEANFILES += tests/bench/bench_audit
tests_bench_bench_audit_LDADD = $(AUDIT_LIBS)
dist_man_MANS += man/kouan-audit.7
