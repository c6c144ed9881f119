"""Words with hyphens that stay in one line."""

_NON_BREAKING_HYPHEN = "\N{NON-BREAKING HYPHEN}"


def unbroken_text(text: str) -> str:
    """The same to the eye, but text that wraps does not break at its hyphens.

    For what is only read: who copies it into a terminal needs plain hyphens.
    """
    return text.replace("-", _NON_BREAKING_HYPHEN)
