"""A day as somebody types it into a form."""

from datetime import date

from mutong.kernel.words import Words


def day_field(text: str, otherwise: date) -> tuple[date, Words | None]:
    """The day written in a field, `otherwise` for an empty one; with what is wrong where it is none."""
    if not text.strip():
        return otherwise, None
    try:
        return date.fromisoformat(text.strip()), None
    except ValueError:
        said = text[:40]
        return otherwise, Words(
            f"“{said}”不是日期，请写成 2022-08-22 的样子", f"“{said}” is no day; write it like 2022-08-22"
        )


def day_or_problem(text: str, otherwise: date, problems: list[Words]) -> date:
    """The day written in a field, `otherwise` for an empty one; what is wrong is added to `problems`."""
    found, problem = day_field(text, otherwise)
    if problem is not None:
        problems.append(problem)
    return found
