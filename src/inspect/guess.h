/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which character set text is in that is not UTF-8. Any thread.
 */
#pragma once

#include "base/span.h"

/*
 * A name iconv knows, or NULL; a constant, or declared itself. s: its first
 * bytes, from the first one beyond ASCII on. declared: as it says it is, ""
 * if it does not; a declaration that the bytes contradict is not believed.
 */
const char *guess_charset(struct span s, const char *declared);
