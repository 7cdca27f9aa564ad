package engine

// Semantics names the meaning of scoring: what the engine makes of a given set and case. It changes whenever the same
// set and case come to another result, never otherwise, and every run (lần chấm điểm) names it.
const Semantics = "cchc-engine/1"
