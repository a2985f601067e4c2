"""Speech that a line signs: name, age and town above or below it, letters to the editor, embedded posts.

Street surveys and letters as papers print them (Guardian and Times style guides, "letters"); posts as X's and
Facebook's embedding code leaves them in a page's text: words, dash, name, handle, date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.quotes.beside_marks import Draft
from transforms.quotes.cast import Cast
from transforms.quotes.lines import DASHES, FINITE, Line
from transforms.quotes.person_lines import is_name, name_range, read_person_line

SALUTATION = re.compile(
    r"\s*(?:(?:sir or madam|sirs?|madam|to the editor|dear [^,.:;!?\n–—]{1,40})\s*[,:–—-]+"
    r"|re:? [^\w\s(]{1,2} ?[^:\n]{2,110}:)\s*",
    re.IGNORECASE,
)
VALEDICTION = re.compile(
    r"\s*(?:yours|kind regards|regards|sincerely|respectfully|faithfully|best(?: wishes)?|with (?:best|kind) |warmly)",
    re.IGNORECASE,
)
LONGEST_LETTER = 15  # lines
MOST_SIGNATURE_WORDS = 8
POST_DATE = r"(?:[A-Z][a-z]+ \d{1,2}\s?,? \d{4}|\d{1,2} [A-Z][a-z]+ \d{4})"
EMBEDDED = re.compile(
    r"\s[—–]\s(?P<name>[^—–()\n]{2,50}?) \((?P<handle>@\w{2,30})\)"
    rf"(?:[ ,]+{POST_DATE})?\.?\s*$"
)
NAMED_LABEL = re.compile(
    rf"(?P<name>[A-Z][^:()\n]{{1,48}}?) \((?P<handle>@\w{{2,30}})\)(?:[ ,·]+{POST_DATE})?\s?:\s+(?=\S)"
)
HANDLE_LABEL = re.compile(r"(?P<handle>@\w{2,30})\s?:\s+(?=\S)")
FEWEST_SIGNED = 2  # signed statements without marks in one article: one alone is a caption or a byline

Found = tuple[list[Draft], set[int]]


def is_bare_line(line: Line) -> bool:
    """Whether a line stands wholly in marks."""
    plain = (word for word, k in zip(line.words, line.mark_of, strict=True) if k < 0)
    return bool(line.marks) and not any(c.isalnum() for word in plain for c in word)


def read_street_survey(lines: Sequence[Line], cast: Cast) -> Found:
    """Statements under, over or beside a line of name, age and town; those without marks where there are several."""
    drafts, taken = read_tails(lines, cast)
    headings = [
        (line, name) for line in lines
        if line.index not in taken and not line.marks and (name := read_person_line(line.text))
    ]  # fmt: skip
    below = are_credits(lines, [line.index for line, _ in headings])
    edges = [line.index for line, _ in headings[1:]] + [headings[-1][0].index + 2 if headings else 0]
    for (line, name), end in zip(headings, edges, strict=False):
        said = lines[line.index - 1 : line.index] if below else lines[line.index + 1 : min(end, len(lines))]
        marked = [x for x in said if is_bare_line(x)]
        if not marked and (below or len(headings) < FEWEST_SIGNED or any(x.marks for x in said)):
            continue
        spans = [x.chars(0, len(x.words)) for x in marked or said]
        if spans:
            drafts.append(sign(Draft(line, 0, spans, "signed", source=name_range(line, name)), name, cast))
            taken |= {line.index, *(x.index for x in marked or said)}
    return drafts, taken


def sign(draft: Draft, name: str, cast: Cast) -> Draft:
    """Note whom the name of a draft's line means."""
    draft.entity = cast.find(name)
    return draft


def are_credits(lines: Sequence[Line], places: Sequence[int]) -> bool:
    """Whether lines of name and age stand below the words they sign: the first has marks above, the last none below."""
    if not places or places[0] == 0 or not is_bare_line(lines[places[0] - 1]):
        return False
    return places[-1] + 1 >= len(lines) or not is_bare_line(lines[places[-1] + 1])


