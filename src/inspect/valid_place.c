/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where somebody lives or is: postal addresses in China by the names of its
 * provinces and prefectures and by streets with numbers, and positions.
 * Pure, any thread.
 */
#include "inspect/valid_kit.h"

#define WIDE 3 /* bytes of a Chinese character */

/* The first two characters of all provinces, prefectures and some counties,
 * in order of their bytes. */
static const char places[] =
	"七台三亚三明三沙三门上海上饶东莞东营中卫中山临夏临汾"
	"临沂临沧丹东丽水丽江义乌乌兰乌海乌鲁乐山九江云南云浮"
	"亳州仙桃伊春伊犁余姚佛山佳木保定保山信阳儋州克孜克拉"
	"六安六盘兰州兴安内江内蒙凉山包头北京北海十堰南京南充"
	"南宁南平南昌南通南阳博尔厦门双鸭台中台北台南台州台湾"
	"合肥吉安吉林吐鲁吕梁吴忠周口呼伦呼和和田咸宁咸阳哈密"
	"哈尔唐山商丘商洛喀什嘉兴嘉峪四川四平固原塔城大兴大同"
	"大庆大理大连天水天津天门太仓太原威海娄底孝感宁夏宁德"
	"宁波安庆安康安徽安阳安顺定西宜兴宜宾宜昌宜春宝鸡宣城"
	"宿州宿迁山东山南山西岳阳崇左巴中巴彦常州常德常熟平凉"
	"平顶广东广元广安广州广西庆阳廊坊延安延边开封张家张掖"
	"徐州德宏德州德阳忻州怀化怒江恩施惠州慈溪成都扬州承德"
	"抚州抚顺拉萨揭阳攀枝文山新乡新余新北新疆无锡日喀日照"
	"昆山昆明昌吉昌都昭通晋中晋城晋江普洱景德曲靖朔州朝阳"
	"本溪来宾杭州松原林芝果洛枣庄柳州株洲桂林桃园梅州梧州"
	"楚雄榆林武威武汉毕节永州汉中汕头汕尾江苏江西江门江阴"
	"池州沈阳沧州河北河南河池河源泉州泰安泰州泸州洛阳济南"
	"济宁济源浙江海东海北海南海口海西淄博淮北淮南淮安深圳"
	"清远温州渭南湖北湖南湖州湘潭湘西湛江滁州滨州漯河漳州"
	"潍坊潜江潮州澳门濮阳烟台焦作牡丹玉林玉树玉溪珠海甘南"
	"甘孜甘肃白城白山白银百色益阳盐城盘锦眉山石嘴石家石河"
	"石狮神农福州福建秦皇红河绍兴绥化绵阳聊城肇庆自贡舟山"
	"芜湖苏州茂名荆州荆门莆田莱芜菏泽萍乡营口葫芦蚌埠衡水"
	"衡阳衢州襄阳西双西宁西安西藏许昌诸暨贵州贵港贵阳贺州"
	"资阳赣州赤峰辽宁辽源辽阳达州运城连云迪庆通化通辽遂宁"
	"遵义邢台那曲邯郸邵阳郑州郴州鄂尔鄂州酒泉重庆金华金昌"
	"钦州铁岭铜仁铜川铜陵银川锡林锦州镇江长春长沙长治阜新"
	"阜阳防城阳江阳泉阿克阿勒阿坝阿拉阿里陇南陕西随州雅安"
	"青岛青海鞍山韶关香港马鞍驻马高雄鸡西鹤壁鹤岗鹰潭黄冈"
	"黄南黄山黄石黑河黑龙黔东黔南黔西齐齐龙岩";

static bool
is_place(struct span text)
{
	size_t from = 0, until = (sizeof(places) - 1) / (2 * WIDE);
	while (text.n >= 2 * (size_t)WIDE && from < until) {
		size_t middle = from + (until - from) / 2;
		int order =
			memcmp(text.p, places + middle * 2 * WIDE, 2 * WIDE);
		if (order == 0)
			return true;
		if (order < 0)
			until = middle;
		else
			from = middle + 1;
	}
	return false;
}

/* Whether the text ends, or begins, with one of the characters of a list. */
static bool
ends_in(struct span text, const char *list)
{
	for (const char *c = list; *c != '\0'; c += WIDE)
		if (span_ends(text, span_of(c, WIDE)))
			return true;
	return false;
}

static bool
begins_with(struct span text, const char *list)
{
	for (const char *c = list; *c != '\0'; c += WIDE)
		if (span_starts(text, span_of(c, WIDE)))
			return true;
	return false;
}

static bool
is_alnum(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z');
}

/* The end of a number in a street ("路670号", "小区3栋", "街12-3") that
 * begins at or after from; 0 if there is none. */
static size_t
street_number(struct span text, size_t from)
{
	for (size_t i = from; i < text.n; i++) {
		if (!is_alnum(text.p[i]) || (i > 0 && is_alnum(text.p[i - 1])))
			continue;
		size_t end = i;
		while (end < text.n && (is_alnum(text.p[end]) ||
					(end > i && text.p[end] == '-')))
			end++;
		struct span rest = span_from(text, end);
		if (ends_in(span_cut(text, 0, i), "路街道巷弄里村组镇同区苑园庄"
						  "厦场城寓桥屯寨段线旁") &&
		    begins_with(rest, "号弄栋幢座室单楼院组村號"))
			return end + WIDE;
		i = end;
	}
	return 0;
}

