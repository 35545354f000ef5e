/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commits and tags: header lines, a blank line, then a message that is a layer
 * of its own, in the character set that the header names. Who wrote a commit
 * is said in each; that identity is shown, and counted only where the settings
 * say so. The message counts in full, but for a signing-off by the very same
 * identity. One owner, one thread.
 */
#include "inspect/git.h"

#include "inspect/window.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define WHO_MAX 256
#define WHOS 3
#define CHARSET_MAX 40
/* A name in an identity is no number that identifies. */
#define NAME_DIGITS 7

struct note {
	struct stage stage;
	struct window window;
	struct stage *message;
	bool fragment;
	unsigned layers;
	/* NAME <MAIL> of author, committer, tagger. */
	struct {
		size_t n;
		uint8_t text[WHO_MAX];
	} who[WHOS];
	size_t n_who;
	size_t charset_n;
	uint8_t charset[CHARSET_MAX];
};

static struct note *
note_of(struct stage *s)
{
	return (struct note *)(void *)s;
}

/* TIME ZONE after an identity: digits, a space, a sign and four digits. */
static bool
is_when(struct span s)
{
	struct span time = span_split(&s, ' ');
	uint64_t value;
	return time.n > 0 && time.n <= 12 && span_u64(time, &value) == 0 &&
	       s.n == 5 && (s.p[0] == '+' || s.p[0] == '-') &&
	       span_u64(span_from(s, 1), &value) == 0;
}

bool
git_is_identity(struct span line, struct span *ret_who)
{
	static const char *const words[] = {"author ", "committer ", "tagger ",
					    "pusher "};
	size_t at = line.n;
	*ret_who = SPAN_NONE;
	while (at > 0 && line.p[at - 1] != '>')
		at--;
	if (at == 0 || !span_starts(span_from(line, at), SPAN(" ")) ||
	    !is_when(span_from(line, at + 1)))
		return false;
	line = span_trim(span_cut(line, 0, at), " ");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (span_starts(line, span_str(words[i])))
			*ret_who = span_from(line, strlen(words[i]));
	return true;
}

unsigned
git_identity_flags(const struct work *w, struct span line)
{
	size_t digits = 0;
	ssize_t mail = span_chr(line, '<');
	if (w->env->count_git_identities)
		return 0;
	for (ssize_t i = 0; i < mail; i++) {
		bool digit = line.p[i] >= '0' && line.p[i] <= '9';
		digits = digit ? digits + 1 : 0;
		if (digits >= NAME_DIGITS)
			return 0;
	}
	return RECORD_NO_PERSON;
}

static void
keep_who(struct note *n, struct span who)
{
	if (n->n_who == WHOS || who.n == 0 || who.n > WHO_MAX)
		return;
	memcpy(n->who[n->n_who].text, who.p, who.n);
	n->who[n->n_who++].n = who.n;
}

static bool
is_signature(const struct note *n, struct span line)
{
	struct span who = line;
	struct span key = span_split(&who, ':');
	if (!span_eq_nocase(key, SPAN("Signed-off-by")))
		return false;
	who = span_trim(who, " \r");
	for (size_t i = 0; i < n->n_who; i++)
		if (span_eq(who, span_of(n->who[i].text, n->who[i].n)))
			return true;
	return false;
}

/* A line of the header, or of the message about an identity: a record. */
static void
take(struct note *n, size_t at, size_t len, unsigned flags)
{
	struct harvest *h = n->stage.work->harvest;
	len = fold_text(n->window.text.p + at, len, NULL);
	harvest_open(h, n->window.base + at, flags);
	harvest_field(h, at, len, LABEL_NONE);
	harvest_close(h, n->window.base + at + len);
}

static int
message_open(struct note *n, size_t i)
{
	struct work *w = n->stage.work;
	char type[CHARSET_MAX + 32] = "";
	struct hints hints = {0};
	const char *cause = budget_enter(&w->budget);
	w->origin = n->window.base + i;
	if (cause != NULL)
		return binary_open(w, UNREADABLE_SIZE, cause, &n->message);
	if (n->charset_n > 0) {
		snprintf(type, sizeof(type), "text/plain; charset=%.*s",
			 (int)n->charset_n, (const char *)n->charset);
		hints.type = span_str(type);
	}
	return layer_open(w, &hints, &n->message);
}

