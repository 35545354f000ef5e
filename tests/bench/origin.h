/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The origin of measurements: what its two parts share.
 */
#pragma once

#include <openssl/ssl.h>

/* Reads the CA and makes the key that every leaf shares; 0 or < 0. */
int origin_leaf_init(const char *ca_path, const char *key_path);
/* The context whose certificate bears that name, minted at first sight; NULL
 * when that fails or there are too many names. Kept for ever. */
SSL_CTX *origin_leaf(const char *name);
