/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of SQL that say what stands next to them. Pure; any thread.
 */
#include "inspect/sql.h"

static const struct {
	struct span word;
	unsigned is;
} words[] = {
	{SPAN("INSERT"), WORD_VERB},
	{SPAN("REPLACE"), WORD_VERB},
	{SPAN("CREATE"), WORD_VERB},
	{SPAN("COPY"), WORD_VERB},
	{SPAN("UPDATE"), WORD_VERB},
	{SPAN("DELETE"), WORD_VERB},
	{SPAN("SELECT"), WORD_VERB},
	{SPAN("ALTER"), WORD_VERB},
	{SPAN("DROP"), WORD_VERB},
	{SPAN("GO"), WORD_VERB},
	{SPAN("USE"), WORD_VERB},
	{SPAN("LOCK"), WORD_VERB},
	{SPAN("UNLOCK"), WORD_VERB},
	{SPAN("EXEC"), WORD_VERB},
	{SPAN("DECLARE"), WORD_VERB},
	{SPAN("BEGIN"), WORD_VERB},
	{SPAN("COMMIT"), WORD_VERB},
	{SPAN("PRAGMA"), WORD_VERB},
	{SPAN("INTO"), WORD_NOISE},
	{SPAN("IGNORE"), WORD_NOISE},
	{SPAN("OVERWRITE"), WORD_NOISE},
	{SPAN("TABLE"), WORD_NOISE},
	{SPAN("ONLY"), WORD_NOISE},
	{SPAN("OR"), WORD_NOISE | WORD_FORGETS},
	{SPAN("IF"), WORD_NOISE},
	{SPAN("NOT"), WORD_NOISE | WORD_KEEPS},
	{SPAN("EXISTS"), WORD_NOISE},
	{SPAN("DELAYED"), WORD_NOISE},
	{SPAN("LOW_PRIORITY"), WORD_NOISE},
	{SPAN("PRIMARY"), WORD_RULE},
	{SPAN("KEY"), WORD_RULE},
	{SPAN("UNIQUE"), WORD_RULE},
	{SPAN("CONSTRAINT"), WORD_RULE},
	{SPAN("INDEX"), WORD_RULE},
	{SPAN("FULLTEXT"), WORD_RULE},
	{SPAN("FOREIGN"), WORD_RULE},
	{SPAN("CHECK"), WORD_RULE},
	{SPAN("SPATIAL"), WORD_RULE},
	{SPAN("LIKE"), WORD_RULE | WORD_KEEPS},
	{SPAN("IN"), WORD_KEEPS},
	{SPAN("IS"), WORD_KEEPS},
	{SPAN("BETWEEN"), WORD_KEEPS},
	{SPAN("N"), WORD_KEEPS},
	{SPAN("AND"), WORD_FORGETS},
	{SPAN("SET"), WORD_FORGETS},
	{SPAN("WHERE"), WORD_FORGETS},
	{SPAN("SELECT"), WORD_FORGETS},
};

unsigned
sql_word_is(struct span s)
{
	if (s.n > 12)
		return 0;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (s.n == words[i].word.n && span_eq_nocase(s, words[i].word))
			return words[i].is;
	return 0;
}
