# SPDX-License-Identifier: Apache-2.0
"""Values of people, devices and companies that do not exist. The check digits
are worked out here from the published rules, on purpose without a look at how
kouan does it: two readings of one rule that disagree are a finding.

Each function takes a random.Random and returns one value in its plain form;
FORMS gives the ways people write it."""

import string

DIGITS = string.digits
UPPER = string.ascii_uppercase


def digits(r, n):
    return "".join(r.choice(DIGITS) for _ in range(n))


def pick(r, n, alphabet):
    return "".join(r.choice(alphabet) for _ in range(n))


def date(r, first=1950, last=2005):
    return (r.randint(first, last), r.randint(1, 12), r.randint(1, 28))


# ---- check digits ----

def luhn(body):
    """The digit that completes body."""
    total = 0
    for i, c in enumerate(reversed(body)):
        d = int(c)
        if i % 2 == 0:
            d = d * 2 - 9 if d > 4 else d * 2
        total += d
    return str(-total % 10)


def mod_11_2(body):
    weights = [pow(2, 17 - i, 11) for i in range(17)]
    total = sum(int(c) * w for c, w in zip(body, weights))
    return "10X98765432"[total % 11]


def mod_11_10(body):
    p = 10
    for c in body:
        p = (p + int(c)) % 10 or 10
        p = p * 2 % 11
    return str((11 - p) % 10)


