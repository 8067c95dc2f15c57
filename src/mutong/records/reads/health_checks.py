"""What doctor asks of the database."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from mutong.records.reads.areas import people_on_posts
from mutong.records.register.models import Post


def pending_migrations() -> int:
    """How many migrations have not been applied."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def posts_standing_empty() -> list[str]:
    """The posts that nobody fills now."""
    posts = list(Post.objects.order_by("post_id").values_list("post_id", flat=True))
    filled = people_on_posts(posts)
    return [post_id for post_id in posts if post_id not in filled]
