/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables of the service itself: where it listens, what it may use, how
 * long it waits. The register's are in schema_register.c, the detectors' in
 * schema_detectors.c. Constant data.
 */
#include "conf/schema.h"

#include "audit/audit.h"
#include "conf/snapshot.h"

#define KIB INT64_C(1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)
#define TIB (1024 * GIB)
#define MILLISECOND INT64_C(1000)
#define SECOND (1000 * MILLISECOND)
#define HOUR (3600 * SECOND)

static const struct conf_word mode_words[] = {
	{"enforce", MODE_ENFORCE, NULL}, {"monitor", MODE_MONITOR, NULL}, {0}};

static const struct conf_word private_words[] = {
	{"deny", 0, NULL}, {"allow", 1, NULL}, {0}};

static const struct conf_word identity_words[] = {
	{"show", 0, NULL}, {"count", 1, NULL}, {0}};

static const struct conf_word backend_words[] = {
	{"sqlite", 0, NULL},
	{"postgresql", 1, "this build has no PostgreSQL store; use \"sqlite\""},
	{0}};

static const struct conf_word unavailable_words[] = {
	{"block", AUDIT_BLOCK, NULL},
	{"file-only", AUDIT_FILE_ONLY, NULL},
	{0}};

static const struct conf_row listener_tls_rows[] = {
	{.key = "certificate",
	 .type = CONF_PATH,
	 .flags = CONF_REQUIRED,
	 .help = "certificate chain (PEM) shown to hosts that reach the proxy "
		 "itself over TLS"},
	{.key = "key",
	 .type = CONF_PATH,
	 .flags = CONF_REQUIRED,
	 .help = "its private key (PEM)"},
	{.key = "client_ca",
	 .type = CONF_PATH,
	 .help = "authorities (PEM) whose client certificates name sources"},
};
static CONF_TABLE(listener_tls, "listeners.tls", listener_tls_rows);

static const struct conf_row listener_rows[] = {
	{.key = "address",
	 .type = CONF_ADDRESS,
	 .flags = CONF_REQUIRED,
	 .help = "address and port the proxy listens on"},
	{.key = "tls",
	 .type = CONF_GROUP,
	 .flags = CONF_ABSENT,
	 .help = "TLS toward the proxy itself; absent: plain",
	 .table = &listener_tls},
	{.key = "proxy_protocol_from",
	 .type = CONF_NETWORK,
	 .flags = CONF_MANY,
	 .help = "load balancers whose PROXY protocol header is believed"},
};
static CONF_TABLE(listeners, "listeners", listener_rows);

static const struct conf_row roles_rows[] = {
	{.key = "view",
	 .type = CONF_TEXT,
	 .help = "group that may look; the other two may too"},
	{.key = "operate",
	 .type = CONF_TEXT,
	 .help = "group that may add, suspend, reload, drain"},
	{.key = "approve",
	 .type = CONF_TEXT,
	 .help = "group that may approve what others added"},
};
static CONF_TABLE(roles, "admin.roles", roles_rows);

static const struct conf_row admin_rows[] = {
	{.key = "address",
	 .type = CONF_ADDRESS,
	 .help = "address and port of the read-only page and metrics; absent: "
		 "none"},
	{.key = "control",
	 .type = CONF_PATH,
	 .preset = "/run/kouan/control.sock",
	 .help = "socket that kouanctl talks to"},
	{.key = "roles",
	 .type = CONF_GROUP,
	 .flags = CONF_ABSENT,
	 .help = "groups that may view, operate, approve",
	 .table = &roles},
	{.key = "four_eyes",
	 .type = CONF_BOOL,
	 .preset = "false",
	 .help = "what one operator adds another approves"},
};
static CONF_TABLE(admin, "admin", admin_rows);

static const struct conf_row bypass_rows[] = {
	{.key = "hosts",
	 .type = CONF_HOST,
	 .flags = CONF_MANY | CONF_REQUIRED,
	 .help = "hosts that are tunnelled unread where their flow allows it"},
	{.key = "reason",
	 .type = CONF_TEXT,
	 .flags = CONF_REQUIRED,
	 .help = "why they cannot be read; stands in the audit"},
};
static CONF_TABLE(bypass, "intercept.bypass", bypass_rows);