def read_tails(lines: Sequence[Line], cast: Cast) -> Found:
    """Words in marks, or behind a colon, that share their line with name, age and town."""
    drafts, taken = [], set()
    labelled = [line for line in lines if not line.marks and label_of(line)]
    for line in lines:
        if line.marks and line.mark_of[0] == 0 and len(line.marks) == 1:
            after = line.mark_ranges[0][1]
            name = read_person_line(line.text[line.marks[0].end :])
            if name and not any(tag in FINITE for tag in line.tags[after:]):
                draft = Draft(
                    line, 0, [line.chars(0, after)], "signed", source=name_range(line, name, line.marks[0].end)
                )
                drafts.append(sign(draft, name, cast))
                taken.add(line.index)
    for line in labelled if len(labelled) >= FEWEST_SIGNED else []:
        name, end = label_of(line) or ("", 0)
        said = (line.start + end, line.start + len(line.text))
        drafts.append(sign(Draft(line, 0, [said], "signed", source=name_range(line, name)), name, cast))
        taken.add(line.index)
    return drafts, taken


def label_of(line: Line) -> tuple[str, int] | None:
    """Name and end of a label of name, age and town before a colon."""
    colon = line.text.find(": ")
    name = read_person_line(line.text[:colon]) if colon > 0 else None
    return (name, colon + 1) if name else None


def read_letters(lines: Sequence[Line], cast: Cast) -> Found:
    """Letters between a salutation and the line that signs them."""
    drafts: list[Draft] = []
    taken: set[int] = set()
    for line in lines:
        match = SALUTATION.match(line.text) if line.index not in taken else None
        signature = match and find_signature(lines, line.index, cast)
        if not match or not signature:
            continue
        spans = [(line.start + match.end(), line.start + len(line.text))]
        body = [x for x in lines[line.index + 1 : signature.index] if not VALEDICTION.match(x.text)]
        spans += [x.chars(0, len(x.words)) for x in body]
        name = signed_name(signature)
        drafts.append(sign(Draft(signature, 0, spans, "letter", source=name_range(signature, name)), name, cast))
        taken |= set(range(line.index, signature.index + 1))
    return drafts, taken


def find_signature(lines: Sequence[Line], first: int, cast: Cast) -> Line | None:
    """The line that signs a letter: the name of somebody whom the article knows as a person, or one in capitals."""
    for line in lines[first + 1 : first + LONGEST_LETTER]:
        if SALUTATION.match(line.text):
            return None
        name = signed_name(line)
        if name and (cast.find(name) is not None or (name.isupper() and len(name.split()) > 1)):
            return line
    return None


def signed_name(line: Line) -> str:
    """The name that a short line without a full stop opens with, or nothing."""
    text = line.text.strip().lstrip("—–- ")
    if line.marks or len(text.split()) > MOST_SIGNATURE_WORDS or text[-1:] in ".?!:;":
        return ""
    name = text.split(",")[0].strip()
    return name if is_name(name) else ""


def read_posts(lines: Sequence[Line], cast: Cast) -> Found:
    """Posts as embedded (words, dash, name and handle, date) and behind a handle and a colon."""
    drafts: list[Draft] = []
    taken: set[int] = set()
    for line in lines:
        match = EMBEDDED.search(line.text) or NAMED_LABEL.match(line.text) or HANDLE_LABEL.match(line.text)
        if match is None or line.marks or not line.words:
            continue
        embedded = match.re is EMBEDDED
        name = match["handle"] if match.re is HANDLE_LABEL else match["name"]
        span = (0, match.start()) if embedded else (match.end(), len(line.text))
        source = name_range(line, name, match.start())
        if source is None or not line.text[span[0] : span[1]].strip():
            continue
        spans = [(line.start + span[0], line.start + span[1])]
        cue = (source[0] - 1, source[0]) if embedded and line.words[source[0] - 1] in DASHES else None
        cue = cue or ((source[1], source[1] + 1) if not embedded and line.words[source[1]] == ":" else None)
        drafts.append(sign(Draft(line, 0, spans, "post", cue=cue, source=source), name, cast))
        taken.add(line.index)
    return drafts, taken
