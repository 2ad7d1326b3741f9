"""Taking personal data out of what people wrote, for the public board. Pure. When in doubt it takes out too much.

《个人信息保护法》 article 25: personal information is not made public without separate consent; articles 4 and 73:
what is anonymised beyond recovery is no longer personal information.
"""

import re

_GAP = r"[\s\-_.·—–]*"
_DIGIT = "0-9零〇一二三四五六七八九幺"
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁韦马苗凤方俞任袁柳"
    "史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元顾孟黄穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒"
    "屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪解应宗丁宣邓郁单杭洪"
    "包诸左石崔吉龚程邢裴陆荣翁荀甄家封储靳段焦巴谷车侯全班仰秋仲伊宫宁仇栾甘厉戎祖武符刘景詹束龙叶幸司韶黎薄印宿白怀蒲"
    "从鄂索咸籍赖卓蔺屠蒙池乔阴胥苍闻党翟谭贡姬申扶堵冉宰郦雍桑桂牛边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习艾鱼容向古易"
    "慎戈廖终居衡步都耿满弘匡国文寇广阙东殳沃利蔚越隆师巩聂晁勾敖融冷辛阚简饶空曾沙鞠关蒯相查游肖涂付代闫邝覃"
)
_TITLES = (
    "先生|女士|小姐|师傅|老师|医生|大夫|婆婆|婆|爷爷|奶奶|大爷|大妈|大娘|大叔|大哥|大姐|阿姨|叔叔|伯伯|嫂子|老板|经理|主任|书记|"
    "所长|队长|科长|局长|网格员|某某|某"
)
_CALLED = "我叫|我是|名叫|名字叫|叫做|本人|姓名|联系人|业主|户主|住户|邻居|租户|房东|居民|老人|当事人|举报人|投诉人|网格员|物业经理|楼长|栋长"
#: Words that begin with a surname's character but are nobody's name.
_NOT_NAMES = (
    "周末|周一|周二|周三|周四|周五|周六|周日|周边|周围|高空|高层|高楼|高声|家里|家中|家的|家门|家用|常年|常常|常在|经常|成天|成堆|安装|安全|安静|"
    "全部|全都|全家|明天|明显|路边|路上|路口|路灯|车辆|车位|车子|车停|都在|都是|都说|都有|都没|都不|都能|向我|向物|向社|从来|从上|从早|"
    "应该|应当|相关|方便|方面|关于|关门|关心|满意|简直|东西|万一|白天|强烈|强行|危险|广场|单元|和物|游泳|养狗|养鸡|江边|文明|于是|"
    "门口|包括|管道|管理|连续|解决|任何|任意|空调|终于|居住|居民|居委|国家|温泉|金叶|石头|水管|马上|马路|古树|时常|索要|宿舍|查了|查看|查处|谈过|谈了|谈妥|谈好|向您|向你|平时|方才|解释|家人|双方"
)

