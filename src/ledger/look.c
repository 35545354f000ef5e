/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A dry run: what a claim would find, read only. Persons are told by the
 * links known now; what a reservation would learn from the claim itself
 * (merges and splits) is not worked out, and who is not known counts as new,
 * so the projection may run ahead of the booking, by the persons it would
 * merge. Under the ledger's lock.
 */
#include "ledger/room.h"

#include <errno.h>

/* A placed record that shows the identifier, or NOTHING. */
static uint32_t
placed_record(const struct people *p, uint32_t id)
{
	uint32_t k = people_id(p, id)->chain;
	while (k != NOTHING &&
	       people_record(p, people_link(p, k)->record)->owner == OWNER_NONE)
		k = people_link(p, k)->next;
	return k != NOTHING ? people_link(p, k)->record : NOTHING;
}

/* A record of the person that is shown, or NOTHING when nobody knows them. */
static uint32_t
known_record(struct ledger_claim *c, const struct person *shown)
{
	const struct people *p = &c->ledger->people;
	uint32_t linked = NOTHING;
	c->ids.n = 0;
	for (uint32_t i = 0; i < shown->n_ids; i++) {
		uint32_t id = people_find_id(p, &shown->ids[i].digest);
		if (id == NOTHING)
			continue;
		numbers_add(&c->ids, id);
		if (linked == NOTHING && id_links(people_id(p, id)))
			linked = placed_record(p, id);
	}
	if (linked != NOTHING || c->ids.n != shown->n_ids)
		return linked;
	numbers_unique(&c->ids);
	uint32_t same = people_find_record(p, c->ids.v, c->ids.n);
	return same != NOTHING && people_record(p, same)->owner != OWNER_NONE
		       ? same
		       : NOTHING;
}

int
claim_look(struct ledger_claim *c)
{
	const struct ledger_request *q = c->request;
	const struct people *p = &c->ledger->people;
	CLEANUP(pairs_fini) struct pairs seen = {0};
	pairs_reserve(&seen, (uint32_t)q->n_persons);
	for (size_t i = 0; i < q->n_persons; i++) {
		struct claim_group g = {
			.set = SET_EMPTY, .traits = q->traits[i], .n = 1};
		if (q->persons[i].n_ids == 0)
			return -EINVAL;
		uint32_t record = known_record(c, &q->persons[i]);
		if (record != NOTHING) {
			uint32_t person = people_person(p, record);
			uint32_t at = pairs_get(&seen, person);
			if (at != NOTHING) {
				c->groups.v[at].traits |= g.traits;
				continue;
			}
			pairs_put(&seen, person, (uint32_t)c->groups.n);
			g.set = people_cells(p, record);
		}
		*ROW_ADD(c->groups) = g;
	}
	return 0;
}
