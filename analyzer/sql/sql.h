#pragma once

#include <memory>
#include <vector>

#include "analyzer/operation.h"
#include "analyzer/project.h"
#include "parsers/text.h"

namespace schemalint {

/// What reading SQL came to.
struct SqlSteps {
  std::vector<Step> steps;
  std::vector<ParseError> errors;  ///< statements PostgreSQL's parser refuses
  std::vector<NotUnderstood> not_understood;
};

/// Reads SQL as PostgreSQL would run it on a database in `state`, and applies it to `state`
/// statement by statement: DO blocks and IF [NOT] EXISTS take the branch that the state says.
/// `text` may have holes (Text::placeholder). Spans point into the literal or file it comes from.
SqlSteps run_sql(const Text& text, Schema& state);

/// A connection that runs one text after another: the search path, temporary tables, functions and
/// whether a transaction is open are kept from one to the next. `state` must outlive it.
class SqlSession {
 public:
  explicit SqlSession(Schema& state);
  ~SqlSession();
  SqlSession(SqlSession&&) noexcept;

  SqlSteps run(const Text& text);
  /// False behind a COMMIT.
  bool in_transaction() const;

 private:
  std::unique_ptr<class SqlRunner> runner_;
};

}  // namespace schemalint
