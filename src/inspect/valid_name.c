/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Chinese names of persons: by surname, length and what no name has. They are
 * asked for only where a field's name or a label says that a person's name
 * follows. Pure, any thread.
 */
#include "inspect/valid_kit.h"

#include <uchar.h>

#define WIDE 3 /* bytes of a Chinese character */

/* Surnames of nearly all people; all lists are in order of their numbers. */
static const char32_t surnames[] =
	U"丁万丛严乐乔于井仇仉付仝仲任伍何佘余佟佴侍侯保俞候倪"
	"傅储党全兰关养冀冉农冯况冷冼凌刁刑刘利劉包匡华卓单南"
	"卜卞占卢卫卿厉原古史叶司吉向吕吳吴呂周和咸哈唐商喻嚴"
	"夏奚姒姚姜姬娄娜孔孙孟季孫宁安宋宓宗官宣宫宾寇寻封尕"
	"尚尤尧尹居屈屠岑岩岱岳崔左巩巫帅师帖席常干庄应庞康廉"
	"廖张張强彭徐怀慎成戚戴房扈才拓揭敖敬文方施时旷明易昝"
	"晁晏景暨曲曹曾木朱权李杜束杨杭林枚柏查柯柳柴栗栾桂桑"
	"桓梁梅植楚楼樊檀欧武段殷毋毕毛江池汤汪沃沈沐沙洛洪浦"
	"涂温游湛湯滑滕满漆潘炎焦熊燕牛牟牧狄王琚甄甘甯田申畅"
	"白盖盛盧瞿矫石祁祝禄福禹秦程穆窦章童竺符简管米糜纪练"
	"缑缪罗羅羊翁翟翦耶耿聂肖胡胥脱臧舒艾芦芮花苏苑苗苟范"
	"茅茹荆荣莫萧葉葛董蒋蒙蒯蒲蓝蓟蔚蔡蔣蔺蕭薛蘇虎虞衣袁"
	"裴褚覃解許詹謝许诸谈谌谢谭谯谷豆賀賴贝贡费贺贾赏赖赵"
	"越趙路车辛边连迟邓邝邢邬邰邱邵邸邹郁郎郏郑郜郝郤郭鄒"
	"鄢鄧鄭酆释金錢鍾钟钭钱铁银锺门闪闫闵闻阎阮阳陆陈陳陶"
	"陸隋隗雍雒雷霍霖靖靳鞏鞠韓韦韩顧项顾颉颜风饶馬馮马骆"
	"骞高鬱魏鲁鲍鲜麦麻黃黄黎齐龙龚";
static const char32_t double_surnames[] =
	U"万俟上官东方东郭东门令狐仲孙公冶公孙公羊单于南宫南门"
	"叶赫司徒司馬司马呼延夏侯太叔夹谷宇文完颜宗政宰父尉迟"
	"左丘微生慕容拓跋梁丘欧阳歐陽段干淳于澹台濮阳独孤申屠"
	"百里皇甫端木第五纳兰羊舌西门諸葛诸葛谷梁赫连轩辕那拉"
	"钟离长孙闻人闾丘鲜于";
