"""Doctor: is all well with the audit chain, the stay store, the packs and the settings?"""

from collections.abc import Callable
from dataclasses import dataclass

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.stays import StayStore
from mutong.records.audit.chain import verify_chain
from mutong.records.keys import KEY_NAMES, keys_folder, load_key
from mutong.records.outbreak.movement import stays_folder
from mutong.records.reads.health_checks import pending_migrations, posts_standing_empty
from mutong.standards.choice_checks import check_choices
from mutong.workflows.deployment import load_deployment
from mutong.workflows.local_choices import choices_now


@dataclass(frozen=True)
class Checked:
    """One thing looked at, whether it is sound, and what to do where it is not."""

    sound: bool
    words: Words


def check_all() -> list[Checked]:
    """Look at everything; a check that cannot be made is itself unsound."""
    checks: tuple[Callable[[], list[Checked]], ...] = (
        _settings,
        _database,
        _packs,
        _chain,
        _stays,
        _posts,
    )
    found: list[Checked] = []
    for check in checks:
        try:
            found += check()
        except MutongError as refusal:
            found.append(Checked(False, refusal.words))
    return found


def _settings() -> list[Checked]:
    open_to_others = [
        name
        for name in KEY_NAMES
        if load_key(name) and (keys_folder() / f"{name}.key").stat().st_mode & 0o077
    ]
    if open_to_others:
        names = ", ".join(open_to_others)
        return [
            Checked(
                False,
                Words(
                    f"密钥 {names} 他人可读；请 chmod 600。",
                    f"The keys {names} are open to others; chmod 600.",
                ),
            )
        ]
    return [Checked(True, Words("密钥只有本用户可读。", "The keys are readable by their owner alone."))]


def _database() -> list[Checked]:
    waiting = pending_migrations()
    if waiting:
        return [
            Checked(
                False,
                Words(
                    f"数据库有 {waiting} 步升级未做；启动 mutong serve 会自动完成。",
                    f"The database lacks {waiting} steps; mutong serve makes them.",
                ),
            )
        ]
    return [Checked(True, Words("数据库结构是最新的。", "The database is up to date."))]


def _packs() -> list[Checked]:
    deployment = load_deployment()
    faults = check_choices(choices_now(), deployment.packs)
    if faults:
        return [
            Checked(
                False,
                Words(
                    f"选定“{one.column}”无效：{one.remedy.zh}",
                    f"The choice for {one.column} is void: {one.remedy.en}",
                ),
            )
            for one in faults
        ]
    names = ", ".join(pack.pack for pack in deployment.packs)
    chosen = len(choices_now().all)
    return [
        Checked(
            True,
            Words(
                f"规则包可用：{names}；本地选定 {chosen} 项。",
                f"Packs load: {names}; {chosen} local choices.",
            ),
        )
    ]


def _chain() -> list[Checked]:
    report = verify_chain()
    return [Checked(report.broken_at is None, report.words)]


def _stays() -> list[Checked]:
    folder = stays_folder()
    if not folder.is_dir():
        return [Checked(True, Words("还没有停留库。", "There is no stay store yet."))]
    store = StayStore(folder)
    problems = store.verify()
    if problems:
        return [Checked(False, words) for words in problems]
    return [
        Checked(
            True, Words(f"停留库完好：{len(store):,} 条。", f"The stay store is sound: {len(store):,} stays.")
        )
    ]


def _posts() -> list[Checked]:
    empty = posts_standing_empty()
    if empty:
        some = ", ".join(empty[:5])
        return [
            Checked(
                False,
                Words(
                    f"有 {len(empty)} 个岗位现在无人：{some}；请排班。",
                    f"{len(empty)} posts stand empty now: {some}; put people on the roster.",
                ),
            )
        ]
    return [Checked(True, Words("每个岗位都有人。", "Every post is filled."))]
