/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The texts of our own pages, for the proxy port and the admin address. proxy
 * is "host:port" of the proxy as clients reach it. 0 or < 0 (buf_printf).
 */
#pragma once

#include "base/buf.h"

MUST_USE int page_pac(const char *proxy, struct buf *out);
MUST_USE int page_setup(const char *proxy, struct buf *out);
