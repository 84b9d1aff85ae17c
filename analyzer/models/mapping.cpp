#include "analyzer/models/mapping.h"

#include <fmt/core.h>

#include <algorithm>

#include "analyzer/models/annotations.h"
#include "analyzer/models/class_facts.h"
#include "analyzer/models/columns.h"
#include "analyzer/models/elements.h"
#include "analyzer/models/relationships.h"
#include "analyzer/models/sqlmodel.h"

namespace schemalint::models {

namespace {

bool is_dunder(const std::string& name) {
  return name.starts_with("__") && name.ends_with("__");
}

bool is_true(const Class& cls, std::string_view name) {
  const Binding* own = cls.own(name);
  return own != nullptr && own->value != nullptr && truth(own->value) == Truth::yes;
}

bool is_decorated(const Class& cls, Construct construct) {
  return std::any_of(cls.decorators.begin(), cls.decorators.end(),
                     [&](Ref decorator) { return construct_of(decorator) == construct; });
}

bool is_declarative_metaclass(Ref value) {
  const auto is_it = [](Ref base) { return last_part(dotted_name(base)) == "DeclarativeMeta"; };
  const Class* own = class_of(value);
  return own == nullptr ? is_it(value)
                        : std::any_of(own->outside_bases.begin(), own->outside_bases.end(), is_it);
}

// `class Base(metaclass=DeclarativeMeta)`, or a metaclass of the project that derives from it.
bool has_declarative_metaclass(const Class& cls) {
  return std::any_of(cls.keywords.begin(), cls.keywords.end(), [](const Argument& keyword) {
    return keyword.name == "metaclass" && is_declarative_metaclass(keyword.value);
  });
}

// The class that derives from DeclarativeBase itself is the base, not a model.
bool is_base_itself(const Class& cls) {
  if (is_decorated(cls, Construct::as_declarative)) return true;
  return std::any_of(cls.bases.begin(), cls.bases.end(), [](Ref base) {
    return class_of(base) == nullptr && construct_of(base) == Construct::declarative_base;
  });
}

// Whether a base that is neither SQLAlchemy's nor Python's own may bring columns along.
bool has_unknown_base(const Class& cls, const Libraries& libraries) {
  constexpr std::string_view without_columns[] = {
      "sqlalchemy", "sqlmodel",    "flask_sqlalchemy", "builtins", "typing",   "typing_extensions",
      "abc",        "collections", "dataclasses",      "enum",     "pydantic", "flask_login"};
  return std::any_of(cls.outside_bases.begin(), cls.outside_bases.end(), [&](Ref base) {
    std::string name = dotted_name(base);
    if (construct_named(name) != Construct::none) return false;
    return std::find(std::begin(without_columns), std::end(without_columns), first_part(name)) ==
               std::end(without_columns) &&
           !libraries.is_without_tables(name);
  });
}

bool declares_columns(const Class& cls) {
  return std::any_of(cls.body.begin(), cls.body.end(), [](const Binding& binding) {
    return is_column(binding.value) || mapped_annotation(binding.annotation);
  });
}

}  // namespace

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
           is_decorated(*base, Construct::as_declarative) || has_declarative_metaclass(*base);
  });
}

