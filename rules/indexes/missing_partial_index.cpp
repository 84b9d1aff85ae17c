#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "analyzer/words.h"
#include "rules/index_lookup.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

static constexpr RuleOption options[] = {
    {.key = "queries",
     .fallback = 2,
     .help = "functions that have to filter by the same constant before it is told"},
};

extern constinit const Rule missing_partial_index = {
    .name = "missing-partial-index",
    .summary = "Queries filter by constants of a status column that no index leads with.",
    .why = R"(
A queue has a few waiting jobs and a million done ones. A query for the waiting reads all of them, unless a
partial index keeps the few: it is small, and a job that is done costs it nothing.

A partial index serves a query only if the planner sees that the condition implies the index's predicate.
SQLAlchemy sends `Job.status == "waiting"` as a bind parameter. A driver that prepares statements (asyncpg,
psycopg 3) may get a generic plan after five runs, in which the value is not known, and the partial index is not
used. `literal("waiting", literal_execute=True)` writes the value into the statement.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import String, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Job(Base):
    __tablename__ = "jobs"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(String(20))


def waiting(session: Session) -> list[Job]:
    return list(session.scalars(select(Job).where(Job.status == "waiting")))


def next_one(session: Session) -> Job | None:
    return session.scalars(select(Job).where(Job.status == "waiting").limit(1)).first()
)",
                .good = R"(
from sqlalchemy import Index, String, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Job(Base):
    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_waiting", "id", postgresql_where=text("status = 'waiting'")),)
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(String(20))


def waiting(session: Session) -> list[Job]:
    return list(session.scalars(select(Job).where(Job.status == "waiting")))


def next_one(session: Session) -> Job | None:
    return session.scalars(select(Job).where(Job.status == "waiting").limit(1)).first()
)"},
    .not_flagged = R"(
Columns that fewer queries filter than the option says. States that most rows end in, such as "active" or "done".
Queries that have another condition with an index. How
many rows have the value is not known here: where most of them do, no index helps.
)",
    .source =
        "PostgreSQL, Partial Indexes: "
        "https://www.postgresql.org/docs/current/indexes-partial.html",
    .severity = Severity::info,
    .on_by_default = false,
    .options = options,
    .check = check,
};

namespace {

/// Whether rows pass through a state and few are in it, going by its name. Most rows are "active"
/// or "done", and no index helps to find those.
bool is_passing(std::string_view constant) {
  static constexpr std::string_view words[] = {
      "pending", "queued", "waiting", "new",    "running",  "processing", "in_progress",
      "started", "retry",  "failed",  "error",  "draft",    "ready",      "scheduled",
      "created", "open",   "locked",  "unsent", "retrying", "submitted",  "unprocessed"};
  const std::string word = lower(constant.substr(constant.rfind('.') + 1));
  return std::ranges::find(words, word) != std::end(words);
}

struct Asked {
  std::vector<Span> places;
  std::set<std::string> functions;
};

using Value = std::tuple<QualifiedName, std::string, std::string>;  // table, column, constant

bool is_partial_on(const Index& index, const std::string& column) {
  return index.where_sql && index.where_sql->find(column) != std::string::npos;
}

}  // namespace

static void check(const Project& project, Context& context) {
  if (code_of(project).queries.empty()) return;
  const IndexLookup lookup(project);
  std::map<Value, Asked> asked;
  for (const Query& query : code_of(project).queries) {
    if (!query.application) continue;
    for (const Predicate& predicate : query.predicates) {
      if (predicate.op != "=" || predicate.alternative || !predicate.path.empty()) continue;
      if (predicate.compared.kind != Operand::Kind::constant) continue;
      if (!is_passing(predicate.compared.text)) continue;
      const Table* table = project.declared.table(predicate.column.table);
      const Column* column = table == nullptr ? nullptr : table->column(predicate.column.column);
      if (column == nullptr || !is_status(*column)) continue;
      const std::optional<std::vector<Index>> indexes = lookup.of(table->name);
      if (!indexes || is_indexed(query, *indexes, table->name)) continue;
      if (std::ranges::any_of(
              *indexes, [&](const Index& index) { return is_partial_on(index, column->name); }))
        continue;
      Asked& of = asked[{table->name, column->name, predicate.compared.text}];
      of.places.push_back(predicate.where);
      of.functions.insert(query.function);
    }
  }
  std::set<std::string> told;
  for (const auto& [value, of] : asked) {
    if (static_cast<int>(of.functions.size()) < context.number("queries")) continue;
    const auto& [name, column_name, constant] = value;
    const Column* column = project.declared.table(name)->column(column_name);
    const std::string object = object_name(name, {column_name});
    if (!told.insert(object).second) continue;
    Finding finding{
        .where = column->where,
        .message = fmt::format("{} queries filter {} by {}, and no index leads there",
                               of.functions.size(), object, constant),
        .help =
            "if few rows have it: a partial index on the column that orders or joins them, "
            "WHERE this condition; written as a literal in the query, for a bound value may "
            "miss it",
        .object = object,
        .detail = constant};
    for (size_t i = 0; i < of.places.size() && i < 3; i++)
      finding.notes.push_back({of.places[i], "filtered here"});
    context.report(std::move(finding));
  }
}

}  // namespace schemalint::rules
