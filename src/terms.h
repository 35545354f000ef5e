/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of the domain, shared by all floors: types only, no functions
 * but set arithmetic. Where a number has a meaning outside (logs, store), it
 * is written by name, never by value.
 */
#pragma once

#include "base/digest.h"

#include <stdbool.h>
#include <stdint.h>

enum verdict { VERDICT_ALLOW, VERDICT_LOG, VERDICT_BLOCK };

enum confidence { CONFIDENCE_LOW, CONFIDENCE_MEDIUM, CONFIDENCE_HIGH };

/*
 * A kind of data ("cn-mobile", "spi-health"): an index into the category
 * table of the compiled rules. Names are stable, indices are not: they live
 * as long as one configuration snapshot.
 */
#define CATEGORY_MAX 256
struct category_set {
	uint64_t bits[CATEGORY_MAX / 64];
};

static inline void
category_add(struct category_set *s, unsigned c)
{
	s->bits[c / 64] |= UINT64_C(1) << (c % 64);
}

static inline bool
category_has(const struct category_set *s, unsigned c)
{
	return (s->bits[c / 64] >> (c % 64) & 1) != 0;
}

static inline void
category_join(struct category_set *s, const struct category_set *other)
{
	for (unsigned i = 0; i < CATEGORY_MAX / 64; i++)
		s->bits[i] |= other->bits[i];
}

static inline bool
category_empty(const struct category_set *s)
{
	uint64_t any = 0;
	for (unsigned i = 0; i < CATEGORY_MAX / 64; i++)
		any |= s->bits[i];
	return any == 0;
}

static inline bool
category_meets(const struct category_set *s, const struct category_set *other)
{
	uint64_t any = 0;
	for (unsigned i = 0; i < CATEGORY_MAX / 64; i++)
		any |= s->bits[i] & other->bits[i];
	return any != 0;
}

/* What a finding says about a person. */
enum finding_kind {
	KIND_IDENTITY,	/* an identity number: one person, always the same */
	KIND_CONTACT,	/* phone, e-mail, account handle: links records */
	KIND_ACCOUNT,	/* bank card, IBAN */
	KIND_DEVICE,	/* IMEI, VIN, MAC address */
	KIND_WEAK,	/* name, address, position: never links */
	KIND_ATTRIBUTE, /* says something of a person, identifies nobody */
	KIND_SECRET,	/* credentials: a leak, not a person */
	KIND_COMPANY,	/* company data, not a person */
	KIND_IMPORTANT, /* declared important data */
	KIND_MAX_
};

/* One identifier of a person as it leaves the inspection: no content. */
struct identifier {
	struct digest digest; /* of category name and canonical value */
	uint16_t category;
	uint8_t kind; /* enum finding_kind: IDENTITY, CONTACT, ACCOUNT, DEVICE;
		       * WEAK where it stands for all weak values of a record */
};

/*
 * A person as one record shows them: the identifiers found together, and
 * what else was found with them. A person without any identifier carries one
 * of kind WEAK over all the record's weak values.
 */
struct person {
	const struct identifier *ids;
	uint32_t n_ids;	    /* at least 1 */
	uint8_t confidence; /* the highest of the record's findings */
	bool domestic;	    /* an identifier only domestic persons have */
	bool low;	    /* known by weak values alone */
	struct category_set categories; /* all findings of the record at or
					 * above the threshold, attributes
					 * included */
};

/* Why content could not be read; contract section 3, defaults.unreadable. */
enum unreadable {
	UNREADABLE_MEDIA,
	UNREADABLE_BINARY,
	UNREADABLE_FRAGMENT,
	UNREADABLE_ENCRYPTED,
	UNREADABLE_SIZE,
	UNREADABLE_BROKEN,
	UNREADABLE_TLS,
	UNREADABLE_TCP,
	UNREADABLE_MAX_
};

enum provenance {
	PROVENANCE_DOMESTIC,
	PROVENANCE_FOREIGN_COLLECTED,
	PROVENANCE_MIXED
};

enum country_from {
	COUNTRY_UNKNOWN,
	COUNTRY_REGISTER,
	COUNTRY_OVERRIDE,
	COUNTRY_DATABASE
};

/* ISO 3166-1 alpha-2, "" when unknown. */
struct country {
	char code[3];
};

enum protocol {
	PROTOCOL_H1,
	PROTOCOL_H2,
	PROTOCOL_GRPC,
	PROTOCOL_WEBSOCKET,
	PROTOCOL_TUNNEL
};
