/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hash chain: sealing a record on the audit thread, and reading one line
 * back. A line is somebody else's data when it is read: nested values and
 * keys that stand twice are refused, so that every reader sees the same.
 */
#include "audit/chain.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <yajl/yajl_parse.h>

int
chain_seal(struct chain *chain, struct record *record, struct emit *j, char *p,
	   size_t *ret_n)
{
	char digits[HASH_TEXT];
	struct chain next = {.seq = chain->seq + 1};
	struct span text;
	record->seq = next.seq;
	emit_clear(j);
	emit_open(j);
	record_json(record, j);
	emit_put(j, "prev", hex_text(span_of(chain->hash, 32), digits));
	int rc = emit_finish(j, &text);
	if (rc < 0)
		return rc;
	/* Over what stands before the comma that the next member brings. */
	sha256(text, next.hash);
	emit_put(j, "hash", hex_text(span_of(next.hash, 32), digits));
	emit_close(j);
	rc = emit_finish(j, &text);
	if (rc < 0)
		return rc;
	must(text.n < RECORD_LINE);
	memcpy(p, text.p, text.n);
	p[text.n] = '\n';
	*ret_n = text.n + 1;
	*chain = next;
	return 0;
}

enum key {
	KEY_SEQ,
	KEY_PREV,
	KEY_HASH,
	KEY_KIND,
	KEY_CHECKPOINT_SEQ,
	KEY_CHECKPOINT_HASH,
	KEY_SIGNATURE,
	KEY_OTHER
};
static const char *const keys[] = {
	[KEY_SEQ] = "seq",
	[KEY_PREV] = "prev",
	[KEY_HASH] = "hash",
	[KEY_KIND] = "kind",
	[KEY_CHECKPOINT_SEQ] = "checkpoint_seq",
	[KEY_CHECKPOINT_HASH] = "checkpoint_hash",
	[KEY_SIGNATURE] = "signature",
};

struct reading {
	struct chain_line *line;
	unsigned maps;
	enum key key;
	unsigned seen; /* a bit for each key but KEY_OTHER */
};

static int
on_open(void *arg)
{
	struct reading *in = arg;
	return ++in->maps == 1;
}

static int
on_array(void *arg)
{
	(void)arg;
	return 0;
}

static int
on_key(void *arg, const unsigned char *p, size_t n)
{
	struct reading *in = arg;
	in->key = KEY_OTHER;
	for (unsigned k = 0; k < KEY_OTHER; k++)
		if (span_eq(span_of(p, n), span_str(keys[k])))
			in->key = (enum key)k;
	if (in->key == KEY_OTHER)
		return 1;
	if ((in->seen >> in->key & 1) != 0)
		return 0;
	in->seen |= 1U << in->key;
	return 1;
}

static int
on_number(void *arg, const char *p, size_t n)
{
	struct reading *in = arg;
	struct span digits = span_of(p, n);
	if (in->maps != 1)
		return 0;
	if (in->key == KEY_SEQ)
		return span_u64(digits, &in->line->seq) == 0;
	if (in->key == KEY_CHECKPOINT_SEQ)
		return span_u64(digits, &in->line->checkpoint.seq) == 0;
	return in->key == KEY_OTHER;
}

static int
on_string(void *arg, const unsigned char *p, size_t n)
{
	struct reading *in = arg;
	struct chain_line *line = in->line;
	char *to = NULL;
	size_t size = HASH_TEXT;
	if (in->maps != 1)
		return 0;
	if (in->key == KEY_OTHER)
		return 1;
	if (in->key == KEY_KIND) {
		line->is_checkpoint =
			span_eq(span_of(p, n), SPAN("checkpoint"));
		return 1;
	}
	if (in->key == KEY_PREV) {
		to = line->prev;
	} else if (in->key == KEY_HASH) {
		to = line->hash;
	} else if (in->key == KEY_CHECKPOINT_HASH) {
		to = line->checkpoint.hash;
	} else if (in->key == KEY_SIGNATURE) {
		to = line->checkpoint.signature;
		size = SIGNATURE_TEXT;
	}
	if (to == NULL || n != size - 1)
		return 0;
	span_copy(span_of(p, n), to, size);
	return 1;
}

static bool
parse(struct span text, struct reading *in)
{
	static const yajl_callbacks callbacks = {
		.yajl_number = on_number,
		.yajl_string = on_string,
		.yajl_start_map = on_open,
		.yajl_map_key = on_key,
		.yajl_start_array = on_array,
	};
	yajl_handle handle = yajl_alloc(&callbacks, NULL, in);
	if (handle == NULL)
		return false;
	bool well = yajl_parse(handle, text.p, text.n) == yajl_status_ok &&
		    yajl_complete_parse(handle) == yajl_status_ok;
	yajl_free(handle);
	unsigned needed = 1U << KEY_SEQ | 1U << KEY_PREV | 1U << KEY_HASH;
	if (in->line->is_checkpoint)
		needed |= 1U << KEY_CHECKPOINT_SEQ | 1U << KEY_CHECKPOINT_HASH |
			  1U << KEY_SIGNATURE;
	return well && (in->seen & needed) == needed;
}

int
chain_read(struct span line, struct chain_line *ret_line, struct why *why)
{
	struct chain_line found = {0};
	struct reading in = {.line = &found, .key = KEY_OTHER};
	char digits[HASH_TEXT];
	if (line.n <= CHAIN_TAIL || !parse(line, &in))
		return why_set(why, ERR_MALFORMED, "it is not an audit record");
	size_t body = line.n - CHAIN_TAIL;
	sha256(span_cut(line, 0, body), found.hash_bytes);
	hex_text(span_of(found.hash_bytes, 32), digits);
	if (!span_starts(span_from(line, body), SPAN(",\"hash\":\"")) ||
	    memcmp(digits, found.hash, 64) != 0)
		return why_set(why, ERR_VERIFY,
			       "its hash does not hold: it was changed");
	*ret_line = found;
	return 0;
}

size_t
chain_checkpoint_message(uint64_t seq, const char *hash,
			 char message[CHAIN_MESSAGE])
{
	int n = snprintf(message, CHAIN_MESSAGE, "kouan-checkpoint:%llu:%s",
			 (unsigned long long)seq, hash);
	must(n > 0 && n < CHAIN_MESSAGE);
	return (size_t)n;
}
