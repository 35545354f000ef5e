/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The candidate finder with AVX2: two shuffles for the halves of 32 bytes give
 * the buckets that each is possible for, at every offset in turn. Compiled for
 * AVX2 by attribute, called only where the processor has it. Elsewhere the
 * same names lead to the portable way. Pure, any thread.
 */
#include "inspect/find_loop.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <stdlib.h>

#define AVX2 __attribute__((target("avx2")))

AVX2 __attribute__((always_inline)) static inline __m256i
table_of(const uint8_t *table)
{
	return _mm256_broadcastsi128_si256(
		_mm_loadu_si128((const __m128i *)(const void *)table));
}

AVX2 __attribute__((always_inline)) static inline __m256i
bytes_at(const uint8_t *p)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

/* Bytes from..until, both of them ASCII. */
AVX2 __attribute__((always_inline)) static inline __m256i
is_within(__m256i v, char from, char until)
{
	return _mm256_and_si256(
		_mm256_cmpgt_epi8(v, _mm256_set1_epi8((char)(from - 1))),
		_mm256_cmpgt_epi8(_mm256_set1_epi8((char)(until + 1)), v));
}

AVX2 __attribute__((always_inline)) static inline uint64_t
mask_of(__m256i v)
{
	return (uint32_t)_mm256_movemask_epi8(v);
}

AVX2 __attribute__((always_inline)) static inline void
classify_32(const struct find_set *set, const uint8_t *p, unsigned shift,
	    struct find_masks *masks)
{
	const __m256i half = _mm256_set1_epi8(0x0f);
	__m256i first = bytes_at(p), possible = _mm256_set1_epi8(-1);
	for (unsigned k = 0; k < FIND_DEPTH; k++) {
		__m256i v = bytes_at(p + k);
		__m256i low = _mm256_and_si256(v, half);
		__m256i high = _mm256_and_si256(_mm256_srli_epi16(v, 4), half);
		low = _mm256_shuffle_epi8(table_of(set->low[k]), low);
		high = _mm256_shuffle_epi8(table_of(set->high[k]), high);
		possible =
			_mm256_and_si256(possible, _mm256_and_si256(low, high));
	}
	__m256i letter = is_within(
		_mm256_or_si256(first, _mm256_set1_epi8(0x20)), 'a', 'z');
	__m256i alnum = _mm256_or_si256(letter, is_within(first, '0', '9'));
	__m256i at_sign = _mm256_cmpeq_epi8(first, _mm256_set1_epi8('@'));
	__m256i none = _mm256_cmpeq_epi8(possible, _mm256_setzero_si256());
	masks->alnum |= mask_of(alnum) << shift;
	masks->at_sign |= (set->at_sign ? mask_of(at_sign) : 0) << shift;
	masks->possible |= (uint64_t)(uint32_t)~mask_of(none) << shift;
}

AVX2 __attribute__((always_inline)) static inline void
classify_vector(const struct find_set *set, const uint8_t *p,
		struct find_masks *ret_masks)
{
	struct find_masks m = {0};
	classify_32(set, p, 0, &m);
	classify_32(set, p + 32, 32, &m);
	*ret_masks = m;
}

AVX2 void
find_vector(const struct find_set *set, struct span text, size_t from,
	    uint64_t *ret_bits)
{
	find_loop(set, text, from, classify_vector, ret_bits);
}

static int vector; /* 0: not known yet; 1: yes; -1: no */

void
find_use_vector(bool wanted)
{
	bool can = wanted && __builtin_cpu_supports("avx2");
	__atomic_store_n(&vector, can ? 1 : -1, __ATOMIC_RELAXED);
}

bool
find_has_vector(void)
{
	int known = __atomic_load_n(&vector, __ATOMIC_RELAXED);
	if (known == 0) {
		const char *wish = getenv("KOUAN_VECTOR");
		find_use_vector(wish == NULL || strcmp(wish, "off") != 0);
		known = __atomic_load_n(&vector, __ATOMIC_RELAXED);
	}
	return known > 0;
}

#else

void
find_vector(const struct find_set *set, struct span text, size_t from,
	    uint64_t *ret_bits)
{
	find_portable(set, text, from, ret_bits);
}

void
find_use_vector(bool wanted)
{
	(void)wanted;
}

bool
find_has_vector(void)
{
	return false;
}

#endif
