#include <algorithm>

#include "analyzer/sql/catalog_rows.h"
#include "parsers/sql_lexer.h"
#include "parsers/text.h"

namespace schemalint {

bool SqlValue::known() const {
  if (kind == Kind::unknown) return false;
  if (kind == Kind::text) return text.find(Text::placeholder) == std::string::npos;
  return std::all_of(items.begin(), items.end(), [](const SqlValue& item) { return item.known(); });
}

SqlValue unknown_value() {
  return {};
}
SqlValue null_value() {
  SqlValue value;
  value.kind = SqlValue::Kind::null;
  return value;
}
SqlValue boolean_value(bool truth) {
  SqlValue value;
  value.kind = SqlValue::Kind::boolean;
  value.truth = truth;
  return value;
}
SqlValue text_value(std::string text) {
  SqlValue value;
  value.kind = SqlValue::Kind::text;
  value.text = std::move(text);
  return value;
}

std::string table_oid(const QualifiedName& table) {
  return "table " + table.text();
}
std::string type_oid(const QualifiedName& type) {
  return "type " + type.text();
}
std::string namespace_oid(std::string_view schema) {
  return "namespace " + std::string(schema);
}

QualifiedName parse_object_name(std::string_view text, std::string_view default_schema) {
  std::vector<std::string> parts;
  SqlLexer lexer(text);
  for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next())
    if (token.kind == SqlToken::Kind::word || token.kind == SqlToken::Kind::quoted)
      parts.push_back(sql_identifier(lexer.text(token)));
  if (parts.empty()) return {};
  return qualified_name(parts.size() > 1 ? parts[parts.size() - 2] : std::string(default_schema),
                        parts.back());
}

SqlRelation schemata(const Schema& schema, const SqlFilter& filter, const char* name,
                     const char* oid) {
  Rows rows({name, oid}, filter);
  std::set<std::string> names = schema.schemas();
  names.insert({"public", "pg_catalog", "information_schema"});
  for (const Table& table : schema.tables()) names.insert(shown(table.name.schema));
  for (const EnumType& type : schema.enums()) names.insert(shown(type.name.schema));
  for (const std::string& one : names) rows.add({text_value(one), text_value(namespace_oid(one))});
  return rows.take();
}

std::vector<ConstraintRow> constraints_of(const Table& table) {
  std::vector<ConstraintRow> rows;
  if (table.primary_key)
    rows.push_back({table.primary_key->name, "PRIMARY KEY", "p", table.primary_key->columns});
  for (const UniqueKey& key : table.unique) rows.push_back({key.name, "UNIQUE", "u", key.columns});
  for (const ForeignKey& key : table.foreign_keys)
    rows.push_back({key.name, "FOREIGN KEY", "f", key.columns, &key, key.validated});
  for (const Check& check : table.checks)
    rows.push_back({check.name, "CHECK", "c", {}, nullptr, check.validated});
  for (const Exclusion& one : table.exclusions) rows.push_back({one.name, "", "x", {}});
  return rows;
}