static const struct conf_row intercept_rows[] = {
	{.key = "ca_certificate",
	 .type = CONF_PATH,
	 .preset = "ca.pem",
	 .help = "certificate (PEM) of the authority that signs leaf "
		 "certificates"},
	{.key = "ca_key",
	 .type = CONF_PATH,
	 .preset = "ca.key",
	 .help = "its private key (PEM); only the signer process reads it"},
	{.key = "upstream_trust",
	 .type = CONF_PATH,
	 .preset = "/etc/ssl/certs/ca-certificates.crt",
	 .help = "authorities (PEM) that recipients' certificates must come "
		 "from"},
	{.key = "bypass",
	 .type = CONF_LIST,
	 .help = "hosts whose TLS is not opened",
	 .table = &bypass},
};
static CONF_TABLE(intercept, "intercept", intercept_rows);

static const struct conf_row override_rows[] = {
	{.key = "networks",
	 .type = CONF_NETWORK,
	 .flags = CONF_MANY | CONF_REQUIRED,
	 .help = "networks whose country is known better than the database "
		 "knows it"},
	{.key = "country",
	 .type = CONF_COUNTRY,
	 .flags = CONF_REQUIRED,
	 .help = "where they are"},
};
static CONF_TABLE(overrides, "place.overrides", override_rows);

static const struct conf_row place_rows[] = {
	{.key = "country_db",
	 .type = CONF_PATH,
	 .help = "country database (MMDB); absent: register and overrides "
		 "alone say where an address is"},
	{.key = "private_addresses",
	 .type = CONF_WORD,
	 .preset = "deny",
	 .help = "whether loopback, private, link-local and metadata addresses "
		 "may be dialled; allow only in tests and laboratories",
	 .words = private_words},
	{.key = "overrides",
	 .type = CONF_LIST,
	 .help = "countries of networks",
	 .table = &overrides},
	{.key = "ports",
	 .type = CONF_INTEGER,
	 .flags = CONF_MANY,
	 .min = 1,
	 .max = 65535,
	 .preset = "80 443 8443",
	 .help = "ports that may be reached through the proxy"},
};
static CONF_TABLE(place, "place", place_rows);

static const struct conf_row inspection_rows[] = {
	{.key = "hold_whole",
	 .type = CONF_SIZE,
	 .min = 64 * KIB,
	 .max = 64 * MIB,
	 .preset = "1MiB",
	 .unit = "bytes",
	 .help = "a body up to this is one decision; a longer one is decided "
		 "in windows of it"},
	{.key = "record_limit",
	 .type = CONF_SIZE,
	 .min = KIB,
	 .max = 4 * MIB,
	 .preset = "64KiB",
	 .unit = "bytes",
	 .help = "a longer record is decided as it stands"},
	{.key = "spool_limit",
	 .type = CONF_SIZE,
	 .max = TIB,
	 .preset = "1GiB",
	 .unit = "bytes",
	 .help = "largest body spooled to disk (encrypted) to be judged whole"},
	{.key = "decoded_limit",
	 .type = CONF_SIZE,
	 .min = MIB,
	 .max = TIB,
	 .preset = "256MiB",
	 .unit = "bytes",
	 .help = "bytes out of all decoders in one exchange"},
	{.key = "ratio_limit",
	 .type = CONF_INTEGER,
	 .min = 2,
	 .max = 100000,
	 .preset = "200",
	 .help = "decoded bytes per byte sent"},
	{.key = "depth_limit",
	 .type = CONF_INTEGER,
	 .min = 1,
	 .max = 32,
	 .preset = "5",
	 .help = "layers of coding and containers inside one another"},
	{.key = "parts_limit",
	 .type = CONF_INTEGER,
	 .min = 1,
	 .max = 1000000,
	 .preset = "10000",
	 .help = "parts of one multipart body or archive"},
	{.key = "container_limit",
	 .type = CONF_SIZE,
	 .min = 64 * KIB,
	 .max = GIB,
	 .preset = "64MiB",
	 .unit = "bytes",
	 .help = "largest archive or document that is opened"},
	{.key = "extractors",
	 .type = CONF_INTEGER,
	 .max = 16,
	 .preset = "2",
	 .help = "processes of a worker that open archives and documents, and "
		 "as many for PDF; 0: none is opened"},
	{.key = "not_persons",
	 .type = CONF_TEXT,
	 .flags = CONF_MANY,
	 .help = "addresses that are nobody's, added to those shipped: whole "
		 "addresses, local parts (\"git@\") or domains "
		 "(\"@example.cn\")"},
	{.key = "git_identities",
	 .type = CONF_WORD,
	 .preset = "show",
	 .help = "author, committer and tagger of what git sends: shown "
		 "among the findings, or counted as persons too",
	 .words = identity_words},
};
static CONF_TABLE(inspection, "inspection", inspection_rows);

