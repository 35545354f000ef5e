# tls: sources, headers and unit tests of this room.
noinst_LIBRARIES += libtls.a
libtls_a_SOURCES =
