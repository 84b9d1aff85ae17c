// Table(...), and what attaches itself to a table later.

#include <algorithm>

#include "analyzer/models/elements.h"
#include "analyzer/models/mapping.h"

namespace schemalint::models {

namespace {

// MetaData(…), `db.metadata`, `Model.metadata`.
bool is_metadata(Ref value) {
  if (construct_of(value) == Construct::metadata) return true;
  const auto* attribute = value->as<Attribute>();
  return attribute != nullptr && attribute->name == "metadata";
}

}  // namespace

void Mapper::read_table_call(Ref value) {
  auto made = invocation(value, Construct::table);
  if (!made || model_.table_by_call.contains(value)) return;
  Ref name = made->get(0, "name");
  // Flask-SQLAlchemy's db.Table() adds the metadata itself.
  const auto* method = made->call.callee->as<Attribute>();
  bool of_database = method != nullptr && construct_of(method->object) == Construct::flask_database;
  Ref metadata = made->get(1, "metadata");
  const std::string* text = exact_string(name);
  bool reflected =
      made->keyword("autoload_with") != nullptr || truth(made->keyword("autoload")) == Truth::yes;
  if (reflected) return;  // a look at a table, not its declaration
  TableDraft draft;
  draft.metadata = of_database ? model_.metadatas.of_database(method->object)
                               : model_.metadatas.of_value(metadata);
  if (!is_wanted(draft.metadata)) return;
  if (text == nullptr) {
    model_.metadatas[draft.metadata].has_unknown_tables = true;
    context_.project.coverage.tables_unknown++;
    context_.not_understood(value->where, "Table(…)", "its name is not known");
    return;
  }
  draft.call = value;
  draft.table.name = {"", *text};
  draft.table.where = text_of(name)->where();
  draft.table.declaration = value->where;
  draft.table.complete = made->call.complete;
  size_t position = 0;
  std::vector<std::pair<std::string, Ref>> options;
  for (const Argument& argument : made->call.arguments) {
    if (!argument.name.empty()) {
      options.emplace_back(argument.name, argument.value);
    } else if (position++ >= (of_database ? 1U : 2U) && !is_metadata(argument.value)) {
      read_element(context_, draft, argument.value);
    }
  }
  if (!made->call.complete) {
    context_.not_understood(value->where, "Table " + *text, "not all of its arguments are known");
  }
  TableOptions given = read_options(context_, draft, options);
  std::string schema = given.schema ? *given.schema : model_.metadatas[draft.metadata].schema;
  draft.table.schema_known = given.schema_known;
  draft.table.name = schemalint::qualified_name(schema, *text);
  model_.add_table(std::move(draft));
}

void Mapper::read_tables(const Module& module) {
  size_t before = model_.tables.size();
  for (Ref call : module.calls) read_table_call(call);
  // A helper of the project may make the table: the name that it is bound to tells.
  for (const Binding& binding : module.names) {
    if (binding.value != nullptr && !table_of(model_, binding.value)) {
      read_table_call(binding.value);
    }
  }
  for (size_t i = before; i < model_.tables.size(); ++i)
    model_.tables[i].table.module = module.name;
}

void Mapper::read_classes(const std::vector<const Module*>& modules) {
  for (const Module* module : modules)
    for (size_t i = 0; i < module->calls.size(); i++) read_imperative_mapping(module->calls[i]);
  // A declared_attr may make a class, in its own module: `type(f"{cls.__name__}Event", …)`.
  for (size_t before = SIZE_MAX; before != model_.classes.size();) {
    before = model_.classes.size();
    for (const Module* module : modules)
      for (size_t i = 0; i < module->classes.size(); i++) kind_of(*module->classes[i]);
  }
}

bool Mapper::is_wanted(size_t metadata) const {
  return !wanted_ || wanted_->contains(metadata);
}

void Mapper::read_libraries(const std::vector<const Module*>& modules) {
  wanted_.emplace();
  for (const TableDraft& table : model_.tables)
    if (model_.metadatas.at(table.metadata).known) wanted_->insert(table.metadata);
  for (const MappedClass& cls : model_.classes)
    if (model_.metadatas.at(cls.metadata).known) wanted_->insert(cls.metadata);
  for (const Module* module : modules) {
    read_tables(*module);
    for (size_t i = 0; i < module->classes.size(); i++) {
      Class& cls = *module->classes[i];
      if (is_declarative(cls) && is_wanted(model_.metadatas.of_class(cls))) kind_of(cls);
    }
  }
}

// `table.append_column(Column(…))`, `table.append_constraint(…)`.
void Mapper::append_element(Ref call) {
  auto made = invocation(call);
  const auto* method = made ? made->call.callee->as<Attribute>() : nullptr;
  if (method == nullptr || !method->name.starts_with("append_")) return;
  if (auto table = table_of(model_, method->object)) {
    read_element(context_, model_.tables[*table], made->positional(0));
  }
}

void Mapper::read_late_elements(const Module& module) {
  for (Ref call : module.calls) {
    append_element(call);
    Construct construct = construct_of(call);
    if (construct != Construct::index && construct != Construct::unique_constraint) continue;
    auto made = invocation(call);
    std::optional<size_t> table;
    for (const Argument& argument : made->call.arguments) {
      if (!argument.name.empty()) continue;
      if (auto place = column_in(model_, argument.value)) table = place->table;
    }
    if (!table) continue;
    TableDraft& draft = model_.tables[*table];
    // A loop or a helper makes several in one place: their names tell them apart.
    const GivenName name =
        construct == Construct::index ? read_index(*made).name : read_key(*made).name;
    auto is_this = [&](const auto& element) {
      return element.call == call ||
             (element.where == call->where && element.name.text == name.text);
    };
    if (construct == Construct::index) {
      bool attached = std::any_of(draft.indexes.begin(), draft.indexes.end(), is_this);
      if (!attached) draft.indexes.push_back(read_index(*made));
    } else {
      bool attached = std::any_of(draft.unique.begin(), draft.unique.end(), is_this);
      if (!attached) draft.unique.push_back(read_key(*made));
    }
  }
}

}  // namespace schemalint::models
