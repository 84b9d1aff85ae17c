#include <fmt/core.h>

#include <set>

#include "analyzer/nearest.h"
#include "analyzer/words.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Table& table, Context& context);

extern constinit const Rule unresolved_foreign_key = {
    .name = "unresolved-foreign-key",
    .summary = "A foreign key points at a table or a column that the models do not declare.",
    .why = R"(
SQLAlchemy resolves the string of a `ForeignKey` late: importing the models works, and so does every
query that does not need it. The first join over it, `create_all()` or the next
`alembic revision --autogenerate` raises `NoReferencedTableError` or `NoReferencedColumnError`.

The last part of the string is the key of a column (`Column.key`, for a mapped class usually its
attribute's column name), the part before it the table, and all before that the schema.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customers"
    id: Mapped[int] = mapped_column(primary_key=True)


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
)",
                .good = R"(
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customers"
    id: Mapped[int] = mapped_column(primary_key=True)


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
)"},
    .not_flagged = R"(
Strings whose value cannot be known from the source. Missing tables while the name of some declared
table is not known, and missing columns of a table that was understood only in part. A table that
exists once, in another schema: that is missing-schema-prefix. Tables in a schema that the project
declares nothing in: they are somebody else's.
)",
    .source =
        "SQLAlchemy, \"Defining Foreign Keys\": "
        "https://docs.sqlalchemy.org/en/20/core/constraints.html#defining-foreign-keys",
    .severity = Severity::error,
    .check = check,
};

namespace {

/// What to do about a name that leads nowhere.
std::string corrected(std::string_view other_way, std::string_view name,
                      const std::vector<std::string>& names) {
  const std::string guess = did_you_mean(name, names);
  return fmt::format("{}, or correct the name{}{}", other_way, guess.empty() ? "" : ".", guess);
}

std::vector<std::string> table_names(const Schema& schema) {
  std::vector<std::string> names;
  for (const Table& table : schema.tables()) names.push_back(table.name.text());
  return names;
}

/// The table that was looked for, as written where it is written.
std::string wanted_table(const ForeignKey& key) {
  if (key.written.empty() || !key.written_schema) return key.target.text();
  return key.written.front().value.substr(0, key.written.front().value.rfind('.'));
}

/// Whether a table lies in a schema that no table of the project is in, and that is no slip of the
/// pen either: somebody else's, such as a library's or another service's.
bool is_in_foreign_schema(const Schema& declared, const QualifiedName& name) {
  if (name.schema.empty() || !declared.tables_called(name.name).empty()) return false;
  std::set<std::string> own;
  for (const Table& table : declared.tables()) own.insert(table.name.schema);
  if (own.contains(name.schema)) return false;
  return nearest(name.schema, {own.begin(), own.end()}).empty();
}

void report_missing_table(const Table& table, const ForeignKey& key, Context& context) {
  const Schema& declared = context.project().declared;
  // Without a schema, and one table of that name elsewhere: missing-schema-prefix mends it.
  if (!key.written_schema && declared.table(key.target) != nullptr) return;
  if (is_in_foreign_schema(declared, key.target)) return;
  const std::string wanted = wanted_table(key);
  const std::string object = object_name(table.name, key.columns);
  Finding finding{
      .where = foreign_key_place(key),
      .message = fmt::format("{} points at the table {}, which no model declares", object, wanted),
      .object = object};
  std::vector<std::string> elsewhere;
  for (const QualifiedName& other : declared.tables_called(key.target.name))
    elsewhere.push_back(other.text());
  if (!elsewhere.empty()) {
    finding.help = "name the table that is meant: " + join(elsewhere, " or ");
  } else {
    finding.help = corrected("declare the table", wanted, table_names(declared));
    if (const Table* migrated = context.project().migrated.table(key.target))
      finding.notes.push_back({migrated->where, "the migrations create it, but no model maps it"});
  }
  context.report(std::move(finding));
}

/// The first target column that the table has not.
const std::string* missing_column(const Table& target, const ForeignKey& key) {
  for (const std::string& name : key.target_columns) {
    bool found = false;
    for (const Column& column : target.columns) found = found || column.key == name;
    if (!found) return &name;
  }
  return nullptr;
}

void report_missing_column(const Table& table, const ForeignKey& key, Context& context) {
  const Table* target = context.project().declared.table(key.target);
  if (target == nullptr || !target->complete) return;
  const std::string* name = missing_column(*target, key);
  if (name == nullptr) return;
  const std::string object = object_name(table.name, key.columns);
  Finding finding{
      .where = foreign_key_place(key),
      .message = fmt::format("{} points at {}.{}, which does not exist", object,
                             target->name.text(), *name),
      .object = object,
      .notes = {{target->where, fmt::format("{} is declared here", target->name.text())}}};
  std::vector<std::string> keys;
  for (const Column& column : target->columns) {
    keys.push_back(column.key);
    if (column.name == *name || column.attribute == *name)
      finding.help = fmt::format("write \"{}\": a foreign key speaks of a column by its key",
                                 target->name.text() + "." + column.key);
  }
  if (finding.help.empty()) finding.help = corrected("declare the column", *name, keys);
  context.report(std::move(finding));
}

}  // namespace

static void check(const Table& table, Context& context) {
  for (const ForeignKey& key : table.foreign_keys) {
    if (key.state == ForeignKey::State::missing_table) report_missing_table(table, key, context);
    if (key.state == ForeignKey::State::missing_column) report_missing_column(table, key, context);
  }
}

}  // namespace schemalint::rules
