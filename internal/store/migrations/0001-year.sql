-- Statements are separated by empty lines; an empty line inside one would cut it.
--
-- Every projected row names the event it comes from (seq). "known" is the first day, counted from 1970-01-01 in the
-- calendar of Việt Nam, at whose end the row held; "until" the first at whose end it no longer did, 2147483647 while it
-- still does. What was known on a day is known <= day AND until > day. Dates of the world are ISO texts, '' for none;
-- numbers of the world are exact fractions as text.

CREATE TABLE folder (
	one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
	id  TEXT    NOT NULL
) STRICT

CREATE TABLE event (
	seq      INTEGER NOT NULL PRIMARY KEY,
	key      TEXT    NOT NULL UNIQUE CHECK (key <> ''),
	kind     TEXT    NOT NULL,
	period   TEXT    NOT NULL,
	unit     TEXT    NOT NULL,
	recorded TEXT    NOT NULL,
	known    INTEGER NOT NULL,
	digest   TEXT    NOT NULL,
	payload  BLOB    NOT NULL
) STRICT

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN
	SELECT RAISE(ABORT, 'an event is never changed');
END

CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN
	SELECT RAISE(ABORT, 'an event is never deleted');
END

-- Without it INSERT OR REPLACE would delete without firing the trigger above, in programs that do not set
-- recursive_triggers.
CREATE TRIGGER event_follows_the_last BEFORE INSERT ON event
WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM event) OR EXISTS (SELECT 1 FROM event WHERE key = NEW.key)
BEGIN
	SELECT RAISE(ABORT, 'an event follows the last one, with a key of its own');
END

CREATE TABLE blob (
	hash   TEXT NOT NULL PRIMARY KEY,
	domain TEXT NOT NULL,
	bytes  BLOB NOT NULL
) STRICT

CREATE TRIGGER blob_is_never_changed BEFORE UPDATE ON blob
BEGIN
	SELECT RAISE(ABORT, 'bytes kept by their hash are never changed');
END

CREATE TRIGGER blob_is_never_deleted BEFORE DELETE ON blob
BEGIN
	SELECT RAISE(ABORT, 'bytes kept by their hash are never deleted');
END

-- From here on: projections, which can be made anew from the events and blobs.

CREATE TABLE folder_state (
	seq      INTEGER NOT NULL PRIMARY KEY REFERENCES event (seq),
	known    INTEGER NOT NULL,
	demo     INTEGER NOT NULL CHECK (demo IN (0, 1)),
	province TEXT    NOT NULL
) STRICT

CREATE TABLE unit (
	period          TEXT    NOT NULL,
	code            TEXT    NOT NULL,
	seq             INTEGER NOT NULL REFERENCES event (seq),
	known           INTEGER NOT NULL,
	until           INTEGER NOT NULL,
	name            TEXT    NOT NULL,
	block           TEXT    NOT NULL,
	kind            TEXT    NOT NULL,
	official_number TEXT    NOT NULL,
	former_province TEXT    NOT NULL,
	valid_from      TEXT    NOT NULL,
	valid_to        TEXT    NOT NULL,
	predecessors    TEXT    NOT NULL,
	successors      TEXT    NOT NULL,
	status          TEXT    NOT NULL,
	note            TEXT    NOT NULL,
	PRIMARY KEY (code, seq)
) STRICT, WITHOUT ROWID

CREATE TABLE attribute (
	period     TEXT    NOT NULL,
	unit       TEXT    NOT NULL,
	name       TEXT    NOT NULL,
	valid_from TEXT    NOT NULL,
	seq        INTEGER NOT NULL REFERENCES event (seq),
	known      INTEGER NOT NULL,
	until      INTEGER NOT NULL,
	valid_to   TEXT    NOT NULL,
	value      TEXT    NOT NULL,
	source     TEXT    NOT NULL,
	PRIMARY KEY (unit, name, valid_from, seq)
) STRICT, WITHOUT ROWID

CREATE TABLE criteria_set (
	hash    TEXT    NOT NULL PRIMARY KEY REFERENCES blob (hash),
	seq     INTEGER NOT NULL REFERENCES event (seq),
	known   INTEGER NOT NULL,
	set_id  TEXT    NOT NULL,
	version TEXT    NOT NULL,
	scope   TEXT    NOT NULL,
	blocks  TEXT    NOT NULL,
	title   TEXT    NOT NULL
) STRICT, WITHOUT ROWID

CREATE TABLE plan (
	seq    INTEGER NOT NULL PRIMARY KEY REFERENCES event (seq),
	known  INTEGER NOT NULL,
	number TEXT    NOT NULL,
	hash   TEXT    NOT NULL REFERENCES blob (hash)
) STRICT

CREATE TABLE period (
	id     TEXT    NOT NULL,
	seq    INTEGER NOT NULL REFERENCES event (seq),
	known  INTEGER NOT NULL,
	until  INTEGER NOT NULL,
	state  TEXT    NOT NULL,
	opened INTEGER NOT NULL,
	plan   TEXT    NOT NULL,
	PRIMARY KEY (id, seq)
) STRICT, WITHOUT ROWID

