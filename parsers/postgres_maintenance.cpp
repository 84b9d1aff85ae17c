#include "parsers/postgres_tree.h"

// VACUUM, CLUSTER and REINDEX.

namespace schemalint {

namespace {

bool has_option(size_t count, PgQuery__Node** options, std::string_view name) {
  for (size_t i = 0; i < count; ++i) {
    const PgQuery__DefElem& option = *options[i]->def_elem;
    if (text_of(option.defname) != name) continue;
    const std::string value = lower_word(string_of(option.arg));  // FULL, FULL true, FULL off
    return value != "false" && value != "off" && value != "0";
  }
  return false;
}

}  // namespace

SqlMaintenance vacuum_of(const PgQuery__VacuumStmt& node, const PgText& text) {
  SqlMaintenance out;
  if (node.is_vacuumcmd)
    out.kind = has_option(node.n_options, node.options, "full") ? SqlMaintenance::Kind::vacuum_full
                                                                : SqlMaintenance::Kind::vacuum;
  for (size_t i = 0; i < node.n_rels; ++i)
    out.names.push_back(name_of(node.rels[i]->vacuum_relation->relation, text));
  return out;
}

SqlMaintenance cluster_of(const PgQuery__ClusterStmt& node, const PgText& text) {
  SqlMaintenance out{.kind = SqlMaintenance::Kind::cluster};
  if (node.relation != nullptr) out.names.push_back(name_of(node.relation, text));
  return out;
}

SqlMaintenance reindex_of(const PgQuery__ReindexStmt& node, const PgText& text) {
  SqlMaintenance out{.kind = SqlMaintenance::Kind::reindex_all};
  if (node.kind == PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_INDEX)
    out.kind = SqlMaintenance::Kind::reindex_index;
  if (node.kind == PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_TABLE)
    out.kind = SqlMaintenance::Kind::reindex_table;
  if (node.relation != nullptr) out.names.push_back(name_of(node.relation, text));
  out.concurrently = has_option(node.n_params, node.params, "concurrently");
  return out;
}

}  // namespace schemalint
