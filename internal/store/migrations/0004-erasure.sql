-- Names of people, which events only stand for (a salted hash), and what was erased of names and contents. Names are no part
-- of the log and can be taken out of it for good; an event says when, by whom and why.

CREATE TABLE person (
	sealed TEXT NOT NULL PRIMARY KEY,
	office TEXT NOT NULL,
	name   TEXT NOT NULL,
	folded TEXT NOT NULL UNIQUE,
	salt   BLOB NOT NULL
) STRICT, WITHOUT ROWID

CREATE TRIGGER person_is_never_changed BEFORE UPDATE ON person
BEGIN
	SELECT RAISE(ABORT, 'the name of a person is never changed');
END

CREATE TABLE erased (
	what  TEXT    NOT NULL PRIMARY KEY,
	seq   INTEGER NOT NULL REFERENCES event (seq),
	known INTEGER NOT NULL
) STRICT, WITHOUT ROWID

CREATE TRIGGER person_is_erased_by_an_event BEFORE DELETE ON person
WHEN NOT EXISTS (SELECT 1 FROM erased WHERE what = OLD.sealed)
BEGIN
	SELECT RAISE(ABORT, 'a name is erased by an event that says so');
END

DROP TRIGGER blob_is_never_changed

CREATE TRIGGER blob_is_never_changed BEFORE UPDATE ON blob
WHEN NEW.hash <> OLD.hash OR NEW.domain <> OLD.domain OR NEW.bytes <> x''
	OR NOT EXISTS (SELECT 1 FROM erased WHERE what = OLD.hash)
BEGIN
	SELECT RAISE(ABORT, 'bytes kept by their hash are never changed, and emptied only when an event says so');
END
