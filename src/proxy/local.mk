# proxy: live connections. The only user of sockets and TLS sessions.
noinst_LIBRARIES += libproxy.a
libproxy_a_SOURCES = src/proxy/acceptor.c src/proxy/admission.c \
	src/proxy/auth.c src/proxy/cells.c src/proxy/coverage.c src/proxy/chunk.c src/proxy/chunked.c src/proxy/conn.c \
	src/proxy/dial.c src/proxy/exchange.c src/proxy/explain.c \
	src/proxy/front.c src/proxy/gateway.c src/proxy/intercept.c \
	src/proxy/judge.c src/proxy/opening.c src/proxy/page.c src/proxy/part.c src/proxy/parts.c src/proxy/pool.c \
	src/proxy/sightings.c \
	src/proxy/preview.c src/proxy/reach.c src/proxy/record.c \
	src/proxy/refuse.c src/proxy/request.c src/proxy/trial.c src/proxy/traits.c \
	src/proxy/response.c src/proxy/seal.c src/proxy/session.c src/proxy/spool.c \
	src/proxy/tunnel.c src/proxy/worker.c
noinst_HEADERS += src/proxy/acceptor.h src/proxy/cells.h src/proxy/coverage.h src/proxy/chunk.h src/proxy/chunked.h \
	src/proxy/conn.h src/proxy/dial.h src/proxy/exchange.h \
	src/proxy/sightings.h src/proxy/explain.h src/proxy/front.h src/proxy/gateway.h \
	src/proxy/intercept.h src/proxy/judge.h src/proxy/opening.h src/proxy/page.h src/proxy/part.h src/proxy/parts.h \
	src/proxy/pool.h src/proxy/trial.h src/proxy/traits.h src/proxy/seal.h src/proxy/session.h src/proxy/spool.h src/proxy/tunnel.h \
	src/proxy/worker.h

check_PROGRAMS += tests/unit/proxy/test_chunk
tests_unit_proxy_test_chunk_LDADD = $(PROXY_LIBS) $(CHECK_LIBS)
check_PROGRAMS += tests/unit/proxy/test_conn
tests_unit_proxy_test_conn_SOURCES = tests/unit/proxy/test_conn.c \
	tests/unit/tls/fixture.c
tests_unit_proxy_test_conn_LDADD = $(PROXY_LIBS) $(CHECK_LIBS)
noinst_HEADERS += tests/unit/proxy/house.h
check_PROGRAMS += tests/unit/proxy/test_exchange
tests_unit_proxy_test_exchange_SOURCES = \
	tests/unit/proxy/test_exchange.c tests/unit/proxy/house.c
tests_unit_proxy_test_exchange_LDADD = $(PROXY_LIBS) $(CHECK_LIBS)
check_PROGRAMS += tests/unit/proxy/test_store
tests_unit_proxy_test_store_LDADD = $(PROXY_LIBS) $(CHECK_LIBS)
check_PROGRAMS += tests/unit/proxy/test_front
tests_unit_proxy_test_front_SOURCES = \
	tests/unit/proxy/test_front.c tests/unit/proxy/house.c
tests_unit_proxy_test_front_LDADD = $(PROXY_LIBS) $(CHECK_LIBS)
check_PROGRAMS += tests/unit/proxy/test_dial
tests_unit_proxy_test_dial_SOURCES = \
	tests/unit/proxy/test_dial.c tests/unit/tls/fixture.c
tests_unit_proxy_test_dial_LDADD = $(PROXY_LIBS) $(CHECK_LIBS)
check_PROGRAMS += tests/unit/proxy/test_hold
tests_unit_proxy_test_hold_SOURCES = \
	tests/unit/proxy/test_hold.c tests/unit/proxy/house.c
tests_unit_proxy_test_hold_LDADD = $(PROXY_LIBS) $(CHECK_LIBS)
check_PROGRAMS += tests/unit/proxy/test_parts
tests_unit_proxy_test_parts_LDADD = $(PROXY_LIBS) $(CHECK_LIBS)
