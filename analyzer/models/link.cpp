#include "analyzer/models/link.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <utility>

#include "analyzer/models/expressions.h"
#include "analyzer/models/foreign_keys.h"
#include "analyzer/models/naming.h"
#include "analyzer/types.h"

namespace schemalint::models {

namespace {

// Turns one draft into a table of the schema.
class TableLinker {
 public:
  TableLinker(Context& context, Model& model, size_t index)
      : context_(context),
        model_(model),
        index_(index),
        draft_(model.tables[index]),
        metadata_(model.metadatas[draft_.metadata]),
        names_([this](Ref value) { return column_name(value); }) {}

  Table link() {
    link_primary_key();
    link_columns();
    link_unique();
    link_foreign_keys();
    link_indexes();
    link_checks();
    return draft_.table;
  }

 private:
  // The database name of a column that a constraint or index is given; empty where it is none.
  std::string column_name(Ref value) {
    if (const std::string* key = exact_string(value)) {
      const ColumnDraft* column = draft_.by_key(*key);
      return column == nullptr ? std::string() : column->column.name;
    }
    auto place = column_of(model_, value, index_);
    if (!place || place->table != index_) return {};
    return draft_.columns[place->column].column.name;
  }

  std::string label() const { return draft_.table.name.text(); }

  NameParts parts_of(const std::vector<std::string>& columns) {
    NameParts parts;
    parts.table = draft_.table.name.name;
    parts.schema = draft_.table.name.schema;
    for (const std::string& name : columns) {
      const ColumnDraft* column = draft_.by_name(name);
      parts.columns.push_back({name, column == nullptr ? name : column->column.key});
    }
    return parts;
  }

  // The columns of a key; nothing where one of them is not known.
  std::optional<std::vector<std::string>> key_columns(const KeyDraft& key) {
    std::vector<std::string> columns;
    for (Ref value : key.columns) {
      std::string name = column_name(value);
      if (name.empty()) {
        draft_.table.complete = false;
        context_.not_understood(key.where, "key of table " + label(),
                                "one of its columns is not known");
        return std::nullopt;
      }
      columns.push_back(name);
    }
    return columns;
  }

  void link_primary_key() {
    UniqueKey key;
    GivenName name;
    if (draft_.primary_key) {
      auto columns = key_columns(*draft_.primary_key);
      if (!columns) return;
      key.columns = *columns;
      key.where = draft_.primary_key->where;
      key.deferrable = draft_.primary_key->deferrable;
      name = draft_.primary_key->name;
      // PrimaryKeyConstraint._set_parent: its columns are the key and NOT NULL.
      for (ColumnDraft& column : draft_.columns) {
        const bool member = std::find(key.columns.begin(), key.columns.end(), column.column.name) !=
                            key.columns.end();
        if (!member) continue;
        column.column.primary_key = true;
        if (!column.column.nullable_explicit) column.column.nullable = {false, key.where};
      }
    }
    if (key.columns.empty()) {
      for (const ColumnDraft& column : draft_.columns) {
        if (!column.column.primary_key) continue;
        if (key.columns.empty()) key.where = column.column.where;
        key.columns.push_back(column.column.name);
      }
    }
    if (key.columns.empty()) return;
    key.name = constraint_name(context_.evaluator, metadata_, "pk", name, parts_of(key.columns));
    draft_.table.primary_key = std::move(key);
  }

  void link_columns() {
    for (ColumnDraft& draft : draft_.columns) {
      Column& column = draft.column;
      column.type = {draft.type.ddl, draft.type.where};
      column.mutable_default = column.mutable_default && !draft.type.tracked;
      column.type_decorator = draft.type.decorator;
      column.unconstrained_choice = draft.type.unconstrained;
      if (draft.type.native_enum) link_enum(draft);
      if (!draft.type.known()) {
        context_.project.coverage.columns_unknown++;
        std::string reason = draft.type.absent ? "none is given" : draft.type.reason;
        context_.not_understood(column.where,
                                fmt::format("type of column {}.{}", label(), column.name),
                                std::move(reason));
      }
      context_.project.coverage.columns++;
      draft_.table.columns.push_back(column);
      if (draft.type.check) link_type_check(draft);
    }
  }

  void link_enum(ColumnDraft& draft) {
    const NativeEnum& native = *draft.type.native_enum;
    std::string schema = native.schema;
    if (schema.empty() && native.metadata != nullptr && !native.metadata->is_none()) {
      schema = model_.metadatas[model_.metadatas.of_value(native.metadata)].schema;
    }
    if (native.inherits_schema) schema = draft_.table.name.schema;
    QualifiedName name = schemalint::qualified_name(schema, native.name);
    draft.column.type.value = name.text() + draft.type.ddl;
    draft.column.enum_type = name;
    EnumType* type = context_.project.declared.enum_type(name);
    if (type == nullptr) {
      if (!native.values_known) {
        context_.not_understood(native.where, "values of enumeration type " + name.text(),
                                "they could not be evaluated");
      }
      type = &context_.project.declared.add({name, native.values, native.where, {}});
    }
    type->used_by.push_back({label() + "." + draft.column.name, draft.column.where});
  }

