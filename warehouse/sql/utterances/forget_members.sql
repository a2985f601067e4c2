-- grain: utterance_members, one row for each quotation
-- key: quote_id
-- reason: what is grouped anew, and what is gone, goes first
DELETE FROM utterance_members
WHERE list_contains($ids, quote_id) OR quote_id IN (SELECT quote_id FROM utterance_changes)
