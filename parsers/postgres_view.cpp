#include <algorithm>
#include <set>

#include "parsers/postgres_tree.h"

namespace schemalint {

namespace {

// What a query names, wherever in it.
class Names {
 public:
  Names(SqlCreateView& view, const PgText& text) : view_(view), text_(text) {}

  bool visit(const ProtobufCMessage& message) {
    if (message.descriptor == &pg_query__range_var__descriptor)
      add(reinterpret_cast<const PgQuery__RangeVar&>(message));
    if (message.descriptor == &pg_query__column_ref__descriptor)
      add(reinterpret_cast<const PgQuery__ColumnRef&>(message));
    if (message.descriptor == &pg_query__join_expr__descriptor)
      add(reinterpret_cast<const PgQuery__JoinExpr&>(message));
    if (message.descriptor == &pg_query__common_table_expr__descriptor)
      local_.insert(text_of(reinterpret_cast<const PgQuery__CommonTableExpr&>(message).ctename));
    return true;
  }

  // Names that the query's own WITH gives stand for no relation.
  void leave_out_local_names() {
    std::erase_if(view_.sources, [&](const SqlViewSource& source) {
      return source.name.schema.empty() && local_.contains(source.name.name);
    });
  }

 private:
  void add(const PgQuery__RangeVar& relation) {
    SqlViewSource source{name_of(&relation, text_), {}};
    source.alias =
        relation.alias == nullptr ? source.name.name : text_of(relation.alias->aliasname);
    view_.sources.push_back(std::move(source));
  }
  void add(const PgQuery__ColumnRef& column) {
    std::vector<std::string> path;
    for (size_t i = 0; i < column.n_fields; ++i) {
      const bool star = column.fields[i]->node_case == PG_QUERY__NODE__NODE_A_STAR;
      path.push_back(star ? "*" : string_of(column.fields[i]));
    }
    view_.columns.push_back(std::move(path));
  }
  // The columns of USING are those of both sides.
  void add(const PgQuery__JoinExpr& join) {
    for (const std::string& column : strings_of(join.n_using_clause, join.using_clause))
      view_.columns.push_back({column});
  }

  SqlCreateView& view_;
  const PgText& text_;
  std::set<std::string> local_;
};

}  // namespace

SqlCreateView create_view_of(const PgQuery__RangeVar* name, const PgQuery__Node* query,
                             const PgText& text) {
  SqlCreateView out;
  out.name = name_of(name, text);
  out.temporary = name != nullptr && text_of(name->relpersistence) == "t";
  Names names(out, text);
  if (query != nullptr)
    visit_tree(&query->base, [&](const ProtobufCMessage& one) { return names.visit(one); });
  names.leave_out_local_names();
  return out;
}

}  // namespace schemalint
