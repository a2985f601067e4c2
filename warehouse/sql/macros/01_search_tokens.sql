-- grain: a scalar macro: the words of a text as search knows them, in order
-- key: none
-- reason: small letters, no accents; where a script has no spaces between words, each two neighbouring characters
CREATE OR REPLACE MACRO search_tokens(content) AS list_transform([strip_accents(lower(content))], LAMBDA folded:
    CASE
        WHEN regexp_matches(folded, '[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]')
            THEN flatten(list_transform(
                regexp_extract_all(
                    regexp_replace(
                        folded,
                        '([\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]+)', ' \1 ', 'g'
                    ),
                    '[\p{L}\p{M}\p{N}]+'
                ),
                LAMBDA run: if(
                    regexp_matches(
                        run, '^[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]'
                    ),
                    list_transform(range(1, length(run) + 1), LAMBDA place: run[place : place + 1]),
                    [run]
                )
            ))
        ELSE regexp_extract_all(folded, '[\p{L}\p{M}\p{N}]+')
    END
)[1];
