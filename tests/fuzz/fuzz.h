/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A fuzz target is one function; two drivers call it: libFuzzer
 * (--enable-fuzzers) or tests/fuzz/driver.c, which replays files so that the
 * corpora run with any compiler. A target aborts when its oracle fails; the
 * oracle is the split property wherever bytes come in pieces.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
