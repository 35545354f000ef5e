/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables of the register: exporter, sources, recipients, pathways,
 * flows, and the verdicts where it says nothing. Constant data.
 */
#include "conf/schema.h"

#include "policy/register.h"

static const struct conf_word verdict_words[] = {
	{"block", VERDICT_BLOCK, NULL}, {"log", VERDICT_LOG, NULL}, {0}};

static const struct conf_word city_words[] = {
	{"guangzhou", 0, NULL}, {"shenzhen", 0, NULL},
	{"zhuhai", 0, NULL},	{"foshan", 0, NULL},
	{"huizhou", 0, NULL},	{"dongguan", 0, NULL},
	{"zhongshan", 0, NULL}, {"jiangmen", 0, NULL},
	{"zhaoqing", 0, NULL},	{0}};

static const struct conf_row exporter_rows[] = {
	{.key = "id",
	 .type = CONF_ID,
	 .flags = CONF_REQUIRED,
	 .help = "name in counters and records"},
	{.key = "name",
	 .type = CONF_TEXT,
	 .flags = CONF_REQUIRED,
	 .help = "legal name"},
	{.key = "ciio",
	 .type = CONF_BOOL,
	 .preset = "false",
	 .help = "an operator of critical information infrastructure"},
	{.key = "regimes",
	 .type = CONF_ID,
	 .flags = CONF_MANY | CONF_REQUIRED,
	 .help = "laws it is under; all are evaluated, the strictest wins"},
	{.key = "ftz_zone",
	 .type = CONF_ID,
	 .help = "free trade zone it is registered in"},
	{.key = "gba_city",
	 .type = CONF_WORD,
	 .help = "Greater Bay Area city it is registered in",
	 .words = city_words},
};
CONF_TABLE(conf_schema_exporter, "exporter", exporter_rows);

static const struct conf_row source_rows[] = {
	{.key = "id",
	 .type = CONF_ID,
	 .flags = CONF_REQUIRED,
	 .help = "name in flows and records"},
	{.key = "networks",
	 .type = CONF_NETWORK,
	 .flags = CONF_MANY,
	 .help = "addresses it sends from; the longest prefix wins"},
	{.key = "user",
	 .type = CONF_TEXT,
	 .help = "user name in its proxy credentials"},
	{.key = "password_hash",
	 .type = CONF_TEXT,
	 .flags = CONF_SECRET,
	 .help = "crypt(5) hash of its password: yescrypt, SHA-512 or SHA-256"},
	{.key = "client_certificate",
	 .type = CONF_TEXT,
	 .help = "subject of its client certificate, \"CN=lab.example.cn\""},
};
CONF_TABLE(conf_schema_sources, "sources", source_rows);

static const struct conf_row recipient_rows[] = {
	{.key = "id",
	 .type = CONF_ID,
	 .flags = CONF_REQUIRED,
	 .help = "name in pathways, flows and records"},
	{.key = "name",
	 .type = CONF_TEXT,
	 .flags = CONF_REQUIRED,
	 .help = "legal name"},
	{.key = "country",
	 .type = CONF_COUNTRY,
	 .flags = CONF_REQUIRED,
	 .help = "where it receives, two letters of ISO 3166-1"},
	{.key = "hosts",
	 .type = CONF_HOST,
	 .flags = CONF_MANY,
	 .help = "its hosts; \"*.example.de\" is any name below, not itself"},
	{.key = "networks",
	 .type = CONF_NETWORK,
	 .flags = CONF_MANY,
	 .help = "its addresses, for hosts that no pattern names"},
	{.key = "certifications",
	 .type = CONF_TEXT,
	 .flags = CONF_MANY,
	 .help = "schemes it is certified by, \"dpf\", or with the last day "
		 "\"dpf:2027-06-30\""},
	{.key = "owner_countries",
	 .type = CONF_TEXT,
	 .flags = CONF_MANY,
	 .help = "countries of its owners, \"CN\", or with the share in "
		 "percent \"CN:60\""},
	{.key = "gba",
	 .type = CONF_BOOL,
	 .preset = "false",
	 .help = "registered in Hong Kong or Macao under the Greater Bay Area "
		 "contract"},
};
CONF_TABLE(conf_schema_recipients, "recipients", recipient_rows);

