# daemon: the programme kouand.
sbin_PROGRAMS += kouand
kouand_SOURCES = src/daemon/main.c src/daemon/daemon.c src/daemon/almanac.c src/daemon/services.c \
	src/daemon/signer_watch.c src/daemon/notify.c src/daemon/control.c \
	src/daemon/control_commands.c src/daemon/control_ledger.c \
	src/daemon/control_backup.c src/daemon/control_counters.c \
	src/daemon/control_roles.c src/daemon/control_changes.c \
	src/daemon/control_additions.c src/daemon/additions.c src/daemon/register_watch.c \
	src/daemon/warnings.c src/daemon/control_propose.c \
	src/daemon/control_pathways.c src/daemon/control_regimes.c src/daemon/control_events.c \
	src/daemon/control_decide.c src/daemon/control_report.c \
	src/daemon/balance.c src/daemon/admin.c \
	src/daemon/admin_metrics.c src/daemon/coverage.c
kouand_LDADD = $(PROXY_LIBS) $(SYSTEMD_LIBS) $(EVENT_EXTRA_LIBS)
noinst_HEADERS += src/daemon/daemon.h src/daemon/almanac.h src/daemon/control.h \
	src/daemon/warnings.h src/daemon/additions.h src/daemon/register_watch.h \
	src/daemon/admin.h src/daemon/balance.h src/daemon/coverage.h src/daemon/notify.h

dist_man_MANS += man/kouand.8

# The unit names the paths it was configured for.
systemdsystemunit_DATA = systemd/kouan.service
EXTRA_DIST += systemd/kouan.service.in
CLEANFILES += systemd/kouan.service
systemd/kouan.service: $(top_srcdir)/systemd/kouan.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) systemd && $(SED) -e 's|@sbindir[@]|$(sbindir)|g' \
		-e 's|@sysconfdir[@]|$(sysconfdir)|g' \
		-e 's|@bindir[@]|$(bindir)|g' \
		$(top_srcdir)/systemd/kouan.service.in >$@.new && mv $@.new $@

# The configuration, never over one that is there; uninstalled unless changed.
install-data-local:
	$(AM_V_at)cd $(top_srcdir)/conf && find . -name '*.conf' | \
	while read -r file; do \
		to="$(DESTDIR)$(sysconfdir)/kouan/$$file"; \
		test -e "$$to" || $(abs_install_data) "$$file" "$$to" || exit; \
	done
uninstall-local:
	$(AM_V_at)cd $(top_srcdir)/conf && find . -name '*.conf' | \
	while read -r file; do \
		to="$(DESTDIR)$(sysconfdir)/kouan/$$file"; \
		! cmp -s "$$file" "$$to" || rm -f "$$to"; \
	done
abs_install_data = install -D -m 644
