#pragma once

#include <functional>
#include <optional>
#include <string>

#include "analyzer/models/draft.h"

namespace schemalint::models {

/// The database name of the column that a value stands for; empty where it is none.
using ColumnNames = std::function<std::string(Ref)>;

/// The SQL text of a SQLAlchemy expression, about as PostgreSQL's dialect prints it; nothing where
/// a part is not known. A plain string is SQL text (as in `postgresql_where="x > 0"`).
std::optional<std::string> sql_text(Ref value, const ColumnNames& names);

/// A string as an SQL literal: quotes doubled.
std::string quoted_literal(const std::string& text);

/// `server_default=` as SQL text: a string becomes a literal.
std::optional<std::string> server_default_sql(Ref value);

/// An element of an index without what orders it.
struct OrderedElement {
  Ref element = nullptr;
  bool descending = false;
  bool nulls_reversed = false;  ///< as IndexElement has it
};
OrderedElement without_order(Ref value);
/// The element of an index that is written as SQL: `text("created_at DESC")` is a column.
IndexElement index_element_of_sql(const std::string& sql);

}  // namespace schemalint::models