#define MECHANISM_WORD(name, text) {(text), MECHANISM_##name, NULL},
static const struct conf_word mechanism_words[] = {
	MECHANISMS(MECHANISM_WORD){0}};

#define TRANSACTION_WORD(name, text) {(text), TRANSACTION_##name, NULL},
static const struct conf_word transaction_words[] = {
	TRANSACTIONS(TRANSACTION_WORD){0}};

static const struct conf_word status_words[] = {
	{"draft", PATHWAY_DRAFT, NULL},
	{"submitted", PATHWAY_SUBMITTED, NULL},
	{"approved", PATHWAY_APPROVED, NULL},
	{"effective", PATHWAY_EFFECTIVE, NULL},
	{"suspended", PATHWAY_SUSPENDED, NULL},
	{"revoked", PATHWAY_REVOKED, NULL},
	{"superseded", PATHWAY_SUPERSEDED, NULL},
	{0}};

static const struct conf_word window_words[] = {
	{"calendar-year", CAP_CALENDAR_YEAR, NULL},
	{"validity", CAP_VALIDITY, NULL},
	{0}};

static const struct conf_row caps_rows[] = {
	{.key = "persons",
	 .type = CONF_INTEGER,
	 .max = INT64_C(100000000000),
	 .help = "persons; absent: no cap, 0: nobody"},
	{.key = "sensitive_persons",
	 .type = CONF_INTEGER,
	 .max = INT64_C(100000000000),
	 .help = "persons with sensitive data"},
	{.key = "bytes",
	 .type = CONF_SIZE,
	 .max = INT64_C(1) << 60,
	 .unit = "bytes",
	 .help = "bytes sent"},
	{.key = "window",
	 .type = CONF_WORD,
	 .preset = "calendar-year",
	 .help = "what the caps count over",
	 .words = window_words},
};
static CONF_TABLE(caps, "pathways.caps", caps_rows);

static const struct conf_row pathway_rows[] = {
	{.key = "id",
	 .type = CONF_ID,
	 .flags = CONF_REQUIRED,
	 .help = "name in flows and records"},
	{.key = "regime",
	 .type = CONF_ID,
	 .flags = CONF_REQUIRED,
	 .help = "the law it belongs to"},
	{.key = "mechanism",
	 .type = CONF_WORD,
	 .flags = CONF_REQUIRED,
	 .help = "the kind of instrument, one that the regime knows",
	 .words = mechanism_words},
	{.key = "reference",
	 .type = CONF_TEXT,
	 .help = "number of the approval or filing"},
	{.key = "status",
	 .type = CONF_WORD,
	 .flags = CONF_REQUIRED,
	 .help = "its state; expiry follows from the dates",
	 .words = status_words},
	{.key = "recipients",
	 .type = CONF_ID,
	 .flags = CONF_MANY | CONF_FULL,
	 .help = "recipients it covers; absent: any"},
	{.key = "categories",
	 .type = CONF_ID,
	 .flags = CONF_MANY | CONF_FULL,
	 .help = "kinds of data it covers; absent: any"},
	{.key = "sensitive",
	 .type = CONF_BOOL,
	 .preset = "false",
	 .help = "covers sensitive data"},
	{.key = "countries",
	 .type = CONF_COUNTRY,
	 .flags = CONF_MANY | CONF_FULL,
	 .help = "countries it covers; absent: any"},
	{.key = "purposes",
	 .type = CONF_TEXT,
	 .flags = CONF_MANY | CONF_FULL,
	 .help = "purposes it covers; absent: any"},
	{.key = "important_items",
	 .type = CONF_TEXT,
	 .flags = CONF_MANY,
	 .help = "items of important data it covers"},
	{.key = "effective_on", .type = CONF_DATE, .help = "first day"},
	{.key = "filed_on", .type = CONF_DATE, .help = "day of the filing"},
	{.key = "valid_until", .type = CONF_DATE, .help = "last day"},
	{.key = "caps",
	 .type = CONF_GROUP,
	 .flags = CONF_ABSENT,
	 .help = "how much it covers",
	 .table = &caps},
	{.key = "evidence",
	 .type = CONF_TEXT,
	 .flags = CONF_MANY,
	 .help = "what was done for it and is kept on file: \"tia\""},
};
CONF_TABLE(conf_schema_pathways, "pathways", pathway_rows);

