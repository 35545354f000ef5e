/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The PROXY protocol header (version 1 and 2, as HAProxy's specification
 * defines them) by which a load balancer names the real client. Pure.
 */
#pragma once

#include "wire/authority.h"

/* The longest header of either version that is read. */
#define PROXY_HEADER_MAX 536

/*
 * Looks at the first bytes of a connection. > 0: the header's length, and
 * *ret_source the client's address and port, or *ret_named false where the
 * sender speaks for itself (LOCAL, UNKNOWN, AF_UNIX); 0: more is needed;
 * ERR_MALFORMED. Nothing is consumed.
 */
ssize_t proxy_header_read(struct span in, struct address *ret_source,
			  bool *ret_named);
