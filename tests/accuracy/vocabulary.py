# SPDX-License-Identifier: Apache-2.0
"""How fields are named and what stands around values: two sets of words, both
written before the detectors' files were looked at. Set 0 may be looked at when
the detectors are improved; set 1 is held out: it is scored, never studied."""

# detector: ([names], [held-out names], [Chinese], [held-out Chinese])
# English names are words with blanks; spell() makes identifiers of them.
NAMES = {
    "cn-resident-id": ("id number|id card|id card no|resident id|identity card|citizen id|sfz|idcard|cert no|id no",
                       "identity number|national id|certificate number|shenfenzheng|idnum|id code",
                       "身份证号|身份证|身份证号码|公民身份号码|证件号码",
                       "居民身份证|身份证件号|身份号码|证件号"),
    "cn-resident-id-15": ("old id card|id card|id number|idcard|first generation id card",
                          "id card no|identity card|resident id",
                          "身份证号|一代身份证|身份证|15位身份证号",
                          "旧身份证号|居民身份证|身份证号码"),
    "cn-mobile": ("mobile|phone|mobile phone|cell phone|tel|contact phone|phone number|mobile no",
                  "cellphone|receiver phone|contact number|msisdn|telephone|buyer tel|phone no",
                  "手机号|手机|手机号码|联系电话|电话",
                  "移动电话|联系方式|收件人电话|本人手机|预留手机号"),
    "cn-landline": ("telephone|tel|office phone|landline|fixed phone|home phone",
                    "work phone|fixed line|company telephone|tel no|phone",
                    "座机|固定电话|办公电话|电话|固话",
                    "公司电话|家庭电话|联系电话|住宅电话|单位电话"),
    "cn-bank-card": ("bank card|card no|bank card number|account no|card number|bankcard",
                     "debit card|payee card|bank account|settlement card|acct no",
                     "银行卡号|银行卡|卡号|银行账号|收款账号",
                     "储蓄卡号|借记卡|开户账号|结算卡号|工资卡"),
    "credit-card": ("card number|credit card|cc number|pan|card no|credit card number",
                    "payment card|card|cardholder number|visa|primary account number",
                    "信用卡号|信用卡|卡号", "信用卡号码|外币卡|支付卡号"),
    "cn-passport": ("passport|passport no|passport number|travel document",
                    "passport id|ppt no|cn passport|document passport",
                    "护照|护照号|护照号码", "护照编号|普通护照|中国护照"),
    "cn-hkmo-permit": ("hk macau permit|hkmo permit|exit entry permit|hk mo pass",
                       "eep no|hongkong macao permit|permit to hong kong",
                       "港澳通行证|往来港澳通行证|港澳通行证号", "往来港澳证件|港澳通行证号码|通行证号码"),
    "cn-tw-permit": ("taiwan permit|tw permit|taiwan pass|taiwan travel permit",
                     "mainland travel permit taiwan|permit to taiwan|tw pass no",
                     "大陆居民往来台湾通行证|往来台湾通行证|台湾通行证|台胞证",
                     "入台通行证|赴台通行证|台胞证号"),
    "hm-home-return": ("home return permit|home return|mainland travel permit|hrp no",
                       "home visit permit|hkmo resident permit|return permit",
                       "回乡证|回乡证号|港澳居民来往内地通行证", "港澳来往内地通行证|回乡卡|来往内地通行证号"),
    "hmt-residence": ("residence permit|hmt residence|residence card|permit no",
                      "hk macao taiwan residence|residence permit number|id number",
                      "港澳台居民居住证|居住证号|居住证", "台湾居民居住证|居住证号码|港澳居民居住证"),
    "cn-foreign-pr": ("permanent residence|green card|foreign permanent resident id|pr card",
                      "foreigner permanent residence card|five star card|permanent residence id",
                      "外国人永久居留证|永久居留身份证|外国人永久居留身份证", "永居证|永久居留证号|五星卡"),
    "cn-uscc": ("uscc|credit code|social credit code|unified social credit code|company code",
                "business license|tax no|org credit code|taxpayer id",
                "统一社会信用代码|社会信用代码|信用代码", "纳税人识别号|企业税号|营业执照号"),
    "cn-plate": ("plate|license plate|plate no|car plate|plate number",
                 "vehicle no|car number|registration plate|car no",
                 "车牌|车牌号|车牌号码", "号牌号码|车号|机动车号牌"),
    "vin": ("vin|chassis no|vehicle identification number|frame no", "vin code|car vin|chassis",
            "车架号|车辆识别代号", "车辆识别码|VIN码|大架号"),
    "imei": ("imei|device imei|imei1|imei number", "imei no|phone imei|imei 2|handset imei",
             "IMEI号|设备IMEI|手机串号", "IMEI|IMEI码|移动设备识别码"),
    "imsi": ("imsi|sim imsi|imsi number", "subscriber imsi|imsi no|imsi1",
             "IMSI号|IMSI", "IMSI码|国际移动用户识别码"),
    "iccid": ("iccid|sim iccid|sim card|iccid number", "sim iccid no|sim serial|icc id",
              "ICCID|SIM卡号", "ICCID号|集成电路卡识别码|物联网卡号"),
    "mac-address": ("mac|mac address|wifi mac|hw addr", "device mac|ether|bssid|bluetooth mac",
                    "MAC地址|物理地址", "设备MAC|无线MAC|网卡地址"),
    "email": ("email|mail|e mail|email address|user email", "contact email|login email|mailbox|reply to|e mail addr",
              "邮箱|电子邮箱|邮件地址|电子邮件", "联系邮箱|邮箱地址|电邮|Email"),
    "wechat-id": ("wechat|wechat id|weixin|wechat no|wx id", "we chat|wechat account|weixin id|wx",
                  "微信号|微信|微信ID", "微信账号|加微信|vx|个人微信"),
    "qq-id": ("qq|qq number|qq no|qq id", "qq account|contact qq|qq num",
              "QQ号|QQ|qq", "QQ号码|扣扣|联系QQ"),
    "cn-name": ("name|real name|full name|user name|customer name|contact name|receiver name",
                "cn name|chinese name|consignee|applicant name|patient name|employee name|holder name",
                "姓名|真实姓名|客户姓名|联系人|收货人", "持卡人姓名|申请人|患者姓名|员工姓名|投保人|收件人"),
    "cn-address": ("address|home address|addr|shipping address|delivery address|detail address",
                   "residence address|street address|receiver address|mailing address|registered address",
                   "地址|家庭住址|收货地址|详细地址|住址", "通讯地址|居住地址|户籍地址|配送地址|现住址"),
    "gps": ("location|gps|coordinates|position|lat lng", "geo|latlon|geo point|coord|last location",
            "位置|经纬度|坐标|定位", "GPS坐标|当前位置|地理位置"),
    "iban": ("iban|bank account|account iban|account", "iban number|beneficiary iban|creditor account",
             "IBAN|国际银行账号", "收款IBAN|银行账户"),
    "us-ssn": ("ssn|social security number|social security", "soc sec no|ss number|us ssn|taxpayer id",
               "社会安全号|美国社保号", "社安号|SSN"),
    "e164-phone": ("phone|mobile|telephone|phone number|contact phone", "cell|whatsapp|msisdn|tel no|caller",
                   "电话|国际电话|联系电话", "海外手机|国外电话|手机"),
    "passport-mrz": ("mrz|mrz line 2|machine readable zone", "passport mrz|mrz2|ocr line",
                     "机读码|护照机读码", "机读区|MRZ"),
    "in-aadhaar": ("aadhaar|aadhaar number|uidai|aadhaar no", "aadhar|aadhaar card|uid number",
                   "印度身份证号|Aadhaar号", "Aadhaar"),
    "in-pan": ("pan|pan number|permanent account number|pan card", "pan no|income tax pan|india pan",
               "印度税号|PAN卡号", "PAN号"),
    "kr-rrn": ("rrn|resident registration number|jumin|korean rrn", "jumin number|kr rrn|주민등록번호",
               "韩国身份证号|韩国居民登录号", "韩国居民登记号|주민번호"),
    "jp-my-number": ("my number|mynumber|individual number|マイナンバー", "個人番号|kojin bango|jp my number",
                     "日本个人番号|个人编号", "日本个人号码|マイナンバー"),
    "hk-id": ("hkid|hk id|hong kong id|hkid card", "hkid no|hong kong identity card|hkic",
              "香港身份证|香港身份证号", "香港居民身份证|港人身份证"),
    "tw-id": ("taiwan id|tw id|national id|roc id", "taiwan national id|id card|twid",
              "台湾身份证|身分證字號|身份证", "台湾身份证号|身分證|統一編號"),
    "sg-nric": ("nric|nric no|fin|nric fin", "singapore id|sg nric|identity no",
                "新加坡身份证|NRIC", "新加坡NRIC|身份证号"),
    "uk-nino": ("nino|national insurance number|ni number|national insurance",
                "ni no|uk nino|nat ins no", "英国国民保险号|国民保险号", "英国NI号|NINO"),
    "uk-nhs": ("nhs number|nhs no|nhs|nhs id", "patient nhs number|nhsno|nhs num",
               "英国医保号|NHS号", "NHS编号|NHS号码"),
    "de-tax-id": ("steuer id|tax id|steueridentifikationsnummer|tax identification number",
                  "idnr|steuer identnummer|german tax id", "德国税号|税号", "德国税务识别号|税务识别号"),
    "fr-nir": ("nir|numero de securite sociale|insee|french social security",
               "num secu|securite sociale|numéro de sécurité sociale", "法国社保号|法国社会保险号", "法国社会保障号|NIR"),
    "it-cf": ("codice fiscale|cf|fiscal code|italian tax code", "cod fisc|codicefiscale|tax code",
              "意大利税号|税号", "意大利税务代码|税务代码"),
    "es-dni": ("dni|nif|documento nacional de identidad|dni number", "numero dni|spanish id|nif number",
               "西班牙身份证|DNI", "西班牙身份证号|西班牙DNI"),
    "br-cpf": ("cpf|cpf number|cadastro de pessoas fisicas|cpf cliente", "numero cpf|cpf titular|brazil tax id",
               "巴西税号|CPF", "巴西CPF|CPF号"),
    "pl-pesel": ("pesel|numer pesel|pesel number", "nr pesel|polish id|pesel id",
                 "波兰身份证号|PESEL", "波兰PESEL|PESEL号"),
    "th-id": ("thai id|national id|citizen id|thai national id", "thailand id|เลขประจำตัวประชาชน|id card number",
              "泰国身份证|泰国身份证号", "泰国公民身份证|泰国ID"),
    "ca-sin": ("sin|social insurance number|sin number", "canada sin|sin no|nas",
               "加拿大社保号|SIN", "加拿大社会保险号|工卡号"),
    "au-tfn": ("tfn|tax file number|tfn number", "australian tfn|tax file no|tfn no",
               "澳大利亚税号|澳洲税号", "税务档案号|TFN"),
    "aws-key": ("aws access key id|access key|aws key", "key id|access key id|credential",
                "访问密钥|密钥ID", "AK|云密钥"),
    "github-token": ("github token|token|access token", "gh token|pat|authorization",
                     "令牌|访问令牌", "GitHub令牌|口令"),
    "private-key": ("private key|ssl key|pem|key", "tls key|ssh key|identity file",
                    "私钥|证书私钥", "密钥文件|密钥"),
    "cloud-token": ("api key|secret|access key|token", "key|credentials|auth",
                    "密钥|接口密钥", "云凭证|令牌"),
}

