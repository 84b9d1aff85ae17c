#include "analyzer/locks/expressions.h"

#include <algorithm>
#include <array>

#include "analyzer/words.h"
#include "parsers/sql_expression.h"

namespace schemalint {

namespace {

using Kind = SqlExpression::Kind;

/// Volatile functions of PostgreSQL and of uuid-ossp and pgcrypto (pg_proc.provolatile).
bool is_volatile_function(std::string name) {
  static constexpr std::array<std::string_view, 18> names{
      "clock_timestamp", "currval",   "gen_random_bytes", "gen_random_uuid",    "gen_salt",
      "lastval",         "nextval",   "random",           "random_normal",      "setseed",
      "setval",          "timeofday", "uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v4",
      "uuidv4",          "uuidv7",    "txid_current"};
  name = name.substr(name.rfind('.') + 1);
  return std::ranges::find(names, name) != names.end();
}

bool is_volatile(const SqlExpression& expression) {
  if (expression.kind == Kind::call && is_volatile_function(lower(expression.name))) return true;
  return std::ranges::any_of(expression.operands,
                             [](const SqlExpression& operand) { return is_volatile(operand); });
}

bool implies_not_null(const SqlExpression& condition, const std::string& column) {
  if (condition.kind == Kind::conjunction)
    return std::ranges::any_of(condition.operands, [&](const SqlExpression& operand) {
      return implies_not_null(operand, column);
    });
  return condition.kind == Kind::is_not_null && condition.operands.size() == 1 &&
         condition.operands[0].kind == Kind::column && !condition.operands[0].path.empty() &&
         condition.operands[0].path.back() == column;
}

}  // namespace

bool is_volatile(const std::string& sql) {
  // Parsing is dear, and most defaults are constants.
  return sql.find('(') != std::string::npos && is_volatile(parse_expression(sql));
}

bool implies_not_null(const std::string& sql, const std::string& column) {
  return sql.find(column) != std::string::npos && implies_not_null(parse_expression(sql), column);
}

bool proves_not_null(const Table& table, const std::string& column) {
  return std::ranges::any_of(table.checks, [&](const Check& check) {
    return check.validated && !check.no_inherit && implies_not_null(check.sql, column);
  });
}

}  // namespace schemalint
