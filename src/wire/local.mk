# wire: sources, headers and unit tests of this room.
noinst_LIBRARIES += libwire.a
libwire_a_SOURCES =
