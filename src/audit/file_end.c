/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a file ends. A writer that was killed may leave part of a line: that
 * was never acknowledged to anybody, so it is cut off, and the number of its
 * bytes is told. Whole lines are never touched, whatever they say. Where the
 * file says less than the ledger knows, the chain goes on from the ledger's
 * record, so that the missing part stays visible for ever.
 */
#include "audit/sink_file.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* How far back we look for a line that holds, or for the ledger's. */
#define LOOK_BACK (16 << 20)
/* How much of it goes to the recent lines. */
#define RECALL (1 << 20)

static void PRINTF(3, 4)
	note(struct file_end *end, bool alarm, const char *fmt, ...)
{
	size_t used = strlen(end->note);
	va_list args;
	end->alarm |= alarm;
	if (used > 0 && used < sizeof(end->note) - 2) {
		strcpy(end->note + used, "; ");
		used += 2;
	}
	va_start(args, fmt);
	vsnprintf(end->note + used, sizeof(end->note) - used, fmt, args);
	va_end(args);
}

static int
read_end(int fd, off_t size, struct span *ret_text)
{
	size_t n = size > LOOK_BACK ? LOOK_BACK : (size_t)size;
	uint8_t *p = malloc(n + 1);
	size_t have = 0;
	if (p == NULL)
		return -ENOMEM;
	while (have < n) {
		ssize_t got = pread(fd, p + have, n - have,
				    size - (off_t)n + (off_t)have);
		if (got <= 0) {
			free(p);
			return got < 0 ? -errno : -EIO;
		}
		have += (size_t)got;
	}
	*ret_text = span_of(p, n);
	return 0;
}

/* Takes the last line off text, which ends with a newline or is empty. False
 * when there is none, or its begin is out of sight. */
static bool
last_line(struct span *text, bool from_start, struct span *ret_line)
{
	if (text->n == 0)
		return false;
	struct span line = span_cut(*text, 0, text->n - 1);
	const uint8_t *before =
		line.n > 0 ? memrchr(line.p, '\n', line.n) : NULL;
	if (before == NULL && !from_start)
		return false;
	size_t at = before != NULL ? (size_t)(before - line.p) + 1 : 0;
	*ret_line = span_from(line, at);
	*text = span_cut(*text, 0, at);
	return true;
}

static void
compare_older(struct file_end *end, struct span rest, bool from_start,
	      const struct chain *known)
{
	struct chain_line line;
	struct span text;
	while (last_line(&rest, from_start, &text)) {
		if (chain_read(text, &line, NULL) < 0 || line.seq > known->seq)
			continue;
		if (line.seq != known->seq ||
		    memcmp(line.hash_bytes, known->hash, 32) != 0)
			note(end, true,
			     "record %llu is not the one the ledger knows: "
			     "the file was rewritten",
			     (unsigned long long)known->seq);
		return;
	}
}

static void
compare(struct file_end *end, struct span rest, bool from_start,
	const struct chain *known)
{
	if (known->seq == 0)
		return;
	if (known->seq > end->chain.seq) {
		note(end, true,
		     "the file ends at record %llu, but %llu was "
		     "written: its end was cut",
		     (unsigned long long)end->chain.seq,
		     (unsigned long long)known->seq);
		end->chain = *known;
	} else if (known->seq < end->chain.seq) {
		compare_older(end, rest, from_start, known);
	} else if (memcmp(known->hash, end->chain.hash, 32) != 0) {
		note(end, true,
		     "record %llu is not the one the ledger knows: the "
		     "file was rewritten",
		     (unsigned long long)known->seq);
		end->chain = *known;
	}
}

/* The last line that holds becomes the chain's end. */
static int
find_chain(struct file_end *end, struct span text, bool from_start,
	   const struct chain *known, struct why *why)
{
	struct chain_line found;
	struct span line;
	unsigned bad = 0;
	while (last_line(&text, from_start, &line)) {
		if (chain_read(line, &found, NULL) == 0) {
			end->chain.seq = found.seq;
			memcpy(end->chain.hash, found.hash_bytes, 32);
			if (bad > 0)
				note(end, true,
				     "the last %u lines were changed", bad);
			compare(end, text, from_start, known);
			return 0;
		}
		bad++;
	}
	return why_set(why, ERR_VERIFY,
		       "it is not an audit file: no line at its end holds");
}

/* What may be cut off: what a writer of ours began, or blocks that a crashed
 * file system left empty. */
static bool
is_torn_line(struct span torn)
{
	struct span begin = SPAN("{\"seq\":");
	return torn.n == 0 || torn.p[0] == 0 ||
	       (torn.n < RECORD_LINE &&
		span_starts(torn, span_cut(begin, 0, torn.n)));
}

static int
repair_text(int fd, struct span text, off_t *size, const struct chain *known,
	    struct recent *recent, struct file_end *end, struct why *why)
{
	bool from_start = (off_t)text.n == *size;
	const uint8_t *newline =
		text.n > 0 ? memrchr(text.p, '\n', text.n) : NULL;
	size_t whole = newline != NULL ? (size_t)(newline - text.p) + 1 : 0;
	struct span torn = span_from(text, whole);
	if ((whole == 0 && !from_start) || !is_torn_line(torn))
		return why_set(why, ERR_VERIFY, "it is not an audit file");
	text = span_cut(text, 0, whole);
	if (whole > 0) {
		int rc = find_chain(end, text, from_start, known, why);
		if (rc < 0)
			return rc;
	} else if (known->seq > 0) {
		note(end, false, "a new file begins after record %llu",
		     (unsigned long long)known->seq);
		end->chain = *known;
	}
	if (torn.n > 0) {
		if (ftruncate(fd, *size - (off_t)torn.n) < 0)
			return why_set(why, -errno, "cannot repair its end");
		*size -= (off_t)torn.n;
		note(end, false, "a torn last line of %zu bytes was dropped",
		     torn.n);
	}
	if (recent != NULL && whole > 0) {
		text = span_from(text, whole > RECALL ? whole - RECALL : 0);
		if (whole > RECALL)
			span_split(&text, '\n');
		recent_add(recent, text);
	}
	return 0;
}

int
file_end_repair(int fd, const struct chain *known, struct recent *recent,
		struct file_end *ret_end, off_t *ret_size, struct why *why)
{
	struct file_end end = {.alarm = false};
	struct span text;
	struct stat st;
	if (fstat(fd, &st) < 0)
		return why_set(why, -errno, "%s", err_text(-errno));
	if (!S_ISREG(st.st_mode))
		return why_set(why, -EINVAL, "it is not a regular file");
	off_t size = st.st_size;
	int rc = read_end(fd, size, &text);
	if (rc < 0)
		return why_set(why, rc, "cannot read its end: %s",
			       err_text(rc));
	rc = repair_text(fd, text, &size, known, recent, &end, why);
	free((void *)(uintptr_t)text.p);
	if (rc < 0)
		return rc;
	*ret_end = end;
	*ret_size = size;
	return 0;
}
