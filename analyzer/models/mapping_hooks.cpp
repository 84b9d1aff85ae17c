// `__mapper_cls__`: a function of the project that maps a class in SQLAlchemy's place, and may do
// more: the recipe for history tables copies the table that was just mapped.
// https://docs.sqlalchemy.org/en/20/orm/examples.html#versioning-with-a-history-table

#include "analyzer/models/mapping.h"

namespace schemalint::models {

void Mapper::run_mapping_function(Class& cls) {
  const Binding* given = nullptr;
  for (Class* base : resolution_order(cls)) {
    if (given == nullptr) given = base->own("__mapper_cls__");
  }
  Ref value = given == nullptr || given->value == nullptr ? nullptr : evaluated(*given, cls);
  const auto* function = value == nullptr ? nullptr : value->as<const Function*>();
  if (function == nullptr) return;
  Ref self = context_.evaluator.make(&cls, cls.where);
  std::vector<Effect> effects =
      context_.evaluator.run(**function, [&](Ref asked, bool) { return mapped_fact(cls, asked); },
                             {{"", self, cls.where}});
  for (const Effect& effect : effects) {
    if (!effect.certain) continue;
    read_table_call(effect.call);
    read_imperative_mapping(effect.call);
    append_element(effect.call);
  }
}

// What such a function asks of the mapper and of the table that it has made.
Ref Mapper::mapped_fact(Class& cls, Ref asked) {
  if (auto made = invocation(asked)) {
    const auto* method = made->call.callee->as<Attribute>();
    bool copies = method != nullptr && (method->name == "copy" || method->name == "_copy");
    return copies ? copied_column(method->object) : nullptr;
  }
  const auto* attribute = asked->as<Attribute>();
  if (attribute == nullptr) return nullptr;
  auto mapper = invocation(attribute->object, Construct::map_imperatively);
  if (mapper && class_of(mapper->positional(0)) == &cls) {
    return mapper_fact(cls, *mapper, attribute->name, asked->where);
  }
  if (auto column = invocation(attribute->object, Construct::column);
      column && attribute->name == "info") {
    Ref info = column->keyword("info");
    return info != nullptr ? info : context_.evaluator.make(Dict{}, asked->where);
  }
  auto table = table_of(model_, attribute->object);
  if (!table || table != model_.classes[model_.class_index.at(&cls)].table) return nullptr;
  return table_fact(cls, model_.tables[*table], attribute->name, asked->where);
}

Ref Mapper::mapper_fact(Class& cls, const Invocation& mapper, const std::string& name, Span where) {
  Evaluator& evaluator = context_.evaluator;
  if (name == "class_") return mapper.positional(0);
  if (name == "local_table" || name == "persist_selectable") {
    return evaluator.make(Attribute{mapper.positional(0), "__table__"}, where);
  }
  if (mapped_parent(cls)) return nullptr;
  if (name == "base_mapper") return mapper.value;
  const bool of_inheritance =
      name == "inherits" || name == "polymorphic_on" || name == "polymorphic_identity";
  return of_inheritance ? evaluator.make(None{}, where) : nullptr;
}

// Column._copy leaves out the foreign keys that are constraints of a table already, and keeps the
// type that their targets gave the column.
Ref Mapper::copied_column(Ref column) {
  const Call* written = call_of(column);
  if (written == nullptr) return nullptr;
  Call copy = *written;
  std::erase_if(copy.arguments, [](const Argument& argument) {
    return construct_of(argument.value) == Construct::foreign_key;
  });
  Ref copied = context_.evaluator.make(copy, column->where);
  Ref type = type_of_column(column, 0);
  if (type == nullptr || type_of_column(copied, 0) != nullptr) return copied;
  copy.arguments.push_back({"type_", type, {}});
  return context_.evaluator.make(std::move(copy), column->where);
}

// The type that a column is given, or that the target of its foreign key is; null where it is not
// known.
Ref Mapper::type_of_column(Ref column, int depth) {
  auto made = invocation(column);
  if (!made || depth > 10) return nullptr;
  if (Ref type = made->keyword("type_")) return type;
  for (size_t i = exact_string(made->positional(0)) != nullptr ? 1 : 0; i < 2; ++i) {
    Ref given = made->positional(i);
    if (given == nullptr) return nullptr;
    auto key = invocation(given, Construct::foreign_key);
    if (!key) return construct_of(given) == Construct::none ? given : nullptr;
    Ref target = key->get(0, "column");
    auto place = column_of(model_, target, std::nullopt);
    return place
               ? type_of_column(model_.tables[place->table].columns[place->column].value, depth + 1)
               : nullptr;
  }
  return nullptr;
}

Ref Mapper::table_fact(Class& cls, const TableDraft& table, const std::string& name, Span where) {
  Evaluator& evaluator = context_.evaluator;
  if (name == "name") return evaluator.string(table.table.name.name, where);
  if (name == "schema") {
    const std::string& schema = table.table.name.schema;
    return schema.empty() ? evaluator.make(None{}, where) : evaluator.string(schema, where);
  }
  if (name == "metadata") {
    return evaluator.make(Attribute{evaluator.make(&cls, where), "metadata"}, where);
  }
  if (name != "c" && name != "columns") return nullptr;
  Sequence columns;
  for (const ColumnDraft& column : table.columns) columns.items.push_back(named_column(column));
  return evaluator.make(std::move(columns), where);
}

// A column with the name that its attribute gave it.
Ref Mapper::named_column(const ColumnDraft& column) {
  const Call* written = call_of(column.value);
  Call call = written == nullptr ? Call{.complete = false} : *written;
  if (written == nullptr) call.callee = context_.evaluator.make(External{"sqlalchemy.Column"});
  if (exact_string(call.positional(0)) == nullptr) {
    Ref name = context_.evaluator.string(column.column.name, column.column.where);
    call.arguments.insert(call.arguments.begin(), {"", name, column.column.where});
  }
  return context_.evaluator.make(std::move(call), column.column.where);
}

}  // namespace schemalint::models
