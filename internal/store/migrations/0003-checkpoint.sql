-- Signed checkpoints of the log, as they were made or came back with the signatures of holders outside. They are not made
-- from events, and no event depends on them.

CREATE TABLE checkpoint (
	number INTEGER NOT NULL PRIMARY KEY,
	size   INTEGER NOT NULL CHECK (size > 0),
	note   TEXT    NOT NULL UNIQUE,
	made   TEXT    NOT NULL
) STRICT

CREATE TRIGGER checkpoint_is_never_changed BEFORE UPDATE ON checkpoint
BEGIN
	SELECT RAISE(ABORT, 'a checkpoint is never changed');
END

CREATE TRIGGER checkpoint_is_never_deleted BEFORE DELETE ON checkpoint
BEGIN
	SELECT RAISE(ABORT, 'a checkpoint is never deleted');
END
