#include "analyzer/revisions/plugin_operations.h"

#include "analyzer/models/constructs.h"
#include "analyzer/revisions/operation_call.h"
#include "analyzer/revisions/operations.h"

namespace schemalint {

namespace {

std::string string_of(Ref value) {
  const std::string* text = value ? exact_string(value) : nullptr;
  return text ? *text : std::string();
}

struct EnumColumn {
  QualifiedName table;
  std::string column;
};

/// `TableReference(table_schema=, table_name=, column_name=)`, and in earlier versions a tuple of
/// table and column.
std::optional<EnumColumn> enum_column(Ref value, const std::string& enum_schema) {
  if (const auto* pair = value->as<Sequence>(); pair && pair->items.size() == 2)
    return EnumColumn{qualified_name(enum_schema, string_of(pair->items[0])),
                      string_of(pair->items[1])};
  const Call* call = call_of(value);
  if (!call || last_part(models::dotted_name(call->callee)) != "TableReference")
    return std::nullopt;
  const std::string schema = string_of(call->keyword("table_schema"));
  return EnumColumn{qualified_name(schema, string_of(call->keyword("table_name"))),
                    string_of(call->keyword("column_name"))};
}

/// The columns that are to have the new type; nothing where one is not known.
std::optional<std::vector<EnumColumn>> enum_columns(Ref given, const std::string& enum_schema) {
  const auto* list = given ? given->as<Sequence>() : nullptr;
  if (!list || !list->complete) return std::nullopt;
  std::vector<EnumColumn> columns;
  for (Ref item : list->items) {
    std::optional<EnumColumn> column = enum_column(item, enum_schema);
    if (!column || column->table.name.empty() || column->column.empty()) return std::nullopt;
    columns.push_back(std::move(*column));
  }
  return columns;
}

/// "[]" where the column holds an array.
std::string array_of(const MigrationRun& run, const EnumColumn& one) {
  const Table* table = run.schema().table(one.table);
  const Column* column = table ? table->column(one.column) : nullptr;
  const size_t brackets = column ? column->type.value.find('[') : std::string::npos;
  return brackets == std::string::npos ? "" : column->type.value.substr(brackets);
}

/// The library renames the type, makes one with the new values, moves the columns over to it and
/// drops the old one.
void sync_enum_values(MigrationRun& run, Ref value, const Call& call) {
  Ref schema = call.get(0, "enum_schema");
  if (!schema) schema = call.keyword("schema");
  Ref name = call.get(1, "enum_name");
  const auto values = strings_of(call.get(2, "new_values"));
  const auto columns = enum_columns(call.get(3, "affected_columns"), string_of(schema));
  if (string_of(schema).empty() || string_of(name).empty() || !values || !columns)
    return run.add_unknown("op.sync_enum_values", {}, "one of its arguments is not known",
                           value->where);
  EnumType type;
  type.name = qualified_name(string_of(schema), string_of(name));
  type.values = *values;
  type.where = value->where;
  const QualifiedName old{type.name.schema, type.name.name + "_old"};
  run.add(RenameType{type.name, old}, value->where);
  run.add(CreateEnum{.type = type}, value->where);
  for (const EnumColumn& one : *columns) {
    AlterColumn change;
    change.table = one.table;
    change.column = one.column;
    change.type = Sourced<std::string>{type.name.text() + array_of(run, one), value->where};
    change.enum_type = type.name;
    run.add(std::move(change), value->where);
  }
  run.add(DropType{.type = old}, value->where);
}

/// What alembic_utils makes: the class of the entity and its parts.
struct Entity {
  std::string kind;  ///< "PGPolicy"
  std::string schema;
  std::string signature;
  Text definition;
  Text on_entity;
};

Text text_or_hole(Ref value, Span where) {
  const Text* text = value ? text_of(value) : nullptr;
  return text ? *text : Text::hole(where);
}

std::optional<Entity> entity_of(Ref value) {
  const Call* call = value ? call_of(value) : nullptr;
  if (!call) return std::nullopt;
  const std::string callee = models::dotted_name(call->callee);
  if (!callee.starts_with("alembic_utils.")) return std::nullopt;
  Entity entity;
  entity.kind = last_part(callee);
  entity.schema = string_of(call->get(0, "schema"));
  entity.signature = string_of(call->get(1, "signature"));
  const bool has_table = entity.kind == "PGPolicy" || entity.kind == "PGTrigger";
  entity.definition = text_or_hole(call->get(2, "definition"), value->where);
  if (Ref on = call->keyword("on_entity"); has_table && on)
    entity.on_entity = text_or_hole(on, value->where);
  if (entity.signature.empty()) return std::nullopt;
  return entity;
}

std::string_view noun_of(const Entity& entity) {
  static constexpr std::pair<std::string_view, std::string_view> nouns[] = {
      {"PGPolicy", "POLICY"},      {"PGTrigger", "TRIGGER"},
      {"PGFunction", "FUNCTION"},  {"PGProcedure", "PROCEDURE"},
      {"PGView", "VIEW"},          {"PGMaterializedView", "MATERIALIZED VIEW"},
      {"PGExtension", "EXTENSION"}};
  for (const auto& [kind, noun] : nouns)
    if (entity.kind == kind) return noun;
  return {};
}

std::string quoted_name(const std::string& name) {
  return '"' + name + '"';
}

/// The name of an entity in SQL: those of policies, triggers and extensions have no schema, those
/// of functions bring their parameters.
std::string sql_name(const Entity& entity) {
  if (entity.kind == "PGPolicy" || entity.kind == "PGTrigger" || entity.kind == "PGExtension")
    return quoted_name(entity.signature);
  const bool callable = entity.kind == "PGFunction" || entity.kind == "PGProcedure";
  const std::string name = callable ? entity.signature : quoted_name(entity.signature);
  return entity.schema.empty() ? name : quoted_name(entity.schema) + "." + name;
}

/// CREATE as alembic_utils writes it around the definition.
Text create_sql(const Entity& entity, Span where) {
  std::string begin = "CREATE " + std::string(noun_of(entity)) + " " + sql_name(entity) + " ";
  if (entity.kind == "PGExtension")
    return Text::derived(begin + "WITH SCHEMA " + quoted_name(entity.schema), where);
  if (noun_of(entity).ends_with("VIEW")) begin += "AS ";
  Text sql = Text::derived(begin, where);
  if (entity.kind == "PGPolicy") {
    sql.append(Text::derived("ON ", where));
    sql.append(entity.on_entity);
    sql.append(Text::derived(" ", where));
  }
  sql.append(entity.definition);
  return sql;
}

Text drop_sql(const Entity& entity, Span where) {
  Text sql = Text::derived("DROP " + std::string(noun_of(entity)) + " " + sql_name(entity), where);
  if (entity.on_entity.empty()) return sql;
  sql.append(Text::derived(" ON ", where));
  sql.append(entity.on_entity);
  return sql;
}

void read_entity(MigrationRun& run, const std::string& operation, Ref value, const Call& call) {
  const std::optional<Entity> entity = entity_of(call.positional(0));
  if (!entity || noun_of(*entity).empty())
    return run.add_unknown("op." + operation, {}, "the entity is not known", value->where);
  // Replacing a policy or trigger drops it first; what else is replaced keeps its name.
  const bool has_table = !entity->on_entity.empty();
  if (operation == "drop_entity" || (operation == "replace_entity" && has_table))
    run.add_sql(drop_sql(*entity, value->where));
  if (operation != "drop_entity") run.add_sql(create_sql(*entity, value->where));
}

constexpr std::pair<std::string_view, std::string_view> geospatial[] = {
    {"create_geospatial_table", "create_table"}, {"drop_geospatial_table", "drop_table"},
    {"add_geospatial_column", "add_column"},     {"drop_geospatial_column", "drop_column"},
    {"create_geospatial_index", "create_index"}, {"drop_geospatial_index", "drop_index"}};

}  // namespace

bool read_plugin_operation(MigrationRun& run, const Member& member, Ref value, const Call& call) {
  if (member.name == "sync_enum_values") {
    sync_enum_values(run, value, call);
    return true;
  }
  if (member.name.ends_with("_entity")) {
    read_entity(run, member.name, value, call);
    return true;
  }
  for (const auto& [name, plain] : geospatial) {
    if (member.name != name) continue;
    Member operation = member;
    operation.name = std::string(plain);
    read_operation(run, operation, value, call);
    return true;
  }
  return false;
}

}  // namespace schemalint
