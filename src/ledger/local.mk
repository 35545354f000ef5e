# ledger: sources, headers and unit tests of this room.
noinst_LIBRARIES += libledger.a
libledger_a_SOURCES =