static const struct conf_row ledger_rows[] = {
	{.key = "backend",
	 .type = CONF_WORD,
	 .preset = "sqlite",
	 .help = "where persons are counted: a file in state_dir",
	 .words = backend_words},
	{.key = "conninfo",
	 .type = CONF_TEXT,
	 .flags = CONF_SECRET,
	 .help = "connection of the backend postgresql",
	 .refused = "this build has no PostgreSQL store"},
	{.key = "key",
	 .type = CONF_PATH,
	 .help = "secret of the keyed digests (at least 16 bytes); absent: "
		 "the service's credential ledger.key, else ledger.key beside "
		 "the main file, made at first start"},
};
static CONF_TABLE(ledger, "ledger", ledger_rows);

static const struct conf_word rotate_words[] = {
	{"never", AUDIT_ROTATE_NEVER, NULL},
	{"day", AUDIT_ROTATE_DAY, NULL},
	{"month", AUDIT_ROTATE_MONTH, NULL},
	{0}};

static const struct conf_row audit_rows[] = {
	{.key = "journal",
	 .type = CONF_BOOL,
	 .preset = "true",
	 .help = "send a copy of each record to journald"},
	{.key = "journal_socket",
	 .type = CONF_PATH,
	 .preset = "/run/systemd/journal/socket",
	 .help = "journald's native socket"},
	{.key = "file",
	 .type = CONF_PATH,
	 .preset = "/var/log/kouan/audit.jsonl",
	 .help = "the record: JSON lines in a hash chain"},
	{.key = "rotate_size",
	 .type = CONF_SIZE,
	 .max = INT64_C(1) << 50,
	 .preset = "1GiB",
	 .help = "the file is moved aside at this size, and the chain goes on "
		 "in a new one; 0: never"},
	{.key = "rotate_every",
	 .type = CONF_WORD,
	 .preset = "month",
	 .help = "and when the UTC day or month of its first record is over",
	 .words = rotate_words},
	{.key = "when_unavailable",
	 .type = CONF_WORD,
	 .preset = "block",
	 .help = "block answers 503 while a sink cannot take records; "
		 "file-only lets journald fail with an alert",
	 .words = unavailable_words},
	{.key = "interval",
	 .type = CONF_DURATION,
	 .min = SECOND,
	 .max = 24 * HOUR,
	 .preset = "5min",
	 .help = "time between interim records of a long exchange"},
	{.key = "queue",
	 .type = CONF_INTEGER,
	 .min = 64,
	 .max = 1 << 20,
	 .preset = "8192",
	 .unit = "records",
	 .help = "places in the queue to the sinks"},
};
static CONF_TABLE(audit, "audit", audit_rows);

static const struct conf_row limits_source_rows[] = {
	{.key = "connections",
	 .type = CONF_INTEGER,
	 .min = 1,
	 .max = 1000000,
	 .preset = "2000",
	 .help = "connections of one source at a time"},
	{.key = "names_per_minute",
	 .type = CONF_INTEGER,
	 .min = 1,
	 .max = 1000000,
	 .preset = "300",
	 .help = "names not seen before that one source may ask for in a "
		 "minute"},
};
static CONF_TABLE(limits_source, "limits.source", limits_source_rows);

static const struct conf_row limits_rows[] = {
	{.key = "connections",
	 .type = CONF_INTEGER,
	 .min = 1,
	 .max = 1000000,
	 .preset = "20000",
	 .help = "connections of all hosts at a time"},
	{.key = "held",
	 .type = CONF_SIZE,
	 .min = 16 * MIB,
	 .max = TIB,
	 .preset = "2GiB",
	 .unit = "bytes",
	 .help = "memory for bodies that wait for their verdict"},
	{.key = "spool",
	 .type = CONF_SIZE,
	 .max = 64 * TIB,
	 .preset = "20GiB",
	 .unit = "bytes",
	 .help = "disk for bodies that wait for their verdict"},
	{.key = "containers",
	 .type = CONF_SIZE,
	 .min = 16 * MIB,
	 .max = TIB,
	 .preset = "1GiB",
	 .unit = "bytes",
	 .help = "memory for archives and documents that wait to be opened"},
	{.key = "head",
	 .type = CONF_SIZE,
	 .min = 4 * KIB,
	 .max = MIB,
	 .preset = "64KiB",
	 .unit = "bytes",
	 .help = "longest head of a message"},
	{.key = "source",
	 .type = CONF_GROUP,
	 .help = "limits of each source",
	 .table = &limits_source},
};
static CONF_TABLE(limits, "limits", limits_rows);

#define TIMEOUT(name, preset_text, text)                                       \
	{                                                                      \
		.key = (name), .type = CONF_DURATION, .min = 10 * MILLISECOND, \
		.max = 24 * HOUR, .preset = (preset_text), .help = (text)      \
	}
