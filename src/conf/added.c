/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files and additions made to agree. The lists stand in order of reading:
 * files first, then additions by number, so that what came first stays.
 * The thread that loads.
 */
#include "conf/added.h"

#include "policy/register.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#define SAID_BYTES 512

static const char *const lists[] = {"recipients", "pathways", "flows"};
#define N_LISTS (sizeof(lists) / sizeof(lists[0]))

static struct conf_value *
list_of(struct conf_group *root, const char *list)
{
	return &root->values[conf_row_index(root->table, list)];
}

static bool
is_candidate(const struct conf_added *a, const struct conf_group *g)
{
	return a->candidate != NULL && strcmp(g->file, a->candidate) == 0;
}

static void PRINTF(4, 5)
	complain(struct conf_added *a, const struct conf_group *g,
		 const char *list, const char *fmt, ...)
{
	char text[SAID_BYTES], line[SAID_BYTES + 256];
	va_list args;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (is_candidate(a, g)) {
		conf_error(a->report, g->file, g->line, list, "%s", text);
		return;
	}
	conf_warn(a->report, g->file, g->line, list, "%s", text);
	snprintf(line, sizeof(line), "%s:%d: %s: %s", g->file, g->line, list,
		 text);
	if (a->n_said + 1 < ADDED_SAID_MAX)
		a->said[a->n_said++] = arena_str(a->arena, span_str(line));
}

static void
leave_out(struct conf_value *v, size_t i)
{
	v->n_groups--;
	memmove(&v->groups[i], &v->groups[i + 1],
		(v->n_groups - i) * sizeof(v->groups[0]));
}

static bool
shares(const struct conf_group *a, const struct conf_group *b, const char *key,
       const char **ret_text)
{
	const struct conf_value *of_a = conf_get(a, key);
	for (size_t i = 0; i < of_a->n_items; i++)
		if (conf_value_has(conf_get(b, key), of_a->items[i].text)) {
			*ret_text = of_a->items[i].text;
			return true;
		}
	return false;
}

/* Whether an entry that stands before has what this one claims. */
static bool
is_taken(struct conf_added *a, const struct conf_value *v, size_t i,
	 const char *list)
{
	const struct conf_group *g = v->groups[i];
	const char *text = NULL;
	bool hosts = strcmp(list, "recipients") == 0;
	for (size_t k = 0; k < i; k++) {
		const struct conf_group *other = v->groups[k];
		if (!shares(g, other, "id", &text) &&
		    (!hosts || (!shares(g, other, "hosts", &text) &&
				!shares(g, other, "networks", &text))))
			continue;
		complain(a, g, list,
			 "what was added is left out: \"%s\" is at %s:%d too, "
			 "which holds",
			 text, other->file, other->line);
		return true;
	}
	return false;
}

/* What nobody may add ready made: approval is what makes it so. */
static bool
is_premature(struct conf_added *a, const struct conf_group *g, const char *list)
{
	int64_t status = PATHWAY_DRAFT;
	const struct conf_group *claim = NULL;
	if (strcmp(list, "pathways") == 0)
		status = conf_number(g, "status", PATHWAY_DRAFT);
	if (strcmp(list, "flows") == 0)
		claim = conf_group(g, "exemption");
	if (status != PATHWAY_DRAFT && status != PATHWAY_SUBMITTED)
		complain(a, g, list,
			 "what is added begins as draft or submitted, and "
			 "approval puts it in force; expected that status, "
			 "found \"%s\"",
			 pathway_status_name((enum pathway_status)status));
	else if (claim != NULL && conf_text(claim, "approved_by") != NULL)
		complain(a, g, list,
			 "an added claim is approved by who approves the "
			 "addition, expected no approved_by");
	else
		return false;
	return true;
}

static const struct conf_group *
about(const struct conf_group *root, const struct conf_group *g)
{
	const struct conf_value *v = conf_get(root, "additions");
	for (size_t i = 0; i < v->n_groups; i++)
		if (v->groups[i]->file == g->file)
			return v->groups[i];
	return NULL;
}

