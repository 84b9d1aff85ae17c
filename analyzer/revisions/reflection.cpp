#include "analyzer/revisions/reflection.h"

#include <algorithm>
#include <array>
#include <utility>

#include "analyzer/models/constructs.h"
#include "analyzer/models/types.h"
#include "analyzer/revisions/statements.h"

namespace schemalint {

namespace {

using models::Construct;

/// Makes calls that declare parts of a table.
class Declare {
 public:
  Declare(MigrationRun& run, Span where) : run_(run), evaluator_(run.evaluator()), where_(where) {}

  Ref table(const Table& table) const;
  Ref list(std::vector<Ref> items) const {
    return evaluator_.make(Sequence{.items = std::move(items)}, where_);
  }

 private:
  Ref call(std::string name, std::vector<Argument> arguments) const {
    Call made{.callee = evaluator_.make(External{std::move(name)}, where_)};
    made.arguments = std::move(arguments);
    return evaluator_.make(std::move(made), where_);
  }
  Ref text(const std::string& text) const { return evaluator_.string(text, where_); }
  Ref flag(bool flag) const { return evaluator_.make(flag, where_); }
  Ref name(const std::string& name) const {
    return name.empty() ? evaluator_.make(None{}, where_) : text(name);
  }
  Ref texts(const std::vector<std::string>& items) const {
    std::vector<Ref> values;
    for (const std::string& item : items) values.push_back(text(item));
    return list(std::move(values));
  }

  Ref column(const Column& column) const;
  Ref unique(const UniqueKey& key) const;
  Ref foreign_key(const ForeignKey& key) const;
  Ref index(const Index& index) const;

