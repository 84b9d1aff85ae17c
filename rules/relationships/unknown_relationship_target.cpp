#include <fmt/core.h>

#include "analyzer/nearest.h"
#include "rules/left_out_modules.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule unknown_relationship_target = {
    .name = "unknown-relationship-target",
    .summary = "A relationship names a class that no model bears.",
    .why = R"(
The string is looked up when SQLAlchemy configures the mappers, not when the module is imported. The first
query on any model, not only on this one, raises `InvalidRequestError: … expression 'Custmer' failed to
locate a name`, and so does every query after it.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customers"
    id: Mapped[int] = mapped_column(primary_key=True)


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    customer = relationship("Custmer")
)",
                .good = R"(
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customers"
    id: Mapped[int] = mapped_column(primary_key=True)


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    customer = relationship("Customer")
)"},
    .not_flagged = R"(
Projects in which a module or the table of a class was not understood: the class may be there. Bases that
come from a library whose source was not read. Names that some class of the project bears, mapped or
not. Modules that their package leaves out while it imports the others.
)",
    .source =
        "SQLAlchemy, \"Late-Evaluation of Relationship Arguments\": "
        "https://docs.sqlalchemy.org/en/20/orm/basic_relationships.html",
    .severity = Severity::error,
    .check = check,
};

namespace {

/// Whether every class that a name could mean was seen.
bool knows_all_classes(const Project& project) {
  return project.python_errors.empty() && project.coverage.tables_unknown == 0;
}

std::vector<std::string> class_names(const Project& project) {
  std::vector<std::string> names;
  for (const Table& table : project.declared.tables())
    if (!table.model_class.empty()) names.push_back(table.model_class);
  return names;
}

}  // namespace

static void check(const Project& project, Context& context) {
  if (!knows_all_classes(project)) return;
  for (const Relationship& relationship : project.relationships) {
    if (relationship.target != Relationship::Target::missing) continue;
    if (is_left_out(project, relationship.module)) continue;
    const std::string object = relationship.model_class + "." + relationship.attribute;
    const std::string guess = did_you_mean(relationship.target_class, class_names(project));
    context.report(
        {.where =
             relationship.target_where.known() ? relationship.target_where : relationship.where,
         .message = fmt::format("relationship {} leads to the class {}, which no model bears",
                                object, relationship.target_class),
         .help = "name a mapped class, or map this one" + (guess.empty() ? "" : "." + guess),
         .object = object});
  }
}

}  // namespace schemalint::rules
