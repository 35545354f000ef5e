/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A plain reader of conf/detectors.d for tests below the configuration floor.
 * It trusts the files; the daemon's own reader does not.
 */
#include "lib/detectors_load.h"

#include <dirent.h>
#include <libconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFS_MAX 256

static config_t files[32];
static size_t n_files;
static struct detector_def defs[DEFS_MAX];
static size_t n_defs;

static _Noreturn void
fail(const char *what, const char *text)
{
	fprintf(stderr, "detectors: %s: %s\n", what, text);
	exit(2);
}

/* The place of a name in a list ended by NULL. */
static int
word_index(const char *const *words, const char *word)
{
	for (int i = 0; words[i] != NULL; i++) {
		if (strcmp(words[i], word) == 0)
			return i;
	}
	fail("unknown word", word);
}

static const char *const *
read_list(config_setting_t *s, const char *name)
{
	config_setting_t *list = config_setting_get_member(s, name);
	int n = list != NULL ? config_setting_length(list) : 0;
	const char **out = calloc((size_t)n + 1, sizeof(*out));
	for (int i = 0; i < n; i++)
		out[i] = config_setting_get_string_elem(list, i);
	return out;
}

static void
read_detector(config_setting_t *s, const char *file)
{
	static const char *const kinds[] = {
		"identity",  "contact", "account", "device",	"weak",
		"attribute", "secret",	"company", "important", NULL};
	static const char *const levels[] = {"low", "medium", "high", NULL};
	const char *kind = "", *threshold = "medium";
	int domestic = 0;
	if (n_defs == DEFS_MAX)
		fail(file, "too many detectors");
	struct detector_def *d = &defs[n_defs++];
	config_setting_lookup_string(s, "id", &d->id);
	config_setting_lookup_string(s, "category", &d->category);
	config_setting_t *title = config_setting_get_member(s, "title");
	if (title != NULL) {
		config_setting_lookup_string(title, "en", &d->title_en);
		config_setting_lookup_string(title, "zh", &d->title_zh);
	}
	config_setting_lookup_string(s, "kind", &kind);
	config_setting_lookup_int(s, "tier", &d->tier);
	config_setting_lookup_string(s, "pattern", &d->pattern);
	config_setting_lookup_string(s, "validator", &d->validator);
	config_setting_lookup_bool(s, "domestic", &domestic);
	config_setting_lookup_string(s, "threshold", &threshold);
	config_setting_lookup_string(s, "important", &d->important);
	d->kind = (enum finding_kind)word_index(kinds, kind);
	d->threshold = (enum confidence)word_index(levels, threshold);
	d->domestic = domestic != 0;
	d->context = read_list(s, "context");
	d->labels = read_list(s, "labels");
	d->anti = read_list(s, "anti");
	d->examples = read_list(s, "examples");
	d->counterexamples = read_list(s, "counterexamples");
	d->file = file;
	d->line = config_setting_source_line(s);
}

static int
is_conf(const struct dirent *e)
{
	size_t n = strlen(e->d_name);
	return n > 5 && strcmp(e->d_name + n - 5, ".conf") == 0;
}

struct rules *
test_rules(void)
{
	static char paths[32][4096];
	struct dirent **names;
	int n = scandir(CONFDIR "/detectors.d", &names, is_conf, alphasort);
	if (n <= 0 || n > 32)
		fail(CONFDIR "/detectors.d", "no files");
	n_defs = n_files = 0;
	for (int i = 0; i < n; i++) {
		config_t *c = &files[n_files++];
		snprintf(paths[i], sizeof(paths[i]), "%s/detectors.d/%s",
			 CONFDIR, names[i]->d_name);
		free(names[i]);
		config_init(c);
		if (config_read_file(c, paths[i]) != CONFIG_TRUE)
			fail(paths[i], config_error_text(c));
		config_setting_t *list = config_lookup(c, "detectors");
		for (int k = 0; k < config_setting_length(list); k++)
			read_detector(
				config_setting_get_elem(list, (unsigned)k),
				paths[i]);
	}
	free(names);
	struct why why = {""};
	struct rules *r = NULL;
	if (rules_compile(defs, n_defs, &r, &why) < 0)
		fail("compile", why.text);
	for (size_t i = 0; i < n_defs; i++) {
		free((void *)(uintptr_t)defs[i].context);
		free((void *)(uintptr_t)defs[i].labels);
		free((void *)(uintptr_t)defs[i].anti);
		free((void *)(uintptr_t)defs[i].examples);
		free((void *)(uintptr_t)defs[i].counterexamples);
		defs[i] = (struct detector_def){.id = NULL};
	}
	while (n_files > 0)
		config_destroy(&files[--n_files]);
	return r;
}