/* A flow that stands before and takes all that this one would. */
static void
warn_never_used(struct conf_added *a, const struct conf_value *v, size_t i)
{
	const struct conf_group *g = v->groups[i];
	const struct conf_value *sources = conf_get(g, "sources");
	for (size_t k = 0; k < i; k++) {
		const struct conf_group *other = v->groups[k];
		const struct conf_value *theirs = conf_get(other, "sources");
		const char *text;
		bool all = shares(g, other, "recipient", &text);
		if (theirs->n_items > 0 && sources->n_items == 0)
			all = false;
		for (size_t n = 0; theirs->n_items > 0 && n < sources->n_items;
		     n++)
			all = all &&
			      conf_value_has(theirs, sources->items[n].text);
		if (!all)
			continue;
		complain(a, g, "flows",
			 "the added flow \"%s\" is never used: \"%s\" at "
			 "%s:%d takes the same, and holds",
			 conf_text(g, "id"), conf_text(other, "id"),
			 other->file, other->line);
		return;
	}
}

static void
settle_list(struct conf_added *a, struct conf_group *root, const char *list)
{
	struct conf_value *v = list_of(root, list);
	for (size_t i = 0; i < v->n_groups;) {
		struct conf_group *g = v->groups[i];
		bool out = false;
		if (g->added && about(root, g) == NULL) {
			complain(a, g, list,
				 "left out: nothing says who added it");
			out = true;
		}
		if (g->added && !out)
			out = is_premature(a, g, list) ||
			      is_taken(a, v, i, list);
		if (out)
			leave_out(v, i);
		else
			i++;
	}
}

int
conf_added_settle(struct conf_added *a, struct conf_group *root)
{
	a->said = arena_alloc(a->arena, ADDED_SAID_MAX * sizeof(*a->said));
	if (a->said == NULL)
		return -ENOMEM;
	memset(a->said, 0, ADDED_SAID_MAX * sizeof(*a->said));
	if (a->report->errors > 0)
		return 0; /* the lists may be half read */
	for (size_t i = 0; i < N_LISTS; i++)
		settle_list(a, root, lists[i]);
	return 0;
}

static void
keep_first(void *arg, bool is_error, const char *text)
{
	char *first = arg;
	if (is_error && first[0] == '\0')
		snprintf(first, SAID_BYTES, "%s", text);
}

static bool
is_refused(const struct conf_check *check, const struct conf_group *g,
	   const char *list, char first[SAID_BYTES])
{
	struct conf_report silent = {.fn = keep_first, .arg = first};
	struct conf_check c = *check;
	c.report = &silent;
	first[0] = '\0';
	if (strcmp(list, "recipients") == 0)
		conf_check_recipient(&c, g);
	else if (strcmp(list, "pathways") == 0)
		conf_check_pathway(&c, g);
	else
		conf_check_flow(&c, g);
	return silent.errors > 0;
}

void
conf_added_check(struct conf_added *a, struct conf_group *root,
		 const struct conf_check *check)
{
	char first[SAID_BYTES];
	for (size_t l = 0; l < N_LISTS; l++) {
		struct conf_value *v = list_of(root, lists[l]);
		for (size_t i = 0; i < v->n_groups;) {
			struct conf_group *g = v->groups[i];
			if (!g->added || conf_text(g, "id") == NULL ||
			    !is_refused(check, g, lists[l], first)) {
				if (g->added && l + 1 == N_LISTS)
					warn_never_used(a, v, i);
				i++;
				continue;
			}
			size_t n = strlen(g->file);
			bool own = strncmp(first, g->file, n) == 0;
			if (is_candidate(a, g))
				conf_error_line(a->report, first);
			else
				complain(a, g, lists[l],
					 "what was added is left out: %s",
					 first + (own ? n + 1 : 0));
			conf_forget(check, lists[l], conf_text(g, "id"));
			leave_out(v, i);
		}
	}
}
