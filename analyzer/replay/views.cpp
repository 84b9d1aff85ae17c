#include <algorithm>

#include "analyzer/replay/changes.h"

namespace schemalint {

namespace {

Refusal unknown_view(const QualifiedName& name) {
  return refuse("undefined_table", "view " + name.text() + " is not known");
}

bool reads(const View& view, const QualifiedName& relation, const std::string& column) {
  return std::any_of(view.sources.begin(), view.sources.end(), [&](const ViewSource& source) {
    return source.relation == relation &&
           (column.empty() || std::find(source.columns.begin(), source.columns.end(), column) !=
                                  source.columns.end());
  });
}

}  // namespace

std::vector<QualifiedName> views_on(const Schema& schema, const QualifiedName& relation,
                                    const std::string& column) {
  std::vector<QualifiedName> views;
  for (const auto& [name, view] : schema.views())
    if (reads(view, relation, column)) views.push_back(name);
  return views;
}

void drop_views(Schema& schema, const std::vector<QualifiedName>& views) {
  for (const QualifiedName& view : views)
    if (schema.views().erase(view) > 0) drop_views(schema, views_on(schema, view, ""));
}

Refusal needed_by_view(const std::string& what, const QualifiedName& view) {
  return refuse("dependent_objects_still_exist", "view " + view.text() + " depends on " + what);
}

void rename_in_views(Schema& schema, const QualifiedName& from, const QualifiedName& to) {
  for (auto& [name, view] : schema.views())
    for (ViewSource& source : view.sources)
      if (source.relation == from) source.relation = to;
}

void rename_in_views(Schema& schema, const QualifiedName& table, const std::string& from,
                     const std::string& to) {
  for (auto& [name, view] : schema.views())
    for (ViewSource& source : view.sources)
      if (source.relation == table)
        std::replace(source.columns.begin(), source.columns.end(), from, to);
}

Refusal change(Schema& schema, const CreateView& operation) {
  const QualifiedName& name = operation.view.name;
  const auto there = schema.views().find(name);
  const bool replaces = operation.or_replace && there != schema.views().end();
  if (!replaces && is_relation(schema, name)) {
    if (operation.if_not_exists) return std::nullopt;
    return relation_exists(name);
  }
  schema.views()[name] = operation.view;
  return std::nullopt;
}

Refusal change(Schema& schema, const DropView& operation) {
  if (!schema.views().contains(operation.view))
    return operation.if_exists ? Refusal() : unknown_view(operation.view);
  const std::vector<QualifiedName>& going = operation.together;
  for (const QualifiedName& view : views_on(schema, operation.view, ""))
    if (!operation.cascade && std::find(going.begin(), going.end(), view) == going.end())
      return needed_by_view("view " + operation.view.text(), view);
  drop_views(schema, {operation.view});
  return std::nullopt;
}

Refusal change(Schema& schema, const RenameView& operation) {
  const auto found = schema.views().find(operation.view);
  if (found == schema.views().end()) return unknown_view(operation.view);
  if (is_relation(schema, operation.to)) return relation_exists(operation.to);
  View view = std::move(found->second);
  schema.views().erase(found);
  view.name = operation.to;
  schema.views()[operation.to] = std::move(view);
  rename_in_views(schema, operation.view, operation.to);
  return std::nullopt;
}

}  // namespace schemalint