static const struct conf_word article_words[] = {
	{"art4-transit", EXEMPTION_ART4_TRANSIT, NULL},
	{"art5-contract", EXEMPTION_ART5_CONTRACT, NULL},
	{"art5-hr", EXEMPTION_ART5_HR, NULL},
	{"art5-emergency", EXEMPTION_ART5_EMERGENCY, NULL},
	{"art6-ftz", EXEMPTION_ART6_FTZ, NULL},
	{"us-exempt", EXEMPTION_US_EXEMPT, NULL},
	{"vn-exempt", EXEMPTION_VN_EXEMPT, NULL},
	{"jp-art27", EXEMPTION_JP_ART27, NULL},
	{"art3", 0, "it is found by the rules, never claimed"},
	{"art5-volume", 0, "it is found by the rules, never claimed"},
	{0}};

static const struct conf_row exemption_rows[] = {
	{.key = "article",
	 .type = CONF_WORD,
	 .flags = CONF_REQUIRED,
	 .help = "the exemption claimed",
	 .words = article_words},
	{.key = "ticket",
	 .type = CONF_TEXT,
	 .help = "where the claim is documented"},
	{.key = "approved_by",
	 .type = CONF_TEXT,
	 .help = "who approved it; without, the claim does not apply"},
	{.key = "until", .type = CONF_DATE, .help = "last day of the claim"},
	{.key = "categories",
	 .type = CONF_ID,
	 .flags = CONF_MANY | CONF_FULL,
	 .help = "kinds of data it covers; absent: any"},
};
static CONF_TABLE(exemption, "flows.exemption", exemption_rows);

#define CLASS(name, preset_text, text)                                         \
	{                                                                      \
		.key = (name), .type = CONF_WORD, .preset = (preset_text),     \
		.help = (text), .words = verdict_words                         \
	}
#define CLASSES(media, binary, fragment, encrypted, size, broken, tls, tcp)    \
	CLASS("media", media, "pictures, sound, video"),                       \
		CLASS("binary", binary, "formats that are not known"),         \
		CLASS("fragment", fragment, "parts of a larger object"),       \
		CLASS("encrypted", encrypted, "encrypted content"),            \
		CLASS("size", size, "beyond a limit of inspection"),           \
		CLASS("broken", broken, "content that breaks its format"),     \
		CLASS("tls", tls, "TLS that is not opened (bypass)"),          \
		CLASS("tcp", tcp, "a tunnel that carries no TLS")

static const struct conf_row unreadable_rows[] = {
	CLASSES(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)};
static CONF_TABLE(unreadable, "flows.unreadable", unreadable_rows);

static const struct conf_row unreadable_default_rows[] = {CLASSES(
	"log", "log", "log", "block", "block", "block", "block", "block")};
static CONF_TABLE(unreadable_default, "defaults.unreadable",
		  unreadable_default_rows);

static const struct conf_word provenance_words[] = {
	{"domestic", PROVENANCE_DOMESTIC, NULL},
	{"foreign_collected", PROVENANCE_FOREIGN_COLLECTED, NULL},
	{"mixed", PROVENANCE_MIXED, NULL},
	{0}};

static const struct conf_word release_words[] = {
	{"windows", 0, NULL}, {"whole", 1, NULL}, {0}};

