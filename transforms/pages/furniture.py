"""What surrounds an article: structure rules by the class of page furniture, and debris known by its wording.

Two tables. `MARKS` reads an element's tag, class, id and role and says what kind of furniture it is; `DEBRIS`
reads a paragraph's words. Neither names a publisher: class names are those that content systems (WordPress, Arc,
Drupal, AMP, schema.org microdata) share, and wordings are those of buttons, notices and credits.
Each kind has its golden page in tests/cases/pages.
"""

from __future__ import annotations

import re
from functools import lru_cache

from transforms.words.agencies import CREDITED_AGENCY

# An edge of a word in a class name: "post-share", "post_share" and "share" hold the word "share", "shared" does not.
EDGE_L, EDGE_R = r"(?<![a-z])(?:", r")(?![a-z])"

TAG_MARKS = {
    "nav": "nav", "aside": "aside", "footer": "footer", "header": "header", "figure": "figure", "figcaption": "caption",
    "h1": "headline", "address": "byline", "form": "form", "table": "table", "menu": "nav", "summary": "summary",
}  # fmt: skip

# Kind of furniture -> words of class, id, itemprop, role, aria-label that content systems use for it.
MARK_WORDS = {
    "nav": r"nav(?:bar|igation)?|(?:main|sub|site|top)?-?menu|breadcrumbs?|pagination|pager|skip-?links?|toolbar|"
    r"site-?map",
    "aside": r"side-?bar|rail|complementary|widget(?:s|-area|_text)?",
    "footer": r"(?:site|page|global)?-?footer|colophon|copyright|contentinfo|disclaimer",
    "caption": r"(?:\w+-?)?captions?(?:-?text)?|wp-caption(?:-text)?|(?:photo|image|img|media|figure|"
    r"picture)?-?credits?"
    r"|cutline|photographer|(?:image|photo)-?(?:desc(?:ription)?|meta|info|legend)|copyright-?holder|imagecredit",
    "figure": r"wp-caption|image-?(?:container|wrapper|block)|figure|media-?(?:image|object)",
    "related": r"related(?:-?\w+)?|recommend\w*|more-?(?:from|on|stories|news|articles|like|in)|also-?(?:read|like)|"
    r"read-?(?:more|next|also)"
    r"|most-?(?:read|popular|viewed|shared)|trending|popular(?:-?\w+)?|outbrain|taboola|zergnet|recirc\w*|"
    r"next-?(?:article|story|up|post)"
    r"|see-?also|up-?next|further-?reading|story-?list|linked-?(?:stories|article)|teasers?|promos?|"
    r"promo-?\w+|jp-relatedposts|article-?list"
    r"|(?:in-?(?:article|line)|story)-?(?:link|promo|related|recirc)s?|latest-?(?:news|stories|posts|"
    r"articles)|headlines|news-?feed|post-?navigation"
    r"|you-?may-?(?:also-?)?like|don-?t-?miss|river|card-?(?:list|grid)|seo-?links|explore-?more|internal-?links?",
    "newsletter": r"news-?letters?(?:-?\w+)?|subscri(?:be|ption|ptions)(?:-?\w+)?|sign-?up(?:-?\w+)?|donat(?:e|ion|"
    r"ions)(?:-?\w+)?|membership"
    r"|pay-?wall(?:-?\w+)?|reg-?wall|call-?to-?action|cta|opt-?in|mailchimp|support-?us|contribution|"
    r"pledge|inline-?(?:signup|promo)|piano\w*|app-?(?:promo|download)",
    "share": r"shar(?:e|ing|es|eable)(?:-?(?:bar|tools?|links?|buttons?|icons?|this|list|box|container|wrapper|"
    r"post))*|social(?:-?\w+)*|addthis\w*|sharedaddy"
    r"|follow-?(?:us|me|links?)|addtoany\w*|st-?btns?",
    "comments": r"comments?(?:-?(?:list|area|section|form|count|wrapper|container|link|body|thread|respond))*|"
    r"disqus\w*|respond|livefyre|viafoura|coral|fb-comments|comment-?(?:box|item|post(?:er)?|text|content|title|author|entry)s?"
    r"|(?:user|reader)s?-?(?:comments?|letters?|opinions?|posts?)|discussions?(?:-?\w+)?|repl(?:y|ies)(?:-?\w+)?"
    r"|(?:leser|user|nutzer)?-?kommentare?[ns]?(?:-?\w+)?|leser-?(?:briefe?|meinung(?:en)?)|commentaires?(?:-?\w+)?"
    r"|(?:lista-?)?coment[aá]rios?(?:-?\w+)?|commenti(?:-?\w+)?|reacties?(?:-?\w+)?|komment(?:ar|it|arer|ek)\w*"
    r"|koment[aá][rř]\w*|comentarii|yorum(?:lar)?(?:-?\w+)?|hozz[aá]sz[oó]l[aá]s\w*|комментари\w*|коментар\w*|σχ[οό]λια"
    r"|otzyv\w*|obsuzhden\w*|binh-?luan|tippani\w*|pinglun|评论|評論|留言|コメント|댓글|التعليقات|تعليقات|دیدگاه\w*|תגובות",
    "author": r"(?:author|writer|contributor|reporter|byline|staff)s?-?(?:bio\w*|box|cards?|info(?:rmation)?|"
    r"desc(?:ription)?|profile|about|details?|block|footer|panel|blurb)"
    r"|about-?(?:the-?)?(?:author|writer)s?|bio(?:graphy|graphies|s)?|post-?author(?:-?\w+)?|end-?note|"
    r"tagline|shirttail",
    "byline": r"by-?lines?(?:-?\w+)?|(?:post|entry|article|story|content)-?(?:meta|info|author|date|by)(?:-?\w+)?|"
    r"author(?:s|-?(?:name|link|byline|wrapper|meta))?|posted-?(?:on|by)|time-?stamp\w*"
    r"|pub(?:lish(?:ed)?|lication)?-?(?:date|time|on|info)|date-?(?:line|published|time|modified)|"
    r"datepublished|datemodified|entry-?date|updated(?:-?\w+)?|read(?:ing)?-?time|article-?(?:timestamp|"
    r"dates?)",
    "tags": r"(?:post|entry|article|story)?-?tags?(?:-?(?:list|links|cloud|container|wrapper|s))*|key-?words|"
    r"topics?(?:-?(?:list|links|tags))?|categor(?:y|ies)(?:-?(?:list|links))?|filed-?under|cat-?links|"
    r"taxonomy",
    "ad": r"ads?(?:-?(?:slot|unit|container|wrapper|box|block|label|text|banner|placeholder|zone|wrap|place|"
    r"inner|content|frame|area|position|space))*|adsbygoogle|advert\w*|sponsor(?:ed|s|ship)?(?:-?\w+)?|"
    r"dfp\w*|gpt-?ad\w*|mpu|leaderboard"
    r"|google-?auto-?placed|commercial|affiliate(?:-?\w+)?|buy-?(?:now|button|box)|product-?(?:card|box|"
    r"list|widget)|partner-?content|deals?",
    "cookie": r"cookies?(?:-?\w+)*|consent(?:-?\w+)?|gdpr|onetrust\w*|cmp|privacy-?(?:banner|notice)|truste",
    "hidden": r"hidden-attribute|(?:visually|visuallly|element)-?hidden|screen-?reader(?:-?text)?|sr-?only|"
    r"is-?hidden|print-?only|invisible|d-none|assistive-text|offscreen",
    "gallery": r"gallery(?:-?\w+)?|slide-?show(?:-?\w+)?|carousels?(?:-?\w+)?|slider|light-?box|swiper(?:-?\w+)?|"
    r"photo-?(?:list|gallery)",
    "toc": r"toc(?:_container)?|table-?of-?contents|jump-?links?|ez-toc-\w+",
    "pullquote": r"pull-?quotes?(?:-?\w+)?|pulled-?quote|blockquote-?pull",
    "headline": r"head-?line|entry-?title|(?:post|article|story|page|content)-?(?:title|headline|heading)",
    "standfirst": r"stand-?first|dek|deck|sub-?(?:head(?:line|ing)?|title)|(?:article|post|story|entry)-?(?:summary|"
    r"excerpt|intro|lead|lede|dek|description|teaser|sub-?title|subhead(?:line|ing)?)|intro(?:duction|"
    r"-text)?|lede|excerpt|sapo|chapo|strap-?line|alternativeheadline",
    "body": r"(?:article|post|story|entry|news|page|blog|main)-?(?:-?content)?-?(?:body|content|text|"
    r"copy)(?:-?\w+)?|articlebody|rich-?text|body-?(?:text|copy|content)|td-post-content|field-name-body|"
    r"prose|wysiwyg|c-article|entry",
    "sources": r"(?:foot|end)-?notes|references|bibliograph(?:y|ie)|source-?(?:list|links|box)|(?:article-?)?sources|"
    r"quellen(?:-?\w+)?|fuentes|fonti|bronnen",
    "video": r"video(?:-?(?:player|container|wrapper|block|embed|promo|caption|title|description))*|jw-?player|"
    r"brightcove|player",
    "embed": r"twitter-(?:tweet|video)|instagram-media|tweet|fb-post|embed(?:ded|ly)?(?:-?\w+)?|reddit-embed\w*|"
    r"tiktok-embed",
    "factbox": r"fact-?(?:box|file|s)|info-?box|key-?(?:points|facts|takeaways)|at-a-glance|highlights?|tl-?dr|"
    r"summary-?(?:box|list)",
    "cart": r"add-to-cart|add-to-bag|product-?(?:price|form|single|details?|info|summary)|woocommerce|buy-?box|sku",
}
MARKS = re.compile(EDGE_L + "|".join(f"(?P<{mark}>{words})" for mark, words in MARK_WORDS.items()) + EDGE_R)
HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")

