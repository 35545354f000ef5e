/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values to arrays. Texts were checked when they were read, so parsing them
 * again cannot fail; that it does not is our invariant.
 */
#include "conf/build.h"

#include <stdlib.h>
#include <unistd.h>

void *
conf_build_array(struct arena *arena, size_t n, size_t size, bool *ok)
{
	size_t bytes;
	void *p = NULL;
	if (!__builtin_mul_overflow(n, size, &bytes))
		p = arena_alloc(arena, bytes);
	if (p == NULL)
		*ok = false;
	return p;
}

const char *
conf_build_secret(struct arena *arena, const char *path, bool *ok)
{
	const char *credentials = getenv("CREDENTIALS_DIRECTORY");
	if (path == NULL || credentials == NULL || credentials[0] != '/' ||
	    access(path, R_OK) == 0)
		return path;
	const char *slash = strrchr(path, '/');
	char *credential = arena_printf(arena, "%s/%s", credentials,
					slash != NULL ? slash + 1 : path);
	if (credential == NULL)
		*ok = false;
	return credential != NULL && access(credential, R_OK) == 0 ? credential
								   : path;
}

const char *const *
conf_build_texts(struct arena *arena, const struct conf_value *v, bool *ok)
{
	if (v->n_items == 0)
		return NULL;
	const char **texts =
		conf_build_array(arena, v->n_items + 1, sizeof(*texts), ok);
	for (size_t i = 0; i < v->n_items && texts != NULL; i++)
		texts[i] = v->items[i].text;
	return texts;
}

const struct network *
conf_build_networks(struct arena *arena, const struct conf_value *v,
		    size_t *ret_n, bool *ok)
{
	*ret_n = 0;
	if (v->n_items == 0)
		return NULL;
	struct network *networks =
		conf_build_array(arena, v->n_items, sizeof(*networks), ok);
	if (networks == NULL)
		return NULL;
	for (size_t i = 0; i < v->n_items; i++)
		must(network_parse(span_str(v->items[i].text), &networks[i]) ==
		     0);
	*ret_n = v->n_items;
	return networks;
}

struct address
conf_build_address(const char *text)
{
	struct address address;
	uint64_t port;
	struct span s = span_str(text);
	size_t colon = s.n;
	while (colon > 0 && s.p[colon - 1] != ':')
		colon--;
	must(colon > 1 && span_u64(span_from(s, colon), &port) == 0);
	must(address_parse(span_trim(span_cut(s, 0, colon - 1), "[]"),
			   &address) == 0);
	address.port = (uint16_t)port;
	return address;
}
