#include "analyzer/locks/type_change.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

#include "parsers/sql_expression.h"

namespace schemalint {

namespace {

/// "TIMESTAMP(3) WITH TIME ZONE" has the name "TIMESTAMP WITH TIME ZONE" and the modifier 3.
struct Type {
  std::string name;
  std::vector<int> modifiers;
  bool array = false;
  bool readable = true;  ///< all of its modifiers are numbers
};

Type type_of(std::string_view text) {
  Type type;
  if (text.ends_with("[]")) {
    type.array = true;
    text.remove_suffix(2);
  }
  const size_t open = text.find('(');
  const size_t close = text.find(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    type.name = text;
    return type;
  }
  type.name = std::string(text.substr(0, open)) + std::string(text.substr(close + 1));
  if (type.name.ends_with(' ')) type.name.pop_back();
  std::string_view list = text.substr(open + 1, close - open - 1);
  while (!list.empty()) {
    const size_t comma = std::min(list.find(','), list.size());
    std::string_view number = list.substr(0, comma);
    while (number.starts_with(' ')) number.remove_prefix(1);
    int value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error != std::errc() || end != number.data() + number.size()) type.readable = false;
    type.modifiers.push_back(value);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return type;
}

/// PostgreSQL's own types; citext, whose casts are known.
bool is_known(const std::string& name) {
  static constexpr std::array<std::string_view, 33> names{"BIGINT",
                                                          "BIT",
                                                          "BIT VARYING",
                                                          "BOOLEAN",
                                                          "BYTEA",
                                                          "CHAR",
                                                          "CIDR",
                                                          "CITEXT",
                                                          "DATE",
                                                          "DOUBLE PRECISION",
                                                          "INET",
                                                          "INTEGER",
                                                          "INTERVAL",
                                                          "JSON",
                                                          "JSONB",
                                                          "MACADDR",
                                                          "MONEY",
                                                          "NAME",
                                                          "NUMERIC",
                                                          "OID",
                                                          "REAL",
                                                          "SMALLINT",
                                                          "TEXT",
                                                          "TIME WITH TIME ZONE",
                                                          "TIME WITHOUT TIME ZONE",
                                                          "TIMESTAMP WITH TIME ZONE",
                                                          "TIMESTAMP WITHOUT TIME ZONE",
                                                          "TSQUERY",
                                                          "TSVECTOR",
                                                          "UUID",
                                                          "VARCHAR",
                                                          "XML",
                                                          "INT4RANGE"};
  return std::ranges::find(names, name) != names.end();
}

/// Types whose values are stored alike, so that a cast between them is none.
bool are_stored_alike(const std::string& from, const std::string& to) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> pairs{
      {{"VARCHAR", "TEXT"},
       {"TEXT", "VARCHAR"},
       {"CITEXT", "TEXT"},
       {"TEXT", "CITEXT"},
       {"CITEXT", "VARCHAR"},
       {"VARCHAR", "CITEXT"},
       {"CIDR", "INET"},
       {"XML", "TEXT"}}};
  return from == to || std::ranges::find(pairs, std::pair<std::string_view, std::string_view>(
                                                    from, to)) != pairs.end();
}

/// Whether every value of the old modifiers is one of the new, by the support functions of the
/// length casts: varchar_support, numeric_support, TemporalSimplify.
bool holds_all(const Type& from, const Type& to) {
  if (to.modifiers.empty()) return true;
  const auto number = [](const Type& type, size_t at) {
    return at < type.modifiers.size() ? std::optional(type.modifiers[at]) : std::nullopt;
  };
  const std::optional<int> old_first = number(from, 0), new_first = number(to, 0);
  if (to.name == "NUMERIC")
    return old_first && *new_first >= *old_first && number(from, 1) == number(to, 1);
  if (to.name.starts_with("TIME") || to.name == "INTERVAL") {
    constexpr int most_digits = 6;  // of a second, which is what there are without a precision
    return *new_first >= old_first.value_or(most_digits);
  }
  if (to.name == "CHAR" || to.name == "BIT") return from.modifiers == to.modifiers;
  return old_first && from.name == to.name && *new_first >= *old_first;
}

bool is_timestamp(const std::string& name) {
  return name == "TIMESTAMP WITH TIME ZONE" || name == "TIMESTAMP WITHOUT TIME ZONE";
}

/// USING that says no more than the cast that PostgreSQL does without it.
bool is_plain_cast(const std::string& using_sql, const std::string& column) {
  SqlExpression value = parse_expression(using_sql);
  while (value.kind == SqlExpression::Kind::cast && value.operands.size() == 1)
    value = SqlExpression(value.operands.front());
  return value.kind == SqlExpression::Kind::column && !value.path.empty() &&
         value.path.back() == column;
}

}  // namespace

TypeChange type_change(const std::string& from, const std::string& to, const std::string& column,
                       const std::string& using_sql) {
  if (from.empty() || to.empty()) return TypeChange::unknown;
  const bool plain = using_sql.empty() || is_plain_cast(using_sql, column);
  if (from == to) return plain ? TypeChange::none : TypeChange::rewrite;
  const Type old_type = type_of(from), new_type = type_of(to);
  if (!plain) return TypeChange::rewrite;
  if (!is_known(old_type.name) || !is_known(new_type.name) || !old_type.readable ||
      !new_type.readable || (old_type.array && new_type.array))
    return TypeChange::unknown;
  if (old_type.array != new_type.array) return TypeChange::rewrite;
  if (is_timestamp(old_type.name) && is_timestamp(new_type.name) && old_type.name != new_type.name)
    return holds_all(old_type, new_type) ? TypeChange::time_zone : TypeChange::rewrite;
  if (!are_stored_alike(old_type.name, new_type.name)) return TypeChange::rewrite;
  return holds_all(old_type, new_type) ? TypeChange::none : TypeChange::rewrite;
}

}  // namespace schemalint
