/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a regime file says for reports alone: how it reads what the law leaves
 * open, and agreements between states. None of it has a say in a verdict.
 */
#include "conf/regime_load.h"
#include "conf/regime_read.h"

#include <errno.h>

/* The value of a switch of the file as text; its preset where it is absent. */
static const char *
switch_value(struct regime_read *r, const config_setting_t *root,
	     const char *key)
{
	static const char *const presets[][2] = {
		{"person_with_both", "count-both"},
		{"foreign_authority", "ignore"},
		{"volume_exemption", "standard"},
		{"fallback_to_volume_exemption", "false"},
		{"filing_overdue", "log"},
		{"consent_missing", "log"},
		{"pipia_missing", "log"},
		{"profile", ""},
	};
	const config_setting_t *s = config_setting_get_member(root, key);
	if (s != NULL && config_setting_type(s) == CONFIG_TYPE_BOOL)
		return config_setting_get_bool(s) ? "true" : "false";
	if (s != NULL)
		return read_text(r, root, key, true);
	for (size_t i = 0; i < sizeof(presets) / sizeof(presets[0]); i++)
		if (strcmp(presets[i][0], key) == 0)
			return presets[i][1];
	return NULL;
}

/* { id = "..."; switch = "profile"; text_en = "..."; text_zh = "..."; } or
 * value = "..." where the reading is fixed. */
static void
read_one(struct regime_read *r, const config_setting_t *root,
	 const config_setting_t *g, struct interpretation *into)
{
	*into = (struct interpretation){"", "", "", "", ""};
	if (!read_keys(r, g, "id switch value article text_en text_zh"))
		return;
	const char *id = read_text(r, g, "id", true);
	const char *key = read_text(r, g, "switch", false);
	const char *value = key != NULL ? switch_value(r, root, key)
					: read_text(r, g, "value", true);
	const char *article = read_text(r, g, "article", false);
	const char *en = read_text(r, g, "text_en", true);
	const char *zh = read_text(r, g, "text_zh", true);
	if (key != NULL && value == NULL)
		read_fail(r, g, "no such switch");
	if (id != NULL && value != NULL && en != NULL && zh != NULL)
		*into = (struct interpretation){
			id, value, article != NULL ? article : "", en, zh};
}

void
read_interpretations(struct regime_read *r, const config_setting_t *root,
		     struct regime_def *into)
{
	const config_setting_t *list = NULL;
	size_t n = read_length(r, root, "interpretations", &list);
	struct interpretation *all = read_array(r, n, sizeof(*all));
	for (size_t i = 0; all != NULL && i < n; i++)
		read_one(r, root, config_setting_get_elem(list, (unsigned)i),
			 &all[i]);
	into->interpretations = all;
	into->n_interpretations = all != NULL ? n : 0;
}

static const char *
text_or_empty(struct regime_read *r, const config_setting_t *g, const char *key,
	      bool required)
{
	const char *text = read_text(r, g, key, required);
	return text != NULL ? text : "";
}

int
agreement_load(const config_setting_t *setting, const char *file,
	       struct conf_report *report, struct regime *const *regimes,
	       size_t n_regimes)
{
	struct regime_read r = {.file = file, .report = report};
	if (!read_keys(&r, setting,
		       "regime id parties title_en title_zh type date "
		       "legal_effect note source"))
		return -EINVAL;
	struct regime *to = read_regime_of(&r, setting, regimes, n_regimes);
	if (to == NULL)
		return -EINVAL;
	static const char *const types[] = {"mou", "dialogue", "treaty",
					    "treaty-candidate"};
	static const char *const effects[] = {"none", "conditions"};
	(void)read_member(&r, setting, "type", true);
	(void)read_member(&r, setting, "legal_effect", true);
	struct agreement a = {
		.id = text_or_empty(&r, setting, "id", true),
		.title_en = text_or_empty(&r, setting, "title_en", true),
		.title_zh = text_or_empty(&r, setting, "title_zh", true),
		.type = types[read_word(&r, setting, "type",
					"mou dialogue treaty treaty-candidate",
					0)],
		.date = text_or_empty(&r, setting, "date", false),
		.legal_effect = effects[read_word(&r, setting, "legal_effect",
						  "none conditions", 0)],
		.note = text_or_empty(&r, setting, "note", false),
		.source = text_or_empty(&r, setting, "source", true),
	};
	a.parties = read_countries(&r, setting, "parties", &a.n_parties);
	if (a.n_parties == 0)
		read_fail(&r, setting, "expected parties");
	if (!r.failed && regime_add_agreement(to, &a) < 0)
		read_fail(&r, setting, "\"%s\" is there already", a.id);
	return r.failed ? -EINVAL : 0;
}
