# daemon: the programme kouand.
noinst_HEADERS += src/daemon/daemon.h src/daemon/control.h \
	src/daemon/admin.h src/daemon/notify.h
EXTRA_DIST += src/daemon/main.c src/daemon/daemon.c src/daemon/services.c \
	src/daemon/signer_watch.c src/daemon/notify.c
