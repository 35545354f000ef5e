# What tests share: the split-property feeder and the two fuzz drivers.
if HAVE_CHECK
TESTS += $(check_PROGRAMS)
endif
noinst_HEADERS += tests/lib/feed.h tests/lib/suite.h tests/fuzz/fuzz.h

if WITH_LIBFUZZER
FUZZ_DRIVER =
else
check_LIBRARIES += libfuzzdriver.a
libfuzzdriver_a_SOURCES = tests/fuzz/driver.c
FUZZ_DRIVER = libfuzzdriver.a
endif
EXTRA_PROGRAMS += $(fuzz_targets)
CLEANFILES += $(fuzz_targets)
fuzzers: $(fuzz_targets)
.PHONY: fuzzers

# Whole requests of the labelled corpus, cut every way (scripts/test accuracy).
EXTRA_PROGRAMS += tests/accuracy/cuts
tests_accuracy_cuts_LDADD = $(DETECTORS_LIBS) $(FLOOR1_LIBS)
CLEANFILES += tests/accuracy/cuts
EXTRA_DIST += tests/accuracy/corpus.py tests/accuracy/ids.py \
	tests/accuracy/layers.py tests/accuracy/misses.py \
	tests/accuracy/places.py \
	tests/accuracy/score.py tests/accuracy/vocabulary.py