_D = [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
      [2, 3, 4, 0, 1, 7, 8, 9, 5, 6], [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
      [4, 0, 1, 2, 3, 9, 5, 6, 7, 8], [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
      [6, 5, 9, 8, 7, 1, 0, 4, 3, 2], [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
      [8, 7, 6, 5, 9, 3, 2, 1, 0, 4], [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]]
_P = [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]]
while len(_P) < 8:
    _P.append([_P[1][d] for d in _P[-1]])


def verhoeff(body):
    for last in DIGITS:
        c = 0
        for i, d in enumerate(reversed(body + last)):
            c = _D[c][_P[i % 8][int(d)]]
        if c == 0:
            return last
    raise AssertionError


# ---- China ----

# Some real region codes of counties, so that a stricter table agrees too.
REGIONS = """110101 110105 110108 120101 120103 130102 130203 140105 150102
210102 210202 220102 230102 310104 310115 310101 320102 320505 330102 330106
340102 340104 350102 350203 360102 370102 370202 410102 420106 420102 430102
440103 440106 440305 450102 460105 500103 510104 510107 520102 530102 540102
610102 620102 630102 640104 650102""".split()


def resident_id(r, first=1950, last=2005):
    body = "%s%04d%02d%02d%s" % (r.choice(REGIONS), *date(r, first, last),
                                 "%03d" % r.randint(1, 999))
    return body + mod_11_2(body)


def resident_id_15(r):
    y, m, d = date(r, 1930, 1985)
    return "%s%02d%02d%02d%03d" % (r.choice(REGIONS), y % 100, m, d,
                                   r.randint(1, 999))


def id_15_to_18(v):
    body = v[:6] + "19" + v[6:]
    return body + mod_11_2(body)


_MOBILE = ([str(p) for p in range(130, 140)] +
           "145 147 149 150 151 152 153 155 156 157 158 159 162 165 166 167"
           " 170 171 172 173 175 176 177 178".split() +
           [str(p) for p in range(180, 190)] +
           "190 191 192 193 195 196 197 198 199".split())


def mobile(r):
    return r.choice(_MOBILE) + digits(r, 8)


# The big cities have eight digits behind three, some four-digit areas too.
_AREAS_8 = ["010", "021", "022", "023", "020", "024", "025", "027", "028",
            "029", "0755", "0571", "0512", "0531", "0532", "0431", "0371",
            "0591", "0769", "0757"]
_AREAS_7 = ["0411", "0471", "0851", "0871", "0931", "0951", "0971", "0991",
            "0771", "0898", "0351", "0311", "0791", "0551"]


def landline(r):
    if r.random() < 0.7:
        return r.choice(_AREAS_8) + r.choice("2345678") + digits(r, 7)
    return r.choice(_AREAS_7) + r.choice("2345678") + digits(r, 6)


_BINS_19 = """622848 621700 622202 622588 622260 621661 622700 621226 622622
623052 622908 621483 622155 622568 622666 621799""".split()
_BINS_16 = "622155 622521 622580 625330 622836 625912".split()


def bank_card(r):
    if r.random() < 0.75:
        body = r.choice(_BINS_19) + digits(r, 12)
    else:
        body = r.choice(_BINS_16) + digits(r, 9)
    return body + luhn(body)


def credit_card(r):
    kind = r.randrange(6)
    if kind < 2:
        body = r.choice(["4" + digits(r, 5), "4" + digits(r, 5)]) + digits(r, 9)
    elif kind < 4:
        body = str(r.randint(51, 55)) + digits(r, 13)
    elif kind == 4:
        body = r.choice(["34", "37"]) + digits(r, 12)
    else:
        body = r.choice(["6011", "3530", "3566", "3589"]) + digits(r, 11)
    return body + luhn(body)


def cn_passport(r):
    k = r.random()
    if k < 0.4:
        return "E" + digits(r, 8)
    if k < 0.8:
        return "E" + r.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") + digits(r, 7)
    if k < 0.9:
        return "G" + digits(r, 8)
    return r.choice(["DE", "SE", "PE"]) + digits(r, 7)


def hkmo_permit(r):
    k = r.random()
    if k < 0.4:
        return "C" + digits(r, 8)
    if k < 0.8:
        return "C" + r.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") + digits(r, 7)
    return "W" + digits(r, 8)


def tw_permit(r):
    return r.choice("LT") + digits(r, 8)


def home_return(r):
    return r.choice("HM") + digits(r, r.choice([8, 10]))


def hmt_residence(r):
    body = "%s%04d%02d%02d%03d" % (r.choice(["810000", "820000", "830000"]),
                                   *date(r), r.randint(1, 999))
    return body + mod_11_2(body)


_PROVINCES = "11 12 13 21 31 32 33 35 37 42 44 50 51 61".split()
_COUNTRIES = "840 826 276 392 410 250 124 036 702 643 356 410".split()


def foreign_pr(r):
    body = "9%s%s%04d%02d%02d%03d" % (r.choice(_PROVINCES),
                                      r.choice(_COUNTRIES), *date(r),
                                      r.randint(1, 999))
    return body + mod_11_2(body)


_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _organisation(r):
    body = pick(r, 8, DIGITS if r.random() < 0.5 else DIGITS + "ABCDEFGHJKLMNPQRTUWXY")
    weights = [3, 7, 9, 10, 5, 8, 4, 2]
    total = sum(_USCC36.index(c) * w for c, w in zip(body, weights))
    return body + "0123456789X0"[(11 - total % 11) % 11]


_USCC36 = DIGITS + UPPER


def uscc(r):
    # 9x: enterprises; 1x, 5x: public bodies and associations.
    body = (r.choice(["91", "91", "91", "92", "93", "12", "51", "52", "53"]) +
            r.choice(REGIONS) + _organisation(r))
    total = sum(_USCC.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + _USCC[(31 - total % 31) % 31]


_PLATES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def plate(r):
    head = r.choice(_PLATES) + r.choice("ABCDEFGHJK")
    if r.random() < 0.3:
        # New energy: D or F first (small) and digits behind.
        return head + r.choice("DF") + r.choice(_PLATE_LETTERS + DIGITS) + digits(r, 4)
    tail = list(digits(r, 5))
    for _ in range(r.randint(0, 2)):
        tail[r.randrange(5)] = r.choice(_PLATE_LETTERS)
    return head + "".join(tail)


# ---- devices ----

_VIN = {**{c: int(c) for c in DIGITS},
        **dict(zip("ABCDEFGH", range(1, 9))),
        **dict(zip("JKLMN", range(1, 6))), "P": 7, "R": 9,
        **dict(zip("STUVWXYZ", range(2, 10)))}
_VIN_MAKERS = "LVS LSV LFV LGB LHG LBV LDC LJD 1HG 1FT WVW WBA JTD KMH 5YJ".split()


def vin(r):
    alphabet = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
    v = list(r.choice(_VIN_MAKERS) + pick(r, 5, alphabet) + "0" +
             r.choice("ABCDEFGHJKLMNPRSTVWXY123456789") +
             pick(r, 1, alphabet) + digits(r, 6))
    weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
    total = sum(_VIN[c] * w for c, w in zip(v, weights))
    v[8] = "0123456789X"[total % 11]
    return "".join(v)


def imei(r):
    body = r.choice(["86", "35", "01", "86", "35"]) + digits(r, 12)
    return body + luhn(body)


def imsi(r):
    return "460" + r.choice("00 01 02 03 05 07 11".split()) + digits(r, 10)


def iccid(r):
    body = "8986" + r.choice("00 01 03 04 06 07 09".split()) + digits(r, 12)
    if r.random() < 0.6:
        body += r.choice(DIGITS)
    return body + luhn(body)


def mac(r):
    return ":".join(pick(r, 2, "0123456789ABCDEF") for _ in range(6))


# ---- the world ----

_IBAN = {"DE": 18, "GB": (4, 14), "ES": 20, "SE": 20, "AT": 16, "CH": 17,
         "BE": 12, "DK": 14, "PL": 24, "PT": 21, "NL": (4, 10), "FI": 14}


def iban(r):
    country = r.choice(list(_IBAN))
    form = _IBAN[country]
    bban = digits(r, form) if isinstance(form, int) else \
        pick(r, form[0], UPPER) + digits(r, form[1])
    number = "".join(str(int(c, 36)) for c in bban + country + "00")
    return "%s%02d%s" % (country, 98 - int(number) % 97, bban)


def us_ssn(r):
    area = r.choice([n for n in range(1, 900) if n != 666])
    return "%03d-%02d-%04d" % (area, r.randint(1, 99), r.randint(1, 9999))


def e164(r):
    k = r.randrange(10)
    if k < 3:
        return "+1" + r.choice(["415", "212", "617", "303", "206", "312", "503"]) \
            + r.choice("23456789") + digits(r, 6)
    return {
        3: lambda: "+49" + r.choice(["151", "160", "170", "171", "172", "176"]) + digits(r, 8),
        4: lambda: "+336" + digits(r, 8),
        5: lambda: "+447" + r.choice("4789") + digits(r, 8),
        6: lambda: "+8190" + r.choice("123456789") + digits(r, 7),
        7: lambda: "+8210" + r.choice("23456789") + digits(r, 7),
        8: lambda: "+65" + r.choice("89") + digits(r, 7),
        9: lambda: "+919" + digits(r, 9),
    }[k]()


def _mrz_digit(text):
    total = 0
    for i, c in enumerate(text):
        v = 0 if c == "<" else int(c, 36)
        total += v * (7, 3, 1)[i % 3]
    return str(total % 10)


def mrz(r):
    number = (cn_passport(r) + "<<")[:9]
    y, m, d = date(r, 1950, 2010)
    birth = "%02d%02d%02d" % (y % 100, m, d)
    expiry = "%02d%02d%02d" % (r.randint(26, 35), r.randint(1, 12), r.randint(1, 28))
    personal = (pick(r, r.choice([0, 6, 14]), UPPER) + "<" * 14)[:14]
    pcd = _mrz_digit(personal)
    a = number + _mrz_digit(number)
    b = birth + _mrz_digit(birth)
    c = expiry + _mrz_digit(expiry)
    e = personal + pcd
    return a + "CHN" + b + r.choice("MF") + c + e + _mrz_digit(a + b + c + e)


def aadhaar(r):
    body = r.choice("23456789") + digits(r, 10)
    return body + verhoeff(body)


def pan(r):
    return pick(r, 3, UPPER) + r.choice("PPPPPCHFATBLJG") + r.choice(UPPER) + \
        "%04d" % r.randint(1, 9999) + r.choice(UPPER)


def kr_rrn(r):
    y, m, d = date(r, 1950, 2019)
    sex = r.choice("12" if y < 2000 else "34")
    body = "%02d%02d%02d%s" % (y % 100, m, d, sex) + digits(r, 5)
    total = sum(int(c) * w for c, w in zip(body, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]))
    return body + str((11 - total % 11) % 10)


def my_number(r):
    body = digits(r, 11)
    total = sum(int(c) * w for c, w in zip(body, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]))
    return body + str(0 if total % 11 <= 1 else 11 - total % 11)


def hk_id(r):
    letters = pick(r, 1 if r.random() < 0.85 else 2, UPPER)
    body = digits(r, 6)
    full = letters if len(letters) == 2 else " " + letters
    values = [36 if c == " " else int(c, 36) for c in full] + [int(c) for c in body]
    total = sum(v * w for v, w in zip(values, [9, 8, 7, 6, 5, 4, 3, 2]))
    check = (11 - total % 11) % 11
    return "%s%s(%s)" % (letters, body, "A" if check == 10 else check)


_TW = dict(zip("ABCDEFGHJKLMNPQRSTUVXYWZIO", range(10, 36)))


def tw_id(r):
    letter = r.choice(UPPER)
    body = r.choice("12") + digits(r, 7)
    n = _TW[letter]
    total = n // 10 + n % 10 * 9 + sum(int(c) * w for c, w in zip(body, range(8, 0, -1)))
    return letter + body + str(-total % 10)


def nric(r):
    letter = r.choice("SSTTFGM")
    body = digits(r, 7)
    total = sum(int(c) * w for c, w in zip(body, [2, 7, 6, 5, 4, 3, 2]))
    total += {"T": 4, "G": 4, "M": 3}.get(letter, 0)
    table = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "F": "XWUTRQPNMLK",
             "G": "XWUTRQPNMLK", "M": "XWUTRQPNJLK"}[letter]
    return letter + body + table[total % 11]


