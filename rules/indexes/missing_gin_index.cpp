#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "rules/index_lookup.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule missing_gin_index = {
    .name = "missing-gin-index",
    .summary = "A document or array is searched with an operator that only a GIN index serves.",
    .why = R"(
`attributes @> '{"os": "linux"}'` looks into every row's document, and reads those that are stored out of line
as well: the time grows with the table. A GIN index keeps the keys and values and finds the rows by them.

Which index serves depends on the operator. `@>`, `@?` and `@@` are served by both operator classes of GIN,
and `jsonb_path_ops` is the smaller and faster one; `?`, `?|` and `?&` need the default, `jsonb_ops`. `data ->>
'key' = value` is served by neither, but by a btree index on that expression.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Asset(Base):
    __tablename__ = "assets"
    id: Mapped[int] = mapped_column(primary_key=True)
    attributes: Mapped[dict] = mapped_column(JSONB)


def with_attribute(session: Session, key: str, value: str) -> list[Asset]:
    return list(session.scalars(select(Asset).where(Asset.attributes.contains({key: value}))))
)",
                .good = R"(
from sqlalchemy import Index, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Asset(Base):
    __tablename__ = "assets"
    __table_args__ = (
        Index(
            "ix_assets_attributes",
            "attributes",
            postgresql_using="gin",
            postgresql_ops={"attributes": "jsonb_path_ops"},
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    attributes: Mapped[dict] = mapped_column(JSONB)


def with_attribute(session: Session, key: str, value: str) -> list[Asset]:
    return list(session.scalars(select(Asset).where(Asset.attributes.contains({key: value}))))
)"},
    .not_flagged = R"(
Documents that no query of the project is seen to search: an index on those only costs. Queries that name a
row by its key, and conditions in an OR, of which every part would need an index. Scripts. Columns of type `json`, and negated conditions, which no index serves. Tables whose indexes
are not all known. A key of a document by `->>` is only told (as info) where nothing else in the query is indexed.
)",
    .source =
        "PostgreSQL, jsonb Indexing: "
        "https://www.postgresql.org/docs/current/datatype-json.html#JSON-INDEXING",
    .severity = Severity::warning,
    .check = check,
};

