#include <fmt/core.h>

#include <algorithm>

#include "analyzer/keys.h"
#include "analyzer/live_tables.h"
#include "analyzer/words.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule orm_cascade_without_on_delete = {
    .name = "orm-cascade-without-on-delete",
    .summary = "A relationship and its foreign key do not agree on what a deleted parent does.",
    .why = R"(
`cascade="all, delete-orphan"` deletes children only where a session deletes the parent, one object at a
time. A `DELETE` by hand, a bulk `delete()` or another service meets the foreign key, which refuses.
`passive_deletes=True` goes further: it leaves the children to a database that was never told to delete
them.

The other way round, `ON DELETE CASCADE` without a word in the relationship: before it deletes the
parent, SQLAlchemy sets the foreign key of every child to NULL. The children stay behind as orphans, or
the NOT NULL column refuses.
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
    lines: Mapped[list["Line"]] = relationship(cascade="all, delete-orphan")


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
    lines: Mapped[list["Line"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True
    )


class Line(Base):
    __tablename__ = "lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"))
)"},
    .not_flagged = R"(
Relationships to one parent, through a `secondary` table and `viewonly=True`. A cascade over a foreign
key with `ON DELETE CASCADE` that has no `passive_deletes`: it loads more than it needs, and works.
Foreign keys that have their action in the migrations. Relationships whose foreign key is not plain.
)",
    .source =
        "SQLAlchemy, \"Using foreign key ON DELETE cascade with ORM relationships\": "
        "https://docs.sqlalchemy.org/en/20/orm/cascades.html#passive-deletes",
    .severity = Severity::info,
    .check = check,
};

namespace {

/// Whether a list of cascades holds one of these words.
bool cascades(const Relationship& relationship, std::string_view word) {
  if (!relationship.cascade) return false;
  const std::string text = ", " + relationship.cascade->value + ",";
  const auto holds = [&](std::string_view one) {
    for (size_t at = text.find(one); at != std::string::npos; at = text.find(one, at + 1)) {
      const char before = text[at - 1], after = text[at + one.size()];
      if ((before == ' ' || before == ',') && (after == ' ' || after == ',')) return true;
    }
    return false;
  };
  return holds(word) || (word == "delete" && holds("all"));
}

/// The foreign key that a relationship goes by, and the table that has it.
struct Way {
  const Table* table = nullptr;
  const ForeignKey* key = nullptr;
};

Way way_of(const Project& project, const Relationship& relationship) {
  if (relationship.keys.size() != 1) return {};
  const JoinKey& join = relationship.keys.front();
  const Table* table = project.declared.table(join.table);
  if (table == nullptr) return {};
  for (const ForeignKey& key : table->foreign_keys)
    if (key.columns == join.columns && key.where == join.where) return {table, &key};
  return {};
}

/// The action that the models or the migrations give the foreign key; nothing where it is not
/// known.
std::optional<std::string> action_of(const LiveTables& tables, const Way& way) {
  if (way.key->on_delete_unknown) return std::nullopt;
  if (!way.key->on_delete.empty()) return way.key->on_delete;
  const Table* live = tables.in_database(*way.table);
  if (live == nullptr) return std::string();
  if (tables.is_uncertain(*live)) return std::nullopt;
  for (const ForeignKey& key : live->foreign_keys)
    if (same_columns(key.columns, way.key->columns) && !key.on_delete.empty()) return key.on_delete;
  return std::string();
}

struct Words {
  std::string message;
  std::string help;
};

std::optional<Words> disagreement(const Relationship& relationship, const Way& way,
                                  const std::string& action) {
  const std::string object = relationship.model_class + "." + relationship.attribute;
  const std::string key = object_name(way.table->name, way.key->columns);
  const bool deletes = cascades(relationship, "delete");
  const bool passive = relationship.passive_deletes &&
                       relationship.passive_deletes->value != "False" &&
                       relationship.passive_deletes->value != "None";
  const bool refuses = action.empty() || action == "NO ACTION" || action == "RESTRICT";
  if (passive && relationship.passive_deletes->value != "all" && refuses)
    return Words{fmt::format("{} leaves deleting to the database (passive_deletes), but the "
                             "foreign key of {} refuses it",
                             object, key),
                 fmt::format("give the foreign key of {} ondelete=\"{}\"", key,
                             deletes ? "CASCADE" : "SET NULL")};
  if (deletes && action.empty())
    return Words{fmt::format("{} deletes its {} with the parent, but the foreign key of {} has no "
                             "ON DELETE",
                             object, relationship.target_class, key),
                 fmt::format("give the foreign key of {} ondelete=\"CASCADE\", and the "
                             "relationship passive_deletes=True",
                             key)};
  if (action == "CASCADE" && !deletes && !passive) {
    const std::string options =
        relationship.from_backref
            ? fmt::format("write backref(\"{}\", passive_deletes=True), and in it",
                          relationship.attribute)
            : std::string("add passive_deletes=True, and");
    return Words{
        fmt::format("the foreign key of {} has ON DELETE CASCADE, but {} does not know: "
                    "deleting the parent in a session sets the key to NULL first",
                    key, object),
        options + " cascade=\"all, delete-orphan\" where the children belong to the parent"};
  }
  return std::nullopt;
}

}  // namespace

static void check(const Project& project, Context& context) {
  const LiveTables tables(project);
  for (const Relationship& relationship : project.relationships) {
    if (relationship.direction != Relationship::Direction::one_to_many || relationship.viewonly ||
        !relationship.complete)
      continue;
    // The way back of a joined child to its own parent's row is no relationship of two rows.
    if (relationship.target != Relationship::Target::mapped) continue;
    const Way way = way_of(project, relationship);
    if (way.key == nullptr) continue;
    const std::optional<std::string> action = action_of(tables, way);
    if (!action) continue;
    const std::optional<Words> words = disagreement(relationship, way, *action);
    if (!words) continue;
    const std::string object = relationship.model_class + "." + relationship.attribute;
    context.report({.where = relationship.where,
                    .message = words->message,
                    .help = words->help,
                    .object = object,
                    .notes = {{foreign_key_place(*way.key), "the foreign key"}}});
  }
}

}  // namespace schemalint::rules
