/* SPDX-License-Identifier: Apache-2.0 */
/* Validators: made-up identifiers that hold, and twins that do not. */
#include "base/clock.h"
#include "inspect/valid.h"
#include "lib/suite.h"

/* 2026-11-23 */
#define TODAY 20780

struct sample {
	const char *validator, *text;
};

static const struct sample valid[] = {
	{"cn-resident-id", "370102196110270968"},
	{"cn-resident-id", "340102197810194280"},
	{"cn-resident-id", "44010619520224722X"},
	{"cn-resident-id-15", "440103451003028"},
	{"cn-resident-id-15", "220102510218512"},
	{"cn-resident-id-15", "310115551220704"},
	{"cn-mobile", "15905285596"},
	{"cn-mobile", "16754259874"},
	{"cn-mobile", "17217429247"},
	{"cn-landline", "05312667737"},
	{"cn-landline", "04312686335"},
	{"cn-landline", "041164083160"},
	{"cn-bank-card", "6228488699346736532"},
	{"cn-bank-card", "6217006808617937549"},
	{"cn-bank-card", "6222028820020872332"},
	{"credit-card", "372513779044355"},
	{"credit-card", "5129221219510721"},
	{"credit-card", "346382389762712"},
	{"hmt-residence", "830000199402172098"},
	{"hmt-residence", "820000195410028969"},
	{"hmt-residence", "810000200801030785"},
	{"cn-foreign-pr", "944840197207039245"},
	{"cn-foreign-pr", "932410199402266078"},
	{"cn-foreign-pr", "944826199503040912"},
	{"cn-uscc", "12430102001838737E"},
	{"cn-uscc", "52310107573ECAD06N"},
	{"cn-uscc", "12440305B0974KHAXF"},
	{"cn-plate", "桂D8LKS1"},
	{"cn-plate", "渝A60884"},
	{"cn-plate", "闽ABY3W2"},
	{"vin", "LVS7TH0M1P3970474"},
	{"vin", "1HG7B0G76TA102981"},
	{"vin", "LJ1YCGDLXKC751353"},
	{"imei", "866791400542897"},
	{"imei", "014407695335944"},
	{"imei", "019781495769667"},
	{"imsi", "460119410919381"},
	{"imsi", "460031080702028"},
	{"imsi", "460003447063064"},
	{"iccid", "8986017448579830393"},
	{"iccid", "8986010673927079388"},
	{"iccid", "8986030225318381596"},
	{"mac-address", "9B:7C:71:03:2A:62"},
	{"mac-address", "5C:23:FB:27:BB:2D"},
	{"mac-address", "3B:AB:09:14:5E:D0"},
	{"email", "support.user1506@example.com"},
	{"email", "li.wei5128@x-y.example.net"},
	{"email", "li.wei1186@mail.example.cn"},
	{"cn-name", "叶怡东"},
	{"cn-name", "龚强涵"},
	{"cn-name", "白娟"},
	{"us-ssn", "829-78-6022"},
	{"us-ssn", "026-78-5664"},
	{"us-ssn", "686-21-7937"},
	{"passport-mrz", "EA10197479CHN5303278M2606060MBLGAG<<<<<<<<64"},
	{"passport-mrz", "G776255053CHN1212293F2710176GDMFCB<<<<<<<<54"},
	{"passport-mrz", "E379284386CHN6206125M3208014BNNEDD<<<<<<<<96"},
	{"in-aadhaar", "946497825478"},
	{"in-aadhaar", "706223018554"},
	{"in-aadhaar", "663641272375"},
	{"in-pan", "ODSPE3155I"},
	{"in-pan", "NOAPG7586Q"},
	{"in-pan", "ZZSPV6352Q"},
	{"kr-rrn", "8612162603454"},
	{"kr-rrn", "0609103460497"},
	{"kr-rrn", "9909211365692"},
	{"jp-my-number", "505497580034"},
	{"jp-my-number", "641015504833"},
	{"jp-my-number", "097806687417"},
	{"sg-nric", "S9627908F"},
	{"sg-nric", "S4170584A"},
	{"sg-nric", "F6227292U"},
	{"uk-nino", "HT535726A"},
	{"uk-nino", "KP769882D"},
	{"uk-nino", "JT832566A"},
	{"uk-nhs", "6570245384"},
	{"uk-nhs", "6450575204"},
	{"uk-nhs", "9296755239"},
	{"de-tax-id", "91396847059"},
	{"de-tax-id", "19263095484"},
	{"de-tax-id", "70341986327"},
	{"iban", "ES1098567982141192682235"},
	{"iban", "SE9544102437677201376050"},
	{"iban", "ES7284102232568306541804"},
	{"fr-nir", "194118751869225"},
	{"fr-nir", "265099446241033"},
	{"fr-nir", "298050645504740"},
	{"it-cf", "CVSSVG76C49F651U"},
	{"it-cf", "TZTMFP68M66L946Y"},
	{"it-cf", "FRPDBP89E10L534W"},
	{"es-dni", "94700774E"},
	{"es-dni", "96877870F"},
	{"es-dni", "33428868R"},
	{"br-cpf", "45412821359"},
	{"br-cpf", "71608485862"},
	{"br-cpf", "38925355825"},
	{"hk-id", "Y051184(4)"},
	{"hk-id", "Z974837(8)"},
	{"hk-id", "WX454746(0)"},
	{"tw-id", "L177282010"},
	{"tw-id", "G127294101"},
	{"tw-id", "S121340612"},
	{"ca-sin", "634039267"},
	{"ca-sin", "594220667"},
	{"ca-sin", "596068551"},
	{"au-tfn", "612584542"},
	{"au-tfn", "426512731"},
	{"au-tfn", "643278900"},
	{"pl-pesel", "67031822078"},
	{"pl-pesel", "93122846030"},
	{"pl-pesel", "77073139377"},
	{"th-id", "6599383054101"},
	{"th-id", "1279434596846"},
	{"th-id", "4911992433377"},
	{"cn-mobile", "17401234567"},
	{"cn-mobile", "+86 138 1234 5678"},
	{"cn-mobile", "0086-13812345678"},
	{"e164-phone", "14153449813"},
	{"e164-phone", "4917248072473"},
	{"e164-phone", "33652859876"},
	{"e164-phone", "85251234567"},
	{"cn-resident-id", "44010619520224722x"},
	{"iban", "ES10 9856 7982 1411 9268 2235"},
	{"cn-name", "欧阳娜"},
	{"es-dni", "X1234567L"},
};

