-- grain: a scalar macro: the stretch of a text, about thirty words long, with most of the words that were found
-- key: none
-- reason: what a reader of a list of results judges them by; `before` and `after` stand around each word found
CREATE OR REPLACE MACRO search_snippet(content, found, before, after) AS list_transform(
    [regexp_extract_all(content, '[\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}]+')],
    LAMBDA pieces: list_transform(
        [list_transform(pieces, LAMBDA piece: list_has_any(search_tokens(piece), found))],
        LAMBDA flags: list_transform(
            [list_filter(range(1, len(pieces) + 1), LAMBDA place: flags[place])],
            LAMBDA hits: list_transform(
                [coalesce(list_min(list_transform(hits[: 100], LAMBDA hit: {
                    'fewer': -len(list_filter(hits, LAMBDA other: other >= hit AND other < hit + 50)), 'hit': hit
                })).hit, 1)],
                LAMBDA hit: list_transform(
                    [if(hit < 25, 1, hit - 10)],
                    LAMBDA start: if(start > 1, '…', '') || trim(regexp_replace(array_to_string(
                        list_transform(
                            range(start, least(start + 60, len(pieces) + 1)),
                            LAMBDA place: if(flags[place], before || pieces[place] || after, pieces[place])
                        ), ''
                    ), '\s+', ' ', 'g')) || if(start + 60 <= len(pieces), '…', '')
                )[1]
            )[1]
        )[1]
    )[1]
)[1];
