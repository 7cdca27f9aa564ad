package sheet

import "cchc/internal/table"

// Mistake is one thing wrong with a folder: where, a stable code and the arguments of its sentence.
type Mistake = table.Mistake
