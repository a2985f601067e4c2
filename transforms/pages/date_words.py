"""What pages call the date of publication and that of the last change, in the languages of the larger presses.

Beginnings of words, as `days.fold_text` leaves them (without accents), since endings carry case and gender.
"""

from __future__ import annotations

import re

from transforms.dates.days import fold_text

PUBLISHED, CHANGED = "published", "changed"
WORDS = {
    PUBLISHED: (
        "publish posted issued released created "  # en
        "veröffentlicht erschien erstellt publiziert eingestellt "  # de
        "publié publication paru créé mis en ligne diffusé "  # fr
        "publicad publicación publicat creado fecha "  # es ca ro
        "publicação criado "  # pt
        "pubblicat "  # it
        "gepubliceerd geplaatst publicatie "  # nl
        "publicera publicer publiser skapad oprettet "  # sv da no
        "julkaistu julkaisu avaldatud "  # fi et
        "opublik publik publikov vydán zveřejn zverejn dodano objav "  # pl cs sk sl hr
        "опубл публик дата созда додано "  # ru uk bg
        "yayın giriş eklen oluştur "  # tr
        "δημοσ ανάρτη "  # el
        "megjelen közzétét publikál létrehoz "  # hu
        "dipublikasi diterbit terbit tayang "  # id ms
        "xuất bản đăng "  # vi
        "발행 입력 등록 게시 승인 작성 "  # ko
        "发布 發布 发表 發表 刊登 公開 配信 掲載 投稿 発行 登録 "  # zh ja
        "نشر النشر تاریخ تاريخ منتشر انتشار شائع اشاعت "  # ar fa ur
        "פורסם פרסום "  # he
        "प्रकाशित पब्लिश प्रकाशन প্রকাশ வெளியி "  # hi bn ta
        "เผยแพร่ โพสต์"  # th
    ),
    CHANGED: (
        "updat modif edited changed revis corrected amended "
        "aktualis geändert stand überarbeitet bearbeitet "
        "mis à jour mise à jour màj actualisé "
        "actualiz actualitzat atualiz modificad "
        "aggiorna "
        "bijgewerkt gewijzigd "
        "uppdater opdater oppdater ändrad endret ændret "
        "päivitetty muokattu uuendatud "
        "aktualiz zaktualiz zmodyf upraven ažurir posodob "
        "обнов измен оновл ажурир актуализ "
        "güncell son güncell "
        "ενημερ τροποπο "
        "frissít módosít "
        "diperbarui diubah "
        "cập nhật "
        "수정 업데이트 "
        "更新 修改 "
        "تحديث التحديث به‌روز بروز تعديل "
        "עודכן עדכון "
        "अपडेट अद्यतन আপডেট হালনাগাদ புதுப்பி "
        "อัปเดต ปรับปรุง แก้ไข"
    ),
}
PHRASES = ("mis en ligne", "mis à jour", "mise à jour", "xuất bản", "cập nhật", "son güncell")


def compile_words(words: str) -> str:
    """Make a pattern of beginnings of words; phrases are kept together."""
    phrases = [phrase for phrase in PHRASES if phrase in words]
    for phrase in phrases:
        words = words.replace(phrase, " ")
    return "|".join(re.escape(fold_text(word)) for word in sorted({*words.split(), *phrases}, key=len, reverse=True))


WORD_START = "(?<![A-Za-z\u00c0-\u024f\u0370-\u04ff\u0590-\u06ff])"  # where words have spaces between them
LABEL = re.compile(
    "|".join(rf"(?P<{label}>{WORD_START}(?:{compile_words(words)}))" for label, words in WORDS.items()), re.I
)


def starts_with_label(folded: str) -> bool:
    """Tell whether a text opens with such a word, or has one word before it ("First published on")."""
    found = LABEL.search(folded)
    return found is not None and len(folded[: found.start()].split()) <= 1


def find_label(folded: str) -> str | None:
    """Say what the last such word in a text calls the date that follows it.

    >>> find_label("Published on"), find_label("2 May 2031 | Mis a jour le"), find_label("by Ada Moss")
    ('published', 'changed', None)
    """
    found = list(LABEL.finditer(folded))
    return found[-1].lastgroup if found else None
