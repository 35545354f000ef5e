/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fingerprints of a list in one sorted array, each with its file; a watch
 * keeps a bit for each that it has met. One that stands in several files
 * (a letterhead) says nothing and is left out when the list is read.
 */
#include "inspect/fingerprint.h"

#include "inspect/winnow.h"

#include <errno.h>
#include <stdlib.h>

struct print {
	uint64_t hash;
	uint32_t file;
};

struct fingerprints {
	uint64_t key;
	struct print *prints;
	size_t n;
	uint32_t *wanted; /* by file: how many are enough */
	size_t n_files;
};

struct fingerprint_watch {
	const struct fingerprints *list;
	struct winnow winnow;
	uint64_t *met;	/* a bit for each, made when first needed */
	uint8_t *count; /* by file */
	bool found;
};

uint64_t
fingerprint_key(const struct digest_key *key)
{
	struct digest d = digest_of(key, SPAN("kouan-fingerprints"), SPAN("1"));
	uint64_t value;
	memcpy(&value, d.bytes, sizeof(value));
	return value;
}

static int
by_hash(const void *a, const void *b)
{
	const struct print *x = a, *y = b;
	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return (x->file > y->file) - (x->file < y->file);
}

static bool
read_hex(struct span text, uint64_t *ret_value)
{
	uint64_t value = 0;
	if (text.n != 16)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];
		if (c >= '0' && c <= '9')
			value = value << 4 | (uint64_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			value = value << 4 | (uint64_t)(c - 'a' + 10);
		else
			return false;
	}
	*ret_value = value;
	return true;
}

static int
read_head(struct fingerprints *f, struct span *rest,
	  const struct digest_key *key, struct why *why)
{
	char hex[2 * DIGEST_SIZE + 1];
	struct digest check = digest_key_check(key);
	struct span line = span_trim(span_split(rest, '\n'), "\r");
	if (!span_eq(line, SPAN(FINGERPRINT_HEAD)))
		return why_set(why, -EINVAL,
			       "line 1: expected \"" FINGERPRINT_HEAD "\"");
	line = span_trim(span_split(rest, '\n'), "\r");
	if (!span_starts(line, SPAN("key ")))
		return why_set(why, -EINVAL, "line 2: expected \"key ...\"");
	hex_text(span_of(check.bytes, DIGEST_SIZE), hex);
	if (!span_eq(span_from(line, 4), span_str(hex)))
		return why_set(why, -EINVAL, "made with another key");
	f->key = fingerprint_key(key);
	return 0;
}

static int
read_prints(struct fingerprints *f, struct span rest, struct why *why)
{
	for (size_t line = 3; rest.n > 0; line++) {
		struct span text = span_trim(span_split(&rest, '\n'), "\r");
		uint64_t value = 0;
		if (span_starts(text, SPAN("file "))) {
			f->n_files++;
		} else if (f->n_files > 0 && read_hex(text, &value)) {
			f->prints[f->n++] =
				(struct print){value, (uint32_t)f->n_files - 1};
		} else {
			return why_set(why, -EINVAL,
				       "line %zu: expected a fingerprint",
				       line);
		}
	}
	return f->n > 0 ? 0 : why_set(why, -EINVAL, "no fingerprints in it");
}

/* Sorts, and keeps those that one file alone has. */
static int
settle(struct fingerprints *f)
{
	size_t kept = 0;
	f->wanted = calloc(f->n_files, sizeof(*f->wanted));
	if (f->wanted == NULL)
		return -ENOMEM;
	qsort(f->prints, f->n, sizeof(*f->prints), by_hash);
	for (size_t i = 0, next; i < f->n; i = next) {
		bool one = true;
		for (next = i + 1;
		     next < f->n && f->prints[next].hash == f->prints[i].hash;
		     next++)
			one &= f->prints[next].file == f->prints[i].file;
		if (!one)
			continue;
		f->prints[kept++] = f->prints[i];
		uint32_t *wanted = &f->wanted[f->prints[i].file];
		*wanted += *wanted < FINGERPRINTS_ENOUGH;
	}
	f->n = kept;
	return 0;
}

int
fingerprints_parse(struct span file, struct span secret,
		   struct fingerprints **ret_prints, struct why *why)
{
	struct digest_key *key = NULL;
	size_t lines = 1;
	for (size_t i = 0; i < file.n; i++)
		lines += file.p[i] == '\n';
	if (lines > FINGERPRINTS_MAX)
		return why_set(why, -EINVAL, "more than 20 million lines");
	CLEANUP(fingerprints_free)
	struct fingerprints *f = calloc(1, sizeof(*f));
	if (f == NULL)
		return -ENOMEM;
	f->prints = calloc(lines, sizeof(*f->prints));
	if (f->prints == NULL)
		return -ENOMEM;
	int rc = digest_key_new(secret, &key);
	if (rc == -EINVAL)
		return why_set(why, rc, "its key is shorter than 16 bytes");
	if (rc == 0)
		rc = read_head(f, &file, key, why);
	digest_key_free(&key);
	if (rc == 0)
		rc = read_prints(f, file, why);
	if (rc == 0)
		rc = settle(f);
	if (rc < 0)
		return rc;
	*ret_prints = f;
	f = NULL;
	return 0;
}

void
fingerprints_free(struct fingerprints **pf)
{
	struct fingerprints *f = *pf;
	*pf = NULL;
	if (f == NULL)
		return;
	free(f->prints);
	free(f->wanted);
	free(f);
}

size_t
fingerprints_count(const struct fingerprints *f)
{
	return f->n;
}

int
fingerprint_watch_new(const struct fingerprints *f, bool text,
		      struct fingerprint_watch **ret_watch)
{
	struct fingerprint_watch *w = calloc(1, sizeof(*w));
	if (w == NULL)
		return -ENOMEM;
	w->list = f;
	winnow_init(&w->winnow, f->key, text);
	*ret_watch = w;
	return 0;
}

void
fingerprint_watch_free(struct fingerprint_watch **pw)
{
	struct fingerprint_watch *w = *pw;
	*pw = NULL;
	if (w == NULL)
		return;
	free(w->met);
	free(w->count);
	explicit_bzero(&w->winnow, sizeof(w->winnow));
	free(w);
}

/* One that was met: the bit, and the file's count. */
static void
meet(struct fingerprint_watch *w, size_t i)
{
	const struct fingerprints *f = w->list;
	if (w->met == NULL)
		w->met = calloc(f->n / 64 + 1, sizeof(*w->met));
	if (w->count == NULL)
		w->count = calloc(f->n_files, 1);
	if (w->met == NULL || w->count == NULL) {
		/* In doubt it is the file. */
		w->found = true;
		return;
	}
	if ((w->met[i / 64] >> i % 64 & 1) != 0)
		return;
	w->met[i / 64] |= UINT64_C(1) << i % 64;
	uint32_t file = f->prints[i].file;
	w->found |= ++w->count[file] >= f->wanted[file];
}

static void
on_fingerprint(void *arg, uint64_t hash)
{
	struct fingerprint_watch *w = arg;
	const struct fingerprints *f = w->list;
	size_t low = 0, high = f->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (f->prints[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	if (!w->found && low < f->n && f->prints[low].hash == hash)
		meet(w, low);
}

bool
fingerprint_watch_push(struct fingerprint_watch *w, struct span in, bool last)
{
	winnow_push(&w->winnow, in, on_fingerprint, w);
	if (last)
		winnow_end(&w->winnow, on_fingerprint, w);
	return w->found;
}
