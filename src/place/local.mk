# place: sources, headers and unit tests of this room.
noinst_LIBRARIES += libplace.a
libplace_a_SOURCES =
