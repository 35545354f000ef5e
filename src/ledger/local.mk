# ledger: distinct persons, exactly.
noinst_LIBRARIES += libledger.a
libledger_a_SOURCES = src/ledger/table.c src/ledger/cells.c \
	src/ledger/people.c src/ledger/doubt.c src/ledger/place.c \
	src/ledger/claim.c src/ledger/look.c \
	src/ledger/booking.c src/ledger/block.c src/ledger/batch.c \
	src/ledger/thread.c src/ledger/load.c src/ledger/ledger.c \
	src/ledger/relink.c src/ledger/report.c src/ledger/rolling.c src/ledger/store_sqlite.c \
	src/ledger/store_sqlite_load.c src/ledger/store_sqlite_copy.c \
	src/ledger/backup.c src/ledger/examine.c
noinst_HEADERS += src/ledger/ledger.h src/ledger/table.h src/ledger/cells.h \
	src/ledger/people.h src/ledger/block.h src/ledger/rolling.h src/ledger/store.h src/ledger/room.h \
	src/ledger/store_sqlite.h
noinst_HEADERS += tests/unit/ledger/scene.h
check_PROGRAMS += tests/unit/ledger/test_people \
	tests/unit/ledger/test_model tests/unit/ledger/test_ledger \
	tests/unit/ledger/test_faults tests/unit/ledger/test_windows \
	tests/unit/ledger/test_maintenance tests/unit/ledger/test_crash
tests_unit_ledger_test_people_LDADD = $(LEDGER_LIBS) $(CHECK_LIBS)
tests_unit_ledger_test_model_LDADD = $(LEDGER_LIBS) $(CHECK_LIBS)
tests_unit_ledger_test_ledger_LDADD = $(LEDGER_LIBS) $(CHECK_LIBS)
tests_unit_ledger_test_faults_LDADD = $(LEDGER_LIBS) $(CHECK_LIBS)
tests_unit_ledger_test_windows_LDADD = $(LEDGER_LIBS) $(CHECK_LIBS)
tests_unit_ledger_test_maintenance_LDADD = $(LEDGER_LIBS) $(CHECK_LIBS)
tests_unit_ledger_test_crash_LDADD = $(LEDGER_LIBS) $(CHECK_LIBS)
EXTRA_PROGRAMS += tests/bench/bench_ledger
tests_bench_bench_ledger_LDADD = $(LEDGER_LIBS)
