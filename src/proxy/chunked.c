/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of a chunked body. Guarantees: no trailer goes on that was not
 * parsed. Worker thread.
 */
#include "proxy/chunked.h"

#include "wire/write.h"

#define FIELDS_MAX 256
#define OUT_LIMIT (256 * 1024)

int
chunked_end(struct queue *out, struct chunk_store *chunks,
	    const struct body_reader *reader, struct arena *a, size_t limit)
{
	const struct head_limits limits = {limit, FIELDS_MAX};
	struct span raw = buf_span(&reader->trailers);
	struct head fields = {0};
	struct why why;
	struct buf text;
	if (raw.n > 2 && head_parse_fields(a, raw, &limits, &fields, &why) < 0)
		return ERR_MALFORMED;
	buf_init(&text, OUT_LIMIT);
	int rc = buf_add(&text, SPAN("0\r\n"));
	if (rc == 0)
		rc = head_write_trailers(&text, &fields);
	if (rc == 0)
		rc = queue_copy(out, chunks, buf_span(&text));
	buf_fini(&text);
	return rc;
}
