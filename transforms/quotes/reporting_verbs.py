"""The lexicon of reporting expressions: verbs with the frames they report in, nouns, and their stance.

Sources: the verb classes of B. Levin, English Verb Classes and Alternations (1993), 37 "communication",
29.4-29.5 "declare, conjecture", 33 "judgement" (the same classes in VerbNet); the reporting verbs of R. Quirk et
al., A Comprehensive Grammar of the English Language (1985), 16.31 (public, private and suasive factual
verbs); stance after A. Caldas-Coulthard, "On reporting reporting" (1994). Entries and frames were written from
these and by judgement, not counted off any corpus.

Frames, one letter each:
    q  introduces or follows words in marks: He said, "..."
    c  that-clause or bare finite clause      w  wh-clause or "if", "whether"     i  infinitive
    g  gerund: denied taking it               n  object that is itself what was said
    o  object with predicate, inside: called it a farce                     t  object is the hearer, outside: told him
    a  "as": described it as a farce          f  "for": called for talks     v  "of": warned of war
    p  a topic behind one of the verb's prepositions: spoke against the bill
    m  words in marks inside its object: slammed the "rigged" vote
"""

from __future__ import annotations

from typing import NamedTuple

from transforms.words.lists import word_set

NEUTRAL, ASSERTIVE, DOUBTING, PROMISING = "neutral", "assertive", "doubting", "promising"


class Cue(NamedTuple):
    """What the lexicon knows of a reporting expression: its stance and its frames."""

    stance: str
    frames: str


# stance, frames, lemmas. A lemma may stand in several rows: frames add up, the first stance holds.
VERB_ROWS: tuple[tuple[str, str, str], ...] = (
    # Say and its like (VerbNet say-37.7, transfer of message-37.1).
    (NEUTRAL, "qcwm",
     "say state remark comment observe note mention report write tweet post text email blog reply answer "
     "respond add continue relate recount explain tell_of recall disclose reveal announce retweet clarify "
     "opine"),
    (NEUTRAL, "qctwim", "tell inform remind notify brief advise assure"),
    (NEUTRAL, "qcw", "ask inquire enquire wonder query"),
    (NEUTRAL, "ti", "ask beg order instruct direct command tell advise remind invite"),
    (NEUTRAL, "q",
     "begin conclude go_on interject interrupt joke quip chuckle laugh smile shrug sigh read quote cite "
     "chant shout yell scream cry exclaim whisper murmur mutter mumble gasp sob bark snap retort "
     "shoot_back crack deadpan muse reflect ponder recite sing holler roar thunder boom growl hiss intone "
     "drawl gush enthuse crow scoff sneer counter fire_back hit_back sum_up chime volunteer offer venture "
     "start open finish close repeat reiterate elaborate persist press prod ad-lib cheer implore plead "
     "message telegraph type tell caption sign proclaim echo put_it"),
    # Manner of speaking and nonverbal expression (Levin 37.3, 40.2).
    (NEUTRAL, "q",
     "babble bawl bellow bleat bray burble cackle chatter chirp cluck coo croak croon drone gabble gibber "
     "groan grunt hoot howl jabber lilt lisp purr rage rasp rumble screech shriek snarl splutter squawk "
     "squeak squeal stammer stutter trill wail warble wheeze whimper whine whistle whoop yammer yap yelp "
     "beam grin frown giggle snicker weep scowl wink nod fume rant utter mouth jeer heckle blurt blurt_out "
     "warble stammer parrot"),
    (NEUTRAL, "cw",
     "conclude reflect joke quip muse repeat reiterate echo volunteer elaborate find indicate signal hint "
     "acknowledge concede admit confess recognize recognise allow grant caution predict forecast project "
     "foresee anticipate speculate surmise reckon guess estimate calculate show detail outline underline "
     "highlight point_out make_clear spell_out set_out lay_out learn hear read discover determine rule "
     "testify certify attest verify document publish print broadcast air leak relay convey communicate "
     "impart confide"),
    (NEUTRAL, "q",
     "acknowledge concede admit confess caution predict testify explain disclose announce report confide "
     "point_out observe speculate surmise estimate reckon think believe learn"),
    # Private factual verbs (Quirk 16.31): opinion and belief held by somebody.
    (NEUTRAL, "c",
     "think believe feel suspect assume presume suppose imagine consider fear worry hope doubt expect know "
     "understand realize realise sense dream wish agree disagree accept regret lament complain grumble "
     "rejoice complain moan gripe bemoan protest object marvel decide deplore"),
    (NEUTRAL, "m", "bemoan lament deplore regret complain grumble predict oppose"),
    (NEUTRAL, "q", "agree disagree lament complain grumble moan gripe protest object marvel rejoice"),
    # Assertive: the speaker stands by it (Levin 29.4 declare; Caldas-Coulthard "assertive").
    (ASSERTIVE, "qcm",
     "insist assert declare stress emphasize emphasise maintain affirm reaffirm confirm contend argue "
     "proclaim pronounce posit submit underscore reassert counter retort rebut aver avow profess"),
    (ASSERTIVE, "qc", "warn caution suggest propose recommend reason hold charge conclude"),
    (ASSERTIVE, "wi", "warn teach"),
    (ASSERTIVE, "tcq", "warn convince persuade"),
    (ASSERTIVE, "v", "warn complain boast"),
    (ASSERTIVE, "gn", "suggest propose recommend advocate"),
    (ASSERTIVE, "cgm", "deny"),
    (ASSERTIVE, "n", "deny"),
    (ASSERTIVE, "qc", "boast brag crow gloat"),
    (ASSERTIVE, "oam", "call label brand dub deem term declare pronounce style"),
    (ASSERTIVE, "am",
     "describe portray depict characterize characterise cast paint frame denounce condemn criticize "
     "criticise dismiss blast slam deride decry attack hail praise laud tout ridicule mock see view regard "
     "refer_to reject define cite list interpret bill"),
    (ASSERTIVE, "fm",
     "blame criticize criticise praise thank fault chide rebuke condemn denounce blast slam commend "
     "applaud attack lambast lambaste excoriate scold berate admonish mock ridicule"),
    (ASSERTIVE, "m",
     "lash rail express voice vent bash rip hammer savage pan castigate lampoon skewer disparage belittle "
     "defend celebrate salute congratulate honor honour tease needle taunt invoke urge demand cite offer "
     "give use issue apologize apologise welcome speak talk refer respond react pen coin mention address "
     "discuss evoke"),
    (ASSERTIVE, "if", "call"),
    (ASSERTIVE, "cti", "urge implore beseech exhort press encourage entreat plead appeal"),
    (ASSERTIVE, "ci", "demand request require"),
    (ASSERTIVE, "q", "urge demand"),
    # What is said is the object itself: communication of a topic (Levin 37.1, 37.7), stands taken. Praise and blame of
    # somebody or something (33: condemn, praise) are acts and no reports of words: they have "m" above and no "n".
    (ASSERTIVE, "n", "refute contradict dispute urge demand reaffirm affirm question propose "
     "reject defend endorse support oppose favor favour welcome embrace contest protest advocate prefer champion"),
    (NEUTRAL, "w", "question discuss debate document warn"),
    (ASSERTIVE, "m",
     "support endorse favor favour oppose embrace champion renounce disown repudiate disavow question contest assail "
     "advocate rebuke"),
    (NEUTRAL, "n",
     "mention discuss describe announce explain reveal disclose acknowledge admit concede confirm express "
     "voice cite reiterate repeat emphasize emphasise stress highlight outline detail predict forecast "
     "recall recount request unveil recite relay underscore underline invoke report ask estimate regret "
     "fear consider contemplate weigh recognize recognise accept condone tolerate envision imagine"),
    (PROMISING, "n", "promise pledge vow"),
    (NEUTRAL, "i",
     "want wish hope plan intend aim expect decide choose seek prefer desire long propose resolve ask "
     "demand"),
    (ASSERTIVE, "ti", "want expect allow"),
    # Doubting: the reporter keeps a distance.
    (DOUBTING, "qcm", "claim allege purport"),
    (DOUBTING, "i", "claim purport"),
    (DOUBTING, "cg", "imply insinuate intimate pretend"),
    (DOUBTING, "vtm", "accuse suspect"),
    # Promising: the speaker binds himself (Levin 37.13 promise; commissives of speech act theory).
    (PROMISING, "qci", "promise vow pledge swear threaten guarantee undertake"),
    (PROMISING, "i", "offer agree refuse decline propose commit"),
    (PROMISING, "tc", "promise guarantee"),
)  # fmt: skip