# Sentences: {l} the label, {v} the value.
CHINESE = (
    ["{l}：{v}", "{l}:{v}", "{l}是{v}", "您的{l}为{v}，请核对。", "我的{l}是{v}，麻烦帮我查一下进度。",
     "请把资料寄过来，{l}{v}。", "【工单】客户提供的{l}：{v}，已登记。", "{l}（{v}）已通过审核",
     "备注：{l} {v}；状态：正常", "系统提示：{l}{v}不存在，请重新输入"],
    ["麻烦登记一下，{l}写{v}就行", "客服您好，我要改{l}，新的是{v}", "{l}=【{v}】", "核验{l}「{v}」失败，原因：信息不一致",
     "经查，当事人{l}为{v}。", "填表：{l} {v} / 无其他补充", "资料如下\n{l}：{v}\n以上"],
)
ENGLISH = (
    ["{l}: {v}", "{l} = {v}", "My {l} is {v}, please check.", "The {l} on file is {v}.",
     "Please update the {l} to {v} before Friday", "Customer gave {l} {v} over the phone",
     "[ticket] {l}: {v} (verified)", "user submitted {l}=\"{v}\" ok", "{l} - {v}", "Hi, {l} {v} as you asked. Thanks!"],
    ["We have {l} ({v}) in our records", "Kindly note that the {l} is now {v}.", "Rejected because {l} '{v}' already exists",
     "For the form: {l}, {v}", "re: {l}\n{v}\nregards", "here you go -> {l} {v}", "his {l} should be {v} I think"],
)
# For tier 1: nothing around that helps.
BARE = (
    ["{v}", "{v} 已处理", "收到 {v} 谢谢", "see {v}", "ref {v} done", "请处理：{v}。", "({v})", "转发 {v} 给王经理", "got {v} from them"],
    ["{v}；", "-> {v}", "关于{v}的问题", "about \"{v}\" again", "1. {v}", "<{v}>", "确认{v}吗？", "re {v}, pls"],
)
BARE_KEYS = (
    "value data v text content payload f1 field3 q input extra".split(),
    "param body item x col7 info arg0 note k1 attr".split(),
)

