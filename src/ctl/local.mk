# ctl: the programme kouanctl.
bin_PROGRAMS += kouanctl
kouanctl_SOURCES = src/ctl/main.c src/ctl/client.c src/ctl/table.c \
	src/ctl/cmd_status.c src/ctl/cmd_ledger.c src/ctl/cmd_ledger_file.c src/ctl/cmd_pathways.c src/ctl/cmd_register.c src/ctl/cmd_regimes.c \
	src/ctl/cmd_events.c src/ctl/cmd_decide.c src/ctl/cmd_scan.c \
	src/ctl/cmd_digest.c src/ctl/scan_read.c src/ctl/scan_findings.c src/ctl/cmd_report.c \
	src/ctl/html.c src/ctl/rollup.c src/ctl/report_audit.c \
	src/ctl/report_doc.c src/ctl/report_words.c src/ctl/report_counts.c \
	src/ctl/report_register.c src/ctl/report_events.c \
	src/ctl/report_chain.c src/ctl/report_html.c src/ctl/report_chart.c \
	src/ctl/report_json.c src/ctl/report_manifest.c \
	src/ctl/cmd_verify.c src/ctl/verify_journal.c src/ctl/cmd_ca.c src/ctl/cmd_doctor.c \
	src/ctl/cmd_reload.c src/ctl/trust_store.c
kouanctl_LDADD = libledger.a $(CONF_LIBS) $(SQLITE_LIBS) $(SYSTEMD_LIBS) -lm
noinst_HEADERS += src/ctl/ctl.h src/ctl/scan_file.h src/ctl/trust_store.h src/ctl/html.h \
	src/ctl/rollup.h src/ctl/report.h src/ctl/report_audit.h \
	src/ctl/report_doc.h src/ctl/report_html.h src/ctl/verify_journal.h
dist_man_MANS += man/kouanctl.1

check_PROGRAMS += tests/unit/ctl/test_html
tests_unit_ctl_test_html_SOURCES = tests/unit/ctl/test_html.c \
	src/ctl/html.c src/ctl/rollup.c
tests_unit_ctl_test_html_LDADD = $(BASE_LIBS) $(CHECK_LIBS)
