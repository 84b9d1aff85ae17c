#include "analyzer/models/elements.h"

#include <algorithm>

#include "analyzer/models/columns.h"
#include "analyzer/models/types.h"

namespace schemalint::models {

namespace {

ForeignKeyDraft read_foreign_key_constraint(const Invocation& made, TableDraft& table) {
  ForeignKeyDraft draft;
  draft.key.where = made.value->where;
  GivenName name = given_name(made.get(2, "name"));
  if (name.text) draft.key.name = *name.text;
  draft.name_is_final = name.final;
  read_actions(made.call, draft.key);
  draft.link_to_name = truth(made.keyword("link_to_name")) == Truth::yes;
  Ref columns_value = made.get(0, "columns");
  Ref targets_value = made.get(1, "refcolumns");
  const auto* columns = columns_value == nullptr ? nullptr : columns_value->as<Sequence>();
  const auto* targets = targets_value == nullptr ? nullptr : targets_value->as<Sequence>();
  if (columns == nullptr || targets == nullptr || !columns->complete || !targets->complete ||
      columns->items.size() != targets->items.size() || columns->items.empty()) {
    draft.understood = false;
    table.table.complete = false;
    return draft;
  }
  draft.columns = columns->items;
  for (Ref target : targets->items) {
    TargetDraft one;
    one.text = text_with_holes(target);
    if (!one.text) one.object = target;
    draft.targets.push_back(std::move(one));
  }
  return draft;
}

// `Index(...).ddl_if(dialect="sqlite")` is created nowhere but there; a callable is asked.
bool for_another_dialect(Context& context, const Invocation& conditional) {
  const std::string* dialect = exact_string(conditional.get(0, "dialect"));
  if (dialect != nullptr && *dialect != "postgresql") return true;
  Ref callable = conditional.get(1, "callable_");
  const auto* function = callable == nullptr ? nullptr : callable->as<const Function*>();
  if (function == nullptr) return false;
  Ref none = context.evaluator.make(None{});
  return truth(context.evaluator.call(**function,
                                      {{"", none, {}},
                                       {"", none, {}},
                                       {"", none, {}},
                                       {"dialect", postgresql_dialect(context), {}}})) == Truth::no;
}

bool add_call(Context& context, TableDraft& table, const Invocation& made) {
  switch (made.construct) {
    case Construct::index:
      table.indexes.push_back(read_index(made));
      return true;
    case Construct::unique_constraint:
      table.unique.push_back(read_key(made));
      return true;
    case Construct::primary_key_constraint:
      table.primary_key = read_key(made);
      return true;
    case Construct::foreign_key_constraint:
      table.foreign_keys.push_back(read_foreign_key_constraint(made, table));
      if (!table.foreign_keys.back().understood) {
        context.not_understood(made.value->where,
                               "ForeignKeyConstraint of table " + table.table.name.text(),
                               "its columns are not known");
        table.foreign_keys.pop_back();
      }
      return true;
    case Construct::check_constraint: {
      CheckDraft check;
      check.sql = made.get(0, "sqltext");
      check.name = given_name(made.get(1, "name"));
      check.where = made.value->where;
      table.checks.push_back(std::move(check));
      return true;
    }
    case Construct::exclude_constraint:
      table.exclusions.push_back(read_exclusion(made.call, 0, made.value->where));
      return true;
    case Construct::column:
    case Construct::mapped_column: {
      auto column = read_column(context, made.value, {});
      if (column) table.columns.push_back(std::move(*column));
      return column.has_value();
    }
    default:
      return false;
  }
}

}  // namespace

void read_element(Context& context, TableDraft& table, Ref element) {
  if (element == nullptr || element->is_none()) return;
  if (construct_of(element) == Construct::metadata) return;  // where the table is, by mistake twice
  auto made = invocation(element);
  if (made) {
    const auto* method = made->call.callee->as<Attribute>();
    if (method != nullptr && method->name == "ddl_if") {
      if (for_another_dialect(context, *made)) return;
      made = invocation(method->object);
    }
  }
  if (made && add_call(context, table, *made)) return;
  table.table.complete = false;
  const auto* unknown = element->as<Unknown>();
  context.not_understood(element->where, "element of table " + table.table.name.text(),
                         unknown ? unknown->reason : "it is no constraint, index or column");
}

IndexDraft read_index(const Invocation& made) {
  IndexDraft index;
  index.call = made.value;
  index.where = made.value->where;
  index.complete = made.call.complete;
  bool name_seen = false;
  for (const Argument& argument : made.call.arguments) {
    if (argument.name.empty()) {
      if (name_seen) {
        index.elements.push_back(argument.value);
      } else {
        index.name = given_name(argument.value);
        name_seen = true;
      }
    } else if (argument.name == "name") {
      index.name = given_name(argument.value);
      name_seen = true;
    } else if (argument.name == "unique") {
      index.unique = truth(argument.value) == Truth::yes;
    } else if (argument.name.starts_with("postgresql_")) {
      index.options.emplace_back(argument.name.substr(11), argument.value);
    }
  }
  return index;
}

KeyDraft read_key(const Invocation& made) {
  KeyDraft key;
  key.call = made.value;
  key.where = made.value->where;
  key.name = given_name(made.keyword("name"));
  key.deferrable = truth(made.keyword("deferrable")) == Truth::yes;
  key.nulls_not_distinct = truth(made.keyword("postgresql_nulls_not_distinct")) == Truth::yes;
  for (const Argument& argument : made.call.arguments) {
    if (argument.name.empty()) key.columns.push_back(argument.value);
  }
  return key;
}

ExclusionDraft read_exclusion(const Call& call, size_t skipped, Span where) {
  ExclusionDraft exclusion;
  exclusion.where = where;
  exclusion.complete = call.complete;
  size_t position = 0;
  for (const Argument& argument : call.arguments) {
    if (argument.name.empty() && position++ >= skipped) {
      const auto* pair = argument.value->as<Sequence>();
      if (pair != nullptr && pair->complete && pair->items.size() > 1)
        exclusion.elements.emplace_back(pair->items[0], pair->items[1]);
      else
        exclusion.complete = false;
    }
    if (argument.name == "name") exclusion.name = given_name(argument.value);
    if (argument.name == "where") exclusion.predicate = argument.value;
    if (argument.name == "deferrable") exclusion.deferrable = truth(argument.value) == Truth::yes;
    if (argument.name != "using") continue;
    const std::string* method = exact_string(argument.value);
    if (method != nullptr) exclusion.method = *method == "btree" ? "" : *method;
  }
  return exclusion;
}

namespace {

// The names of `postgresql_inherits=`, one or several.
void add_parents(Table& table, Ref value) {
  if (const std::string* name = exact_string(value)) {
    const size_t dot = name->find('.');
    const bool has_schema = dot != std::string::npos;
    table.inherits.push_back(qualified_name(has_schema ? name->substr(0, dot) : std::string(),
                                            has_schema ? name->substr(dot + 1) : *name));
  } else if (const auto* names = value->as<Sequence>()) {
    for (Ref one : names->items) add_parents(table, one);
    if (!names->complete) table.complete = false;
  } else if (!value->is_none()) {
    table.complete = false;
  }
}

}  // namespace

TableOptions read_options(Context& context, TableDraft& table,
                          const std::vector<std::pair<std::string, Ref>>& options) {
  TableOptions result;
  for (const auto& [name, value] : options) {
    if (name == "schema") {
      if (value->is_none()) continue;
      if (construct_of(value) == Construct::blank_schema) {
        result.schema = "";
      } else if (const std::string* schema = exact_string(value)) {
        result.schema = *schema;
      } else {
        result.schema_known = false;
        context.not_understood(value->where, "schema of table " + table.table.name.text(),
                               "its value is not known");
      }
    } else if (name == "postgresql_partition_by") {
      if (const std::string* text = exact_string(value)) table.table.partition_by = *text;
    } else if (name == "postgresql_inherits") {
      add_parents(table.table, value);
    }
  }
  return result;
}

TableOptions read_table_arguments(Context& context, TableDraft& table, Ref arguments) {
  if (arguments == nullptr || arguments->is_none()) return {};
  const Dict* dict = arguments->as<Dict>();
  bool schema_known = true;
  if (const auto* tuple = arguments->as<Sequence>()) {
    size_t count = tuple->items.size();
    if (count > 0) {
      dict = tuple->items.back()->as<Dict>();
      if (dict != nullptr) --count;
    }
    for (size_t i = 0; i < count; ++i) read_element(context, table, tuple->items[i]);
    if (!tuple->complete) {
      schema_known = dict != nullptr;
      table.table.complete = false;
      context.not_understood(arguments->where, "__table_args__ of " + table.table.model_class,
                             "not all of its elements are known");
    }
  } else if (dict == nullptr) {
    schema_known = false;
    table.table.complete = false;
    const auto* unknown = arguments->as<Unknown>();
    context.not_understood(arguments->where, "__table_args__ of " + table.table.model_class,
                           unknown ? unknown->reason : "it is no tuple and no dictionary");
  }
  std::vector<std::pair<std::string, Ref>> options;
  if (dict != nullptr) {
    for (const auto& [key, value] : dict->entries) {
      if (const std::string* name = exact_string(key)) options.emplace_back(*name, value);
    }
  }
  TableOptions result = read_options(context, table, options);
  const bool hidden = !schema_known || (dict != nullptr && !dict->complete);
  result.schema_known = result.schema_known && (!hidden || result.schema.has_value());
  return result;
}

}  // namespace schemalint::models
