# Measurements: a load generator and an origin (scripts/bench runs them).
bench_programs = tests/bench/loadgen tests/bench/origin
EXTRA_PROGRAMS += $(bench_programs)
CLEANFILES += $(bench_programs)
noinst_HEADERS += tests/bench/loadgen.h tests/bench/origin.h
tests_bench_loadgen_SOURCES = tests/bench/loadgen.c \
	tests/bench/loadgen_answer.c tests/bench/loadgen_body.c \
	tests/bench/loadgen_conn.c tests/bench/loadgen_options.c \
	tests/bench/loadgen_report.c tests/bench/loadgen_usage.c
tests_bench_loadgen_LDADD = $(BASE_LIBS)
tests_bench_origin_SOURCES = tests/bench/origin.c tests/bench/origin_leaf.c
tests_bench_origin_LDADD = $(OPENSSL_LIBS)
bench: $(bench_programs)
.PHONY: bench
EXTRA_DIST += tests/bench/kouan.conf.in tests/bench/lab.sh \
	tests/bench/peers.sh tests/bench/summary.py
