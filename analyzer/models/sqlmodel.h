#pragma once

#include <optional>

#include "analyzer/models/columns.h"

namespace schemalint::models {

/// The column of a SQLModel field: `name: str = Field(max_length=50)`. `value` is null where the
/// field is only annotated. Nothing where it is no field.
std::optional<ColumnDraft> read_sqlmodel_field(Context& context, Ref value, Ref annotation,
                                               const ColumnSetting& setting);

/// `ClassVar[...]` declares no field.
bool is_class_variable(Ref annotation);

}  // namespace schemalint::models
