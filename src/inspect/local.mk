# inspect: bytes in, findings and persons out. Pure.
noinst_LIBRARIES += libinspect.a
libinspect_a_SOURCES =
noinst_HEADERS += src/inspect/rules.h src/inspect/labels.h \
	src/inspect/scan.h src/inspect/pipeline.h

include src/inspect/engine.mk
include src/inspect/stages.mk
include src/inspect/binary.mk
include src/inspect/container.mk
include src/inspect/formats.mk
