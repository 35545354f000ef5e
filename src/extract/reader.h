/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libarchive, set up for one kind of container. One owner, one thread.
 */
#pragma once

#include "base/span.h"

#include <archive.h>
#include <archive_entry.h>

/* A reader for this kind and what usually wraps it; front_to_back: a zip
 * without looking at its directory. NULL when out of memory. */
struct archive *reader_new(const char *kind, bool front_to_back);
/* An entry's path as packed; valid until the next entry. */
struct span reader_name(struct archive_entry *e);