# Furniture whose text is no part of an article wherever it stands within the article's element.
FURNITURE = frozenset((
    "nav", "caption", "related", "newsletter", "share", "comments", "author", "byline", "tags", "ad", "cookie",
    "hidden", "toc", "footer", "pullquote", "gallery", "form", "sources",
))  # fmt: skip


@lru_cache(maxsize=1 << 14)
def mark_element(tag: str, name: str, extra: str) -> frozenset[str]:
    """Say what kinds of furniture an element may be.

    >>> sorted(mark_element("div", "post-share social-links", ""))
    ['share']
    >>> sorted(mark_element("figcaption", "", "")), sorted(mark_element("div", "shared-space", ""))
    (['caption'], [])
    """
    marks = {TAG_MARKS[tag]} if tag in TAG_MARKS else set()
    words = (name + " " + extra).replace("_", "-").strip()
    if words:
        marks.update(*map(mark_word, words.split()))
        if HIDING_STYLE.search(extra):
            marks.add("hidden")
    return frozenset(marks)


@lru_cache(maxsize=1 << 16)
def mark_word(word: str) -> frozenset[str]:
    """Say what kinds of furniture one class may name; most of a page's classes come again and again.

    >>> sorted(mark_word("post-share"))
    ['share']
    """
    return frozenset(match.lastgroup or "" for match in MARKS.finditer(word))


