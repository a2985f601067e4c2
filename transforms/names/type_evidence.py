"""What a mention's words and neighbours say of its type: named cues, each with its weight for the classes.

What each weighs is in `weights`. A cue counts once for a name of the article, a little more where it recurs; it can
overrule the model, and repetition alone cannot.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Token

from transforms.names.bodies import PROPER_TAGS, is_compound_body, is_foreign_body
from transforms.names.mentions import Name
from transforms.names.strings import INITIAL, is_acronym, is_honorific
from transforms.words import lexicon as words
from transforms.words.lists import read_lists, word_set
from transforms.words.places import find_country, find_demonym, rank_place

AGE_AFTER = re.compile(r",\s+(?:aged\s+)?\d{1,2}(?:,|\.|\s+and\b|\))|\s+\(\d{2}\)")
PARTY_AFTER = re.compile(r"\s+\((?:[DRI]|Dem|Rep|Con|Lab|Lib)[-.,–\s][A-Z]")
# ", a village north of", ", a London-based maker of": the noun that ends what an article opens.
APPOSITION = re.compile(
    r",\s+(?:an?|the)\s+((?:[\w’'-]+\s+){0,4}?[\w’'-]+)(?=\s*[,.;]|\s+(?:of|in|for|at|on|with|based|that|which|who|near|"
    r"between|from|outside|about|owned|run|known|called|north|south|east|west|north\w+|south\w+)\b)"
)
WHO_AFTER = re.compile(r",?\s+(who|whose|which)\b")
FIELD_BEFORE = re.compile(
    r"\b(?:[Mm]inisters?|[Ss]ecretar(?:y|ies)|[Uu]ndersecretary|[Cc]ommissioner) (?:of|for)"
    r"(?: (?:[A-Z][\w-]+,?|and|the|&))* $"
)
HYPHEN_AFTER = re.compile(r"[-‑–](?:based|born|bound|area)\b")
OPENING_MARKS, CLOSING_MARKS = '"“‘«', '"”’»'
CAMEL_CASE = re.compile(r"[a-z][A-Z]")
HUMPED_NAMES = ("Mc", "Mac", "De", "Di", "La", "Le", "Du", "Van", "Von", "Fitz", "Al", "O'", "O’", "D'", "D’")
# Demonyms that are given names or surnames as well.
NAMES_OF_PEOPLE = word_set("finn pole dane kiwi swede turk brit croat french english german german-born holland welsh")
COUNTRIES_AND_SURNAMES = word_set("jordan chad georgia israel cuba america holland ireland england cyprus")
LISTS = read_lists(__package__, "type_evidence")
MOVING = word_set(LISTS["moving"])
PARTS_OF_BODIES = word_set(LISTS["parts_of_bodies"])
WORKING_AT = word_set(LISTS["working_at"])
OFFICE_HEADS = word_set(LISTS["office_heads"])
NAMES_AND_TITLES = word_set("crown")  # the Crown, and crown prince
OWN_PRONOUNS = {
    **dict.fromkeys(("he", "she", "his", "himself", "her", "herself"), "his or her"),
    **dict.fromkeys(("its", "itself"), "its"),
}
LONGEST_CLAUSE = 20  # tokens
ARTICLE_WORDS = 3
SURE_PERSON = 0.5  # of the model, which then outweighs a minister's field before the name
LONGEST_ACRONYM = 6
OFFICES = word_set(LISTS["offices"])


def read_cues(name: Name, text: str, small_words: frozenset[str]) -> Iterator[str]:
    """Yield the cues that speak for or against a type of one mention."""
    yield from read_form(name, small_words)
    yield from read_tail(text[name.end : name.end + 90])
    yield from read_neighbours(name)
    yield from read_parse(name)
    yield from read_marks(name, text)
    if is_part_of_office(name, text):
        yield "part of office"


def read_form(name: Name, small_words: frozenset[str]) -> Iterator[str]:
    """Yield what the name itself says."""
    parts = name.key.split()
    if name.honorifics:
        yield "honorific"
    if name.rule == "dateline" and name.label == "GPE":
        yield "dateline"
    yield from read_tables(name)
    if len(parts) == 1:
        yield from read_single(name, small_words)
    elif parts:
        plain = [part.strip(".,'\"") for part in parts]
        yield from read_words(plain)
        if name.chances[0] < 0.5 and is_office(plain):
            yield "word: office"
        yield from read_person_form(name, parts)


def read_marks(name: Name, text: str) -> Iterator[str]:
    """Yield what the marks around the whole name say: quotation marks of a title, brackets behind a common phrase."""
    before, after = text[max(0, name.start - 1) : name.start], text[name.end : name.end + 1]
    if before in OPENING_MARKS and after in CLOSING_MARKS and before and after:
        yield "in marks"
    if before == "(" and after == ")" and is_acronym(name.text) and is_short_for_phrase(name):
        yield "short for a phrase"


def is_short_for_phrase(name: Name) -> bool:
    """Say whether an acronym in brackets is short for a phrase in small letters: "unmanned aerial systems (UAS)"."""
    letters = name.text.removesuffix("s").lower()
    doc, first = name.line.doc, name.first - 1 - len(letters)
    if first < 0 or not letters.isalpha():
        return False
    phrase = [doc[i] for i in range(first, name.first - 1)]
    return all(token.is_lower and token.text[0] == letter for token, letter in zip(phrase, letters, strict=True))


def read_tables(name: Name) -> Iterator[str]:
    """Yield what the tables of countries, peoples, places and generic words say."""
    if find_country(name.text):
        yield "country or surname" if name.key in COUNTRIES_AND_SURNAMES else "country"
    if find_demonym(name.text):
        yield "people or surname" if name.key in NAMES_OF_PEOPLE else "people"
    if name.key in words.PEOPLES or (name.key.endswith("s") and name.key[:-1] in words.PEOPLES):
        yield "ethnic or religious group"
    if rank := rank_place(name.text):
        yield f"place rank {rank}"
    if name.key.startswith(("pro-", "anti-")):
        yield "for or against"
    if name.key.replace(" ", "-") in words.GENERIC_WORDS:
        yield "generic"


def read_single(name: Name, small_words: frozenset[str]) -> Iterator[str]:
    """Yield what a name of one word says."""
    if is_compound_body(name.key):
        yield "word: organisation"
    if is_acronym(name.text) and len(name.text) <= LONGEST_ACRONYM:
        yield "acronym"
    elif CAMEL_CASE.search(name.text) and not name.text.startswith(HUMPED_NAMES):
        yield "camel case"
    if (name.text.casefold() in words.PERSON_NOUNS or is_honorific(name.text)) and name.key not in NAMES_AND_TITLES:
        yield "title alone"
    elif name.key in words.KIND_WORDS:
        yield "kind alone"
    elif name.key in small_words and name.text[:1].isupper():
        yield "small elsewhere"


def read_person_form(name: Name, parts: list[str]) -> Iterator[str]:
    """Yield the marks of a person's full name: initials, particles, two words in plain title case."""
    if any(INITIAL.fullmatch(part) for part in name.text.split()):
        yield "initials"
    if any(part in words.PARTICLES for part in parts[1:-1]) or parts[0].startswith(("al-", "el-")):
        yield "particle"
    if len(parts) == 2 and name.text.replace(" ", "").isalpha() and name.text.istitle():
        yield "two words"
        if parts[1].endswith("s") and not parts[1].endswith("ss") and rank_place(parts[0]):
            yield "place and plural"
    if len(parts) > 4:
        yield "many words"