  void link_type_check(const ColumnDraft& draft) {
    Check check;
    check.type_bound = true;
    check.where = draft.type.where;
    GivenName name;
    if (!draft.type.check->name.empty()) name.text = draft.type.check->name;
    check.name =
        constraint_name(context_.evaluator, metadata_, "ck", name, parts_of({draft.column.name}));
    std::string values;
    for (const std::string& value : draft.type.check->values) {
      values += (values.empty() ? "" : ", ") + quoted_literal(value);
    }
    check.sql = draft.column.name + " IN (" + values + ")";
    draft_.table.checks.push_back(std::move(check));
  }

  void link_unique() {
    for (const ColumnDraft& draft : draft_.columns) {
      if (!draft.unique || draft.index) continue;
      UniqueKey key;
      key.columns = {draft.column.name};
      key.from_column = true;
      key.where = draft.column.where;
      key.name = constraint_name(context_.evaluator, metadata_, "uq", {}, parts_of(key.columns));
      draft_.table.unique.push_back(std::move(key));
    }
    for (const KeyDraft& draft : draft_.unique) {
      auto columns = key_columns(draft);
      if (!columns || columns->empty()) continue;
      UniqueKey key;
      key.columns = *columns;
      key.where = draft.where;
      key.deferrable = draft.deferrable;
      key.nulls_not_distinct = draft.nulls_not_distinct;
      key.name =
          constraint_name(context_.evaluator, metadata_, "uq", draft.name, parts_of(key.columns));
      draft_.table.unique.push_back(std::move(key));
    }
  }

  void link_foreign_keys() {
    for (ForeignKey& key : draft_.table.foreign_keys) {
      NameParts parts = parts_of(key.columns);
      parts.referred_table = key.target.name;
      parts.referred_schema = key.target.schema;
      parts.referred_columns = key.target_columns;
      GivenName given;
      if (!key.name.empty()) given.text = key.name;
      key.name = constraint_name(context_.evaluator, metadata_, "fk", given, parts);
    }
  }

  // GeoAlchemy's own index (geoalchemy2.admin): https://geoalchemy-2.readthedocs.io/
  void link_spatial_index(const ColumnDraft& draft) {
    Index index;
    index.elements.push_back({.column = draft.column.name});
    index.method = "gist";
    index.where = draft.column.where;
    index.name = truncated("idx_" + draft_.table.name.name + "_" + draft.column.name);
    draft_.table.indexes.push_back(std::move(index));
  }

  void link_indexes() {
    for (const ColumnDraft& draft : draft_.columns) {
      if (draft.type.spatial_index) link_spatial_index(draft);
    }
    for (const ColumnDraft& draft : draft_.columns) {
      if (!draft.index) continue;
      Index index;
      index.elements.push_back({.column = draft.column.name});
      index.unique = draft.unique;
      index.from_column = true;
      index.where = draft.column.where;
      index.name = index_name({}, {draft.column.name}, draft.unique);
      draft_.table.indexes.push_back(std::move(index));
    }
    for (const IndexDraft& draft : draft_.indexes) link_index(draft);
  }

  std::string index_name(const GivenName& given, const std::vector<std::string>& columns,
                         bool unique) {
    NameParts parts = parts_of(columns);
    parts.unique = unique;
    std::string name = constraint_name(context_.evaluator, metadata_, "ix", given, parts);
    const bool by_default = !given.unknown && !metadata_.naming.contains("ix");
    return name.empty() && by_default ? default_index_name(parts) : name;
  }

  void link_index(const IndexDraft& draft) {
    Index index;
    index.unique = draft.unique;
    index.where = draft.where;
    std::vector<std::string> columns;
    for (Ref value : draft.elements) {
      IndexElement element = index_element(value);
      // An expression stands in a name for the first column that it speaks of; SQL text for none.
      if (auto place = column_in(model_, value, index_); place && place->table == index_)
        columns.push_back(draft_.columns[place->column].column.name);
      else if (exact_string(value) != nullptr && !element.column.empty())
        columns.push_back(element.column);
      index.elements.push_back(std::move(element));
    }
    index.name = index_name(draft.name, columns, draft.unique);
    for (const auto& [name, value] : draft.options) set_option(index, name, value);
    if (!draft.complete || draft.name.unknown) {
      draft_.table.complete = false;
      context_.not_understood(
          draft.where, "index of table " + label(),
          draft.name.unknown ? "its name is not known" : "not all of its arguments are known");
    }
    draft_.table.indexes.push_back(std::move(index));
  }

