/* SPDX-License-Identifier: Apache-2.0 */
/* Words of the domain as people read them; programmes get them as they are. */
#include "ctl/report_doc.h"

#include <string.h>

static const struct {
	const char *word;
	struct words told;
} words[] = {
	{"pi", TOLD("PI (non-sensitive)", "个人信息（非敏感）")},
	{"spi", TOLD("Sensitive PI", "敏感个人信息")},
	{"exempt", TOLD("Exempt", "豁免")},
	{"low", TOLD("Known by weak values only", "仅弱标识")},
	{"reached", TOLD("reached", "已达到")},
	{"near", TOLD("near (80 %)", "接近（80%）")},
	{"below", TOLD("below", "未达到")},
	{"closed", TOLD("closed", "已结账")},
	{"running", TOLD("running", "进行中")},
	{"sa", TOLD("security assessment", "安全评估")},
	{"scc", TOLD("standard contract", "标准合同")},
	{"certification", TOLD("certification", "认证")},
	{"gba", TOLD("GBA contract", "大湾区标准合同")},
	{"draft", TOLD("draft", "草稿")},
	{"submitted", TOLD("submitted", "已提交")},
	{"approved", TOLD("approved", "已批准")},
	{"effective", TOLD("effective", "有效")},
	{"suspended", TOLD("suspended", "已暂停")},
	{"revoked", TOLD("revoked", "已撤销")},
	{"superseded", TOLD("superseded", "已被取代")},
	{"expired", TOLD("expired", "已过期")},
	{"due", TOLD("apply now", "应提出申请")},
	{"not-yet", TOLD("not yet due", "未到申请期")},
	{"unknown", TOLD("unknown", "未知")},
	{"persons", TOLD("persons", "人数")},
	{"bytes", TOLD("bytes", "字节")},
	{"within", TOLD("within", "未超过")},
	{"above", TOLD("above", "已超过")},
	{"projected-above", TOLD("projected above", "预计超过")},
	{"nothing-approved", TOLD("no approved figure", "无核定数")},
	{"declared", TOLD("declared, seen", "已申报、已发现")},
	{"not-declared", TOLD("seen, NOT declared", "已发现、未申报")},
	{"not-seen", TOLD("declared, not seen", "已申报、未发现")},
	{"allow", TOLD("allowed", "放行")},
	{"log", TOLD("allowed with a warning", "放行并告警")},
	{"block", TOLD("blocked", "阻断")},
	{"overridden", TOLD("overridden", "违规放行")},
	{"media", TOLD("images, sound, video", "图像、音频、视频")},
	{"binary", TOLD("binary format", "二进制格式")},
	{"fragment", TOLD("fragment", "片段")},
	{"encrypted", TOLD("encrypted", "加密")},
	{"size", TOLD("too large", "过大")},
	{"broken", TOLD("broken", "损坏")},
	{"tls", TOLD("TLS not opened", "TLS 未解密")},
	{"tcp", TOLD("not HTTP", "非 HTTP")},
	{"result", TOLD("Result", "结果")},
	{"whole", TOLD("whole and unchanged", "完整且未被更改")},
	{"chain-broken", TOLD("BROKEN", "已损坏")},
	{"problem", TOLD("Problem", "问题")},
	{"files", TOLD("Files", "文件数")},
	{"records", TOLD("Records", "记录数")},
	{"first-record", TOLD("First record", "首条记录号")},
	{"last-record", TOLD("Last record", "末条记录号")},
	{"last-hash", TOLD("Hash of the last record", "末条记录摘要")},
	{"checkpoints", TOLD("Checkpoints", "检查点数")},
	{"signatures", TOLD("Signatures", "签名")},
	{"checked", TOLD("checked, all hold", "已验证，全部有效")},
	{"not-checked",
	 TOLD("not checked (no key given)", "未验证（未提供公钥）")},
	{"regime", TOLD("Regime", "法规")},
	{"regime-version", TOLD("Version of its file", "法规文件版本")},
	{"as-of", TOLD("Law as of", "法律状态日期")},
	{"time-zone", TOLD("Time zone", "时区")},
	{"sources", TOLD("Sources", "来源")},
	{"policy", TOLD("Policy", "策略")},
	{"configuration", TOLD("Digest of the configuration", "配置摘要")},
	{"mode", TOLD("Mode", "模式")},
	{"enforce", TOLD("enforce", "执行")},
	{"monitor", TOLD("monitor (nothing is blocked)", "监测（不阻断）")},
	{"kouan", TOLD("kouan", "kouan 版本")},
	{"disclaimer", TOLD("Disclaimer", "免责声明")},
};

const char *
report_word(const char *word, enum report_language language)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(words[i].word, word) == 0)
			return words[i].told.in[language];
	return word;
}
