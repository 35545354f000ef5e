/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small house for the tests of the proxy: a snapshot made of a real
 * configuration, a ledger, an audit file, one worker. Clients are handed to
 * the worker as the acceptor does; origins are listeners on loopback that the
 * test itself serves.
 */
#pragma once

#include "../conf/folder.h"
#include "proxy/session.h"

#define ORIGINS 4

struct house {
	struct folder folder;
	struct gateway gateway;
	struct worker *worker;
	int origins[ORIGINS]; /* listening on 127.0.2.1, 127.0.2.2 ... */
	uint16_t port;	      /* of all origins */
	char audit[128];      /* path of the audit file */
};

/* extra: further lines of the configuration. */
void house_open(struct house *h, const char *extra);
/* The configuration written anew with other extra lines, and put in force. */
void house_reload(struct house *h, const char *extra);
/* Ends the worker (now: without waiting for sessions), closes everything. */
void house_close(struct house *h);
/* Everything submitted to the audit so far is in this text; to be freed. */
char *house_records(struct house *h);
/* Waits until the worker has no session. */
void house_await_idle(struct house *h);

/* A client's end of a new connection. */
int client_open(struct house *h);
/* The next connection to origin i (0 is 127.0.2.1). */
int origin_accept(struct house *h, int i);
/* Nobody has connected to it. */
bool origin_is_quiet(struct house *h, int i);

/* Writes all of it. */
void send_text(int fd, const char *fmt, ...) PRINTF(2, 3);
void send_bytes(int fd, const void *bytes, size_t n);
/* Reads until the text ends with end, at most 1 MiB; to be freed. */
char *read_until(int fd, const char *end);
/* Reads until the peer's end; *ret_error is set where it was a reset. */
char *read_to_end(int fd, bool *ret_error);
/* Reads and throws away n bytes. */
void read_bytes(int fd, size_t n);

/* Recipients by address: .1 has no pathway, .2 may have mobile numbers. */
#define REGISTER                                                               \
	"sources = ( { id = \"lab\"; networks = [ \"127.0.0.0/8\" ]; } );\n"   \
	"recipients = ( "                                                      \
	"{ id = \"free\"; name = \"F\"; country = \"DE\"; "                    \
	"networks = [ \"127.0.2.1/32\" ]; }, "                                 \
	"{ id = \"pact\"; name = \"P\"; country = \"DE\"; "                    \
	"networks = [ \"127.0.2.2/32\" ]; } );\n"                              \
	"pathways = ( { id = \"scc\"; regime = \"cn\"; mechanism = \"scc\"; "  \
	"reference = \"R\"; status = \"effective\"; recipients = [ \"pact\" "  \
	"]; categories = [ \"cn-mobile\" ]; sensitive = false; "               \
	"effective_on = \"2020-01-01\"; filed_on = \"2020-01-01\"; "           \
	"valid_until = \"2090-01-01\"; caps = { persons = 5; "                 \
	"window = \"calendar-year\"; }; } );\n"                                \
	"flows = ( { id = \"f\"; sources = [ \"lab\" ]; recipient = "          \
	"\"pact\"; purpose = \"test\"; provenance = \"domestic\"; pathway = "  \
	"\"scc\"; consent = \"C\"; pipia = \"P\"; } );\n"
#define DEFAULTS "defaults = { plain_http = \"log\"; };\n"
#define SMALL_WINDOWS "inspection = { hold_whole = \"64KiB\"; };\n"
#define JSON "Content-Type: application/json\r\n"
#define CSV "Content-Type: text/csv\r\n"
#define PHONE(n) "{\"mobile\":\"1381234" n "\"}"
#define CLEAN_TEXT "{\"note\":\"nothing here\"}"

/* The head of a POST in absolute form to 127.0.2.host, and with a text. */
void post(struct house *h, int fd, int host, const char *fields, size_t length);
void post_text(struct house *h, int fd, int host, const char *text);
/* Origin i takes one request with this body and says 200; fd < 0: on its next
 * connection. Returns the connection. */
int serve(struct house *h, int i, int fd, const char *body);
/* Reads an answer with Content-Length; reason may be NULL. */
void expect_answer(int fd, const char *status, const char *reason);
/* Some record has both texts. */
void expect_record(struct house *h, const char *one, const char *two);
