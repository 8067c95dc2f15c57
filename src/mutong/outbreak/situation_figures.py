"""The figures of a situation, with their names, units and methods as a person reads them in Chinese and English."""

from dataclasses import dataclass

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.estimate import Estimate

FIGURES = {
    "cases": Words("病例", "cases"),
    "local": Words("其中本土", "of these local"),
    "imported": Words("其中输入", "of these imported"),
    "unknown_origin": Words("其中来源不明", "of these of unknown origin"),
    "without_onset": Words(
        "无发病日期（不在发病曲线上）", "without a day of onset (on no day of the curve by onset)"
    ),
    "missing_reports": Words("近日尚未报告的病例", "cases of recent days not yet reported"),
    "growth_rate": Words("日增长率", "growth rate"),
    "doubling_time": Words("倍增时间", "doubling time"),
    "halving_time": Words("减半时间", "halving time"),
    "reproduction": Words("再生数 Rt（最近窗口）", "reproduction number, latest window"),
    "forecast_total": Words("预测期内新增病例", "new cases in the days forecast"),
    "serial_interval_mean": Words("代际间隔均值", "mean serial interval"),
    "incubation_mean": Words("潜伏期均值", "mean incubation period"),
    "incubation_p95": Words("潜伏期第 95 百分位", "95th percentile of the incubation period"),
    "onset_to_report_mean": Words("发病到报告均值", "mean delay from onset to report"),
    "onset_to_isolation_mean": Words("发病到隔离均值", "mean delay from onset to isolation"),
    "onset_to_death_mean": Words("发病到死亡均值", "mean delay from onset to death"),
    "fatality": Words("病死率（未修正）", "case fatality, as it stands"),
    "fatality_corrected": Words("病死率（按结局延迟修正）", "case fatality, corrected for outcomes to come"),
    "offspring_mean": Words("每例续发人数均值", "people infected by a case, mean"),
    "offspring_dispersion": Words("续发离散系数 k", "dispersion k of people infected"),
    "proportion_of_cases_80": Words(
        "造成 80% 传播的病例占比", "proportion of cases causing 80 % of transmission"
    ),
}

UNITS = {
    "": Words("", ""),
    "cases": Words("例", "cases"),
    "days": Words("天", "days"),
    "per_day": Words("/天", "per day"),
    "people": Words("人", "people"),
    "share": Words("", ""),
}

METHODS = {
    "count": Words("计数", "count"),
    "reverse_hazard_negative_binomial": Words(
        "右截断报告延迟（Lawless 1994），负二项预测区间",
        "right-truncated reporting delay (Lawless 1994), negative binomial prediction interval",
    ),
    "poisson_regression": Words(
        "对数线性泊松回归，按离散度放宽区间", "log-linear Poisson regression, interval widened by dispersion"
    ),
    "cori": Words("Cori 等 2013，伽马后验", "Cori et al. 2013, gamma posterior"),
    "renewal_poisson": Words("更新方程，泊松", "renewal equation, Poisson"),
    "renewal_negative_binomial": Words(
        "更新方程，负二项续发", "renewal equation, negative binomial offspring"
    ),
    "raw_pairs": Words("病例对原始间隔，t 区间", "raw intervals of pairs, Student's interval"),
    "density": Words("最大似然，剖面似然区间", "maximum likelihood, profile-likelihood interval"),
    "interval_censored": Words(
        "最大似然（区间删失），剖面似然区间",
        "maximum likelihood (interval-censored), profile-likelihood interval",
    ),
    "interval_censored+right_censored": Words(
        "最大似然（区间与右删失），剖面似然区间",
        "maximum likelihood (interval- and right-censored), profile-likelihood interval",
    ),
    "interval_censored+right_truncated": Words(
        "最大似然（区间删失、右截断），剖面似然区间",
        "maximum likelihood (interval-censored, right-truncated), profile-likelihood interval",
    ),
    "clopper_pearson": Words("死亡/病例，Clopper-Pearson 区间", "deaths / cases, Clopper-Pearson interval"),
    "delay_corrected": Words(
        "按发病到死亡的延迟修正（Nishiura 2009），似然区间",
        "corrected for the delay from onset to death (Nishiura 2009), likelihood interval",
    ),
    "negative_binomial": Words(
        "负二项最大似然，剖面似然区间", "negative binomial maximum likelihood, profile-likelihood interval"
    ),
    "expected_of_fit": Words("由负二项拟合推算", "expected under the negative binomial fit"),
}

FAMILIES = {
    "raw": Words("原始值", "raw"),
    "normal": Words("正态", "normal"),
    "gamma": Words("伽马", "gamma"),
    "lognormal": Words("对数正态", "lognormal"),
    "weibull": Words("威布尔", "Weibull"),
}


def method_words(method: str, family: str = "") -> Words:
    """The words of a method, with the family of the fit where there is one."""
    words = METHODS[method]
    if not family:
        return words
    of = FAMILIES[family]
    return Words(f"{of.zh}，{words.zh}", f"{of.en}, {words.en}")


@dataclass(frozen=True)
class Figure:
    """One figure: `low` and `high` are its 95 % interval (None for a count, infinite: without limit); `n` what it
    rests on; `unit` a word of UNITS."""

    name: str
    value: float
    low: float | None
    high: float | None
    n: int
    unit: str
    method: Words

    @property
    def label(self) -> Words:
        """Its name as a person reads it."""
        return FIGURES[self.name]


class Telling:
    """Figures, warnings and notes as they come up."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []
        self.warnings: list[Words] = []
        self.notes: list[Words] = []

    def count(self, name: str, number: int) -> None:
        """Keep a count of cases."""
        words = method_words("count")
        self.figures.append(Figure(name, float(number), None, None, number, "cases", words))

    def add(self, name: str, found: Estimate, n: int, unit: str, method: str, family: str = "") -> None:
        """Keep an estimate resting on `n`; `method` and `family` as method_words takes them."""
        words = method_words(method, family)
        self.figures.append(Figure(name, found.value, found.low, found.high, n, unit, words))

    def attempt(self, name: str, work, needed: bool = False):
        """What `work` gives; None where it is refused, and then why is kept (a warning when it was `needed`)."""
        try:
            return work()
        except MutongError as refusal:
            why = Words(f"{FIGURES[name].zh}：{refusal.words.zh}", f"{FIGURES[name].en}: {refusal.words.en}")
            (self.warnings if needed else self.notes).append(why)
            return None
