/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A record is the set of its fields, "KOUAN_NAME=value", sorted: the file's
 * line without prev and hash gives the same set as the journal's entry without
 * what journald adds. Digests of these sets are compared, so memory is the
 * same for long records and short ones.
 */
#include "config.h"

#include "ctl/verify_journal.h"

#include "base/buf.h"
#include "base/digest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <yajl/yajl_tree.h>

#define FIELDS_MAX 128
#define RECORD_MAX (1u << 20)

struct journal_entry {
	uint64_t seq;
	uint8_t digest[32];
};

struct journal_copy {
	struct journal_entry *entries; /* sorted by seq once read */
	size_t n, size;
	struct journal_difference difference;
};

/* The fields of one record, as text in buf, and where each begins. */
struct fields {
	struct buf text;
	struct {
		size_t at, n;
	} of[FIELDS_MAX];
	size_t n;
};

static int
field_add(struct fields *f, struct span name, struct span value)
{
	if (f->n == FIELDS_MAX)
		return ERR_LIMIT;
	size_t at = f->text.n;
	int rc = buf_add(&f->text, name);
	if (rc == 0)
		rc = buf_byte(&f->text, '=');
	if (rc == 0)
		rc = buf_add(&f->text, value);
	f->of[f->n].at = at;
	f->of[f->n].n = f->text.n - at;
	f->n += rc == 0;
	return rc;
}

/* The digest of the set: insertion sort, there are some forty. */
static int
fields_digest(struct fields *f, uint8_t digest[32])
{
	struct span order[FIELDS_MAX];
	struct buf all;
	int rc = 0;
	for (size_t i = 0; i < f->n; i++) {
		struct span s = span_of(f->text.p + f->of[i].at, f->of[i].n);
		size_t k = i;
		for (; k > 0; k--) {
			struct span t = order[k - 1];
			int c = memcmp(t.p, s.p, t.n < s.n ? t.n : s.n);
			if (c < 0 || (c == 0 && t.n <= s.n))
				break;
			order[k] = t;
		}
		order[k] = s;
	}
	buf_init(&all, RECORD_MAX);
	for (size_t i = 0; rc == 0 && i < f->n; i++) {
		rc = buf_printf(&all, "%zu:", order[i].n);
		if (rc == 0)
			rc = buf_add(&all, order[i]);
	}
	if (rc == 0)
		sha256(buf_span(&all), digest);
	buf_fini(&all);
	return rc;
}

/* ---- lines of the file ---- */

/* "seq" is KOUAN_SEQ; three names are journald's own. */
static int
line_field(struct fields *f, const char *key, struct span value)
{
	static const char *const own[] = {"message", "message_id", "priority"};
	char name[64] = "KOUAN_";
	size_t n = 6;
	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		n = strcmp(key, own[i]) == 0 ? 0 : n;
	for (; *key != 0 && n < sizeof(name); key++) {
		char c = *key;
		name[n++] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
	}
	return field_add(f, span_of(name, n), value);
}

static int
line_fields(struct fields *f, struct span line)
{
	char problem[128];
	char *text = malloc(line.n + 1);
	if (text == NULL)
		return -ENOMEM;
	span_copy(line, text, line.n + 1);
	yajl_val tree = yajl_tree_parse(text, problem, sizeof(problem));
	int rc = tree != NULL && YAJL_IS_OBJECT(tree) ? 0 : -EINVAL;
	for (size_t i = 0; rc == 0 && i < tree->u.object.len; i++) {
		const char *key = tree->u.object.keys[i];
		yajl_val v = tree->u.object.values[i];
		if (strcmp(key, "prev") == 0 || strcmp(key, "hash") == 0)
			continue;
		if (YAJL_IS_STRING(v))
			rc = line_field(f, key, span_str(v->u.string));
		else if (YAJL_IS_NUMBER(v))
			rc = line_field(f, key, span_str(v->u.number.r));
	}
	yajl_tree_free(tree);
	free(text);
	return rc;
}

