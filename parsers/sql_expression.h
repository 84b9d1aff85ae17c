#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/sql_lexer.h"

namespace schemalint {

struct SqlSelect;

/// An SQL expression as a value, as far as conditions about the catalog need it.
struct SqlExpression {
  enum class Kind : uint8_t {
    unknown,  ///< something else
    null,
    boolean,  ///< name is "true" or "false"
    text,     ///< a string or a number, in `name`
    column,   ///< `path` are its parts: alias and column
    star,
    operation,  ///< `name` is the operator; one or two operands
    conjunction,
    disjunction,
    negation,
    is_null,
    is_not_null,
    is_true,  ///< name is "true", "not true", "false", "not false"
    in,       ///< first operand against the others
    not_in,
    any,  ///< first operand, operator `name`, = ANY (second: an array, or `select`)
    all,
    array,
    call,      ///< `name` is the function, lower case, without pg_catalog
    cast,      ///< `name` is the type as PostgreSQL names it: "regclass", "int4"
    exists,    ///< of `select`
    scalar,    ///< value of `select`
    array_of,  ///< ARRAY(select)
    choice,    ///< CASE: condition, value, condition, value, …, else
    coalesce,
  } kind = Kind::unknown;
  std::string name;
  std::vector<std::string> path;
  std::vector<SqlExpression> operands;
  std::shared_ptr<const SqlSelect> select;
};

/// FROM: a relation, a sub-select, VALUES or a function, with its alias.
struct SqlSource {
  std::string schema, name;
  std::string alias;  ///< the name if there is none
  std::vector<std::string> column_aliases;
  std::shared_ptr<const SqlSelect> select;
  std::optional<SqlExpression> function;
};

struct SqlTarget {
  std::string name;  ///< alias, or the name PostgreSQL gives it
  SqlExpression value;
};

struct SqlSelect {
  std::vector<SqlTarget> targets;
  std::vector<SqlSource> from;
  std::vector<SqlExpression> conditions;           ///< WHERE and ON, all of which must hold
  std::vector<std::vector<SqlExpression>> values;  ///< VALUES lists
  bool distinct = false;
  bool understood =
      true;  ///< false: GROUP BY, OFFSET, UNION, outer joins, … that the value does not show
};

/// Where an expression names a column.
struct SqlColumnUse {
  std::string name;
  SqlSpan where;  ///< the column's own name, without the table's
};

/// What PostgreSQL needs to know of an expression to name what is made of it and to know what it
/// depends on.
struct SqlExpressionFacts {
  std::vector<SqlColumnUse> columns;  ///< in order
  /// The name of an index column made of it: FigureIndexColname, "expr" where it has none.
  std::string name = "expr";
};

/// Facts of an expression such as a CHECK or an index element; empty where it does not parse.
SqlExpressionFacts expression_facts(std::string_view sql);

/// The expression as a value; kind unknown where it does not parse.
SqlExpression parse_expression(std::string_view sql);

/// The expression in one spelling, so that two texts that PostgreSQL holds to be the same are the
/// same text: without casts, names of tables before columns, white space and brackets that say
/// nothing; IN for = ANY (ARRAY[…]), current_timestamp for now(). Casts go because PostgreSQL adds
/// them to constants by itself. Text that does not parse comes back as it is.
/// https://www.postgresql.org/docs/15/functions-comparisons.html
std::string normal_expression(std::string_view sql);

/// A query as a value; nothing where it is no query.
std::optional<SqlSelect> parse_select(std::string_view sql);

}  // namespace schemalint
