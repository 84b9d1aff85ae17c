#pragma once

#include <optional>
#include <string>

#include "analyzer/models/annotations.h"
#include "analyzer/models/constructs.h"
#include "analyzer/models/draft.h"

namespace schemalint::models {

/// What a column is declared with beside its call: a mapped attribute.
struct ColumnSetting {
  std::string attribute;                       ///< empty for a column of Table(...)
  Span where;                                  ///< the attribute's name
  Span declaration;                            ///< the whole statement
  MappedAnnotation annotation;                 ///< Mapped[...] of the attribute
  const std::vector<Ref>* type_map = nullptr;  ///< type_annotation_map dictionaries
};

/// Whether the value is a Column or mapped_column.
bool is_column(Ref value);
/// The Column inside `deferred(Column(...))`, `column_property(Column(...))`; the value itself
/// otherwise.
Ref unwrapped_column(Ref value);

/// Reads `Column(...)` or `mapped_column(...)`. Nothing where its name cannot be known.
std::optional<ColumnDraft> read_column(Context& context, Ref value, const ColumnSetting& setting);

/// The column of an attribute that is only annotated: `id: Mapped[int]`. Nothing where the
/// annotation declares no column.
std::optional<ColumnDraft> read_annotated_column(Context& context, const ColumnSetting& setting);

/// Reads `ondelete=`, `onupdate=`, `deferrable=` and `use_alter=` of a foreign key.
void read_actions(const Call& call, ForeignKey& key);

/// Reads `ForeignKey(...)` in a column.
ForeignKeyDraft read_foreign_key(Context& context, const Invocation& made);

/// The name that is given to a constraint or index.
GivenName given_name(Ref value);

/// The text of a string or of a concatenation with unknown parts as holes; nothing where the value
/// is no string.
std::optional<Text> text_with_holes(Ref value);

}  // namespace schemalint::models