/* The first entry with a number not below seq. */
static size_t
entry_from(const struct journal_copy *c, uint64_t seq)
{
	size_t low = 0, high = c->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (c->entries[middle].seq < seq)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
compare_digest(struct journal_copy *c, uint64_t seq, const uint8_t digest[32])
{
	struct journal_difference *d = &c->difference;
	size_t i = entry_from(c, seq);
	if (i == c->n || c->entries[i].seq != seq) {
		if (d->missing++ == 0)
			d->first_missing = seq;
		return;
	}
	d->compared++;
	/* Another chain in the same journal may have had the number. */
	for (; i < c->n && c->entries[i].seq == seq; i++)
		if (memcmp(c->entries[i].digest, digest, 32) == 0)
			return;
	if (d->altered++ == 0)
		d->first_altered = seq;
}

int
journal_copy_compare(void *arg, uint64_t seq, struct span line)
{
	struct journal_copy *c = arg;
	struct fields f = {.n = 0};
	uint8_t digest[32] = {0};
	if (c->n == 0 || seq < c->entries[0].seq)
		return 0;
	buf_init(&f.text, RECORD_MAX);
	int rc = line_fields(&f, line);
	if (rc == 0)
		rc = fields_digest(&f, digest);
	buf_fini(&f.text);
	/* A line that cannot be taken apart is like no entry. */
	if (rc == 0 || rc != -ENOMEM)
		compare_digest(c, seq, digest);
	return rc == -ENOMEM ? rc : 0;
}

void
journal_copy_result(const struct journal_copy *c, uint64_t last_seq,
		    struct journal_difference *ret_difference)
{
	struct journal_difference d = c->difference;
	for (size_t i = entry_from(c, last_seq + 1); i < c->n; i++)
		if (d.beyond++ == 0)
			d.first_beyond = c->entries[i].seq;
	*ret_difference = d;
}

void
journal_copy_free(struct journal_copy **c)
{
	if (*c != NULL)
		free((*c)->entries);
	free(*c);
	*c = NULL;
}

/* ---- the journal ---- */

#ifdef HAVE_SYSTEMD

#include <systemd/sd-journal.h>

static bool
is_ours(struct span name)
{
	return span_starts(name, SPAN("KOUAN_")) ||
	       span_eq(name, SPAN("MESSAGE")) ||
	       span_eq(name, SPAN("MESSAGE_ID")) ||
	       span_eq(name, SPAN("PRIORITY"));
}

static int
keep(struct journal_copy *c, uint64_t seq, struct fields *f)
{
	if (c->n == c->size) {
		size_t size = c->size * 2 + 1024;
		struct journal_entry *grown =
			realloc(c->entries, size * sizeof(*grown));
		if (grown == NULL)
			return -ENOMEM;
		c->entries = grown;
		c->size = size;
	}
	struct journal_entry *e = &c->entries[c->n];
	e->seq = seq;
	int rc = fields_digest(f, e->digest);
	c->n += rc == 0;
	return rc;
}

/* One entry; those that are no record of ours are passed over. */
static int
read_entry(struct journal_copy *c, sd_journal *j, struct fields *f)
{
	const void *data;
	size_t n;
	uint64_t seq = 0;
	int rc = 0;
	f->n = 0;
	buf_clear(&f->text);
	SD_JOURNAL_FOREACH_DATA(j, data, n)
	{
		struct span value = span_of(data, n);
		struct span name = span_split(&value, '=');
		if (!is_ours(name))
			continue;
		if (span_eq(name, SPAN("KOUAN_SEQ")) &&
		    span_u64(value, &seq) < 0)
			return 0;
		rc = field_add(f, name, value);
		if (rc < 0)
			return rc == ERR_LIMIT ? 0 : rc;
	}
	return seq > 0 ? keep(c, seq, f) : 0;
}

static int
by_seq(const void *a, const void *b)
{
	const struct journal_entry *x = a, *y = b;
	return (x->seq > y->seq) - (x->seq < y->seq);
}

static int
open_journal(const struct journal_source *source, sd_journal **ret_journal)
{
	if (source->directory != NULL)
		return sd_journal_open_directory(ret_journal, source->directory,
						 0);
	if (source->name_space != NULL)
		return sd_journal_open_namespace(
			ret_journal, source->name_space, SD_JOURNAL_LOCAL_ONLY);
	return sd_journal_open(ret_journal, SD_JOURNAL_LOCAL_ONLY);
}

int
journal_copy_read(const struct journal_source *source,
		  struct journal_copy **ret_copy, struct why *why)
{
	sd_journal *j = NULL;
	struct fields f = {.n = 0};
	struct journal_copy *c = calloc(1, sizeof(*c));
	if (c == NULL)
		return why_set(why, -ENOMEM, "no memory");
	buf_init(&f.text, RECORD_MAX);
	int rc = open_journal(source, &j);
	if (rc == 0)
		rc = sd_journal_set_data_threshold(j, 0);
	if (rc == 0)
		rc = sd_journal_add_match(j, "SYSLOG_IDENTIFIER=kouand", 0);
	while (rc >= 0 && (rc = sd_journal_next(j)) > 0)
		rc = read_entry(c, j, &f);
	sd_journal_close(j);
	buf_fini(&f.text);
	if (rc < 0) {
		journal_copy_free(&c);
		return why_set(why, rc, "the journal cannot be read: %s",
			       err_text(rc));
	}
	if (c->n > 0)
		qsort(c->entries, c->n, sizeof(*c->entries), by_seq);
	*ret_copy = c;
	return 0;
}

#else

int
journal_copy_read(const struct journal_source *source,
		  struct journal_copy **ret_copy, struct why *why)
{
	(void)source;
	(void)ret_copy;
	return why_set(why, -ENOSYS, "this build reads no journal");
}

#endif
