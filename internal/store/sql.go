package store

// All SQL. It keeps to what SQLite and PostgreSQL share: question marks that sqlx rebinds, none in comments or
// literals; ON CONFLICT; no functions of one dialect; order by codes and numbers only. What SQLite alone understands
// (PRAGMA, STRICT, triggers) is in connect.go and the migrations.
const (
	insertFolder = `INSERT INTO folder (one, id) VALUES (1, ?)`
	updateFolder = `UPDATE folder SET id = ?`
	selectFolder = `SELECT id FROM folder WHERE one = 1`

	selectLast    = `SELECT seq, recorded FROM event ORDER BY seq DESC LIMIT 1`
	selectByKeys  = `SELECT seq, digest, payload FROM event WHERE key IN (?)`
	selectEvents  = `SELECT seq, digest, payload FROM event WHERE seq > ? ORDER BY seq LIMIT ?`
	selectColumns = `SELECT seq, key, kind, period, unit, recorded, known FROM event WHERE seq = ?`
	insertEvent   = `INSERT INTO event (seq, key, kind, period, unit, recorded, known, digest, payload)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`

	selectEvent = `SELECT seq, digest, payload FROM event WHERE seq = ? OR key = ?`

	insertCheckpoint  = `INSERT INTO checkpoint (size, note, made) VALUES (?, ?, ?) ON CONFLICT (note) DO NOTHING`
	selectCheckpoints = `SELECT size, note, made FROM checkpoint WHERE size >= ? ORDER BY size, number`
	selectConfirmed   = `SELECT COALESCE(MAX(size), 0) FROM checkpoint`
	selectProvince    = `SELECT province FROM folder_state ORDER BY seq DESC LIMIT 1`

	insertBlob = `INSERT INTO blob (hash, domain, bytes) VALUES (?, ?, ?) ON CONFLICT (hash) DO NOTHING`
	selectBlob = `SELECT domain, bytes FROM blob WHERE hash = ?`
	countBlob  = `SELECT COUNT(*) FROM blob WHERE hash = ?`
	listBlobs  = `SELECT hash FROM blob ORDER BY hash`

	selectPeople = `SELECT sealed, office, name, folded, salt FROM person ORDER BY office, name`
	selectSealed = `SELECT sealed, name FROM person WHERE folded = ?`
	insertPerson = `INSERT INTO person (sealed, office, name, folded, salt) VALUES (?, ?, ?, ?, ?)`
	countPerson  = `SELECT COUNT(*) FROM person WHERE sealed = ? AND office = ?`
	deletePerson = `DELETE FROM person WHERE sealed = ?`
	selectErased = `SELECT what, seq FROM erased`
	insertErased = `INSERT INTO erased (what, seq, known) VALUES (?, ?, ?)`
	emptyBlob    = `UPDATE blob SET bytes = ? WHERE hash = ?`
	countRaw     = `SELECT COUNT(*) FROM blob WHERE hash = ? AND domain = ?`
	countErased  = `SELECT COUNT(*) FROM erased WHERE what = ?`

	listEvidence = `SELECT digest FROM file UNION SELECT evidence FROM fact WHERE evidence <> '' ORDER BY 1`
)

