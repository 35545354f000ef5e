/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parts of uploads: their ends, and the text where two of them meet, which is
 * read by an inspection of its own whose findings join those of the part. One
 * owner, one thread.
 */
#include "inspect/inspection.h"

int
inspection_part(struct inspection *i, bool middle, bool known,
		struct span header)
{
	i->ends.wanted = true;
	i->ends.middle = middle;
	i->work.ends = &i->ends;
	i->work.fragment = true;
	if (!middle || header.n == 0 || header.n > ENDS_HEADER)
		return 0;
	i->ends.given = true;
	i->ends.leave_row = known;
	return buf_add(&i->ends.header, header);
}

bool
inspection_ends(const struct inspection *i, struct inspect_ends *ret_ends)
{
	const struct ends *e = &i->ends;
	if (!e->wanted || e->n == 0)
		return false;
	*ret_ends = (struct inspect_ends){span_of(e->first, e->n_first),
					  span_of(e->last, e->n_last), e->n,
					  ends_header(e), e->left_row};
	return true;
}

/* Reads the text of a seam and lets its findings join those of i. */
static int
read_seam(struct inspection *i, struct inspection *seam, struct span text,
	  struct span type, struct span path)
{
	struct inspect_result found;
	struct inspect_totals totals;
	int rc = inspection_body(seam, type, SPAN_NONE, path);
	if (rc == 0)
		rc = inspection_push(seam, text, true);
	if (rc < 0)
		return rc;
	inspection_take(seam, &found);
	inspection_totals(seam, &totals);
	rc = harvest_join(i->work.harvest, &found, &totals);
	if (rc != ERR_LIMIT)
		return rc;
	work_unreadable(&i->work, UNREADABLE_SIZE, "persons", 0);
	return 0;
}

int
inspection_seam(struct inspection *i, struct span before, struct span after,
		struct span content_type, struct span path)
{
	struct inspection *seam = NULL;
	struct span type;
	struct buf text;
	buf_init(&text, ENDS_HEADER + 2 * (size_t)ENDS_SIZE + 1);
	int rc = seam_text(&i->ends, before, after, &text, &type);
	if (rc == 0 && text.n > 0)
		rc = inspection_new(i->work.env, &seam);
	if (seam != NULL)
		rc = read_seam(i, seam, buf_span(&text),
			       type.n > 0 ? type : content_type, path);
	inspection_free(&seam);
	buf_fini(&text);
	return rc;
}
