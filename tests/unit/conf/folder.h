/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A folder of configuration files for one test, and what loading them says.
 * The shipped regimes and detectors are included from where they stand, so
 * that tests judge with what is installed.
 */
#pragma once

#include "conf/snapshot.h"
#include "lib/suite.h"

#include <ftw.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Three lines; what a test adds begins on line 4. A line is left empty where
 * the test brings that key itself. */
#define BASE_INCLUDE                                                           \
	"include = [ \"" CONFDIR "/regimes.d\", \"" CONFDIR "/detectors.d\" "  \
	"];"
#define BASE_EXPORTER                                                          \
	"exporter = { id = \"e\"; name = \"E Ltd\"; regimes = [ \"cn\" ]; };"
#define BASE_LISTENERS "listeners = ( { address = \"127.0.0.1:3128\"; } );"

struct folder {
	char path[64];
	char conf[96]; /* kouan.conf in it */
	unsigned errors, warnings;
	char said[16384]; /* every line */
	struct snapshot *snapshot;
};

static inline void
folder_note(void *arg, bool is_error, const char *text)
{
	struct folder *f = arg;
	size_t n = strlen(f->said);
	*(is_error ? &f->errors : &f->warnings) += 1;
	snprintf(f->said + n, sizeof(f->said) - n, "%s\n", text);
}

static inline void
folder_open(struct folder *f)
{
	memset(f, 0, sizeof(*f));
	strcpy(f->path, "/tmp/kouan-conf.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(f->path));
	snprintf(f->conf, sizeof(f->conf), "%s/kouan.conf", f->path);
}

static inline void
folder_write(const struct folder *f, const char *name, const char *text)
{
	char path[128];
	snprintf(path, sizeof(path), "%s/%s", f->path, name);
	char *slash = strrchr(path + strlen(f->path) + 1, '/');
	if (slash != NULL) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
	FILE *out = fopen(path, "w");
	ck_assert_ptr_nonnull(out);
	fputs(text, out);
	fclose(out);
}

/* The base without the line of one key (may be NULL), and text after it. */
static inline void
folder_write_conf(const struct folder *f, const char *without, const char *text)
{
	static const char *const base[] = {BASE_INCLUDE, BASE_EXPORTER,
					   BASE_LISTENERS};
	FILE *out = fopen(f->conf, "w");
	ck_assert_ptr_nonnull(out);
	for (size_t i = 0; i < N_ROWS(base); i++) {
		bool leave = without != NULL &&
			     strncmp(base[i], without, strlen(without)) == 0;
		fprintf(out, "%s\n", leave ? "" : base[i]);
	}
	fputs(text, out);
	fclose(out);
}

static inline int
folder_load(struct folder *f)
{
	snapshot_unref(&f->snapshot);
	f->errors = f->warnings = 0;
	f->said[0] = '\0';
	return snapshot_load(f->conf, 1, folder_note, f, &f->snapshot);
}

static inline int
folder_remove_one(const char *path, const struct stat *st, int type,
		  struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

static inline void
folder_close(struct folder *f)
{
	snapshot_unref(&f->snapshot);
	nftw(f->path, folder_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}
