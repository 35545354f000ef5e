/* SPDX-License-Identifier: Apache-2.0 */
/* ClientHellos: the same answer however the bytes come. */
#include "fuzz/fuzz.h"
#include "wire/hello.h"

#include <stdlib.h>

static ssize_t
read_by_steps(struct span in, size_t step, struct hello *h)
{
	ssize_t n = 0;
	for (size_t at = step; n == 0; at += step) {
		n = hello_read(span_cut(in, 0, at), h);
		if (at >= in.n)
			break;
	}
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = span_of(data, size);
	struct hello whole = {.version = 0}, cut = {.version = 0};
	ssize_t n = read_by_steps(in, size + 1, &whole);
	size_t step = size > 2048 ? 13 : 1;
	if (n != read_by_steps(in, step, &cut) || n > (ssize_t)size)
		abort();
	if (n > 0 &&
	    (strcmp(whole.sni, cut.sni) != 0 || whole.tls13 != cut.tls13 ||
	     whole.alpn_h2 != cut.alpn_h2 || whole.ech != cut.ech))
		abort();
	return 0;
}
