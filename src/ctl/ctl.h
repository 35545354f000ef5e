/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kouanctl: what its commands share. One file per command; each gets its own
 * arguments (argv[0] is its name) with the global options already taken out.
 * One thread.
 */
#pragma once

#include "base/emit.h"

#include <stdio.h>
#include <yajl/yajl_tree.h>

enum ctl_exit {
	CTL_GOOD = 0,
	CTL_NO = 1,	     /* findings, a block, a broken chain, a refusal */
	CTL_USAGE = 2,	     /* wrong arguments */
	CTL_UNREACHABLE = 3, /* the daemon does not answer */
};

struct ctl {
	bool json;
	const char *control; /* path of the daemon's socket */
};

/* Returns an enum ctl_exit. */
typedef int ctl_command_fn(const struct ctl *ctl, int argc, char **argv);
ctl_command_fn cmd_regimes, cmd_status, cmd_ledger, cmd_pathways, cmd_events,
	cmd_explain, cmd_decide, cmd_scan, cmd_report, cmd_verify, cmd_ca,
	cmd_doctor, cmd_register, cmd_reload, cmd_drain, cmd_digest;
/* argv[0] is what of "ledger" is wanted. */
ctl_command_fn cmd_ledger_file;

/* "kouanctl: ..." on standard error; returns status. */
int ctl_fail(int status, const char *fmt, ...) PRINTF(2, 3);
/* A public key's PEM text, the caller's; NULL when it cannot be read. */
char *ctl_read_key(const char *path);
/* A conf_report_fn that passes on errors, and no warnings. */
void ctl_complain(void *arg, bool is_error, const char *text);
/* Says that there are too many or too few arguments; CTL_USAGE. */
int ctl_usage(const char *command);

/* client.c: a connection to the daemon, one line of JSON each way. */
struct answer {
	yajl_val tree;
	char *text; /* one line of JSON, without "ok" */
	bool ok;
};
void answer_fini(struct answer *a);
/*
 * Asks; what goes wrong is said on standard error. command is an object that
 * emit_close ended; content may be empty. CTL_GOOD with *ret_answer the
 * caller's (answer_fini), CTL_NO when the daemon refuses, CTL_UNREACHABLE.
 */
MUST_USE int ctl_ask(const struct ctl *ctl, struct emit *request,
		     struct span content, struct answer *ret_answer);
/* Whether a daemon listens on the socket. */
bool ctl_daemon_listens(const struct ctl *ctl);
/* A request begun: {"command": name, still open. Never NULL. */
struct emit *ctl_request(const char *name);
/* The usual command: asks and, with --json, prints what came. *ret_answer is
 * there (and to be freed) when 0 is returned and ctl->json is not set; > 0
 * stands for "done" with that exit status less one. */
MUST_USE int ctl_run(const struct ctl *ctl, struct emit **request,
		     struct answer *ret_answer);

/* The member "warnings" of an answer, a line each (cmd_pathways.c). */
void ctl_print_warnings(yajl_val v);

/* Members of an answer; "" or 0 when absent. */
const char *answer_text(yajl_val v, const char *key);
int64_t answer_number(yajl_val v, const char *key);
double answer_real(yajl_val v, const char *key);
bool answer_true(yajl_val v, const char *key);
yajl_val answer_object(yajl_val v, const char *key);
/* The i-th element of a member that is a list, NULL after the last. */
yajl_val answer_item(yajl_val v, const char *key, size_t i);

/* table.c: text in aligned columns. A cell that begins with '>' in the
 * heading makes its column right-aligned. */
struct table;
struct table *table_new(size_t columns, const char *const *headings);
/* The next cell, copied; rows fill from left to right. */
void table_add(struct table *t, const char *fmt, ...) PRINTF(2, 3);
/* Prints and frees. */
void table_print(struct table **t, FILE *out);
