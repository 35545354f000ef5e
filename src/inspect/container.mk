# Containers: collected here, opened by others (src/extract).
libinspect_a_SOURCES += src/inspect/container.c
noinst_HEADERS += src/inspect/container.h
