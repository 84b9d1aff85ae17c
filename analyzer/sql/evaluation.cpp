#include "analyzer/sql/evaluation.h"

#include <algorithm>

namespace schemalint {

namespace {

using Kind = SqlExpression::Kind;

constexpr std::string_view table_prefix = "table ";
constexpr std::string_view type_prefix = "type ";
constexpr std::string_view namespace_prefix = "namespace ";

std::string without_prefix(const std::string& oid) {
  for (const std::string_view prefix : {table_prefix, type_prefix, namespace_prefix})
    if (oid.starts_with(prefix)) return oid.substr(prefix.size());
  return oid;
}

}  // namespace

SqlValue Evaluation::column(const std::vector<std::string>& path) const {
  if (path.empty()) return unknown_value();
  const std::string& name = path.back();
  for (auto binding = bound_.rbegin(); binding != bound_.rend(); ++binding) {
    if (path.size() > 1 && *binding->alias != path[path.size() - 2]) continue;
    const auto found = std::find(binding->columns->begin(), binding->columns->end(), name);
    if (found == binding->columns->end()) continue;
    return (*binding->row)[static_cast<size_t>(found - binding->columns->begin())];
  }
  std::string variable;
  for (const std::string& part : path) variable += (variable.empty() ? "" : ".") + part;
  const auto found = scope_.variables.find(variable);
  return found == scope_.variables.end() ? unknown_value() : found->second;
}

SqlValue Evaluation::operation(const SqlExpression& expression) {
  const std::string& sign = expression.name;
  if (expression.operands.size() == 1) {
    const SqlValue only = value(expression.operands[0]);
    return sign == "-" && only.known() ? text_value("-" + only.text) : unknown_value();
  }
  const SqlValue left = value(expression.operands[0]);
  const SqlValue right = value(expression.operands[1]);
  if (sign == "||") return concatenated(left, right);
  if (sign == "+" || sign == "-" || sign == "*") return computed(left, sign, right);
  return compared(left, sign, right);
}

// AND where `stop` is false, OR where it is true: that operand decides alone.
SqlValue Evaluation::combined(const SqlExpression& expression, bool stop) {
  bool any_unknown = false, any_null = false;
  for (const SqlExpression& operand : expression.operands) {
    const SqlValue one = value(operand);
    if (one.is(stop)) return one;
    any_null |= one.kind == SqlValue::Kind::null;
    any_unknown |= one.kind != SqlValue::Kind::null && one.kind != SqlValue::Kind::boolean;
  }
  if (any_unknown) return unknown_value();
  return any_null ? null_value() : boolean_value(!stop);
}

SqlValue Evaluation::in_list(const SqlExpression& expression) {
  const bool negated = expression.kind == Kind::not_in;
  const SqlValue left = value(expression.operands[0]);
  bool any_unknown = false, any_null = false;
  for (size_t i = 1; i < expression.operands.size(); ++i) {
    const SqlValue same = compared(left, "=", value(expression.operands[i]));
    if (same.is(true)) return boolean_value(!negated);
    any_unknown |= same.kind == SqlValue::Kind::unknown;
    any_null |= same.kind == SqlValue::Kind::null;
  }
  if (any_unknown) return unknown_value();
  return any_null ? null_value() : boolean_value(negated);
}

SqlValue Evaluation::list_of(const SqlRelation& rows) const {
  if (!rows.understood || rows.columns.size() != 1) return unknown_value();
  if (std::find(rows.certain.begin(), rows.certain.end(), false) != rows.certain.end())
    return unknown_value();
  SqlValue list;
  list.kind = SqlValue::Kind::list;
  for (const SqlRow& row : rows.rows) list.items.push_back(row[0]);
  return list;
}

SqlValue Evaluation::quantified(const SqlExpression& expression) {
  const SqlValue left = value(expression.operands[0]);
  SqlValue list =
      expression.select ? list_of(relation(*expression.select)) : value(expression.operands[1]);
  if (list.kind == SqlValue::Kind::text && list.known()) list = array_literal(list.text);
  if (list.kind != SqlValue::Kind::list) return unknown_value();
  const bool any = expression.kind == Kind::any;
  bool undecided = false;
  for (const SqlValue& item : list.items) {
    const SqlValue one = compared(left, expression.name, item);
    if (one.is(any)) return boolean_value(any);
    undecided |= one.kind != SqlValue::Kind::boolean;
  }
  return undecided ? unknown_value() : boolean_value(!any);
}

// A parameter with a dot in its name is the project's own: without a SET it is not there, and
// current_setting(name, true) is NULL.
// https://www.postgresql.org/docs/15/runtime-config-custom.html
SqlValue Evaluation::setting(const std::vector<SqlValue>& arguments) const {
  if (arguments.empty() || !arguments[0].known()) return unknown_value();
  const auto found = scope_.settings.find(arguments[0].text);
  if (found != scope_.settings.end()) return text_value(found->second);
  const bool own = arguments[0].text.find('.') != std::string::npos;
  return own && arguments.size() > 1 && arguments[1].is(true) ? null_value() : unknown_value();
}

SqlValue Evaluation::call(const SqlExpression& expression) {
  const std::string& name = expression.name;
  if (name == "count" && group_ != nullptr) {
    const bool certain =
        group_->understood &&
        std::find(group_->certain.begin(), group_->certain.end(), false) == group_->certain.end();
    const bool all = !expression.operands.empty() && expression.operands[0].kind == Kind::star;
    return certain && all ? text_value(std::to_string(group_->rows.size())) : unknown_value();
  }
  std::vector<SqlValue> arguments;
  for (const SqlExpression& operand : expression.operands) arguments.push_back(value(operand));
  if (name == "format") return formatted(arguments);
  if (name == "current_schema")
    return text_value(scope_.default_schema.empty() ? "public" : scope_.default_schema);
  if (name == "current_database") return text_value("current database");
  if (name == "current_schemas") {
    SqlValue list;
    list.kind = SqlValue::Kind::list;
    list.items = {text_value(scope_.default_schema.empty() ? "public" : scope_.default_schema)};
    return list;
  }
  if (name == "concat") {
    std::string text;
    for (const SqlValue& argument : arguments)
      if (argument.kind != SqlValue::Kind::null) text += as_text(argument);
    return text_value(std::move(text));
  }
  if (name == "current_setting") return setting(arguments);
  if (name == "replace") return replaced(arguments);
  if (arguments.size() != 1) return unknown_value();
  const SqlValue& only = arguments[0];
  if (name == "quote_ident") return text_value(quote_identifier(as_text(only)));
  if (name == "quote_literal" || name == "quote_nullable") return text_value(quoted_literal(only));
  if (!only.known()) return unknown_value();
  if (name == "to_regclass") {
    const QualifiedName table = parse_object_name(only.text, scope_.default_schema);
    const SqlRelation found = catalog_relation(scope_.schema, "", "pg_class", {});
    for (const SqlRow& row : found.rows)
      if (row[0].text == table_oid(table)) return row[0];
    return null_value();
  }
  if (name == "to_regtype") {
    const QualifiedName type = parse_object_name(only.text, scope_.default_schema);
    return scope_.schema.enum_type(type) != nullptr ? text_value(type_oid(type)) : unknown_value();
  }
  if (name == "lower") return text_value(sql_identifier(only.text));
  if (name == "pg_table_is_visible" || name == "pg_type_is_visible") {
    const std::string object = without_prefix(only.text);
    return boolean_value(object.find('.') == std::string::npos ||
                         object.starts_with(scope_.default_schema + "."));
  }
  return unknown_value();
}

SqlValue Evaluation::cast(const SqlExpression& expression) {
  const SqlValue inner = value(expression.operands[0]);
  const std::string& type = expression.name;
  if (inner.kind != SqlValue::Kind::text) return inner;
  const bool is_oid = inner.text != without_prefix(inner.text);
  if (type.ends_with("[]")) return array_literal(inner.text);
  if (type == "regclass" || type == "regtype" || type == "regnamespace") {
    if (is_oid || !inner.known()) return inner;
    if (type == "regnamespace") return text_value(namespace_oid(inner.text));
    const QualifiedName name = parse_object_name(inner.text, scope_.default_schema);
    return text_value(type == "regclass" ? table_oid(name) : type_oid(name));
  }
  if (type == "bool") {
    if (inner.text == "true" || inner.text == "t") return boolean_value(true);
    if (inner.text == "false" || inner.text == "f") return boolean_value(false);
    return unknown_value();
  }
  return is_oid && type != "oid" ? text_value(without_prefix(inner.text)) : inner;
}

SqlValue Evaluation::truth_test(const SqlExpression& expression) {
  const SqlValue inner = value(expression.operands[0]);
  if (inner.kind != SqlValue::Kind::boolean && inner.kind != SqlValue::Kind::null)
    return unknown_value();
  const bool is_true = inner.is(true), is_false = inner.is(false);
  if (expression.name == "true") return boolean_value(is_true);
  if (expression.name == "not true") return boolean_value(!is_true);
  if (expression.name == "false") return boolean_value(is_false);
  return boolean_value(!is_false);
}

SqlValue Evaluation::choice(const SqlExpression& expression) {
  for (size_t i = 0; i + 1 < expression.operands.size(); i += 2) {
    const SqlValue condition = value(expression.operands[i]);
    if (condition.is(true)) return value(expression.operands[i + 1]);
    if (condition.kind != SqlValue::Kind::boolean && condition.kind != SqlValue::Kind::null)
      return unknown_value();
  }
  return value(expression.operands.back());
}

SqlValue Evaluation::value(const SqlExpression& expression) {
  switch (expression.kind) {
    case Kind::null:
      return null_value();
    case Kind::boolean:
      return boolean_value(expression.name == "true");
    case Kind::text:
      return text_value(expression.name);
    case Kind::column:
      return column(expression.path);
    case Kind::operation:
      return operation(expression);
    case Kind::conjunction:
      return combined(expression, false);
    case Kind::disjunction:
      return combined(expression, true);
    case Kind::negation: {
      const SqlValue inner = value(expression.operands[0]);
      return inner.kind == SqlValue::Kind::boolean ? boolean_value(!inner.truth) : inner;
    }
    case Kind::is_null:
    case Kind::is_not_null: {
      const SqlValue inner = value(expression.operands[0]);
      if (inner.kind == SqlValue::Kind::unknown) return unknown_value();
      return boolean_value((inner.kind == SqlValue::Kind::null) ==
                           (expression.kind == Kind::is_null));
    }
    case Kind::is_true:
      return truth_test(expression);
    case Kind::in:
    case Kind::not_in:
      return in_list(expression);
    case Kind::any:
    case Kind::all:
      return quantified(expression);
    case Kind::array: {
      SqlValue list;
      list.kind = SqlValue::Kind::list;
      for (const SqlExpression& item : expression.operands) list.items.push_back(value(item));
      return list;
    }
    case Kind::call:
      return call(expression);
    case Kind::cast:
      return cast(expression);
    case Kind::choice:
      return choice(expression);
    case Kind::coalesce:
      for (const SqlExpression& operand : expression.operands) {
        SqlValue one = value(operand);
        if (one.kind != SqlValue::Kind::null) return one;
      }
      return null_value();
    case Kind::exists: {
      const SqlRelation rows = relation(*expression.select);
      if (!rows.understood) return unknown_value();
      if (std::find(rows.certain.begin(), rows.certain.end(), true) != rows.certain.end())
        return boolean_value(true);
      return rows.rows.empty() ? boolean_value(false) : unknown_value();
    }
    case Kind::scalar: {
      const SqlRelation rows = relation(*expression.select);
      if (!rows.understood || rows.columns.empty()) return unknown_value();
      if (rows.rows.empty()) return null_value();
      return rows.rows.size() == 1 && rows.certain[0] ? rows.rows[0][0] : unknown_value();
    }
    case Kind::array_of:
      return list_of(relation(*expression.select));
    default:
      return unknown_value();
  }
}

}  // namespace schemalint
