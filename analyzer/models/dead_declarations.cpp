// Indexes and constraints that a class writes down and that reach no table.
// https://docs.sqlalchemy.org/en/20/orm/declarative_tables.html#declarative-table-configuration

#include <algorithm>

#include "analyzer/models/mapping.h"

namespace schemalint::models {

namespace {

using Reason = DeadDeclaration::Reason;

bool is_declaration(Construct construct) {
  switch (construct) {
    case Construct::index:
    case Construct::unique_constraint:
    case Construct::check_constraint:
    case Construct::primary_key_constraint:
    case Construct::foreign_key_constraint:
    case Construct::exclude_constraint:
      return true;
    default:
      return false;
  }
}

bool is_text(Ref value) {
  return exact_string(value) != nullptr || invocation(value, Construct::text).has_value();
}

// Whether nothing in it leads to a table: a Column object would attach it.
bool speaks_in_text(const Invocation& made) {
  if (!made.call.complete || made.keyword("_table") != nullptr) return false;
  if (made.construct == Construct::check_constraint) {
    Ref sql = made.get(0, "sqltext");
    return sql != nullptr && is_text(sql);
  }
  if (made.construct == Construct::foreign_key_constraint) {
    Ref columns = made.get(0, "columns");
    const auto* list = columns == nullptr ? nullptr : columns->as<Sequence>();
    return list != nullptr && list->complete && std::ranges::all_of(list->items, is_text);
  }
  if (made.construct == Construct::exclude_constraint) return false;
  return std::ranges::all_of(made.call.arguments, [](const Argument& argument) {
    return !argument.name.empty() || is_text(argument.value);
  });
}

// The draft has what it took by the place of its call.
bool is_attached(const TableDraft& table, Span where) {
  const auto is_it = [&](const auto& element) { return element.where == where; };
  return std::ranges::any_of(table.indexes, is_it) || std::ranges::any_of(table.unique, is_it) ||
         std::ranges::any_of(table.checks, is_it) || std::ranges::any_of(table.exclusions, is_it) ||
         std::ranges::any_of(table.foreign_keys,
                             [&](const ForeignKeyDraft& one) { return one.key.where == where; }) ||
         (table.primary_key && table.primary_key->where == where);
}

DeadDeclaration dead(const Invocation& made, Reason reason) {
  Ref name = made.construct == Construct::index ? made.get(0, "name") : made.keyword("name");
  if (name == nullptr && made.construct == Construct::check_constraint) name = made.get(1, "name");
  if (auto wrapped = name == nullptr ? std::nullopt : invocation(name, Construct::conv))
    name = wrapped->positional(0);
  const std::string* text = name == nullptr ? nullptr : exact_string(name);
  return {.construct = std::string(last_part(made.name)),
          .name = text == nullptr ? std::string() : *text,
          .reason = reason,
          .attribute = {},
          .where = made.value->where,
          .winner = {}};
}

std::vector<Invocation> declarations_in(Ref arguments) {
  std::vector<Invocation> found;
  const auto add = [&](Ref value) {
    auto made = invocation(value);
    if (made && is_declaration(made->construct)) found.push_back(std::move(*made));
  };
  if (arguments == nullptr) return found;
  add(arguments);
  if (const auto* list = arguments->as<Sequence>()) std::ranges::for_each(list->items, add);
  return found;
}

bool is_misspelt_table_args(std::string_view name) {
  if (name == "__table_args__") return false;
  std::string letters;
  for (const char c : name)
    if (c != '_') letters += c;
  return name.starts_with("__") && (letters == "tableargs" || letters == "tablearg");
}

const Binding* binding_around(const Class& cls, Span where) {
  const auto found = std::ranges::find_if(
      cls.body, [&](const Binding& binding) { return binding.statement.contains(where); });
  return found == cls.body.end() ? nullptr : &*found;
}

Class* innermost_class(const Module& module, Span where) {
  Class* found = nullptr;
  for (Class* cls : module.classes)
    if (cls->statement.contains(where) &&
        (found == nullptr || found->statement.contains(cls->statement)))
      found = cls;
  return found;
}

bool stands_in_another_call(const Module& module, Span where) {
  return std::ranges::any_of(
      module.calls, [&](Ref call) { return call->where != where && call->where.contains(where); });
}

size_t column_of_line(const std::deque<SourceFile>& files, Span where) {
  const std::string& text = files[where.file].text();
  const size_t line = where.begin == 0 ? std::string::npos : text.rfind('\n', where.begin - 1);
  return where.begin - (line == std::string::npos ? 0 : line + 1);
}

// What stands in a branch is not assigned again by the other branch.
bool stands_in_class_body(const std::deque<SourceFile>& files, const Class& cls,
                          const Binding& binding) {
  return std::ranges::all_of(cls.body, [&](const Binding& other) {
    return !cls.statement.contains(other.where) || other.where.file != binding.where.file ||
           column_of_line(files, other.statement) >= column_of_line(files, binding.statement);
  });
}

}  // namespace

void Mapper::note_dead_declarations(const Module& module) {
  if (context_.evaluator.modules().is_library(module.file)) return;
  for (Ref call : module.calls) {
    if (!is_declaration(construct_of(call))) continue;
    Class* cls = innermost_class(module, call->where);
    if (cls != nullptr) note_detached(module, *cls, *invocation(call));
  }
  // Evaluating a declared_attr may make classes.
  for (size_t i = 0; i < module.classes.size(); ++i) note_lost_arguments(*module.classes[i]);
}

TableDraft* Mapper::own_table(const Class& cls) {
  const MappedClass* mapped = model_.mapped(&cls);
  if (mapped == nullptr || !mapped->table) return nullptr;
  TableDraft& table = model_.tables[*mapped->table];
  return table.source == &cls ? &table : nullptr;
}

// In the class body, but in nothing that SQLAlchemy reads.
void Mapper::note_detached(const Module& module, const Class& cls, const Invocation& made) {
  const Span where = made.value->where;
  TableDraft* table = own_table(cls);
  if (table == nullptr || is_attached(*table, where) || !speaks_in_text(made)) return;
  const Binding* binding = binding_around(cls, where);
  const bool is_value = binding != nullptr && binding->value != nullptr;
  DeadDeclaration found = dead(made, Reason::statement);
  if (binding == nullptr) {
    if (stands_in_another_call(module, where)) return;
  } else if (is_value && is_misspelt_table_args(binding->name)) {
    found.reason = Reason::misspelt;
  } else if (is_value && binding->value->where == where && !binding->name.starts_with("__")) {
    found.reason = Reason::attribute;
  } else {
    return;
  }
  if (binding != nullptr) found.attribute = binding->name;
  const bool known = std::ranges::any_of(
      table->table.dead, [&](const DeadDeclaration& other) { return other.where == where; });
  if (!known) table->table.dead.push_back(std::move(found));
}

// In a `__table_args__` that another one takes the place of.
void Mapper::note_lost_arguments(Class& cls) {
  const Binding* own = cls.own("__table_args__");
  TableDraft* table = own_table(cls);
  if (own == nullptr || own->value == nullptr || table == nullptr || !table->table.complete) return;
  const auto note = [&](Ref arguments, Reason reason) {
    for (const Invocation& made : declarations_in(arguments)) {
      if (is_attached(*table, made.value->where)) continue;
      DeadDeclaration found = dead(made, reason);
      found.attribute = "__table_args__";
      found.winner = own->where;
      table->table.dead.push_back(std::move(found));
    }
  };
  for (const Binding& earlier : cls.body)
    if (&earlier != own && earlier.name == own->name && earlier.value != nullptr &&
        stands_in_class_body(context_.project.files, cls, earlier))
      note(evaluated(earlier, cls), Reason::assigned_again);
  for (Class* base : resolution_order(cls)) {
    if (base == &cls || kind_of(*base) == Kind::mapped) continue;
    if (context_.project.files[base->where.file].is_library()) continue;
    const Binding* above = base->own("__table_args__");
    if (above != nullptr && above->value != nullptr) note(evaluated(*above, cls), Reason::replaced);
  }
}

}  // namespace schemalint::models
