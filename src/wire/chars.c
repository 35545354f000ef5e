/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table behind char_is: one byte of class bits for each byte value.
 * Constant. Bytes above 0x7f are let through in targets: curl sends file
 * names in raw UTF-8, and nothing in framing hangs on them.
 */
#include "wire/chars.h"

const uint8_t char_classes[256] = {
	[0x09] = CHAR_VALUE,
	[' '] = CHAR_VALUE,
	['!'] = CHAR_TOKEN | CHAR_VALUE | CHAR_TARGET,
	['"'] = CHAR_VALUE | CHAR_TARGET,
	['#'] = CHAR_TOKEN | CHAR_VALUE,
	['$' ... '\''] = CHAR_TOKEN | CHAR_VALUE | CHAR_TARGET,
	['(' ... ')'] = CHAR_VALUE | CHAR_TARGET,
	['*' ... '+'] = CHAR_TOKEN | CHAR_VALUE | CHAR_TARGET,
	[','] = CHAR_VALUE | CHAR_TARGET,
	['-' ... '.'] = CHAR_TOKEN | CHAR_VALUE | CHAR_TARGET | CHAR_HOST,
	['/'] = CHAR_VALUE | CHAR_TARGET,
	['0' ... '9'] = CHAR_TOKEN | CHAR_VALUE | CHAR_TARGET | CHAR_HOST,
	[':' ... '@'] = CHAR_VALUE | CHAR_TARGET,
	['A' ... 'Z'] = CHAR_TOKEN | CHAR_VALUE | CHAR_TARGET | CHAR_HOST,
	['[' ... ']'] = CHAR_VALUE | CHAR_TARGET,
	['^'] = CHAR_TOKEN | CHAR_VALUE | CHAR_TARGET,
	['_'] = CHAR_TOKEN | CHAR_VALUE | CHAR_TARGET | CHAR_HOST,
	['`'] = CHAR_TOKEN | CHAR_VALUE | CHAR_TARGET,
	['a' ... 'z'] = CHAR_TOKEN | CHAR_VALUE | CHAR_TARGET | CHAR_HOST,
	['{'] = CHAR_VALUE | CHAR_TARGET,
	['|'] = CHAR_TOKEN | CHAR_VALUE | CHAR_TARGET,
	['}'] = CHAR_VALUE | CHAR_TARGET,
	['~'] = CHAR_TOKEN | CHAR_VALUE | CHAR_TARGET,
	[0x80 ... 0xff] = CHAR_VALUE | CHAR_TARGET,
};
