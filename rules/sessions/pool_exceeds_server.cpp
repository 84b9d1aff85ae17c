#include <fmt/core.h>

#include <charconv>

#include "analyzer/code/facts.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

static constexpr RuleOption options[] = {
    {.key = "max-connections",
     .fallback = 100,
     .help = "connections that the server allows the application; PostgreSQL's default is 100"},
    {.key = "instances", .fallback = 1, .help = "processes that make the engine"},
};

extern constinit const Rule pool_exceeds_server = {
    .name = "pool-exceeds-server",
    .summary = "The pools of all instances may open more connections than the server allows.",
    .why = R"(
Every process has a pool of its own, and each pool may grow to `pool_size + max_overflow`: 5 and 10 where
nothing is said. Under load all of them grow at once, and the server answers "too many connections" to
whoever comes next, the administrator included.
)",
    .example = {.file = "app/database.py",
                .bad = R"(
from sqlalchemy import create_engine

engine = create_engine("postgresql+psycopg://localhost/shop", pool_pre_ping=True, pool_size=50, max_overflow=100)
)",
                .good = R"(
from sqlalchemy import create_engine

engine = create_engine("postgresql+psycopg://localhost/shop", pool_pre_ping=True, pool_size=10, max_overflow=10)
)"},
    .not_flagged = R"(
What missing-pool-pre-ping leaves alone, and sizes that only the run knows. What the server allows is said by
`max-connections`, and the number of processes by `instances`; without them one process is taken, and
PostgreSQL's default.
)",
    .source =
        "SQLAlchemy, QueuePool: "
        "https://docs.sqlalchemy.org/en/20/core/pooling.html#sqlalchemy.pool.QueuePool",
    .severity = Severity::warning,
    .options = options,
    .check = check,
};

/// A keyword's number; nothing where it is not written as one.
static std::optional<int> number(const EngineCall& engine, const char* keyword, int fallback) {
  const auto given = engine.keywords.find(keyword);
  if (given == engine.keywords.end()) return fallback;
  const std::string& text = given->second.value;
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

static void check(const Project& project, Context& context) {
  const int most = context.number("max-connections");
  const int instances = context.number("instances");
  for (const EngineCall& engine : code_of(project).engines) {
    if (!engine.pools() || !engine.keywords_known || engine.keywords.contains("poolclass"))
      continue;
    const std::optional<int> size = number(engine, "pool_size", 5);
    const std::optional<int> overflow = number(engine, "max_overflow", 10);
    if (!size || !overflow || *overflow < 0) continue;
    const int each = *size + *overflow;
    if (each * instances <= most) continue;
    context.report(
        {.where = engine.where,
         .message = fmt::format("{} may open {} connections, {} with {} instances; the server "
                                "allows {}",
                                engine.callee, each, each * instances, instances, most),
         .help = fmt::format("let pool_size and max_overflow be {} together, or put a pooler in "
                             "front of the server",
                             most / instances),
         .object = engine.callee});
  }
}

}  // namespace schemalint::rules
