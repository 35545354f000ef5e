/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The door to libconfig's parser: files to settings. Texts are checked
 * (text.c) before the parser sees them; @include never reaches it. The
 * documents own their settings; the thread that loads.
 */
#include "conf/load.h"

#include "base/buf.h"
#include "conf/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_LIMIT (16u << 20)
#define DOCUMENTS_MAX 4096

static void
document_free(struct conf_document *d)
{
	if (d == NULL)
		return;
	config_destroy(&d->config);
	free(d->path);
	free(d->folder);
	free(d);
}

void
conf_documents_free(struct conf_documents **pd)
{
	struct conf_documents *d = *pd;
	*pd = NULL;
	if (d == NULL)
		return;
	for (size_t i = 0; i < d->n; i++)
		document_free(d->items[i]);
	free(d->items);
	free(d);
}

static struct conf_document *
document_new(const char *path, bool main)
{
	struct conf_document *d = calloc(1, sizeof(*d));
	if (d == NULL)
		return NULL;
	config_init(&d->config);
	d->main = main;
	d->path = strdup(path);
	d->folder = strdup(path);
	if (d->path == NULL || d->folder == NULL) {
		document_free(d);
		return NULL;
	}
	char *slash = strrchr(d->folder, '/');
	if (slash == NULL)
		strcpy(d->folder, ".");
	else
		slash[slash == d->folder] = '\0';
	return d;
}

static int
documents_add(struct conf_documents *all, struct conf_document *d)
{
	struct conf_document **items =
		reallocarray(all->items, all->n + 1, sizeof(*items));
	if (items == NULL)
		return -ENOMEM;
	all->items = items;
	items[all->n++] = d;
	return 0;
}

/* The parser stops at a NUL and its text must end with one. */
static int
document_parse(struct conf_document *d, struct buf *text,
	       struct conf_report *report)
{
	if (conf_text_check(buf_span(text), d->path, report) != 0)
		return -EINVAL;
	if (buf_byte(text, '\0') != 0)
		return -ENOMEM;
	if (config_read_string(&d->config, (const char *)text->p) ==
	    CONFIG_TRUE)
		return 0;
	conf_error(report, d->path, config_error_line(&d->config), NULL, "%s",
		   config_error_text(&d->config));
	return -EINVAL;
}

int
conf_file_read(const char *path, struct buf *text)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	int rc = fstat(fd, &st) != 0	? -errno
		 : S_ISDIR(st.st_mode)	? -EISDIR
		 : !S_ISREG(st.st_mode) ? -EINVAL
					: 0;
	while (rc == 0) {
		rc = buf_room(text, 65536);
		if (rc != 0)
			break;
		ssize_t n = read(fd, text->p + text->n, 65536);
		if (n < 0 && errno != EINTR)
			rc = -errno;
		else if (n > 0)
			text->n += (size_t)n;
		else if (n == 0)
			break;
	}
	close(fd);
	return rc;
}

static int
load_file(struct conf_documents *all, const char *path, bool main,
	  struct conf_report *report)
{
	struct buf text;
	buf_init(&text, FILE_LIMIT);
	int rc = conf_file_read(path, &text);
	if (rc != 0)
		conf_error(report, path, 0, NULL, "cannot be read: %s",
			   err_text(rc));
	struct conf_document *d = rc == 0 ? document_new(path, main) : NULL;
	if (rc == 0 && d == NULL)
		rc = -ENOMEM;
	if (rc == 0)
		rc = document_parse(d, &text, report);
	if (rc == 0)
		rc = documents_add(all, d);
	if (rc == -ENOMEM)
		conf_error(report, path, 0, NULL, "out of memory");
	if (rc != 0)
		document_free(d);
	buf_fini(&text);
	return rc;
}

static int
is_conf_file(const struct dirent *e)
{
	struct span name = span_str(e->d_name);
	return name.p[0] != '.' && span_ends(name, SPAN(".conf"));
}

/* By bytes: the order must not change with the locale. */
static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* at, line, key: where the folder was named. */
static void
load_folder(struct conf_documents *all, const char *folder, const char *at,
	    int line, const char *key, struct conf_report *report)
{
	struct dirent **names = NULL;
	int n = scandir(folder, &names, is_conf_file, by_name);
	if (n < 0)
		conf_error(report, at, line, key,
			   "expected a folder, \"%s\" cannot be read: %s",
			   folder, err_text(-errno));
	for (int i = 0; i < n; i++) {
		char path[PATH_MAX];
		int length = snprintf(path, sizeof(path), "%s/%s", folder,
				      names[i]->d_name);
		if (length < 0 || (size_t)length >= sizeof(path))
			conf_error(report, folder, 0, NULL,
				   "a path in it is too long");
		else if (all->n >= DOCUMENTS_MAX)
			conf_error(report, path, 0, NULL, "more than %d files",
				   DOCUMENTS_MAX);
		else
			(void)load_file(all, path, false, report);
		free(names[i]);
	}
	free(names);
}

