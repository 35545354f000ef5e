/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kouanctl report: what the ten reports are made of, and the three formats
 * they are written in. One thread.
 */
#pragma once

#include "ctl/ctl.h"
#include "ctl/report_audit.h"
#include "ctl/report_doc.h"

struct report_input {
	const char *window, *flow; /* flow: NULL or the one asked for */
	struct answer about;	   /* "report": regime and register */
	struct answer countries, recipients, kinds; /* "ledger" by these */
	struct answer pathways;
	struct audit_facts facts;
	enum report_language language;
	bool online; /* else there is nothing but facts */
	bool audit;  /* the audit's files were read */
	int64_t now_s;
	char generated[CLOCK_TEXT];
};

/* One of the ten. */
struct report_kind {
	const char *name;
	struct words title;
	void (*add)(struct report_doc *d, const struct report_input *in);
};
#define REPORT_KINDS 10
extern const struct report_kind report_kinds[REPORT_KINDS];

void report_add_ledger(struct report_doc *d, const struct report_input *in);
void report_add_close(struct report_doc *d, const struct report_input *in);
void report_add_pathways(struct report_doc *d, const struct report_input *in);
void report_add_extension(struct report_doc *d, const struct report_input *in);
void report_add_annex(struct report_doc *d, const struct report_input *in);
void report_add_blocked(struct report_doc *d, const struct report_input *in);
void report_add_coverage(struct report_doc *d, const struct report_input *in);
void report_add_exemptions(struct report_doc *d, const struct report_input *in);
void report_add_incidents(struct report_doc *d, const struct report_input *in);
void report_add_chain(struct report_doc *d, const struct report_input *in);

/* For sections that need what is not there: says so; false when it is. */
bool report_lacks_daemon(struct report_doc *d, const struct report_input *in);
bool report_lacks_audit(struct report_doc *d, const struct report_input *in);
/* A cell of text from a member; of a list, joined with "; "; "" if absent. */
void doc_member(struct report_doc *d, yajl_val v, const char *key);
void doc_list(struct report_doc *d, yajl_val v, const char *key);
/* A number that may be absent. */
void doc_count(struct report_doc *d, yajl_val v, const char *key);
/* The item of a list whose "id" is this; NULL: none. */
yajl_val report_find(yajl_val v, const char *list, const char *id);
bool report_has(yajl_val v, const char *key);

/* The formats. */
struct report_output {
	const char *path;
	enum report_language language;
	const struct report_input *in;
	const struct report_doc *doc;
};
/* 0, or < 0 with why. html and json write one file; csv a folder with a file
 * for each table. */
MUST_USE int report_write_html(const struct report_output *o, struct why *why);
MUST_USE int report_write_json(const struct report_output *o, struct why *why);
MUST_USE int report_write_csv(const struct report_output *o, struct why *why);
/* A file whole or not at all. */
MUST_USE int report_write_file(const char *path, struct span bytes,
			       struct why *why);

/* report_manifest.c. Of what was written at path: sizes and digests, signed
 * by the daemon where it answers. */
MUST_USE int report_manifest_write(const struct ctl *ctl,
				   const struct report_output *o, bool folder,
				   bool *ret_signed, struct why *why);
/* Whether this file is a manifest of a report. */
bool report_manifest_is(const char *path);
/* Every file it names, and its signature if public_key_pem is given. 0,
 * ERR_VERIFY or another error with why; *ret_files: how many were right. */
MUST_USE int report_manifest_verify(const char *path,
				    const char *public_key_pem,
				    bool *ret_signed, size_t *ret_files,
				    struct why *why);
