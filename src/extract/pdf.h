/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening a PDF; for the programme kouan-pdf. Never fails: what cannot be read
 * is told. One thread.
 */
#pragma once

#include "extract/teller.h"

void pdf_rehearse(void);
void pdf_open(struct teller *t, struct span container, const char *kind);
