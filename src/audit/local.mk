# audit: records, chain, sinks.
noinst_LIBRARIES += libaudit.a
libaudit_a_SOURCES =
noinst_HEADERS += src/audit/audit.h
