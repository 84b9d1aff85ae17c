#include "analyzer/change.h"

#include <algorithm>
#include <map>
#include <vector>

#include "analyzer/replay/replay.h"
#include "analyzer/words.h"

namespace schemalint {
namespace {

/// Keeps the account of a revision's own tables.
void note_tables(std::set<QualifiedName>& created, const Operation& operation) {
  if (const auto* create = std::get_if<CreateTable>(&operation)) {
    created.insert(create->table.name);
  } else if (const auto* drop = std::get_if<DropTable>(&operation)) {
    created.erase(drop->table);
  } else if (const auto* rename = std::get_if<RenameTable>(&operation)) {
    if (created.erase(rename->table) > 0) created.insert(rename->to);
  } else if (const auto* view = std::get_if<CreateView>(&operation)) {
    created.insert(view->view.name);
  } else if (const auto* dropped = std::get_if<DropView>(&operation)) {
    created.erase(dropped->view);
  }
}

/// IF NOT EXISTS makes no table where there is one, OR REPLACE no view. A plain CREATE TABLE would
/// fail: there it runs, on a database without what another branch has made, the table is new.
bool makes_nothing(const Schema& schema, const Operation& operation) {
  if (const auto* create = std::get_if<CreateTable>(&operation))
    return create->if_not_exists && schema.table(create->table.name) != nullptr;
  const auto* view = std::get_if<CreateView>(&operation);
  return view != nullptr && schema.views().contains(view->view.name);
}

/// Whether the revision has said before that the time zone of its session is not UTC.
bool is_elsewhere(const Revision& revision, size_t index) {
  bool elsewhere = false;
  for (size_t at = 0; at < index; ++at) {
    const auto* set = std::get_if<SetParameter>(&revision.upgrade[at].operation);
    if (set == nullptr || set->name != "timezone") continue;
    const std::string zone = lower(set->value);
    elsewhere = !zone.empty() && zone != "utc" && zone != "etc/utc" && zone != "gmt";
  }
  return elsewhere;
}

/// The effects of a step on relations that its revision has not made.
Effects visible_effects(const Schema& before, const Revision& revision, size_t index,
                        const std::set<QualifiedName>& created, int version) {
  const Operation& operation = revision.upgrade[index].operation;
  Effects effects = effects_of(operation, before, version);
  if (effects.depends_on_time_zone && is_elsewhere(revision, index))
    effects.rewrites.push_back(table_of(operation));
  const auto is_new = [&](const QualifiedName& relation) { return created.contains(relation); };
  std::erase_if(effects.locks, [&](const Lock& lock) { return is_new(lock.relation); });
  std::erase_if(effects.scans, is_new);
  std::erase_if(effects.rewrites, is_new);
  std::erase_if(effects.index_builds, is_new);
  return effects;
}

bool ends_transaction(const Step& step) {
  const auto* control = std::get_if<TransactionControl>(&step.operation);
  return !step.in_transaction ||
         (control != nullptr && (control->kind == TransactionControl::Kind::commit ||
                                 control->kind == TransactionControl::Kind::rollback));
}

void note_step(Transaction& transaction, const Step& step, const Effects& effects) {
  if (ends_transaction(step)) {
    transaction = {};
    return;
  }
  if (transaction.exclusive() != nullptr &&
      (effects.is_work() || (changes_many_rows(step.operation) && !effects.locks.empty())))
    ++transaction.work;
  for (const Lock& lock : effects.locks) transaction.locks.push_back({lock, &step});
}

}  // namespace

const HeldLock* Transaction::exclusive() const {
  const auto found = std::ranges::find_if(
      locks, [](const HeldLock& held) { return blocks_reads(held.lock.mode); });
  return found == locks.end() ? nullptr : &*found;
}

const Table* Change::existing(const QualifiedName& table) const {
  return created.contains(table) ? nullptr : before.table(table);
}

bool changes_many_rows(const Operation& operation) {
  const auto* change = std::get_if<ChangeData>(&operation);
  return change != nullptr &&
         (change->verb == "UPDATE" || change->verb == "DELETE" || change->verb == "MERGE");
}

namespace {

/// Whether two bases of a history make the same table: their branches are alternatives, and the
/// schema before a revision is not that of its own branch.
bool has_alternative_branches(const History& history) {
  if (bases(history).size() < 2) return false;
  std::vector<size_t> base_of(history.revisions.size());
  std::map<QualifiedName, size_t> maker;
  for (size_t at = 0; at < history.revisions.size(); ++at) {
    const Revision& revision = history.revisions[at];
    base_of[at] = revision.parents.empty() ? at : base_of[revision.parents.front()];
    for (const Step& step : revision.upgrade)
      if (const auto* create = std::get_if<CreateTable>(&step.operation))
        if (maker.try_emplace(create->table.name, base_of[at]).first->second != base_of[at])
          return true;
  }
  return false;
}

}  // namespace

std::set<const Revision*> open_revisions(const Project& project) {
  const bool only_last = project.settings.frozen_before.empty();
  std::set<const Revision*> open;
  for (const History& history : project.histories) {
    if (only_last && has_alternative_branches(history)) continue;
    if (only_last)
      for (const size_t head : heads(history)) open.insert(&history.revisions[head]);
    else
      for (const Revision& revision : history.revisions)
        if (!project.frozen.contains(revision.where.file)) open.insert(&revision);
  }
  return open;
}

void for_each_change(const Project& project, const std::function<void(const Change&)>& visit) {
  const std::set<const Revision*> open = open_revisions(project);
  std::vector<Schema> states(project.databases.size());
  for (const History& history : project.histories) {
    Schema& state = states[history.database];
    for (const Revision& revision : history.revisions) {
      std::set<QualifiedName> created;
      Transaction transaction;
      for (size_t i = 0; i < revision.upgrade.size(); ++i) {
        const Step& step = revision.upgrade[i];
        Change change{
            step,
            revision,
            history,
            i,
            state,
            created,
            visible_effects(state, revision, i, created, project.settings.postgres_version),
            transaction,
            open.contains(&revision)};
        visit(change);
        note_step(transaction, step, change.effects);
        if (!makes_nothing(state, step.operation)) note_tables(created, step.operation);
        apply(state, step.operation);
      }
    }
  }
}

}  // namespace schemalint