/* Words that begin like a name. */
static const char32_t not_names[] =
	U"丁香万元万州万科万能万达上海东西严格严禁严重乐器乐园"
	"乐山乐高乔丹乔木习惯于是于都云南云存云服云盘云端云计"
	"付款付费任何任务任意任职何处何时何种余姚余数余杭余量"
	"余额侯车侯马候补候车候选倪虹傅里元件元数元旦元素充值"
	"党员党委党支党组全员全国全天全套全家全局全屏全市全年"
	"全文全新全景全款全球全程全职全自全选全部全面全额公共"
	"公司公告公园公安公寓公开公式公积公路关于关口关机关注"
	"关税关系关联关键关闭养护养殖养生养老冀州农业农产农历"
	"农村农药冯唐冯记况且冷冻冷却冷库冷气冷藏冷链冼村凌云"
	"凌晨凌海刘海包含包括包装包裹包邮华东华为华北华南华润"
	"华硕华西卓资卓越单个单价单位单元单反单号单品单独卜算"
	"占比占用卢比卫星卫浴卫生卫衣危险原价原则原因原始原料"
	"古代古典古城古筝古董古镇史上史料史诗叶子叶片叶酸司令"
	"司机司法吉他吉林向上向下向前向导向日向量吕梁吴中吴江"
	"周一周三周二周五周六周口周四周年周报周日周期周末周转"
	"周边周长和平和谐唐代唐山唐朝商业商务商品商场商城商家"
	"商户商标国际夏令夏天夏季夏装姚明姜汁娄底孔径孔雀孙子"
	"孟加季度季节宁夏宁德宁波安全安卓安徽安排安装安静宋代"
	"宋体官方官网宣传宣布宫廷宫殿宾客宾馆寇准封装封面尚品"
	"尚未尤其岳阳崔永左上左下左侧左右左转左边左键巫山师傅"
	"师生师范席位常住常务常州常温常熟常用常见常规常识常量"
	"干净干部广告广州庄严庄园应付应届应急应收应用应答应聘"
	"应该庞大康乐康复康师廉价廉江张力张家张数张贴强制强化"
	"强大强度强生强调彭州徐州徐汇怀化怀旧怀疑惠州成分成功"
	"成员成品成本成立成绩成都戚风戴尔房东房产房屋房间才能"
	"才艺扬州拓展拓扑敬启敬请文件文具文化文字文旅文本文档"
	"文物文献文章文艺方便方向方式方形方案方法方面施工施救"
	"施肥时代时刻时区时尚时效时段时空时装时钟时长时间明信"
	"明天明年明文明日明星明显明确明细易燃易用易碎晏城景区"
	"景德景点曹县曾经木工木材木板木质木马朱砂权利权威权益"
	"权重权限杜绝束缚来源来自杨梅杨浦杭州林业林区查找查收"
	"查看查询查验柳州柳树柴油柴火桂林桂花桑拿梁山梅州梅花"
	"楚雄欧元欧洲欧美武器武昌武术武汉武警段落殷切毕业毕竟"
	"毛利毛坯毛巾毛毯毛笔毛衣毛豆毛重水平水果水泥水电江南"
	"江山江湖江苏江西江门池州汤圆汤料汪洋沃尔沈阳沐浴沙发"
	"沙拉沙漠沙特洛阳洪水洪都浦东涂层涂料温室温州温度温馨"
	"游乐游客游戏游泳湛江湛蓝滕州满减满分满意满洲满足潘多"
	"濮阳焦作焦点熊猫燕窝燕郊燕麦牛仔牛奶牛皮牛肉牧业牧场"
	"王国王府王牌王老王者甘肃甘草田园田径田野申报申诉申请"
	"申购白云白天白板白皮白糖白色白菜白酒白银白领盛典盛大"
	"石墨石家石材石油石英礼品祁连祁门祖国祝您祝福祝贺福利"
	"福州福建福特秦岭秦皇程序程度程控穆斯章程章节童书童装"
	"童话童车童鞋符串符号符合简介简体简化简单简历简报简易"
	"简称简装管家管理管道米其米粉米色米饭经济罗列罗盘罗马"
	"羊毛羊肉翁牛胡椒胡萝花卉花园花样花生花费苏州苏打苗圃"
	"苗族苗木茅台荣耀荣获荣誉莫名莫斯营业营销萧山董事蒋王"
	"蒲公蓝图蓝天蓝牙蓝色蓝莓蓝领蓟县蔡司薛城虎门虞城袁州"
	"裴帅褚色解决解压解放解析解码解释解锁解除詹姆计划计数"
	"计算计费许可许多许昌诸暨谈判谈心谈话谢谢谭木谷歌谷物"
	"谷类贝叶贝塔贝壳贝尔费率费用贺卡贺州赵县赵州路况路口"
	"路径路段路灯路由路线路面车主车位车友车型车牌车票车站"
	"车载车辆车道车间车险辛苦辛辣边框边界边缘连云连接连续"
	"连衣连锁邓小邓州邝野邢台邱北邵阳邹城郎酒郑东郑州郝思"
	"郭记鄂州释义释放金华金卡金字金属金山金币金昌金条金牌"
	"金色金融金额金鱼钟楼钟表钱包钱币铁岭铁路银器银川银杏"
	"银联银色银行闵行阎良阮籍阳光阳台阳性阳江阳泉陆军陆地"
	"陈列陈皮陈述陶瓷雍和雷电雷达霍乱靳江韦伯韩国韩式韩语"
	"项目项链顾客顾问颜料颜色风力风扇风控风景风格风险饶平"
	"马上马克马来马桶马达马鞍骆驼高中高危高可高品高度高性"
	"高效高新高校高清高温高端高管高级高血高质高速高铁高频"
	"魏晋鲁菜麦克麦当麦片麻将麻烦麻辣麻醉黄冈黄山黄油黄瓜"
	"黄石黄色黄金黄鱼黎明齐全齐齐龙头龙岩龙虾";
