/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One configuration, checked and compiled: immutable, reference-counted, and
 * passed as an argument. A reload makes a new one; sessions keep the one they
 * began with.
 */
#pragma once

#include "audit/audit.h"
#include "inspect/pipeline.h"
#include "place/place.h"
#include "policy/decide.h"

#include <stdio.h>

enum gateway_mode { MODE_ENFORCE, MODE_MONITOR };

struct listener_conf {
	struct address address;
	const char *certificate, *key, *client_ca; /* NULL: plain */
	const struct network *proxy_protocol_from;
	size_t n_proxy_protocol_from;
};

struct bypass_conf {
	const char *const *hosts; /* NULL-ended */
	const char *reason;
};

struct limits_conf {
	uint64_t connections, held, spool, containers, head;
	uint64_t source_connections, names_per_minute;
};

/* Microseconds. */
struct timeouts_conf {
	int64_t head, handshake, connect, idle, body, extract, drain;
};

/* Groups of the control socket's roles; absent: nobody but root and the
 * daemon's own user. */
#define NO_GROUP UINT32_MAX
struct roles_conf {
	bool given;
	uint32_t view, operate, approve;
	bool four_eyes;
};

/* One entry of the register, to tell two versions apart. */
struct register_entry {
	const char *list, *id; /* "pathways", "scc-hr-de" */
	uint64_t hash;
};

struct snapshot {
	const char *file;    /* the main configuration file */
	uint64_t generation; /* 1 at start, one more each reload */
	char hash[17];	     /* of everything read, hexadecimal */
	char policy_tag[40]; /* "3 1a2b…": for KOUAN_POLICY */

	enum gateway_mode mode;
	const struct listener_conf *listeners;
	size_t n_listeners;
	struct address admin; /* port 0: none */
	bool has_admin;
	const char *control; /* path of the control socket */
	struct roles_conf roles;
	const char *state_dir;
	const char *ca_certificate, *ca_key, *upstream_trust;
	const struct bypass_conf *bypass;
	size_t n_bypass;

	struct place place;
	const char *country_db; /* path, NULL when none */

	struct register_ reg;
	char register_hash[17];	   /* of the register alone; with the number of
				    * changes to pathways its version */
	const char *register_text; /* without secrets */
	const struct register_entry *entries;
	size_t n_entries;
	const struct addition *additions;
	size_t n_additions;
	const char *const *contradicted; /* what of them files contradict, in
					  * words; NULL-ended */
	const struct regime *const *regimes; /* of the exporter */
	size_t n_regimes;

	struct rules *rules;
	struct inspect_limits inspect;
	uint64_t hold_whole, spool_limit;
	unsigned openers; /* processes of each kind and worker; 0: none */
	const char *const *not_persons;
	bool count_git_identities;

	const char *ledger_key; /* path */
	bool ledger_key_given;	/* named in the configuration: never made */
	bool ledger_key_made;	/* by conf_make_ledger_key, just now */

	struct audit_options audit; /* sinks only; call-backs are set later */
	int64_t audit_interval;	    /* microseconds */

	struct limits_conf limits;
	struct timeouts_conf timeouts;
	unsigned workers; /* 0: one per processor */
};

/* Reads, checks, compiles. Every error goes through report with file, line
 * and what was expected ("FILE:LINE: ..."), all of them, not just the first.
 * Changes nothing on disk. A country database that is not there is a warning,
 * place.geo is NULL then. 0 or -EINVAL. generation numbers it. */
typedef void conf_report_fn(void *arg, bool is_error, const char *text);
MUST_USE int snapshot_load(const char *path, uint64_t generation,
			   conf_report_fn *report, void *arg,
			   struct snapshot **ret_snapshot);
/* The same with an addition that is not made yet: what would be left out of it
 * is an error. */
MUST_USE int snapshot_load_with(const char *path, const char *candidate,
				uint64_t generation, conf_report_fn *report,
				void *arg, struct snapshot **ret_snapshot);
struct snapshot *snapshot_ref(struct snapshot *s);
void snapshot_unref(struct snapshot **s);
/* What -t looks at beyond loading: every detector's examples (an error when
 * one fails), files that are named and cannot be read (a warning each). 0 or
 * -EINVAL. */
MUST_USE int snapshot_test(const struct snapshot *s, conf_report_fn *report,
			   void *arg);
/* At start, before the snapshot is shared: makes the ledger's secret (32
 * random bytes, mode 0600) where no key is configured and none is there, and
 * sets ledger_key_made, of which the operator must be warned. Not for -t. 0,
 * or < 0 with why. */
MUST_USE int conf_make_ledger_key(struct snapshot *s, struct why *why);
/* Prints the effective configuration (kouand -T) in libconfig syntax. */
MUST_USE int snapshot_print(const struct snapshot *s, FILE *out);

/* What not_persons holds when the configuration adds nothing; NULL-ended. */
const char *const *conf_shipped_not_persons(void);
/* Detectors alone, for "kouanctl scan": from the configuration file if path
 * is given, else from every *.conf in directory. */
MUST_USE int conf_load_rules(const char *path, const char *directory,
			     conf_report_fn *report, void *arg,
			     struct rules **ret_rules);