# Verbs of judgement (Levin 33). A ground behind "for" and "of" that is a noun (condemned her for the delay, accused her
# of envy) is an act of praise or blame and no report; a clause (accused her of hiding it) or words in marks are one.
JUDGEMENT = word_set(
    "blame criticize criticise praise thank fault chide rebuke condemn denounce blast slam commend applaud attack "
    "lambast lambaste excoriate scold berate admonish mock ridicule accuse suspect"
)
# Prepositions behind which the topic is what was said (Levin 37.6 chitchat, 37.8 complain, 37.9 advise, 33 judgement).
PREPOSITIONS: dict[str, frozenset[str]] = {
    verb: word_set(prepositions)
    for verbs, prepositions in (
        ("speak talk write testify", "about of against on"),
        ("complain boast brag joke worry grumble moan gripe fret quip lie muse", "about of"),
        ("agree disagree side sympathize sympathise", "with"),
        ("object refer point allude react subscribe", "to"),
        ("hint laugh scoff sneer bristle balk", "at"),
        ("argue lobby", "for against"),
        ("advocate apologize apologise plead beg ask appeal", "for"),
        ("rail protest inveigh fulminate speak caution warn", "against about of"),
        ("comment elaborate insist reflect expand opine pronounce", "on"),
        ("speculate inquire enquire", "about"),
        ("call", "for on"),
        ("believe", "in"),
        ("despair dream approve disapprove conceive think", "of"),
        ("object refer", "to"),
    )
    for verb in verbs.split()
}
# Verbs whose infinitive reports only with a hearer between: asked him to leave, urged voters to stay.
HEARER_INFINITIVE = word_set(
    "ask beg order instruct direct command tell advise remind invite urge implore beseech exhort press encourage "
    "entreat appeal call warn"
)
# Verbs whose object is a hearer rather than a topic: told him.
TELLERS = word_set("tell inform remind notify brief advise assure warn ask urge promise")
# An answer comes from somebody else than the last speaker.
REPLIES = word_set("answer reply respond retort counter rebut")
# Attitude, not speech, unless marks stand in the clause or the subject is a person.
THOUGHT = word_set(
    "think believe feel suspect assume presume suppose imagine consider fear worry hope doubt expect know "
    "understand realize realise sense dream wish see view regard decide learn hear read discover determine find "
    "show indicate signal imagine recognize recognise accept"
)
# Plain saying: enough for an attribution after "?" or without a comma.
CORE = word_set(
    "say tell add ask write reply respond answer explain note warn argue insist declare announce continue tweet "
    "claim conclude joke shout yell recall remark observe state admit acknowledge caution suggest contend counter "
    "quip exclaim wonder post agree stress testify"
)
# Nouns that report: "his claim that ...", "a statement: ..." (Quirk 17.26, nominal apposition).
NOUN_ROWS: tuple[tuple[str, str], ...] = (
    (NEUTRAL,
     "statement comment remark answer reply response announcement message note letter email e-mail tweet post "
     "report testimony admission acknowledgment observation explanation caption headline question inquiry "
     "speech quote quotation line memo text slogan mantra refrain"),
    (ASSERTIVE,
     "argument assertion contention insistence declaration warning suggestion conclusion denial view belief "
     "conviction opinion complaint criticism call demand proposal recommendation prediction confirmation "
     "reminder charge accusation motto plea boast hope fear concern support opposition desire intention refusal "
     "willingness decision plan endorsement praise condemnation rejection defense defence doubt request appeal"),
    (DOUBTING, "claim allegation rumor rumour suspicion insinuation"),
    (PROMISING, "promise pledge vow threat assurance guarantee"),
)  # fmt: skip
NOUNS = {noun: stance for stance, nouns in NOUN_ROWS for noun in nouns.split()}
# Adjectives with that-clauses that tell somebody's conviction or feeling (Quirk 16.70-16.72).
ADJECTIVES = word_set(
    "sure certain confident aware unaware afraid glad happy proud sorry convinced worried concerned hopeful "
    "optimistic pessimistic skeptical sceptical doubtful adamant insistent clear surprised shocked amazed angry "
    "furious upset disappointed sad pleased delighted thrilled grateful thankful relieved satisfied fearful "
    "anxious positive mindful conscious embarrassed ashamed stunned appalled outraged frustrated wary"
)
THAT_NOUNS = frozenset(NOUNS) - word_set("question line slogan mantra refrain speech caption headline motto text")
# Documents and sayings that speak for somebody: "a statement saying": the clause's subject is the source.
MESSAGES = word_set(
    "statement comment message note letter email e-mail tweet post report ad advertisement advert memo release "
    "mail speech interview op-ed column video article remarks statements comments tweets"
)
# Prepositional cues, by first words; the source follows.
PHRASES: dict[tuple[str, ...], str] = {
    ("according", "to"): NEUTRAL,
    ("in", "the", "words", "of"): NEUTRAL,
    ("in", "the", "view", "of"): ASSERTIVE,
    ("in", "the", "opinion", "of"): ASSERTIVE,
}


