"""Names of people out of bylines: "By A, B and C in Town", "Last, First", roles and handles cut off.

People only: an outlet, an agency, a desk or a "staff writer" is no author. The words that betray them are common
nouns of the trade and the closed list of news agencies; no outlet is named here. A name given only by its site
(the publisher's own, or the domain's) is recognised by comparison with the page's site names.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from transforms.pages.unspaced_names import read_unspaced, split_unspaced
from transforms.whitespace import drop_marks
from transforms.words.given_names import GENDER_OF_NAME

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
    r"redak\w+|redacc?i?[oó]n\w*|redac[cțţ]\w+|r[eé]daction|redazione|redaç[aã]o|redactie|redaksjon\w*|redaktsioon|toimitus\w*|"
    r"agencia|agence|agentur|agenzia|ag[eê]ncia|ajans[iı]?|agencja|haber\w*|noticias|not[ií]cias|nachrichten|notizie|"
    r"zeitung|nieuws|nyheter|nyheder|uutiset|korrespondent\w*|corresponsal|correspondant\w*|corrispondente|muhabir\w*|"
    r"journalistin|periodista|giornalista|jornalista|редакц\w+|агентств\w+|новости|корреспондент\w*|тасс|"
    r"webmaster|moderator|newsdesk|super|wydawca|redaktor\w*|herausgeber|"
    r"by|the|and|from|our|your|all|minutes?|hours?|ago|am|pm|est|gmt|january|february|march|april|june|"
    r"july|august|september|"
    r"october|november|december|monday|tuesday|wednesday|thursday|friday|saturday)\b|"
    r"[@/\\<>{}\[\]=#%$€£+*_~^|…?!]|\d{2}|\.\w{2,}",
    re.I,
)
CALENDAR = frozenset((
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
))  # fmt: skip
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
    r"\s*\bby\b\s*:?|authors?\s*:|words\s*:|text\s*:|from\b|"
    r"(?:aut(?:or(?:a|es|as|in|en|i)?|ori|ore|eure?s?|eurs?)|автор(?:ы|и)?|tekste?|texte?o?|testo|yazar|tekijä|συντάκτης|作者)\s*:)\s*",
    re.I,
)
# Words for "by" that may open a name as well: they go where two words or more are left.
BY = re.compile(
    r"^\W*(?:(?:geschrieben|verfasst|écrit|escrito|scritto|geschreven|skrevet|skriven|publié|publicado)\s)?"
    r"(?:von|par|por|di|door|av|af|od|przez|da(?=\s)|oleh|bởi|írta|napsal[ai]?|yazan|بقلم|كتبه?ت?|نویسنده|מאת|автор)\b\s*:?\s*",
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
    r"\s*(?:;|；|\||｜|\n|•|·(?![㐀-鿿])|&|/|／|،|(?<!\S)(?:und|et|och|og|ve|és|și|şi|và|και|और|এবং|및)(?!\S)|,?\s+\band\b|"
    r",\s*(?:with|additional reporting by)|\bwith\b|,)\s*",
    re.I,
)
# Words for "and" that stand within names too, or are one letter: they part only what are two full names.
SOFT_AND = re.compile(r"(\s+(?:y|e|i|и|та|й|en|ja|si|a|ir|un|dan)\s+|\s+[וو]\s?(?=[^\W\d_]{2}))")
DASH = re.compile(r"\s+[–—|-]\s.*$")
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
        "i",
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
INITIALS = re.compile(r"[B-DF-HJ-NP-TV-XZ]{3,}")  # of a station or an office
NAME_WORD = re.compile(r"^[^\W\d_][^\s\d!-&(-,/:-@\[-`{-~«»“”„…–—•|、。，،؛।]*$")


def read_people(raw: str, site_names: Iterable[str] = (), *, is_person: bool = False) -> list[str]:
    """Read the people out of one byline or author field, in order; `is_person`: the page says that it names one.

    >>> read_people("By Ada Moss, Bo Lind and Cy Fenn in Varnmouth")
    ['Ada Moss', 'Bo Lind', 'Cy Fenn']
    >>> read_people("Moss, Ada"), read_people("Staff writer, Varn Times"), read_people("Ada Moss, Chief Reporter")
    (['Ada Moss'], [], ['Ada Moss'])
    >>> read_people("Lucía Vidal y Tomás Rey"), read_people("José Ortega y Gasset"), read_people("王小明、李华")
    (['Lucía Vidal', 'Tomás Rey'], ['José Ortega y Gasset'], ['王小明', '李华'])
    >>> read_people("April May", is_person=True), read_people("Varn News", is_person=True)
    (['April May'], [])
    """
    text = tidy_byline(raw)
    banned = {plain_name(name) for name in site_names}
    people = [name for part in split_names(text) if (name := clean_name(part)) and plain_name(name) not in banned]
    if is_person and not people and text and plain_name(text) not in banned:
        people = [text] if is_called_person(text) else []
    return list(dict.fromkeys(people))


def tidy_byline(raw: str) -> str:
    """Take lines of roles, addresses, handles, dates and the word "by" off a byline; empty if it is an address."""
    lines = drop_marks(html.unescape(html.unescape(raw))).replace("\xa0", " ").split("\n")
    text = join_lines([" ".join(line.split()) for line in lines if line.strip()])
    if not text or len(text) > 400 or re.match(r"https?:|www\.|[/#]", text, re.I):
        return ""
    bare = re.sub(r"\([^()]*\)|<[^<>]*>|\S+@\S+|@\w+", " ", text)
    if not bare.strip():  # an address, and the name in brackets
        bare = " ".join(re.findall(r"\(([^()@]*)\)", text))
    text = cut_prefix(" ".join(DATE_TAIL.sub("", bare).split()))
    text = GENERATION.sub(r" \1", text)
    return "; ".join(map(turn_name, text.split(";")))


def turn_name(text: str) -> str:
    """Put the given name first where the family name stands before a comma."""
    inverted = re.fullmatch(r"\s*([^\W\d_][\w’'-]+),\s+([^\W\d_][\w’'.-]+(?: [A-Z]\.?)?)\s*", text)
    return f"{inverted[2]} {inverted[1]}" if inverted and not NOT_PERSON.search(text) else text


def cut_prefix(text: str) -> str:
    """Cut the word for "by" off, in many languages, unless it is part of the name ("Di Maria").

    >>> cut_prefix("By Ada Moss"), cut_prefix("Von Uwe Berg"), cut_prefix("Di Maria")
    ('Ada Moss', 'Uwe Berg', 'Di Maria')
    """
    text = PREFIX.sub("", text)
    rest = BY.sub("", text)
    return rest if len(rest.split()) > 1 else text


def is_called_person(text: str) -> bool:
    """Judge a name that the page calls a person's, though it has one word, or one of the trade or calendar.

    >>> [is_called_person(name) for name in ("Suharti", "Robinson Friday", "Emily Post", "News Desk", "admin", "ABC")]
    [True, True, True, False, False, False]
    """
    words = text.split()
    if not words or len(words) > 5 or len(text) > 50 or not all(map(NAME_WORD.match, words)) or words[0][0].islower():
        return False
    trade = {word.lower() for word in words if NOT_PERSON.search(word)} - CALENDAR
    if len(words) == 1:
        is_acronym = text.isascii() and text.isupper() and len(text) <= 5
        return not trade and len(text) > 2 and not is_acronym and text.casefold() not in (*WIRE_AGENCIES, *CALENDAR)
    return not trade or (words[0].casefold() in GENDER_OF_NAME and len(trade) == 1)


def join_lines(lines: list[str]) -> str:
    """Join the lines of a byline that one list of names runs over; other lines give roles and dates."""
    text = lines[0] if lines else ""
    for line in lines[1:]:
        if re.search(r"(?:,|&|\band|\bby|:)$", text, re.I) or re.match(r"(?:and|&|by)\b", line, re.I):
            text += " " + line
    return text


def split_names(text: str) -> list[str]:
    """Split a list of names; what follows a role word or a place preposition belongs to no name."""
    parts = SEPARATOR.split(ROLE.sub("", text) if SEPARATOR.search(text) is None else text)
    return [name for part in parts for one in split_unspaced(part.strip()) for name in split_pair(one)]


def split_pair(text: str) -> list[str]:
    """Split names at a short "and", but keep a name that has one in it."""
    pieces = SOFT_AND.split(text)
    names = [pieces[0]]
    for word, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if len(piece.split()) > 1 and len(names[-1].split()) > 1:
            names.append(piece)
        else:
            names[-1] += word + piece
    return names


def clean_name(part: str) -> str | None:
    """Cut prefix, honorific, degree and place off one name; None if it is no person's."""
    unspaced = read_unspaced(part)
    if unspaced:
        return unspaced
    name = AGENCY_TAIL.sub("", DASH.sub("", part.strip()))
    name = PLACE_TAIL.sub("", DEGREE.sub("", HONORIFIC.sub("", cut_prefix(ROLE.sub("", name))))).strip(' ,.;:-–—|"“”')
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
    if any(word.endswith(("'s", "’s")) for word in words) or INITIALS.fullmatch(words[0]):
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
    text = cut_prefix(" ".join(raw.split()))
    for part in re.split(r"\s*(?:[,;|/()–—]|\band\b|\s-\s|\bwith\b|\bvia\b|\bfor\b)\s*", text, flags=re.I):
        found = WIRE_AGENCIES.get(part.strip(" .").casefold())
        if found and (len(part) > 3 or part.strip(" .").isupper() or part.strip() == "dpa"):
            return found
    return None
