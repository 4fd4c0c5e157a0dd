"""The configuration blocks of a page of the documents."""

import pathlib
import re

DOCS = pathlib.Path(__file__).parents[3] / "docs"


def blocks(page, language):
    """The fenced blocks of that language, in order."""
    text = (DOCS / page).read_text()
    found = re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert found, f"no {language} block in {page}"
    return found


def replaced(text, replacements):
    """`text` with every key replaced; each must occur, or the page has changed."""
    for old, new in replacements.items():
        assert old in text, f"{old!r} is not in the recipe"
        text = text.replace(old, new)
    return text
