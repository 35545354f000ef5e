/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The candidate finder with AVX2: a byte is in a class if the table for its
 * low half has the bit of its high half; two shuffles for 32 bytes. Compiled
 * for AVX2 by attribute, called only where the processor has it. Elsewhere
 * the same names lead to the portable way. Pure, any thread.
 */
#include "inspect/find_loop.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

AVX2 __attribute__((always_inline)) static inline uint64_t
class_of_32(__m256i low_half, __m256i high_bit, const uint8_t *table)
{
	__m256i low = _mm256_broadcastsi128_si256(
		_mm_loadu_si128((const __m128i *)(const void *)table));
	__m256i rows = _mm256_shuffle_epi8(low, low_half);
	__m256i out = _mm256_cmpeq_epi8(_mm256_and_si256(rows, high_bit),
					_mm256_setzero_si256());
	return (uint32_t)~_mm256_movemask_epi8(out);
}

AVX2 __attribute__((always_inline)) static inline void
classify_32(const struct find_set *set, const uint8_t *p, unsigned shift,
	    struct find_masks *masks)
{
	const __m256i half = _mm256_set1_epi8(0x0f);
	const __m256i bit_of = _mm256_setr_epi8(
		1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4,
		8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0);
	__m256i v = _mm256_loadu_si256((const __m256i *)(const void *)p);
	__m256i low_half = _mm256_and_si256(v, half);
	__m256i high_half = _mm256_and_si256(_mm256_srli_epi16(v, 4), half);
	__m256i high_bit = _mm256_shuffle_epi8(bit_of, high_half);
	uint64_t wide = (uint32_t)_mm256_movemask_epi8(v);
	for (unsigned c = 0; c < FIND_CLASSES; c++) {
		uint64_t in = class_of_32(low_half, high_bit, set->low[c]);
		in |= set->wide[c] ? wide : 0;
		masks->of[c] |= in << shift;
	}
}

AVX2 __attribute__((always_inline)) static inline void
classify_vector(const struct find_set *set, const uint8_t *p,
		struct find_masks *ret_masks)
{
	struct find_masks m = {{0}};
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

bool
find_has_vector(void)
{
	return __builtin_cpu_supports("avx2") != 0;
}

#else

void
find_vector(const struct find_set *set, struct span text, size_t from,
	    uint64_t *ret_bits)
{
	find_portable(set, text, from, ret_bits);
}

bool
find_has_vector(void)
{
	return false;
}

#endif
