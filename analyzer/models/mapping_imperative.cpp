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
  mapped.table = table_of(model_, made->get(1, "local_table"));
  mapped.parent = mapped_parent(*cls);
  if (mapped.parent) mapped.attributes = model_.classes[*mapped.parent].attributes;
  if (mapped.table) {
    TableDraft& table = model_.tables[*mapped.table];
    mapped.metadata = table.metadata;
    if (table.table.model_class.empty()) table.table.model_class = cls->name;
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

// The `properties` of a class's own `__mapper_args__`; null where it has none.
Ref Mapper::mapper_properties(Class& cls) {
  const Binding* own = cls.own("__mapper_args__");
  Ref value = own == nullptr || own->value == nullptr ? nullptr : evaluated(*own, cls);
  const auto* dict = value == nullptr ? nullptr : value->as<Dict>();
  return dict == nullptr ? nullptr : dict->find("properties");
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