def nino(r):
    while True:
        prefix = r.choice("ABCEGHJKLMNOPRSTWXYZ") + r.choice("ABCEGHJKLMNPRSTWXYZ")
        if prefix not in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ"):
            return prefix + digits(r, 6) + r.choice("ABCD")


def nhs(r):
    while True:
        body = r.choice("4679") + digits(r, 8)
        check = (11 - sum(int(c) * w for c, w in zip(body, range(10, 1, -1))) % 11) % 11
        if check != 10:
            return body + str(check)


def de_tax(r):
    # Of the first ten digits one stands twice or three times, no other does.
    while True:
        times = r.choice([2, 2, 3])
        others = r.sample(DIGITS, 11 - times)
        body = list(others[1:] + [others[0]] * times)
        r.shuffle(body)
        body = "".join(body)
        if len(body) == 10 and body[0] != "0" and others[0] * 3 not in body:
            return body + mod_11_10(body)


def fr_nir(r):
    y, m, _ = date(r)
    number = "%s%02d%02d%02d%03d%03d" % (r.choice("12"), y % 100, m, r.choice(
        [n for n in range(1, 96) if n != 20]), r.randint(1, 990), r.randint(1, 999))
    return number + "%02d" % (97 - int(number) % 97)


_ODD = dict(zip(DIGITS + UPPER, [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7,
            9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10,
            22, 25, 24, 23]))


