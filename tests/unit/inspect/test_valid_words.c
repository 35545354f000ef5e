/* SPDX-License-Identifier: Apache-2.0 */
/* Validators that go by words and places: names, addresses, positions, what
 * fields with telling names hold, handles, credentials; each with its twin. */
#include "inspect/valid.h"
#include "lib/suite.h"

/* 2026-11-23 */
#define TODAY 20780

static const struct {
	const char *validator, *text;
	const char *canonical; /* NULL: not valid; "": no canonical form */
} samples[] = {
	{"cn-name", "叶怡东", "叶怡东"},
	{"cn-name", "龚强涵", "龚强涵"},
	{"cn-name", "欧阳娜娜", "欧阳娜娜"},
	{"cn-name", "张伟先生", "张伟"},
	{"cn-name", "阿卜杜拉·买买提", "阿卜杜拉·买买提"},
	{"cn-name", "高新技术", NULL},
	{"cn-name", "项目部", NULL},
	{"cn-name", "安全", NULL},
	{"cn-name", "张小泉剪刀", NULL},
	{"cn-name", "第一页", NULL},
	{"cn-name", "王某店", NULL},
	{"cn-name", "张", NULL},
	{"latin-name", "John Smith", "john smith"},
	{"latin-name", "Maria", "maria"},
	{"latin-name", "Load Balancer", NULL},
	{"latin-name", "X", NULL},
	{"latin-name-listed", "James Wilson", "james wilson"},
	{"latin-name-listed", "Wang Xiaoming", "wang xiaoming"},
	{"latin-name-listed", "James", NULL},
	{"latin-name-listed", "Beijing Duck", NULL},
	{"cn-address-field", "浙江省杭州市西湖区", "浙江省杭州市西湖区"},
	{"cn-address-field", "武侯区天府路670号3栋", "武侯区天府路670号3栋"},
	{"cn-address-field", "武汉市区路况通报", NULL},
	{"cn-address-field", "道路红线宽度40米", NULL},
	{"cn-address-field", "第3号文件", NULL},
	{"cn-address", "住在福建省厦门市思明区文三东街369号",
	 "福建省厦门市思明区文三东街369号"},
	{"cn-address", "寄到四川省成都市武侯区天府路670号3栋2单元501室收",
	 "四川省成都市武侯区天府路670号3栋2单元501室"},
	{"cn-address", "某某路12号", NULL},
	{"cn-address", "北京，天府路12号", NULL},
	{"cn-address", "北京市发布第8号", NULL},
	{"gps", "48.297349,80.670147", "48.297349,80.670147"},
	{"gps", "-33.868820, 151.209290", "-33.868820,151.209290"},
	{"gps", "30.877889%2C114.119055", "30.877889,114.119055"},
	{"gps", "91.234567,121.473701", NULL},
	{"gps", "31.234567,181.473701", NULL},
	{"gps-east", "121.473701,31.230416", "31.230416,121.473701"},
	{"gps-east", "121.473701,91.230416", NULL},
	{"latitude", "31.230416", "31.230416"},
	{"latitude", "91.230416", NULL},
	{"spi-text", "佛教", ""},
	{"spi-text", "true", NULL},
	{"spi-text", "https://example.com/x", NULL},
	{"spi-health", "高血压", ""},
	{"spi-health", "E11.9", ""},
	{"spi-health", "the server crashed", NULL},
	{"spi-finance", "25000", ""},
	{"spi-finance", "￥18,000元", ""},
	{"spi-finance", "近两年逾期三次", ""},
	{"spi-finance", "round robin", NULL},
	{"spi-finance", "7", NULL},
	{"child-birth", "2014-01-02", "20140102"},
	{"child-birth", "2018年3月4日", "20180304"},
	{"child-birth", "06/21/2016", "20160621"},
	{"child-birth", "21.06.2016", "20160621"},
	{"child-birth", "20200102", "20200102"},
	/* 14 today, and 14 tomorrow */
	{"child-birth", "2012-11-23", NULL},
	{"child-birth", "2012-11-24", "20121124"},
	{"child-birth", "1990-01-02", NULL},
	{"child-birth", "2015-02-30", NULL},
	{"child-birth", "2030-01-01", NULL},
	{"wechat-id", "C5k_jeoh4llx", "c5k_jeoh4llx"},
	{"wechat-id", "SUCCESS", NULL},
	{"wechat-id", "enabled", NULL},
	{"after-word", "QQ号是5493856913", "5493856913"},
	{"after-word", "qq925332690", "925332690"},
	{"after-word", "wechat: c5k_jeoh4llx", "c5k_jeoh4llx"},
	{"after-word", "wechat: enabled", NULL},
	{"token", "a8Q0123456789abcdef", "a8Q0123456789abcdef"},
	{"token", "****************", NULL},
	{"token", "aaaaaaaaaaaaaaaa", NULL},
	{"token", "Password=changeme1", NULL},
	{"cn-uscc", "223897603624849467", NULL},
	{"cn-landline", "063112345678", NULL},
	{"cn-landline", "06315234567", "06315234567"},
	{"cn-landline", "01312667737", NULL},
	{"cn-plate", "粤Z1234港", "粤Z1234港"},
	{"cn-plate", "粤Z123港", NULL},
};

START_TEST(words_decide)
{
	struct canonical c = {.n = 0};
	validator_fn *fn = validator_find(samples[_i].validator);
	ck_assert_ptr_nonnull(fn);
	bool held = validate(fn, span_str(samples[_i].text), TODAY, &c);
	ck_assert_msg(held == (samples[_i].canonical != NULL), "%s: %s",
		      samples[_i].validator, samples[_i].text);
	if (!held || samples[_i].canonical[0] == '\0')
		return;
	ck_assert_msg(
		span_eq(span_of(c.text, c.n), span_str(samples[_i].canonical)),
		"%s: %.*s", samples[_i].text, (int)c.n, c.text);
	ck_assert_uint_le(c.skip + c.used, strlen(samples[_i].text));
}
END_TEST

START_TEST(an_address_leaves_out_what_leads_to_it)
{
	struct canonical c;
	const char *text = "住在福建省厦门市思明区文三东街369号，谢谢";
	ck_assert(validate(validator_find("cn-address"), span_str(text), TODAY,
			   &c));
	ck_assert_uint_eq(c.skip, strlen("住在"));
	ck_assert_uint_eq(c.used, strlen("福建省厦门市思明区文三东街369号"));
}
END_TEST

int
main(void)
{
	SUITE("valid_words");
	CASE_ROWS(words_decide, N_ROWS(samples));
	CASE(an_address_leaves_out_what_leads_to_it);
	return SUITE_RUN();
}
