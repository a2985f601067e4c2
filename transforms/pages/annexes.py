"""What follows an article under a heading of its own: readers' comments and lists of sources, in whatever language.

The words are those that content systems and papers put above them, in the languages of the larger presses. A heading
is one of these words and nothing else that says anything: "Comments from the valley" is a part of the story.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.pages.page import Block, Page

HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt", "legend", "caption"})
HEADING_WORDS = 7
STORY_WORDS = 40  # what stands before a heading that ends an article
ENTRY_WORDS = 25  # of one source in a list

# Language -> words over readers' comments; those after the bar head parts of stories, too, and comments only where they
# count them, open a box or invite to write one.
COMMENT_WORDS = {
    "en": "comments talkback | comment discussion discussions replies reactions responses forum",
    "de": "kommentare leserkommentare leserkommentar leserbriefe lesermeinungen | kommentar diskussion beiträge",
    "fr": "commentaires | commentaire réactions",
    "es": "comentarios | comentario opiniones",
    "pt": "comentários | comentário",
    "it": "commenti | commento",
    "nl": "| reactie reacties",
    "pl": "komentarze komentarzy | komentarz",
    "cs": "komentáře komentáre komentárov | komentář",
    "sl": "komentari komentarji komentara | komentar",
    "sv": "kommentarer kommenttia kommentit kommentti | keskustelu",
    "hu": "hozzászólások | hozzászólás",
    "ro": "comentarii comentariu comentaris",
    "tr": "yorumlar | yorum",
    "lt": "komentarai komentāri kommentaarid",
    "ru": "комментарии комментария комментариев | комментарий обсуждение ответы",
    "uk": "коментарі коментари коментарів",
    "el": "σχόλια | σχόλιο",
    "ar": "تعليق تعليقات التعليقات تعليقاً",
    "fa": "نظرات دیدگاه دیدگاه\u200cها دیدگاهها تبصرے تبصرہ | نظر",
    "he": "תגובות | תגובה",
    "hi": "टिप्पणी टिप्पणियाँ टिप्पणियां মন্তব্য மறுமொழிகள் கருத்துகள்",
}
SOURCE_WORDS = {
    "en": "source sources references reference footnotes footnote bibliography citations",
    "de": "quelle quellen quellenangaben quellenverzeichnis einzelnachweise literatur literaturverzeichnis fußnoten",
    "fr": "références bibliographie",
    "es": "fuente fuentes referencias bibliografía",
    "pt": "fonte fontes referências bibliografia",
    "it": "fonti",
    "nl": "bron bronnen",
    "pl": "źródło źródła",
    "cs": "zdroj zdroje zdroji",
    "sv": "källor källa kilder kilde lähteet lähde",
    "hu": "források",
    "ro": "surse sursă",
    "tr": "kaynak kaynaklar kaynakça",
    "ru": "источник источники литература джерела",
    "el": "πηγές πηγή",
    "ar": "المصادر مصادر المراجع",
    "fa": "منابع",
    "he": "מקורות",
    "hi": "संदर्भ स्रोत",
    "vi": "nguồn sumber",
}
# Words that say nothing of a subject beside those above.
FILLER_WORDS = {
    "en": "the a an of on to for from by and in all your our my their reader readers user users show hide view see "
    "read post write leave add join latest newest top most recent this article story page conversation used further",
    "de": "der die das den zu zum zur von für alle ihre unsere leser lesern leserinnen und artikel beitrag diesem "
    "lesen anzeigen schreiben verwendete",
    "fr": "le la les de des du d l et à lire voir lecteurs lecteur vos tous toutes laisser laissez un votre",
    "es": "el los las del y en ver lectores lector usuarios esta este noticia nota artículo leer deja tu tus un una",
    "pt": "o os as do da dos das leitores deste ler deixe seu",
    "it": "il i gli degli dei leggi tutti lettori alla lascia",
    "nl": "op het van lezers toon alle bij artikel geef je",
    "pl": "artykułu do czytelników dodaj",
    "ru": "все читателей к статье показать оставить оставьте ваш",
    "tr": "haber okur okuyucu ve tüm yap",
    "ar": "على كل القراء الخبر هذا",
}
INVITATIONS = frozenset((
    "leave", "add", "join", "post", "write", "schreiben", "laisser", "laissez", "deja", "deixe", "lascia", "geef",
    "dodaj", "yap", "оставить", "оставьте",
))  # fmt: skip
COMMENTS = frozenset(word for words in COMMENT_WORDS.values() for word in words.split())
WEAK = frozenset(word for words in COMMENT_WORDS.values() for word in words.partition("|")[2].split())
SOURCES = frozenset(word for words in SOURCE_WORDS.values() for word in words.split())
FILLERS = frozenset(word for words in FILLER_WORDS.values() for word in words.split())
UNSPACED_COMMENTS = re.compile(
    r"(?:コメント|読者の声|みんなの意見)[欄一覧数]*|(?:网友|網友|读者|讀者|最新|全部|热门|熱門|精彩|我要|发表|發表)*(?:评论|評論|留言|跟帖|回應|回应)区?|"
    r"댓글|독자의견|ความคิดเห็น|ความเห็น|မှတ်ချက်(?:များ)?|មតិយោបល់|ຄວາມຄິດເຫັນ"
)
UNSPACED_SOURCES = re.compile(
    r"参考(?:文献|资料|資料|来源)|資料來源|资料来源|出典|来源|引用元|출처|참고문헌|แหล่งที่มา|อ้างอิง|ที่มา"
)
NUMBER = re.compile(r"[\d０-９]+[件条條个個則개ｋkK]?|[()（）\[\]#:：,.・…\s|–—-]+")
DIGIT = re.compile(r"\d")
WORD = re.compile(r"[^\W\d_]+(?:[\u200c'’][^\W\d_]+)*")


def is_heading_of(text: str, words: frozenset[str], unspaced: re.Pattern[str], *, is_box: bool = False) -> bool:
    """Tell whether a line is one of the words and says nothing else.

    >>> is_heading_of("Comentarios de los lectores (12)", COMMENTS, UNSPACED_COMMENTS)
    True
    >>> is_heading_of("Comments from the valley", COMMENTS, UNSPACED_COMMENTS)
    False
    >>> is_heading_of("コメント（2件）", COMMENTS, UNSPACED_COMMENTS)
    True
    """
    if len(text) > 60:
        return False
    if unspaced.fullmatch(NUMBER.sub("", text)):
        return True
    found = WORD.findall(text.lower())
    known = words & set(found)
    if not (is_box or DIGIT.search(text) or INVITATIONS & set(found)):
        known -= WEAK
    return bool(known) and len(found) <= HEADING_WORDS and all(word in known or word in FILLERS for word in found)


def drop_annexes(page: Page, kept: Sequence[int]) -> list[int]:
    """Drop what follows a heading of comments within its element, and a list of sources at the end."""
    if not kept:
        return []
    held, dropped, end, told = set(kept), set[int](), find_end_of_prose(page, kept), 0
    for i in range(kept[0], min(kept[-1] + 1, len(page.blocks))):
        block = page.blocks[i]
        if i not in dropped and told >= STORY_WORDS and is_heading(block):
            if is_heading_of(block.text, COMMENTS, UNSPACED_COMMENTS, is_box=block.tag == "summary"):
                dropped.update(find_under(page, i))
            elif i > end and is_heading_of(block.text, SOURCES, UNSPACED_SOURCES):
                dropped.update(range(i, len(page.blocks)))
        told += block.words if i in held else 0
    return [i for i in kept if i not in dropped]


def find_end_of_prose(page: Page, kept: Sequence[int]) -> int:
    """Find the last block that is too long for the entry of a list of sources."""
    long = (i for i in reversed(kept) if page.blocks[i].words > max(ENTRY_WORDS, 2 * page.blocks[i].link_words))
    return next(long, -1)


def is_heading(block: Block) -> bool:
    """Tell a heading, or a short line by itself that may be one; a link leads elsewhere."""
    if block.tag in HEADING_TAGS:
        return True
    return block.words <= HEADING_WORDS and not block.link_words and block.tag not in ("li", "td", "dd", "figcaption")


def find_under(page: Page, index: int) -> range:
    """Find the blocks under a heading: those behind it in the element that holds it, but for what it alone fills."""
    for node in page.ancestors(page.blocks[index].node):
        last = page.nodes[node].last
        after = range(index + 1, len(page.blocks))
        end = next((i for i in after if not node <= page.blocks[i].node <= last), len(page.blocks))
        if end > index + 1:
            return range(index, end)
    return range(index, len(page.blocks))