/* What may follow a number: "3栋2单元501室", with the name of a building of
 * at most ten characters before it. */
static size_t
address_end(struct span text, size_t at)
{
	size_t end = at;
	for (size_t i = at; i < text.n && i - end <= 10 * (size_t)WIDE;) {
		size_t n = text.p[i] >= 0x80 ? WIDE : 1;
		struct span so_far = span_cut(text, 0, i + n);
		bool number = i > at && is_alnum(text.p[i - 1]);
		if (n == 1 ? i + n == text.n && is_alnum(text.p[i])
			   : (number &&
			      ends_in(so_far, "号栋幢座单室楼层户弄")) ||
				     ends_in(so_far, "厦场区园寓苑城院元"))
			end = i + n;
		i += n;
	}
	return end < text.n ? end : text.n;
}

/* The value of a field that is named as an address. */
static bool
valid_address_field(struct span match, int64_t today, struct canonical *ret)
{
	(void)today;
	bool street = street_number(match, 0) > 0;
	bool ends = ends_in(match, "区县镇乡村路街道巷号室栋幢楼层院苑园城厦座"
				   "元户里弄组寨屯庄市州盟旗场寓") ||
		    (match.n > 0 && is_alnum(match.p[match.n - 1]));
	if (!street && !(is_place(match) && ends && match.n > 4 * WIDE))
		return false;
	return kit_done(ret, (const char *)match.p, match.n);
}

/* Where the run of Chinese characters, letters and digits begins that goes up
 * to the end of the text. */
static size_t
run_start(struct span text)
{
	size_t at = text.n;
	while (at > 0) {
		if (is_alnum(text.p[at - 1]))
			at--;
		else if (at >= WIDE && text.p[at - WIDE] >= 0xe4 &&
			 text.p[at - WIDE] <= 0xe9 &&
			 (text.p[at - 1] & 0xc0) == 0x80)
			at -= WIDE;
		else
			break;
	}
	return at;
}

/* Anywhere in text: from the name of a place to the number in a street, and
 * what belongs to it. The match has what stands before the number too. */
static bool
valid_address(struct span match, int64_t today, struct canonical *ret)
{
	(void)today;
	for (size_t i = 0; i + WIDE <= match.n; i++) {
		struct span from = span_from(match, i);
		if (!is_place(from))
			continue;
		size_t number = street_number(from, 2 * (size_t)WIDE);
		if (number == 0)
			return false;
		/* All of it is one run. */
		if (run_start(span_cut(from, 0, number)) > 0)
			continue;
		ret->skip = i;
		ret->used = address_end(from, number);
		return kit_done(ret, (const char *)from.p, ret->used);
	}
	return false;
}

/* A number of degrees as text: its whole part; moves past it. */
static unsigned
degrees(struct span text, size_t *at)
{
	unsigned whole = 0;
	if (*at < text.n && text.p[*at] == '-')
		++*at;
	for (; *at < text.n && text.p[*at] >= '0' && text.p[*at] <= '9'; ++*at)
		whole = whole * 10 + (unsigned)(text.p[*at] - '0');
	if (*at < text.n && text.p[*at] == '.')
		++*at;
	while (*at < text.n && text.p[*at] >= '0' && text.p[*at] <= '9')
		++*at;
	return whole;
}

/* Canonical: latitude, comma, longitude. */
static bool
position(struct span match, bool east_first, struct canonical *ret)
{
	size_t end = 0, other, done;
	unsigned first = degrees(match, &end);
	for (other = end; other < match.n; other++)
		if ((match.p[other] >= '0' && match.p[other] <= '9' &&
		     match.p[other - 1] != '%') ||
		    match.p[other] == '-')
			break;
	if (span_find(match, SPAN("%2C")) >= 0)
		other = (size_t)span_find(match, SPAN("%2C")) + 3;
	done = other;
	unsigned second = degrees(match, &done);
	struct span a = span_cut(match, 0, end);
	struct span b = span_cut(match, other, done);
	struct span lat = east_first ? b : a, lon = east_first ? a : b;
	if ((east_first ? second : first) >= 90 ||
	    (east_first ? first : second) >= 180 || lat.n + lon.n >= 100)
		return false;
	memcpy(ret->text, lat.p, lat.n);
	ret->text[lat.n] = ',';
	memcpy(ret->text + lat.n + 1, lon.p, lon.n);
	ret->n = lat.n + 1 + lon.n;
	return true;
}

static bool
valid_gps(struct span match, int64_t today, struct canonical *ret)
{
	(void)today;
	return position(match, false, ret);
}

static bool
valid_gps_east(struct span match, int64_t today, struct canonical *ret)
{
	(void)today;
	return position(match, true, ret);
}

static bool
valid_latitude(struct span match, int64_t today, struct canonical *ret)
{
	size_t at = 0;
	(void)today;
	return degrees(match, &at) < 90 &&
	       kit_done(ret, (const char *)match.p, match.n);
}

const struct validator_row valid_place_rows[] = {
	{"cn-address", valid_address},
	{"cn-address-field", valid_address_field},
	{"gps", valid_gps},
	{"gps-east", valid_gps_east},
	{"latitude", valid_latitude},
	{NULL, NULL},
};