static const struct conf_row flow_rows[] = {
	{.key = "id",
	 .type = CONF_ID,
	 .flags = CONF_REQUIRED,
	 .help = "name in records"},
	{.key = "sources",
	 .type = CONF_ID,
	 .flags = CONF_MANY | CONF_FULL,
	 .help = "who sends; absent: any source"},
	{.key = "recipient",
	 .type = CONF_ID,
	 .flags = CONF_REQUIRED,
	 .help = "who receives"},
	{.key = "purpose", .type = CONF_TEXT, .help = "what for"},
	{.key = "provenance",
	 .type = CONF_WORD,
	 .preset = "domestic",
	 .help = "where the data were collected",
	 .words = provenance_words},
	{.key = "pathway",
	 .type = CONF_ID,
	 .help = "the legal instrument it rests on"},
	{.key = "pathways",
	 .type = CONF_ID,
	 .flags = CONF_MANY,
	 .help = "further ones, under other regimes"},
	{.key = "transaction",
	 .type = CONF_WORD,
	 .preset = "other",
	 .help = "what kind of transaction it is, where a regime asks",
	 .words = transaction_words},
	{.key = "evidence",
	 .type = CONF_TEXT,
	 .flags = CONF_MANY,
	 .help = "what was done for it and is kept on file"},
	{.key = "exemption",
	 .type = CONF_GROUP,
	 .flags = CONF_ABSENT,
	 .help = "the exemption it claims",
	 .table = &exemption},
	{.key = "consent",
	 .type = CONF_TEXT,
	 .help = "reference of the separate consent"},
	{.key = "pipia",
	 .type = CONF_TEXT,
	 .help = "reference of the impact assessment"},
	{.key = "unreadable",
	 .type = CONF_GROUP,
	 .flags = CONF_ABSENT | CONF_EACH,
	 .help = "verdict on content that cannot be read; absent classes: "
		 "defaults.unreadable",
	 .table = &unreadable},
	{.key = "release",
	 .type = CONF_WORD,
	 .help = "whole: nothing leaves before all was read; absent: whole for "
		 "art4-transit and under a sensitive pathway, else windows",
	 .words = release_words},
	{.key = "transit_tolerance",
	 .type = CONF_INTEGER,
	 .max = 1000000,
	 .preset = "0",
	 .unit = "persons",
	 .help = "domestic persons that art4-transit tolerates"},
	{.key = "foreign_authority",
	 .type = CONF_BOOL,
	 .preset = "false",
	 .help = "answers a foreign judicial or enforcement body"},
	{.key = "scenario",
	 .type = CONF_TEXT,
	 .help = "scenario of the free trade zone's negative list"},
	{.key = "important_items",
	 .type = CONF_TEXT,
	 .flags = CONF_MANY,
	 .help = "items of important data it carries"},
};
CONF_TABLE(conf_schema_flows, "flows", flow_rows);

#define UID_LARGEST INT64_C(0xffffffff)

static const struct conf_row addition_rows[] = {
	{.key = "number",
	 .type = CONF_INTEGER,
	 .flags = CONF_REQUIRED,
	 .min = 1,
	 .max = 1000000,
	 .help = "its number, of all there were"},
	{.key = "by",
	 .type = CONF_TEXT,
	 .flags = CONF_REQUIRED,
	 .help = "who added it"},
	{.key = "uid",
	 .type = CONF_INTEGER,
	 .flags = CONF_REQUIRED,
	 .max = UID_LARGEST,
	 .help = "and the user's number"},
	{.key = "at", .type = CONF_TEXT, .help = "when"},
	{.key = "reason", .type = CONF_TEXT, .help = "why it was added"},
	{.key = "approved_by", .type = CONF_TEXT, .help = "who approved it"},
	{.key = "approved_uid",
	 .type = CONF_INTEGER,
	 .max = UID_LARGEST,
	 .help = "and the user's number"},
	{.key = "approved_at", .type = CONF_TEXT, .help = "when"},
};
CONF_TABLE(conf_schema_additions, "additions", addition_rows);

static const struct conf_row defaults_rows[] = {
	{.key = "unlisted_recipient",
	 .type = CONF_WORD,
	 .preset = "block",
	 .help = "personal or important data to a host no recipient names",
	 .words = verdict_words},
	{.key = "unknown_country",
	 .type = CONF_WORD,
	 .preset = "block",
	 .help = "personal or important data to nobody knows where",
	 .words = verdict_words},
	{.key = "plain_http",
	 .type = CONF_WORD,
	 .preset = "block",
	 .help = "personal or important data without TLS",
	 .words = verdict_words},
	{.key = "strict_register",
	 .type = CONF_BOOL,
	 .preset = "false",
	 .help = "refuse unlisted hosts at once, whatever is sent"},
	{.key = "unreadable",
	 .type = CONF_GROUP,
	 .flags = CONF_EACH,
	 .help = "verdict on content that cannot be read, by class",
	 .table = &unreadable_default},
};
CONF_TABLE(conf_schema_defaults, "defaults", defaults_rows);
