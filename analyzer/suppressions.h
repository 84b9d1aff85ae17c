#pragma once

#include <cstdint>
#include <vector>

#include "analyzer/project.h"
#include "parsers/python.h"
#include "parsers/source.h"

namespace schemalint {

// Comments that take findings back:
//
//     # schemalint: ignore[rule, area] reason        -- schemalint: ignore[rule] reason
//     /* schemalint: ignore[rule] reason */          # schemalint: file-ignore[rule] reason
//     # schemalint: ignore[rule until=2026-12-31] reason
//     # schemalint: ignore[rule until-revision=4f2c9a1b77de] reason
//
// At the end of a line: what is declared there, over all its lines. On a line of its own: the next
// declaration behind it, or the one it stands in. `file-ignore`, in front of the first statement:
// the whole file. A comment that speaks to schemalint and names no rule has empty `rules`; one
// that nothing follows has only its own line.

/// Comments of a Python file, and of the SQL in its string literals.
std::vector<Suppression> find_suppressions(const SourceFile& source, uint32_t file,
                                           const PyTree& tree);

/// Comments of an SQL file.
std::vector<Suppression> find_sql_suppressions(const SourceFile& source, uint32_t file);

}  // namespace schemalint