static void
header(struct note *n, size_t at, size_t len)
{
	struct span line = span_of(n->window.text.p + at, len), who;
	struct span value = line;
	struct span key = span_split(&value, ' ');
	unsigned flags = 0;
	if (git_is_identity(line, &who)) {
		keep_who(n, who);
		flags = git_identity_flags(n->stage.work, line);
	} else if (span_eq(key, SPAN("encoding")) && value.n <= CHARSET_MAX) {
		memcpy(n->charset, value.p, value.n);
		n->charset_n = value.n;
	}
	take(n, at, len, flags);
}

/* Bytes of the message, or its end. */
static int
pass(struct note *n, size_t from, size_t to, bool last)
{
	struct work *w = n->stage.work;
	int rc = window_flush(&n->window, &n->stage, from);
	if (rc < 0 || (from == to && !last))
		return rc;
	uint64_t epoch = w->epoch;
	w->epoch = epoch_min(epoch, window_epoch(&n->window, from));
	rc = stage_push(n->message,
			span_cut(buf_span(&n->window.text), from, to), last);
	w->epoch = epoch;
	return rc;
}

/* The message's line at i, of len bytes and its end. */
static int
message_line(struct note *n, size_t i, size_t len, size_t next)
{
	struct span line = span_cut(buf_span(&n->window.text), i, i + len);
	struct span who;
	bool own = n->fragment ? git_is_identity(line, &who)
			       : is_signature(n, line);
	int rc;
	if (!own || n->stage.work->env->count_git_identities)
		return pass(n, i, next, false);
	rc = window_flush(&n->window, &n->stage, i);
	take(n, i, len, git_identity_flags(n->stage.work, line));
	return rc < 0 ? rc : window_flush(&n->window, &n->stage, next);
}

static ssize_t
note_run(struct stage *s, bool last)
{
	struct note *n = note_of(s);
	size_t i = 0;
	int rc = 0;
	while (rc == 0 && (i < n->window.text.n || last)) {
		struct span rest = span_from(buf_span(&n->window.text), i);
		ssize_t end = span_chr(span_cut(rest, 0, LONG_VALUE), '\n');
		if (end < 0 && !last && rest.n < LONG_VALUE)
			break;
		size_t len = end >= 0		   ? (size_t)end
			     : rest.n < LONG_VALUE ? rest.n
						   : LONG_VALUE;
		size_t next = i + len + (end >= 0);
		bool body = len == 0 || end < 0;
		if (n->message == NULL && !body) {
			header(n, i, len);
		} else if (n->message == NULL) {
			rc = message_open(n, i);
			if (rc == 0 && end >= 0)
				i = next;
			continue;
		} else if (i < n->window.text.n) {
			rc = message_line(n, i, len, next);
		} else {
			rc = pass(n, i, i, true);
			break;
		}
		i = next;
	}
	return rc < 0 ? rc : (ssize_t)i;
}

static int
note_push(struct stage *s, struct span in, bool last)
{
	return window_push(&note_of(s)->window, s, in, last, note_run);
}

static uint64_t
note_pending(const struct stage *s)
{
	const struct note *n = (const struct note *)(const void *)s;
	return epoch_min(window_pending(&n->window), stage_pending(n->message));
}

static void
note_close(struct stage *s)
{
	struct note *n = note_of(s);
	stage_close(&n->message);
	window_fini(&n->window);
	explicit_bzero(n, sizeof(*n));
	free(n);
}

int
git_note_open(struct work *w, bool fragment, struct stage **ret_stage)
{
	static const struct stage_ops ops = {"git-note", note_push,
					     note_pending, note_close};
	struct note *n = calloc(1, sizeof(*n));
	if (n == NULL)
		return -ENOMEM;
	n->stage = (struct stage){&ops, w};
	n->fragment = fragment;
	n->layers = w->budget.depth;
	window_init(&n->window, w->origin);
	*ret_stage = &n->stage;
	return fragment ? message_open(n, 0) : 0;
}
