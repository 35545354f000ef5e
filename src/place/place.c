/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where an address is: what the operator says of it, else what the database
 * says. Ports. Pure but for the database; any thread.
 */
#include "place/place.h"

bool
place_port_allowed(const struct place *p, uint16_t port)
{
	for (size_t i = 0; i < p->n_ports; i++)
		if (p->ports[i] == port)
			return true;
	return false;
}

/* What stands behind a NAT64 address (RFC 6052): databases know the IPv4
 * address, not the translator's. */
static struct address
without_nat64(const struct address *a)
{
	static const uint8_t prefix[12] = {0, 0x64, 0xff, 0x9b};
	struct address plain = *a;
	if (memcmp(a->ip.s6_addr, prefix, sizeof(prefix)) == 0) {
		memset(plain.ip.s6_addr, 0, 10);
		memset(plain.ip.s6_addr + 10, 0xff, 2);
	}
	return plain;
}

static const struct place_override *
override_of(const struct place *p, const struct address *a)
{
	for (size_t i = 0; i < p->n_overrides; i++)
		for (size_t k = 0; k < p->overrides[i].n_networks; k++)
			if (network_holds(&p->overrides[i].networks[k], a))
				return &p->overrides[i];
	return NULL;
}

enum country_from
place_country(const struct place *p, const struct address *a,
	      struct country *ret_country)
{
	struct address plain = without_nat64(a);
	const struct place_override *override = override_of(p, a);
	if (override == NULL)
		override = override_of(p, &plain);
	if (override != NULL) {
		*ret_country = override->country;
		return COUNTRY_OVERRIDE;
	}
	if (p->geo != NULL && geo_country(p->geo, &plain, ret_country))
		return COUNTRY_DATABASE;
	return COUNTRY_UNKNOWN;
}
