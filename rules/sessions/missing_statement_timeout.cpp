#include <fmt/core.h>

#include "analyzer/code/facts.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule missing_statement_timeout = {
    .name = "missing-statement-timeout",
    .summary = "An engine lets statements run for ever.",
    .why = R"(
A query that went wrong, or waits for a lock, keeps its connection until somebody ends it. The pool runs dry,
and then every request waits. A timeout of the server ends such a statement and gives its locks and its
connection back.
)",
    .example = {.file = "app/database.py",
                .bad = R"(
from sqlalchemy import create_engine

engine = create_engine("postgresql+psycopg://localhost/shop", pool_pre_ping=True)
)",
                .good = R"(
from sqlalchemy import create_engine

engine = create_engine(
    "postgresql+psycopg://localhost/shop",
    pool_pre_ping=True,
    connect_args={"options": "-c statement_timeout=30000"},
)
)"},
    .not_flagged = R"(
What missing-pool-pre-ping leaves alone. Engines with `connect_args` or a `creator`, where the timeout may be.
A timeout that the role or the database sets is not seen.
)",
    .source =
        "PostgreSQL, statement_timeout: "
        "https://www.postgresql.org/docs/current/runtime-config-client.html",
    .severity = Severity::warning,
    .on_by_default = false,
    .check = check,
};

static void check(const Project& project, Context& context) {
  for (const EngineCall& engine : code_of(project).engines) {
    if (!engine.pools() || !engine.keywords_known) continue;
    if (engine.keywords.contains("creator") || engine.keywords.contains("async_creator")) continue;
    const auto given = engine.keywords.find("connect_args");
    if (given != engine.keywords.end()) {
      const std::string& text = given->second.value;
      // Only a dictionary that is written here can be seen to have none.
      if (!text.starts_with("{") || text.find("timeout") != std::string::npos ||
          text.find("options") != std::string::npos || text.find("**") != std::string::npos)
        continue;
    }
    context.report({.where = engine.where,
                    .message = fmt::format("{} sets no statement_timeout", engine.callee),
                    .help =
                        "set it for the role (ALTER ROLE … SET statement_timeout = '30s') or in "
                        "connect_args",
                    .object = engine.callee});
  }
}

}  // namespace schemalint::rules
