"""Makes the README's pictures from the sample world, as a person would see them, into docs/pictures.

Starts a desk of its own in a temporary folder; the register of the person who runs this is not touched.
"""

import sys
import tempfile
from pathlib import Path

from chromium import bring_chromium
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import ARGUMENTS  # noqa: E402
from tests.browser.running_desk import start_desk  # noqa: E402
from tests.browser.walking import signed_in, switch_language  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
LARGEST_BYTES = 300_000
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1100, "height": 880}
# name, post, address, window
PICTURES = [
    ("today", "grid_worker", "/", PHONE),
    ("barrel", "community_secretary", "/barrel", DESK),
]


def take(page: Page, name: str) -> None:
    """Write one picture; refuse one that is too large for a page that people load over a phone."""
    file = FOLDER / f"{name}.png"
    page.screenshot(path=file, animations="disabled")
    size = file.stat().st_size
    if size > LARGEST_BYTES:
        raise SystemExit(f"{file.name} has {size} bytes, more than {LARGEST_BYTES}")
    print(f"{file.relative_to(ROOT)}: {size} bytes")


def main() -> None:
    """Every picture in both languages: `barrel.png` in English, `barrel.zh.png` in Chinese."""
    path = bring_chromium()
    if path is None:
        raise SystemExit("Chromium is missing: apt-get install chromium")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        start_desk(Path(folder)) as desk,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for name, post_kind, address, window in PICTURES:
            context = browser.new_context(base_url=desk.address, viewport=window, locale="zh-CN")
            page = signed_in(context.new_page(), desk.sign_in_of(post_kind))
            page.goto(address)
            take(page, f"{name}.zh")
            switch_language(page, "English")
            page.goto(address)
            take(page, name)
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
