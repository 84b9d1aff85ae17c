#include <fmt/core.h>

#include <map>
#include <utility>

#include "analyzer/edit.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule joined_collection = {
    .name = "joined-collection",
    .summary = "A collection is loaded by a JOIN.",
    .why = R"(
A JOIN with a collection sends the parent once for every child: 100 orders with 50 lines each are 5,000
rows, each with all columns of its order. Two such collections of one class multiply each other: with
20 notes an order as well, the same query returns 100,000 rows. A LIMIT has to be wrapped in a subquery,
and queries in 2.0 style raise until somebody adds `.unique()`.

`selectin` loads the children of all parents with one more query, each row once.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    lines: Mapped[list["Line"]] = relationship(lazy="joined")


class Line(Base):
    __tablename__ = "lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
)",
                .good = R"(
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    lines: Mapped[list["Line"]] = relationship(lazy="selectin")


class Line(Base):
    __tablename__ = "lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
)"},
    .not_flagged = R"(
`joined` on a single object: it brings one row along. Relationships of which it is not known whether they
are collections.
)",
    .source =
        "SQLAlchemy, \"What Kind of Loading to Use ?\": "
        "https://docs.sqlalchemy.org/en/20/orm/queryguide/relationships.html",
    .severity = Severity::warning,
    .fix = Safety::unsafe,
    .check = check,
};

namespace {

bool is_joined_collection(const Relationship& relationship) {
  return relationship.lazy && relationship.lazy->value == "joined" && relationship.uselist &&
         relationship.uselist_known &&
         // `uselist=True` over the foreign key of its own table: a list of one.
         relationship.direction != Relationship::Direction::many_to_one;
}

std::optional<Fix> load_by_selectin(const Relationship& relationship, const Context& context) {
  const Sourced<std::string>& lazy = *relationship.lazy;
  if (!lazy.where.known() || !relationship.call.contains(lazy.where)) return std::nullopt;
  const SourceFile& file = context.file(lazy.where);
  std::vector<Edit> edits;
  if (!relationship.lazy_constant.empty() && file.text(lazy.where) == relationship.lazy_constant)
    edits = {{lazy.where, "\"selectin\""}};
  else
    edits = replace_string(file, lazy.where, lazy.value, "selectin");
  if (edits.empty()) return std::nullopt;
  return Fix{
      .title = "Write lazy=\"selectin\"", .safety = Safety::unsafe, .edits = std::move(edits)};
}

std::string loader_text(const Relationship& relationship) {
  return relationship.lazy_constant.empty() ? "\"joined\"" : relationship.lazy_constant;
}

}  // namespace

static void check(const Project& project, Context& context) {
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> of_class;
  for (const Relationship& relationship : project.relationships)
    if (is_joined_collection(relationship))
      of_class[{relationship.module, relationship.model_class}].push_back(relationship.attribute);
  for (const Relationship& relationship : project.relationships) {
    if (!is_joined_collection(relationship)) continue;
    const std::string object = relationship.model_class + "." + relationship.attribute;
    std::string consequence = "every parent comes once for each child";
    std::vector<std::string> others;
    for (const std::string& name : of_class[{relationship.module, relationship.model_class}])
      if (name != relationship.attribute) others.push_back(name);
    if (!others.empty())
      consequence = fmt::format("its rows multiply with those of {}", shortened(others, 3));
    context.report({.where = relationship.where,
                    .message = fmt::format("collection {} has lazy={}: {}", object,
                                           loader_text(relationship), consequence),
                    .help = "write lazy=\"selectin\"",
                    .object = object,
                    .fix = load_by_selectin(relationship, context)});
  }
}

}  // namespace schemalint::rules
