/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is said between the gateway and the programmes that open containers:
 * one request a job, on the programme's descriptor 3, with two descriptors
 * (the container, sealed; a SOCK_SEQPACKET socket for the answer), and the
 * answer's messages. Both ends are built together and run on one machine, so
 * numbers are in native order. The gateway believes no answer: answer.h.
 */
#pragma once

#include "inspect/pipeline.h"

#define EXTRACT_CONTROL_FD 3
#define EXTRACT_KIND_MAX 16

struct extract_request {
	uint64_t size;	 /* of the container */
	uint64_t memory; /* bytes of address space, the container included */
	uint32_t cpu_s;
	char kind[EXTRACT_KIND_MAX]; /* as sniffed, NUL-terminated */
};

/* First byte of each message of an answer. */
enum answer_type {
	ANSWER_MEMBER = 'M', /* enum member_kind (1), name */
	ANSWER_DATA = 'D',   /* bytes of the member, at least one */
	ANSWER_END = 'E',    /* of the member */
	ANSWER_UNREADABLE =
		'U',	   /* enum unreadable (1), enum extract_cause (1) */
	ANSWER_DONE = 'Z', /* nothing follows */
};
#define ANSWER_NAME_MAX 4096
#define ANSWER_DATA_MAX 65536
#define ANSWER_MAX (1 + ANSWER_DATA_MAX)

/* Why something in a container cannot be read. */
enum extract_cause {
	CAUSE_CONTAINER, /* the container's own kind */
	CAUSE_ENCRYPTED_ZIP,
	CAUSE_ENCRYPTED_7Z,
	CAUSE_ENCRYPTED_RAR,
	CAUSE_ENCRYPTED_PDF,
	CAUSE_ENCRYPTED_OFFICE,
	CAUSE_ZIP_HIDDEN,
	CAUSE_XML,
	CAUSE_XML_ENTITIES,
	CAUSE_PDF_IMAGES,
	CAUSE_METHOD,
	CAUSE_OLE,
	CAUSE_MEMORY,
	EXTRACT_CAUSES_
};
