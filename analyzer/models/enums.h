#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/models/draft.h"

namespace schemalint::models {

/// The names of a Python enumeration's members in order, without aliases, as SQLAlchemy's Enum
/// stores them.
struct EnumMembers {
  std::string class_name;
  std::vector<std::string> names;
  bool complete = true;
};

/// Whether the class is an `enum.Enum`.
bool is_enum_class(const Class& cls);

/// The members of an enumeration, be it a class statement or `enum.Enum("Name", "A B")`; nothing
/// where the value is none.
std::optional<EnumMembers> enum_members(Context& context, Ref value);

/// Reads `Enum(...)` or `postgresql.ENUM(...)`. `always_native` for the latter: it ignores
/// `native_enum=False`. Where `members` is given it takes the place of the positional arguments:
/// SQLAlchemy uses a call in `type_annotation_map` as the template of every enumeration's type.
ColumnType read_enum(Context& context, const Call& call, bool always_native, Ref members,
                     Span where);

/// The type of `Mapped[Literal["a", "b"]]`: SQLAlchemy makes it `Enum(..., native_enum=False)`.
ColumnType enum_of_literals(const std::vector<std::string>& values, Span where);

}  // namespace schemalint::models
