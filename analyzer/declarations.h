#pragma once

#include <cstdint>
#include <vector>

#include "parsers/python.h"
#include "parsers/source.h"

namespace schemalint {

/// The pieces of a file that a comment can speak about: a statement, the header of a class, one
/// column in a call of Table(). Pieces nest; they are ordered by begin, outer ones first.
struct Declarations {
  std::vector<Span> pieces;
  std::vector<Span> comments;  ///< in source order
  uint32_t first = 0;          ///< where the first piece that is no docstring begins

  /// The innermost piece around the byte at `offset`; null where there is none.
  const Span* around(uint32_t offset) const;
  /// The first piece that begins at or behind `offset` and lies in `parent` (null: in none).
  const Span* behind(uint32_t offset, const Span* parent) const;
};

/// Statements, headers of compound statements, and the calls that are arguments of Table() and
/// create_table() or members of an assigned or returned tuple or list (`__table_args__`).
Declarations python_declarations(const SourceFile& source, uint32_t file, const PyTree& tree);

/// The same for SQL in a part of a file (a literal, or all of it): statements, the columns and
/// constraints of CREATE TABLE, the actions of ALTER TABLE, also in dollar-quoted bodies. Never
/// fails: reads tokens, not grammar.
Declarations sql_declarations(const SourceFile& source, Span part);

}  // namespace schemalint
