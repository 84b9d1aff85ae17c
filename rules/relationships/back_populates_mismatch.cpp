#include <fmt/core.h>

#include "analyzer/nearest.h"
#include "rules/left_out_modules.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Relationship& relationship, Context& context);

extern constinit const Rule back_populates_mismatch = {
    .name = "back-populates-mismatch",
    .summary = "The other side that back_populates names is not there or leads elsewhere.",
    .why = R"(
SQLAlchemy looks for the other side when it configures the mappers. Importing the models works; the first
query on any model raises `InvalidRequestError: Mapper … has no property`, or `ArgumentError:
reverse_property … does not reference mapper`, and so does every query after it.
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
    lines: Mapped[list["Line"]] = relationship(back_populates="orders")


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
    lines: Mapped[list["Line"]] = relationship(back_populates="order")


class Line(Base):
    __tablename__ = "lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    order: Mapped["Order"] = relationship(back_populates="lines")
)"},
    .not_flagged = R"(
A second relationship over the same tables whose other side names the first one: SQLAlchemy takes it.
Modules that their package leaves out while it imports the others. Targets that were understood only in
part, and names that several classes bear.
)",
    .source =
        "SQLAlchemy, relationship(back_populates=): "
        "https://docs.sqlalchemy.org/en/20/orm/relationship_api.html",
    .severity = Severity::error,
    .check = check,
};

static void check(const Relationship& relationship, Context& context) {
  using enum Relationship::Reverse;
  if (relationship.reverse == fine || is_left_out(context.project(), relationship.module)) return;
  const std::string object = relationship.model_class + "." + relationship.attribute;
  const Sourced<std::string>& named = *relationship.back_populates;
  const std::string other = relationship.target_class + "." + named.value;
  Finding finding{.where = named.where.known() ? named.where : relationship.where,
                  .object = object};
  switch (relationship.reverse) {
    case missing: {
      finding.message =
          fmt::format("back_populates of {} names {}, which does not exist", object, other);
      const std::string guess = did_you_mean(named.value, relationship.target_attributes);
      finding.help = fmt::format("declare {} as a relationship to {}, or correct the name{}{}",
                                 other, relationship.model_class, guess.empty() ? "" : ".", guess);
      break;
    }
    case no_relationship:
      finding.message =
          fmt::format("back_populates of {} names {}, which is no relationship", object, other);
      finding.help = fmt::format("name the relationship of {} that leads back to {}",
                                 relationship.target_class, relationship.model_class);
      break;
    case points_elsewhere:
      finding.message = fmt::format("back_populates of {} names {}, which leads to {}", object,
                                    other, relationship.reverse_target);
      finding.help = fmt::format("name the relationship of {} that leads back to {}",
                                 relationship.target_class, relationship.model_class);
      break;
    default:
      finding.message = fmt::format(
          "{} and {}, which it names in back_populates, have the same direction", object, other);
      finding.help =
          "say with remote_side= which of them leads to the one parent, or with "
          "foreign_keys= which column they both mean";
      break;
  }
  if (relationship.reverse_where.known())
    finding.notes.push_back({relationship.reverse_where, other + " is declared here"});
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
