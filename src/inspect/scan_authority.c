/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The authority: PCRE2 alone, every detector at every start of every field,
 * with nothing before it that could leave a match out. Tests hold the finder's
 * way against it. A scanner is one thread's.
 */
#include "inspect/scan_kit.h"

#include <errno.h>
#include <stdlib.h>

/* A detector's pattern, not anchored. */
static int
authority_code(struct scanner *s, unsigned detector, pcre2_code **ret_code)
{
	int code;
	PCRE2_SIZE at;
	if (s->free_codes == NULL)
		s->free_codes = calloc(s->rules->n, sizeof(*s->free_codes));
	if (s->free_codes == NULL)
		return -ENOMEM;
	if (s->free_codes[detector] == NULL) {
		const char *pattern = s->rules->detectors[detector].pattern;
		s->free_codes[detector] = pcre2_compile(
			(PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
			PCRE2_DOLLAR_ENDONLY | PCRE2_NO_AUTO_CAPTURE, &code,
			&at, NULL);
		if (s->free_codes[detector] == NULL)
			return -ENOMEM;
		(void)pcre2_jit_compile(s->free_codes[detector],
					PCRE2_JIT_COMPLETE);
	}
	*ret_code = s->free_codes[detector];
	return 0;
}

/* All matches of a detector in the field at hand, at every start. */
static int
authority_detector(struct pass *p, unsigned detector)
{
	struct scanner *s = p->s;
	pcre2_code *code;
	int rc = authority_code(s, detector, &code);
	size_t at = 0, n = p->until - p->from;
	while (rc == 0 && at < n) {
		int found = pcre2_match(code, p->text.p + p->from, n, at, 0,
					s->data, s->context_hard);
		if (found == PCRE2_ERROR_NOMATCH)
			break;
		if (found < 0)
			return ERR_UNREADABLE;
		at = s->ends[0] + 1;
		rc = pass_match(p, detector, p->from + s->ends[0],
				s->ends[1] - s->ends[0]);
	}
	return rc;
}

static int
authority_word_list(struct pass *p, unsigned detector)
{
	const struct word_list *l = p->s->rules->detectors[detector].word_list;
	int rc = 0;
	for (size_t at = p->from; rc == 0 && at < p->until; at++) {
		size_t n =
			word_list_at_slowly(l, p->text, p->from, p->until, at);
		if (n > 0)
			rc = pass_match(p, detector, at, n);
	}
	return rc;
}

int
scan_block_authority(struct scanner *s, const struct labels *l,
		     const struct block *b, scan_hit_fn *fn, void *arg)
{
	struct pass p = pass_begin(s, l, b, NULL, fn, arg);
	const struct rules *r = s->rules;
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < b->n_fields; i++) {
		rc = pass_enter(&p, i);
		for (unsigned d = 0; rc == 0 && d < r->n; d++) {
			if (r->detectors[d].code != NULL &&
			    r->detectors[d].anchor != ANCHOR_LABEL)
				rc = authority_detector(&p, d);
			else if (r->detectors[d].anchor == ANCHOR_LIST)
				rc = authority_word_list(&p, d);
		}
		if (rc == 0)
			rc = pass_leave(&p);
	}
	pass_end(&p);
	return rc;
}