# Fields that stand beside and mean nothing.
FILLERS = (
    [("status", ["ok", "active", "pending", "done"]), ("level", ["gold", "silver", "info"]),
     ("city", ["上海", "Beijing", "杭州", "Berlin"]), ("amount", ["129.00", "5600", "0.99", "8999.50"]),
     ("currency", ["CNY", "EUR", "USD"]), ("remark", ["无", "请尽快发货", "first contact", "周末送货"]),
     ("created_at", ["2026-05-11T08:30:00Z", "2026-11-02 10:22:31", "2025/12/01"]),
     ("department", ["研发部", "Sales", "财务部", "HR"]), ("source", ["app", "web", "mini-program"]),
     ("version", ["3.2.1", "1.0.15"]), ("gender", ["M", "F", "男", "女"]),
     ("ts", [1762848000123, 1794012345, 1762848000123456]), ("enabled", [True, False]),
     ("quantity", [1, 3, 12]), ("order_id", ["SO20261103000127", "20261103120000123456", "ORD-88231"])],
    [("stage", ["review", "closed", "open"]), ("tier", ["A", "B", "VIP"]), ("country", ["CN", "DE", "中国"]),
     ("price", ["88.8", "1200.00"]), ("comment", ["已回访", "call back later", "加急"]),
     ("updated", ["2026-10-30T21:04:05+08:00", "20261112"]), ("team", ["华东", "north", "客服一组"]),
     ("channel", ["wechat", "store", "callcenter"]), ("build", ["20261101.4", "v2.9.0-rc1"]),
     ("trace", ["5b8aa5a2d2c872e8321cf37308d69df2"]), ("seq", [10293, 7, 550123]),
     ("sku", ["SKU-100234", "6901234567892"]), ("ok", [True, False]), ("score", [0.8731, 3.14159, 92.5])],
)

