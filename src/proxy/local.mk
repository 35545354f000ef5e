# proxy: sources, headers and unit tests of this room.
noinst_LIBRARIES += libproxy.a
libproxy_a_SOURCES =