// What projecting an event runs.
const (
	insertState = `INSERT INTO folder_state (seq, known, demo, province) VALUES (?, ?, ?, ?)`

	endUnit    = `UPDATE unit SET until = ? WHERE period = ? AND code = ? AND until = ?`
	insertUnit = `INSERT INTO unit (period, code, seq, known, until, name, block, kind, official_number, former_province,
		valid_from, valid_to, predecessors, successors, status, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	endAttribute = `UPDATE attribute SET until = ? WHERE period = ? AND unit = ? AND name = ? AND valid_from = ?
		AND until = ?`
	insertAttribute = `INSERT INTO attribute (period, unit, name, valid_from, seq, known, until, valid_to, value, source)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	insertSet = `INSERT INTO criteria_set (hash, seq, known, set_id, version, scope, blocks, title)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING`
	insertWithdrawal = `INSERT INTO set_withdrawal (hash, seq, known, reason) VALUES (?, ?, ?, ?)`
	insertPlan       = `INSERT INTO plan (seq, known, number, hash) VALUES (?, ?, ?, ?)`

	endPeriod    = `UPDATE period SET until = ? WHERE id = ? AND until = ?`
	insertPeriod = `INSERT INTO period (id, seq, known, until, state, opened, plan)
		SELECT ?, ?, ?, ?, ?, ?, COALESCE((SELECT hash FROM plan ORDER BY seq DESC LIMIT 1), '')`
	changePeriod = `INSERT INTO period (id, seq, known, until, state, opened, plan)
		SELECT id, ?, ?, ?, ?, opened, plan FROM period WHERE id = ? ORDER BY seq DESC LIMIT 1`
	rechoosePeriod = `INSERT INTO period (id, seq, known, until, state, opened, plan)
		SELECT id, ?, ?, ?, state, ?, plan FROM period WHERE id = ? ORDER BY seq DESC LIMIT 1`
	insertChoice = `INSERT INTO period_set (opened, position, block, set_id, version, hash, reason)
		VALUES (?, ?, ?, ?, ?, ?, ?)`

	endOccasion    = `UPDATE occasion SET until = ? WHERE period = ? AND deliverable = ? AND id = ? AND until = ?`
	insertOccasion = `INSERT INTO occasion (period, deliverable, id, seq, known, until, happened, due, units, document)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	endEntry    = `UPDATE entry SET until = ? WHERE period = ? AND register = ? AND row_key = ? AND until = ?`
	insertEntry = `INSERT INTO entry (period, register, row_key, seq, known, until) VALUES (?, ?, ?, ?, ?, ?)`

	endFact = `UPDATE fact SET until = ? WHERE period = ? AND unit = ? AND input = ? AND row_key = ? AND field = ?
		AND layer = ? AND until = ?`
	insertFact = `INSERT INTO fact (period, unit, input, row_key, field, layer, seq, known, until, type, value, document,
		evidence, source, made_by, second_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	endDecision    = `UPDATE decision SET until = ? WHERE period = ? AND unit = ? AND id = ? AND until = ?`
	insertDecision = `INSERT INTO decision (period, unit, id, seq, known, until, kind, code, input, row_key, field, layer,
		points, made_by, second_by, reason, made, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	insertFile   = `INSERT INTO file (seq, known, digest, size, name, unit) VALUES (?, ?, ?, ?, ?, ?)`
	insertImport = `INSERT INTO import (seq, known, period, register, name, raw, extracted, rows_read, added, changed,
		unchanged, withdrawn) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	insertRun     = `INSERT INTO run (seq, known, id, period, as_of, stage) VALUES (?, ?, ?, ?, ?, ?)`
	insertRunUnit = `INSERT INTO run_unit (run, set_id, unit, block, points, applied, share, place, class, blocked, result)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
)

// What admitting a draft asks: each counts rows.
const (
	countStates    = `SELECT COUNT(*) FROM folder_state`
	countPlans     = `SELECT COUNT(*) FROM plan`
	countSets      = `SELECT COUNT(*) FROM criteria_set WHERE hash = ?`
	countWithdrawn = `SELECT COUNT(*) FROM set_withdrawal WHERE hash = ?`
	countChosen    = `SELECT COUNT(*) FROM period JOIN period_set ON period_set.opened = period.opened
		WHERE period.id = ? AND period.until = ? AND period_set.hash = ?`
	countFiles     = `SELECT COUNT(*) FROM file WHERE digest = ?`
	countOccasions = `SELECT COUNT(*) FROM occasion WHERE period = ? AND deliverable = ? AND id = ? AND until = ?`
	countEntries   = `SELECT COUNT(*) FROM entry WHERE period = ? AND register = ? AND row_key = ? AND until = ?`
	countFacts     = `SELECT COUNT(*) FROM fact WHERE period = ? AND unit = ? AND input = ? AND row_key = ? AND field = ?
		AND layer = ? AND until = ?`
	countRuns      = `SELECT COUNT(*) FROM run WHERE id = ?`
	countDecisions = `SELECT COUNT(*) FROM decision WHERE period = ? AND unit = ? AND id = ? AND until = ?`

	countBlocked  = `SELECT COUNT(*) FROM run_unit WHERE run = ? AND blocked <> 0`
	selectChanged = `SELECT seq FROM event WHERE seq > ? AND kind IN (?) AND period IN ('', ?, ?) ORDER BY seq LIMIT 1`

	selectSetHash = `SELECT hash FROM criteria_set WHERE set_id = ? AND version = ? ORDER BY seq LIMIT 1`
)

// What the questions run. A day is given twice: known by then, and not yet replaced or withdrawn.
const (
	selectState   = `SELECT demo FROM folder_state WHERE known <= ? ORDER BY seq DESC LIMIT 1`
	selectPeriods = `SELECT id, state, plan, opened FROM period WHERE known <= ? AND until > ? ORDER BY id`
	selectPeriod  = `SELECT id, state, plan, opened FROM period WHERE id = ? AND known <= ? AND until > ?`
	selectLocked  = `SELECT id FROM period WHERE state = ? AND until = ? ORDER BY id DESC LIMIT 1`
	selectChoices = `SELECT block, set_id, version, hash, reason, NOT EXISTS (SELECT 1 FROM period_set AS before
		WHERE before.opened = (SELECT MIN(opened) FROM period WHERE id = ?) AND before.block = period_set.block
		AND before.hash = period_set.hash AND before.reason = period_set.reason)
		FROM period_set WHERE opened = ? ORDER BY position`

	unitColumns = `SELECT code, name, block, kind, official_number, former_province, valid_from, valid_to, predecessors,
		successors, status, note FROM unit `
	selectUnit       = unitColumns + `WHERE code = ? AND until = ? ORDER BY seq DESC LIMIT 1`
	selectUnits      = unitColumns + `WHERE period IN ('', ?) AND known <= ? AND until > ? ORDER BY code, seq`
	selectAttributes = `SELECT unit, name, value, valid_from, valid_to, source FROM attribute
		WHERE period IN ('', ?) AND known <= ? AND until > ? ORDER BY unit, name, valid_from, seq`
	selectOccasions = `SELECT deliverable, id, happened, due, units, document FROM occasion
		WHERE period = ? AND known <= ? AND until > ? ORDER BY deliverable, id`
	selectFacts = `SELECT unit, input, row_key, field, layer, known, type, value, document, evidence, source, made_by, second_by
		FROM fact WHERE period = ? AND known <= ? AND until > ? AND unit >= ? AND unit < ?
		ORDER BY unit, input, row_key, field`
	selectDecisions = `SELECT unit, id, kind, code, input, row_key, field, layer, points, made_by, second_by, reason, made,
		source FROM decision WHERE period = ? AND known <= ? AND until > ? ORDER BY unit, id`

	selectEntries = `SELECT event.seq, event.digest, event.payload FROM entry JOIN event ON event.seq = entry.seq
		WHERE entry.period = ? AND register = ? AND entry.known <= ? AND until > ? ORDER BY row_key`
	selectSets       = `SELECT hash, set_id, version, scope, blocks, title FROM criteria_set WHERE known <= ? ORDER BY seq`
	selectSetRecords = `SELECT s.hash, s.set_id, s.version, s.scope, s.blocks, s.title, s.known, w.known, w.reason
		FROM criteria_set s LEFT JOIN set_withdrawal w ON w.hash = s.hash ORDER BY s.seq`

	selectFiles   = `SELECT seq, digest, size, name, unit FROM file ORDER BY seq`
	selectImports = `SELECT event.seq, event.digest, event.payload FROM import JOIN event ON event.seq = import.seq
		WHERE import.period = ? ORDER BY event.seq`
	selectRuns = `SELECT event.seq, event.digest, event.payload FROM run JOIN event ON event.seq = run.seq
		WHERE run.period = ? ORDER BY event.seq`
	selectRun = `SELECT event.seq, event.digest, event.payload FROM run JOIN event ON event.seq = run.seq
		WHERE run.id = ?`
	selectUnitHistory     = `SELECT seq, digest, payload FROM event WHERE kind IN ('unit.recorded', 'attribute.recorded') AND seq <= ? ORDER BY seq`
	selectPublications    = `SELECT seq, digest, payload FROM event WHERE period = ? AND kind LIKE 'publication.%' ORDER BY seq`
	selectAllPublications = `SELECT seq, digest, payload FROM event WHERE kind LIKE 'publication.%' ORDER BY seq`
	selectRunUnits        = `SELECT set_id, unit, block, points, applied, share, place, class, blocked FROM run_unit
		WHERE run = ? ORDER BY set_id, unit`
)

// projections are the tables made from events, those that name others first.
var projections = []string{"erased", "run_unit", "run", "import", "file", "decision", "fact", "entry", "occasion", "period_set",
	"period", "plan", "set_withdrawal", "criteria_set", "attribute", "unit", "folder_state"}
