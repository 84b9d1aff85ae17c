// Classes that are mapped by a call: registry.map_imperatively(Class, table, properties={…}), and
// orm.mapper(…) as it was called before SQLAlchemy 2.0.
// https://docs.sqlalchemy.org/en/20/orm/mapping_styles.html#imperative-mapping

#include "analyzer/models/columns.h"
#include "analyzer/models/mapping.h"
#include "analyzer/models/relationships.h"

namespace schemalint::models {

void Mapper::read_imperative_mapping(Ref call) {
  auto made = invocation(call, Construct::map_imperatively);
  Class* cls = made ? class_of(made->get(0, "class_")) : nullptr;
  if (cls == nullptr || model_.class_index.contains(cls)) return;
  MappedClass mapped;
  mapped.source = cls;
  Ref table = made->get(1, "local_table");
  map_classes_of(table, 0);
  mapped.table = table_of(model_, table);
  mapped.joined = joined_tables(model_, table);
  mapped.parent = inherited_class(*cls, made->keyword("inherits"));
  mapped.concrete = truth(made->keyword("concrete")) == Truth::yes;
  if (mapped.parent) {
    const MappedClass& parent = model_.classes[*mapped.parent];
    mapped.attributes = parent.attributes;
    if (table == nullptr || table->is_none()) mapped.table = parent.table;
  }
  if (mapped.table) {
    TableDraft& draft = model_.tables[*mapped.table];
    mapped.metadata = draft.metadata;
    if (draft.table.model_class.empty()) draft.table.model_class = cls->name;
  } else if (!mapped.joined.empty()) {
    mapped.metadata = model_.tables[mapped.joined.front()].metadata;
  } else {
    mapped.metadata = model_.metadatas.of_class(*cls);
    note_unknown_table(mapped);
  }
  const size_t index = model_.classes.size();
  model_.class_index[cls] = index;
  model_.classes_by_name.emplace(cls->name, index);
  kinds_[cls] = Kind::mapped;
  read_properties(mapped, made->keyword("properties"));
  model_.classes.push_back(std::move(mapped));
}

// Maps the classes whose `__table__` a value speaks of, for their tables are there before it.
void Mapper::map_classes_of(Ref value, int depth) {
  if (value == nullptr || depth > 10) return;
  if (const auto* attribute = value->as<Attribute>()) {
    Class* cls = class_of(attribute->object);
    if (cls != nullptr && attribute->name == "__table__") kind_of(*cls);
    map_classes_of(attribute->object, depth + 1);
  } else if (const Call* call = call_of(value)) {
    map_classes_of(call->callee, depth + 1);
    for (const Argument& argument : call->arguments) map_classes_of(argument.value, depth + 1);
  }
}

// What a class inherits from by `inherits=`, a class or its mapper, or else by its bases.
std::optional<size_t> Mapper::inherited_class(const Class& cls, Ref inherits) {
  if (auto mapper = invocation(inherits, Construct::map_imperatively)) {
    inherits = mapper->get(0, "class_");
  }
  const Class* given = inherits == nullptr ? nullptr : class_of(inherits);
  auto found = model_.class_index.find(given);
  return found == model_.class_index.end() ? mapped_parent(cls) : std::optional(found->second);
}

// A part of a class's own `__mapper_args__`; null where it has none.
Ref Mapper::mapper_argument(Class& cls, std::string_view name) {
  const Binding* own = cls.own("__mapper_args__");
  Ref value = own == nullptr || own->value == nullptr ? nullptr : evaluated(*own, cls);
  const auto* dict = value == nullptr ? nullptr : value->as<Dict>();
  return dict == nullptr ? nullptr : dict->find(name);
}

void Mapper::read_properties(MappedClass& mapped, Ref properties) {
  const auto* dict = properties == nullptr ? nullptr : properties->as<Dict>();
  if (dict == nullptr) return;
  for (const auto& [key, value] : dict->entries) {
    const std::string* name = exact_string(key);
    if (name == nullptr) continue;
    mapped.attributes.insert(*name);
    Binding binding{*name, value, nullptr, text_of(key)->where(), value->where};
    if (is_relationship(value)) {
      mapped.relationships.push_back(
          read_relationship(context_, *mapped.source, binding, value, {}));
    } else if (auto place = column_of(model_, unwrapped_column(value), mapped.table);
               place && place->table == mapped.table) {
      model_.tables[place->table].columns[place->column].column.attribute = *name;
    }
  }
}

}  // namespace schemalint::models
