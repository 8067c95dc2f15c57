"""井台补助（虚构）。"""


@规则(of="household", service="井台补助", zh="井台补助", en="Well-side aid", clauses=["第三条"])
def 井台补助(户):
    人口 = 人数(户.成员)
    return 认定(
        符合=户.sheep_now / 人口 < 标准.人均羊数 and 任一(年龄(某人) >= 标准.老人年龄 for 某人 in 户.成员),
        金额=人口 * 标准.每人补助,
        单位="fen/month",
    )


@规则(of="person", service="井台帮手", zh="井台帮手", en="Well-side help", clauses=["第三条"])
def 井台帮手(人):
    return 认定(符合=认定结果.井台补助(人.所在家庭) and 年龄(人) >= 标准.老人年龄)
