#include <fmt/core.h>

#include <optional>

#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule deprecated_loader = {
    .name = "deprecated-loader",
    .summary = "A relationship uses a loader or a spelling that SQLAlchemy 2.0 has replaced.",
    .why = R"(
`lazy="dynamic"` gives a legacy `Query`, which does not work in an async session. `WriteOnlyMapped` is
its successor. `lazy="noload"` leaves a collection empty whatever the database holds, and is deprecated
since SQLAlchemy 2.1. A `backref` makes an attribute of another class that no reader of that class sees
and no type checker knows; `back_populates` writes both sides down.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Account(Base):
    __tablename__ = "accounts"
    id: Mapped[int] = mapped_column(primary_key=True)
    events = relationship("Event", lazy="dynamic")


class Event(Base):
    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
)",
                .good = R"(
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, WriteOnlyMapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Account(Base):
    __tablename__ = "accounts"
    id: Mapped[int] = mapped_column(primary_key=True)
    events: WriteOnlyMapped["Event"] = relationship()


class Event(Base):
    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
)"},
    .not_flagged = R"(
`dynamic` in projects whose models are not in 2.0 style (`Mapped[...]`): they have no successor for it.
`backref` on a relationship that is not annotated itself.
)",
    .source =
        "SQLAlchemy, \"Large Collections\": "
        "https://docs.sqlalchemy.org/en/20/orm/large_collections.html",
    .severity = Severity::info,
    .check = check,
};

namespace {

/// Whether most columns of the project's classes are annotated.
bool is_in_new_style(const Project& project) {
  size_t annotated = 0, all = 0;
  for (const Table& table : project.declared.tables()) {
    if (table.model_class.empty()) continue;
    for (const Column& column : table.columns) {
      ++all;
      if (column.annotated) ++annotated;
    }
  }
  return annotated * 2 > all;
}

struct Words {
  std::string what;
  std::string help;
};

std::optional<Words> outdated(const Relationship& relationship, bool new_style) {
  const std::string loader = relationship.lazy ? relationship.lazy->value : std::string();
  if (loader == "noload")
    return Words{
        fmt::format("lazy={}, which is deprecated",
                    relationship.lazy_constant.empty() ? "\"noload\"" : relationship.lazy_constant),
        "write lazy=\"raise\", or lazy=\"write_only\" for a collection that is only added "
        "to"};
  if (!new_style) return std::nullopt;
  if (loader == "dynamic" || relationship.annotated_loader == "dynamic")
    return Words{
        loader == "dynamic" ? "lazy=\"dynamic\", a loader of the legacy Query"
                            : "DynamicMapped, a loader of the legacy Query",
        fmt::format("annotate it with WriteOnlyMapped[\"{}\"]", relationship.target_class)};
  if (relationship.has_backref && relationship.annotated && !relationship.from_backref)
    return Words{"a backref, which no type checker sees",
                 fmt::format("declare the other side in {} and name each in the other's "
                             "back_populates",
                             relationship.target_class)};
  return std::nullopt;
}

}  // namespace

static void check(const Project& project, Context& context) {
  const bool new_style = is_in_new_style(project);
  for (const Relationship& relationship : project.relationships) {
    const std::optional<Words> words = outdated(relationship, new_style);
    if (!words) continue;
    const std::string object = relationship.model_class + "." + relationship.attribute;
    context.report({.where = relationship.where,
                    .message = fmt::format("relationship {} has {}", object, words->what),
                    .help = words->help,
                    .object = object});
  }
}

}  // namespace schemalint::rules
