#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/schema.h"
#include "parsers/sql_expression.h"

namespace schemalint {

// For the readers of SQL and of revisions: values of expressions over the catalog of a schema.

/// The value of an SQL expression. A text may hold Text::placeholder where a part of it is not
/// known: it can be run as SQL with a hole, and compares as unknown.
struct SqlValue {
  enum class Kind : uint8_t { unknown, null, boolean, text, list } kind = Kind::unknown;
  bool truth = false;
  std::string text;  ///< numbers and object identifiers are text, too
  std::vector<SqlValue> items;

  bool known() const;
  bool is(bool value) const { return kind == Kind::boolean && truth == value; }
};

SqlValue unknown_value();
SqlValue null_value();
SqlValue boolean_value(bool truth);
SqlValue text_value(std::string text);

using SqlRow = std::vector<SqlValue>;

/// A relation of the catalog, or what a query yields. A row of a table that is not known in whole
/// has unknown values. `certain` says of each row whether it is there for sure.
struct SqlRelation {
  std::vector<std::string> columns;
  std::vector<SqlRow> rows;
  std::vector<bool> certain;
  bool understood = true;
};

/// Values that columns of a relation must have, as far as the query says so: rows that have others
/// need not be made.
using SqlFilter = std::map<std::string, std::string, std::less<>>;

/// A relation of information_schema or pg_catalog as PostgreSQL would show it for this schema; not
/// understood where it shows something that the schema does not hold.
SqlRelation catalog_relation(const Schema& schema, std::string_view relation_schema,
                             std::string_view name, const SqlFilter& filter);

/// Object identifiers are texts that name the object.
std::string table_oid(const QualifiedName& table);
std::string type_oid(const QualifiedName& type);
std::string namespace_oid(std::string_view schema);

/// The name in quotes that need be, of regclass and regtype: "orders", "app.orders".
QualifiedName parse_object_name(std::string_view text, std::string_view default_schema);

/// What an expression may refer to.
struct SqlScope {
  const Schema& schema;
  std::string default_schema;  ///< first of the search path; empty is public
  /// Variables of PL/pgSQL by name; fields of records as "record.field".
  std::map<std::string, SqlValue, std::less<>> variables{};
  std::map<std::string, std::string> settings{};  ///< what SET and set_config() set
  /// Whether a table of the schema has no rows for sure; where there is no such function, that is
  /// known of none.
  std::function<bool(const QualifiedName&)> is_empty{};
};

// PostgreSQL's functions and operators on values.

/// The text of a value; Text::placeholder where it is not known.
std::string as_text(const SqlValue& value);
/// A comparison: =, <>, <, <=, >, >=, ~~ (LIKE), !~~. The order of texts is not known: it depends
/// on the collation.
SqlValue compared(const SqlValue& a, std::string_view sign, const SqlValue& b);
SqlValue concatenated(const SqlValue& a, const SqlValue& b);
SqlValue computed(const SqlValue& a, std::string_view sign, const SqlValue& b);
std::string quoted_literal(const SqlValue& value);
/// format('%I.%s', …) with positions and without widths.
/// https://www.postgresql.org/docs/15/functions-string.html#FUNCTIONS-STRING-FORMAT
SqlValue formatted(const std::vector<SqlValue>& arguments);
/// replace(text, from, to).
SqlValue replaced(const std::vector<SqlValue>& arguments);
/// The list that '{a,b}' is.
SqlValue array_literal(const std::string& text);

SqlValue evaluate(const SqlExpression& expression, const SqlScope& scope);
SqlRelation evaluate(const SqlSelect& select, const SqlScope& scope);

}  // namespace schemalint