namespace {

bool is_gin_operator(std::string_view op) {
  static constexpr std::string_view operators[] = {"@>", "<@", "?", "?|", "?&", "@?", "@@", "&&"};
  return std::ranges::find(operators, op) != std::end(operators);
}

/// Whether GIN has an operator class that serves this operator on a column of this type.
bool gin_serves(std::string_view op, const std::string& type) {
  if (!is_gin_operator(op)) return false;
  if (type == "JSONB") return op != "<@" && op != "&&";
  if (type == "TSVECTOR") return op == "@@";
  return type.ends_with("[]") && (op == "@>" || op == "<@" || op == "&&");
}

bool is_served(const std::vector<Index>& indexes, const std::string& column, std::string_view op) {
  return std::ranges::any_of(indexes, [&](const Index& index) {
    if (index.method != "gin" && !(op == "@@" && index.method == "gist")) return false;
    return std::ranges::any_of(index.elements, [&](const IndexElement& element) {
      const bool on_column =
          element.column == column ||
          (element.column.empty() && element.expression.find(column) != std::string::npos);
      return on_column && !(element.operator_class == "jsonb_path_ops" && op.starts_with("?"));
    });
  });
}

/// Whether an index is on `column ->> 'key'`, in whatever spelling.
bool has_expression(const std::vector<Index>& indexes, const Predicate& predicate) {
  return std::ranges::any_of(indexes, [&](const Index& index) {
    return std::ranges::any_of(index.elements, [&](const IndexElement& element) {
      return element.column.empty() &&
             element.expression.find(predicate.column.column) != std::string::npos &&
             element.expression.find(predicate.path.back()) != std::string::npos;
    });
  });
}

/// What the queries of the project ask of one column.
struct Asked {
  std::set<std::string> operators;
  std::map<std::string, Span> keys;  ///< by `->>`: with an unindexed query
  Span where{};                      ///< the first, rather one that GIN would serve
  bool by_gin = false;
};

/// What one query asks: whether it is only by a key of the table is told by its other conditions.
void collect(const Query& query, const Project& project, const IndexLookup& lookup,
             std::map<std::pair<QualifiedName, std::string>, Asked>& asked) {
  if (!query.application) return;
  for (const Predicate& predicate : query.predicates) {
    const Table* table = project.declared.table(predicate.column.table);
    const Column* column = table == nullptr ? nullptr : table->column(predicate.column.column);
    if (column == nullptr || column->type.value.empty()) continue;
    const std::string& type = column->type.value;
    const bool by_gin =
        predicate.path.empty() && !predicate.as_text && gin_serves(predicate.op, type);
    const bool by_key = type == "JSONB" && predicate.path.size() == 1 && predicate.as_text &&
                        predicate.op == "=" && predicate.path.back() != "?" &&
                        !predicate.alternative && predicate.compared.kind != Operand::Kind::column;
    if ((!by_gin && !by_key) || predicate.alternative) continue;
    const std::optional<std::vector<Index>> indexes = lookup.of(table->name);
    if (!indexes || names_a_row(query, *indexes, table->name)) continue;
    if (by_gin ? is_served(*indexes, column->name, predicate.op)
               : has_expression(*indexes, predicate) || is_served(*indexes, column->name, "@>") ||
                     is_indexed(query, *indexes, table->name))
      continue;
    Asked& of = asked[{table->name, column->name}];
    if (by_gin)
      of.operators.insert(predicate.op);
    else
      of.keys.emplace(predicate.path.back(), predicate.where);
    if (!of.where.known() || (by_gin && !std::exchange(of.by_gin, true)))
      of.where = predicate.where;
  }
}

std::string gin_help(const Table& table, const Column& column, const Asked& asked) {
  const bool needs_keys = std::ranges::any_of(
      asked.operators, [](const std::string& op) { return op.starts_with("?"); });
  const bool path_ops = column.type.value == "JSONB" && !needs_keys;
  const std::string key = column.key.empty() ? column.name : column.key;
  return fmt::format(
      "Index(\"ix_{}_{}\", \"{}\", postgresql_using=\"gin\"{})", table.name.name, column.name, key,
      path_ops ? fmt::format(", postgresql_ops={{\"{}\": \"jsonb_path_ops\"}}", key) : "");
}

void report(const Table& table, const Column& column, const Asked& asked, Context& context) {
  const std::string object = object_name(table.name, {column.name});
  const bool by_gin = !asked.operators.empty();
  Finding finding{.where = column.where, .message = "", .help = "", .object = object};
  if (by_gin) {
    finding.message = fmt::format("queries search {} with {}, and no GIN index serves it", object,
                                  enumeration({asked.operators.begin(), asked.operators.end()}));
    finding.help = "add " + gin_help(table, column, asked);
  } else {
    const std::string& key = asked.keys.begin()->first;
    finding.message =
        fmt::format("queries search {} by its key {}, and no index serves it", object, key);
    finding.help = fmt::format(
        "if it narrows the rows: CREATE INDEX CONCURRENTLY ON {} (({} ->> "
        "'{}')); GIN does not serve ->>",
        table.name.text(), column.name, key);
    finding.detail = key;
    finding.own_severity = Severity::info;
  }
  finding.notes.push_back({asked.where, "searched here"});
  context.report(std::move(finding));
}

}  // namespace

static void check(const Project& project, Context& context) {
  if (code_of(project).queries.empty()) return;
  const IndexLookup lookup(project);
  std::map<std::pair<QualifiedName, std::string>, Asked> asked;
  for (const Query& query : code_of(project).queries) collect(query, project, lookup, asked);
  for (const auto& [where, what] : asked) {
    const Table* table = project.declared.table(where.first);
    report(*table, *table->column(where.second), what, context);
  }
}

}  // namespace schemalint::rules
