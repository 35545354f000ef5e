# Formats of text.
libinspect_a_SOURCES += src/inspect/card.c src/inspect/columns.c src/inspect/guess.c src/inspect/json_rows.c \
	src/inspect/mail.c src/inspect/markup_table.c src/inspect/mime.c \
	src/inspect/pen.c src/inspect/sniff_kinds.c src/inspect/sql.c \
	src/inspect/sql_parse.c src/inspect/sql_words.c src/inspect/yaml.c
noinst_HEADERS += src/inspect/charset.h src/inspect/json_rows.h \
	src/inspect/guess.h src/inspect/markup_table.h src/inspect/mime.h src/inspect/pen.h \
	src/inspect/sql.h

check_PROGRAMS += tests/unit/inspect/test_sql
tests_unit_inspect_test_sql_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)
check_PROGRAMS += tests/unit/inspect/test_mail
tests_unit_inspect_test_mail_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)
check_PROGRAMS += tests/unit/inspect/test_columns
tests_unit_inspect_test_columns_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)

fuzz_targets += tests/fuzz/fuzz_sql
tests_fuzz_fuzz_sql_LDADD = $(FUZZ_DRIVER) $(DETECTORS_LIBS) $(INSPECT_LIBS)
tests_fuzz_fuzz_sql_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)

fuzz_targets += tests/fuzz/fuzz_mail
tests_fuzz_fuzz_mail_LDADD = $(FUZZ_DRIVER) $(DETECTORS_LIBS) $(INSPECT_LIBS)
tests_fuzz_fuzz_mail_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)

fuzz_targets += tests/fuzz/fuzz_markup
tests_fuzz_fuzz_markup_LDADD = $(FUZZ_DRIVER) $(DETECTORS_LIBS) $(INSPECT_LIBS)
tests_fuzz_fuzz_markup_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)

check_PROGRAMS += tests/unit/inspect/test_yaml
tests_unit_inspect_test_yaml_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)
fuzz_targets += tests/fuzz/fuzz_yaml
tests_fuzz_fuzz_yaml_LDADD = $(FUZZ_DRIVER) $(DETECTORS_LIBS) $(INSPECT_LIBS)
tests_fuzz_fuzz_yaml_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)

check_PROGRAMS += tests/unit/inspect/test_card
tests_unit_inspect_test_card_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)
fuzz_targets += tests/fuzz/fuzz_card
tests_fuzz_fuzz_card_LDADD = $(FUZZ_DRIVER) $(DETECTORS_LIBS) $(INSPECT_LIBS)
tests_fuzz_fuzz_card_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
