-- grain: what the search for stories made and knows
-- key: none
-- reason: the next derivation reads and compares every report anew; former ids are history, and stay
DELETE FROM stories;
DELETE FROM story_members;
DELETE FROM story_readings;
DELETE FROM story_words;
DELETE FROM story_pairs;
UPDATE articles SET story_id = NULL WHERE story_id IS NOT NULL;
