#include <fmt/core.h>

#include "analyzer/edit.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Relationship& relationship, Context& context);

static constexpr std::string_view collection_loaders[] = {"selectin", "subquery", "raise",
                                                          "raise_on_sql", "select"};
static constexpr std::string_view scalar_loaders[] = {"joined", "selectin", "raise", "raise_on_sql",
                                                      "select"};
static constexpr RuleOption options[] = {
    {.key = "collection-loader",
     .fallback = std::string_view("selectin"),
     .help = "the loader that the fix writes for collections",
     .choices = collection_loaders},
    {.key = "scalar-loader",
     .fallback = std::string_view("joined"),
     .help = "the loader that the fix writes for single objects",
     .choices = scalar_loaders},
};

extern constinit const Rule implicit_lazy = {
    .name = "implicit-lazy",
    .summary = "A relationship does not say how it is loaded.",
    .why = R"(
Without `lazy=` a relationship is loaded when it is first touched, with one query for every row: a
list of 200 orders that shows each order's lines sends 201 queries. Nobody decided that; it is the
default, and it shows only under load. In an async session the same access does not even work: it
raises `MissingGreenlet`, on the line that reads the attribute, far from here.

`selectin` loads a collection for all rows with one more query, `joined` brings a single object along
in the same one. `raise` makes every query say what it needs. `select`, written out, says that loading
on first touch is meant.
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
    lines: Mapped[list["Line"]] = relationship(back_populates="order")


class Line(Base):
    __tablename__ = "lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    order: Mapped["Order"] = relationship(back_populates="lines")
)",
                .good = R"(
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    lines: Mapped[list["Line"]] = relationship(back_populates="order", lazy="selectin")


class Line(Base):
    __tablename__ = "lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    order: Mapped["Order"] = relationship(back_populates="lines", lazy="joined")
)"},
    .not_flagged = R"(
`WriteOnlyMapped` and `DynamicMapped`, which set the loader themselves. Calls whose keywords cannot be
known. Query options (`selectinload(...)`) are not looked at: they mend one query, not the next one.
)",
    .source =
        "SQLAlchemy, \"Summary of Relationship Loading Styles\": "
        "https://docs.sqlalchemy.org/en/20/orm/queryguide/relationships.html",
    .severity = Severity::warning,
    .fix = Safety::unsafe,
    .options = options,
    .check = check,
};

namespace {

std::optional<Fix> add_loader(const Relationship& relationship, const std::string& loader,
                              const Context& context) {
  if (!relationship.arguments.known()) return std::nullopt;
  const std::string argument = fmt::format("lazy=\"{}\"", loader);
  std::vector<Edit> edits =
      append_argument(context.file(relationship.arguments), relationship.arguments, argument);
  if (edits.empty()) return std::nullopt;
  return Fix{.title = "Add " + argument, .safety = Safety::unsafe, .edits = std::move(edits)};
}

/// How one says it at this place.
std::string help(const Relationship& relationship, const std::string& loader,
                 const Context& context) {
  const bool has_call = relationship.arguments.known();
  if (relationship.from_backref && !has_call)
    return fmt::format("write backref(\"{}\", lazy=\"{}\") instead of the bare name",
                       relationship.attribute, loader);
  const std::string_view call =
      relationship.call.known() ? context.file(relationship.call).text(relationship.call) : "";
  if (!has_call && call.substr(0, call.find('(')).ends_with("Relationship"))
    return fmt::format("say how it is loaded: sa_relationship_kwargs={{\"lazy\": \"{}\"}}", loader);
  return fmt::format("say how it is loaded, for example lazy=\"{}\"", loader);
}

}  // namespace

static void check(const Relationship& relationship, Context& context) {
  if (relationship.lazy || relationship.lazy_unknown) return;
  if (!relationship.annotated_loader.empty()) return;
  const std::string object = relationship.model_class + "." + relationship.attribute;
  const std::string loader =
      relationship.uselist_known
          ? context.word(relationship.uselist ? "collection-loader" : "scalar-loader")
          : std::string();
  const std::string_view consequence = context.project().uses_async_session
                                           ? "reading it in an async session raises MissingGreenlet"
                                           : "it is loaded with one query for every row";
  context.report(
      {.where = relationship.where,
       .message = fmt::format("relationship {} has no lazy=: {}", object, consequence),
       .help = loader.empty() ? "say how it is loaded, with lazy="
                              : help(relationship, loader, context),
       .object = object,
       .fix = loader.empty() ? std::nullopt : add_loader(relationship, loader, context)});
}

}  // namespace schemalint::rules