#: What may follow a name without a mark between.
_AFTER = "的说在家住和与把被从来去打反投举电有不将已曾要想于"
#: The same after a door, where more is taken for a name.
_AFTER_DOOR = _AFTER + "晚每半总天深夜早又还也因养装乱占用经常老一上下白私违堵停骂吵闹漏同及跟给让"
#: A surname after a door or building; those that are mostly little words there are left out.
_AT_DOOR = "".join(mark for mark in _SURNAMES if mark not in "从都能应向连常于满空全相别终居步车和安关任")
_NOT_AT_DOOR = (
    "平台|平房|卫生|严重|温水|阴沟|阴暗|毛坯|柳树|桂花|桑树|危墙|石阶|石凳|石板|石墙|龙头|金属|左边|左侧|左右|高压|高处|白墙|"
    "白蚁|边上|水|单身|单车|古井|花|池塘|封闭|封堵|储物|储藏|程度|计时|项目|尚未|广告|井|边|支架|方向|方才|曾经|查不|管线|管井|"
    "国旗|农贸|施工|祖屋|路面|路边|路旁|路基|路人|路障|时间|时候|时有|时不|时常|余下|成了|成为|终于|万能|米|谈"
)
_WIDE = (range(0xFF10, 0xFF1A), range(0xFF21, 0xFF3B), range(0xFF41, 0xFF5B))
#: Digits, letters and joiners of full width; punctuation stays as it was written.
_HALF: dict[int, int | str] = {code: code - 0xFEE0 for span in _WIDE for code in span}
_HALF |= {0xFF0B: "+", 0xFF0D: "-", 0xFF20: "@", 0x3000: " "}

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+"), "（邮箱已隐去）"),
    (re.compile(r"(?:微信号?|QQ号?|qq号?|vx|VX)[\s:：是为]*[A-Za-z0-9][\w-]{4,}"), "（联系方式已隐去）"),
    (re.compile(rf"(?<![0-9])[1-9](?:{_GAP}[0-9]){{16}}{_GAP}[0-9Xx](?![0-9])"), "（证件号已隐去）"),
    (re.compile(rf"(?<![0-9])(?:\+?{_GAP}86{_GAP})?1{_GAP}[3-9](?:{_GAP}[0-9]){{9}}"), "（电话已隐去）"),
    (re.compile(rf"(?:[{_DIGIT}]{_GAP}){{6,}}[{_DIGIT}]"), "（号码已隐去）"),
    (re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s]?[A-Z0-9]{5,6}"), "（车牌已隐去）"),
    # 3-2-601 and 3栋2单元601: the building may be read, the door may not.
    (re.compile(r"(?<![0-9])([0-9]{1,3})(?:栋|幢|号楼|座)?-(?:[0-9]{1,2}-)?[0-9]{3,4}(?![0-9])"), r"\1栋"),
    (re.compile(rf"([{_DIGIT}十百A-Za-z]+(?:栋|幢|号楼|座|#))[\s,，、]*[{_DIGIT}十]+单元(?:[\s,，、]*[{_DIGIT}十百]+(?:室|号|房|楼)?)?"), r"\1"),
    (re.compile(rf"(栋|幢|号楼|座|#)[\s,，、]*[{_DIGIT}]{{3,4}}(?:室|号房|号|房)?"), r"\1"),
    (re.compile(rf"[{_DIGIT}十]+单元[\s,，、]*[{_DIGIT}]{{3,4}}(?:室|号房|号|房)?"), "某单元"),
    (re.compile(rf"[{_DIGIT}十百]+(?:室|号房)"), "某室"),
    (re.compile(rf"(街|路|巷|弄|大道|胡同|里|村|组|湾)[{_DIGIT}十百]+号(?!楼|院|线|网|门(?!口|前))"), r"\1某号"),
    # a title that was cut may end inside a number
    (re.compile(r"[0-9]{3,}…"), "…"),
    (re.compile(rf"(?<![一-鿿])[{_SURNAMES}][一-鿿]{{0,2}}?(?={_TITLES})"), "某"),
    (re.compile(rf"(?!{_NOT_NAMES})[{_SURNAMES}](?=(?:{_TITLES}))"), "某"),
    (
        re.compile(
            rf"(栋|幢|座|单元|室|楼|号|已隐去）)[\s:：,，、]*(?!{_NOT_NAMES}|{_NOT_AT_DOOR})[{_AT_DOOR}][一-鿿]{{1,2}}"
            rf"(?=$|[^一-鿿]|[{_AFTER_DOOR}])"
        ),
        r"\1某某",
    ),
    (re.compile(rf"({_CALLED})[\s:：是为,，]*(?!{_NOT_NAMES})[{_SURNAMES}][一-鿿]{{1,2}}(?=$|[^一-鿿]|[{_AFTER}])"), r"\1某某"),
)  # fmt: skip


def redact(text: str, names: tuple[str, ...] = ()) -> str:
    """`text` without telephone, identity and other long numbers, e-mail, plates, doors and names.

    `names` are names known to belong to the matter (its reporter); they go wherever they stand. Full-width digits
    and letters become half-width. Applying it again changes nothing.

    >>> redact("3栋2单元601室张婆婆，电话138 0013 8000")
    '3栋某婆婆，电话（电话已隐去）'
    """
    clean = text.translate(_HALF)
    for name in (part for whole in names for part in re.split("[（）]|代办", whole)):
        if len(name) > 1:
            clean = clean.replace(name, "某某")
    for _ in range(4):
        before = clean
        for pattern, instead in _RULES:
            clean = pattern.sub(instead, clean)
        if clean == before:
            break
    return clean