def it_cf(r):
    y, m, d = date(r)
    consonants = "BCDFGLMNPRSTVZ"
    body = pick(r, 6, consonants) + "%02d" % (y % 100) + "ABCDEHLMPRST"[m - 1] + \
        "%02d" % (d + r.choice([0, 40])) + r.choice("ABCDEFGHIL") + \
        "%03d" % r.randint(1, 999)
    total = sum(_ODD[c] if i % 2 == 0 else (int(c) if c.isdigit() else ord(c) - 65)
                for i, c in enumerate(body))
    return body + UPPER[total % 26]


def es_dni(r):
    n = r.randint(1000000, 99999999)
    return "%08d%s" % (n, "TRWAGMYFPDXBNJZSQVHLCKE"[n % 23])


def cpf(r):
    while True:
        body = digits(r, 9)
        if len(set(body)) > 1:
            break
    for n in (10, 11):
        total = sum(int(c) * w for c, w in zip(body, range(n, 1, -1)))
        body += str(0 if total % 11 < 2 else 11 - total % 11)
    return body


def pesel(r):
    y, m, d = date(r, 1930, 2015)
    body = "%02d%02d%02d" % (y % 100, m + (20 if y >= 2000 else 0), d) + digits(r, 4)
    total = sum(int(c) * w for c, w in zip(body, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]))
    return body + str(-total % 10)


def th_id(r):
    body = r.choice("12345678") + digits(r, 11)
    total = sum(int(c) * w for c, w in zip(body, range(13, 1, -1)))
    return body + str((11 - total % 11) % 10)