/* Characters that no given name has. */
static const char32_t not_given[] =
	U"与个么乡了什仓他们件价但你债刀剪包单卡厂县及只号各吗"
	"吧呢品哪器在型处她它室对层屋帽店您我或把据是机款每版"
	"率的码票税端类级组给编而茶菜街表被裤让课费这那部酒镇"
	"院险鞋页额饭饼";

/* A character of three bytes; 0 where there is none. */
static char32_t
character_at(struct span name, size_t at)
{
	const uint8_t *p = name.p + at;
	if (at + WIDE > name.n || (p[0] & 0xf0) != 0xe0 ||
	    (p[1] & 0xc0) != 0x80 || (p[2] & 0xc0) != 0x80)
		return 0;
	return (p[0] & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u);
}

#define CHARACTERS(list) (sizeof(list) / sizeof(list[0]) - 1)

/* Binary search for a character, without a branch to guess. */
static inline bool
is_listed(const char32_t *list, size_t n, char32_t c)
{
	while (n > 1) {
		size_t half = n / 2;
		list += list[half] <= c ? half : 0;
		n -= half;
	}
	return *list == c;
}

static inline uint64_t
pair_of(char32_t first, char32_t second)
{
	return (uint64_t)first << 32 | second;
}

/* The same for two characters among pairs. */
static inline bool
is_pair_listed(const char32_t *list, size_t n, char32_t first, char32_t second)
{
	uint64_t pair = pair_of(first, second);
	n /= 2;
	while (n > 1) {
		size_t half = n / 2;
		const char32_t *middle = list + 2 * half;
		list += pair_of(middle[0], middle[1]) <= pair ? 2 * half : 0;
		n -= half;
	}
	return pair_of(list[0], list[1]) == pair;
}

/* Forms of address that may follow a name. */
static struct span
without_title(struct span name)
{
	static const struct span titles[] = {
		SPAN("先生"), SPAN("女士"), SPAN("小姐"), SPAN("同学"),
		SPAN("老师"), SPAN("医生"), SPAN("主任"), SPAN("经理"),
	};
	for (size_t i = 0; name.n > 3 * (size_t)WIDE &&
			   i < sizeof(titles) / sizeof(titles[0]);
	     i++)
		if (span_ends(name, titles[i]))
			return span_cut(name, 0, name.n - titles[i].n);
	return name;
}

/* The given name, from an offset: one or two characters, none of which is for
 * things. */
static bool
is_given(struct span name, size_t at)
{
	if (name.n != at + WIDE && name.n != at + 2 * (size_t)WIDE)
		return false;
	for (; at < name.n; at += WIDE)
		if (is_listed(not_given, CHARACTERS(not_given),
			      character_at(name, at)))
			return false;
	return true;
}

static bool
is_han_name(struct span name)
{
	char32_t first = character_at(name, 0);
	char32_t second = character_at(name, WIDE);
	if (name.n > 2 * (size_t)WIDE &&
	    is_pair_listed(double_surnames, CHARACTERS(double_surnames), first,
			   second))
		return is_given(name, 2 * (size_t)WIDE);
	return is_listed(surnames, CHARACTERS(surnames), first) &&
	       !is_pair_listed(not_names, CHARACTERS(not_names), first,
			       second) &&
	       is_given(name, WIDE);
}

/* With a dot between its parts, as the names of many peoples are written, it
 * needs no surname. */
static bool
valid_cn_name(struct span match, int64_t today, struct canonical *ret)
{
	(void)today;
	struct span name = without_title(match);
	if (!is_han_name(name) && (name.n < 2 * (size_t)WIDE + 2 ||
				   span_find(name, SPAN("\xc2\xb7")) < 0))
		return false;
	ret->used = name.n;
	return kit_done(ret, (const char *)name.p, name.n);
}

const struct validator_row valid_name_rows[] = {
	{"cn-name", valid_cn_name},
	{NULL, NULL},
};