static const struct sample invalid[] = {
	{"cn-resident-id", "37010219611027096X"},
	{"cn-resident-id", "370102199902300962"},
	{"cn-resident-id", "660102196110270967"},
	{"cn-resident-id-15", "110101801301001"},
	{"cn-bank-card", "6228488699346736536"},
	{"cn-bank-card", "6228488699346736352"},
	{"cn-bank-card", "62284886993467365327"},
	{"credit-card", "372513779044351"},
	{"credit-card", "372513779044535"},
	{"credit-card", "3725137790443557"},
	{"hmt-residence", "830000199402172095"},
	{"hmt-residence", "830000199402172908"},
	{"hmt-residence", "8300001994021720987"},
	{"cn-foreign-pr", "944840197207039241"},
	{"cn-foreign-pr", "944840197207039425"},
	{"cn-foreign-pr", "9448401972070392457"},
	{"cn-uscc", "12430102001838737M"},
	{"cn-uscc", "12430102001838773E"},
	{"cn-uscc", "12430102001838737E7"},
	{"vin", "LVS7TH0M1P3970476"},
	{"vin", "LVS7TH0M1P3970744"},
	{"vin", "LVS7TH0M1P39704747"},
	{"imei", "866791400542895"},
	{"imei", "866791400542987"},
	{"imei", "8667914005428977"},
	{"imsi", "460991234567890"},
	{"imsi", "46000123456789"},
	{"iccid", "8986017448579830395"},
	{"iccid", "8986017448579830933"},
	{"iccid", "8986001234567890"},
	{"email", "icon@2x.png"},
	{"email", "left-pad@1.3.0"},
	{"email", "user@localhost"},
	{"us-ssn", "000-12-3456"},
	{"us-ssn", "666-12-3456"},
	{"us-ssn", "900-12-3456"},
	{"passport-mrz", "EA10197479CHN5303278M2606060MBLGAG<<<<<<<<68"},
	{"passport-mrz", "EA10197479CHN5303278M2606006MBLGAG<<<<<<<<64"},
	{"passport-mrz", "EA10197479CHN5303278M2606060MBLGAG<<<<<<<<647"},
	{"in-aadhaar", "946497825475"},
	{"in-aadhaar", "946497825748"},
	{"in-aadhaar", "9464978254787"},
	{"in-pan", "ABCXE1234F"},
	{"in-pan", "ABCPE12345"},
	{"kr-rrn", "901301-1234567"},
	{"kr-rrn", "900101-9234567"},
	{"jp-my-number", "505497580036"},
	{"jp-my-number", "505497580304"},
	{"jp-my-number", "5054975800347"},
	{"sg-nric", "S9627908Q"},
	{"sg-nric", "S9627980F"},
	{"sg-nric", "S9627908F7"},
	{"uk-nino", "BG123456A"},
	{"uk-nino", "QQ123456C"},
	{"uk-nino", "AB123456E"},
	{"uk-nhs", "6570245383"},
	{"uk-nhs", "6570245834"},
	{"uk-nhs", "65702453847"},
	{"de-tax-id", "91396847054"},
	{"de-tax-id", "91396847509"},
	{"de-tax-id", "913968470597"},
	{"iban", "ES1098567982141192682238"},
	{"iban", "ES1098567982141192682325"},
	{"iban", "ES10985679821411926822357"},
	{"fr-nir", "194118751869228"},
	{"fr-nir", "194118751862925"},
	{"fr-nir", "1941187518692257"},
	{"it-cf", "CVSSVG76C49F651K"},
	{"it-cf", "CVSSVG76C49F615U"},
	{"it-cf", "CVSSVG76C49F651U7"},
	{"es-dni", "94700774T"},
	{"es-dni", "94700747E"},
	{"es-dni", "94700774E7"},
	{"br-cpf", "45412821355"},
	{"br-cpf", "45412821539"},
	{"br-cpf", "454128213597"},
	{"hk-id", "Y0511848"},
	{"hk-id", "Y0511484"},
	{"hk-id", "Y05118447"},
	{"tw-id", "L177282019"},
	{"tw-id", "L177282100"},
	{"tw-id", "L1772820107"},
	{"ca-sin", "634039263"},
	{"ca-sin", "634039627"},
	{"ca-sin", "6340392677"},
	{"au-tfn", "612584541"},
	{"au-tfn", "612584452"},
	{"au-tfn", "6125845427"},
	{"pl-pesel", "67031822070"},
	{"pl-pesel", "67031822708"},
	{"pl-pesel", "670318220787"},
	{"th-id", "6599383054102"},
	{"th-id", "6599383054011"},
	{"th-id", "65993830541017"},
	{"cn-mobile", "16912345678"},
	{"cn-mobile", "17461234567"},
	{"cn-mobile", "15412345678"},
	{"cn-resident-id", "81000020080103078X"},
	{"cn-resident-id", "810000200801030785"},
	{"hmt-residence", "370102196110270968"},
	{"credit-card", "6228488699346736532"},
	{"credit-card", "4000000000000002x"},
	{"credit-card", "0000000000000000"},
	{"cn-bank-card", "372513779044355"},
	{"email", "a..b@example.com"},
	{"email", ".a@example.com"},
	{"email", "a@-b.com"},
	{"email", "a@b-.com"},
	{"email", "a@b.PNG"},
	{"email", "a@example.js"},
	{"mac-address", "00:00:00:00:00:00"},
	{"mac-address", "ff:ff:ff:ff:ff:ff"},
	{"e164-phone", "86 138 1234 5678"},
	{"e164-phone", "0123456789"},
	{"e164-phone", "12345"},
	{"e164-phone", "9991234"},
	{"us-ssn", "829-00-6022"},
	{"us-ssn", "829-78-0000"},
	{"br-cpf", "11111111111"},
	{"vin", "12345678901234567"},
	{"iban", "XX1098567982141192682235"},
	{"cn-landline", "010623456789"},
	{"cn-name", "张"},
};

