/* SPDX-License-Identifier: Apache-2.0 */
/* The table of a detector: the fields of struct detector_def. */
#include "conf/schema.h"

#include "terms.h"

static const struct conf_word kind_words[] = {
	{"identity", KIND_IDENTITY, NULL},
	{"contact", KIND_CONTACT, NULL},
	{"account", KIND_ACCOUNT, NULL},
	{"device", KIND_DEVICE, NULL},
	{"weak", KIND_WEAK, NULL},
	{"attribute", KIND_ATTRIBUTE, NULL},
	{"secret", KIND_SECRET, NULL},
	{"company", KIND_COMPANY, NULL},
	{"important", KIND_IMPORTANT, NULL},
	{0}};

static const struct conf_word confidence_words[] = {
	{"low", CONFIDENCE_LOW, NULL},
	{"medium", CONFIDENCE_MEDIUM, NULL},
	{"high", CONFIDENCE_HIGH, NULL},
	{0}};

static const struct conf_row title_rows[] = {
	{.key = "en",
	 .type = CONF_TEXT,
	 .flags = CONF_REQUIRED,
	 .help = "in English"},
	{.key = "zh",
	 .type = CONF_TEXT,
	 .flags = CONF_REQUIRED,
	 .help = "in Chinese"},
};
static CONF_TABLE(title, "detectors.title", title_rows);

static const struct conf_row rows[] = {
	{.key = "id",
	 .type = CONF_ID,
	 .flags = CONF_REQUIRED,
	 .help = "name of the detector"},
	{.key = "category",
	 .type = CONF_ID,
	 .help = "kind of data it finds; absent: its id"},
	{.key = "shown_as",
	 .type = CONF_ID,
	 .help = "of a variant: the detector its findings are shown as; "
		 "absent: its id"},
	{.key = "title",
	 .type = CONF_GROUP,
	 .flags = CONF_REQUIRED,
	 .help = "its name in words",
	 .table = &title},
	{.key = "kind",
	 .type = CONF_WORD,
	 .flags = CONF_REQUIRED,
	 .help = "what a finding says about a person",
	 .words = kind_words},
	{.key = "tier",
	 .type = CONF_INTEGER,
	 .min = 1,
	 .max = 3,
	 .preset = "1",
	 .help = "1: shape and check digit decide; 2: a context word is "
		 "needed; 3: wording alone"},
	{.key = "pattern",
	 .type = CONF_TEXT,
	 .help = "PCRE2 pattern, matched anchored; absent: labels only"},
	{.key = "validator",
	 .type = CONF_ID,
	 .help = "built-in check of what matched"},
	{.key = "words",
	 .type = CONF_PATH,
	 .help = "instead of a pattern: file of words and phrases, one a line"},
	{.key = "digests",
	 .type = CONF_PATH,
	 .help = "exact-match list that kouanctl digest made: what matches "
		 "must be in it; its own pattern where none is given"},
	{.key = "fingerprints",
	 .type = CONF_PATH,
	 .help = "instead of a pattern: fingerprints of files that kouanctl "
		 "digest made (kind important)"},
	{.key = "list_key",
	 .type = CONF_PATH,
	 .help = "the key that digests or fingerprints were made with"},
	{.key = "context",
	 .type = CONF_TEXT,
	 .flags = CONF_MANY,
	 .help = "words near by that lift the confidence"},
	{.key = "labels",
	 .type = CONF_TEXT,
	 .flags = CONF_MANY,
	 .help = "field names that decide alone"},
	{.key = "anti",
	 .type = CONF_TEXT,
	 .flags = CONF_MANY,
	 .help = "words near by that forbid a match"},
	{.key = "domestic",
	 .type = CONF_BOOL,
	 .preset = "false",
	 .help = "only domestic persons have one"},
	{.key = "threshold",
	 .type = CONF_WORD,
	 .preset = "medium",
	 .help = "findings below are shown, not counted",
	 .words = confidence_words},
	{.key = "important",
	 .type = CONF_TEXT,
	 .help = "item of declared important data"},
	{.key = "examples",
	 .type = CONF_TEXT,
	 .flags = CONF_MANY,
	 .help = "texts in which it must find something"},
	{.key = "counterexamples",
	 .type = CONF_TEXT,
	 .flags = CONF_MANY,
	 .help = "texts in which it must find nothing"},
};
CONF_TABLE(conf_schema_detectors, "detectors", rows);
