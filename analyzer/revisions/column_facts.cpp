#include "analyzer/revisions/column_facts.h"

#include "analyzer/models/expressions.h"
#include "analyzer/revisions/statements.h"
#include "analyzer/revisions/table_facts.h"
#include "analyzer/types.h"

namespace schemalint {

std::optional<EnumType> native_enum(const models::ColumnType& type, const QualifiedName& table) {
  if (!type.native_enum) return std::nullopt;
  const models::NativeEnum& given = *type.native_enum;
  EnumType result;
  result.name = qualified_name(given.inherits_schema ? table.schema : given.schema, given.name);
  result.values = given.values;
  result.where = given.where;
  return result;
}

std::string type_text(const models::ColumnType& type, const QualifiedName& table) {
  const std::optional<EnumType> enumeration = native_enum(type, table);
  if (enumeration) return enumeration->name.text() + type.ddl;
  return type.ddl.empty() ? std::string() : canonical_type(type.ddl);
}

Column finished_column(MigrationRun& run, const models::ColumnDraft& draft,
                       const QualifiedName& table) {
  Column column = draft.column;
  column.type = {type_text(draft.type, table), draft.type.where};
  if (const std::optional<EnumType> enumeration = native_enum(draft.type, table))
    column.enum_type = enumeration->name;
  if (column.type.value.empty() && !draft.type.absent)
    run.note(column.declaration, "type of column " + table.text() + "." + column.name,
             draft.type.reason);
  return column;
}

std::optional<Check> type_check(MigrationRun& run, const models::ColumnType& type,
                                const std::string& column, const QualifiedName& table) {
  if (!type.check) return std::nullopt;
  models::GivenName name;
  if (!type.check->name.empty()) name.text = type.check->name;
  Check check;
  check.name = conventional_name(run, "ck", name, table, {column});
  for (const std::string& value : type.check->values)
    check.sql += (check.sql.empty() ? "" : ", ") + models::quoted_literal(value);
  check.sql = column + " IN (" + check.sql + ")";
  check.type_bound = true;
  check.where = type.where;
  return check;
}

namespace {

struct TargetColumn {
  QualifiedName table;
  std::string column;  ///< empty: named as the referring column
  bool written_schema = false;
};

/// "schema.table.column": the last part is the column, the one before it the table.
std::optional<TargetColumn> target_of_text(const Text& text) {
  if (!text.exact()) return std::nullopt;
  const std::string& value = text.value();
  TargetColumn target;
  const size_t last = value.rfind('.');
  if (last == std::string::npos) {
    target.table = qualified_name("", value);
    return target;
  }
  target.column = value.substr(last + 1);
  const std::string table = value.substr(0, last);
  const size_t dot = table.rfind('.');
  target.written_schema = dot != std::string::npos;
  target.table = target.written_schema ? qualified_name(table.substr(0, dot), table.substr(dot + 1))
                                       : qualified_name("", table);
  return target;
}

/// `table.c.id` and `Model.id`.
std::optional<TargetColumn> target_of_object(Ref object) {
  if (!object) return std::nullopt;
  if (object->read_from) {
    for (Class* cls : object->read_from->mro) {
      const Binding* name = cls->own("__tablename__");
      if (name && name->value && exact_string(name->value))
        return TargetColumn{qualified_name("", *exact_string(name->value)), object->attribute};
    }
    return std::nullopt;
  }
  const auto* column = object->as<Attribute>();
  const auto* columns = column ? column->object->as<Attribute>() : nullptr;
  if (!columns || (columns->name != "c" && columns->name != "columns")) return std::nullopt;
  const QualifiedName table = table_of(columns->object);
  if (table.name.empty()) return std::nullopt;
  return TargetColumn{table, column->name, !table.schema.empty()};
}

}  // namespace

ForeignKey finished_foreign_key(const models::ForeignKeyDraft& draft,
                                std::vector<std::string> columns) {
  ForeignKey key = draft.key;
  key.columns = std::move(columns);
  if (!draft.understood) key.state = ForeignKey::State::unknown;
  for (size_t at = 0; at < draft.targets.size(); ++at) {
    const models::TargetDraft& given = draft.targets[at];
    const std::optional<TargetColumn> target =
        given.text ? target_of_text(*given.text) : target_of_object(given.object);
    if (given.text) key.written.push_back({given.text->value(), given.text->where()});
    if (!target) {
      key.state = ForeignKey::State::unknown;
      continue;
    }
    key.target = target->table;
    key.written_schema = target->written_schema;
    const bool same_name = target->column.empty() && at < key.columns.size();
    key.target_columns.push_back(same_name ? key.columns[at] : target->column);
  }
  return key;
}

}  // namespace schemalint