static const struct {
	const char *validator, *text, *canonical;
} canonical[] = {
	{"cn-mobile", "+86 138-1234-5678", "13812345678"},
	{"cn-resident-id-15", "440103451003028", "440103194510030280"},
	{"cn-resident-id", "44010619520224722x", "44010619520224722X"},
	{"email", "Li.Wei@Example.COM", "li.wei@example.com"},
	{"iban", "ES10 9856 7982 1411 9268 2235", "ES1098567982141192682235"},
	{"cn-bank-card", "6228 4886 9934 6736 532", "6228488699346736532"},
	{"us-ssn", "829-78-6022", "829786022"},
	{"e164-phone", "1 (415) 344-9813", "+14153449813"},
	{"hm-home-return", "H7386012955", "H73860129"},
	{"cn-plate", "粤B·D12345", "粤BD12345"},
	{"mac-address", "9b-7c-71-03-2a-62", "9B7C71032A62"},
	{"passport-mrz", "EA10197479CHN5303278M2606060MBLGAG<<<<<<<<64",
	 "CHNEA1019747"},
	{"hk-id", "Y051184(4)", "Y0511844"},
};

static bool
run(const char *validator, const char *text, int64_t today,
    struct canonical *ret)
{
	validator_fn *fn = validator_find(validator);
	ck_assert_msg(fn != NULL, "no validator %s", validator);
	return validate(fn, span_str(text), today, ret);
}

