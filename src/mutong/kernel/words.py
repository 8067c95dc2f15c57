"""What a person sees, in Chinese and in English, side by side."""

from dataclasses import dataclass

LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Words:
    """One text in both languages; neither may be empty where a person sees it."""

    zh: str
    en: str

    def say(self, language: str) -> str:
        """The text in `zh` or `en`."""
        return self.en if language == "en" else self.zh

    def fill(self, **values: object) -> "Words":
        """The text with its {names} filled in, in both languages."""
        return Words(self.zh.format(**values), self.en.format(**values))