/* Forms other than an array of strings are the schema's to refuse. */
static void
load_includes(struct conf_documents *all, struct conf_report *report)
{
	const struct conf_document *main = all->items[0];
	const config_setting_t *include =
		config_lookup(&main->config, "include");
	if (include == NULL || config_setting_is_aggregate(include) == 0 ||
	    config_setting_is_group(include))
		return;
	for (int i = 0; i < config_setting_length(include); i++) {
		const char *name = config_setting_get_string_elem(include, i);
		char folder[PATH_MAX];
		if (name == NULL)
			continue;
		int n = snprintf(folder, sizeof(folder), "%s%s%s",
				 name[0] == '/' ? "" : main->folder,
				 name[0] == '/' ? "" : "/", name);
		if (n > 0 && (size_t)n < sizeof(folder))
			load_folder(all, folder, main->path,
				    config_setting_source_line(include),
				    "include", report);
	}
}

static char *
absolute_path(const char *path)
{
	char folder[PATH_MAX];
	char *absolute = NULL;
	if (path[0] == '/')
		return strdup(path);
	if (getcwd(folder, sizeof(folder)) == NULL)
		return NULL;
	if (asprintf(&absolute, "%s/%s", folder, path) < 0)
		return NULL;
	return absolute;
}

int
conf_documents_load(const char *path, struct conf_report *report,
		    struct conf_documents **ret_documents)
{
	struct conf_documents *all = calloc(1, sizeof(*all));
	char *absolute = absolute_path(path);
	int rc = -ENOMEM;
	if (all != NULL && absolute != NULL)
		rc = load_file(all, absolute, true, report);
	else
		conf_error(report, path, 0, NULL, "out of memory");
	free(absolute);
	if (rc != 0) {
		conf_documents_free(&all);
		return -EINVAL;
	}
	load_includes(all, report);
	*ret_documents = all;
	return 0;
}

/* Where the state directory is, by the documents themselves: they are not
 * read yet. */
static bool
added_folder(const struct conf_documents *all, char folder[PATH_MAX])
{
	const char *state = "/var/lib/kouan", *from = "";
	for (size_t i = 0; i < all->n; i++)
		if (config_lookup_string(&all->items[i]->config, "state_dir",
					 &state) == CONFIG_TRUE)
			from = all->items[i]->folder;
	int n = snprintf(folder, PATH_MAX, "%s%s%s/register.approved",
			 state[0] == '/' ? "" : from,
			 state[0] == '/' ? "" : "/", state);
	return n > 0 && n < PATH_MAX;
}

void
conf_documents_load_added(struct conf_documents *all, const char *candidate,
			  struct conf_report *report)
{
	char folder[PATH_MAX];
	size_t first = all->n;
	if (!added_folder(all, folder))
		conf_error(report, all->items[0]->path, 0, "state_dir",
			   "too long a path");
	else if (access(folder, R_OK | X_OK) == 0 || errno == EIO)
		load_folder(all, folder, folder, 0, NULL, report);
	else if (errno != ENOENT && errno != ENOTDIR)
		conf_warn(report, folder, 0, NULL,
			  "what was added at run time cannot be read: %s",
			  err_text(-errno));
	if (candidate != NULL)
		(void)load_file(all, candidate, false, report);
	for (size_t i = first; i < all->n; i++)
		all->items[i]->added = true;
}

int
conf_documents_load_one(const char *path, struct conf_report *report,
			struct conf_documents **ret_documents)
{
	struct conf_documents *all = calloc(1, sizeof(*all));
	if (all == NULL || load_file(all, path, false, report) != 0) {
		conf_documents_free(&all);
		return -EINVAL;
	}
	all->items[0]->added = true;
	*ret_documents = all;
	return 0;
}

int
conf_documents_load_folder(const char *folder, struct conf_report *report,
			   struct conf_documents **ret_documents)
{
	struct conf_documents *all = calloc(1, sizeof(*all));
	char *absolute = absolute_path(folder);
	if (all == NULL || absolute == NULL)
		conf_error(report, folder, 0, NULL, "out of memory");
	else
		load_folder(all, absolute, absolute, 0, NULL, report);
	free(absolute);
	if (all == NULL || all->n == 0) {
		conf_documents_free(&all);
		if (report->errors == 0)
			conf_error(report, folder, 0, NULL,
				   "expected files named *.conf, found none");
		return -EINVAL;
	}
	*ret_documents = all;
	return 0;
}