def build_verbs() -> dict[str, Cue]:
    """Merge the rows of the table by lemma."""
    verbs: dict[str, Cue] = {}
    for stance, frames, lemmas in VERB_ROWS:
        for lemma in lemmas.split():
            known = verbs.get(lemma)
            merged = frames if known is None else known.frames + "".join(f for f in frames if f not in known.frames)
            verbs[lemma] = Cue(known.stance if known else stance, merged)
    for lemma in PREPOSITIONS:
        known = verbs.get(lemma, Cue(NEUTRAL, ""))
        verbs[lemma] = Cue(known.stance, known.frames + "p")
    return verbs


VERBS = build_verbs()
# Particle verbs: verb lemma -> particles that make it one.
PARTICLES: dict[str, frozenset[str]] = {
    verb: frozenset(lemma.split("_")[1] for lemma in VERBS if lemma.startswith(f"{verb}_"))
    for verb in {lemma.split("_")[0] for lemma in VERBS if "_" in lemma}
}


def has_frame(lemma: str, frames: str) -> bool:
    """Whether a verb reports in any of `frames`.

    >>> has_frame("say", "q"), has_frame("walk", "qc")
    (True, False)
    """
    cue = VERBS.get(lemma)
    return cue is not None and any(f in cue.frames for f in frames)


def stance_of(lemma: str) -> str:
    """Give the stance of a cue's lemma; what the lexicon does not hold is neutral.

    >>> stance_of("allege"), stance_of("vow"), stance_of("walk")
    ('doubting', 'promising', 'neutral')
    """
    cue = VERBS.get(lemma)
    return cue.stance if cue else NOUNS.get(lemma, NEUTRAL)
