"""What follows an article under a heading of its own: readers' comments and lists of sources, in whatever language.

The words are those that content systems and papers put above them, in the languages of the larger presses. A heading
is one of these words and nothing else that says anything: "Comments from the valley" is a part of the story.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.page import Block, Page

HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt", "legend", "caption"})
HEADING_WORDS = 7
STORY_WORDS = 40  # what stands before a heading that ends an article
ENTRY_WORDS = 25  # of one source in a list

COMMENTS = frozenset((
    "comment comments discussion discussions replies reactions responses forum talkback "
    "kommentar kommentare leserkommentare leserkommentar leserbriefe lesermeinungen lesermeinung diskussion beiträge "
    "commentaire commentaires réactions comentario comentarios opiniones comentário comentários commento commenti "
    "reactie reacties komentarz komentarze komentáře komentář komentari komentar komentarji komentáre kommentarer "
    "kommenttia kommentit keskustelu kommentti hozzászólás hozzászólások comentarii comentariu comentaris iruzkinak "
    "yorum yorumlar комментарий комментарии комментария комментариев коментар коментарі коментари коментарів обсуждение "
    "σχόλια σχόλιο تعليق تعليقات التعليقات تعليقاً نظر نظرات دیدگاه دیدگاه‌ها دیدگاهها تبصرے تبصرہ תגובה תגובות "
    "टिप्पणी टिप्पणियाँ टिप्पणियां মন্তব্য மறுமொழிகள் கருத்துகள் komentarai komentāri kommentaarid maoni bìnhluận"
).split())  # fmt: skip
SOURCES = frozenset((
    "source sources references reference footnotes footnote bibliography citations "
    "quelle quellen quellenangaben quellenverzeichnis einzelnachweise literatur literaturverzeichnis fußnoten "
    "références bibliographie fuente fuentes referencias bibliografía fonte fontes referências bibliografia fonti "
    "bron bronnen źródło źródła zdroj zdroje zdroji források källor källa kilder kilde lähteet lähde surse sursă "
    "kaynak kaynaklar kaynakça источник источники литература джерела πηγές πηγή المصادر مصادر المراجع منابع מקורות "
    "संदर्भ स्रोत nguồn sumber"
).split())  # fmt: skip
# Words that say nothing of a subject beside those above.
FILLERS = frozenset((
    "the a an of on to for from by and in all your our my their reader readers reader's readers' user users show hide "
    "view read see load post write leave add join latest newest top most recent this article story post page conversation "
    "used further der die das den zu zum zur von für alle ihre unsere leser lesern leserinnen und artikel beitrag diesem "
    "lesen anzeigen schreiben verwendete le la les de des du d l et à lire voir lecteurs lecteur vos tous toutes article "
    "el los las del y en ver lectores lector usuarios esta este noticia nota artículo leer o os as do da dos das leitores "
    "deste ler il i gli degli dei leggi tutti lettori alla op het van lezers toon alle bij artikel artykułu do czytelników "
    "все читателей к статье показать haber okur okuyucu ve tüm على كل القراء الخبر هذا"
).split())  # fmt: skip
# They head parts of stories, too, and comments only where they count them or open a box.
WEAK = frozenset((
    "discussion discussions replies reactions responses forum diskussion beiträge réactions opiniones reacties reactie "
    "keskustelu обсуждение نظر ответы"
).split())  # fmt: skip
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
    if not (is_box or DIGIT.search(text)):
        known -= WEAK
    return bool(known) and len(found) <= HEADING_WORDS and all(word in known or word in FILLERS for word in found)


def drop_annexes(page: Page, kept: Sequence[int]) -> list[int]:
    """Drop what follows a heading of comments within its element, and a list of sources at the end."""
    if not kept:
        return []
    dropped: set[int] = set()
    for i in range(kept[0] + 1, min(kept[-1] + 1, len(page.blocks))):
        block = page.blocks[i]
        if i not in dropped and is_heading(block) and is_after_story(page, kept, i):
            if is_heading_of(block.text, COMMENTS, UNSPACED_COMMENTS, is_box=block.tag == "summary"):
                dropped.update(find_under(page, i))
            elif is_heading_of(block.text, SOURCES, UNSPACED_SOURCES) and is_list_of_sources(page, kept, i):
                dropped.update(range(i, len(page.blocks)))
    return [i for i in kept if i not in dropped]


def is_heading(block: Block) -> bool:
    """Tell a heading, or a short line by itself that may be one; a link leads elsewhere."""
    if block.tag in HEADING_TAGS:
        return True
    return block.words <= HEADING_WORDS and not block.link_words and block.tag not in ("li", "td", "dd", "figcaption")


def is_after_story(page: Page, kept: Sequence[int], index: int) -> bool:
    """Tell whether enough of the story stands before a heading for it to be at its end."""
    return sum(page.blocks[i].words for i in kept if i < index) >= STORY_WORDS


def find_under(page: Page, index: int) -> range:
    """Find the blocks under a heading: those behind it in the element that holds it, but for what it alone fills."""
    for node in page.ancestors(page.blocks[index].node):
        last = page.nodes[node].last
        after = range(index + 1, len(page.blocks))
        end = next((i for i in after if not node <= page.blocks[i].node <= last), len(page.blocks))
        if end > index + 1:
            return range(index, end)
    return range(index, len(page.blocks))


def is_list_of_sources(page: Page, kept: Sequence[int], index: int) -> bool:
    """Tell whether nothing but short entries follows."""
    rest = [page.blocks[i] for i in kept if i > index]
    return bool(rest) and all(block.words <= ENTRY_WORDS or block.link_words > 0.5 * block.words for block in rest)
