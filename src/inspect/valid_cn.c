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

/* The layout that all 18-character numbers share: birth date at 6, check
 * character last. */
static bool
has_id_layout(const char *id, int64_t today)
{
	return kit_digits(id, 17) && kit_mod_11_2(id) == id[17] &&
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
	id[17] = kit_mod_11_2(id);
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
	if (kit_fold(match, code, sizeof(code)) != 18 ||
	    !kit_digits(code + 2, 6) || !has_organisation_code(code + 8))
		return false;
	for (size_t i = 0; i < 17; i++) {
		const char *at = strchr(alphabet, code[i]);
		if (at == NULL)
			return false;
		sum += (unsigned)(at - alphabet) * weight;
		weight = weight * 3 % 31;
	}
	return alphabet[(31 - sum % 31) % 31] == code[17] &&
	       kit_done(ret, code, 18);
}

/* Surnames of about 99 % of people, three bytes each (those of two
 * characters six), in order of their bytes. */
static const char surnames[] =
	"丁万丛严乐乔于井仇付仲任伍何佘余佟侯保俞倪傅储党"
	"全兰关冀冉农冯冷冼凌刁刘利劉包匡华卓单南卜卞占卢"
	"卫原古史叶司吉向吕吳吴呂周和唐商喻嚴夏奚姚姜姬娄"
	"孔孙孟季孫宁安宋宗官宫寇封尚尤尹屈屠岑岳崔左巩巫"
	"帅师席常干庄应庞康廉廖张張强彭徐成戚戴房揭敖文方"
	"施时明易晏景曲曹曾木朱李杜杨林柏查柯柳柴栗栾桂桑"
	"梁梅植楚楼樊欧武段殷毕毛江池汤汪沈沙洪涂温游湯滕"
	"满潘焦熊燕牛牟王甄甘田申畅白盖盛盧瞿石祁祝秦程穆"
	"窦章童符简管米纪练缪罗羅翁翟耿聂肖胡臧舒艾芦花苏"
	"苑苗苟范荆荣莫萧葉葛董蒋蒙蒲蓝蔡蔣蔺蕭薛蘇虞衣袁"
	"裴褚覃解許詹謝许谈谢谭谷賀賴费贺贾赖赵趙路车辛边"
	"连迟邓邝邢邬邱邵邹郁郎郑郜郝郭鄒鄢鄧鄭金錢鍾钟钱"
	"银门闫闵闻阎阮阳陆陈陳陶陸隋雍雷霍靳鞠韓韦韩顧项"
	"顾颜饶馬馮马骆高魏鲁鲍麦麻黃黄黎齐龙龚";
static const char double_surnames[] =
	"上官东方令狐公孙南宫司徒司马夏侯宇文尉迟慕容欧阳"
	"独孤皇甫端木西门诸葛轩辕长孙";

/* The bytes as a number, the first the highest. */
static uint64_t
name_key(const uint8_t *p, size_t n)
{
	uint64_t key = 0;
	for (size_t i = 0; i < n; i++)
		key = key << 8 | p[i];
	return key;
}

/* Binary search among entries of n bytes, without a branch to guess. */
static inline bool
is_listed(const char *list, size_t bytes, struct span name, size_t n)
{
	const uint8_t *from = (const uint8_t *)list;
	size_t left = bytes / n;
	if (name.n <= n)
		return false;
	uint64_t key = name_key(name.p, n);
	while (left > 1) {
		size_t half = left / 2;
		from += name_key(from + half * n, n) <= key ? half * n : 0;
		left -= half;
	}
	return name_key(from, n) == key;
}

static bool
starts_with_surname(struct span name)
{
	return is_listed(surnames, sizeof(surnames) - 1, name, 3) ||
	       is_listed(double_surnames, sizeof(double_surnames) - 1, name, 6);
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
