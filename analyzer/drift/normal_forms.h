#pragma once

#include <string>
#include <string_view>

#include "analyzer/schema.h"

namespace schemalint {

// When two ways of writing hold the same in the database.

/// Whether two names may be those of one object: an empty schema is whatever the search path says.
bool same_object(const QualifiedName& a, const QualifiedName& b);

/// Whether the text of an expression, a predicate or a default is there without holes.
bool is_known_sql(std::string_view sql);

/// Whether all elements of an index and its predicate are known.
bool is_understood(const Index& index);

/// Whether two columns have one type. True where one of them is not known.
bool same_type(const Column& a, const Column& b);

/// Whether two columns get the same value from the database. True where that is not known, for
/// generated columns, and for sequences, which models leave to SQLAlchemy.
bool same_default(const Column& a, const Column& b);

/// Whether two expressions (CHECK, predicate) mean the same, by their text alone. True where one of
/// them is not known.
bool same_expression(std::string_view a, std::string_view b);

/// Whether two indexes serve the same queries; their names do not count.
bool same_index(const Index& a, const Index& b);

/// Whether what an index is made of, in order, is the same: columns, expressions, operator classes,
/// directions.
bool same_elements(const Index& a, const Index& b);

/// Whether two foreign keys tie the same columns to the same columns.
bool same_reference(const ForeignKey& a, const ForeignKey& b);

/// Whether they do the same when the row they lead to goes away or changes.
bool same_actions(const ForeignKey& a, const ForeignKey& b);

/// Whether two policies admit the same rows.
bool same_policy(const Policy& a, const Policy& b);

}  // namespace schemalint
