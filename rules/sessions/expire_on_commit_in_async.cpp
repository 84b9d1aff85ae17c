#include <fmt/core.h>

#include "analyzer/code/facts.h"
#include "analyzer/edit.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule expire_on_commit_in_async = {
    .name = "expire-on-commit-in-async",
    .summary = "An async session forgets its objects at every commit.",
    .why = R"(
After `commit()` a session expires all its objects, and the next access to any attribute reads the row again.
In an async session that access is no `await`: it raises `MissingGreenlet`, often in the code that makes the
response, far from the commit.

`expire_on_commit=False` keeps what was loaded, and what is to be read again is asked for with `refresh()`.
)",
    .example = {.file = "app/database.py",
                .bad = R"(
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

engine = create_async_engine("postgresql+asyncpg://localhost/shop", pool_pre_ping=True)
Session = async_sessionmaker(engine)
)",
                .good = R"(
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

engine = create_async_engine("postgresql+asyncpg://localhost/shop", pool_pre_ping=True)
Session = async_sessionmaker(engine, expire_on_commit=False)
)"},
    .not_flagged = R"(
Synchronous sessions, for which expiring is right. Sessions that write `expire_on_commit=True`. Those of
`env.py`, revisions, tests, scripts and examples. Calls whose keywords are not all known.
)",
    .source =
        "SQLAlchemy, Preventing Implicit IO when Using AsyncSession: "
        "https://docs.sqlalchemy.org/en/20/orm/extensions/asyncio.html",
    .severity = Severity::warning,
    .fix = Safety::safe,
    .check = check,
};

static std::optional<Fix> keep_objects(const EngineCall& session, const Context& context) {
  if (!session.arguments.known()) return std::nullopt;
  std::vector<Edit> edits =
      append_argument(context.file(session.arguments), session.arguments, "expire_on_commit=False");
  if (edits.empty()) return std::nullopt;
  return Fix{
      .title = "Add expire_on_commit=False", .safety = Safety::safe, .edits = std::move(edits)};
}

static void check(const Project& project, Context& context) {
  for (const EngineCall& session : code_of(project).engines) {
    if (session.kind != EngineCall::Kind::session || !session.asynchronous) continue;
    if (session.place != EngineCall::Place::application || !session.keywords_known) continue;
    if (session.keywords.contains("expire_on_commit")) continue;
    context.report({.where = session.where,
                    .message = fmt::format("{}() leaves expire_on_commit on: reading an attribute "
                                           "after a commit raises MissingGreenlet",
                                           session.callee),
                    .help = "add expire_on_commit=False",
                    .object = session.callee,
                    .fix = keep_objects(session, context)});
  }
}

}  // namespace schemalint::rules
