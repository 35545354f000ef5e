/* SPDX-License-Identifier: Apache-2.0 */
/* The candidate finder: the vector way and the plain way agree with each
 * other and with the definition, on any bytes and across every border. */
#include "inspect/find.h"
#include "lib/suite.h"

#include <string.h>

static struct find_set set;

static void
allow(unsigned bucket, unsigned offset, const char *set_of)
{
	for (const char *c = set_of; *c != '\0'; c++)
		find_set_allow(&set, bucket, offset, (uint8_t)*c);
}

/* Bucket 0: digits, then '-' or NUL, then anything; bucket 5: A to F, bytes
 * from 0x80, digits, then anything. */
static void
setup(void)
{
	memset(&set, 0, sizeof(set));
	allow(0, 0, "0123456789");
	allow(0, 1, "0123456789");
	allow(0, 2, "0123456789-");
	find_set_allow(&set, 0, 2, 0);
	allow(5, 0, "ABCDEF");
	allow(5, 2, "0123456789");
	for (unsigned c = 0; c < 256; c++) {
		if (c >= 0x80)
			find_set_allow(&set, 5, 1, (uint8_t)c);
		for (unsigned k = 3; k < FIND_DEPTH; k++) {
			find_set_allow(&set, 0, k, (uint8_t)c);
			if (k + 1 < FIND_DEPTH || c == '7' || c == '.')
				find_set_allow(&set, 5, k, (uint8_t)c);
		}
	}
	set.at_sign = true;
	find_set_seal(&set);
}

static bool
is_alnum(struct span text, size_t at)
{
	return at < text.n && find_is_alnum(text.p[at]);
}

/* Whether the bytes at a place are possible for a bucket, by its tables. */
static bool
is_possible(struct span text, size_t at, unsigned bucket)
{
	for (unsigned k = 0; k < FIND_DEPTH && at + k < text.n; k++) {
		uint8_t c = text.p[at + k];
		if ((set.low[k][c & 15] >> bucket & 1) == 0 ||
		    (set.high[k][c >> 4] >> bucket & 1) == 0)
			return false;
	}
	return true;
}

/* What the header says, word by word. */
static bool
is_candidate(struct span text, size_t at)
{
	if (at >= text.n)
		return false;
	if (text.p[at] == '@')
		return true;
	bool possible = false;
	for (unsigned b = 0; b < FIND_BUCKETS; b++)
		possible |= is_possible(text, at, b);
	return is_alnum(text, at) && !(at > 0 && is_alnum(text, at - 1)) &&
	       possible;
}

static void
check_text(struct span text)
{
	static uint64_t plain[FIND_WORDS], vector[FIND_WORDS];
	for (size_t from = 0; from < text.n; from += FIND_TILE) {
		memset(plain, 0xa5, sizeof(plain));
		memset(vector, 0x5a, sizeof(vector));
		find_portable(&set, text, from, plain);
		if (find_has_vector()) {
			find_vector(&set, text, from, vector);
			ck_assert_mem_eq(plain, vector, sizeof(plain));
		}
		for (size_t i = 0; i < FIND_TILE; i++) {
			bool found = (plain[i / 64] >> i % 64 & 1) != 0;
			bool wanted = is_candidate(text, from + i);
			ck_assert_msg(found == wanted, "byte %zu of %zu: %d",
				      from + i, text.n, found);
		}
	}
}

START_TEST(a_token_is_found_at_every_shift)
{
	uint8_t text[200];
	for (size_t n = 1; n <= sizeof(text); n++) {
		memset(text, ' ', n);
		memcpy(text + n - (n < 3 ? n : 3), "123", n < 3 ? n : 3);
		uint8_t *exact = malloc(n);
		memcpy(exact, text, n);
		check_text(span_of(exact, n));
		free(exact);
	}
}
END_TEST

START_TEST(a_word_over_a_border_has_one_start)
{
	uint8_t text[192];
	for (size_t shift = 40; shift < 130; shift++) {
		memset(text, '.', sizeof(text));
		memset(text + shift, '7', 30);
		check_text(span_of(text, sizeof(text)));
	}
}
END_TEST

START_TEST(random_bytes_agree)
{
	static uint8_t text[FIND_TILE * 3 + 77];
	uint64_t state = (uint64_t)_i + 1;
	static const char few[] = "0123456789AFz@-. \x80\xe4";
	for (size_t i = 0; i < sizeof(text); i++) {
		state = state * UINT64_C(6364136223846793005) + 1;
		uint8_t c = (uint8_t)(state >> 40);
		text[i] = _i % 2 == 0 ? c : (uint8_t)few[c % (sizeof(few) - 1)];
	}
	check_text(span_of(text, sizeof(text) - (size_t)_i * 7));
}
END_TEST

START_TEST(tiles_know_their_neighbours)
{
	static uint8_t text[FIND_TILE * 2];
	for (size_t shift = 0; shift < 6; shift++) {
		memset(text, ' ', sizeof(text));
		memcpy(text + FIND_TILE - shift, "1234", 4);
		check_text(span_of(text, sizeof(text)));
	}
}
END_TEST

START_TEST(every_byte_is_in_its_classes)
{
	for (int c = 0; c < 256; c++) {
		uint8_t text[64];
		memset(text, c, sizeof(text));
		check_text(span_of(text, sizeof(text)));
		uint8_t second[4] = {'1', (uint8_t)c, '1', ' '};
		check_text(span_of(second, 4));
		uint8_t third[4] = {'1', '1', (uint8_t)c, ' '};
		check_text(span_of(third, 4));
	}
}
END_TEST

int
main(void)
{
	SUITE("find");
	tcase_add_checked_fixture(case_, setup, NULL);
	CASE(a_token_is_found_at_every_shift);
	CASE(a_word_over_a_border_has_one_start);
	CASE_ROWS(random_bytes_agree, 24);
	CASE(tiles_know_their_neighbours);
	CASE(every_byte_is_in_its_classes);
	return SUITE_RUN();
}
