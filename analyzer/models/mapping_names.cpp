// Names and arguments of tables.

#include <algorithm>
#include <cctype>

#include "analyzer/models/class_facts.h"
#include "analyzer/models/columns.h"
#include "analyzer/models/mapping.h"

namespace schemalint::models {

namespace {

// flask_sqlalchemy.model.camel_to_snake_case.
std::string snake_case(const std::string& name) {
  auto upper = [&](size_t i) {
    return i < name.size() && std::isupper(static_cast<unsigned char>(name[i])) != 0;
  };
  auto lower = [&](size_t i) {
    return i < name.size() && std::islower(static_cast<unsigned char>(name[i])) != 0;
  };
  std::string result;
  for (size_t i = 0; i < name.size(); ++i) {
    bool after_word =
        i > 0 && (lower(i - 1) || std::isdigit(static_cast<unsigned char>(name[i - 1])) != 0);
    if (upper(i) && (after_word || (i > 0 && lower(i + 1)))) result += '_';
    result += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
  }
  size_t begin = result.find_first_not_of('_');
  return begin == std::string::npos ? std::string() : result.substr(begin);
}

// Whether a class has a column of its own that is part of its primary key.
bool has_own_key(const Class& cls) {
  return std::any_of(cls.body.begin(), cls.body.end(), [](const Binding& binding) {
    auto made = is_column(binding.value) ? invocation(binding.value) : std::nullopt;
    return made && truth(made->keyword("primary_key")) == Truth::yes;
  });
}

// `dataclasses.field(metadata={"sa": Column(...)})` under `__sa_dataclass_metadata_key__ = "sa"`.
Ref field_metadata(const Class& cls, Ref value) {
  auto made = invocation(value);
  if (!made || made->name != "dataclasses.field") return nullptr;
  const Binding* key = find_attribute(cls, "__sa_dataclass_metadata_key__");
  Ref metadata = made->keyword("metadata");
  const auto* dict = metadata == nullptr ? nullptr : metadata->as<Dict>();
  if (key == nullptr || exact_string(key->value) == nullptr || dict == nullptr) return nullptr;
  return dict->find(*exact_string(key->value));
}

}  // namespace

// The bases' part of what decides in sqlalchemy/orm/decl_base.py, _scan_attributes: a name of a
// mapped parent counts only when it is computed for each class.
Mapper::TableName Mapper::table_name(Class& cls, bool has_parent) {
  // Flask-SQLAlchemy makes no table for a class with a mapped parent and no key of its own,
  // whatever its __tablename__ (flask_sqlalchemy.model.NameMixin.__table_cls__).
  const bool flask = has_construct_base(cls, Construct::flask_model);
  if (flask && has_parent && !has_own_key(cls)) return {};
  const Binding* first = nullptr;
  bool counts = false;
  for (Class* base : resolution_order(cls)) {
    const Binding* own = base->own("__tablename__");
    if (own == nullptr || own->value == nullptr) continue;
    if (first == nullptr) first = own;
    bool of_parent = base != &cls && kind_of(*base) == Kind::mapped;
    counts = counts || !of_parent || declared_attr_function(own->value) != nullptr;
  }
  if (first == nullptr || (flask && !counts)) return automatic_name(cls);
  if (!counts) return {};
  Ref value = first->value;
  if (const Function* function = declared_attr_function(value)) {
    value = called(*function, cls);
  } else if (const auto* function = value->as<const Function*>()) {
    value = called(**function, cls);
  }
  if (value->is_none()) return {};
  const std::string* name = exact_string(value);
  if (name == nullptr) return {std::nullopt, false};
  return {*name, true};
}

Mapper::TableName Mapper::automatic_name(const Class& cls) {
  if (is_sqlmodel_table(cls)) {
    std::string name = cls.name;
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return {name, true};
  }
  if (!has_construct_base(cls, Construct::flask_model)) return {};
  return {snake_case(cls.name), true};
}

Ref Mapper::table_arguments(Class& cls) {
  for (Class* base : resolution_order(cls)) {
    const Binding* own = base->own("__table_args__");
    if (own == nullptr || own->value == nullptr) continue;
    bool of_parent = base != &cls && kind_of(*base) == Kind::mapped;
    if (of_parent && declared_attr_function(own->value) == nullptr) continue;
    return evaluated(*own, cls);
  }
  return nullptr;
}

// The value of an attribute for a class: a declared_attr is called, and so is what stands for one
// in the field of a dataclass.
Ref Mapper::evaluated(const Binding& binding, Class& cls) {
  if (Ref mapped = field_metadata(cls, binding.value)) {
    const auto* function = mapped->as<const Function*>();
    return function == nullptr ? mapped : called(**function, cls);
  }
  const Function* function = declared_attr_function(binding.value);
  if (function == nullptr) return binding.value;
  return called(*function, cls);
}

Ref Mapper::called(const Function& function, Class& cls) {
  Ref self = context_.evaluator.make(&cls, cls.where);
  return context_.evaluator.call_method(function, self, {}, {},
                                        [this](Ref value, bool) { return answer(value); });
}

// What SQLAlchemy knows while it maps a class and the class itself does not: a name that its base
// made for its table, and whether a parent is mapped.
Ref Mapper::answer(Ref value) {
  if (const auto* attribute = value->as<Attribute>()) {
    if (attribute->name != "__tablename__") return nullptr;
    auto found = table_names_.find(class_of(attribute->object));
    return found == table_names_.end() ? nullptr
                                       : context_.evaluator.string(found->second, value->where);
  }
  // Asked for every call that is not executed: what costs something comes last.
  const Call* call = call_of(value);
  if (call == nullptr) return nullptr;
  const auto* method = call->callee->as<Attribute>();
  const auto* function = call->callee->as<External>();
  if (method == nullptr &&
      (function == nullptr || !function->name.ends_with("has_inherited_table")))
    return nullptr;
  auto made = invocation(value);
  if (method != nullptr) return existing_column(*made);
  Class* cls = class_of(made->positional(0));
  if (cls == nullptr) return nullptr;
  return context_.evaluator.make(mapped_parent(*cls).has_value(), value->where);
}

// `Parent.__table__.c.get("serial", Column(String))`: the column where the table has it by now,
// else the one that is given.
Ref Mapper::existing_column(const Invocation& made) {
  const auto* method = made.call.callee->as<Attribute>();
  if (method == nullptr || method->name != "get") return nullptr;
  const auto* columns = method->object->as<Attribute>();
  if (columns == nullptr || (columns->name != "c" && columns->name != "columns")) return nullptr;
  auto table = table_of(model_, columns->object);
  const std::string* key = exact_string(made.positional(0));
  if (!table || key == nullptr) return nullptr;
  const ColumnDraft* column = model_.tables[*table].by_key(*key);
  return column != nullptr && column->value != nullptr ? column->value : made.positional(1);
}

}  // namespace schemalint::models
