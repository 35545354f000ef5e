# The matching engine: find, rules, labels, scan, valid.
libinspect_a_SOURCES += src/inspect/shape.c src/inspect/shape_class.c \
	src/inspect/words.c \
	src/inspect/rules.c src/inspect/rules_check.c \
	src/inspect/rules_measure.c src/inspect/bank.c \
	src/inspect/bank_find.c src/inspect/spot.c \
	src/inspect/labels.c src/inspect/word_list.c \
	src/inspect/digest_list.c src/inspect/digest_writer.c \
	src/inspect/winnow.c src/inspect/fingerprint.c src/inspect/recall.c \
	src/inspect/find.c src/inspect/find_avx2.c \
	src/inspect/scan.c src/inspect/scan_pass.c src/inspect/scan_settle.c \
	src/inspect/scan_recall.c src/inspect/scan_authority.c src/inspect/valid.c \
	src/inspect/valid_cn.c src/inspect/valid_cn_travel.c \
	src/inspect/valid_device.c src/inspect/valid_money.c \
	src/inspect/valid_contact.c src/inspect/valid_asia.c \
	src/inspect/valid_europe.c src/inspect/valid_america.c \
	src/inspect/valid_name.c src/inspect/valid_latin.c src/inspect/valid_place.c \
	src/inspect/valid_words.c
noinst_HEADERS += src/inspect/word_list.h src/inspect/digest_list.h \
	src/inspect/winnow.h src/inspect/fingerprint.h src/inspect/shape.h src/inspect/shape_kit.h \
	src/inspect/words.h src/inspect/spot.h src/inspect/recall.h \
	src/inspect/engine.h src/inspect/scan_kit.h src/inspect/find.h \
	src/inspect/find_loop.h src/inspect/valid.h src/inspect/valid_kit.h \
	tests/lib/detectors_load.h

# Tests that need the shipped detectors link this.
check_LIBRARIES += libdetectors.a
libdetectors_a_SOURCES = tests/lib/detectors_load.c
DETECTORS_LIBS = libdetectors.a $(CONFIG_LIBS)

check_PROGRAMS += tests/unit/inspect/test_rules
tests_unit_inspect_test_rules_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)
noinst_HEADERS += tests/lib/scan_compare.h tests/lib/scan_cases.h
check_PROGRAMS += tests/unit/inspect/test_scan
tests_unit_inspect_test_scan_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)
# Not run by make check: as many cases as are wished (scripts/test differ).
EXTRA_PROGRAMS += tests/unit/inspect/differ_scan
tests_unit_inspect_differ_scan_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS)
CLEANFILES += tests/unit/inspect/differ_scan
fuzz_targets += tests/fuzz/fuzz_scan
tests_fuzz_fuzz_scan_LDADD = $(FUZZ_DRIVER) $(DETECTORS_LIBS) $(INSPECT_LIBS)
tests_fuzz_fuzz_scan_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)

# Not a test: figures on standard output.
EXTRA_PROGRAMS += tests/bench/bench_inspect
tests_bench_bench_inspect_SOURCES = tests/bench/bench_inspect.c \
	tests/bench/bench_corpus.c
tests_bench_bench_inspect_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS)
tests_bench_bench_inspect_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=scan_block
noinst_HEADERS += tests/bench/bench_corpus.h
CLEANFILES += tests/bench/bench_inspect

check_PROGRAMS += tests/unit/inspect/test_find tests/unit/inspect/test_labels \
	tests/unit/inspect/test_valid
tests_unit_inspect_test_find_LDADD = $(INSPECT_LIBS) $(CHECK_LIBS)
tests_unit_inspect_test_labels_LDADD = $(INSPECT_LIBS) $(CHECK_LIBS)
tests_unit_inspect_test_valid_LDADD = $(INSPECT_LIBS) $(CHECK_LIBS)
check_PROGRAMS += tests/unit/inspect/test_valid_words
tests_unit_inspect_test_valid_words_LDADD = $(INSPECT_LIBS) $(CHECK_LIBS)

dist_man_MANS += man/kouan-detectors.7

check_PROGRAMS += tests/unit/inspect/test_lists
tests_unit_inspect_test_lists_LDADD = $(INSPECT_LIBS) $(CHECK_LIBS)