def is_part_of_office(name: Name, text: str) -> bool:
    """Say whether a name is a minister's field ("Finance Minister", "Minister for Tides and Reefs")."""
    if is_acronym(name.text) or find_country(name.text) or find_demonym(name.text) or rank_place(name.text):
        return False
    doc = name.line.doc
    after = doc[name.last].lower_ if name.last < len(doc) and doc[name.last].is_title else ""
    if after in OFFICES and len(name.text.split()) < 3:
        return True
    if name.chances[0] > SURE_PERSON and " " in name.key:
        return False  # "Secretary of State Ada Odell"
    return bool(FIELD_BEFORE.search(text, max(name.line.start, name.start - 90), name.start))


def is_office(plain: list[str]) -> bool:
    """Say whether a capitalised phrase names an office ("Registrar of Companies", "Project Manager")."""
    head = plain[plain.index("of", 1) - 1] if "of" in plain[1:] else plain[-1]
    return head in OFFICES or head.removesuffix("s") in OFFICE_HEADS


def read_words(plain: list[str]) -> Iterator[str]:
    """Yield what the words of a longer name say: the last one, else the first before "of"."""
    heads = [plain[-1]]
    if plain[:2] == ["house", "of"]:
        yield "word: organisation"  # of parliament: Commons, Lords, Representatives
        return
    if "of" in plain[1:]:
        heads.insert(0, plain[plain.index("of", 1) - 1])
    elif "for" in plain[1:]:
        heads.insert(0, plain[plain.index("for", 1) - 1])
    if plain[-1] in words.LEGAL_TAILS:
        yield "word: legal form"
        return
    if plain[0] in words.PLACE_OPENINGS and len(plain) < 4 and plain[-1] not in words.ORGANISATION_WORDS:
        yield "word: place"
        return
    tables = (
        (words.EVENT_WORDS, "word: event"),
        (words.ORGANISATION_WORDS, "word: organisation"),
        (words.FACILITY_WORDS, "word: facility"),
        (words.PLACE_WORDS, "word: place"),
    )
    for head in (*heads, *(head.removesuffix("s") for head in heads)):
        for table, cue in tables:
            if head in table:
                yield cue
                return
    if any(part in words.ORGANISATION_WORDS for part in plain) or is_foreign_body(plain):
        yield "word: organisation"


