#include "analyzer/locks/transactions.h"

namespace schemalint {

namespace {

bool refuses(const Maintenance& maintenance) {
  using Kind = Maintenance::Kind;
  switch (maintenance.kind) {
    case Kind::vacuum:
    case Kind::vacuum_full:
    case Kind::reindex_all:
      return true;
    case Kind::cluster:
      return maintenance.table.name.empty();
    case Kind::reindex_table:
    case Kind::reindex_index:
      return maintenance.concurrently;
    case Kind::analyze:
      break;
  }
  return false;
}

}  // namespace

bool refuses_transaction(const Operation& operation) {
  if (const auto* create = std::get_if<CreateIndex>(&operation)) return create->concurrently;
  if (const auto* drop = std::get_if<DropIndex>(&operation)) return drop->concurrently;
  if (const auto* detach = std::get_if<DetachPartition>(&operation)) return detach->concurrently;
  if (const auto* maintenance = std::get_if<Maintenance>(&operation)) return refuses(*maintenance);
  return std::holds_alternative<DropDatabase>(operation);
}

}  // namespace schemalint
