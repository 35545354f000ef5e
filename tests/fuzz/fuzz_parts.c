/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parts of an upload: the first two bytes say where the rest is cut in two,
 * the third how it is told. Both halves are read as parts, and what stands on
 * their border with each of them, and with nothing known of the first.
 */
#include "fuzz/fuzz.h"
#include "lib/inspect_fuzz.h"

static struct inspection *
part(bool middle, bool known, struct span header, const char *type,
     struct span body)
{
	struct inspection *i;
	if (inspection_new(inspect_test_env(), &i) != 0 ||
	    inspection_part(i, middle, known, header) != 0 ||
	    inspection_body(i, span_str(type), SPAN_NONE, SPAN_NONE) != 0 ||
	    inspection_push(i, body, true) != 0)
		abort();
	return i;
}

static void
read_seam(struct inspection *i, struct span before, struct span after,
	  const char *type)
{
	struct inspect_result r;
	if (inspection_seam(i, before, after, span_str(type), SPAN_NONE) != 0)
		abort();
	inspection_take(i, &r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const types[] = {"", "text/csv", "application/json",
					    "text/plain", "application/xml"};
	struct inspect_ends a, b;
	if (size < 3)
		return 0;
	struct span body = span_of(data + 3, size - 3);
	size_t cut = ((size_t)data[0] << 8 | data[1]) % (body.n + 1);
	const char *type = types[data[2] % 5];
	struct inspection *first =
		part(false, false, SPAN_NONE, type, span_cut(body, 0, cut));
	bool whole = inspection_ends(first, &a);
	struct inspection *second =
		part(true, (data[2] & 8) != 0, whole ? a.header : SPAN_NONE,
		     type, span_from(body, cut));
	if (whole && inspection_ends(second, &b)) {
		read_seam(first, a.last, b.first, type);
		read_seam(second, a.last, b.first, type);
		read_seam(second, SPAN_NONE, b.first, type);
	}
	inspection_free(&first);
	inspection_free(&second);
	return 0;
}
