/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files of a configuration as libconfig has parsed them: the main file
 * and, in order of name, every *.conf of the folders it includes.
 */
#pragma once

#include "base/buf.h"
#include "conf/report.h"

#include <libconfig.h>

struct conf_document {
	config_t config;
	char *path;   /* absolute, as shown in messages */
	char *folder; /* where its relative paths start */
	bool main;
	bool added; /* at run time, through the control socket */
};

struct conf_documents {
	struct conf_document **items; /* the main file first */
	size_t n;
};

/* Reads and parses everything; every fault is reported. What could be read is
 * handed over even after faults, so that the caller finds more of them; the
 * caller looks at report->errors. 0, or -EINVAL when nothing could be read. */
MUST_USE int conf_documents_load(const char *path, struct conf_report *report,
				 struct conf_documents **ret_documents);
/* Appends what was added at run time: every *.conf of register.approved in the
 * state directory, where there is one, and the file candidate unless NULL. */
void conf_documents_load_added(struct conf_documents *documents,
			       const char *candidate,
			       struct conf_report *report);
/* One such file alone. 0 or -EINVAL. */
MUST_USE int conf_documents_load_one(const char *path,
				     struct conf_report *report,
				     struct conf_documents **ret_documents);
/* Every *.conf of one folder, no main file. */
MUST_USE int conf_documents_load_folder(const char *folder,
					struct conf_report *report,
					struct conf_documents **ret_documents);
/* Appends a regular file's contents. 0 or < 0 (-ENOENT, ERR_LIMIT, ...). */
MUST_USE int conf_file_read(const char *path, struct buf *text);
void conf_documents_free(struct conf_documents **documents);