  MigrationRun& run_;
  Evaluator& evaluator_;
  Span where_;
};

/// A sequence of its own is no default to SQLAlchemy but what makes the column count by itself.
Ref Declare::column(const Column& column) const {
  std::vector<Argument> arguments{
      {"", text(column.name), where_},
      {"", reflected_type(evaluator_, run_.schema(), column, where_), where_}};
  if (column.primary_key) arguments.push_back({"primary_key", flag(true), where_});
  arguments.push_back({"nullable", flag(column.nullable.value), where_});
  if (column.server_default && !column.server_default->value.starts_with("nextval(")) {
    Ref sql = call("sqlalchemy.text", {{"", text(column.server_default->value), where_}});
    arguments.push_back({"server_default", sql, where_});
  }
  return call("sqlalchemy.Column", std::move(arguments));
}

Ref Declare::unique(const UniqueKey& key) const {
  std::vector<Argument> arguments;
  for (const std::string& column : key.columns) arguments.push_back({"", text(column), where_});
  arguments.push_back({"name", name(key.name), where_});
  return call("sqlalchemy.UniqueConstraint", std::move(arguments));
}

Ref Declare::foreign_key(const ForeignKey& key) const {
  std::vector<std::string> targets;
  for (const std::string& column : key.target_columns)
    targets.push_back(key.target.text() + "." + column);
  std::vector<Argument> arguments{{"", texts(key.columns), where_}, {"", texts(targets), where_}};
  arguments.push_back({"name", name(key.name), where_});
  if (!key.on_delete.empty()) arguments.push_back({"ondelete", text(key.on_delete), where_});
  if (!key.on_update.empty()) arguments.push_back({"onupdate", text(key.on_update), where_});
  return call("sqlalchemy.ForeignKeyConstraint", std::move(arguments));
}

Ref Declare::index(const Index& index) const {
  std::vector<Argument> arguments{{"", name(index.name), where_}};
  for (const IndexElement& element : index.elements) {
    Ref sql = element.column.empty()
                  ? call("sqlalchemy.text", {{"", text(element.expression), where_}})
                  : text(element.column);
    arguments.push_back({"", sql, where_});
  }
  arguments.push_back({"unique", flag(index.unique), where_});
  return call("sqlalchemy.Index", std::move(arguments));
}

Ref Declare::table(const Table& table) const {
  std::vector<Argument> arguments{{"", text(table.name.name), where_},
                                  {"", call("sqlalchemy.MetaData", {}), where_}};
  for (const Column& one : table.columns) arguments.push_back({"", column(one), where_});
  for (const UniqueKey& key : table.unique) arguments.push_back({"", unique(key), where_});
  for (const ForeignKey& key : table.foreign_keys)
    arguments.push_back({"", foreign_key(key), where_});
  for (const Check& check : table.checks)
    arguments.push_back({"",
                         call("sqlalchemy.CheckConstraint",
                              {{"", text(check.sql), where_}, {"name", name(check.name), where_}}),
                         where_});
  for (const Index& one : table.indexes) arguments.push_back({"", index(one), where_});
  if (!table.name.schema.empty()) arguments.push_back({"schema", text(table.name.schema), where_});
  return call("sqlalchemy.Table", std::move(arguments));
}

bool reflects(const Call& table) {
  Ref bind = table.keyword("autoload_with");
  Ref autoload = table.keyword("autoload");
  return (bind && !bind->is_none()) || (autoload && truth(autoload) == Truth::yes);
}

/// Alembic makes the table of its versions before the first revision runs.
Table table_of_versions(const MigrationRun& run) {
  Table table;
  table.name = {run.environment().version_table_schema, "alembic_version"};
  Column version;
  version.name = "version_num";
  version.type.value = "VARCHAR(32)";
  version.nullable.value = false;
  version.primary_key = true;
  table.columns.push_back(std::move(version));
  return table;
}

/// A table as it is reflected; null where the state does not know all of it.
Ref reflected(MigrationRun& run, const QualifiedName& name, Span where) {
  const Table versions = table_of_versions(run);
  const Table* table = run.schema().table(name);
  if (!table && name == versions.name) table = &versions;
  const bool known = table && table->complete && !run.state().uncertain.contains(name);
  return known ? Declare(run, where).table(*table) : nullptr;
}

bool is_metadata(Ref value) {
  return value && models::construct_of(value) == Construct::metadata && call_of(value);
}

/// A MetaData, also that of a base class: `Base.metadata`.
bool can_reflect(Ref value) {
  if (is_metadata(value)) return true;
  const auto* attribute = value->as<Attribute>();
  return attribute && attribute->name == "metadata";
}

/// All tables of a schema, by the keys that MetaData.tables has for them.
Ref all_tables(MigrationRun& run, const std::string& schema, Span where) {
  Dict tables;
  const Declare declare(run, where);
  const auto add = [&](const Table& table) {
    if (table.name.schema == schema)
      tables.entries.push_back(
          {run.evaluator().string(table.name.text(), where), declare.table(table)});
  };
  for (const Table& table : run.schema().tables()) add(table);
  const Table versions = table_of_versions(run);
  if (!run.schema().table(versions.name)) add(versions);
  return run.evaluator().make(std::move(tables), where);
}

bool is_table(Ref value) {
  return value && call_of(value) && models::construct_of(value) == Construct::table;
}

/// The elements of these kinds among the arguments of a Table.
std::vector<Ref> elements(Ref table, std::initializer_list<Construct> kinds) {
  std::vector<Ref> found;
  for (const Argument& argument : call_of(table)->arguments)
    if (argument.name.empty() &&
        std::ranges::find(kinds, models::construct_of(argument.value)) != kinds.end())
      found.push_back(argument.value);
  return found;
}

/// `table.columns` and the like: what iterating over it gives; nothing where it is none of these.
std::optional<std::vector<Ref>> collection(Ref value) {
  const auto* attribute = value->as<Attribute>();
  if (!attribute || !is_table(attribute->object)) return std::nullopt;
  Ref table = attribute->object;
  const std::string& name = attribute->name;
  if (name == "c" || name == "columns") return elements(table, {Construct::column});
  if (name == "indexes") return elements(table, {Construct::index});
  // A ForeignKey bears the name of its constraint.
  if (name == "foreign_key_constraints" || name == "foreign_keys")
    return elements(table, {Construct::foreign_key_constraint});
  if (name == "constraints")
    return elements(table, {Construct::unique_constraint, Construct::foreign_key_constraint,
                            Construct::check_constraint, Construct::primary_key_constraint});
  return std::nullopt;
}

bool is_constraint(Ref value) {
  switch (models::construct_of(value)) {
    case Construct::unique_constraint:
    case Construct::foreign_key_constraint:
    case Construct::check_constraint:
    case Construct::primary_key_constraint:
      return true;
    default:
      return false;
  }
}

/// The name of a Table, a Column, an Index or a constraint; null where it is not known.
Ref name_of(Ref element) {
  const Call& call = *call_of(element);
  Ref name = is_constraint(element) ? call.keyword("name") : call.get(0, "name");
  return name && exact_string(name) ? name : nullptr;
}

/// `table.columns.keys()`, `"x" in table.c`, iterating over it.
Ref answer_collection(Evaluator& evaluator, const std::vector<Ref>& items, const std::string& asked,
                      const Call& call, Span where) {
  Sequence result;
  if (asked == "__iter__" || asked == "values") result.items = items;
  if (asked == "keys") {
    for (Ref item : items) result.items.push_back(name_of(item) ? name_of(item) : item);
  }
  if (asked == "__iter__" || asked == "values" || asked == "keys")
    return evaluator.make(std::move(result), where);
  const std::string* wanted = asked == "__contains__" ? exact_string(call.positional(0)) : nullptr;
  if (!wanted) return nullptr;
  const bool found = std::ranges::any_of(items, [&](Ref item) {
    Ref name = name_of(item);
    return name && *exact_string(name) == *wanted;
  });
  return evaluator.make(found, where);
}

/// `column.copy()` leaves out the foreign keys that are constraints of its table.
Ref copied_column(Evaluator& evaluator, Ref column) {
  Call copy = *call_of(column);
  std::erase_if(copy.arguments, [](const Argument& argument) {
    return models::construct_of(argument.value) == Construct::foreign_key;
  });
  return evaluator.make(std::move(copy), column->where);
}

/// The Column behind `table.c.name` as well.
Ref column_behind(Ref value) {
  if (models::construct_of(value) == Construct::column && call_of(value)) return value;
  const auto* attribute = value->as<Attribute>();
  const auto columns = attribute ? collection(attribute->object) : std::nullopt;
  if (!columns) return nullptr;
  for (Ref column : *columns)
    if (Ref name = name_of(column); name && *exact_string(name) == attribute->name) return column;
  return nullptr;
}

Ref column_fact(Evaluator& evaluator, Ref column, const std::string& name, Span where) {
  const Call& call = *call_of(column);
  if (name == "name" || name == "key") return name_of(column);
  if (name == "type") return call.get(1, "type_");
  const auto is_set = [&](std::string_view keyword) {
    Ref given = call.keyword(keyword);
    return given && truth(given) == Truth::yes;
  };
  if (name == "primary_key") return evaluator.make(is_set("primary_key"), where);
  if (name == "nullable") {
    Ref given = call.keyword("nullable");
    return given ? given : evaluator.make(!is_set("primary_key"), where);
  }
  if (name != "server_default" && name != "default") return nullptr;
  Ref given = call.keyword(name);
  return given ? given : evaluator.make(None{}, where);
}

/// `str(column["type"])`; null where the value is no type.
Ref type_as_text(MigrationRun& run, Ref value) {
  if (!models::is_type(value)) return nullptr;
  const models::ColumnType type = models::read_type(run.models(), value);
  return type.ddl.empty() || type.native_enum ? nullptr
                                              : run.evaluator().string(type.ddl, value->where);
}

}  // namespace

Ref answer_reflection(MigrationRun& run, const Member& member, Ref value, const Call& call) {
  Evaluator& evaluator = run.evaluator();
  if (is_table(value))
    return reflects(call) ? reflected(run, table_of(value), value->where) : nullptr;
  if (!member.object) return nullptr;
  if (member.name == "__str__") return type_as_text(run, member.object);
  if (member.name == "reflect" && can_reflect(member.object)) {
    Ref schema = call.get(1, "schema");
    const std::string* name = schema ? exact_string(schema) : nullptr;
    if (!schema || schema->is_none() || name)
      run.remember_reflected(member.object, name ? *name : std::string());
    return nullptr;
  }
  if (const auto items = collection(member.object))
    return answer_collection(evaluator, *items, member.name, call, value->where);
  Ref column = column_behind(member.object);
  if (column && (member.name == "copy" || member.name == "_copy"))
    return copied_column(evaluator, column);
  return nullptr;
}

Ref answer_table_attribute(MigrationRun& run, Ref value, const Attribute& attribute) {
  Evaluator& evaluator = run.evaluator();
  if (const std::string* schema = run.reflected_schema(attribute.object)) {
    if (attribute.name == "tables") return all_tables(run, *schema, value->where);
    if (attribute.name != "sorted_tables") return nullptr;
    Sequence tables;
    Ref by_name = all_tables(run, *schema, value->where);
    for (const auto& [name, table] : by_name->as<Dict>()->entries) tables.items.push_back(table);
    return evaluator.make(std::move(tables), value->where);
  }
  if (is_metadata(attribute.object) && attribute.name == "naming_convention")
    return call_of(attribute.object)->keyword("naming_convention");
  const bool has_name =
      call_of(attribute.object) && (is_table(attribute.object) || is_constraint(attribute.object) ||
                                    models::construct_of(attribute.object) == Construct::index);
  if (has_name && attribute.name == "name") return name_of(attribute.object);
  Ref column = column_behind(attribute.object);
  return column ? column_fact(evaluator, column, attribute.name, value->where) : nullptr;
}

}  // namespace schemalint
