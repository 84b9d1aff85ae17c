// Types of columns as SQLAlchemy's reflection gives them.

#include <algorithm>
#include <charconv>

#include "analyzer/models/type_table.h"
#include "analyzer/revisions/reflection.h"
#include "analyzer/words.h"

namespace schemalint {

namespace {

/// A type as PostgreSQL's dialect prints it, taken apart: "TIMESTAMP(3) WITH TIME ZONE[]".
struct PrintedType {
  std::string name;  ///< "TIMESTAMP"
  std::vector<int64_t> numbers;
  std::string rest;  ///< "WITH TIME ZONE"
  bool array = false;
};

std::vector<int64_t> numbers_in(std::string_view list) {
  std::vector<int64_t> numbers;
  while (!list.empty()) {
    const size_t comma = std::min(list.find(','), list.size());
    const std::string_view part = trimmed(list.substr(0, comma));
    int64_t number = 0;
    if (std::from_chars(part.data(), part.data() + part.size(), number).ec == std::errc())
      numbers.push_back(number);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return numbers;
}

PrintedType taken_apart(std::string_view text) {
  PrintedType type;
  type.array = text.ends_with("[]");
  if (type.array) text.remove_suffix(2);
  const size_t open = text.find('(');
  const size_t close = text.find(')');
  const size_t zone = text.find(" WITH");
  const size_t end = std::min({open, zone, text.size()});
  type.name = std::string(trimmed(text.substr(0, end)));
  if (open != text.npos && close != text.npos)
    type.numbers = numbers_in(text.substr(open + 1, close - open - 1));
  if (zone != text.npos) type.rest = std::string(trimmed(text.substr(zone)));
  return type;
}

/// The name of the class that SQLAlchemy, or pgvector, has for a type of this name.
std::string class_of_type(const std::string& name) {
  std::string identifier = name;
  for (char& c : identifier)
    if (c == ' ') c = '_';
  for (const char* module : {"sqlalchemy.dialects.postgresql.", "pgvector.sqlalchemy."})
    if (models::find_type(module + identifier)) return module + identifier;
  return {};
}

Ref enumeration(Evaluator& evaluator, const EnumType& type, Span where) {
  Call call{.callee = evaluator.make(External{"sqlalchemy.dialects.postgresql.ENUM"}, where)};
  for (const std::string& value : type.values)
    call.arguments.push_back({"", evaluator.string(value, where), where});
  call.arguments.push_back({"name", evaluator.string(type.name.name, where), where});
  if (!type.name.schema.empty())
    call.arguments.push_back({"schema", evaluator.string(type.name.schema, where), where});
  return evaluator.make(std::move(call), where);
}

}  // namespace

Ref reflected_type(Evaluator& evaluator, const Schema& schema, const Column& column, Span where) {
  const PrintedType printed = taken_apart(column.type.value);
  const EnumType* named = column.enum_type ? schema.enum_type(*column.enum_type) : nullptr;
  Ref type = named ? enumeration(evaluator, *named, where) : nullptr;
  if (!type) {
    const std::string name = class_of_type(printed.name);
    if (name.empty()) return evaluator.unknown("reflected type of column " + column.name, where);
    Call call{.callee = evaluator.make(External{name}, where)};
    const auto argument = [&](std::string keyword, Value::Content content) {
      call.arguments.push_back({std::move(keyword), evaluator.make(std::move(content)), where});
    };
    if (!printed.rest.empty()) argument("timezone", printed.rest == "WITH TIME ZONE");
    const std::string keyword = printed.rest.empty() ? "" : "precision";
    for (const int64_t number : printed.numbers) argument(keyword, number);
    type = evaluator.make(std::move(call), where);
  }
  if (!printed.array) return type;
  Call array{.callee = evaluator.make(External{"sqlalchemy.dialects.postgresql.ARRAY"}, where)};
  array.arguments.push_back({"", type, where});
  return evaluator.make(std::move(array), where);
}

}  // namespace schemalint
