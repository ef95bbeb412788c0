DROP TABLE translation_wishes;
ALTER TABLE relations DROP COLUMN note;
ALTER TABLE relations DROP COLUMN changed;
DROP INDEX decisions_decided;
ALTER TABLE decisions DROP COLUMN rule_id;
DROP TABLE correction_rules;
DROP TABLE escalations;
DROP TABLE checklist_ticks;
DROP TABLE checklists;
