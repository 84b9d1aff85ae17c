#include <algorithm>

#include "analyzer/sql/runner.h"

namespace schemalint {

namespace {

// The places in `sources` of those that a column without a table's name may belong to.
std::vector<size_t> owners_of(const Schema& schema, const std::vector<ViewSource>& sources,
                              const std::string& column) {
  std::vector<size_t> owners;
  for (size_t i = 0; i < sources.size(); ++i) {
    const Table* table = schema.table(sources[i].relation);
    // A view, or a table that is not known in whole, may have it as well.
    if (table == nullptr || !table->complete || table->column(column) != nullptr)
      owners.push_back(i);
  }
  return owners;
}

void add_read(const Schema& schema, ViewSource& source, const std::string& column) {
  const Table* table = schema.table(source.relation);
  if (table == nullptr) return;
  for (const Column& one : table->columns)
    if (column == "*" || one.name == column) source.columns.push_back(one.name);
}

}  // namespace

// Which columns a view needs. A name that may belong to several of its relations is left out: what
// is not known for sure stands against nothing.
std::vector<ViewSource> SqlRunner::sources_of(const SqlCreateView& create) const {
  std::vector<ViewSource> sources;
  for (const SqlViewSource& one : create.sources) {
    const QualifiedName view = view_name(one.name);
    sources.push_back({state_.views().contains(view) ? view : table_name(one.name), {}});
  }
  for (const std::vector<std::string>& path : create.columns) {
    const std::string& column = path.back();
    std::vector<size_t> owners;
    if (path.size() > 1) {
      for (size_t i = 0; i < sources.size(); ++i)
        if (create.sources[i].alias == path[path.size() - 2]) owners.push_back(i);
    } else if (column != "*") {
      owners = owners_of(state_, sources, column);
    }
    if (column == "*" && path.size() == 1) {
      for (ViewSource& source : sources) add_read(state_, source, column);
    } else if (owners.size() == 1) {
      add_read(state_, sources[owners[0]], column);
    }
  }
  return sources;
}

void SqlRunner::statement(const SqlCreateView& create, const Source& source) {
  if (create.temporary || create.name.schema == "pg_temp") return no_change("CREATE VIEW", source);
  CreateView operation;
  operation.view.name = new_name(create.name);
  operation.view.materialized = create.materialized;
  operation.view.sources = sources_of(create);
  operation.view.where = source.span();
  operation.or_replace = create.or_replace;
  operation.if_not_exists = create.if_not_exists;
  emit(std::move(operation), source.span());
}

}  // namespace schemalint
