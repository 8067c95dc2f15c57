"""Makes sign-ins for further grid workers of the sample world, for tests with two people of one kind of post.

Run as a command with MUTONG_VAR set; writes more-sign-ins.csv there. The workers who owe the most tests come first,
so that a test finds a stop with everything in it.
"""

import csv
import secrets

from mutong.cli.opening import open_register

KIND = "grid_worker"
HOW_MANY = 8


def main() -> None:
    """One sign-in for each of the busiest grid workers but the one who has a sign-in already."""
    open_register()
    from django.db.models import Count

    from mutong.kernel.folders import var_folder
    from mutong.records.access import system_viewer
    from mutong.records.actions.accounts import create_account
    from mutong.records.duties.models import Duty
    from mutong.records.reads.areas import people_on_posts

    with (var_folder() / "sample-sign-ins.csv").open(encoding="utf-8", newline="") as lines:
        taken = {row["post_id"] for row in csv.DictReader(lines)}
    busiest = (
        Duty.objects.filter(post__kind=KIND, kind="test", state="open")
        .exclude(post_id__in=taken)
        .values_list("post_id")
        .annotate(tests=Count("duty_id"))
        .order_by("-tests", "post_id")[:HOW_MANY]
    )
    posts = [post_id for post_id, _ in busiest]
    filled = people_on_posts(posts)
    with (var_folder() / "more-sign-ins.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("username", "password", "kind", "post_id"))
        for number, post_id in enumerate((p for p in posts if p in filled), 2):
            username, password = f"{KIND}_{number}", secrets.token_urlsafe(9)
            create_account(
                system_viewer("tests"), username, password, filled[post_id][0], purpose="browser tests"
            )
            writer.writerow((username, password, KIND, post_id))


if __name__ == "__main__":
    main()
