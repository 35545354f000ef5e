# inspect: sources, headers and unit tests of this room.
noinst_LIBRARIES += libinspect.a
libinspect_a_SOURCES =
