/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text that only looks like what it says: letters of other scripts in an
 * otherwise Latin word, digits in circles, numbers in Chinese numerals, digits
 * pulled apart. What these stand for depends on what is around them, so they
 * are folded value by value; fold.h has what always stands for the same.
 * Pure; any thread.
 */
#pragma once

#include "base/span.h"

/* Folds a value where it lies; returns its new length. */
size_t evade_fold(uint8_t *p, size_t n);
