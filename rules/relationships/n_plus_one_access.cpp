#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "analyzer/code/mapping.h"
#include "rules/identity_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule n_plus_one_access = {
    .name = "n-plus-one-access",
    .summary = "A loop over query results loads a relationship once for every row.",
    .why = R"(
The query brings the rows; the relationship is not loaded with them. Each time the loop touches it, another
query goes out: a page of 200 orders sends 201 statements, and the time goes up with the number of rows
rather than with the work. Nobody sees it on a developer's ten rows. In an async session it does not even
work: the access raises `MissingGreenlet`.

`selectinload()` brings the relationship of all rows with one more query, `joinedload()` a single object along
in the same one.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    lines: Mapped[list["Line"]] = relationship(lazy="select")


class Line(Base):
    __tablename__ = "lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))


def sizes(session: Session) -> dict[int, int]:
    orders = session.scalars(select(Order)).all()
    return {order.id: len(order.lines) for order in orders}
)",
                .good = R"(
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    lines: Mapped[list["Line"]] = relationship(lazy="select")


class Line(Base):
    __tablename__ = "lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))


def sizes(session: Session) -> dict[int, int]:
    orders = session.scalars(select(Order).options(selectinload(Order.lines))).all()
    return {order.id: len(order.lines) for order in orders}
)"},
    .not_flagged = R"(
Rows that do not plainly come from a query, queries whose loader options are not all known, relationships that
their mapping or an option of the query loads (or forbids to load). The way back to the object that the rows
were reached from, and single objects whose foreign key the query compares with one value or a list: they are most
likely in the session already.
)",
    .source =
        "SQLAlchemy, Relationship Loading Techniques: "
        "https://docs.sqlalchemy.org/en/20/orm/queryguide/relationships.html",
    .severity = Severity::warning,
    .check = check,
};

namespace {

bool is_lazy(const Relationship& relationship) {
  return !relationship.lazy_unknown && relationship.annotated_loader.empty() &&
         (!relationship.lazy || relationship.lazy->value == "select");
}

/// Whether the query says something of this path, be it that it must not be loaded.
bool is_decided(const Query& query, const std::vector<std::string>& path, size_t hops) {
  if (!query.loaders_known || !query.statement) return true;
  return std::ranges::any_of(query.loaders, [&](const LoaderOption& option) {
    if (option.name == "lazyload") return false;
    if (std::ranges::find(option.path, "*") != option.path.end()) return true;
    return option.path.size() >= hops &&
           std::equal(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(hops),
                      option.path.begin());
  });
}

/// Whether whoever asks has the objects at hand: the query compares the foreign key with one value,
/// or with a list of them.
bool is_fixed(const Query& query, const Entity& entity, const Relationship& relationship,
              const Project& project, const code::Mapping& mapping) {
  const Table* table = project.declared.table(entity.table);
  const std::optional<Entity> target = mapping.target(relationship);
  if (table == nullptr || !target) return false;
  for (const ForeignKey& key : table->foreign_keys) {
    if (key.target != target->table) continue;
    for (const Predicate& predicate : query.predicates)
      if ((predicate.op == "=" || predicate.op == "IN") &&
          predicate.compared.kind != Operand::Kind::column && !predicate.alternative &&
          predicate.column.table == entity.table &&
          std::ranges::find(key.columns, predicate.column.column) != key.columns.end())
        return true;
  }
  return false;
}

std::string option_text(const code::Mapping& mapping, Entity at,
                        const std::vector<std::string>& path, size_t hops) {
  std::string text;
  for (size_t i = 0; i < hops; i++) {
    const Relationship* relationship = mapping.relationship(at, path[i]);
    if (relationship == nullptr) return {};
    text +=
        fmt::format("{}{}({}.{})", text.empty() ? "" : ".",
                    relationship->uselist ? "selectinload" : "joinedload", at.model_class, path[i]);
    at = mapping.target(*relationship).value_or(Entity{});
  }
  return text;
}

class Checker {
 public:
  explicit Checker(Context& context)
      : context_(context), project_(context.project()), mapping_(project_) {}

  void check(const RowLoop& loop) {
    for (const AttributeRead& read : loop.reads) {
      Entity at = loop.entity;
      for (size_t i = 0; i < read.path.size(); i++) {
        const Relationship* relationship = mapping_.relationship(at, read.path[i]);
        if (relationship == nullptr) break;
        const bool last = i + 1 == read.path.size();
        if (last && i >= loop.prefix.size() && is_repeated(loop, read, i, at, *relationship))
          report(loop, read, *relationship);
        at = mapping_.target(*relationship).value_or(Entity{});
      }
    }
  }

 private:
  bool is_repeated(const RowLoop& loop, const AttributeRead& read, size_t hop, const Entity& at,
                   const Relationship& relationship) const {
    if (!is_lazy(relationship)) return false;
    if (hop > 0 && relationship.back_populates &&
        relationship.back_populates->value == read.path[hop - 1])
      return false;
    return std::ranges::all_of(loop.queries, [&](size_t index) {
      const Query& query = code_of(project_).queries[index];
      if (is_decided(query, read.path, hop + 1)) return false;
      return relationship.uselist || hop > 0 ||
             !is_fixed(query, at, relationship, project_, mapping_);
    });
  }

  void report(const RowLoop& loop, const AttributeRead& read, const Relationship& relationship) {
    const Query& query = code_of(project_).queries[loop.queries.front()];
    const std::string object = relationship.model_class + "." + relationship.attribute;
    // A second loop over the same rows finds the objects loaded.
    if (!told_.insert({loop.queries.front(), object}).second) return;
    const std::string option = option_text(mapping_, loop.entity, read.path, read.path.size());
    Finding finding{
        .where = read.where,
        .message = fmt::format(
            "this loop loads {} with a query of its own for every "
            "{}",
            object,
            relationship.uselist ? "row" : "row whose object the session does not hold yet"),
        .help = fmt::format("load it with the rows: .options({})", option),
        .object = object,
        .detail = name_in_module(query.function, context_.file(query.where))};
    finding.notes.push_back({query.where, "the rows come from this query"});
    context_.report(std::move(finding));
  }

  Context& context_;
  const Project& project_;
  code::Mapping mapping_;
  std::set<std::pair<size_t, std::string>> told_;
};

}  // namespace

static void check(const Project& project, Context& context) {
  if (code_of(project).loops.empty()) return;
  Checker checker(context);
  for (const RowLoop& loop : code_of(project).loops) checker.check(loop);
}

}  // namespace schemalint::rules
