#pragma once

#include <map>
#include <string>
#include <vector>

#include "analyzer/schema.h"
#include "parsers/text.h"

namespace schemalint {

/// The SQL that reaches PostgreSQL from `sqlalchemy.text(sql)`: every `:name` is a bind parameter,
/// inside quotes as well, `::type` is a cast and `\:` a plain colon. A parameter becomes its value
/// where `values` has it (as SQL: a quoted string, a number), else a hole. Places are kept.
/// https://docs.sqlalchemy.org/en/20/core/sqlelement.html#sqlalchemy.sql.expression.text
Text bind_parameters(const Text& sql, const std::map<std::string, std::string>& values = {});

/// The names that text() takes for bind parameters although they stand inside a quoted part of the
/// SQL or a comment, and that have no value among these; each with the place of its colon and name.
std::vector<Sourced<std::string>> quoted_parameters(
    const Text& sql, const std::map<std::string, std::string>& values);

}  // namespace schemalint
