# daemon: the programme kouand.
sbin_PROGRAMS += kouand
kouand_SOURCES = src/daemon/main.c src/daemon/daemon.c src/daemon/services.c \
	src/daemon/signer_watch.c src/daemon/notify.c src/daemon/control.c \
	src/daemon/control_commands.c src/daemon/control_ledger.c \
	src/daemon/control_pathways.c src/daemon/control_events.c \
	src/daemon/control_decide.c \
	src/daemon/admin.c
kouand_LDADD = $(PROXY_LIBS) $(SYSTEMD_LIBS) $(EVENT_EXTRA_LIBS)
noinst_HEADERS += src/daemon/daemon.h src/daemon/control.h \
	src/daemon/admin.h src/daemon/notify.h
