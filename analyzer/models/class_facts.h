#pragma once

#include "analyzer/models/constructs.h"
#include "analyzer/value.h"

namespace schemalint::models {

/// The function that a declared_attr calls for each class; null where the value is none.
const Function* declared_attr_function(Ref value);

/// Whether it is a `declared_attr.cascading`: called again for every class below a mapped one.
bool cascades(Ref value);

/// Whether a base outside the project, of the whole resolution order, is this construct.
bool has_construct_base(const Class& cls, Construct construct);

/// Whether it is a SQLModel with `table=True`, which is not inherited.
bool is_sqlmodel_table(const Class& cls);

}  // namespace schemalint::models
