# audit: sources, headers and unit tests of this room.
noinst_LIBRARIES += libaudit.a
libaudit_a_SOURCES =
