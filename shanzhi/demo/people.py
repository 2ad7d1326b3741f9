"""Named people of the story, invented. Telephone numbers lie in a range that is not given out."""

from dataclasses import dataclass

#: For the demo only: in production the first login forces a change.
PASSWORD = "shanzhi-2026"  # noqa: S105

COUNTY, STREET, COMMUNITY = "421202000000", "421202001000", "421202001010"


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff: where they sit and as what. `unit` is the slug of the unit."""

    username: str
    name: str
    unit: str
    title: str
    role: str
    territory: str


STAFF = [
    Person("liumin", "刘敏", f"committee-{COMMUNITY}", "社区工作者", "community_worker", COMMUNITY),
    Person("wangjianjun", "王建军", f"committee-{COMMUNITY}", "社区书记", "community_secretary", COMMUNITY),
    Person("zhengtao", "郑涛", f"committee-{COMMUNITY}", "第4网格网格员", "grid_worker", f"{COMMUNITY}004"),
    Person("zhoujianguo", "周建国", "property-jinye", "物业项目经理", "partner_staff", COMMUNITY),
    Person("chenli", "陈立", "street-421202001", "街道民生服务办干部", "street_officer", STREET),
    Person("wuhai", "吴海", "urban", "执法二中队", "department_officer", COUNTY),
    Person("yuzhiqiang", "余志强", "centre", "值班长", "county_dispatcher", COUNTY),
    Person("heqing", "何清", "centre", "分管副区长", "county_leader", COUNTY),
    Person("sysadmin", "系统管理员小孙", "centre", "系统管理员", "system_admin", COUNTY),
    Person("secadmin", "安全管理员小钱", "centre", "安全管理员", "security_admin", COUNTY),
    Person("auditor", "审计管理员小李", "centre", "审计管理员", "audit_admin", COUNTY),
]

RESIDENTS = [
    ("陈芳", "13800002617", "金叶小区3栋2单元501，居民"),
    ("张桂英", "13800001949", "金叶小区3栋2单元202，76岁，用关怀版"),
    ("张倩", "13800001988", "张桂英的女儿，受托代办"),
]

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘余叶程"
_GIVEN = (
    "建国 桂英 秀兰 志强 丽华 海燕 小军 春梅 国强 玉珍 明 芳 伟 静 磊 敏 涛 娟 勇 艳 杰 霞 平 刚 桂芝 鹏 红 梅 斌 玲 "
    "子涵 浩然 雨桐 建华 红梅 淑珍 秀英 志明 晓东 文博"
)
GIVEN = _GIVEN.split()
