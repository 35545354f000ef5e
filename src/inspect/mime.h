/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Header fields of mail and of parts (RFC 5322, RFC 2045 to 2047, RFC 2231):
 * what they say of the body that follows, and their values, decoded, to the
 * pen. One field at a time, whole: name, colon, value; folded lines are fine.
 */
#pragma once

#include "inspect/pen.h"

#define MIME_TYPE_MAX 1024
#define MIME_NAME_MAX 512
#define MIME_FIELD_MAX 32

/* A body, as its head has it. All zero: nothing is known. */
struct mime_entity {
	uint8_t type[MIME_TYPE_MAX];
	size_t type_n;
	uint8_t coding[64];
	size_t coding_n;
	uint8_t name[MIME_NAME_MAX];
	size_t name_n;
	bool base64, quoted;	       /* its transfer encoding */
	bool form;		       /* Content-Disposition: form-data */
	bool file;		       /* it has a file name */
	uint32_t label;		       /* of the form's field */
	uint8_t field[MIME_FIELD_MAX]; /* the beginning of its name */
	size_t field_n;
};

/* Hints that live as long as the entity. */
struct hints mime_hints(const struct mime_entity *e);
/* Notes what a field says; its values go into the record that is open,
 * addresses of people into records of their own. */
void mime_field(struct pen *p, struct span field, struct mime_entity *e);
/* Cuts the first field, with the lines that continue it, off a head. */
struct span mime_next_field(struct span *head);
/* The stages for its body, as far as its transfer encoding and layers: 0 or
 * -ENOMEM. */
MUST_USE int mime_open(struct work *w, const struct mime_entity *e,
		       struct stage **ret_stage);
