#include "analyzer/drift/normal_forms.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "analyzer/types.h"
#include "parsers/sql_expression.h"
#include "parsers/text.h"

namespace schemalint {

namespace {

/// What a default that is a constant holds, without quotes and casts.
std::optional<std::string> constant(const std::string& normal) {
  const SqlExpression value = parse_expression(normal);
  using Kind = SqlExpression::Kind;
  if (value.kind == Kind::text || value.kind == Kind::boolean) return value.name;
  return std::nullopt;
}

/// The spellings of a boolean. https://www.postgresql.org/docs/15/datatype-boolean.html
std::string boolean_word(const std::string& text) {
  for (const char* word : {"true", "t", "yes", "y", "on", "1"})
    if (text == word) return "true";
  for (const char* word : {"false", "f", "no", "n", "off", "0"})
    if (text == word) return "false";
  return text;
}

std::optional<double> number(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool same_constant(const std::string& a, const std::string& b, const std::string& type) {
  if (a == b) return true;
  if (type == "BOOLEAN") return boolean_word(a) == boolean_word(b);
  if (type.starts_with("VARCHAR") || type.starts_with("TEXT")) return false;
  const std::optional<double> x = number(a), y = number(b);
  return x && y && *x == *y;
}

/// The SQL of a column's default, "" for none (`DEFAULT NULL` is none).
std::string default_of(const Column& column) {
  if (!column.server_default) return {};
  std::string normal = normal_expression(column.server_default->value);
  return normal == "NULL" ? std::string() : normal;
}

/// Whether the value comes from a sequence, or models would have it come from one.
bool from_sequence(const Column& column) {
  return column.identity || (column.server_default &&
                             column.server_default->value.find("nextval(") != std::string::npos);
}

bool default_unknown(const Column& column) {
  return column.computed || (column.server_default && !is_known_sql(column.server_default->value));
}

/// Of an operator class written with its schema, the name.
std::string bare(const std::string& name) {
  const size_t dot = name.rfind('.');
  return dot == std::string::npos ? name : name.substr(dot + 1);
}

bool same_element(const IndexElement& a, const IndexElement& b) {
  if (a.descending != b.descending || bare(a.operator_class) != bare(b.operator_class))
    return false;
  if (a.column != b.column) return false;
  return !a.column.empty() || same_expression(a.expression, b.expression);
}

std::string method_of(const Index& index) {
  return index.method.empty() ? "btree" : index.method;
}

bool same_predicate(const Index& a, const Index& b) {
  if (a.where_sql.has_value() != b.where_sql.has_value()) return false;
  return !a.where_sql || same_expression(*a.where_sql, *b.where_sql);
}

std::string action(const ReferentialAction& action) {
  return action == "NO ACTION" ? std::string() : action;
}

}  // namespace

bool same_object(const QualifiedName& a, const QualifiedName& b) {
  return a.name == b.name && (a.schema == b.schema || a.schema.empty() || b.schema.empty());
}

bool is_known_sql(std::string_view sql) {
  return !sql.empty() && sql.find(Text::placeholder) == std::string_view::npos;
}

bool is_understood(const Index& index) {
  const auto is_known = [](const IndexElement& element) {
    return !element.column.empty() || is_known_sql(element.expression);
  };
  return std::ranges::all_of(index.elements, is_known) &&
         (!index.where_sql || is_known_sql(*index.where_sql));
}

bool same_type(const Column& a, const Column& b) {
  const auto is_known = [](const Column& column) {
    return column.enum_type ? !column.enum_type->name.empty() : !column.type.value.empty();
  };
  if (!is_known(a) || !is_known(b)) return true;
  if (a.enum_type.has_value() != b.enum_type.has_value()) {
    // One side may name the type and not know that it is an enumeration.
    const Column& with_enum = a.enum_type ? a : b;
    const Column& other = a.enum_type ? b : a;
    return canonical_type(other.type.value) == canonical_type(with_enum.type.value);
  }
  if (!a.enum_type) return canonical_type(a.type.value) == canonical_type(b.type.value);
  const auto is_array = [](const Column& column) { return column.type.value.ends_with("[]"); };
  return same_object(*a.enum_type, *b.enum_type) && is_array(a) == is_array(b);
}

bool same_default(const Column& a, const Column& b) {
  if (from_sequence(a) || from_sequence(b) || default_unknown(a) || default_unknown(b)) return true;
  if (a.server_default && b.server_default && a.server_default->value == b.server_default->value)
    return true;
  const std::string x = default_of(a), y = default_of(b);
  if (x == y) return true;
  if (x.empty() || y.empty()) return false;
  const std::optional<std::string> left = constant(x), right = constant(y);
  return left && right && same_constant(*left, *right, canonical_type(a.type.value));
}

bool same_expression(std::string_view a, std::string_view b) {
  if (a == b) return true;
  if ((!a.empty() && !is_known_sql(a)) || (!b.empty() && !is_known_sql(b))) return true;
  return normal_expression(a) == normal_expression(b);
}

bool same_elements(const Index& a, const Index& b) {
  return std::equal(a.elements.begin(), a.elements.end(), b.elements.begin(), b.elements.end(),
                    same_element);
}

bool same_index(const Index& a, const Index& b) {
  const auto sorted = [](std::vector<std::string> names) {
    std::sort(names.begin(), names.end());
    return names;
  };
  return a.unique == b.unique && method_of(a) == method_of(b) && a.parameters == b.parameters &&
         sorted(a.include) == sorted(b.include) && same_elements(a, b) && same_predicate(a, b);
}

bool same_reference(const ForeignKey& a, const ForeignKey& b) {
  if (!same_object(a.target, b.target) || a.columns.size() != b.columns.size()) return false;
  if (a.target_columns.size() != a.columns.size() || b.target_columns.size() != b.columns.size())
    return std::is_permutation(a.columns.begin(), a.columns.end(), b.columns.begin());
  std::map<std::string, std::string> pairs;
  for (size_t i = 0; i < a.columns.size(); i++) pairs[a.columns[i]] = a.target_columns[i];
  for (size_t i = 0; i < b.columns.size(); i++)
    if (const auto pair = pairs.find(b.columns[i]);
        pair == pairs.end() || pair->second != b.target_columns[i])
      return false;
  return true;
}

bool same_actions(const ForeignKey& a, const ForeignKey& b) {
  return action(a.on_delete) == action(b.on_delete) && action(a.on_update) == action(b.on_update) &&
         a.deferrable == b.deferrable;
}

bool same_policy(const Policy& a, const Policy& b) {
  return a.command == b.command && a.permissive == b.permissive &&
         same_expression(a.using_sql, b.using_sql) && same_expression(a.check_sql, b.check_sql);
}

}  // namespace schemalint