def sin(r):
    body = r.choice("1234567") + digits(r, 7)
    return body + luhn(body)


def tfn(r):
    while True:
        v = r.choice("123456789") + digits(r, 8)
        if sum(int(c) * w for c, w in zip(v, [1, 4, 3, 7, 5, 8, 6, 9, 10])) % 11 == 0:
            return v


# ---- contact ----

_LOCAL = """li.wei zhang.san wang_fang chen-jie liu.yang anna.schmidt j.doe
maria.garcia support.user kenji.t zhaomin sunli huangwei ops.lead pierre.d
mei.lin xiaoming tom.h yuki nadia.k""".split()
_HOSTS = """example.com example.cn mail.example.org corp.example.net
x-y.example.net example.com.cn qq.example.com hotel.example.fr
team.example.co.uk example.io""".split()


def email(r):
    return "%s%s@%s" % (r.choice(_LOCAL), digits(r, r.randint(1, 4)), r.choice(_HOSTS))


def wechat(r):
    if r.random() < 0.4:
        return "wxid_" + pick(r, 14, string.ascii_lowercase + DIGITS)
    return r.choice(string.ascii_lowercase) + \
        pick(r, r.randint(6, 13), string.ascii_lowercase + DIGITS + "_") + \
        r.choice(DIGITS)


def qq(r):
    return r.choice("123456789") + digits(r, r.randint(7, 9))


_SURNAMES = """王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑
谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 傅 沈 曾 彭 吕 苏 卢 蒋 蔡 贾 丁 魏 薛 叶 阎 余
潘 杜 戴 夏 钟 汪 田 任 姜 范 方 石 姚 谭 廖 邹 熊 金 陆 郝 孔 白 崔 康 毛 邱 秦 江
史 顾 侯 邵 孟 龙 万 段 雷 钱 汤 尹 黎 易 常 武 乔 贺 赖 龚 文 欧阳 司马 上官""".split()
_GIVEN = """伟 芳 娜 敏 静 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀英 霞 平 刚 桂英 建国
志强 雪梅 晓东 俊杰 思远 雨桐 梓涵 浩然 欣怡 子轩 文博 佳琪 海燕 国栋 玉兰 丽华 建华
春梅 小红 嘉豪 诗涵 宇航 晨曦 怡东 强涵 美玲 振宇 永康 若曦 天佑""".split()


def cn_name(r):
    return r.choice(_SURNAMES) + r.choice(_GIVEN)


_PLACES = [("北京市", "朝阳区"), ("上海市", "浦东新区"), ("上海市", "徐汇区"),
           ("广东省广州市", "天河区"), ("广东省深圳市", "南山区"),
           ("浙江省杭州市", "西湖区"), ("江苏省南京市", "鼓楼区"),
           ("江苏省苏州市", "姑苏区"), ("四川省成都市", "武侯区"),
           ("湖北省武汉市", "洪山区"), ("陕西省西安市", "雁塔区"),
           ("福建省厦门市", "思明区"), ("山东省青岛市", "市南区"),
           ("重庆市", "渝中区"), ("天津市", "和平区"), ("辽宁省大连市", "中山区"),
           ("云南省昆明市", "五华区"), ("湖南省长沙市", "岳麓区"),
           ("河南省郑州市", "金水区"), ("广西壮族自治区南宁市", "青秀区")]
_ROADS = """人民大道 中山路 解放路 建设街 文三东街 天府路 长江路 新华街 和平里
学院路 科技二路 滨江大道 南京西路 莲花北路 青年路""".split()


def cn_address(r):
    a, b = r.choice(_PLACES)
    v = a + b + r.choice(_ROADS)
    if v.endswith("里"):
        v += "小区"
    else:
        v += "%d号" % r.randint(1, 999)
    k = r.random()
    if k < 0.3:
        v += "%d号楼%d单元%d室" % (r.randint(1, 30), r.randint(1, 4), r.randint(101, 2502))
    elif k < 0.5:
        v += "%d室" % r.randint(101, 2502)
    elif v.endswith("小区"):
        v += "%d栋%d室" % (r.randint(1, 30), r.randint(101, 2502))
    return v


