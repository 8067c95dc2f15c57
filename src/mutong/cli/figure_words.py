"""The figures that network and chains say: their words, and the method beside a serial interval."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean, median, stdev

from mutong.kernel.words import Words
from mutong.outbreak.related_cases import mention_lags

_FIGURES = {
    "people": Words("人", "people"),
    "pairs": Words("对", "pairs"),
    "records": Words("条记录", "records"),
    "episodes": Words("次接触", "episodes"),
    "seconds": Words("秒", "seconds together"),
    "unknown_ends": Words("次接触结束时间不明", "episodes without a known end"),
    "components": Words("个连通部分", "components"),
    "largest_component": Words("人在最大部分", "people in the largest component"),
    "pairs_of_at_least_minutes": Words("对合计达到所问分钟数", "pairs together at least the minutes asked"),
    "cases": Words("例", "cases"),
    "linked_cases": Words("例有链接", "cases in links"),
    "links": Words("条链接", "links"),
    "clusters": Words("各群大小", "sizes of clusters"),
    "largest_out_degrees": Words("传染最多者", "largest out-degrees"),
    "largest_in_degree": Words("最多可能传染者数", "largest in-degree"),
    "longest_chain_links": Words("最长链的链接数", "links in the longest chain"),
    "serial_interval_n": Words("对有代际间隔", "serial intervals"),
    "serial_interval_mean": Words("代际间隔均值（天）", "mean serial interval (days)"),
    "serial_interval_median": Words("代际间隔中位数（天）", "median serial interval (days)"),
    "mention_interval_n": Words(
        "次提及（每次都计，互相提及计两次）", "mentions of a related case with both onsets"
    ),
    "mention_interval_mean": Words(
        "按提及计的间隔均值（天）", "mean days between onsets, every mention counted"
    ),
    "mention_interval_median": Words("按提及计的间隔中位数（天）", "median days, every mention counted"),
    "mention_interval_sd": Words("按提及计的间隔标准差（天）", "sd of the days, every mention counted"),
    "serial_interval_method": Words("代际间隔的方法", "method of the serial interval"),
    "serial_interval_sd": Words("代际间隔标准差（天）", "sd of the serial interval (days)"),
    "introductions": Words("次引入（期望数）", "introductions, expected"),
    "introductions_low": Words("引入次数的 95% 区间下限", "introductions, 95 % interval from"),
    "introductions_high": Words("引入次数的 95% 区间上限", "introductions, 95 % interval to"),
    "chains": Words("条传播链", "chains"),
    "chains_imported": Words("条传播链由输入病例引起", "chains that an imported case began"),
    "unlinked": Words("例未找到传染者（非输入）", "cases linked to nobody and not imported"),
    "ambiguous": Words("例另有可能性相近的传染者", "cases with a second infector nearly as likely"),
    "possible_pairs": Words("行可能的传染关系", "rows of possible infectors"),
    "unseen_weight": Words("未知来源的权重（选定值）", "weight of an unseen source (a choice)"),
    "largest_degree": Words("最大度", "largest degree"),
    "largest_out_degree": Words("最大出度", "largest out-degree"),
}


def figures_in_words(figures: Mapping[str, object], folder: Path) -> Words:
    """Figures by name, one a line, and where the files went."""

    def shown(value: object) -> str:
        return f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)

    lines = [(_FIGURES.get(key, Words(key, key)), shown(value)) for key, value in figures.items()]
    return Words(
        "\n".join([f"{words.zh}：{value}" for words, value in lines] + [f"写入 {folder}"]),
        "\n".join([f"{words.en}: {value}" for words, value in lines] + [f"Written to {folder}"]),
    )


def mention_figures(cases: Sequence[Mapping[str, object]], texts: Sequence[str | None]) -> dict[str, object]:
    """The same interval with every mention counted, as published notebooks count."""
    days = mention_lags(cases, texts)
    return {
        "mention_interval_n": len(days),
        "mention_interval_mean": mean(days) if days else None,
        "mention_interval_median": median(days) if days else None,
        "mention_interval_sd": stdev(days) if len(days) > 1 else None,
    }


def interval_method(related: bool, weighed: bool) -> Words:
    """How the serial interval beside the figures was got."""
    if weighed:
        return Words(
            "最可能的传染者到被传染者的发病日差，不作修正",
            "raw days of onset from the most probable infector, uncorrected",
        )
    if related:
        return Words(
            "原始配对：相关病例每对计一次，从先发病者到后发病者的天数，不作修正",
            "raw pairs: related cases, each pair once, days from the earlier onset to the later, uncorrected",
        )
    return Words(
        "原始配对：传染者发病到被传染者发病的天数，每对计一次，负值保留，不作修正",
        "raw pairs: days from the infector's onset to the infectee's, each pair once, negative ones kept, uncorrected",
    )
