/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers that China gives to persons and companies: GB 11643 (resident ID,
 * with the layout shared by residence permits), GB 32100 (unified social
 * credit code), names. Pure, any thread.
 */
#include "inspect/valid_kit.h"

/* Codes of provinces in force or once in force (GB/T 2260). */
static bool
is_province(unsigned code)
{
	static const uint8_t last[10] = {0, 5, 3, 7, 6, 4, 5, 1, 3, 1};
	unsigned tens = code / 10, ones = code % 10;
	return tens >= 1 && tens <= 9 && ones >= 1 - (tens == 5) &&
	       ones <= last[tens];
}

/* ISO 7064 MOD 11-2 over 17 digits. */
static char
mod_11_2(const char *digits)
{
	static const int weights[17] = {7, 9, 10, 5,  8, 4, 2, 1, 6,
					3, 7, 9,  10, 5, 8, 4, 2};
	return "10X98765432"[kit_weigh(digits, weights, 17) % 11];
}

/* The layout that all 18-character numbers share: birth date at 6, check
 * character last. */
static bool
has_id_layout(const char *id, int64_t today)
{
	return kit_digits(id, 17) && mod_11_2(id) == id[17] &&
	       kit_birth(kit_number(id + 6, 4), kit_number(id + 10, 2),
			 kit_number(id + 12, 2), today);
}

static bool
is_hmt_region(const char *id)
{
	return id[0] == '8' && id[1] >= '1' && id[1] <= '3' &&
	       memcmp(id + 2, "0000", 4) == 0;
}

static bool
valid_resident_id(struct span match, int64_t today, struct canonical *ret)
{
	char id[18];
	return kit_fold(match, id, sizeof(id)) == 18 &&
	       has_id_layout(id, today) && is_province(kit_number(id, 2)) &&
	       !is_hmt_region(id) && kit_done(ret, id, 18);
}

/* First-generation numbers: born 19YY, no check character. The canonical form
 * is the 18-character number of the same person. */
static bool
valid_resident_id_15(struct span match, int64_t today, struct canonical *ret)
{
	char old[15], id[18];
	if (kit_fold(match, old, sizeof(old)) != 15 || !kit_digits(old, 15) ||
	    !is_province(kit_number(old, 2)))
		return false;
	memcpy(id, old, 6);
	memcpy(id + 6, "19", 2);
	memcpy(id + 8, old + 6, 9);
	id[17] = mod_11_2(id);
	return has_id_layout(id, today) && kit_done(ret, id, 18);
}

static bool
valid_hmt_residence(struct span match, int64_t today, struct canonical *ret)
{
	char id[18];
	return kit_fold(match, id, sizeof(id)) == 18 && is_hmt_region(id) &&
	       has_id_layout(id, today) && kit_done(ret, id, 18);
}

/* Permanent residence of foreigners, 2023 layout: 9, province, country. */
static bool
valid_foreign_pr(struct span match, int64_t today, struct canonical *ret)
{
	char id[18];
	return kit_fold(match, id, sizeof(id)) == 18 && id[0] == '9' &&
	       kit_digits(id, 6) && is_province(kit_number(id + 1, 2)) &&
	       kit_number(id + 3, 3) > 0 && has_id_layout(id, today) &&
	       kit_done(ret, id, 18);
}

/* GB 11714: the organisation code inside, weights 3 7 9 10 5 8 4 2. */
static bool
has_organisation_code(const char *code)
{
	static const unsigned weights[8] = {3, 7, 9, 10, 5, 8, 4, 2};
	unsigned sum = 0;
	for (size_t i = 0; i < 8; i++) {
		unsigned v = code[i] <= '9' ? (unsigned)(code[i] - '0')
					    : (unsigned)(code[i] - 'A') + 10;
		sum += v * weights[i];
	}
	return "0X987654321"[sum % 11] == code[8];
}

