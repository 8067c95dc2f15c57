"""What may go wrong with disease, market, people, weather and money, and what is done beforehand."""

from mutong.kernel.words import Words
from mutong.tables.documents import Column, Heading, Paragraph, Table
from mutong.village.plan_document.given import Chapter, Given


def measures(given: Given) -> Chapter:
    """Disease, market, people, nature, money: what may happen and what is done beforehand."""
    rows = [
        (
            Words("疫病", "Disease"),
            Words(
                "口蹄疫、小反刍兽疫、布病等传入，羔羊腹泻、肺炎",
                "FMD, PPR, brucellosis brought in; scours, pneumonia",
            ),
            Words(
                "只从有检疫证明的场购羊，进场隔离观察；按县里程序免疫并留档；发现疑似立即报告、停止流动；"
                "接羔人员戴手套口罩，定期查布病",
                "Buy only with a quarantine certificate and keep newcomers apart; vaccinate by the county's "
                "programme; report "
                "suspicion at once and stop all moves; gloves and masks at lambing, regular tests of people",
            ),
            Words("防疫员、兽医站", "health worker, vet station"),
        ),
        (
            Words("市场", "Market"),
            Words("羊价下跌、饲料涨价、一段时间卖不出", "lamb falls, feed rises, nothing sells for a while"),
            Words(
                "签两家以上收购意向，分月出栏；秋季备足粗料，饲料分批询价；价格跌破成本时先卖育肥羊、暂停补栏",
                "Two buyers or more, sales spread over months; roughage stocked in autumn, feed bought on "
                "several offers; when "
                "prices fall below cost sell fattening stock first and buy none",
            ),
            Words("理事会", "council"),
        ),
        (
            Words("人", "People"),
            Words(
                "骨干外出、农户反悔、会计和饲养员不熟练",
                "key people leave, households withdraw, staff unskilled",
            ),
            Words(
                "合同写明期限和退出办法；饲养、防疫、账务各备一名替手；先培训后上岗；土地退出须提前告知",
                "Contracts name term and leaving; a second person for feeding, health and accounts; "
                "training first; land is "
                "withdrawn only with notice",
            ),
            Words("理事会、村两委协助", "council, with the village"),
        ),
        (
            Words("天气", "Weather"),
            Words("春旱、早霜减产，雪封路", "drought, early frost, roads closed by snow"),
            Words(
                "存足一冬的粗料；旱年多收秸秆、青贮，减少出售粮草；购粮指标留余地",
                "A winter's roughage in store; in a dry year more straw and silage and less grain sold; "
                "room to buy grain",
            ),
            Words("草料组", "feed and stores"),
        ),
        (
            Words("资金", "Money"),
            Words("贷款不到位、货款拖欠、现金断档", "no loan, late payers, cash runs out"),
            Words(
                "贷款批下来再购羊；按月对照现金计划，低于备用金就停止非必要支出；不替他人担保，不向社会集资",
                "No sheep before the loan is granted; cash held against the plan every month; no guarantees "
                "for others and no "
                "fund-raising",
            ),
            Words("财务、监事", "accountant, supervisors"),
        ),
    ]
    return [
        Heading(Words("疫病、市场、人员等风险", "Disease, market, people"), 2),
        Table(
            Words("主要风险与措施", "Chief risks and measures"),
            (
                Column(Words("风险", "Risk"), share=0.6),
                Column(Words("可能发生", "What may happen"), share=1.6),
                Column(Words("措施", "Measures"), share=3.0),
                Column(Words("负责", "Who"), share=1.0),
            ),
            tuple(rows),
        ),
        Paragraph(
            Words(
                "羊只保险的保额、保费和政策补贴没有核实，本规划没有计入；县里有的，投保以后再调低风险准备。",
                "Insurance of sheep was not verified and is not counted; where the county has it, insure "
                "and then lower "
                "the reserve.",
            )
        ),
    ]