def gps(r):
    n = r.choice([4, 5, 6, 6, 6, 7])
    lat, lon = r.choice([(r.uniform(20, 48), r.uniform(80, 128)),
                         (r.uniform(-50, 70), r.uniform(-150, 150))])
    one = lambda v: ("%.*f" % (n, v))[:-1] + r.choice("123456789")
    return one(lat) + "," + one(lon)


# ---- secrets ----

def aws_key(r):
    return r.choice(["AKIA", "ASIA"]) + pick(r, 16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def github_token(r):
    return r.choice(["ghp_", "gho_", "ghs_"]) + pick(r, 36, string.ascii_letters + DIGITS)


_ALNUM = string.ascii_letters + DIGITS


def private_key(r):
    kind = r.choice(["RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY",
                     "OPENSSH PRIVATE KEY"])
    lines = ["M" + pick(r, 63, _ALNUM + "+/") for _ in range(r.randint(6, 20))]
    return "-----BEGIN %s-----\n%s\n-----END %s-----" % (kind, "\n".join(lines), kind)


def cloud_token(r):
    return r.choice([
        lambda: "LTAI" + pick(r, 20, _ALNUM),          # Alibaba Cloud
        lambda: "AKID" + pick(r, 32, _ALNUM),          # Tencent Cloud
        lambda: "AIza" + pick(r, 35, _ALNUM + "_-"),   # Google
        lambda: "xoxb-" + digits(r, 12) + "-" + digits(r, 12) + "-" + pick(r, 24, _ALNUM),
        lambda: "sk_live_" + pick(r, 24, _ALNUM),      # Stripe
        lambda: "glpat-" + pick(r, 20, _ALNUM),        # GitLab
    ])()


def _group(v, *sizes, sep=" "):
    out, at = [], 0
    while at < len(v):
        n = sizes[min(len(out), len(sizes) - 1)]
        out.append(v[at:at + n])
        at += n
    return sep.join(out)


# How a value is written, besides its plain form.
FORMS = {
    "cn-resident-id": [str.lower, lambda v: _group(v, 6, 8, 4),
                       lambda v: _group(v, 6, 4, 4, 4),
                       lambda v: _group(v, 6, 8, 4, sep="-")],
    "cn-mobile": [lambda v: "+86" + v, lambda v: "+86 " + v, lambda v: "86-" + v,
                  lambda v: "+86-" + v, lambda v: "0086" + v,
                  lambda v: _group(v, 3, 4, 4), lambda v: _group(v, 3, 4, 4, sep="-"),
                  lambda v: "+86 " + _group(v, 3, 4, 4),
                  lambda v: "(+86)" + v, lambda v: "+86 " + _group(v, 3, 4, 4, sep="-")],
    "cn-landline": [lambda v: v[:-8] + "-" + v[-8:] if len(v) - 8 in (3, 4) and not v[:4] in _AREAS_7
                    else v[:-7] + "-" + v[-7:]],
    "cn-bank-card": [lambda v: _group(v, 4), lambda v: _group(v, 4, sep="-"),
                     lambda v: _group(v, 6, 13) if len(v) == 19 else _group(v, 4)],
    "credit-card": [lambda v: _group(v, 4) if len(v) == 16 else _group(v, 4, 6, 5),
                    lambda v: _group(v, 4, sep="-") if len(v) == 16 else _group(v, 4, 6, 5, sep="-")],
    "cn-plate": [lambda v: v[:2] + "·" + v[2:], lambda v: v[:2] + " " + v[2:]],
    "mac-address": [lambda v: v.replace(":", "-"), str.lower,
                    lambda v: v.lower().replace(":", "-")],
    "email": [str.upper, str.title],
    "iban": [lambda v: _group(v, 4)],
    "in-aadhaar": [lambda v: _group(v, 4), lambda v: _group(v, 4, sep="-")],
    "kr-rrn": [lambda v: _group(v, 6, 7, sep="-")] * 3,
    "jp-my-number": [lambda v: _group(v, 4), lambda v: _group(v, 4, sep="-")],
    "uk-nino": [lambda v: _group(v, 2), str.lower],
    "uk-nhs": [lambda v: _group(v, 3, 3, 4), lambda v: _group(v, 3, 3, 4, sep="-")],
    "de-tax-id": [lambda v: _group(v, 2, 3, 3, 3)],
    "fr-nir": [lambda v: _group(v, 1, 2, 2, 2, 3, 3, 2)],
    "es-dni": [lambda v: v[:8] + "-" + v[8:]],
    "br-cpf": [lambda v: "%s.%s.%s-%s" % (v[:3], v[3:6], v[6:9], v[9:])] * 3,
    "th-id": [lambda v: _group(v, 1, 4, 5, 2, 1, sep="-"), lambda v: _group(v, 1, 4, 5, 2, 1)],
    "ca-sin": [lambda v: _group(v, 3), lambda v: _group(v, 3, sep="-")],
    "au-tfn": [lambda v: _group(v, 3)],
    "e164-phone": [lambda v: v[:3] + " " + _group(v[3:], 3, 3, 5) if not v.startswith("+1")
                   else "+1 (%s) %s-%s" % (v[2:5], v[5:8], v[8:]),
                   lambda v: v[:3] + "-" + v[3:] if not v.startswith("+1")
                   else "+1-%s-%s-%s" % (v[2:5], v[5:8], v[8:])],
    "gps": [lambda v: v.replace(",", ", "), lambda v: v.replace(",", " ")],
    "hk-id": [lambda v: v.replace("(", "").replace(")", "")],
    "iccid": [lambda v: _group(v, 4)],
}

MAKE = {
    "cn-resident-id": resident_id, "cn-resident-id-15": resident_id_15,
    "cn-mobile": mobile, "cn-landline": landline, "cn-bank-card": bank_card,
    "credit-card": credit_card, "cn-passport": cn_passport,
    "cn-hkmo-permit": hkmo_permit, "cn-tw-permit": tw_permit,
    "hm-home-return": home_return, "hmt-residence": hmt_residence,
    "cn-foreign-pr": foreign_pr, "cn-uscc": uscc, "cn-plate": plate, "vin": vin,
    "imei": imei, "imsi": imsi, "iccid": iccid, "mac-address": mac,
    "email": email, "wechat-id": wechat, "qq-id": qq, "cn-name": cn_name,
    "cn-address": cn_address, "gps": gps, "aws-key": aws_key,
    "github-token": github_token, "private-key": private_key,
    "cloud-token": cloud_token, "iban": iban, "us-ssn": us_ssn,
    "e164-phone": e164, "passport-mrz": mrz, "in-aadhaar": aadhaar,
    "in-pan": pan, "kr-rrn": kr_rrn, "jp-my-number": my_number, "hk-id": hk_id,
    "tw-id": tw_id, "sg-nric": nric, "uk-nino": nino, "uk-nhs": nhs,
    "de-tax-id": de_tax, "fr-nir": fr_nir, "it-cf": it_cf, "es-dni": es_dni,
    "br-cpf": cpf, "pl-pesel": pesel, "th-id": th_id, "ca-sin": sin,
    "au-tfn": tfn,
}

TIER = {d: 1 for d in """cn-resident-id cn-mobile cn-bank-card credit-card
hmt-residence cn-foreign-pr cn-uscc cn-plate vin mac-address email us-ssn
e164-phone passport-mrz sg-nric iban it-cf hk-id tw-id aws-key github-token
private-key cloud-token""".split()}
TIER.update({d: 2 for d in MAKE if d not in TIER})
TIER.update({d: 3 for d in """cn-name cn-address spi-biometric spi-religion
spi-identity spi-health spi-finance spi-whereabouts spi-minor""".split()})


def canonical(detector, value):
    """One spelling of a value, however it was written or is shown."""
    import unicodedata
    v = unicodedata.normalize("NFKC", value)
    v = "".join(c for c in v if unicodedata.category(c) not in ("Cf", "Mn"))
    if detector == "private-key":
        return "-----BEGIN"
    if detector == "email":
        return v.strip().lower()
    if detector in ("cn-name", "cn-address", "wechat-id", "github-token",
                    "cloud-token", "aws-key"):
        return v.strip()
    if detector == "gps":
        return v.replace(" ", ",").replace(",,", ",")
    v = "".join(c for c in v.upper() if c.isalnum() or c == "<")
    if detector == "cn-mobile":
        v = v[-11:]
    if detector == "cn-resident-id-15" and len(v) == 15:
        v = id_15_to_18(v)
    if detector == "cn-landline" and v.startswith("86"):
        v = "0" + v[2:]
    return v
