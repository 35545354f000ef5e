/* SPDX-License-Identifier: Apache-2.0 */
/* Reading an exact-match list, and asking it. Immutable once read; any
 * thread. */
#include "inspect/digest_list.h"

#include <errno.h>
#include <stdlib.h>

#define PATTERN_MAX 4096

struct digest_list {
	struct digest_key *key;
	char *pattern;
	char *validator; /* NULL: text */
	struct digest *digests;
	size_t n;
};

static int
by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, DIGEST_SIZE);
}

static int
hex_value(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
read_digest(struct span text, struct digest *ret_digest)
{
	if (text.n != 2 * (size_t)DIGEST_SIZE)
		return false;
	for (size_t i = 0; i < DIGEST_SIZE; i++) {
		int high = hex_value(text.p[2 * i]);
		int low = hex_value(text.p[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		ret_digest->bytes[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

/* The value of the next line, which begins with this word. */
static bool
read_named(struct span *rest, const char *word, struct span *ret_value)
{
	struct span line = span_trim(span_split(rest, '\n'), "\r");
	if (!span_starts(line, span_str(word)))
		return false;
	*ret_value = span_from(line, strlen(word));
	return true;
}

static char *
copy(struct span s)
{
	char *text = malloc(s.n + 1);
	return text != NULL ? span_copy(s, text, s.n + 1) : NULL;
}

static int
read_head(struct digest_list *l, struct span *rest, struct why *why)
{
	struct span key, as, pattern;
	struct digest mine = digest_key_check(l->key), theirs;
	if (!span_eq(span_trim(span_split(rest, '\n'), "\r"),
		     SPAN(DIGEST_LIST_HEAD)))
		return why_set(why, -EINVAL,
			       "line 1: expected \"" DIGEST_LIST_HEAD "\"");
	if (!read_named(rest, "key ", &key) || !read_digest(key, &theirs))
		return why_set(why, -EINVAL, "line 2: expected \"key ...\"");
	if (memcmp(&mine, &theirs, sizeof(mine)) != 0)
		return why_set(why, -EINVAL, "made with another key");
	if (!read_named(rest, "as ", &as) || as.n == 0)
		return why_set(why, -EINVAL, "line 3: expected \"as ...\"");
	if (!read_named(rest, "pattern ", &pattern) || pattern.n == 0 ||
	    pattern.n > PATTERN_MAX)
		return why_set(why, -EINVAL,
			       "line 4: expected \"pattern ...\"");
	l->pattern = copy(pattern);
	if (!span_eq(as, SPAN("text"))) {
		l->validator = copy(as);
		if (l->validator == NULL)
			return -ENOMEM;
	}
	return l->pattern != NULL ? 0 : -ENOMEM;
}

static int
read_digests(struct digest_list *l, struct span rest, struct why *why)
{
	size_t most = rest.n / (2 * (size_t)DIGEST_SIZE) + 1;
	if (most > DIGEST_LIST_MAX)
		return why_set(why, -EINVAL, "more than 20 million digests");
	l->digests = calloc(most, sizeof(*l->digests));
	if (l->digests == NULL)
		return -ENOMEM;
	for (size_t line = 5; rest.n > 0; line++) {
		struct span text = span_trim(span_split(&rest, '\n'), "\r");
		if (l->n == most || !read_digest(text, &l->digests[l->n]))
			return why_set(why, -EINVAL,
				       "line %zu: expected a digest", line);
		l->n++;
	}
	if (l->n == 0)
		return why_set(why, -EINVAL, "no digests in it");
	qsort(l->digests, l->n, sizeof(*l->digests), by_bytes);
	return 0;
}

int
digest_list_parse(struct span file, struct span secret,
		  struct digest_list **ret_list, struct why *why)
{
	CLEANUP(digest_list_free) struct digest_list *l = calloc(1, sizeof(*l));
	if (l == NULL)
		return -ENOMEM;
	int rc = digest_key_new(secret, &l->key);
	if (rc == -EINVAL)
		return why_set(why, rc, "its key is shorter than 16 bytes");
	if (rc == 0)
		rc = read_head(l, &file, why);
	if (rc == 0)
		rc = read_digests(l, file, why);
	if (rc < 0)
		return rc;
	*ret_list = l;
	l = NULL;
	return 0;
}

void
digest_list_free(struct digest_list **pl)
{
	struct digest_list *l = *pl;
	*pl = NULL;
	if (l == NULL)
		return;
	digest_key_free(&l->key);
	free(l->pattern);
	free(l->validator);
	free(l->digests);
	free(l);
}

size_t
digest_list_count(const struct digest_list *l)
{
	return l->n;
}

const char *
digest_list_validator(const struct digest_list *l)
{
	return l->validator;
}

const char *
digest_list_pattern(const struct digest_list *l)
{
	return l->pattern;
}

bool
digest_list_has(const struct digest_list *l, struct span canonical)
{
	struct digest d = digest_of(l->key, SPAN(DIGEST_LIST_KIND), canonical);
	return bsearch(&d, l->digests, l->n, sizeof(d), by_bytes) != NULL;
}
