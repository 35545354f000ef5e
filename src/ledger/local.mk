# ledger: distinct persons, exactly.
noinst_LIBRARIES += libledger.a
libledger_a_SOURCES =
noinst_HEADERS += src/ledger/ledger.h
