# Stages, records, persons, pipeline.
libinspect_a_SOURCES += src/inspect/budget.c src/inspect/fold.c \
	src/inspect/crowd.c src/inspect/digests.c src/inspect/person.c \
	src/inspect/findings.c src/inspect/records.c src/inspect/harvest.c \
	src/inspect/harvest_long.c src/inspect/window.c src/inspect/json.c \
	src/inspect/form.c src/inspect/table.c src/inspect/text.c \
	src/inspect/value.c src/inspect/binary.c src/inspect/inflate.c \
	src/inspect/charset.c src/inspect/transfer.c src/inspect/sniff.c \
	src/inspect/sniff_text.c src/inspect/layer.c src/inspect/head.c \
	src/inspect/multipart.c \
	src/inspect/markup.c src/inspect/markup_tag.c src/inspect/pipeline.c
noinst_HEADERS += src/inspect/budget.h src/inspect/stage.h \
	src/inspect/fold.h src/inspect/crowd.h src/inspect/digests.h \
	src/inspect/person.h src/inspect/findings.h src/inspect/harvest.h \
	src/inspect/harvest_kit.h src/inspect/window.h src/inspect/bytes.h \
	src/inspect/sniff.h src/inspect/head.h src/inspect/markup_tag.h
noinst_HEADERS += tests/lib/inspect_feed.h

check_PROGRAMS += tests/unit/inspect/test_pipeline
tests_unit_inspect_test_pipeline_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)
