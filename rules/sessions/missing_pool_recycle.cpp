#include <fmt/core.h>

#include "analyzer/code/facts.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule missing_pool_recycle = {
    .name = "missing-pool-recycle",
    .summary = "An engine keeps pooled connections for ever.",
    .why = R"(
A connection that lives for weeks keeps the server process behind it, with all the memory that it has gathered,
and it is what a load balancer or a firewall cuts without a word. `pool_recycle` replaces a connection that
is older than so many seconds when it is checked out.
)",
    .example = {.file = "app/database.py",
                .bad = R"(
from sqlalchemy import create_engine

engine = create_engine("postgresql+psycopg://localhost/shop", pool_pre_ping=True)
)",
                .good = R"(
from sqlalchemy import create_engine

engine = create_engine("postgresql+psycopg://localhost/shop", pool_pre_ping=True, pool_recycle=1800)
)"},
    .not_flagged = R"(
What missing-pool-pre-ping leaves alone.
)",
    .source =
        "SQLAlchemy, Setting Pool Recycle: "
        "https://docs.sqlalchemy.org/en/20/core/pooling.html#setting-pool-recycle",
    .severity = Severity::warning,
    .on_by_default = false,
    .check = check,
};

static void check(const Project& project, Context& context) {
  for (const EngineCall& engine : code_of(project).engines) {
    if (!engine.pools() || !engine.keywords_known) continue;
    if (engine.keywords.contains("pool_recycle") || engine.keywords.contains("poolclass")) continue;
    context.report({.where = engine.where,
                    .message = fmt::format("{} has no pool_recycle: its connections are never "
                                           "replaced",
                                           engine.callee),
                    .help = "set pool_recycle to less than the idle timeout of what is between, "
                            "for example 1800 seconds",
                    .object = engine.callee});
  }
}

}  // namespace schemalint::rules
