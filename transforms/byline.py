"""Names of people out of bylines: "By A, B and C in Town", "Last, First", roles and handles cut off.

People only: an outlet, an agency, a desk or a "staff writer" is no author. The words that betray them are common
nouns of the trade and the closed list of news agencies; no outlet is named here. A name given only by its site
(the publisher's own, or the domain's) is recognised by comparison with the page's site names.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

# News agencies under the forms in which bylines, datelines and credits give them.
WIRE_NAMES: dict[str, str] = {
    "Reuters": "reuters|thomson reuters|reuters staff",
    "AP": "ap|associated press|the associated press|a.p.|ap news",
    "AFP": "afp|agence france-presse|agence france presse|afp relaxnews",
    "PA": "pa|pa media|press association|the press association",
    "dpa": "dpa|dpa international|deutsche presse-agentur",
    "UPI": "upi|united press international",
    "AAP": "aap|australian associated press",
    "CP": "canadian press|the canadian press",
    "IANS": "ians",
    "PTI": "pti|press trust of india",
    "ANI": "ani|asian news international",
    "Xinhua": "xinhua|xinhua news agency",
    "TASS": "tass",
    "Interfax": "interfax",
    "EFE": "efe",
    "ANSA": "ansa",
    "Kyodo": "kyodo|kyodo news",
    "Jiji": "jiji",
    "Yonhap": "yonhap",
    "Anadolu": "anadolu|anadolu agency",
    "Bloomberg": "bloomberg news",
    "News Service of Florida": "news service of florida",
    "TNS": "tribune news service|tns",
    "Ukrinform": "ukrinform",
    "Sputnik": "sputnik",
    "APA": "apa",
    "SDA": "sda",
    "ATS": "ats",
    "Belga": "belga",
    "NTB": "ntb",
    "TT": "tt",
    "PAP": "pap",
    "CTK": "ctk",
}
WIRE_AGENCIES = {name: agency for agency, names in WIRE_NAMES.items() for name in names.split("|")}

NOT_PERSON = re.compile(
    r"\b(?:columnists?|critics?|photographers?|analysts?|journalists?|press|news|media|staff|editors?|"
    r"editorial|team|desk|agency|agencies|university|times|post|"
    r"herald|tribune|gazette|journal|"
    r"chronicle|report(?:s|er|ers|ing)?|wires?|magazine|board|online|newsroom|contribut(?:or|ors|ing|ed)|"
    r"admin(?:istrator)?|"
    r"correspondents?|chief|officer|head|company|published|updated|posted|today|https?|www|com|service|"
    r"services|network|network's|radio|tv|television|"
    r"broadcasting|writers?|producers?|director|manager|guest|special|exclusive|sponsored|partner|brand|"
    r"studio|studios|digital|"
    r"daily|weekly|sunday|monthly|review|bureau|council|committee|association|institute|foundation|group|"
    r"inc|ltd|llc|corp|"
    r"department|ministry|office|government|community|school|college|club|society|union|center|centre|"
    r"international|national|"
    r"reuters|afp|upi|dpa|bbc|cnn|xinhua|bloomberg|webdesk|web|site|blog|blogger|podcast|newsletter|"
    r"author|anonymous|unknown|user|"
    r"none|null|undefined|test|support|help|info|contact|subscribe|follow|share|view|read|more|photo|"
    r"photos|images?|video|getty|"
    r"by|the|and|from|our|your|all|minutes?|hours?|ago|am|pm|est|gmt|january|february|march|april|june|"
    r"july|august|september|"
    r"october|november|december|monday|tuesday|wednesday|thursday|friday|saturday)\b|"
    r"[@/\\<>{}\[\]=#%$€£+*_~^|…?!]|\d{2}|\.\w{2,}",
    re.I,
)
AMBIGUOUS = frozenset(
    {"april", "june", "august", "head", "post", "user", "read", "view", "webb", "guest", "journal", "page"}
)
ROLE = re.compile(
    r"\s*(?:[,|•·–—(\[/]|\s-)\s*(?:the\s+)?(?:[\w’'&.-]+\s+){0,4}?(?:reporters?|correspondents?|editors?|"
    r"writers?|columnists?|producers?|contributors?|journalists?|"
    r"staff|bureau|chief|news|press|media|agency|analyst|fellow|professor|director|desk|critic|author|"
    r"photographers?|host|anchor|"
    r"intern|blogger|times|post|service|phd|ph\.d\.?|m\.?d\.?|esq\.?|ceo|cto|founder|specialist|"
    r"university|college|institute|president|"
    r"manager|executive|officer|lecturer|expert|researcher|scientist|strategist|guest|special to|"
    r"for (?:the )?[A-Z]).*$",
    re.I,
)
PREFIX = re.compile(
    r"^\W*(?:(?:written|posted|published|authored|reported|produced|compiled|story|words|text|review|"
    r"analysis|opinion|report|article|edited|created|exclusive|commentary|interview)?"
    r"\s*\bby\b\s*:?|authors?\s*:|words\s*:|text\s*:|from\b|von\b|par\b|por\b|di\b)\s*",
    re.I,
)
DATE_TAIL = re.compile(
    r"\W*\b(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]{0,6}\.? \d"
    r"|(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\W+\w+ \d|\d|(?:Updated|Published|Posted)\b).*$"
)
AGENCY_TAIL = re.compile(r"[\s,]+(?:the )?(?:associated press|canadian press|press association|reuters|afp)$", re.I)
PLACE_TAIL = re.compile(r"\s+(?:in|at|for|on|with|of)\s+.*$")
HONORIFIC = re.compile(r"^(?:dr|mr|mrs|ms|miss|prof|professor|sir|dame|rev|fr|sen|rep|lt|col|gen|capt)\.?\s+", re.I)
DEGREE = re.compile(
    r"(?:,?\s+(?:ph\.?\s?d\.?|m\.?d\.?|m\.?sc\.?|b\.?a\.?|m\.?a\.?|r\.?n\.?|r\.?d\.?|esq\.?|mph|mba|dphil|"
    r"cfa|frs|obe|mbe|cbe))+\.?$",
    re.I,
)
GENERATION = re.compile(r",\s*(jr|sr|ii|iii|iv)\b\.?", re.I)
SEPARATOR = re.compile(
    r"\s*(?:;|\||\n|•|·|&|/|\bund\b|\bet\b|,?\s+\band\b|,\s*(?:with|additional reporting by)|\bwith\b|,)\s*", re.I
)
PARTICLES = frozenset(
    [
        "de",
        "la",
        "le",
        "van",
        "von",
        "der",
        "den",
        "del",
        "di",
        "da",
        "du",
        "el",
        "al",
        "bin",
        "ibn",
        "dos",
        "das",
        "y",
        "e",
        "ter",
        "ten",
        "af",
        "av",
        "zu",
        "abu",
        "ben",
        "st",
        "st.",
        "mc",
        "o",
    ]
)
NAME_WORD = re.compile(r"^[^\W\d_][\w’'.-]*$")


def read_people(raw: str, site_names: Iterable[str] = ()) -> list[str]:
    """Read the people out of one byline or author field, in order.

    >>> read_people("By Ada Moss, Bo Lind and Cy Fenn in Varnmouth")
    ['Ada Moss', 'Bo Lind', 'Cy Fenn']
    >>> read_people("Moss, Ada"), read_people("Staff writer, Varn Times"), read_people("Ada Moss, Chief Reporter")
    (['Ada Moss'], [], ['Ada Moss'])
    """
    lines = html.unescape(html.unescape(raw)).replace("\xa0", " ").strip().split("\n")
    text = join_lines([" ".join(line.split()) for line in lines if line.strip()])
    if not text or len(text) > 400 or re.match(r"https?:|www\.", text, re.I):
        return []
    text = DATE_TAIL.sub("", re.sub(r"\([^()]*\)|<[^<>]*>|\S+@\S+|@\w+", " ", text))
    text = GENERATION.sub(r" \1", PREFIX.sub("", " ".join(text.split())))
    inverted = re.fullmatch(r"([^\W\d_][\w’'-]+),\s+([^\W\d_][\w’'.-]+(?: [A-Z]\.?)?)", text)
    if inverted and not NOT_PERSON.search(text):
        text = f"{inverted[2]} {inverted[1]}"
    banned = {plain_name(name) for name in site_names}
    people = [name for part in split_names(text) if (name := clean_name(part)) and plain_name(name) not in banned]
    return list(dict.fromkeys(people))


def join_lines(lines: list[str]) -> str:
    """Join the lines of a byline that one list of names runs over; other lines give roles and dates."""
    text = lines[0] if lines else ""
    for line in lines[1:]:
        if re.search(r"(?:,|&|\band|\bby|:)$", text, re.I) or re.match(r"(?:and|&|by)\b", line, re.I):
            text += " " + line
    return text


def split_names(text: str) -> list[str]:
    """Split a list of names; what follows a role word or a place preposition belongs to no name."""
    return [part for part in SEPARATOR.split(ROLE.sub("", text) if SEPARATOR.search(text) is None else text) if part]


def clean_name(part: str) -> str | None:
    """Cut prefix, honorific, degree and place off one name; None if it is no person's."""
    name = AGENCY_TAIL.sub("", part.strip())
    name = PLACE_TAIL.sub("", DEGREE.sub("", HONORIFIC.sub("", PREFIX.sub("", ROLE.sub("", name))))).strip(
        ' ,.;:-–—|"“”'
    )
    words = name.split()
    if name.isupper() or name.islower():
        words = [title_word(word) for word in words]
    if words and len(words[-1].rstrip(".")) <= 2 and words[-1].lower().rstrip(".") in ("jr", "sr"):
        words[-1] = words[-1].capitalize().rstrip(".") + "."
    return " ".join(words) if is_person(words) else None