START_TEST(what_holds_is_accepted)
{
	struct canonical c = {.n = 0};
	ck_assert_msg(run(valid[_i].validator, valid[_i].text, TODAY, &c),
		      "%s refuses %s", valid[_i].validator, valid[_i].text);
	ck_assert_uint_gt(c.n, 0);
	ck_assert_uint_gt(c.used, 0);
	ck_assert_uint_le(c.used, strlen(valid[_i].text));
}
END_TEST

START_TEST(what_does_not_hold_is_refused)
{
	struct canonical c;
	ck_assert_msg(!run(invalid[_i].validator, invalid[_i].text, TODAY, &c),
		      "%s accepts %s", invalid[_i].validator, invalid[_i].text);
}
END_TEST

START_TEST(any_changed_digit_breaks_a_resident_id)
{
	char id[] = "370102196110270968";
	struct canonical c;
	for (size_t i = 0; i < 18; i++) {
		char right = id[i];
		for (char d = '0'; d <= '9'; d++) {
			id[i] = d;
			ck_assert(run("cn-resident-id", id, TODAY, &c) ==
				  (d == right));
		}
		id[i] = right;
	}
}
END_TEST

START_TEST(nobody_is_born_tomorrow)
{
	struct canonical c;
	int64_t born = civil_to_days((struct civil){1961, 10, 27});
	ck_assert(run("cn-resident-id", "370102196110270968", born, &c));
	ck_assert(!run("cn-resident-id", "370102196110270968", born - 1, &c));
	ck_assert(run("cn-resident-id-15", "440103451003028", TODAY, &c));
	ck_assert(!run("cn-resident-id-15", "440103451003028", -10000, &c));
}
END_TEST

START_TEST(two_ways_of_writing_are_one_identifier)
{
	struct canonical c;
	ck_assert(run(canonical[_i].validator, canonical[_i].text, TODAY, &c));
	ck_assert_msg(span_eq(span_of(c.text, c.n),
			      span_str(canonical[_i].canonical)),
		      "%s: %.*s", canonical[_i].text, (int)c.n, c.text);
}
END_TEST

START_TEST(an_iban_ends_where_its_country_says)
{
	struct canonical c;
	ck_assert(run("iban", "ES10 9856 7982 1411 9268 2235 CODE", TODAY, &c));
	ck_assert_uint_eq(c.used, 29);
	ck_assert_uint_eq(c.n, 24);
	ck_assert(!run("iban", "ES1098567982141192682235CODE", TODAY, &c));
}
END_TEST

START_TEST(without_a_validator_letters_are_folded)
{
	struct canonical c;
	ck_assert(validate(NULL, SPAN("aB1-x"), TODAY, &c));
	ck_assert(span_eq(span_of(c.text, c.n), SPAN("AB1-X")));
	ck_assert(!validate(NULL, SPAN(""), TODAY, &c));
	ck_assert_ptr_null(validator_find("no-such"));
}
END_TEST

int
main(void)
{
	SUITE("valid");
	CASE_ROWS(what_holds_is_accepted, N_ROWS(valid));
	CASE_ROWS(what_does_not_hold_is_refused, N_ROWS(invalid));
	CASE(any_changed_digit_breaks_a_resident_id);
	CASE(nobody_is_born_tomorrow);
	CASE_ROWS(two_ways_of_writing_are_one_identifier, N_ROWS(canonical));
	CASE(an_iban_ends_where_its_country_says);
	CASE(without_a_validator_letters_are_folded);
	return SUITE_RUN();
}
