/* SPDX-License-Identifier: Apache-2.0 */
/* Authorities: what parses has one form, which parses to itself. */
#include "fuzz/fuzz.h"
#include "wire/authority.h"

#include <stdio.h>
#include <stdlib.h>

static void
try_authority(struct span in)
{
	struct authority a, b;
	char text[HOST_MAX + 16];
	if (authority_parse(in, &a) < 0)
		return;
	bool colon = strchr(a.host, ':') != NULL;
	int n = snprintf(text, sizeof(text), colon ? "[%s]:%u" : "%s:%u",
			 a.host, a.port != 0 ? a.port : 1U);
	if (n <= 0 || authority_parse(span_of(text, (size_t)n), &b) < 0 ||
	    !authority_same(&a, &b, 1) || a.is_address != b.is_address)
		abort();
}

static void
try_address(struct span in)
{
	struct address a, b;
	struct network n;
	char text[ADDRESS_TEXT];
	if (address_parse(in, &a) == 0 &&
	    (address_parse(span_str(address_text(&a, text)), &b) < 0 ||
	     memcmp(&a.ip, &b.ip, 16) != 0))
		abort();
	if (network_parse(in, &n) == 0) {
		a.ip = n.ip;
		if (!network_holds(&n, &a))
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_authority(span_of(data, size));
	try_address(span_of(data, size));
	return 0;
}