static bool
valid_uscc(struct span match, int64_t today, struct canonical *ret)
{
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	char code[18];
	unsigned sum = 0, weight = 1;
	(void)today;
	if (kit_fold(match, code, sizeof(code)) != 18)
		return false;
	for (size_t i = 0; i < 17; i++) {
		const char *at = strchr(alphabet, code[i]);
		if (at == NULL)
			return false;
		sum += (unsigned)(at - alphabet) * weight;
		weight = weight * 3 % 31;
	}
	return kit_digits(code + 2, 6) &&
	       alphabet[(31 - sum % 31) % 31] == code[17] &&
	       has_organisation_code(code + 8) && kit_done(ret, code, 18);
}

/* The surnames of about 99 % of people, two characters first. */
static const char surnames[] =
	"欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 司徒 夏侯 "
	"轩辕 端木 南宫 西门 独孤 "
	"王 李 张 刘 陈 杨 黄 赵 周 吴 徐 孙 朱 马 胡 郭 林 何 高 梁 郑 罗 宋 "
	"谢 "
	"唐 韩 曹 许 邓 萧 冯 曾 程 蔡 彭 潘 袁 于 董 余 苏 叶 吕 魏 蒋 田 杜 "
	"丁 "
	"沈 姜 范 江 傅 钟 卢 汪 戴 崔 任 陆 廖 姚 方 金 邱 夏 谭 韦 贾 邹 石 "
	"熊 "
	"孟 秦 阎 薛 侯 雷 白 龙 段 郝 孔 邵 史 毛 常 万 顾 赖 武 康 贺 严 尹 "
	"钱 "
	"施 牛 洪 龚 汤 陶 黎 温 莫 易 樊 乔 文 安 殷 颜 庄 章 鲁 倪 庞 邢 俞 "
	"翟 "
	"蓝 聂 齐 向 申 葛 柴 伍 覃 骆 关 焦 柳 欧 祝 纪 尚 毕 耿 芦 左 季 管 "
	"符 "
	"辛 苗 詹 曲 靳 祁 路 涂 兰 甘 裴 梅 童 翁 霍 游 阮 尤 岳 柯 牟 滕 谷 "
	"舒 "
	"卜 成 饶 宁 凌 盛 查 单 冉 鲍 华 包 屈 房 喻 解 蒲 卫 简 时 连 车 项 "
	"闵 "
	"邬 吉 党 阳 司 费 蒙 席 晏 隋 古 强 穆 姬 宫 景 米 麦 谈 柏 瞿 艾 沙 "
	"鄢 "
	"桂 窦 郁 缪 畅 巩 卓 褚 栾 戚 全 娄 甄 郎 池 丛 边 岑 农 苟 迟 保 商 "
	"臧 "
	"佘 卞 虞 刁 冷 应 匡 栗 仇 练 楚 揭 师 官 佟 封 燕 桑 巫 敖 原 植 邝 "
	"仲 "
	"荆 储 宗 楼 干 苑 寇 盖 南 屠 鞠 荣 井 乐 银 奚 明 麻 雍 花 闻 冼 木 "
	"郜 "
	"廉 衣 蔺 和 冀 占 门 帅 利 满 肖 闫 付 覃 陳 劉 張 黃 趙 吳 孫 馬 鄭 "
	"羅 "
	"謝 韓 許 鄧 蕭 馮 蔣 葉 呂 蘇 盧 鍾 陸 鄒 顧 賴 賀 嚴 錢 湯";

static bool
starts_with_surname(struct span name)
{
	for (const char *p = surnames; *p != '\0';) {
		size_t n = strcspn(p, " ");
		if (span_starts(name, span_of(p, n)) && name.n > n)
			return true;
		p += n + (p[n] == ' ');
	}
	return false;
}

static bool
valid_name(struct span match, int64_t today, struct canonical *ret)
{
	(void)today;
	return starts_with_surname(match) &&
	       kit_done(ret, (const char *)match.p, match.n);
}

const struct validator_row valid_cn_rows[] = {
	{"cn-resident-id", valid_resident_id},
	{"cn-resident-id-15", valid_resident_id_15},
	{"hmt-residence", valid_hmt_residence},
	{"cn-foreign-pr", valid_foreign_pr},
	{"cn-uscc", valid_uscc},
	{"cn-name", valid_name},
	{NULL, NULL},
};