// A class with a table name and columns whose base is not known derives from a library's base.
bool Mapper::is_library_model(const Class& cls) const {
  const Binding* name = cls.own("__tablename__");
  if (name == nullptr || name->value == nullptr || cls.outside_bases.empty()) return false;
  return has_unknown_base(cls, context_.evaluator.modules().libraries()) &&
         !has_construct_base(cls, Construct::sqlmodel) && declares_columns(cls);
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
  bool library = !is_declarative(cls);
  if ((library && !is_library_model(cls)) || is_base_itself(cls)) return Kind::plain;
  bool abstract_base = std::any_of(cls.bases.begin(), cls.bases.end(), [](Ref base) {
    return class_of(base) == nullptr && construct_of(base) == Construct::abstract_base;
  });
  if (abstract_base || is_true(cls, "__abstract__")) return Kind::abstract;

  // Bases first: what follows points into the tables, and no table may come meanwhile.
  for (Class* base : resolution_order(cls)) kind_of(*base);
  const Binding* given = find_attribute(cls, "__table__");
  Ref own_table = given == nullptr ? nullptr : given->value;
  MappedClass mapped;
  mapped.source = &cls;
  mapped.parent = mapped_parent(cls);
  mapped.metadata = model_.metadatas.of_class(cls);
  TableName name;
  if (own_table == nullptr) name = table_name(cls, mapped.parent.has_value());
  if (!name.known) note_unknown_table(mapped);
  if (!name.name && name.known && own_table == nullptr) {
    if (!mapped.parent) return Kind::plain;
    mapped.table = model_.classes[*mapped.parent].table;
  }
  if (mapped.parent) mapped.attributes = model_.classes[*mapped.parent].attributes;

  size_t index = model_.classes.size();
  model_.classes.push_back(mapped);
  model_.class_index[&cls] = index;
  model_.classes_by_name.emplace(cls.name, index);
  if (own_table != nullptr) {
    mapped.table = table_of(model_, own_table);
    mapped.joined = joined_tables(model_, own_table);
  }
  if (name.name) {
    map_table(mapped, *name.name);
  } else {
    TableDraft* table = mapped.table ? &model_.tables[*mapped.table] : nullptr;
    if (table != nullptr && table->table.model_class.empty()) table->table.model_class = cls.name;
    read_attributes(mapped, table);
  }
  read_properties(mapped, mapper_argument(cls, "properties"));
  mapped.concrete = truth(mapper_argument(cls, "concrete")) == Truth::yes;
  model_.classes[index] = std::move(mapped);
  kinds_[&cls] = Kind::mapped;
  run_mapping_function(cls);
  return Kind::mapped;
}

void Mapper::note_unknown_table(const MappedClass& mapped) {
  model_.metadatas[mapped.metadata].has_unknown_tables = true;
  context_.project.coverage.tables_unknown++;
  context_.not_understood(mapped.source->where, "table of class " + mapped.source->qualified_name,
                          "its name could not be evaluated");
}

// The table that a class has for itself.
void Mapper::map_table(MappedClass& mapped, const std::string& name) {
  Class& cls = *mapped.source;
  TableDraft draft;
  draft.metadata = mapped.metadata;
  draft.table.module = cls.module == nullptr ? "" : cls.module->name;
  draft.source = &cls;
  draft.table.model_class = cls.name;
  draft.table.where = cls.where;
  draft.table.declaration = cls.statement;
  draft.table.complete = !has_unknown_base(cls, context_.evaluator.modules().libraries());
  draft.table.name = {"", name};
  table_names_[&cls] = name;
  if (!draft.table.complete) {
    context_.not_understood(cls.where, "class " + cls.qualified_name,
                            "what its base brings is not known");
  }
  read_attributes(mapped, &draft);
  TableOptions options = read_table_arguments(context_, draft, table_arguments(cls));
  std::string schema = options.schema ? *options.schema : model_.metadatas[mapped.metadata].schema;
  draft.table.schema_known = options.schema_known;
  draft.table.name = schemalint::qualified_name(schema, name);
  mapped.table = model_.add_table(std::move(draft));
}

void Mapper::read_attributes(MappedClass& mapped, TableDraft* table) {
  Class& cls = *mapped.source;
  bool sqlmodel = is_sqlmodel_table(cls);
  std::set<std::string> seen = mapped.attributes;
  std::set<std::string> cascaded;
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
      if (cascades(binding.value)) overrides = cascaded.insert(binding.name).second;
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
  // SQLAlchemy reads what a mixin's function says that it returns, but not what the class's own
  // does.
  if (const Function* function = declared_attr_function(binding.value); function && &from != &cls)
    annotation = mapped_annotation(context_.evaluator.return_annotation(*function));
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
  if (annotation.container == Construct::mapped_annotation && value->is_none()) {
    // As if there were no value; any other than None makes it no column: `level: Mapped[int] = 0`.
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
  if (binding.name.starts_with('_')) return;  // private to pydantic, whatever its type
  mapped.attributes.insert(binding.name);
  auto column = is_column(value)
                    ? read_column(context_, value, setting)
                    : read_sqlmodel_field(context_, value, binding.annotation, setting);
  if (!column && is_class_variable(binding.annotation)) return;
  add_column(table, std::move(column), "attribute " + cls.qualified_name + "." + binding.name,
             binding.where);
}

}  // namespace schemalint::models