# Categories by wording: detector: [(key, value)], [held out], sentences ...
SPI = {
    "spi-health": (
        [("diagnosis", "2型糖尿病"), ("diagnosis", "hypertension stage 2"), ("medical_history", "乙肝病毒携带者"),
         ("诊断", "急性阑尾炎"), ("病历", "患者自述胸痛三天"), ("blood_type", "AB"), ("allergies", "penicillin"),
         ("disease", "depression"), ("既往病史", "高血压"), ("hiv_status", "positive"), ("medication", "metformin 500mg")],
        [("临床诊断", "慢性胃炎"), ("symptoms", "fever and cough for three days"), ("检查结果", "肺部结节"),
         ("chief_complaint", "头晕乏力两周"), ("prescription", "阿莫西林胶囊"), ("health_condition", "asthma"),
         ("病史", "冠心病五年"), ("icd10", "E11.9"), ("手术记录", "腹腔镜胆囊切除术")]),
    "spi-religion": (
        [("religion", "佛教"), ("religion", "Buddhist"), ("宗教信仰", "伊斯兰教"), ("religious_belief", "Christian"), ("信仰", "基督教")],
        [("faith", "Muslim"), ("宗教", "天主教"), ("religiousAffiliation", "Catholic"), ("religion_name", "道教")]),
    "spi-biometric": (
        [("fingerprint", "Rk1SACAyMAAAAAEIAAABPAFiAMUAxQEAAAAoKUCBAKlhAIBkAMd"), ("face_feature", "0.0132,-0.2231,0.8812,0.1120"),
         ("指纹模板", "Rk1SACAyMAAAAAEIAAABPAFiAMUAxQEAAAAoKUCBAKlhAIBkAMd"), ("voiceprint", "a3f91c77de0142b8a90fd11e"),
         ("人脸特征", "k8sJ2lPqX0vT9mZcB4nH7aWe"), ("iris_code", "9f8e7d6c5b4a3921")],
        [("faceEmbedding", "0.11,0.52,-0.33,0.98"), ("虹膜", "a0b1c2d3e4f5"), ("声纹特征", "f1e2d3c4b5a69788"),
         ("fingerprint_template", "Rk1SACAyMAAAAAEIAAABPAFi"), ("face_vector", "[0.1,0.2,0.3]"), ("人脸模板", "QkFTRTY0RkFDRQ")]),
    "spi-identity": (
        [("disability", "肢体残疾二级"), ("残疾证号", "43010119880101123456"), ("sexual_orientation", "gay"), ("性取向", "同性恋"),
         ("criminal_record", "theft 2011"), ("犯罪记录", "盗窃罪")],
        [("disability_status", "hearing impaired"), ("残疾类别", "视力残疾"), ("前科", "故意伤害罪"), ("sexualOrientation", "bisexual"),
         ("特定身份", "刑满释放人员")]),
    "spi-finance": (
        [("salary", "18500"), ("income", "240000"), ("账户余额", "35211.80"), ("account_balance", "10233.51"), ("工资", "12800"),
         ("credit_score", "712"), ("年收入", "30万"), ("loan_amount", "500000")],
        [("monthly_income", "15600"), ("月薪", "9800"), ("net_worth", "1200000"), ("征信记录", "近两年逾期3次"), ("存款余额", "88000.00"),
         ("annual_salary", "96000"), ("贷款余额", "120000")]),
}


