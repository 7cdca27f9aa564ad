-- Versions of criteria sets that were withdrawn (set.withdrawn); what was published stays in criteria_set.

CREATE TABLE set_withdrawal (
	hash   TEXT    NOT NULL PRIMARY KEY REFERENCES blob (hash),
	seq    INTEGER NOT NULL REFERENCES event (seq),
	known  INTEGER NOT NULL,
	reason TEXT    NOT NULL
) STRICT, WITHOUT ROWID
