#pragma once

#include <string>

#include "analyzer/models/draft.h"

namespace schemalint::models {

/// Reads a SQLAlchemy type: a class (`String`), a call (`String(20)`), a TypeDecorator of the
/// project, a variant. The text is what SQLAlchemy's PostgreSQL dialect prints in CREATE TABLE.
ColumnType read_type(Context& context, Ref value);

/// Whether a value is a SQLAlchemy type at all, class or instance.
bool is_type(Ref value);

/// The dialect that TypeDecorator.load_dialect_impl() and the callable of ddl_if() are asked for:
/// all that such code looks at is its name.
Ref postgresql_dialect(Context& context);

}  // namespace schemalint::models