def is_person(words: list[str]) -> bool:
    """Two to five words, capitalised but for particles, none of them a word of the trade."""
    if not 2 <= len(words) <= 5 or len(" ".join(words)) > 50:
        return False
    name = " ".join(words)
    trade = NOT_PERSON.findall(name)
    if trade and not all(word.lower() in AMBIGUOUS for word in trade):
        return False
    if any(word.endswith(("'s", "’s")) for word in words):
        return False
    proper = [word for word in words if word.lower() not in PARTICLES]
    return bool(proper) and all(NAME_WORD.match(word) and not word[0].islower() for word in proper)


def title_word(word: str) -> str:
    """Capitalise a word of a name set in capitals or lower case."""
    lowered = word.lower()
    if lowered in PARTICLES and len(lowered) > 1 and lowered not in ("mc", "st", "st."):
        return lowered
    return re.sub(r"(^|[-’'.])([^\W\d_])", lambda m: m[1] + m[2].upper(), lowered)


def plain_name(name: str) -> str:
    """Fold a name to its words, for comparison."""
    return " ".join(re.findall(r"\w+", name.casefold()))


def read_agency(raw: str) -> str | None:
    """Name the wire agency that a byline or credit consists of.

    >>> read_agency("By The Associated Press"), read_agency("Ada Moss, Reuters"), read_agency("Ada Moss")
    ('AP', 'Reuters', None)
    """
    text = PREFIX.sub("", " ".join(raw.split()))
    for part in re.split(r"\s*(?:[,;|/()–—]|\band\b|\s-\s|\bwith\b|\bvia\b|\bfor\b)\s*", text, flags=re.I):
        found = WIRE_AGENCIES.get(part.strip(" .").casefold())
        if found and (len(part) > 3 or part.strip(" .").isupper() or part.strip() == "dpa"):
            return found
    return None
