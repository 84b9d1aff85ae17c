#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/change.h"
#include "rules/rule.h"

namespace schemalint {

// How rules speak of the steps of migrations.

/// A finding at the first line of a step, about a database object; the revision tells it from
/// others about the same object.
Finding finding_at(const Change& change, const Context& context, std::string object);

/// The first line of a place, so that a pull request shows it.
Span first_line(const Context& context, Span where);

/// "nobody can write to orders" or, where the lock keeps readers out too, "nobody can read or
/// write orders".
std::string who_waits(LockMode mode, const QualifiedName& relation);

/// One of two texts: for a call of `op`, or for SQL.
std::string_view by_spelling(const Change& change, std::string_view call, std::string_view sql);

/// "index ix_orders_status", or "an index" where it has no name; the same for other nouns.
std::string named(std::string_view noun, const std::string& name);

/// Whether an earlier step of the same transaction fulfils a condition.
template <typename Condition>
bool happened_in_transaction(const Change& change, Condition condition) {
  if (!change.step.in_transaction) return false;
  for (size_t at = change.index; at-- > 0;) {
    const Step& step = change.revision.upgrade[at];
    if (!step.in_transaction) return false;
    if (condition(step)) return true;
  }
  return false;
}

/// Whether the revision has emptied a table before this step, as far as can be told.
bool was_emptied(const Change& change, const QualifiedName& table);
/// Whether a later step of the revision drops a table.
bool is_dropped_later(const Change& change, const QualifiedName& table);

/// Whether a statement may run a second time: IF [NOT] EXISTS, OR REPLACE, a condition or handler
/// around it, or a statement before it that makes way. True for what is no change of the schema.
bool is_repeatable(const Change& change);

}  // namespace schemalint
