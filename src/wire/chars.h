/* SPDX-License-Identifier: Apache-2.0 */
/* Classes of bytes in HTTP/1.1 (RFC 9110 section 5.5 and 5.6.2). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum char_class {
	CHAR_TOKEN = 1,	 /* tchar: methods and field names */
	CHAR_VALUE = 2,	 /* field values: visible, space, tab, 0x80-0xff */
	CHAR_TARGET = 4, /* visible and 0x80-0xff, without "#" */
	CHAR_HOST = 8,	 /* letters, digits, "-", "_" and "." */
};

extern const uint8_t char_classes[256];

static inline bool
char_is(uint8_t c, enum char_class class)
{
	return (char_classes[c] & class) != 0;
}
