#include "analyzer/revisions/questions.h"

#include <algorithm>
#include <array>
#include <utility>

#include "analyzer/revisions/reflection.h"

namespace schemalint {

namespace {

/// A question that is being answered: what the answers are made with.
class Answer {
 public:
  Answer(MigrationRun& run, Ref value, const Call& call, size_t first_argument)
      : run_(run), value_(value), call_(call), first_(first_argument) {}

  /// The table the call names at its first place; nothing where that is not known.
  std::optional<QualifiedName> table() const;
  std::optional<std::string> schema(size_t index) const;
  Ref argument(size_t index, std::string_view name) const {
    return call_.get(first_ + index, name);
  }

  Ref boolean(bool answer) const { return run_.evaluator().make(answer, value_->where); }
  Ref text(const std::string& text) const { return run_.evaluator().string(text, value_->where); }
  Ref none() const { return run_.evaluator().make(None{}, value_->where); }
  Ref unknown(std::string reason) const {
    return run_.evaluator().unknown(std::move(reason), value_->where);
  }
  Ref list(std::vector<Ref> items, bool complete = true) const;
  Ref texts(const std::vector<std::string>& items) const;
  Ref dictionary(const std::vector<std::pair<std::string, Ref>>& entries) const;

  Ref has_table() const;
  Ref table_names() const;
  Ref about_table(Ref (Answer::*answer)(const Table&) const) const;
  Ref columns(const Table& table) const;
  Ref indexes(const Table& table) const;
  Ref unique_constraints(const Table& table) const;
  Ref foreign_keys(const Table& table) const;
  Ref primary_key(const Table& table) const;
  Ref checks(const Table& table) const;
  Ref enums() const;

 private:
  Ref schema_value(const std::string& schema) const {
    return schema.empty() ? none() : text(schema);
  }