  IndexElement index_element(Ref value) {
    IndexElement element;
    OrderedElement ordered = without_order(value);
    element.descending = ordered.descending;
    element.nulls_reversed = ordered.nulls_reversed;
    element.column = ordered.element == nullptr ? std::string() : column_name(ordered.element);
    if (!element.column.empty()) return element;
    if (const std::string* key = exact_string(ordered.element)) {
      // SQLAlchemy refuses it, unless the table has columns that are not understood.
      element.column = *key;
      return element;
    }
    const bool descends = std::exchange(element.descending, false);
    const bool reversed = std::exchange(element.nulls_reversed, false);
    auto sql = sql_text(ordered.element, names_);
    if (!sql) {
      context_.not_understood(value->where, "element of an index of table " + label(),
                              "its SQL is not known");
      element.expression = Text::placeholder;
      return element;
    }
    element = index_element_of_sql(*sql);
    element.descending = element.descending || (descends && !element.column.empty());
    element.nulls_reversed = element.nulls_reversed || (reversed && !element.column.empty());
    return element;
  }

  std::string text_of_sql(Ref value) {
    if (auto sql = sql_text(value, names_)) return *sql;
    context_.not_understood(value->where, "SQL text of table " + label(), "it is not known");
    return std::string(Text::placeholder);
  }

  void set_option(Index& index, const std::string& name, Ref value) {
    if (value->is_none()) return;
    const auto* dict = value->as<Dict>();
    if (name == "where") {
      index.where_sql = text_of_sql(value);
    } else if (name == "using") {
      if (const std::string* method = exact_string(value)) index.method = *method;
    } else if (name == "with" && dict != nullptr) {
      for (const auto& [key, parameter] : dict->entries) {
        if (const std::string* text = exact_string(key)) {
          const std::string* written = exact_string(parameter);
          index.parameters[*text] = written ? *written : text_of_sql(parameter);
        }
      }
    } else if (name == "ops" && dict != nullptr) {
      for (const auto& [key, operator_class] : dict->entries)
        set_operator(index, key, operator_class);
    } else if (name == "include") {
      const auto* list = value->as<Sequence>();
      if (list == nullptr) return;
      for (Ref item : list->items) {
        std::string column = column_name(item);
        const std::string* text = exact_string(item);
        if (column.empty() && text != nullptr) column = *text;
        if (!column.empty()) index.include.push_back(column);
      }
    }
  }

  // `postgresql_ops` speaks of columns by their key.
  void set_operator(Index& index, Ref key, Ref operator_class) {
    const std::string* name = exact_string(key);
    const std::string* text = exact_string(operator_class);
    if (name == nullptr || text == nullptr) return;
    for (IndexElement& element : index.elements) {
      const ColumnDraft* column = draft_.by_name(element.column);
      const std::string& own = column == nullptr ? element.column : column->column.key;
      if (own == *name) element.operator_class = *text;
    }
  }

  void link_checks() {
    for (const ColumnDraft& column : draft_.columns) {
      for (const CheckDraft& check : column.checks) link_check(check, {column.column.name});
    }
    for (const CheckDraft& check : draft_.checks) link_check(check, {});
  }

  void link_check(const CheckDraft& draft, const std::vector<std::string>& columns) {
    Check check;
    check.where = draft.where;
    check.sql = draft.sql == nullptr ? draft.text : text_of_sql(draft.sql);
    check.name =
        constraint_name(context_.evaluator, metadata_, "ck", draft.name, parts_of(columns));
    draft_.table.checks.push_back(std::move(check));
  }

  Context& context_;
  Model& model_;
  size_t index_;
  TableDraft& draft_;
  const MetadataDraft& metadata_;
  ColumnNames names_;
};

}  // namespace

void link_tables(Context& context, Model& model) {
  ForeignKeys keys(context, model);
  keys.resolve();
  keys.infer_types();
  Project& project = context.project;
  std::map<QualifiedName, size_t> first_metadata;
  for (size_t i = 0; i < model.tables.size(); ++i) {
    Table table = TableLinker(context, model, i).link();
    const size_t metadata = model.tables[i].metadata;
    const auto [taken, is_first] = first_metadata.try_emplace(table.name, metadata);
    if (!is_first && taken->second == metadata) {
      context.not_understood(table.where, "table " + table.name.text(),
                             "another declaration of a table of this name is taken");
      continue;
    }
    project.coverage.tables++;
    if (!is_first) {
      project.declared_elsewhere.push_back(std::move(table));
      continue;
    }
    const std::string& schema = model.metadatas[metadata].schema;
    if (!schema.empty()) project.metadata_schema[table.name] = schema;
    project.declared.add(std::move(table));
  }
}

}  // namespace schemalint::models