static const struct conf_row timeouts_rows[] = {
	TIMEOUT("head", "30s", "for a whole head to arrive"),
	TIMEOUT("handshake", "15s", "for a TLS handshake"),
	TIMEOUT("connect", "10s",
		"for a name to resolve and a recipient to "
		"answer"),
	TIMEOUT("idle", "5min", "between two requests, or in a quiet tunnel"),
	TIMEOUT("body", "60s", "between two pieces of a body"),
	TIMEOUT("extract", "60s",
		"for all archives and documents in a body to "
		"be read"),
	TIMEOUT("drain", "60s",
		"for exchanges under way when the daemon "
		"stops"),
};
static CONF_TABLE(timeouts, "timeouts", timeouts_rows);

static const struct conf_row top_rows[] = {
	{.key = "include",
	 .type = CONF_PATH,
	 .flags = CONF_MANY | CONF_MAIN,
	 .help = "folders whose *.conf are read too, in order of name"},
	{.key = "mode",
	 .type = CONF_WORD,
	 .preset = "enforce",
	 .help = "monitor decides, counts and logs but blocks nothing that "
		 "policy alone would block",
	 .words = mode_words},
	{.key = "workers",
	 .type = CONF_INTEGER,
	 .max = 256,
	 .preset = "0",
	 .unit = "threads",
	 .help = "worker threads; 0: one per processor"},
	{.key = "state_dir",
	 .type = CONF_PATH,
	 .preset = "/var/lib/kouan",
	 .help = "folder of the ledger and of what operators changed"},
	{.key = "exporter",
	 .type = CONF_GROUP,
	 .flags = CONF_REQUIRED,
	 .help = "the legal person that exports",
	 .table = &conf_schema_exporter},
	{.key = "listeners",
	 .type = CONF_LIST,
	 .flags = CONF_REQUIRED,
	 .help = "where hosts reach the proxy",
	 .table = &listeners},
	{.key = "admin",
	 .type = CONF_GROUP,
	 .help = "page, metrics and control socket",
	 .table = &admin},
	{.key = "intercept",
	 .type = CONF_GROUP,
	 .help = "how TLS is opened and recipients are verified",
	 .table = &intercept},
	{.key = "place",
	 .type = CONF_GROUP,
	 .help = "where addresses are and what may be reached",
	 .table = &place},
	{.key = "sources",
	 .type = CONF_LIST,
	 .help = "the hosts and users that send",
	 .table = &conf_schema_sources},
	{.key = "recipients",
	 .type = CONF_LIST,
	 .flags = CONF_ADDED,
	 .help = "who receives",
	 .table = &conf_schema_recipients},
	{.key = "pathways",
	 .type = CONF_LIST,
	 .flags = CONF_ADDED,
	 .help = "legal instruments that transfers rest on",
	 .table = &conf_schema_pathways},
	{.key = "flows",
	 .type = CONF_LIST,
	 .flags = CONF_ADDED,
	 .help = "who sends what to whom, why and on which basis",
	 .table = &conf_schema_flows},
	{.key = "additions",
	 .type = CONF_LIST,
	 .flags = CONF_ADDED,
	 .help = "who added what through the control socket; the daemon's own",
	 .table = &conf_schema_additions},
	{.key = "defaults",
	 .type = CONF_GROUP,
	 .help = "verdicts where the register says nothing",
	 .table = &conf_schema_defaults},
	{.key = "inspection",
	 .type = CONF_GROUP,
	 .help = "limits of reading",
	 .table = &inspection},
	{.key = "ledger",
	 .type = CONF_GROUP,
	 .help = "the count of persons",
	 .table = &ledger},
	{.key = "audit",
	 .type = CONF_GROUP,
	 .help = "the records of exchanges",
	 .table = &audit},
	{.key = "limits",
	 .type = CONF_GROUP,
	 .help = "what hosts may use up",
	 .table = &limits},
	{.key = "timeouts",
	 .type = CONF_GROUP,
	 .help = "how long each phase may take",
	 .table = &timeouts},
	{.key = "detectors",
	 .type = CONF_LIST,
	 .help = "what is looked for in content",
	 .table = &conf_schema_detectors},
	{.key = "regimes", .type = CONF_SETTINGS, .help = "the laws as data"},
	{.key = "calendars",
	 .type = CONF_SETTINGS,
	 .help = "working days of a year"},
	{.key = "agreements",
	 .type = CONF_SETTINGS,
	 .help = "agreements between states"},
	{.key = "negative_lists",
	 .type = CONF_SETTINGS,
	 .help = "lists of the free trade zones"},
};
CONF_TABLE(conf_schema, "", top_rows);