def read_tail(tail: str) -> Iterator[str]:
    """Yield what follows the name in the text."""
    if AGE_AFTER.match(tail):
        yield "age after"
    if PARTY_AFTER.match(tail):
        yield "party after"
    if HYPHEN_AFTER.match(tail):
        yield "based"
    if match := APPOSITION.match(tail):
        yield from find_kind(match[1].split()[-1])
    if match := WHO_AFTER.match(tail):
        yield "which" if match[1] == "which" else "who"


def read_neighbours(name: Name) -> Iterator[str]:
    """Yield what the words beside the name say."""
    doc = name.line.doc
    before = doc[name.first - 1] if name.first else None
    after = doc[name.last] if name.last < len(doc) else None
    if before is not None:
        yield from read_before(name, before)
    if after is not None:
        if after.lower_ in {"'s", "’s"} and name.last + 1 < len(doc):
            after = doc[name.last + 1]
            if after.lower_ in words.AFTER_ORGANISATION:
                yield "noun after: organisation"
        elif after.lower_ in words.AFTER_ORGANISATION and after.tag_ in {"NN", "NNS"}:
            yield "shares" if after.lemma_ in {"share", "stock"} else "noun after: organisation"
        elif after.lower_ in words.AFTER_PLACE and after.tag_ in {"NN", "NNS"}:
            yield "noun after: place"
        elif after.lower_ in words.AFTER_PRODUCT and after.tag_ in {"NN", "NNS"}:
            yield "noun after: product"
        elif after.text == "," and name.last + 1 < len(doc) and is_place_start(doc[name.last + 1]):
            yield "place after"


def is_place_start(token: Token) -> bool:
    """Say whether a token opens the name of a country or a well-known place."""
    if token.ent_type_ not in {"GPE", "LOC"}:
        return False
    return bool(find_country(token.text) or rank_place(token.text) > 1)


def read_before(name: Name, before: Token) -> Iterator[str]:
    """Yield what the word before the name says, an article skipped."""
    doc = name.line.doc
    if before.lower_ == "the":
        if name.last - name.first < ARTICLE_WORDS:
            yield "article"
        before = doc[before.i - 1] if before.i else before
        if before.lower_ in {"in", "across", "throughout"}:
            return
    lemma = before.lemma_.lower()
    if lemma in words.PLACE_PREPOSITIONS:
        yield "in"
    elif lemma == "at":
        is_whole = name.last == len(doc) or doc[name.last].tag_ not in {"NN", "NNS"}
        yield "works at" if is_whole and before.head.lemma_ in WORKING_AT else "at"
    elif lemma == "of" and before.i:
        yield from read_whole(doc[before.i - 1])
    elif lemma in {"for", "with", "by"}:
        if before.head.lemma_.lower() in words.WORKING_FOR.get(lemma, ()):
            yield "works for"
    elif before.tag_ == "NN" and before.is_lower:
        yield from read_kind_before(before, is_long=name.last - name.first > 1)
    elif lemma == "to" and before.head.lemma_ in MOVING:
        yield "moves to"
    elif before.tag_ == "POS" and name.last - name.first == 2:
        yield "possessor before"


