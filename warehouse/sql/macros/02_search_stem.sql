-- grain: a scalar macro: what the forms of an English word share
-- key: none
-- reason: "strikes" and "striking" find "strike", in any client: steps 1 and 5 of Porter (1980), shortened
CREATE OR REPLACE MACRO search_stem(word) AS CASE
    WHEN length(word) < 4 OR NOT regexp_full_match(word, '[a-z]+') THEN word
    ELSE list_transform(
        [regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace(regexp_replace(word, '(ss|x|ch|sh|z)es$', '\1'), 'ie[sd]$', 'y'),
                    '([^su])s$', '\1'
                ),
                '^([a-z]*[aeiouy][a-z]+)(?:ing|ed)$', '\1'
            ),
            '^(...+)[ey]$', '\1'
        )],
        LAMBDA stem: if(regexp_matches(stem, '(bb|dd|ff|gg|ll|mm|nn|pp|rr|ss|tt)$'), stem[: -2], stem)
    )[1]
END;
