"""Makes a sign-in for whoever fills one post of the sample world, for tests between two counties.

Run as a command with MUTONG_VAR set and the post's id; prints the name and the password.
"""

import secrets
import sys

from mutong.cli.opening import open_register


def main(post_id: str) -> None:
    """One sign-in for the post."""
    open_register()
    from mutong.records.access import system_viewer
    from mutong.records.actions.accounts import create_account
    from mutong.records.reads.areas import people_on_posts

    name, password = f"post-{post_id}", secrets.token_urlsafe(9)
    person = people_on_posts([post_id])[post_id][0]
    create_account(system_viewer("browser tests"), name, password, person, purpose="test")
    sys.stdout.write(f"{name} {password}\n")


if __name__ == "__main__":
    main(sys.argv[1])
