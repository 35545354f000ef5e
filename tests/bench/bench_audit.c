/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a record costs in CPU: the caller's part (reserve and submit), the
 * whole with file and chain, and beside it the plain way: yajl, SHA-256 and
 * one write for each record. "bench_audit FILE [RECORDS]"; FILE is written
 * and removed. CPU time of the process and its threads, so that a busy
 * machine disturbs little.
 */
#include "audit/audit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <yajl/yajl_gen.h>

static int64_t
cpu_ns(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static struct audit_record
record(void)
{
	return (struct audit_record){
		.kind = AUDIT_EXCHANGE,
		.event = event_id_new(1795406400000000),
		.wall_us = clock_wall_us(),
		.verdict = VERDICT_ALLOW,
		.reason = "CN_SCC_OK",
		.reasons = "CN_SCC_OK",
		.article = "PIPL Art. 38(1)(3)",
		.mode = "enforce",
		.source = "payroll-host",
		.client = "10.1.2.3",
		.exporter = "example-sh",
		.flow = "hr-payroll",
		.pathway = "scc-hr-de",
		.mechanism = "scc",
		.recipient = "example-gmbh",
		.host = "hr.example.de",
		.port = 443,
		.address = "192.0.2.7",
		.country = "DE",
		.country_from = "register",
		.protocol = "h1",
		.method = "POST",
		.status = 200,
		.bytes_out = 52341,
		.bytes_in = 118,
		.persons = 12,
		.new_persons = 3,
		.categories = "cn-mobile=12 email=12",
		.unreadable = "",
		.duration_us = 5210,
		.policy = "7 4f2a9c",
	};
}

static void
report(const char *what, int64_t ns, long records)
{
	printf("%-36s %6.2f us a record\n", what,
	       (double)ns / 1000.0 / (double)records);
}

static void
bench_audit(const char *path, long records)
{
	struct audit_options options = {.file = path};
	struct audit *a = NULL;
	struct why why = {""};
	int64_t caller = 0;
	if (audit_open(&options, 0, NULL, &a, &why) < 0) {
		fprintf(stderr, "%s\n", why.text);
		exit(EXIT_FAILURE);
	}
	int64_t all = cpu_ns(CLOCK_PROCESS_CPUTIME_ID);
	for (long i = 0; i < records;) {
		struct audit_record r = record();
		long burst = 0;
		int64_t before = cpu_ns(CLOCK_THREAD_CPUTIME_ID);
		while (burst < 100 && audit_reserve(a) == 0) {
			audit_submit(a, &r);
			burst++;
		}
		caller += cpu_ns(CLOCK_THREAD_CPUTIME_ID) - before;
		i += burst;
		if (burst < 100)
			usleep(500);
	}
	if (audit_flush(a, 60000000) < 0)
		fprintf(stderr, "not all was written\n");
	all = cpu_ns(CLOCK_PROCESS_CPUTIME_ID) - all;
	audit_close(&a, 1000000);
	report("caller: reserve and submit", caller, records);
	report("whole: queue, JSON, chain, file", all, records);
}

static void
put_text(yajl_gen g, const char *name, const char *value)
{
	if (value == NULL)
		return;
	yajl_gen_string(g, (const unsigned char *)name, strlen(name));
	yajl_gen_string(g, (const unsigned char *)value, strlen(value));
}

static void
put_number(yajl_gen g, const char *name, int64_t value)
{
	yajl_gen_string(g, (const unsigned char *)name, strlen(name));
	yajl_gen_integer(g, value);
}

static void
put_record(yajl_gen g, const struct audit_record *r)
{
	char text[CLOCK_TEXT > EVENT_ID_TEXT ? CLOCK_TEXT : EVENT_ID_TEXT];
	put_text(g, "time", clock_text(r->wall_us, text));
	put_text(g, "message_id", "55b5628bfae04774bb8f473ceedc4d44");
	put_text(g, "event", event_id_text(r->event, text));
	put_text(g, "verdict", "allow");
	put_text(g, "reason", r->reason);
	put_text(g, "reasons", r->reasons);
	put_text(g, "article", r->article);
	put_text(g, "mode", r->mode);
	put_number(g, "would_block", r->would_block);
	put_text(g, "source", r->source);
	put_text(g, "client", r->client);
	put_text(g, "exporter", r->exporter);
	put_text(g, "flow", r->flow);
	put_text(g, "pathway", r->pathway);
	put_text(g, "mechanism", r->mechanism);
	put_text(g, "recipient", r->recipient);
	put_text(g, "host", r->host);
	put_number(g, "port", r->port);
	put_text(g, "address", r->address);
	put_text(g, "country", r->country);
	put_text(g, "country_from", r->country_from);
	put_text(g, "protocol", r->protocol);
	put_text(g, "method", r->method);
	put_number(g, "status", r->status);
	put_number(g, "bytes_out", r->bytes_out);
	put_number(g, "bytes_in", r->bytes_in);
	put_number(g, "persons", r->persons);
	put_number(g, "new_persons", r->new_persons);
	put_number(g, "sensitive_persons", r->sensitive_persons);
	put_text(g, "categories", r->categories);
	put_text(g, "unreadable", r->unreadable);
	put_number(g, "duration_us", r->duration_us);
	put_text(g, "policy", r->policy);
	put_number(g, "partial", r->partial);
}

static void
bench_plain(const char *path, long records)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	uint8_t hash[32] = {0};
	char prev[65];
	int64_t all = cpu_ns(CLOCK_PROCESS_CPUTIME_ID);
	for (long i = 0; i < records; i++) {
		struct audit_record r = record();
		const unsigned char *p;
		size_t n;
		yajl_gen g = yajl_gen_alloc(NULL);
		yajl_gen_map_open(g);
		put_number(g, "seq", i);
		put_record(g, &r);
		put_text(g, "prev", hex_text(span_of(hash, 32), prev));
		yajl_gen_map_close(g);
		yajl_gen_get_buf(g, &p, &n);
		sha256(span_of(p, n), hash);
		if (write(fd, p, n) != (ssize_t)n)
			fprintf(stderr, "short write\n");
		yajl_gen_free(g);
	}
	all = cpu_ns(CLOCK_PROCESS_CPUTIME_ID) - all;
	close(fd);
	report("plain: yajl, SHA-256, write", all, records);
}

static void
bench_hash(long records)
{
	static uint8_t line[1150];
	uint8_t hash[32];
	int64_t all = cpu_ns(CLOCK_PROCESS_CPUTIME_ID);
	for (long i = 0; i < records; i++) {
		sha256(span_of(line, sizeof(line)), hash);
		line[i % 1000] ^= hash[0];
	}
	report("of it SHA-256 of a line",
	       cpu_ns(CLOCK_PROCESS_CPUTIME_ID) - all, records);
}

int
main(int argc, char **argv)
{
	long records = argc > 2 ? strtol(argv[2], NULL, 10) : 200000;
	if (argc < 2 || records <= 0) {
		fprintf(stderr, "usage: bench_audit FILE [RECORDS]\n");
		return 2;
	}
	for (int i = 0; i < 3; i++) {
		unlink(argv[1]);
		bench_audit(argv[1], records);
		unlink(argv[1]);
		bench_plain(argv[1], records);
		bench_hash(records);
	}
	unlink(argv[1]);
	return 0;
}
