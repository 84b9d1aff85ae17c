#include <algorithm>

#include "analyzer/sql/value.h"
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

namespace {

// As the catalog shows it: the schema that has no name is public.
std::string shown(const std::string& schema) {
  return schema.empty() ? "public" : schema;
}

SqlValue yes_no(bool value) {
  return text_value(value ? "YES" : "NO");
}

// Makes rows, and leaves out those that the filter excludes.
class Rows {
 public:
  Rows(std::vector<std::string> columns, const SqlFilter& filter) : filter_(filter) {
    relation_.columns = std::move(columns);
  }

  bool wants(std::string_view column, std::string_view value) const {
    const auto found = filter_.find(column);
    return found == filter_.end() || found->second == value;
  }
  void add(SqlRow row) {
    relation_.certain.push_back(true);
    relation_.rows.push_back(std::move(row));
  }
  // What may be there beside the rows that are known: the first values are known, no others.
  void add_unknown(SqlRow row) {
    row.resize(relation_.columns.size());
    relation_.certain.push_back(false);
    relation_.rows.push_back(std::move(row));
  }
  SqlRelation take() { return std::move(relation_); }

 private:
  const SqlFilter& filter_;
  SqlRelation relation_;
};

using MakeRelation = SqlRelation (*)(const Schema&, const SqlFilter&);

template <typename Visit>
void for_tables(const Schema& schema, const Rows& rows, const char* column, Visit visit) {
  for (const Table& table : schema.tables())
    if (rows.wants(column, table.name.name)) visit(table);
}

SqlValue database() {
  return text_value("current database");
}

// "character varying" of VARCHAR(20): the name without modifiers.
SqlValue data_type(const Column& column) {
  if (column.type.value.empty()) return unknown_value();
  if (column.type.value.ends_with("[]")) return text_value("ARRAY");
  if (column.enum_type) return text_value("USER-DEFINED");
  std::string name = column.type.value;
  const size_t begin = name.find('(');
  const size_t end = name.find(')');
  if (begin != std::string::npos && end != std::string::npos) name.erase(begin, end + 1 - begin);
  while (name.ends_with(' ')) name.pop_back();
  if (name == "VARCHAR") return text_value("character varying");
  if (name == "CHAR") return text_value("character");
  const std::string folded = sql_identifier(name);
  constexpr std::string_view extensions[] = {"vector", "halfvec", "sparsevec",
                                             "citext", "hstore",  "ltree"};
  const bool own =
      std::find(std::begin(extensions), std::end(extensions), folded) == std::end(extensions) &&
      folded != name;
  return text_value(own ? folded : "USER-DEFINED");
}

SqlValue udt_name(const Column& column) {
  return column.enum_type ? text_value(column.enum_type->name) : unknown_value();
}

SqlValue length(const Column& column) {
  const std::string& type = column.type.value;
  if (!type.starts_with("VARCHAR") && !type.starts_with("CHAR")) return null_value();
  const size_t begin = type.find('(');
  if (begin == std::string::npos) return null_value();
  return text_value(type.substr(begin + 1, type.find(')') - begin - 1));
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

SqlRelation information_schemata(const Schema& schema, const SqlFilter& filter) {
  return schemata(schema, filter, "schema_name", "oid");
}
SqlRelation pg_namespace(const Schema& schema, const SqlFilter& filter) {
  return schemata(schema, filter, "nspname", "oid");
}

SqlRelation information_tables(const Schema& schema, const SqlFilter& filter) {
  Rows rows({"table_catalog", "table_schema", "table_name", "table_type"}, filter);
  for_tables(schema, rows, "table_name", [&](const Table& table) {
    rows.add({database(), text_value(shown(table.name.schema)), text_value(table.name.name),
              text_value("BASE TABLE")});
  });
  return rows.take();
}

SqlRelation information_columns(const Schema& schema, const SqlFilter& filter) {
  Rows rows({"table_catalog", "table_schema", "table_name", "column_name", "ordinal_position",
             "column_default", "is_nullable", "data_type", "udt_name", "character_maximum_length",
             "is_identity"},
            filter);
  for_tables(schema, rows, "table_name", [&](const Table& table) {
    const SqlValue in_schema = text_value(shown(table.name.schema));
    const SqlValue of_table = text_value(table.name.name);
    size_t position = 0;
    for (const Column& column : table.columns) {
      ++position;
      if (!rows.wants("column_name", column.name)) continue;
      rows.add({database(), in_schema, of_table, text_value(column.name),
                text_value(std::to_string(position)),
                column.server_default ? text_value(column.server_default->value) : null_value(),
                yes_no(column.nullable.value), data_type(column), udt_name(column), length(column),
                yes_no(column.identity)});
    }
    if (!table.complete) rows.add_unknown({database(), in_schema, of_table});
  });
  return rows.take();
}

struct ConstraintRow {
  const std::string& name;
  const char* type;  // of information_schema
  const char* code;  // of pg_constraint
  std::vector<std::string> columns;
  const ForeignKey* foreign_key = nullptr;
  bool validated = true;
};

std::vector<ConstraintRow> constraints_of(const Table& table) {
  std::vector<ConstraintRow> rows;
  if (table.primary_key)
    rows.push_back({table.primary_key->name, "PRIMARY KEY", "p", table.primary_key->columns});
  for (const UniqueKey& key : table.unique) rows.push_back({key.name, "UNIQUE", "u", key.columns});
  for (const ForeignKey& key : table.foreign_keys)
    rows.push_back({key.name, "FOREIGN KEY", "f", key.columns, &key, key.validated});
  for (const Check& check : table.checks)
    rows.push_back({check.name, "CHECK", "c", {}, nullptr, check.validated});
  return rows;
}

SqlRelation information_constraints(const Schema& schema, const SqlFilter& filter) {
  Rows rows({"table_catalog", "constraint_catalog", "table_schema", "constraint_schema",
             "table_name", "constraint_name", "constraint_type"},
            filter);
  for_tables(schema, rows, "table_name", [&](const Table& table) {
    const SqlValue in_schema = text_value(shown(table.name.schema));
    const SqlRow begin{database(), database(), in_schema, in_schema, text_value(table.name.name)};
    for (const ConstraintRow& one : constraints_of(table)) {
      if (!rows.wants("constraint_name", one.name)) continue;
      SqlRow row = begin;
      row.push_back(text_value(one.name));
      row.push_back(text_value(one.type));
      rows.add(std::move(row));
    }
    if (!table.complete) rows.add_unknown(begin);
  });
  return rows.take();
}

SqlRelation information_key_columns(const Schema& schema, const SqlFilter& filter) {
  Rows rows({"table_schema", "constraint_schema", "table_name", "constraint_name", "column_name"},
            filter);
  for_tables(schema, rows, "table_name", [&](const Table& table) {
    const SqlValue in_schema = text_value(shown(table.name.schema));
    const SqlRow begin{in_schema, in_schema, text_value(table.name.name)};
    for (const ConstraintRow& one : constraints_of(table))
      for (const std::string& column : one.columns) {
        SqlRow row = begin;
        row.push_back(text_value(one.name));
        row.push_back(text_value(column));
        rows.add(std::move(row));
      }
    if (!table.complete) rows.add_unknown(begin);
  });
  return rows.take();
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
  return rows.take();
}

SqlRelation pg_inherits(const Schema& schema, const SqlFilter& filter) {
  Rows rows({"inhrelid", "inhparent"}, filter);
  for (const Table& table : schema.tables())
    if (table.partition_of)
      rows.add({text_value(table_oid(table.name)), text_value(table_oid(*table.partition_of))});
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
  for (const EnumType& type : schema.enums())
    if (rows.wants("typname", type.name.name))
      rows.add({text_value(type_oid(type.name)), text_value(type.name.name),
                text_value(namespace_oid(shown(type.name.schema))), text_value("e")});
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

struct CatalogRelation {
  std::string_view name;
  bool information_schema;
  MakeRelation make;
};

constexpr CatalogRelation relations[] = {
    {"schemata", true, information_schemata},
    {"tables", true, information_tables},
    {"columns", true, information_columns},
    {"table_constraints", true, information_constraints},
    {"key_column_usage", true, information_key_columns},
    {"pg_namespace", false, pg_namespace},
    {"pg_tables", false, pg_tables},
    {"pg_indexes", false, pg_indexes},
    {"pg_class", false, pg_class},
    {"pg_attribute", false, pg_attribute},
    {"pg_inherits", false, pg_inherits},
    {"pg_constraint", false, pg_constraint},
    {"pg_type", false, pg_type},
    {"pg_enum", false, pg_enum},
    {"pg_policies", false, pg_policies},
    {"pg_policy", false, pg_policy},
};

}  // namespace

SqlRelation catalog_relation(const Schema& schema, std::string_view relation_schema,
                             std::string_view name, const SqlFilter& filter) {
  const bool information = relation_schema == "information_schema";
  if (information || relation_schema.empty() || relation_schema == "pg_catalog")
    for (const CatalogRelation& relation : relations)
      if (relation.name == name && relation.information_schema == information)
        return relation.make(schema, filter);
  SqlRelation unknown;
  unknown.understood = false;
  return unknown;
}

}  // namespace schemalint
