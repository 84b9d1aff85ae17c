#include <fmt/core.h>

#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule reserved_attribute_name = {
    .name = "reserved-attribute-name",
    .summary = "A mapped attribute has a name that the declarative base needs itself.",
    .why = R"(
`metadata` is the `MetaData` of a declarative class. Mapping an attribute of this name raises
`InvalidRequestError: Attribute name 'metadata' is reserved` when the module is imported. `registry` is
not refused, and hides the base's registry from this class and from those that derive from it.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import JSON
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Document(Base):
    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    metadata: Mapped[dict] = mapped_column(JSON)
)",
                .good = R"(
from sqlalchemy import JSON
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Document(Base):
    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    metadata_: Mapped[dict] = mapped_column("metadata", JSON)
)"},
    .not_flagged = R"(
Columns of that name under another attribute. Attributes that are assigned behind the class. Tables without a class, and classes that are mapped
imperatively: there the names are free.
)",
    .source =
        "SQLAlchemy, \"Declarative Table with mapped_column()\": "
        "https://docs.sqlalchemy.org/en/20/orm/declarative_tables.html",
    .severity = Severity::error,
    .check = check,
};

namespace {

bool is_reserved(std::string_view name) {
  return name == "metadata" || name == "registry";
}

/// Whether the attribute is a name in a class body, rather than a string in a call or an assignment
/// behind the class (`Model.metadata = …`), which SQLAlchemy takes.
bool is_bound_name(Span where, std::string_view name, const Context& context) {
  if (!where.known() || context.file(where).text(where) != name) return false;
  if (where.begin == 0) return true;
  const char before = context.file(where).text()[where.begin - 1];
  return before != '"' && before != '\'' && before != '.';
}

void report(Span where, const std::string& name, const std::string& model,
            const std::string& object, bool is_column, Context& context) {
  Finding finding{.where = where, .object = object};
  if (name == "metadata") {
    finding.message =
        fmt::format("{}.metadata: the name is reserved, the class cannot be mapped", model);
  } else {
    finding.message = fmt::format("{}.registry hides the registry of the declarative base", model);
    finding.own_severity = Severity::warning;
  }
  finding.help = is_column ? fmt::format(
                                 "call the attribute {0}_ and keep the column's name: "
                                 "{0}_ = mapped_column(\"{0}\", …)",
                                 name)
                           : "give the attribute another name";
  context.report(std::move(finding));
}

}  // namespace

static void check(const Project& project, Context& context) {
  for (const Table& table : project.declared.tables())
    for (const Column& column : table.columns)
      if (!table.model_class.empty() && is_reserved(column.attribute) &&
          is_bound_name(column.where, column.attribute, context))
        report(column.where, column.attribute, table.model_class,
               object_name(table.name, {column.name}), true, context);
  for (const Relationship& relationship : project.relationships)
    if (is_reserved(relationship.attribute) && !relationship.from_backref &&
        is_bound_name(relationship.where, relationship.attribute, context))
      report(relationship.where, relationship.attribute, relationship.model_class,
             relationship.model_class + "." + relationship.attribute, false, context);
}

}  // namespace schemalint::rules
