#pragma once

#include <doctest/doctest.h>

#include <string>

#include "analyzer/sql/sql.h"

namespace schemalint {

/// The schema that SQL makes on an empty database. What is not understood fails the test.
inline Schema schema_from(const std::string& sql) {
  Schema schema;
  const SqlSteps steps = run_sql(
      Text::verbatim(sql, {.file = 0, .begin = 0, .end = static_cast<uint32_t>(sql.size())}),
      schema);
  for (const ParseError& error : steps.errors) FAIL_CHECK(error.message << "\n" << sql);
  for (const NotUnderstood& unknown : steps.not_understood)
    FAIL_CHECK(unknown.what << ": " << unknown.reason);
  return schema;
}

}  // namespace schemalint
