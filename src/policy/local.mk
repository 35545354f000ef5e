# policy: sources, headers and unit tests of this room.
noinst_LIBRARIES += libpolicy.a
libpolicy_a_SOURCES =
