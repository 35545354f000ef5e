/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The door to uchardet. Its word is taken where there is enough to judge by
 * and the bytes convert; what looks like everyday Chinese in GB2312's rows is
 * GB18030 whatever else it may be. Pure; any thread.
 */
#include "inspect/guess.h"

#include <errno.h>
#include <iconv.h>
#include <uchardet/uchardet.h>

/* Fewer double bytes say nothing of the language. */
#define FEW 16

/* What the bytes beyond ASCII are like, taken two at a time. */
struct looks {
	size_t pairs;
	size_t common; /* in the rows of everyday Chinese */
	size_t odd;    /* no second one */
};

static struct looks
look(struct span s)
{
	struct looks l = {0, 0, 0};
	for (size_t i = 0; i < s.n; i++) {
		uint8_t a = s.p[i], b = i + 1 < s.n ? s.p[i + 1] : 0xff;
		if (a < 0x80)
			continue;
		if (a == 0x80 || a == 0xff || b < 0x40) {
			l.odd++;
			continue;
		}
		l.pairs++;
		l.common += b >= 0xa1 && ((a >= 0xb0 && a <= 0xd7) ||
					  a == 0xa1 || a == 0xa3);
		i++;
	}
	return l;
}

/* Whether all of it converts; it may be cut at the end. */
static bool
converts(struct span s, const char *name)
{
	char out[512];
	char *from = (char *)(uintptr_t)s.p;
	size_t left = s.n, n = 0;
	iconv_t cd = iconv_open("UTF-8", name);
	if (cd == (iconv_t)-1)
		return false;
	do {
		char *to = out;
		size_t room = sizeof(out);
		n = iconv(cd, &from, &left, &to, &room);
	} while (n == (size_t)-1 && errno == E2BIG);
	bool good = n != (size_t)-1 || errno == EINVAL;
	iconv_close(cd);
	explicit_bzero(out, sizeof(out));
	return good;
}

/* The name of what uchardet says, if it is one of ours. */
static const char *
detect(struct span s, bool *ret_double)
{
	static const struct {
		const char *name;
		bool is_double;
	} known[] = {
		{"GB18030", true},	 {"BIG5", true},
		{"EUC-KR", true},	 {"UHC", true},
		{"SHIFT_JIS", true},	 {"EUC-JP", true},
		{"EUC-TW", true},	 {"WINDOWS-1250", false},
		{"WINDOWS-1251", false}, {"WINDOWS-1252", false},
		{"WINDOWS-1253", false}, {"WINDOWS-1254", false},
		{"WINDOWS-1255", false}, {"WINDOWS-1256", false},
		{"WINDOWS-1257", false}, {"WINDOWS-1258", false},
		{"ISO-8859-1", false},	 {"ISO-8859-2", false},
		{"ISO-8859-5", false},	 {"ISO-8859-7", false},
		{"ISO-8859-9", false},	 {"ISO-8859-15", false},
		{"KOI8-R", false},	 {"TIS-620", false},
	};
	const char *found = NULL;
	uchardet_t u = uchardet_new();
	if (u == NULL)
		return NULL;
	if (uchardet_handle_data(u, (const char *)s.p, s.n) == 0) {
		uchardet_data_end(u);
		struct span name = span_str(uchardet_get_charset(u));
		for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
			if (!span_eq_nocase(name, span_str(known[i].name)))
				continue;
			found = known[i].name;
			*ret_double = known[i].is_double;
		}
	}
	uchardet_delete(u);
	return found;
}

/* Clients name these without thinking. */
static bool
is_western(const char *name)
{
	struct span s = span_str(name);
	return span_eq_nocase(span_cut(s, 0, 10), SPAN("iso-8859-1")) ||
	       span_eq_nocase(s, SPAN("latin1")) ||
	       span_eq_nocase(s, SPAN("windows-1252")) ||
	       span_eq_nocase(s, SPAN("cp1252"));
}

const char *
guess_charset(struct span s, const char *declared)
{
	struct looks l = look(s);
	bool two = false, gb = converts(s, "GB18030");
	bool chinese = gb && l.odd == 0 && l.common * 10 >= l.pairs * 9;
	if (*declared != 0 && converts(s, declared) &&
	    !(is_western(declared) && chinese && l.pairs >= 4))
		return declared;
	if (gb && l.pairs < FEW && l.common * 10 >= l.pairs * 6)
		return "GB18030";
	const char *found = detect(s, &two);
	if (found != NULL && !converts(s, found))
		found = NULL;
	if (found != NULL && two)
		return found;
	if (gb && (found == NULL || l.common * 10 >= l.pairs * 5))
		return "GB18030";
	return found != NULL || *declared == 0 ? found : declared;
}
