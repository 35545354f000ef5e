# ctl: the programme kouanctl.
bin_PROGRAMS += kouanctl
kouanctl_SOURCES = src/ctl/main.c src/ctl/client.c src/ctl/table.c \
	src/ctl/cmd_status.c src/ctl/cmd_ledger.c src/ctl/cmd_ledger_file.c src/ctl/cmd_pathways.c \
	src/ctl/cmd_events.c src/ctl/cmd_decide.c src/ctl/cmd_scan.c \
	src/ctl/cmd_digest.c src/ctl/scan_read.c src/ctl/scan_findings.c src/ctl/cmd_report.c \
	src/ctl/cmd_verify.c src/ctl/verify_journal.c src/ctl/cmd_ca.c src/ctl/cmd_doctor.c \
	src/ctl/cmd_reload.c src/ctl/trust_store.c
kouanctl_LDADD = libledger.a $(CONF_LIBS) $(SQLITE_LIBS) $(SYSTEMD_LIBS)
noinst_HEADERS += src/ctl/ctl.h src/ctl/scan_file.h src/ctl/trust_store.h src/ctl/verify_journal.h
dist_man_MANS += man/kouanctl.1
