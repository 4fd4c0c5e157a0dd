"""The configuration blocks of a page of the documents."""

import pathlib
import re
import textwrap

DOCS = pathlib.Path(__file__).parents[3] / "docs"


def blocks(page, language):
    """The fenced blocks of that language, in order; those in a list, too."""
    text = (DOCS / page).read_text()
    fence = rf"^( *)```{language}\n(.*?)^\1```$"
    found = [textwrap.dedent(match[2]) for match in re.finditer(fence, text, re.MULTILINE | re.DOTALL)]
    assert found, f"no {language} block in {page}"
    return found


def replaced(text, replacements):
    """`text` with every key replaced; each must occur, or the page has changed."""
    for old, new in replacements.items():
        assert old in text, f"{old!r} is not in the recipe"
        text = text.replace(old, new)
    return text
