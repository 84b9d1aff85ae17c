#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "analyzer/edit.h"
#include "analyzer/nearest.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Relationship& relationship, Context& context);

extern constinit const Rule invalid_lazy = {
    .name = "invalid-lazy",
    .summary = "A relationship has a loader that SQLAlchemy does not know.",
    .why = R"(
`lazy="selectinload"` mixes up the name of a loader with the query option that chooses it. Importing
the models works; the first query on any model configures all mappers and raises
`InvalidRequestError: Can't find strategy`. A test that does not touch the database does not see it.
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
    lines: Mapped[list["Line"]] = relationship(lazy="selectinload")


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
`True`, `False` and `None`, the old spellings of `select`, `joined` and `noload`. Values that cannot be
known from the source.
)",
    .source =
        "SQLAlchemy, relationship(lazy=): "
        "https://docs.sqlalchemy.org/en/20/orm/relationship_api.html",
    .severity = Severity::error,
    .fix = Safety::safe,
    .check = check,
};

namespace {

constexpr std::string_view loaders[] = {"select",  "joined",       "selectin",    "subquery",
                                        "raise",   "raise_on_sql", "immediate",   "noload",
                                        "dynamic", "write_only",   "baked_select"};

bool is_loader(std::string_view value) {
  return std::find(std::begin(loaders), std::end(loaders), value) != std::end(loaders);
}

/// Only letters, lower case: "Selectin-Load" → "selectinload".
std::string letters(std::string_view value) {
  std::string result;
  for (const char c : value) {
    if (c >= 'a' && c <= 'z') result += c;
    if (c >= 'A' && c <= 'Z') result += static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

/// The loader that is plainly meant: the same letters, or the name of its query option. Empty where
/// there is none; a slip of the finger is no plain meaning.
std::string_view meant_loader(std::string_view value) {
  const std::string wanted = letters(value);
  if (wanted == "lazyload") return "select";
  for (const std::string_view loader : loaders) {
    const std::string name = letters(loader);
    if (wanted == name || wanted == name + "load") return loader;
  }
  return {};
}

std::optional<Fix> replace_loader(const Relationship& relationship, std::string_view loader,
                                  const Context& context) {
  const Sourced<std::string>& lazy = *relationship.lazy;
  if (loader.empty() || !lazy.where.known()) return std::nullopt;
  std::vector<Edit> edits =
      replace_string(context.file(lazy.where), lazy.where, lazy.value, loader);
  if (edits.empty()) return std::nullopt;
  // A constant outside the call may be read by other code as well.
  const bool shared = !relationship.call.contains(lazy.where);
  return Fix{.title = fmt::format("Write \"{}\"", loader),
             .safety = shared ? Safety::unsafe : Safety::safe,
             .edits = std::move(edits)};
}

std::string help(std::string_view value, std::string_view meant, bool uselist) {
  if (!meant.empty()) return fmt::format("write lazy=\"{}\"", meant);
  const std::vector<std::string> known(std::begin(loaders), std::end(loaders) - 1);
  const std::string guess = did_you_mean(value, known);
  if (!guess.empty()) return "SQLAlchemy has no such loader." + guess;
  return fmt::format("SQLAlchemy has no such loader; to load it at once, write lazy=\"{}\"",
                     uselist ? "selectin" : "joined");
}

}  // namespace

static void check(const Relationship& relationship, Context& context) {
  if (!relationship.lazy || is_loader(relationship.lazy->value)) return;
  const Sourced<std::string>& lazy = *relationship.lazy;
  const std::string object = relationship.model_class + "." + relationship.attribute;
  const std::string_view meant = meant_loader(lazy.value);
  context.report({.where = lazy.where.known() ? lazy.where : relationship.where,
                  .message = fmt::format("relationship {} has lazy=\"{}\", which is no loader",
                                         object, lazy.value),
                  .help = help(lazy.value, meant, relationship.uselist),
                  .object = object,
                  .fix = replace_loader(relationship, meant, context)});
}

}  // namespace schemalint::rules