namespace {

SqlRelation pg_namespace(const Schema& schema, const SqlFilter& filter) {
  return schemata(schema, filter, "nspname", "oid");
}

SqlRelation views(const Schema& schema, const SqlFilter& filter, const char* column,
                  bool materialized) {
  Rows rows({"schemaname", column}, filter);
  for (const auto& [name, view] : schema.views())
    if (view.materialized == materialized && rows.wants(column, name.name))
      rows.add({text_value(shown(name.schema)), text_value(name.name)});
  return rows.take();
}

SqlRelation pg_views(const Schema& schema, const SqlFilter& filter) {
  return views(schema, filter, "viewname", false);
}
SqlRelation pg_matviews(const Schema& schema, const SqlFilter& filter) {
  return views(schema, filter, "matviewname", true);
}

SqlRelation pg_tables(const Schema& schema, const SqlFilter& filter) {
  Rows rows({"schemaname", "tablename", "rowsecurity"}, filter);
  for_tables(schema, rows, "tablename", [&](const Table& table) {
    rows.add({text_value(shown(table.name.schema)), text_value(table.name.name),
              boolean_value(table.row_security)});
  });
  return rows.take();
}

std::vector<std::string> index_names(const Table& table) {
  std::vector<std::string> names;
  if (table.primary_key) names.push_back(table.primary_key->name);
  for (const UniqueKey& key : table.unique) names.push_back(key.name);
  for (const Exclusion& one : table.exclusions) names.push_back(one.name);
  for (const Index& index : table.indexes) names.push_back(index.name);
  return names;
}

SqlRelation pg_indexes(const Schema& schema, const SqlFilter& filter) {
  Rows rows({"schemaname", "tablename", "indexname", "indexdef"}, filter);
  for_tables(schema, rows, "tablename", [&](const Table& table) {
    const SqlRow begin{text_value(shown(table.name.schema)), text_value(table.name.name)};
    for (const std::string& name : index_names(table))
      if (rows.wants("indexname", name))
        rows.add({begin[0], begin[1], text_value(name), unknown_value()});
    if (!table.complete) rows.add_unknown(begin);
  });
  return rows.take();
}

SqlRelation pg_class(const Schema& schema, const SqlFilter& filter) {
  Rows rows({"oid", "relname", "relnamespace", "relkind", "relrowsecurity", "relforcerowsecurity",
             "relispartition"},
            filter);
  for (const Table& table : schema.tables()) {
    const SqlValue space = text_value(namespace_oid(shown(table.name.schema)));
    if (rows.wants("relname", table.name.name))
      rows.add({text_value(table_oid(table.name)), text_value(table.name.name), space,
                text_value(table.partition_by ? "p" : "r"), boolean_value(table.row_security),
                boolean_value(table.force_row_security),
                boolean_value(table.partition_of.has_value())});
    for (const std::string& name : index_names(table))
      if (rows.wants("relname", name))
        rows.add({text_value(table_oid({table.name.schema, name})), text_value(name), space,
                  text_value(table.partition_by ? "I" : "i"), boolean_value(false),
                  boolean_value(false), boolean_value(false)});
  }
  for (const auto& [name, view] : schema.views())
    if (rows.wants("relname", name.name))
      rows.add({text_value(table_oid(name)), text_value(name.name),
                text_value(namespace_oid(shown(name.schema))),
                text_value(view.materialized ? "m" : "v"), boolean_value(false),
                boolean_value(false), boolean_value(false)});
  return rows.take();
}

SqlRelation pg_index(const Schema& schema, const SqlFilter& filter) {
  Rows rows({"indexrelid", "indrelid", "indisunique", "indisprimary", "indisvalid"}, filter);
  for (const Table& table : schema.tables()) {
    const auto add = [&](const std::string& name, bool unique, bool primary, bool valid) {
      rows.add({text_value(table_oid({table.name.schema, name})), text_value(table_oid(table.name)),
                boolean_value(unique), boolean_value(primary), boolean_value(valid)});
    };
    if (table.primary_key) add(table.primary_key->name, true, true, true);
    for (const UniqueKey& key : table.unique) add(key.name, true, false, true);
    for (const Exclusion& one : table.exclusions) add(one.name, false, false, true);
    for (const Index& index : table.indexes) add(index.name, index.unique, false, index.valid);
    if (!table.complete) rows.add_unknown({unknown_value(), text_value(table_oid(table.name))});
  }
  return rows.take();
}

SqlRelation pg_inherits(const Schema& schema, const SqlFilter& filter) {
  Rows rows({"inhrelid", "inhparent"}, filter);
  for (const Table& table : schema.tables())
    for (const QualifiedName& parent :
         table.partition_of ? std::vector{*table.partition_of} : table.inherits)
      rows.add({text_value(table_oid(table.name)), text_value(table_oid(parent))});
  return rows.take();
}

SqlRelation pg_attribute(const Schema& schema, const SqlFilter& filter) {
  Rows rows({"attrelid", "attname", "attnum", "attnotnull", "attisdropped", "atttypid"}, filter);
  for (const Table& table : schema.tables()) {
    const SqlValue oid = text_value(table_oid(table.name));
    size_t position = 0;
    for (const Column& column : table.columns) {
      ++position;
      if (!rows.wants("attname", column.name)) continue;
      rows.add({oid, text_value(column.name), text_value(std::to_string(position)),
                boolean_value(!column.nullable.value), boolean_value(false),
                column.enum_type ? text_value(type_oid(*column.enum_type)) : unknown_value()});
    }
    if (!table.complete) rows.add_unknown({oid});
  }
  return rows.take();
}

SqlRelation pg_constraint(const Schema& schema, const SqlFilter& filter) {
  Rows rows({"conrelid", "connamespace", "conname", "contype", "convalidated", "confrelid", "oid"},
            filter);
  for (const Table& table : schema.tables()) {
    const SqlRow begin{text_value(table_oid(table.name)),
                       text_value(namespace_oid(shown(table.name.schema)))};
    for (const ConstraintRow& one : constraints_of(table))
      if (rows.wants("conname", one.name))
        rows.add(
            {begin[0], begin[1], text_value(one.name), text_value(one.code),
             boolean_value(one.validated),
             one.foreign_key ? text_value(table_oid(one.foreign_key->target)) : text_value("0"),
             text_value("constraint " + table.name.text() + "." + one.name)});
    if (!table.complete) rows.add_unknown(begin);
  }
  return rows.take();
}

SqlRelation pg_type(const Schema& schema, const SqlFilter& filter) {
  Rows rows({"oid", "typname", "typnamespace", "typtype"}, filter);
  const auto add = [&](const QualifiedName& name, const char* kind) {
    if (rows.wants("typname", name.name))
      rows.add({text_value(type_oid(name)), text_value(name.name),
                text_value(namespace_oid(shown(name.schema))), text_value(kind)});
  };
  for (const EnumType& type : schema.enums()) add(type.name, "e");
  for (const auto& [name, type] : schema.named_types())
    add(name, type.kind == NamedType::Kind::domain      ? "d"
              : type.kind == NamedType::Kind::composite ? "c"
                                                        : "r");
  for_tables(schema, rows, "typname", [&](const Table& table) {
    rows.add({text_value(type_oid(table.name)), text_value(table.name.name),
              text_value(namespace_oid(shown(table.name.schema))), text_value("c")});
  });
  return rows.take();
}

SqlRelation pg_enum(const Schema& schema, const SqlFilter& filter) {
  Rows rows({"enumtypid", "enumlabel", "enumsortorder"}, filter);
  for (const EnumType& type : schema.enums())
    for (size_t i = 0; i < type.values.size(); ++i)
      rows.add({text_value(type_oid(type.name)), text_value(type.values[i]),
                text_value(std::to_string(i + 1))});
  return rows.take();
}

SqlRelation pg_policies(const Schema& schema, const SqlFilter& filter) {
  Rows rows({"schemaname", "tablename", "policyname", "cmd"}, filter);
  for_tables(schema, rows, "tablename", [&](const Table& table) {
    for (const Policy& policy : table.policies)
      rows.add({text_value(shown(table.name.schema)), text_value(table.name.name),
                text_value(policy.name), text_value(policy.command)});
  });
  return rows.take();
}

SqlRelation pg_policy(const Schema& schema, const SqlFilter& filter) {
  Rows rows({"polrelid", "polname"}, filter);
  for (const Table& table : schema.tables())
    for (const Policy& policy : table.policies)
      rows.add({text_value(table_oid(table.name)), text_value(policy.name)});
  return rows.take();
}

constexpr CatalogRelation relations[] = {
    {"pg_namespace", pg_namespace},   {"pg_tables", pg_tables},       {"pg_views", pg_views},
    {"pg_matviews", pg_matviews},     {"pg_indexes", pg_indexes},     {"pg_index", pg_index},
    {"pg_class", pg_class},           {"pg_attribute", pg_attribute}, {"pg_inherits", pg_inherits},
    {"pg_constraint", pg_constraint}, {"pg_type", pg_type},           {"pg_enum", pg_enum},
    {"pg_policies", pg_policies},     {"pg_policy", pg_policy},
};

}  // namespace

SqlRelation catalog_relation(const Schema& schema, std::string_view relation_schema,
                             std::string_view name, const SqlFilter& filter) {
  if (relation_schema == "information_schema") {
    if (const MakeRelation make = information_relation(name)) return make(schema, filter);
  } else if (relation_schema.empty() || relation_schema == "pg_catalog") {
    for (const CatalogRelation& relation : relations)
      if (relation.name == name) return relation.make(schema, filter);
  }
  SqlRelation unknown;
  unknown.understood = false;
  return unknown;
}

}  // namespace schemalint
