"""Names of people in scripts that write no space between given and family name: Chinese, Japanese, Korean."""

from __future__ import annotations

import re

HAN, KANA, HANGUL = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々", "\u3041-\u309f\u30a1-\u30faー", "가-힣"
NAME = re.compile(
    rf"[{HAN}]{{2,5}}|(?=[^{HAN}]{{0,6}}[{HAN}])[{HAN}{KANA}]{{2,8}}|[{HANGUL}]{{2,4}}"  # a family and a given name
    rf"|[{HAN}]{{1,6}}(?:·[{HAN}]{{1,8}}){{1,3}}|[ァ-ヺー]{{2,10}}(?:・[ァ-ヺー]{{2,10}}){{1,3}}"  # foreign ones
    rf"|[{HAN}]{{1,4}} [{HAN}{KANA}]{{1,5}}"
)
ROLES_BEFORE = re.compile(
    r"(?:本报|本報|本刊|本网|特约|特約|実習|实习|见习)?(?:记者|記者|作者|编辑|編輯|撰文|文字|文|执笔|執筆|取材|글|기자)[：:／/\s]+|"
    r"(?:本报|本報|本刊|本网)(?:记者|記者)"
)
ROLES_BEHIND = re.compile(r"\s*(?:记者|記者|編集委員|論説委員|特派員|特派员|기자|특파원|논설위원|선임기자)$")
CREDIT = re.compile(
    r"(?<!\w)(?:本报|本報|本刊|本网|特约|特約|実習|实习)?(?:记者|記者|作者|撰文|文|执笔|執筆|取材|글|기자)\s?[：:／/]\s?([^\s|｜：:]{2,40})"
)
NO_NAME = re.compile(
    "社$|网$|網$|报$|報$|部$|台$|局$|室$|组$|組$|员$|員$|新闻|新聞|编辑|編輯|編集|通讯|通訊|通信|记者|記者|来源|來源|官方|小编|平台|中心|团队|"
    "佚名|作者|匿名|未知|管理|公司|日报|日報|时报|時報|기자|뉴스|신문|일보|방송|편집|연합|관리자|취재|제공|닷컴|팀$"
)
AND = re.compile(rf"(?<=[{HAN}{HANGUL}])\s*[、，・]\s*(?=[{HAN}{HANGUL}])")
PAIR = re.compile(rf"([{HAN}]{{2,4}})\s?[和与與及]\s?([{HAN}]{{2,4}})|([{HAN}]{{3,5}})\s?と\s?([{HAN}]{{3,5}})")


def split_unspaced(text: str) -> list[str]:
    """Split a list of names at the marks and words that join them in these scripts.

    >>> split_unspaced("山田太郎・佐藤花子"), split_unspaced("王小明和李华"), split_unspaced("ジョン・スミス")
    (['山田太郎', '佐藤花子'], ['王小明', '李华'], ['ジョン・スミス'])
    """
    pair = PAIR.fullmatch(text)
    return [part for part in (pair.groups() if pair else AND.split(text)) if part]


def find_unspaced_credit(text: str) -> str:
    """Give the name behind the word for an author in a line, or before it where the line holds no more; else nothing.

    >>> find_unspaced_credit("2031-05-02 来源：瓦恩网 作者：李华"), find_unspaced_credit("김민수 기자")
    ('李华', '김민수 기자')
    """
    match = CREDIT.search(text)
    if match:
        return match[1]
    return text if ROLES_BEHIND.search(text) and read_unspaced(text) else ""


def read_unspaced(text: str) -> str | None:
    """Read one name, without the word for its bearer's trade; None if it is no person's.

    >>> read_unspaced("记者：王小明"), read_unspaced("김민수 기자"), read_unspaced("新华社")
    ('王小明', '김민수', None)
    """
    name = ROLES_BEHIND.sub("", ROLES_BEFORE.sub("", text.strip(), count=1)).strip()
    return name if NAME.fullmatch(name) and not NO_NAME.search(name) else None
