/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A look over the text of a configuration file before libconfig reads it,
 * for what libconfig takes without a word: integers that wrap, @include,
 * text after a NUL byte. Pure.
 */
#pragma once

#include "base/span.h"
#include "conf/report.h"

/* Groups and lists inside one another. */
#define CONF_DEPTH_MAX 16

/* 0, or -EINVAL after reporting every fault with its line. */
MUST_USE int conf_text_check(struct span text, const char *file,
			     struct conf_report *report);
