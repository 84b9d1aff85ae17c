#include "rules/dead_declarations.h"

#include <fmt/core.h>

#include <algorithm>

#include "analyzer/physical_indexes.h"

namespace schemalint {
namespace {

using Reason = DeadDeclaration::Reason;

std::string named(const DeadDeclaration& dead) {
  return dead.name.empty() ? dead.construct : dead.construct + " " + dead.name;
}

std::string reason(const DeadDeclaration& dead) {
  switch (dead.reason) {
    case Reason::attribute:
      return fmt::format("it is only assigned to {}, and text does not lead it to the table",
                         dead.attribute);
    case Reason::statement:
      return "it stands alone in the class body, and text does not lead it to the table";
    case Reason::misspelt:
      return fmt::format("SQLAlchemy reads __table_args__, not {}", dead.attribute);
    case Reason::assigned_again:
      return "__table_args__ is assigned again in the same class";
    case Reason::replaced:
      break;
  }
  return "the class's own __table_args__ takes the place of the mixin's";
}

bool has_index_called(const Table& table, const std::string& name) {
  return std::ranges::any_of(physical_indexes(table),
                             [&](const PhysicalIndex& known) { return known.index.name == name; });
}

std::string help(const Table& table, const DeadDeclaration& dead) {
  if (!dead.name.empty() && has_index_called(table, dead.name))
    return fmt::format("remove it, or give it another name: {} has an index {} already",
                       table.name.text(), dead.name);
  switch (dead.reason) {
    case Reason::misspelt:
      return fmt::format("spell it __table_args__, as a tuple: __table_args__ = ({}(…),)",
                         dead.construct);
    case Reason::assigned_again:
      return "put all of it into one __table_args__";
    case Reason::replaced:
      return "take it over: `__table_args__ = (*Mixin.__table_args__, …)`, or in a declared_attr "
             "`super().__table_args__`";
    default:
      return fmt::format("put it into __table_args__ = ({}(…),)", dead.construct);
  }
}

}  // namespace

void report_dead_declarations(const Table& table, bool indexes, Context& context) {
  for (const DeadDeclaration& dead : table.dead) {
    if ((dead.construct == "Index") != indexes) continue;
    const bool elsewhere = dead.reason == Reason::replaced;
    Finding finding{.where = elsewhere ? dead.winner : dead.where,
                    .message = fmt::format("{} of {} is never created: {}", named(dead),
                                           table.name.text(), reason(dead)),
                    .help = help(table, dead),
                    .object = table.name.text(),
                    .detail = named(dead)};
    if (elsewhere) {
      finding.notes.push_back({dead.where, "what the mixin declares"});
    } else if (dead.winner.known()) {
      finding.notes.push_back({dead.winner, "this one counts"});
    }
    context.report(std::move(finding));
  }
}

}  // namespace schemalint
