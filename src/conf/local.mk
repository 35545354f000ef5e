# conf: sources, headers and unit tests of this room.
noinst_LIBRARIES += libconf.a
libconf_a_SOURCES =
