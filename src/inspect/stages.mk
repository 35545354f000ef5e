# Stages, records, persons, pipeline.
libinspect_a_SOURCES += src/inspect/budget.c src/inspect/fold.c \
	src/inspect/crowd.c src/inspect/minor.c src/inspect/person.c \
	src/inspect/findings.c src/inspect/records.c src/inspect/harvest.c \
	src/inspect/harvest_long.c src/inspect/harvest_imply.c src/inspect/names.c src/inspect/window.c src/inspect/trail.c src/inspect/json.c \
	src/inspect/form.c src/inspect/table.c src/inspect/text.c \
	src/inspect/value.c src/inspect/watch.c src/inspect/binary.c src/inspect/inflate.c \
	src/inspect/charset.c src/inspect/transfer.c src/inspect/sniff.c \
	src/inspect/sniff_text.c src/inspect/layer.c src/inspect/head.c src/inspect/upload.c \
	src/inspect/ends.c src/inspect/seam.c src/inspect/aws_chunked.c src/inspect/resync.c \
	src/inspect/multipart.c src/inspect/nested.c \
	src/inspect/nested_look.c src/inspect/nested_undo.c src/inspect/nested_words.c src/inspect/nested_long.c src/inspect/unwrap.c src/inspect/pieces.c src/inspect/border.c src/inspect/evade.c \
	src/inspect/markup.c src/inspect/markup_tag.c src/inspect/pipeline.c
noinst_HEADERS += src/inspect/budget.h src/inspect/stage.h \
	src/inspect/fold.h src/inspect/crowd.h src/inspect/minor.h \
	src/inspect/nested.h src/inspect/nested_kit.h src/inspect/look.h src/inspect/pieces.h src/inspect/border.h src/inspect/evade.h \
	src/inspect/person.h src/inspect/findings.h src/inspect/harvest.h \
	src/inspect/harvest_kit.h src/inspect/window.h src/inspect/trail.h src/inspect/bytes.h \
	src/inspect/sniff.h src/inspect/head.h src/inspect/upload.h src/inspect/ends.h \
	src/inspect/inspection.h \
	src/inspect/markup_tag.h
noinst_HEADERS += tests/lib/inspect_feed.h tests/lib/inspect_fuzz.h

check_PROGRAMS += tests/unit/inspect/test_pipeline
tests_unit_inspect_test_pipeline_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)
check_PROGRAMS += tests/unit/inspect/test_places
tests_unit_inspect_test_places_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)
check_PROGRAMS += tests/unit/inspect/test_nested
tests_unit_inspect_test_nested_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)
check_PROGRAMS += tests/unit/inspect/test_json
tests_unit_inspect_test_json_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)
check_PROGRAMS += tests/unit/inspect/test_form
tests_unit_inspect_test_form_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)
check_PROGRAMS += tests/unit/inspect/test_table
tests_unit_inspect_test_table_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)
check_PROGRAMS += tests/unit/inspect/test_text
tests_unit_inspect_test_text_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)
check_PROGRAMS += tests/unit/inspect/test_markup
tests_unit_inspect_test_markup_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)
check_PROGRAMS += tests/unit/inspect/test_multipart
tests_unit_inspect_test_multipart_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)
check_PROGRAMS += tests/unit/inspect/test_inflate
tests_unit_inspect_test_inflate_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS) -lbrotlienc
check_PROGRAMS += tests/unit/inspect/test_charset
tests_unit_inspect_test_charset_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)
check_PROGRAMS += tests/unit/inspect/test_sniff
tests_unit_inspect_test_sniff_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)
check_PROGRAMS += tests/unit/inspect/test_person
tests_unit_inspect_test_person_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)
check_PROGRAMS += tests/unit/inspect/test_inspect_head
tests_unit_inspect_test_inspect_head_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)

check_PROGRAMS += tests/unit/inspect/test_upload
tests_unit_inspect_test_upload_LDADD = $(INSPECT_LIBS) $(CHECK_LIBS)

EXTRA_PROGRAMS += tests/bench/bench_pipeline
tests_bench_bench_pipeline_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS)
CLEANFILES += tests/bench/bench_pipeline

fuzz_targets += tests/fuzz/fuzz_nested
tests_fuzz_fuzz_nested_LDADD = $(FUZZ_DRIVER) $(DETECTORS_LIBS) $(INSPECT_LIBS)
tests_fuzz_fuzz_nested_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)

fuzz_targets += tests/fuzz/fuzz_json
tests_fuzz_fuzz_json_LDADD = $(FUZZ_DRIVER) $(DETECTORS_LIBS) $(INSPECT_LIBS)
tests_fuzz_fuzz_json_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)

fuzz_targets += tests/fuzz/fuzz_form
tests_fuzz_fuzz_form_LDADD = $(FUZZ_DRIVER) $(DETECTORS_LIBS) $(INSPECT_LIBS)
tests_fuzz_fuzz_form_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)

fuzz_targets += tests/fuzz/fuzz_multipart
tests_fuzz_fuzz_multipart_LDADD = $(FUZZ_DRIVER) $(DETECTORS_LIBS) $(INSPECT_LIBS)
tests_fuzz_fuzz_multipart_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)

fuzz_targets += tests/fuzz/fuzz_csv
tests_fuzz_fuzz_csv_LDADD = $(FUZZ_DRIVER) $(DETECTORS_LIBS) $(INSPECT_LIBS)
tests_fuzz_fuzz_csv_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)

fuzz_targets += tests/fuzz/fuzz_inflate
tests_fuzz_fuzz_inflate_LDADD = $(FUZZ_DRIVER) $(DETECTORS_LIBS) $(INSPECT_LIBS)
tests_fuzz_fuzz_inflate_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)

fuzz_targets += tests/fuzz/fuzz_charset
tests_fuzz_fuzz_charset_LDADD = $(FUZZ_DRIVER) $(DETECTORS_LIBS) $(INSPECT_LIBS)
tests_fuzz_fuzz_charset_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)

fuzz_targets += tests/fuzz/fuzz_pipeline
tests_fuzz_fuzz_pipeline_LDADD = $(FUZZ_DRIVER) $(DETECTORS_LIBS) $(INSPECT_LIBS)
tests_fuzz_fuzz_pipeline_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
check_PROGRAMS += tests/unit/inspect/test_ends
tests_unit_inspect_test_ends_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)
check_PROGRAMS += tests/unit/inspect/test_aws_chunked
tests_unit_inspect_test_aws_chunked_LDADD = $(DETECTORS_LIBS) \
	$(INSPECT_LIBS) $(CHECK_LIBS)
fuzz_targets += tests/fuzz/fuzz_parts
tests_fuzz_fuzz_parts_LDADD = $(FUZZ_DRIVER) $(DETECTORS_LIBS) $(INSPECT_LIBS)
tests_fuzz_fuzz_parts_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