def spell(r, words):
    """A field name as programmers write it."""
    parts = words.split(" ")
    if not words.isascii():
        return "".join(parts) if r.random() < .5 else "_".join(parts)
    style = r.randrange(8)
    if style <= 2:
        return "_".join(parts)
    if style <= 4:
        return parts[0] + "".join(p.title() for p in parts[1:])
    if style == 5:
        return "-".join(parts)
    if style == 6:
        return "".join(p.title() for p in parts)
    return "_".join(parts).upper()


def names(detector, held, chinese):
    row = NAMES[detector]
    return row[(2 if chinese else 0) + held].split("|")


def field(r, detector, held):
    """A field name: English-like in two of three."""
    chinese = r.random() < 0.3
    words = r.choice(names(detector, held, chinese))
    return words if chinese else spell(r, words)


def label(r, detector, held, chinese):
    return r.choice(names(detector, held, chinese))


def sentence(r, detector, held, value, bare=False):
    chinese = r.random() < 0.6
    if bare:
        # Between brackets a line of a passport would be a longer one.
        return r.choice(BARE[held][:5] if "<" in value else BARE[held]).replace("{v}", value)
    text = r.choice((CHINESE if chinese else ENGLISH)[held])
    words = label(r, detector, held, chinese)
    if not chinese and words.isascii() and r.random() < .4:
        words = words.title() if r.random() < .6 else words.upper()
    return text.replace("{l}", words).replace("{v}", value)
