#include "analyzer/models/foreign_keys.h"

#include <fmt/core.h>

namespace schemalint::models {

namespace {

bool has_hole(std::string_view text) {
  return text.find(Text::placeholder) != text.npos;
}

// The database column that a constraint's argument means; nothing where it is not known.
std::optional<size_t> local_column(const Model& model, size_t table, Ref value) {
  const TableDraft& draft = model.tables[table];
  if (const std::string* key = exact_string(value)) {
    for (size_t i = 0; i < draft.columns.size(); ++i) {
      if (draft.columns[i].column.key == *key) return i;
    }
    return std::nullopt;
  }
  auto place = column_of(model, value, table);
  return place && place->table == table ? std::optional<size_t>(place->column) : std::nullopt;
}

}  // namespace

void ForeignKeys::resolve() {
  for (size_t i = 0; i < model_.tables.size(); ++i) {
    by_bare_name_.emplace(model_.tables[i].table.name.name, i);
  }
  for (size_t i = 0; i < model_.tables.size(); ++i) resolve_table(i);
}

void ForeignKeys::resolve_table(size_t table) {
  TableDraft& draft = model_.tables[table];
  for (size_t c = 0; c < draft.columns.size(); ++c) {
    for (const ForeignKeyDraft& key : draft.columns[c].foreign_keys) resolve_key(table, key, {c});
  }
  for (const ForeignKeyDraft& key : draft.foreign_keys) {
    std::vector<size_t> columns;
    for (Ref value : key.columns) {
      auto column = local_column(model_, table, value);
      if (!column) break;
      columns.push_back(*column);
    }
    if (columns.size() == key.columns.size()) {
      resolve_key(table, key, columns);
    } else {
      draft.table.complete = false;
      context_.not_understood(key.key.where, "foreign key of table " + draft.table.name.text(),
                              "one of its columns is not known");
    }
  }
}

void ForeignKeys::resolve_key(size_t table, const ForeignKeyDraft& draft,
                              const std::vector<size_t>& columns) {
  ForeignKey key = draft.key;
  if (!draft.understood) key.state = ForeignKey::State::unknown;
  for (size_t i = 0; i < columns.size(); ++i) {
    key.columns.push_back(model_.tables[table].columns[columns[i]].column.name);
    if (!draft.understood) continue;
    const TargetDraft& target = draft.targets[i];
    add_written(target, key);
    if (target.text) {
      resolve_text(table, draft, *target.text, columns[i], key);
    } else {
      resolve_object(table, target.object, columns[i], key);
    }
  }
  if (key.state == ForeignKey::State::unknown) {
    context_.not_understood(key.where,
                            "foreign key of table " + model_.tables[table].table.name.text(),
                            "its target is not known");
  }
  model_.tables[table].table.foreign_keys.push_back(std::move(key));
}

void ForeignKeys::add_written(const TargetDraft& draft, ForeignKey& key) {
  if (draft.text) key.written.push_back({draft.text->value(), draft.text->where()});
}

// "schema.table.column", "table.column" or "table"; parts of it may be holes.
ForeignKeys::Target ForeignKeys::parse(const Text& text) {
  Target target;
  std::string rest = text.value();
  size_t dot = rest.rfind('.');
  if (dot != std::string::npos) {
    target.column = rest.substr(dot + 1);
    rest.resize(dot);
  }
  dot = rest.rfind('.');
  target.table = dot == std::string::npos ? rest : rest.substr(dot + 1);
  target.schema_written = dot != std::string::npos;
  if (target.schema_written) target.schema = rest.substr(0, dot);
  target.schema_known = !has_hole(target.schema);
  // `prefix + "documents.id"`: the prefix holds the schema and its dot.
  if (!target.schema_written && target.table.starts_with(Text::placeholder)) {
    target.table.erase(0, Text::placeholder.size());
    target.schema_known = false;
    target.schema_written = true;
  }
  target.known = !has_hole(target.table) && !has_hole(target.column) && !target.table.empty();
  return target;
}

std::optional<size_t> ForeignKeys::only_table_called(const std::string& name,
                                                     size_t metadata) const {
  std::optional<size_t> found;
  auto [begin, end] = by_bare_name_.equal_range(name);
  for (auto at = begin; at != end; ++at) {
    if (model_.tables[at->second].metadata != metadata) continue;
    if (found) return std::nullopt;
    found = at->second;
  }
  return found;
}

std::optional<size_t> ForeignKeys::find_table(const Target& target, size_t metadata,
                                              ForeignKey& key) const {
  const MetadataDraft& own = model_.metadatas.at(metadata);
  if (!target.schema_known) {
    auto only = only_table_called(target.table, metadata);
    key.target = only ? model_.tables[*only].table.name : QualifiedName{"", target.table};
    if (!only) key.state = ForeignKey::State::unknown;
    return only;
  }
  key.target =
      schemalint::qualified_name(target.schema_written ? target.schema : own.schema, target.table);
  if (auto found = model_.table_named(metadata, key.target)) return found;
  // One whose schema could not be evaluated is meant by any schema.
  if (auto only = only_table_called(target.table, metadata);
      only && !model_.tables[*only].table.schema_known) {
    key.target = model_.tables[*only].table.name;
    return only;
  }
  // In another metadata, or hidden among what is not understood: nothing can be said.
  bool elsewhere = false;
  auto [begin, end] = by_bare_name_.equal_range(target.table);
  for (auto at = begin; at != end; ++at) {
    elsewhere = elsewhere || model_.tables[at->second].table.name == key.target;
  }
  if (elsewhere || own.has_unknown_tables || !own.known) {
    key.state = ForeignKey::State::unknown;
    return std::nullopt;
  }
  key.state = ForeignKey::State::missing_table;
  // The one table that can be meant, so that a rule can mend the string.
  if (auto only = only_table_called(target.table, metadata)) {
    key.target = model_.tables[*only].table.name;
  }
  return std::nullopt;
}

void ForeignKeys::resolve_text(size_t table, const ForeignKeyDraft& draft, const Text& text,
                               size_t column, ForeignKey& key) {
  const ColumnDraft& from = model_.tables[table].columns[column];
  Target target = parse(text);
  key.written_schema = target.schema_written;
  if (!target.known) {
    key.state = ForeignKey::State::unknown;
    key.target_columns.push_back(target.column);
    return;
  }
  if (target.column.empty()) target.column = from.column.key;
  auto found = find_table(target, model_.tables[table].metadata, key);
  if (!found) {
    key.target_columns.push_back(target.column);
    return;
  }
  TableDraft& to = model_.tables[*found];
  for (size_t i = 0; i < to.columns.size(); ++i) {
    const Column& candidate = to.columns[i].column;
    if ((draft.link_to_name ? candidate.name : candidate.key) != target.column) continue;
    key.target_columns.push_back(candidate.name);
    leads_to_.emplace(std::make_pair(table, column), ColumnPlace{*found, i});
    return;
  }
  key.target_columns.push_back(target.column);
  if (key.state == ForeignKey::State::resolved) {
    key.state = to.table.complete ? ForeignKey::State::missing_column : ForeignKey::State::unknown;
  }
}

void ForeignKeys::resolve_object(size_t table, Ref object, size_t column, ForeignKey& key) {
  auto place = column_of(model_, object, table);
  if (!place) {
    key.state = ForeignKey::State::unknown;
    key.target_columns.emplace_back();
    return;
  }
  key.target = model_.tables[place->table].table.name;
  key.target_columns.push_back(model_.tables[place->table].columns[place->column].column.name);
  leads_to_.emplace(std::make_pair(table, column), *place);
}

void ForeignKeys::infer_types() {
  for (const auto& [from, to] : leads_to_) infer_type({from.first, from.second}, 0);
}

void ForeignKeys::infer_type(ColumnPlace place, int depth) {
  ColumnDraft& column = model_.tables[place.table].columns[place.column];
  auto target = leads_to_.find({place.table, place.column});
  if (!column.type.absent || target == leads_to_.end() || depth > 50) return;
  infer_type(target->second, depth + 1);
  const ColumnDraft& other = model_.tables[target->second.table].columns[target->second.column];
  if (other.type.absent) return;
  Span where = column.type.where.known() ? column.type.where : column.column.where;
  column.type = other.type;
  column.type.where = where;
  column.type.check.reset();
  column.type.unconstrained = false;  // the key that it refers to says it
}

}  // namespace schemalint::models
