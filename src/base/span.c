/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing and cutting byte ranges. Pure; any thread. */
#include "base/span.h"

#include "base/err.h"

#include <errno.h>

bool
span_eq(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool
span_eq_nocase(struct span a, struct span b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (ascii_lower((char)a.p[i]) != ascii_lower((char)b.p[i]))
			return false;
	return true;
}

bool
span_starts(struct span s, struct span prefix)
{
	return s.n >= prefix.n && span_eq(span_cut(s, 0, prefix.n), prefix);
}

bool
span_ends(struct span s, struct span suffix)
{
	return s.n >= suffix.n && span_eq(span_from(s, s.n - suffix.n), suffix);
}

ssize_t
span_chr(struct span s, uint8_t c)
{
	const uint8_t *at = s.n > 0 ? memchr(s.p, c, s.n) : NULL;
	return at != NULL ? at - s.p : -1;
}

ssize_t
span_find(struct span s, struct span needle)
{
	if (needle.n == 0)
		return 0;
	const uint8_t *at =
		s.n > 0 ? memmem(s.p, s.n, needle.p, needle.n) : NULL;
	return at != NULL ? at - s.p : -1;
}

struct span
span_trim(struct span s, const char *set)
{
	while (s.n > 0 && s.p[0] != 0 && strchr(set, s.p[0]) != NULL)
		s = span_from(s, 1);
	while (s.n > 0 && s.p[s.n - 1] != 0 &&
	       strchr(set, s.p[s.n - 1]) != NULL)
		s.n--;
	return s;
}

struct span
span_split(struct span *rest, uint8_t c)
{
	ssize_t at = span_chr(*rest, c);
	struct span head = at < 0 ? *rest : span_cut(*rest, 0, (size_t)at);
	*rest = at < 0 ? SPAN_NONE : span_from(*rest, (size_t)at + 1);
	return head;
}

int
span_u64(struct span s, uint64_t *ret_value)
{
	uint64_t value = 0;
	if (s.n == 0)
		return -EINVAL;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return -EINVAL;
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(s.p[i] - '0'),
					   &value))
			return ERR_LIMIT;
	}
	*ret_value = value;
	return 0;
}

char *
span_copy(struct span s, char *buf, size_t size)
{
	size_t n = s.n < size ? s.n : size - 1;
	if (n > 0)
		memcpy(buf, s.p, n);
	buf[n] = 0;
	return buf;
}
