#include <fmt/core.h>

#include <set>

#include "analyzer/code/facts.h"
#include "analyzer/edit.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule missing_pool_pre_ping = {
    .name = "missing-pool-pre-ping",
    .summary = "An engine hands out pooled connections without looking whether they still live.",
    .why = R"(
The server restarts, a proxy or a firewall drops what was idle, a failover moves the primary: the pool does
not hear of it. The next request takes a dead connection and fails, and so does one for every connection that
the pool still holds.

With `pool_pre_ping=True` the pool tries a connection when it is checked out and quietly replaces a dead one.
It does not help a transaction that is already under way.
)",
    .example = {.file = "app/database.py",
                .bad = R"(
from sqlalchemy import create_engine

engine = create_engine("postgresql+psycopg://localhost/shop", pool_size=10)
)",
                .good = R"(
from sqlalchemy import create_engine

engine = create_engine("postgresql+psycopg://localhost/shop", pool_size=10, pool_pre_ping=True)
)"},
    .not_flagged = R"(
Engines of `env.py`, revisions, tests, scripts and examples. Other databases. Pools that keep no connection,
or exactly one. Calls whose keywords are not all known, and modules that set the option for another engine.
Engines that a function makes for itself.
)",
    .source =
        "SQLAlchemy, Dealing with Disconnects: "
        "https://docs.sqlalchemy.org/en/20/core/pooling.html#pool-disconnects",
    .severity = Severity::warning,
    .fix = Safety::safe,
    .check = check,
};

static std::optional<Fix> add_ping(const EngineCall& engine, const Context& context) {
  if (!engine.arguments.known()) return std::nullopt;
  std::vector<Edit> edits =
      append_argument(context.file(engine.arguments), engine.arguments, "pool_pre_ping=True");
  if (edits.empty()) return std::nullopt;
  return Fix{.title = "Add pool_pre_ping=True", .safety = Safety::safe, .edits = std::move(edits)};
}

static void check(const Project& project, Context& context) {
  std::set<std::string> decided;  // modules that know of the option, in another call
  for (const EngineCall& engine : code_of(project).engines)
    if (engine.keywords.contains("pool_pre_ping")) decided.insert(engine.module);
  for (const EngineCall& engine : code_of(project).engines) {
    if (!engine.pools() || !engine.keywords_known || decided.contains(engine.module)) continue;
    if (engine.keywords.contains("pool_pre_ping") || engine.keywords.contains("poolclass") ||
        engine.keywords.contains("pool"))
      continue;
    const bool dictionary = !engine.arguments.known();
    context.report(
        {.where = engine.where,
         .message = fmt::format("{}{} has no pool_pre_ping: after a restart of the server every "
                                "pooled connection fails once",
                                engine.callee, dictionary ? "" : "()"),
         .help = dictionary ? "add \"pool_pre_ping\": True" : "add pool_pre_ping=True",
         .object = engine.callee,
         .fix = add_ping(engine, context)});
  }
}

}  // namespace schemalint::rules