  MigrationRun& run_;
  Ref value_;
  const Call& call_;
  size_t first_;  // 1 where a connection comes first
};

std::optional<std::string> Answer::schema(size_t index) const {
  Ref given = argument(index, "schema");
  if (!given || given->is_none()) return std::string();
  const std::string* name = exact_string(given);
  if (!name) return std::nullopt;
  return *name;
}

std::optional<QualifiedName> Answer::table() const {
  Ref given = argument(0, "table_name");
  const std::string* name = given ? exact_string(given) : nullptr;
  const std::optional<std::string> schema_name = schema(1);
  if (!name || !schema_name) return std::nullopt;
  return qualified_name(*schema_name, *name);
}

Ref Answer::list(std::vector<Ref> items, bool complete) const {
  Sequence sequence;
  sequence.items = std::move(items);
  sequence.complete = complete;
  return run_.evaluator().make(std::move(sequence), value_->where);
}

Ref Answer::texts(const std::vector<std::string>& items) const {
  std::vector<Ref> values;
  for (const std::string& item : items) values.push_back(text(item));
  return list(std::move(values));
}

Ref Answer::dictionary(const std::vector<std::pair<std::string, Ref>>& entries) const {
  Dict dict;
  for (const auto& [key, entry] : entries) dict.entries.push_back({text(key), entry});
  return run_.evaluator().make(std::move(dict), value_->where);
}

Ref Answer::has_table() const {
  const std::optional<QualifiedName> name = table();
  if (!name) return unknown("existence of a table whose name is not known");
  if (run_.state().uncertain.contains(*name))
    return unknown("whether table " + name->text() + " exists was not understood");
  return boolean(run_.schema().table(*name) != nullptr);
}

Ref Answer::table_names() const {
  const std::optional<std::string> wanted = schema(0);
  if (!wanted) return unknown("tables of a schema whose name is not known");
  const std::string normal = qualified_name(*wanted, "").schema;
  std::vector<std::string> names;
  for (const Table& table : run_.schema().tables())
    if (table.name.schema == normal) names.push_back(table.name.name);
  return texts(names);
}

Ref Answer::about_table(Ref (Answer::*answer)(const Table&) const) const {
  const std::optional<QualifiedName> name = table();
  if (!name) return unknown("a table whose name is not known");
  const Table* found = run_.schema().table(*name);
  if (!found) return unknown("table " + name->text() + " is not made by the revisions so far");
  return (this->*answer)(*found);
}

Ref Answer::columns(const Table& table) const {
  std::vector<Ref> items;
  for (const Column& column : table.columns) {
    Ref server_default = column.server_default ? text(column.server_default->value) : none();
    items.push_back(dictionary(
        {{"name", text(column.name)},
         {"type", reflected_type(run_.evaluator(), run_.schema(), column, value_->where)},
         {"nullable", boolean(column.nullable.value)},
         {"default", server_default}}));
  }
  return list(std::move(items), table.complete);
}

/// PostgreSQL's dialect lists the index behind a UNIQUE constraint as well.
Ref Answer::indexes(const Table& table) const {
  std::vector<Ref> items;
  for (const Index& index : table.indexes) {
    std::vector<Ref> columns;
    for (const IndexElement& element : index.elements)
      columns.push_back(element.column.empty() ? none() : text(element.column));
    items.push_back(dictionary({{"name", text(index.name)},
                                {"unique", boolean(index.unique)},
                                {"column_names", list(std::move(columns))}}));
  }
  for (const UniqueKey& key : table.unique)
    items.push_back(dictionary({{"name", text(key.name)},
                                {"unique", boolean(true)},
                                {"column_names", texts(key.columns)},
                                {"duplicates_constraint", text(key.name)}}));
  return list(std::move(items), table.complete);
}

Ref Answer::unique_constraints(const Table& table) const {
  std::vector<Ref> items;
  for (const UniqueKey& key : table.unique)
    items.push_back(dictionary({{"name", text(key.name)}, {"column_names", texts(key.columns)}}));
  return list(std::move(items), table.complete);
}

Ref Answer::foreign_keys(const Table& table) const {
  std::vector<Ref> items;
  for (const ForeignKey& key : table.foreign_keys) {
    std::vector<std::pair<std::string, Ref>> options;
    if (!key.on_delete.empty()) options.push_back({"ondelete", text(key.on_delete)});
    if (!key.on_update.empty()) options.push_back({"onupdate", text(key.on_update)});
    items.push_back(dictionary({{"name", text(key.name)},
                                {"constrained_columns", texts(key.columns)},
                                {"referred_schema", schema_value(key.target.schema)},
                                {"referred_table", text(key.target.name)},
                                {"referred_columns", texts(key.target_columns)},
                                {"options", dictionary(options)}}));
  }
  return list(std::move(items), table.complete);
}

Ref Answer::primary_key(const Table& table) const {
  if (!table.primary_key && !table.complete) return unknown("primary key of " + table.name.text());
  const UniqueKey key = table.primary_key.value_or(UniqueKey{});
  return dictionary({{"name", key.name.empty() ? none() : text(key.name)},
                     {"constrained_columns", texts(key.columns)}});
}

Ref Answer::checks(const Table& table) const {
  std::vector<Ref> items;
  for (const Check& check : table.checks)
    items.push_back(dictionary({{"name", text(check.name)}, {"sqltext", text(check.sql)}}));
  return list(std::move(items), table.complete);
}

Ref Answer::enums() const {
  const std::optional<std::string> wanted = schema(0);
  if (!wanted) return unknown("types of a schema whose name is not known");
  const std::string normal = qualified_name(*wanted, "").schema;
  std::vector<Ref> items;
  for (const EnumType& type : run_.schema().enums()) {
    if (*wanted != "*" && type.name.schema != normal) continue;
    items.push_back(
        dictionary({{"name", text(type.name.name)},
                    {"schema", text(type.name.schema.empty() ? "public" : type.name.schema)},
                    {"visible", boolean(type.name.schema.empty())},
                    {"labels", texts(type.values)}}));
  }
  return list(std::move(items));
}

Ref answer_method(const Answer& answer, std::string_view name) {
  using About = Ref (Answer::*)(const Table&) const;
  static constexpr std::array<std::pair<std::string_view, About>, 6> about_tables{{
      {"get_columns", &Answer::columns},
      {"get_indexes", &Answer::indexes},
      {"get_unique_constraints", &Answer::unique_constraints},
      {"get_foreign_keys", &Answer::foreign_keys},
      {"get_pk_constraint", &Answer::primary_key},
      {"get_check_constraints", &Answer::checks},
  }};
  if (name == "has_table") return answer.has_table();
  if (name == "get_table_names" || name == "table_names") return answer.table_names();
  if (name == "get_enums") return answer.enums();
  for (const auto& [method, about] : about_tables)
    if (method == name) return answer.about_table(about);
  return nullptr;
}

}  // namespace

Ref answer_inspector(MigrationRun& run, const Member& member, Ref value, const Call& call) {
  return answer_method(Answer(run, value, call, 0), member.name);
}

Ref answer_dialect(MigrationRun& run, const Member& member, Ref value, const Call& call) {
  const bool has_connection = role_of(call.positional(0)) == Role::connection;
  return answer_method(Answer(run, value, call, has_connection ? 1 : 0), member.name);
}

}  // namespace schemalint
