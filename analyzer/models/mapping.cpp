#include "analyzer/models/mapping.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

#include "analyzer/models/annotations.h"
#include "analyzer/models/columns.h"
#include "analyzer/models/elements.h"
#include "analyzer/models/relationships.h"
#include "analyzer/models/sqlmodel.h"

namespace schemalint::models {

namespace {

bool is_dunder(const std::string& name) {
  return name.starts_with("__") && name.ends_with("__");
}

const Function* declared_attr_function(Ref value) {
  if (value == nullptr) return nullptr;
  if (const auto* function = value->as<const Function*>()) {
    for (Ref decorator : (*function)->decorators) {
      if (construct_of(decorator) == Construct::declared_attr) return *function;
    }
  }
  if (const auto* method = value->as<BoundMethod>()) {
    for (Ref decorator : method->function->decorators) {
      if (construct_of(decorator) == Construct::declared_attr) return method->function;
    }
  }
  if (auto made = invocation(value, Construct::declared_attr)) {  // declared_attr(lambda cls: …)
    Ref first = made->positional(0);
    const auto* function = first == nullptr ? nullptr : first->as<const Function*>();
    return function == nullptr ? nullptr : *function;
  }
  return nullptr;
}

bool is_true(const Class& cls, std::string_view name) {
  const Binding* own = cls.own(name);
  return own != nullptr && own->value != nullptr && truth(own->value) == Truth::yes;
}

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

bool has_construct_base(const Class& cls, Construct construct) {
  return std::any_of(cls.outside_bases.begin(), cls.outside_bases.end(),
                     [&](Ref base) { return construct_of(base) == construct; });
}

bool is_sqlmodel_table(const Class& cls) {
  if (!has_construct_base(cls, Construct::sqlmodel)) return false;
  return std::any_of(cls.keywords.begin(), cls.keywords.end(), [](const Argument& keyword) {
    return keyword.name == "table" && truth(keyword.value) == Truth::yes;
  });
}

bool is_decorated(const Class& cls, Construct construct) {
  return std::any_of(cls.decorators.begin(), cls.decorators.end(),
                     [&](Ref decorator) { return construct_of(decorator) == construct; });
}

// The class that derives from DeclarativeBase itself is the base, not a model.
bool is_base_itself(const Class& cls) {
  if (is_decorated(cls, Construct::as_declarative)) return true;
  return std::any_of(cls.bases.begin(), cls.bases.end(), [](Ref base) {
    return class_of(base) == nullptr && construct_of(base) == Construct::declarative_base;
  });
}

// Whether a base that is neither SQLAlchemy's nor Python's own may bring columns along.
bool has_unknown_base(const Class& cls) {
  constexpr std::string_view without_columns[] = {
      "sqlalchemy", "sqlmodel",    "flask_sqlalchemy", "builtins", "typing",   "typing_extensions",
      "abc",        "collections", "dataclasses",      "enum",     "pydantic", "flask_login"};
  return std::any_of(cls.outside_bases.begin(), cls.outside_bases.end(), [&](Ref base) {
    std::string name = dotted_name(base);
    if (construct_named(name) != Construct::none) return false;
    return std::find(std::begin(without_columns), std::end(without_columns), first_part(name)) ==
           std::end(without_columns);
  });
}

bool declares_columns(const Class& cls) {
  return std::any_of(cls.body.begin(), cls.body.end(), [](const Binding& binding) {
    return is_column(binding.value) || mapped_annotation(binding.annotation);
  });
}

}  // namespace

// ---- which classes ----

bool Mapper::is_declarative(const Class& cls) const {
  for (Ref base : cls.outside_bases) {
    switch (construct_of(base)) {
      case Construct::declarative_base:
      case Construct::make_declarative_base:
      case Construct::flask_model:
        return true;
      default:
        break;
    }
  }
  if (is_sqlmodel_table(cls)) return true;
  return std::any_of(cls.mro.begin(), cls.mro.end(), [](const Class* base) {
    return is_decorated(*base, Construct::mapped_decorator) ||
           is_decorated(*base, Construct::as_declarative);
  });
}

// A class with a table name and columns whose base is not known derives from a library's base.
bool Mapper::is_library_model(const Class& cls) const {
  const Binding* name = cls.own("__tablename__");
  if (name == nullptr || name->value == nullptr || cls.outside_bases.empty()) return false;
  return has_unknown_base(cls) && !has_construct_base(cls, Construct::sqlmodel) &&
         declares_columns(cls);
}

std::vector<Class*> Mapper::resolution_order(const Class& cls) const {
  std::vector<Class*> order = cls.mro;
  std::vector<Class*> more = classes_of_made_bases(cls);
  order.insert(order.end(), more.begin(), more.end());
  return order;
}

Mapper::Kind Mapper::kind_of(Class& cls) {
  auto found = kinds_.find(&cls);
  if (found != kinds_.end()) return found->second;
  kinds_[&cls] = Kind::plain;  // a class that is its own base ends here
  Kind kind = map_class(cls);
  kinds_[&cls] = kind;
  return kind;
}

std::optional<size_t> Mapper::mapped_parent(const Class& cls) {
  for (size_t i = 1; i < cls.mro.size(); ++i) {
    if (kind_of(*cls.mro[i]) == Kind::mapped) return model_.class_index.at(cls.mro[i]);
  }
  return std::nullopt;
}

Mapper::Kind Mapper::map_class(Class& cls) {
  bool declarative = is_declarative(cls);
  bool library = !declarative && is_library_model(cls);
  if ((!declarative && !library) || is_base_itself(cls)) return Kind::plain;
  if (is_true(cls, "__abstract__")) return Kind::abstract;
  bool abstract_base = std::any_of(cls.bases.begin(), cls.bases.end(), [](Ref base) {
    return construct_of(base) == Construct::abstract_base;
  });
  if (abstract_base) return Kind::abstract;

  // Bases first: what follows points into the tables, and no table may come meanwhile.
  for (Class* base : resolution_order(cls)) kind_of(*base);
  std::optional<size_t> parent = mapped_parent(cls);
  const Binding* own_table = find_attribute(cls, "__table__");
  MappedClass mapped;
  mapped.source = &cls;
  mapped.parent = parent;
  mapped.metadata = model_.metadatas.of_class(cls);

  TableName name;
  if (own_table == nullptr || own_table->value == nullptr) {
    name = table_name(cls, parent.has_value());
    if (!name.known) {
      model_.metadatas[mapped.metadata].has_unknown_tables = true;
      context_.project.coverage.tables_unknown++;
      context_.not_understood(cls.where, "table of class " + cls.qualified_name,
                              "its name could not be evaluated");
    } else if (!name.name && !parent) {
      return Kind::plain;
    }
  }

  size_t index = model_.classes.size();
  model_.classes.push_back(mapped);
  model_.class_index[&cls] = index;
  model_.classes_by_name.emplace(cls.name, index);
  if (parent) {
    const MappedClass& above = model_.classes[*parent];
    mapped.attributes = above.attributes;
    if (!name.name && name.known && own_table == nullptr) mapped.table = above.table;
  }

  TableDraft draft;
  TableDraft* own = nullptr;
  if (name.name) {
    draft.metadata = mapped.metadata;
    draft.table.module = cls.module == nullptr ? "" : cls.module->name;
    draft.table.model_class = cls.name;
    draft.table.where = cls.where;
    draft.table.declaration = cls.statement;
    draft.table.complete = !has_unknown_base(cls);
    draft.table.name = {"", *name.name};
    own = &draft;
    table_names_[&cls] = *name.name;
  } else if (own_table != nullptr && own_table->value != nullptr) {
    mapped.table = table_of(model_, own_table->value);
    if (mapped.table && model_.tables[*mapped.table].table.model_class.empty()) {
      model_.tables[*mapped.table].table.model_class = cls.name;
    }
  }
  read_attributes(mapped, own != nullptr ? own
                          : mapped.table ? &model_.tables[*mapped.table]
                                         : nullptr);
  if (own != nullptr) {
    TableOptions options = read_table_arguments(context_, draft, table_arguments(cls));
    std::string schema =
        options.schema ? *options.schema : model_.metadatas[mapped.metadata].schema;
    draft.table.name = schemalint::qualified_name(schema, *name.name);
    if (!draft.table.complete && has_unknown_base(cls)) {
      context_.not_understood(cls.where, "class " + cls.qualified_name,
                              "what its base brings is not known");
    }
    mapped.table = model_.add_table(std::move(draft));
  }
  model_.classes[index] = std::move(mapped);
  return Kind::mapped;
}

// ---- table names and arguments ----

// The bases' part of what decides in sqlalchemy/orm/decl_base.py, _scan_attributes: a name of a
// mapped parent counts only when it is computed for each class.
Mapper::TableName Mapper::table_name(Class& cls, bool has_parent) {
  const Binding* first = nullptr;
  bool counts = false;
  for (Class* base : resolution_order(cls)) {
    const Binding* own = base->own("__tablename__");
    if (own == nullptr || own->value == nullptr) continue;
    if (first == nullptr) first = own;
    bool of_parent = base != &cls && kind_of(*base) == Kind::mapped;
    counts = counts || !of_parent || declared_attr_function(own->value) != nullptr;
  }
  if (first == nullptr) return automatic_name(cls, has_parent);
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

Mapper::TableName Mapper::automatic_name(const Class& cls, bool has_parent) {
  if (is_sqlmodel_table(cls)) {
    std::string name = cls.name;
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return {name, true};
  }
  if (!has_construct_base(cls, Construct::flask_model)) return {};
  // Flask-SQLAlchemy: a class with a mapped parent and no key of its own shares its table.
  bool own_key = std::any_of(cls.body.begin(), cls.body.end(), [](const Binding& binding) {
    auto made = is_column(binding.value) ? invocation(binding.value) : std::nullopt;
    return made && truth(made->keyword("primary_key")) == Truth::yes;
  });
  if (has_parent && !own_key) return {};
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

// The value of an attribute for a class: a declared_attr is called.
Ref Mapper::evaluated(const Binding& binding, Class& cls) {
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
  auto made = invocation(value);
  if (!made || last_part(made->name) != "has_inherited_table") return nullptr;
  Class* cls = class_of(made->positional(0));
  if (cls == nullptr) return nullptr;
  return context_.evaluator.make(mapped_parent(*cls).has_value(), value->where);
}

// ---- attributes ----

void Mapper::read_attributes(MappedClass& mapped, TableDraft* table) {
  Class& cls = *mapped.source;
  bool sqlmodel = is_sqlmodel_table(cls);
  std::set<std::string> seen = mapped.attributes;
  for (Class* base : resolution_order(cls)) {
    if (base != &cls && kind_of(*base) == Kind::mapped) continue;
    // The attributes may grow while declared_attr functions of the class run.
    const std::vector<Binding> body = base->body;
    for (const Binding& binding : body) {
      const Binding* last = base->own(binding.name);
      if (is_dunder(binding.name) || last == nullptr || last->where != binding.where) continue;
      bool declares = binding.value != nullptr || sqlmodel ||
                      static_cast<bool>(mapped_annotation(binding.annotation));
      bool overrides = base == &cls && mapped.attributes.contains(binding.name);
      if (!declares || (seen.contains(binding.name) && !overrides)) continue;
      seen.insert(binding.name);
      if (sqlmodel) {
        read_sqlmodel_attribute(mapped, table, binding);
      } else {
        read_attribute(mapped, table, binding, *base);
      }
    }
  }
}

void Mapper::add_column(TableDraft* table, std::optional<ColumnDraft> column,
                        const std::string& what, Span where) {
  if (!column) {
    if (table != nullptr) table->table.complete = false;
    context_.project.coverage.columns_unknown++;
    context_.not_understood(where, what, "its name could not be evaluated");
    return;
  }
  if (table == nullptr) return;
  // `use_existing_column=True`, and columns of a `__table__` that are spoken of again.
  if (ColumnDraft* existing = table->by_name(column->column.name)) {
    if (existing->column.attribute.empty()) existing->column.attribute = column->column.attribute;
    return;
  }
  table->columns.push_back(std::move(*column));
}

void Mapper::read_attribute(MappedClass& mapped, TableDraft* table, const Binding& binding,
                            const Class& from) {
  Class& cls = *mapped.source;
  std::string what = "attribute " + cls.qualified_name + "." + binding.name;
  MappedAnnotation annotation = mapped_annotation(binding.annotation);
  Ref value = binding.value == nullptr ? nullptr : evaluated(binding, cls);
  bool computed = value != binding.value;
  std::vector<Ref> maps = type_maps_of(cls);
  ColumnSetting setting{binding.name, binding.where, binding.statement, annotation, &maps};
  if (value == nullptr) {
    if (auto column = read_annotated_column(context_, setting)) {
      mapped.attributes.insert(binding.name);
      add_column(table, std::move(column), what, binding.where);
    }
    return;
  }
  if (is_relationship(value)) {
    mapped.attributes.insert(binding.name);
    mapped.relationships.push_back(read_relationship(context_, cls, binding, value, annotation));
    return;
  }
  if (Ref inner = unwrapped_column(value); inner != value) {
    value = inner;
    setting.annotation = {};  // deferred(mapped_column()) is not asked what its annotation says
  }
  if (is_column(value)) {
    mapped.attributes.insert(binding.name);
    add_column(table, read_column(context_, value, setting), what, binding.where);
    return;
  }
  if (auto made = invocation(value); made && made->construct == Construct::column_wrapper) {
    for (const Argument& argument : made->call.arguments) {  // composite(Point, Column, Column)
      if (is_column(argument.value)) {
        add_column(table, read_column(context_, argument.value, {}), what, binding.where);
      }
    }
    return;
  }
  if (annotation.container == Construct::mapped_annotation && !value->is_unknown() &&
      call_of(value) == nullptr) {
    // A dataclass field with a default: `level: Mapped[int] = 0`.
    mapped.attributes.insert(binding.name);
    add_column(table, read_annotated_column(context_, setting), what, binding.where);
    return;
  }
  // What is not known may be a column.
  bool may_be_column = value->is_unknown() && (computed || annotation || &from == &cls);
  if (!may_be_column) return;
  if (table != nullptr) table->table.complete = false;
  if (annotation || computed) context_.project.coverage.columns_unknown++;
  context_.not_understood(binding.where, what, value->as<Unknown>()->reason);
}

void Mapper::read_sqlmodel_attribute(MappedClass& mapped, TableDraft* table,
                                     const Binding& binding) {
  Class& cls = *mapped.source;
  Ref value = binding.value == nullptr ? nullptr : evaluated(binding, cls);
  if (value != nullptr && is_relationship(value)) {
    mapped.attributes.insert(binding.name);
    mapped.relationships.push_back(read_relationship(context_, cls, binding, value, {}));
    return;
  }
  ColumnSetting setting{binding.name, binding.where, binding.statement, {}, nullptr};
  if (binding.annotation == nullptr && !is_column(value)) return;
  mapped.attributes.insert(binding.name);
  auto column = is_column(value)
                    ? read_column(context_, value, setting)
                    : read_sqlmodel_field(context_, value, binding.annotation, setting);
  if (!column && is_class_variable(binding.annotation)) return;
  add_column(table, std::move(column), "attribute " + cls.qualified_name + "." + binding.name,
             binding.where);
}

// ---- Table(...) ----

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
    } else if (position++ >= (of_database ? 1U : 2U) &&
               construct_of(argument.value) != Construct::metadata) {
      read_element(context_, draft, argument.value);
    }
  }
  if (!made->call.complete) {
    context_.not_understood(value->where, "Table " + *text, "not all of its arguments are known");
  }
  TableOptions given = read_options(context_, draft, options);
  std::string schema = given.schema ? *given.schema : model_.metadatas[draft.metadata].schema;
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

void Mapper::read_classes(const Module& module) {
  for (Class* cls : module.classes) kind_of(*cls);
}

void Mapper::read_late_elements(const Module& module) {
  for (Ref call : module.calls) {
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
    auto is_this = [&](const auto& element) {
      return element.call == call || element.where == call->where;
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