AGENCIES = rf"{CREDITED_AGENCY}|Handout|File Photo|via"
PERSON = r"[A-ZÀ-Þ][\w’'.-]+(?: [A-ZÀ-Þ][\w’'.-]*){0,4}"

# Wording of debris: kind, longest paragraph (words) that it may claim, pattern matched from the start.
DEBRIS: tuple[tuple[str, int, re.Pattern[str]], ...] = tuple(
    (kind, longest, re.compile(pattern, re.I))
    for kind, longest, pattern in (
        (
            "ad",
            14,
            r"(?:advert(?:isement|ising|isment)?s?|ad|sponsored(?: content)?|promoted(?: content)?|paid content|"
            r"story continues(?: below.*)?|(?:article|story|post) continues (?:below|after).*|"
            r"continue reading(?: (?:below|the main story|this).*)?|scroll (?:down )?(?:to|for) .*|"
            r"loading(?: \w+)?[ .…]*|.{0,30}(?:this is|below is) an? advertisement.*|skip (?:to|past|ad|advert).*|"
            r"report (?:this )?ad.*|close(?: ad)?|remove ads?)[.:…]?$",
        ),
        (
            "related",
            40,
            r"[\[(]?(?:continue reading|(?:please |click (?:here )?to )?read (?:more|also|next|this|the (?:full|"
            r"rest|original)\b.{0,40})|"
            r"also read|related(?: (?:articles?|stories|story|content|coverage|topics|links?|posts?|news|video|"
            r"reading))?|see (?:also|more)|more (?:on this(?: story)?|from .{2,30}|stories|news|like this|"
            r"coverage)|recommended(?: for you| reading| stories)?|don['’]?t miss|must[- ]reads?|you (?:may|"
            r"might)(?: also)? (?:like|be interested in)|further reading|editor['’]?s['’]? picks?|watch (?:now|"
            r"next|more|below|the video.{0,30})|listen (?:now|to .{2,40})|up next|(?:now )?trending(?: now)?|"
            r"most (?:read|popular|viewed)|popular(?: now| stories)?|in other news|latest (?:news|stories)|"
            r"top stories|previous(?: article| post| story)?|next(?: article| post| story)?|view (?:gallery|all|"
            r"more)|via|photos?|video|gallery|what to read next|keep reading|full (?:story|"
            r"coverage))\s*(?:[:|»>→-].*|[.…]*$)",
        ),
        (
            "paywall",
            14,
            r"(?:this (?:article|story|content) is )?(?:exclusive(?:ly)?|available|reserved|only)? ?(?:only )?(?:for|"
            r"to) (?:our )?(?:paying |digital )?(?:subscribers?|members)(?: only)?[.!]?$|(?:subscribers?|members?|"
            r"premium)[- ](?:only|exclusive|content|article|story)s?(?: (?:content|article|story))?[.!]?$|(?:nur|"
            r"exklusiv) für (?:abonnent|mitglied)\w*[.!]?$|réservée?s? (?:aux|à nos) abonnés[.!]?$|(?:solo|exclusivo|"
            r"exclusiva) para suscriptores[.!]?$|(?:exclusivo|só) para assinantes[.!]?$|riservato agli "
            r"abbonati[.!]?$|(?:alleen|exclusief) voor (?:abonnees|leden)[.!]?$|(?:только )?для подписчиков[.!]?$|"
            r"tylko dla subskrybentów[.!]?$|(?:有料)?会員限定\S{0,6}$",
        ),
        (
            "source",
            20,
            r"(?:our |main |les )?(?:sources?|quellen?|fuentes?|fontes?|fonti|bron(?:nen)?|źródł[oa]|zdroje?|källor|"
            r"kilder|kaynak(?:lar)?|источники?|джерел[ао]|πηγ(?:ή|ές)|المصادر|المصدر|منبع|מקורות|出典|来源|資料來源|출처|ที่มา)\s*(?:[:：|»>]\s*\S.*|[:：.…]*$)",
        ),
        (
            "newsletter",
            60,
            r".{0,60}\b(?:sign(?:ed|ing)?[- ]?up|subscribe|register|get|receive|join)\b.{0,80}\b(?:news ?letters?|"
            r"in-?box|email (?:updates|alerts)|mailing list|daily (?:briefing|digest|email))\b|(?:enter|"
            r"please enter) your e-?mail|(?:subscribe|sign up)(?: (?:now|today|here|to .{2,60}|"
            r"for .{2,60}))?[.!:]?$|by (?:signing up|subscribing|submitting|clicking|"
            r"providing)\b.{0,80}\b(?:agree|terms|policy|consent)|you (?:can|may) unsubscribe|"
            r"thank you for (?:signing up|subscribing|registering)|your (?:email|e-mail|subscription) (?:has been|"
            r"is|was)",
        ),
        (
            "donate",
            60,
            r".{0,80}\b(?:support|fund|donate to) (?:our|independent|quality|local)\b.{0,30}\b(?:journalism|"
            r"reporting|"
            r"newsroom)\b|(?:please )?(?:donate|"
            r"become a (?:member|supporter|subscriber|patron))\b|we (?:need|rely on) your (?:help|support)",
        ),
        (
            "share",
            16,
            r"(?:please )?(?:share|tweet|pin|email|e-mail|print|copy|whatsapp|facebook|twitter|linkedin|reddit|"
            r"telegram|pinterest|flipboard|messenger|x|mail|sms|link copied|copied|comments?|save|bookmark|like|"
            r"follow|article|this)(?:[ ,/|·•]+(?:this|article|story|post|page|on|via|by|to|with|the|a|link|url|"
            r"clipboard|share|tweet|pin|email|e-mail|print|copy|facebook|twitter|whatsapp|linkedin|reddit|"
            r"telegram|pinterest|flipboard|messenger|your|friends?|x|mail|sms|us|save|icon|button|"
            r"opens in new window|\(opens in new window\)))*[.:!]?$|click to (?:share|email|print|tweet)\b.*|"
            r"(?:follow|like|find|join|connect with) us on\b.*|share (?:this|on|via|your)\b.*",
        ),
        (
            "cookie",
            90,
            r".{0,60}\b(?:(?:this|our|the) (?:web)?site|we|and our partners)\b.{0,40}\b(?:uses?|using|"
            r"store)\b.{0,40}\bcookies\b|(?:accept|reject|manage)(?: all)?(?: cookies?)?(?: read more|"
            r" preferences| settings)?$|by (?:continuing|using|browsing)\b.{0,60}\b(?:site|"
            r"cookies)\b.{0,80}\b(?:agree|accept|consent|cookies)\b|(?:cookie|privacy) (?:policy|settings|"
            r"preferences|notice)[.]?$",
        ),
        (
            "copyright",
            45,
            r"(?:©|\(c\)|copyright\b).{0,120}|.{0,150}\ball rights reserved\b.{0,120}$|"
            r".{0,100}\bmay not be (?:published|reproduced|republished|copied)\b",
        ),
        (
            "comments",
            30,
            r"(?:leave|post|add|write|view|show|see|read|hide|load|join|have your say).{0,20}\b(?:comments?|reply|"
            r"conversation|discussion)\b.{0,60}$|(?:\d[\d,]* )?(?:comments?|replies)(?: \(?\d*\)?)?(?: are closed|"
            r" off| policy)?[.:]?$|your email address will not be published.*|"
            r"what do you think\?.{0,80}\bcomments?\b.*|(?:let us know|tell us|sound off|"
            r"share your thoughts).{0,60}\b(?:comments?|below)\b.*|have your say.*",
        ),
        (
            "byline",
            22,
            r"(?:(?:first |originally )?(?:published|posted|updated|last (?:updated|modified|edited)|modified|"
            r"created|date)(?: (?:on|at|by|in))?\b[^.!?]{0,40}\d{1,4}[^.!?]*$|"
            r"(?:about )?(?:est\. )?\d+[- ]min(?:ute)?s?(?: of)? read(?:ing)?(?: time)?.?$|(?:reading|"
            r"read) time\b.*|(?:mon|tue|wed|thu|fri|sat|"
            r"sun)[a-z]{0,6}\W+(?:\d{1,2}\W+)?[a-z]{3,9}\W+\d{1,2}?\W*(?:20\d\d)\b.{0,30}$|(?:\d+|an?|"
            r"one) (?:second|minute|hour|day|week|month|year)s? ago$)",
        ),
        (
            "author",
            70,
            r"(?:about the (?:author|writer|reporter)s?\b|(?:follow|email|e-mail|contact|reach|"
            r"write to)\b.{0,60}(?:@|\bon (?:twitter|x|facebook|instagram|linkedin)\b)|.{3,60}\bcan be (?:reached|"
            r"contacted|followed)\b|[^@]{0,30}@[\w.]+$|[\w.+-]+@[\w-]+\.[\w.]+\W*$|you can (?:follow|reach|"
            r"contact|email)\b.{0,80}(?:@|\btwitter\b))",
        ),
        (
            "tip",
            60,
            r"(?:(?:do you )?(?:have|got) (?:a|any)\b.{0,40}\b(?:tips?|story|news|stories|"
            r"information)\b.{0,20}(?:\?|\bfor us\b|\bto share\b)|want (?:more|to (?:read|get|know|stay|"
            r"receive))\b.{0,80}|stay (?:up[- ]to[- ]date|informed|connected|in the (?:know|loop))\b.{0,120}|"
            r"to (?:stay|keep)\b.{0,60}\b(?:follow|subscribe|sign up|download)\b.*|(?:download|get) (?:our|"
            r"the)\b.{0,30}\bapp\b.*|if you (?:have|know)\b.{0,60}\b(?:contact|email|call|"
            r"get in touch)\b.{0,30}\b(?:us|our)\b.*|send (?:us )?(?:your )?(?:tips|news|stories)\b.*|"
            r"for more\b.{0,80}\b(?:visit|follow|subscribe|click|check out|sign up|go to)\b.*|click here (?:to|"
            r"for)\b.*|check out (?:our|more|all|the)\b.{0,80}(?:here|page|podcast|channel|newsletter)\W*$)",
        ),
        (
            "appeared",
            45,
            r"(?:the post\b.{2,250}\bappeared first on\b.*|(?:this|the) (?:article|story|post|piece|content|"
            r"column|report)\b.{0,40}\b(?:first|originally)\b.{0,20}\b(?:published|appeared|posted)\b.*|"
            r"(?:originally|first) (?:published|appeared|posted) (?:on|in|at|by)\b.*|"
            r"(?:topics?|tags?|keywords|filed under|categories|more about|in this (?:article|story)|"
            r"explore more on these topics)\s*:.{0,200}$|(?:topics|tags|filed under|keywords)$)",
        ),
        (
            "sign_off",
            70,
            r"[(\[—–-]*\s*(?:(?:additional )?(?:reporting|writing|editing|research|compiled|edited|reported)\b"
            r"[^.]{0,40}? by\b|(?:the )?associated press (?:\w+ )?(?:writers?|reporters?|journalists?|"
            r"video journalists?)\b"
            r"|contributing ?:|with (?:\w+ )?(?:reports?|reporting|files|inputs?|contributions?) (?:from|by)\b"
            r"|(?:this (?:story|article|report) )?includes? (?:information|reporting|material) from\b"
            r"|(?:re-?printed|excerpted|adapted|republished|reproduced) (?:by|with|from)\b|provided by\b.{0,60}$"
            r"|more information ?:|(?:this|the) (?:episode|interview|story|article|video|segment)\b.{0,40}\b"
            r"(?:produced|edited|fact[- ]checked|reported) by\b|interview with\b.{0,60}\bproduced by\b)"
            r"|.{0,200}\bcontributed (?:reporting )?to (?:this|the) (?:report|story|article|piece|column)\b.{0,40}$",
        ),
        (
            "disclaimer",
            80,
            r"(?:if you (?:buy|purchase|click)\b.{0,80}\b(?:may|might|could) (?:get|earn|receive)\b|"
            r".{0,60}\bwe (?:may|might) (?:earn|"
            r"receive|get)\b.{0,60}\b(?:commission|revenue|compensation|share)|all products (?:featured|"
            r"we recommend)\b"
            r"|.{0,80}\bindependently (?:selected|chosen|reviewed) by\b|the (?:author|authors|views|"
            r"opinions)\b.{0,80}\b"
            r"(?:do not own|does not own|own shares|are (?:the author|their own|those of|solely)|"
            r"do not (?:necessarily )?reflect)"
            r"|this copy is for your personal|.{0,60}\breviewed according to\b.{0,60}\beditorial\b|order reprints$"
            r"|an error (?:has )?occurred\b.*|please (?:try|log in) again\b.*|this article has been sent to\b.*"
            r"|editor['’]?s['’]? note\b.*|(?:an? )?(?:earlier|previous) version of this (?:story|article|post|"
            r"report)\b.*"
            r"|(?:this|the) (?:article|story|post|report|headline|page) (?:has been|was) (?:updated|corrected|"
            r"amended|edited)\b.*"
            r"|this (?:article|story|leader|column) appeared in the\b.*)",
        ),
        (
            "plug",
            60,
            r"(?:[*•>-] ?)?(?:like this (?:story|article|post)\?.*|for (?:the )?(?:more|latest|"
            r"all the latest)\b.{0,100}\b(?:check|visit|"
            r"follow|head|sign up|subscribe|click|go to|like this)\b.*|get in touch (?:with|at|by)\b.*|"
            r"all the latest\b.{0,120}$"
            r"|(?:our|local|quality|independent) journalism (?:needs|depends on|relies on)\b.*|follow (?:us|our|"
            r"all|the|[A-Z]\w+['’]s?)?\b.{0,80}\b"
            r"(?:coverage|on (?:twitter|x|facebook|instagram|snapchat|tiktok|youtube|threads|linkedin)|at https?)\b.*"
            r"|(?:also )?(?:available|listen|subscribe)\b.{0,60}\b(?:apple podcasts|spotify|google podcasts|"
            r"itunes|wherever you get)\b.*"
            r"|.{0,100}\bwherever you get your podcasts\W*$|tell us what you think\b.*|have (?:your say|"
            r"an opinion)\b.*"
            r"|thank(?:s| you) for (?:reading|signing|subscribing|visiting|your (?:support|interest))\b.*|"
            r"buy tickets\b.*"
            r"|(?:curious|questions|comments|suggestions|thoughts)\b.{0,80}\b(?:e-?mail|write|contact|"
            r"let us know)\b.*"
            r"|(?:also|more) on \w+\.\w+\b.{5,}|click (?:here|below|to (?:subscribe|listen|watch|read|see))\b.*"
            r"|get .{3,60} delivered (?:to|through|straight)\b.*|not (?:a|yet a) (?:member|subscriber)\b.*|"
            r"already (?:a|have)\b.{0,40}\?.*)",
        ),
        (
            "tool",
            12,
            r"(?:play(?: video)?|pause|mute|unmute|watch|listen|fullscreen|subtitles|video player.*|(?:tap|"
            r"click) to .*|image|photo|show (?:more|less|all)|expand|collapse|toggle.*|menu|search|home|"
            r"back to top|top|open image.*|view (?:photos?|image|original|full).*|hide caption|toggle caption|"
            r"enlarge this image|(?:log|sign) in.*|register|subscribe.*|close|cancel|submit|ok|yes|no|more|less|"
            r"next|prev(?:ious)?|\d+ of \d+|\d+\s*/\s*\d+|view as list|start slideshow|caption|credit|transcript|"
            r"comments|advertisement|null|undefined|[-*•_=~\s.|]+)$",
        ),
    )
)
# A photo credit that ends a caption: agencies after a slash or "via", or "(AP Photo/Name)". A sentence that merely
# ends with an agency's name goes on to a full stop, which a credit does not have.
CREDIT_END = re.compile(
    "|".join(
        (
            r"\((?:Photo|Image|Picture|Credit|Foto)s?\b[^()]{0,80}\)\.?$",
            rf"\((?:{AGENCIES})\b[^()]{{0,60}}\)\.?$",
            rf"\([^()]{{0,60}}/ ?(?:{AGENCIES})\)\.?$",
            rf"(?:{PERSON}|[A-Z]{{2,}}) ?[/|] ?(?:{AGENCIES})(?: ?(?:via|/) ?[\w ]{{2,30}})?\.?$",
            rf"(?:^|[.!?][\"”’]? ){PERSON}/[A-Z][\w.]+(?: [A-Z][\w.]+){{0,3}}(?<!\.)$",  # an agency we do not know
            rf"\b(?:{AGENCIES})/{PERSON}$",
            r"\bGetty Images(?:/[\w ]{2,30})?$",
            r"\b(?:Photo|Image|Picture|Photograph)(?: credit)?(?: by|:) ?[^.]{2,60}\.?$",
            r"\bCredit: ?[^.]{2,60}\.?$",
        )
    )
)
CREDIT_LINE = re.compile(
    r"(?:photo(?:graph)?s?|images?|pictures?|pic|illustration|video|graphic|credit|file photo|"
    r"courtesy)\b(?: credit| courtesy)?\s*(?::|\bby\b|\bof\b|/|—|-)\s*\S.{0,80}$|(?:©|\(c\)) ?\S.{0,60}$",
    re.I,
)
CUE_LINE = re.compile(
    r"[\[(]?(?:RELATED|MORE|READ|WATCH|SEE|ALSO|LISTEN|SEE ALSO|ALSO READ|READ MORE|PHOTOS?|VIDEO|"
    r"DON['’]?T MISS|LIVE|POLL|QUIZ|"
    r"Related|More|Read|Watch|See|See also|Also read|Listen)\s*(?:[:|–—-]|\n).*$",
    re.S,
)
BYLINE = re.compile(
    rf"(?:By|BY|Written by|Words by|Story by|Posted by|Report by)\s*:?\s+(?:{PERSON}|"
    rf"[A-Z .'’-]{{5,60}})(?:(?:,| and| &|;|\||in| for) ?[\w .,'’@&|-]*)?$"
)


def name_debris(text: str) -> str | None:
    """Name the kind of debris that a paragraph's wording betrays, if any.

    >>> name_debris("This site uses cookies to make your visit better."), name_debris("He used cookies as bait.")
    ('cookie', None)
    >>> name_debris("Read More: Bridge to close in May"), name_debris("Read more books, she urged the town's pupils.")
    ('related', None)
    """
    words = text.count(" ") + 1
    if words > 100:
        return None
    for kind, longest, pattern in DEBRIS:
        if words <= longest and pattern.match(text):
            return kind
    if words <= 45 and CUE_LINE.match(text):
        return "related"
    if words <= 12 and BYLINE.match(text):
        return "byline"
    if words <= 14 and CREDIT_LINE.match(text):
        return "caption"
    return None


def ends_in_credit(text: str) -> bool:
    """Tell a caption by the photo credit at its end.

    >>> ends_in_credit("The mayor opens the bridge on Monday. Ada Moss/Getty Images")
    True
    >>> ends_in_credit("The photographs were sold to Getty Images by the town for a record sum, she said.")
    False
    """
    return len(text) < 700 and CREDIT_END.search(text[-160:]) is not None
