/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Coverage: classes, causes and bytes of what nobody read. Names of causes are
 * the programme's own words, never content. Worker thread.
 */
#include "proxy/coverage.h"

#include "proxy/cells.h"

#define NAME_LONGEST 96

/* Causes told of this exchange; its tunnel's alone where it was not read. */
static unsigned
unread_of(struct exchange *x, struct inspect_unread *tunnel,
	  const struct inspect_unread **ret_list)
{
	struct inspect_totals totals = {0};
	unsigned n = 0;
	if (x->inspection != NULL)
		inspection_totals(x->inspection, &totals);
	*ret_list = totals.unread;
	if (totals.n_unread > 0 || x->unreadable == 0)
		return totals.n_unread;
	for (unsigned u = 0; u < UNREADABLE_MAX_; u++)
		if ((x->unreadable >> u & 1) != 0)
			tunnel[n++] = (struct inspect_unread){
				(enum unreadable)u, "tunnel",
				x->tunnel_bytes_out};
	*ret_list = tunnel;
	return n;
}

static void
name_of(const struct inspect_unread *u, char name[NAME_LONGEST])
{
	snprintf(name, NAME_LONGEST, "%s:%s", unreadable_name(u->class),
		 u->cause);
}

const char *
coverage_text(struct exchange *x)
{
	struct inspect_unread tunnel[UNREADABLE_MAX_];
	const struct inspect_unread *list;
	unsigned n = unread_of(x, tunnel, &list);
	struct buf out;
	int rc = 0;
	buf_init(&out, INSPECT_UNREAD * (NAME_LONGEST + 24));
	for (unsigned i = 0; i < n && rc == 0; i++) {
		char name[NAME_LONGEST];
		name_of(&list[i], name);
		rc = buf_printf(&out, "%s%s=%llu", i > 0 ? " " : "", name,
				(unsigned long long)list[i].bytes);
	}
	const char *text =
		rc == 0 && n > 0 ? arena_str(x->arena, buf_span(&out)) : NULL;
	buf_fini(&out);
	return text;
}

void
coverage_tally(struct exchange *x, bool passed)
{
	struct inspect_unread tunnel[UNREADABLE_MAX_];
	const struct inspect_unread *list;
	unsigned n = unread_of(x, tunnel, &list);
	for (unsigned i = 0; i < n; i++) {
		char name[NAME_LONGEST];
		name_of(&list[i], name);
		cells_unread(x, name, (int64_t)list[i].bytes, passed);
	}
}
