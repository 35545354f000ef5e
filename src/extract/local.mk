# extract: containers opened by programmes of their own.
noinst_LIBRARIES += libextract.a
libextract_a_SOURCES = src/extract/answer.c src/extract/slot.c \
	src/extract/extraction.c src/extract/directory.c
noinst_HEADERS += src/extract/answer.h src/extract/slot.h \
	src/extract/extract.h src/extract/wire.h

# What the programmes are made of; nothing of the gateway links it.
noinst_LIBRARIES += libunpack.a
libunpack_a_SOURCES = src/extract/teller.c src/extract/jail.c \
	src/extract/template.c src/extract/archive.c src/extract/reader.c \
	src/extract/hidden.c src/extract/grid.c src/extract/part.c \
	src/extract/text.c src/extract/sheet.c src/extract/book.c
noinst_HEADERS += src/extract/teller.h src/extract/jail.h \
	src/extract/template.h src/extract/archive.h src/extract/reader.h \
	src/extract/hidden.h src/extract/grid.h src/extract/part.h \
	src/extract/document.h

extractdir = $(libexecdir)/kouan
extract_PROGRAMS = kouan-extract
kouan_extract_SOURCES = src/extract/main_archive.c
kouan_extract_LDADD = $(UNPACK_LIBS)

if WITH_POPPLER
extract_PROGRAMS += kouan-pdf
kouan_pdf_SOURCES = src/extract/main_pdf.c src/extract/pdf.c \
	src/extract/page.c
kouan_pdf_CFLAGS = $(AM_CFLAGS) $(POPPLER_CFLAGS)
kouan_pdf_LDADD = $(UNPACK_LIBS) $(POPPLER_LIBS)
noinst_HEADERS += src/extract/pdf.h src/extract/page.h
endif

openers: $(extract_PROGRAMS)
.PHONY: openers

check_PROGRAMS += tests/unit/extract/test_answer
tests_unit_extract_test_answer_LDADD = $(DETECTORS_LIBS) $(EXTRACT_LIBS) \
	$(CHECK_LIBS)
check_PROGRAMS += tests/unit/extract/test_document
tests_unit_extract_test_document_LDADD = $(UNPACK_LIBS) $(CHECK_LIBS)
check_PROGRAMS += tests/unit/extract/test_extract
tests_unit_extract_test_extract_SOURCES = tests/unit/extract/test_extract.c \
	tests/unit/extract/samples.c
tests_unit_extract_test_extract_CPPFLAGS = $(AM_CPPFLAGS) \
	-DOPENERS='"$(abs_top_builddir)"'
tests_unit_extract_test_extract_LDADD = $(DETECTORS_LIBS) $(EXTRACT_LIBS) \
	$(ARCHIVE_LIBS) $(CHECK_LIBS)
noinst_HEADERS += tests/unit/extract/samples.h tests/lib/teller_log.h

fuzz_targets += tests/fuzz/fuzz_answer
tests_fuzz_fuzz_answer_LDADD = $(FUZZ_DRIVER) $(DETECTORS_LIBS) $(EXTRACT_LIBS)
tests_fuzz_fuzz_answer_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
fuzz_targets += tests/fuzz/fuzz_document
tests_fuzz_fuzz_document_LDADD = $(FUZZ_DRIVER) $(UNPACK_LIBS)
tests_fuzz_fuzz_document_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
fuzz_targets += tests/fuzz/fuzz_archive
tests_fuzz_fuzz_archive_LDADD = $(FUZZ_DRIVER) $(UNPACK_LIBS)
tests_fuzz_fuzz_archive_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
