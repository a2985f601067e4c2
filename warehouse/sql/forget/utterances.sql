-- grain: what the search for utterances made and knows
-- key: none
-- reason: the next derivation compares every quotation anew
DELETE FROM utterances;
DELETE FROM utterance_members;
DELETE FROM utterance_readings;
DELETE FROM utterance_keys;
DELETE FROM utterance_pairs;
UPDATE quotes SET utterance_id = NULL WHERE utterance_id IS NOT NULL;
