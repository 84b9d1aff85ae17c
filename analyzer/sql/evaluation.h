#pragma once

#include <string>
#include <vector>

#include "analyzer/sql/value.h"

namespace schemalint {

// Private to the evaluation of SQL: sql_evaluation.cpp has the values, sql_query.cpp the queries.

/// Evaluates expressions and queries that refer to each other's rows.
class Evaluation {
 public:
  explicit Evaluation(const SqlScope& scope) : scope_(scope) {}

  SqlValue value(const SqlExpression& expression);
  SqlRelation relation(const SqlSelect& select);

 private:
  /// A row that names may refer to.
  struct Binding {
    const std::string* alias;
    const std::vector<std::string>* columns;
    const SqlRow* row;
  };

  SqlValue column(const std::vector<std::string>& path) const;
  SqlValue operation(const SqlExpression& expression);
  SqlValue combined(const SqlExpression& expression, bool stop);
  SqlValue in_list(const SqlExpression& expression);
  SqlValue quantified(const SqlExpression& expression);
  SqlValue setting(const std::vector<SqlValue>& arguments) const;
  SqlValue call(const SqlExpression& expression);
  SqlValue cast(const SqlExpression& expression);
  SqlValue truth_test(const SqlExpression& expression);
  SqlValue choice(const SqlExpression& expression);
  SqlValue list_of(const SqlRelation& rows) const;

  SqlRelation source(const SqlSource& source, const SqlSelect& select);
  SqlRelation empty_table(const SqlSource& source);
  SqlRelation function_rows(const SqlExpression& function);
  SqlFilter filter_for(const std::string& alias, const SqlSelect& select);
  void add_equality(const SqlExpression& condition, const std::string& alias, SqlFilter& filter);
  SqlRelation joined(const SqlSelect& select);
  void project(const SqlSelect& select, const std::vector<SqlRelation>& sources,
               const std::vector<size_t>& picked, bool certain, SqlRelation& out);
  SqlRelation aggregated(const SqlSelect& select, const SqlRelation& rows);

  const SqlScope& scope_;
  std::vector<Binding> bound_;
  const SqlRelation* group_ = nullptr;  // rows that aggregates count
};

}  // namespace schemalint
