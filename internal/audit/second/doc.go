// Package second scores a receipt (tệp kiểm chứng, ../FORMAT.md) a second time, by a program that shares no code with the one
// that scored it: the Go standard library alone, fractions of math/big, a walk over the set's normal form as it stands in the
// file. A fault of the engine, or of anything below it, would have to be made here too to stay unseen.
//
// Of every scope it writes an account twice, of its own scoring and of the receipt's result, and compares their digests. An
// account is lines in the order of the run's scopes, the case's units and the set's nodes; a line is an array of five texts in
// canonical JSON (../../canon/FORMAT.md) and a line feed: the scope's number, the unit, the node, what is told, and that. The
// digest is hash(cchc/account/v1, lines). What is absent has no line. Told are, in this order:
//
//	of the scope    case, set, as_of, stage, references, closed: hashes of the parts and of the references gathered
//	of each unit    points, exact, applied, index, class, rank (0: not ranked; of one unit's receipt only "ranked" or 0),
//	                not_ranked, blocked
//	of each node    state, points, applied, branch
//	of its ledger   "granted branch", "deducted branch", "capped branch", "overridden branch", "rounded ", "rebased branch"
//	                and the amount
//
// Equal digests promise that two programs made the same points, states, branches, ledger, ranks and classes of the same set and
// case. They do not promise that the case is right: what is not decided is named in [Report].Open. Lines of what is reachable
// or lost are not compared, nor reasons; decisions are taken as they stand, even if nobody might have taken them; accounts of
// aggregated inputs are evidence; keys that are not known are passed over, since a change of their meaning changes the versions
// of form and engine. Nothing is said of a file that holds a kind of rule, form or engine that is not known here.
package second