def read_whole(part: Token) -> Iterator[str]:
    """Yield what the noun before "of" and a name says ("the coastal town of X", "chairman of X")."""
    kind = part.lemma_.lower()
    if kind in words.COMPASS:
        yield "compass"
    elif kind in words.PLACE_NOUNS and part.is_lower:
        yield "of kind"
    elif kind in {"share", "stock"}:
        yield "shares"
    elif kind in PARTS_OF_BODIES:
        yield "part of body"


def read_kind_before(noun: Token, *, is_long: bool) -> Iterator[str]:
    """Yield what a common noun right before a name says ("rebel group X", "spokesman X").

    A broadcaster or operator of two names is a person, of one a firm.
    """
    is_firm = noun.lower_ in words.ORGANISATION_NOUNS
    if noun.lower_ in words.PERSON_NOUNS and (is_long or not is_firm):
        yield "office before"
    elif is_firm:
        yield "kind before: organisation"
    elif noun.lower_ in words.PLACE_NOUNS:
        yield "kind before: place"
    elif noun.lower_ in words.PRODUCT_NOUNS:
        yield "kind before: product"


def read_parse(name: Name) -> Iterator[str]:
    """Yield what the parse says: who speaks, and the nouns in apposition."""
    head = name.line.doc[name.first : name.last].root
    if head.dep_ in {"nsubj", "nsubjpass"} and head.head.lemma_.lower() in words.SPEECH_VERBS:
        yield "speaks"
    if head.dep_ == "nsubj":
        yield from read_subject(head, name.last)
    if head.is_sent_start and name.last - name.first == 1 and head.tag_ in {"NN", "NNS"}:
        yield "opens sentence"
    if head.dep_ == "appos":
        yield from read_apposition(head.head)
    for child in head.children:
        if child.dep_ == "appos" and child.i > head.i:
            yield from read_apposition(child)


def read_subject(subject: Token, after: int) -> Iterator[str]:
    """Yield what the clause of a subject, whose name ends before `after`, says of it."""
    verb = subject.head
    if verb.lemma_ == "report":
        yield "reports"
    if verb.lemma_ in words.VERBS_OF_FIRMS:
        yield "acts as a firm"
    if verb.lemma_ == "be":
        for child in verb.children:
            if child.dep_ == "attr" and child.i > subject.i:
                yield from read_apposition(child)
    if is_collective(subject):
        yield "plural verb"
    if own := find_own_pronoun(subject, after):
        yield own


def find_own_pronoun(subject: Token, after: int) -> str | None:
    """Find how the clause of a subject takes it up again: as a person ("her offer"), or as a thing ("its offer")."""
    doc = subject.doc
    for token in doc[after : after + LONGEST_CLAUSE]:
        if token.is_sent_start or (token.tag_ in PROPER_TAGS and token.ent_type_ in {"PERSON", "ORG", "GPE"}):
            return None
        if token.tag_ in {"PRP", "PRP$"} and token.lower_ in OWN_PRONOUNS:
            return OWN_PRONOUNS[token.lower_]
        if token.lower_ == "it" and token.dep_ == "nsubj" and token.head.dep_ == "ccomp":
            return "it" if token.head.head == subject.head else None
    return None


def is_collective(subject: Token) -> bool:
    """Say whether a lone name in the singular has a plural verb, as a British paper's teams and firms do."""
    verbs = [subject.head, *(child for child in subject.head.children if child.dep_ in {"aux", "auxpass"})]
    return (
        any(verb.lower_ in {"are", "were", "have"} and verb.tag_ != "VB" for verb in verbs)
        and subject.tag_ == "NNP"
        and not any(child.dep_ in {"conj", "cc"} for child in subject.children)
    )


def read_apposition(noun: Token) -> Iterator[str]:
    """Yield what a noun in apposition says."""
    if noun.tag_ == "NN" and noun.is_lower:
        yield from find_kind(noun.lower_)


def find_kind(noun: str) -> Iterator[str]:
    """Yield which kind of thing a noun in apposition names, if any."""
    for table, cue in (
        (words.PERSON_NOUNS, "apposition: person"),
        (words.ORGANISATION_NOUNS, "apposition: organisation"),
        (words.PLACE_NOUNS, "apposition: place"),
    ):
        if noun in table:
            yield cue
            return
