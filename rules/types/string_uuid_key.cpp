#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "analyzer/live_tables.h"
#include "analyzer/types.h"
#include "analyzer/words.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule string_uuid_key = {
    .name = "string-uuid-key",
    .summary = "A primary key keeps a UUID as text.",
    .why = R"(
A UUID is 16 bytes; as text it is 37, in the table, in its index, in every foreign key that points at it and
in their indexes, and comparing it goes by the rules of a collation. The column takes any text: upper
case, braces, a name. And it spreads: a foreign key must have a type that its target can be compared with,
so a later table cannot use `uuid` either.
)",
    .example = {.file = "models.py",
                .bad = R"(
import uuid

from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Document(Base):
    __tablename__ = "documents"
    id: Mapped[str] = mapped_column(
        String(36), primary_key=True, default=lambda: str(uuid.uuid4())
    )
)",
                .good = R"(
import uuid

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Document(Base):
    __tablename__ = "documents"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
)"},
    .not_flagged = R"(
Text keys of another kind: codes, slugs, ULIDs, ids with a prefix, parts of a UUID. What tells a UUID is a
default that makes one, or a length of 36 (32 for CHAR) and nothing that says otherwise. `Uuid()` and
`UUID(as_uuid=False)`, which are `uuid` in the database.
)",
    .source =
        "PostgreSQL, \"UUID Type\": https://www.postgresql.org/docs/current/datatype-uuid.html",
    .severity = Severity::warning,
    .check = check,
};

namespace {

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// Whether the default of a column is a whole UUID and nothing else.
bool makes_uuid(const Column& column) {
  if (column.uuid_default) return true;
  if (!column.server_default) return false;
  const std::string sql = lower(column.server_default->value);
  const bool generates = has(sql, "gen_random_uuid(") || has(sql, "uuid_generate_v") ||
                         has(sql, "uuidv7(") || has(sql, "uuidv4(");
  return generates && !has(sql, "||") && !has(sql, "substr") && !has(sql, "replace") &&
         !has(sql, "concat");
}

/// The length of a character type: 0 where it has none; nothing for other types.
std::optional<int> text_length(const std::string& type) {
  if (type == "TEXT" || type == "VARCHAR") return 0;
  if (!type.starts_with("VARCHAR(") && !type.starts_with("CHAR(")) return std::nullopt;
  int length = 0;
  const size_t open = type.find('(') + 1;
  std::from_chars(type.data() + open, type.data() + type.size(), length);
  return length;
}

/// Why the column is one of UUIDs; empty where it is not.
std::string evidence(const Column& column) {
  const std::string type = canonical_type(column.type.value);
  const std::optional<int> length = text_length(type);
  if (!length || (*length != 0 && *length < 32)) return {};
  if (makes_uuid(column)) return "its default makes one";
  const bool other = column.client_default || column.server_default || column.computed;
  const bool uuid_length = *length == 36 || (*length == 32 && type.starts_with("CHAR"));
  return uuid_length && !other ? fmt::format("{} is its length", *length) : std::string();
}

std::vector<std::string> referring_columns(const Schema& schema, const Table& table,
                                           const std::string& column) {
  std::vector<std::string> names;
  for (const Table& other : schema.tables())
    for (const ForeignKey& key : other.foreign_keys) {
      if (key.target != table.name || key.state != ForeignKey::State::resolved) continue;
      for (size_t i = 0; i < key.columns.size() && i < key.target_columns.size(); ++i)
        if (key.target_columns[i] == column)
          names.push_back(object_name(other.name, {key.columns[i]}));
    }
  return names;
}

void check_table(const Schema& schema, const Table& table, Context& context) {
  if (!table.primary_key || table.primary_key->columns.size() != 1) return;
  const Column* column = table.column(table.primary_key->columns.front());
  if (column == nullptr) return;
  for (const ForeignKey& key : table.foreign_keys)
    if (std::ranges::find(key.columns, column->name) != key.columns.end())
      return;  // its parent's key is what it is about
  const std::string why = evidence(*column);
  if (why.empty()) return;
  const std::string object = object_name(table.name, {column->name});
  const std::vector<std::string> referring = referring_columns(schema, table, column->name);
  Finding finding{
      .where = column->where,
      .message = fmt::format("{} keeps a UUID as {} ({})", object, column->type.value, why),
      .help = table.module.empty() ? "make it uuid"
                                   : "make it Uuid() (as_uuid=False keeps strings in Python)",
      .object = object};
  constexpr size_t most = 8;
  if (!referring.empty())
    finding.help += fmt::format(
        ", together with {} that {} at it: {}", counted(referring.size(), "foreign key"),
        referring.size() == 1 ? "points" : "point", shortened(referring, most));
  context.report(std::move(finding));
}

}  // namespace

static void check(const Project& project, Context& context) {
  const LiveTables tables(project);
  for (const Table& table : project.declared.tables()) {
    const Table* live = tables.in_database(table);
    const bool is_uuid =
        live != nullptr && table.primary_key && table.primary_key->columns.size() == 1 &&
        live->column(table.primary_key->columns.front()) != nullptr &&
        canonical_type(live->column(table.primary_key->columns.front())->type.value) == "UUID";
    if (!is_uuid) check_table(project.declared, table, context);
  }
  for (const Table* table : tables.undeclared()) check_table(tables.database(), *table, context);
}

}  // namespace schemalint::rules