-- The choices an opening made (period.opened).
CREATE TABLE period_set (
	opened   INTEGER NOT NULL REFERENCES event (seq),
	position INTEGER NOT NULL,
	block    TEXT    NOT NULL,
	set_id   TEXT    NOT NULL,
	version  TEXT    NOT NULL,
	hash     TEXT    NOT NULL REFERENCES blob (hash),
	reason   TEXT    NOT NULL,
	PRIMARY KEY (opened, position)
) STRICT, WITHOUT ROWID

CREATE TABLE occasion (
	period      TEXT    NOT NULL,
	deliverable TEXT    NOT NULL,
	id          TEXT    NOT NULL,
	seq         INTEGER NOT NULL REFERENCES event (seq),
	known       INTEGER NOT NULL,
	until       INTEGER NOT NULL,
	happened    TEXT    NOT NULL,
	due         TEXT    NOT NULL,
	units       TEXT    NOT NULL,
	document    TEXT    NOT NULL,
	PRIMARY KEY (period, deliverable, id, seq)
) STRICT, WITHOUT ROWID

-- The cells of a row stay in the event's payload.
CREATE TABLE entry (
	period   TEXT    NOT NULL,
	register TEXT    NOT NULL,
	row_key  TEXT    NOT NULL,
	seq      INTEGER NOT NULL REFERENCES event (seq),
	known    INTEGER NOT NULL,
	until    INTEGER NOT NULL,
	PRIMARY KEY (period, register, row_key, seq)
) STRICT, WITHOUT ROWID

CREATE TABLE fact (
	period    TEXT    NOT NULL,
	unit      TEXT    NOT NULL,
	input     TEXT    NOT NULL,
	row_key   TEXT    NOT NULL,
	field     TEXT    NOT NULL,
	layer     TEXT    NOT NULL,
	seq       INTEGER NOT NULL REFERENCES event (seq),
	known     INTEGER NOT NULL,
	until     INTEGER NOT NULL,
	type      TEXT    NOT NULL,
	value     TEXT    NOT NULL,
	document  TEXT    NOT NULL,
	evidence  TEXT    NOT NULL,
	source    TEXT    NOT NULL,
	made_by   TEXT    NOT NULL,
	second_by TEXT    NOT NULL,
	PRIMARY KEY (period, unit, input, row_key, field, layer, seq)
) STRICT, WITHOUT ROWID

CREATE TABLE decision (
	period    TEXT    NOT NULL,
	unit      TEXT    NOT NULL,
	id        TEXT    NOT NULL,
	seq       INTEGER NOT NULL REFERENCES event (seq),
	known     INTEGER NOT NULL,
	until     INTEGER NOT NULL,
	kind      TEXT    NOT NULL,
	code      TEXT    NOT NULL,
	input     TEXT    NOT NULL,
	row_key   TEXT    NOT NULL,
	field     TEXT    NOT NULL,
	layer     TEXT    NOT NULL,
	points    TEXT    NOT NULL,
	made_by   TEXT    NOT NULL,
	second_by TEXT    NOT NULL,
	reason    TEXT    NOT NULL,
	made      TEXT    NOT NULL,
	source    TEXT    NOT NULL,
	PRIMARY KEY (period, unit, id, seq)
) STRICT, WITHOUT ROWID

CREATE TABLE file (
	seq    INTEGER NOT NULL PRIMARY KEY REFERENCES event (seq),
	known  INTEGER NOT NULL,
	digest TEXT    NOT NULL,
	size   INTEGER NOT NULL,
	name   TEXT    NOT NULL,
	unit   TEXT    NOT NULL
) STRICT

CREATE INDEX file_by_digest ON file (digest)

CREATE TABLE import (
	seq       INTEGER NOT NULL PRIMARY KEY REFERENCES event (seq),
	known     INTEGER NOT NULL,
	period    TEXT    NOT NULL,
	register  TEXT    NOT NULL,
	name      TEXT    NOT NULL,
	raw       TEXT    NOT NULL REFERENCES blob (hash),
	extracted TEXT    NOT NULL,
	rows_read INTEGER NOT NULL,
	added     INTEGER NOT NULL,
	changed   INTEGER NOT NULL,
	unchanged INTEGER NOT NULL,
	withdrawn INTEGER NOT NULL
) STRICT

CREATE TABLE run (
	seq    INTEGER NOT NULL PRIMARY KEY REFERENCES event (seq),
	known  INTEGER NOT NULL,
	id     TEXT    NOT NULL UNIQUE,
	period TEXT    NOT NULL,
	as_of  TEXT    NOT NULL,
	stage  TEXT    NOT NULL
) STRICT

-- What a run gave one unit under one set: the summary of the packed result.
CREATE TABLE run_unit (
	run     INTEGER NOT NULL REFERENCES event (seq),
	set_id  TEXT    NOT NULL,
	unit    TEXT    NOT NULL,
	block   TEXT    NOT NULL,
	points  TEXT    NOT NULL,
	applied TEXT    NOT NULL,
	share   TEXT    NOT NULL,
	place   INTEGER NOT NULL,
	class   TEXT    NOT NULL,
	blocked INTEGER NOT NULL CHECK (blocked IN (0, 1)),
	result  TEXT    NOT NULL REFERENCES blob (hash),
	PRIMARY KEY (run, set_id, unit)
) STRICT, WITHOUT ROWID
