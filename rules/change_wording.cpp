#include "rules/change_wording.h"

#include <fmt/core.h>

#include <algorithm>

namespace schemalint {

Span first_line(const Context& context, Span where) {
  if (!where.known()) return where;
  const std::string_view text = context.file(where).text(where);
  const size_t end = std::min(text.find_first_of("\r\n"), text.size());
  where.end = where.begin + static_cast<uint32_t>(end);
  return where;
}

Finding finding_at(const Change& change, const Context& context, std::string object) {
  return {.where = first_line(context, change.step.where),
          .object = std::move(object),
          .detail = change.revision.id};
}

std::string who_waits(LockMode mode, const QualifiedName& relation) {
  return fmt::format("nobody can {} {}", blocks_reads(mode) ? "read or write" : "write to",
                     relation.text());
}

std::string_view by_spelling(const Change& change, std::string_view call, std::string_view sql) {
  return change.step.from_sql ? sql : call;
}

std::string named(std::string_view noun, const std::string& name) {
  if (!name.empty()) return fmt::format("{} {}", noun, name);
  const bool vowel = std::string_view("aeiou").find(noun.front()) != std::string_view::npos;
  return fmt::format("{} {}", vowel ? "an" : "a", noun);
}

bool was_emptied(const Change& change, const QualifiedName& table) {
  const auto empties = [&](const Step& step) {
    const auto* data = std::get_if<ChangeData>(&step.operation);
    return data != nullptr && (data->verb == "DELETE" || data->verb == "TRUNCATE") &&
           (data->table == table || data->table.name.empty() || data->cascade);
  };
  const auto begin = change.revision.upgrade.begin();
  return std::any_of(begin, begin + static_cast<std::ptrdiff_t>(change.index), empties);
}

bool is_dropped_later(const Change& change, const QualifiedName& table) {
  const auto begin = change.revision.upgrade.begin() + static_cast<std::ptrdiff_t>(change.index);
  return std::any_of(begin, change.revision.upgrade.end(), [&](const Step& step) {
    const auto* drop = std::get_if<DropTable>(&step.operation);
    return drop != nullptr && drop->table == table;
  });
}

namespace {

/// DROP … IF EXISTS of the same object, earlier in the revision.
template <typename Drop, typename Same>
bool was_dropped(const Change& change, Same same) {
  for (size_t at = 0; at < change.index; ++at) {
    const auto* drop = std::get_if<Drop>(&change.revision.upgrade[at].operation);
    if (drop != nullptr && drop->if_exists && same(*drop)) return true;
  }
  return false;
}

struct Repeatable {
  const Change& change;

  bool operator()(const CreateTable& op) const {
    return op.if_not_exists || was_dropped<DropTable>(change, [&](const DropTable& drop) {
             return drop.table == op.table.name;
           });
  }
  bool operator()(const CreateIndex& op) const {
    return op.if_not_exists || was_dropped<DropIndex>(change, [&](const DropIndex& drop) {
             return drop.index.name == op.index.name;
           });
  }
  bool operator()(const CreateView& op) const { return op.or_replace || op.if_not_exists; }
  bool operator()(const CreatePolicy& op) const {
    return was_dropped<DropPolicy>(
        change, [&](const DropPolicy& drop) { return drop.name == op.policy.name; });
  }
  bool operator()(const CreateTrigger& op) const {
    return op.or_replace || was_dropped<DropTrigger>(change, [&](const DropTrigger& drop) {
             return drop.name == op.name;
           });
  }
  template <typename Key>
  bool adds(const Key&, const std::string& name) const {
    return was_dropped<DropConstraint>(
        change, [&](const DropConstraint& drop) { return drop.name == name; });
  }
  bool operator()(const AddUnique& op) const { return adds(op, op.key.name); }
  bool operator()(const AddPrimaryKey& op) const { return adds(op, op.key.name); }
  bool operator()(const AddForeignKey& op) const { return op.with_column || adds(op, op.key.name); }
  bool operator()(const AddCheck& op) const { return adds(op, op.check.name); }
  bool operator()(const AddExclusion& op) const { return adds(op, op.exclusion.name); }
  bool operator()(const RenameTable&) const { return false; }
  bool operator()(const RenameColumn&) const { return false; }
  template <typename Other>
  bool operator()(const Other& op) const {
    if constexpr (requires { op.if_exists; })
      return op.if_exists;
    else if constexpr (requires { op.if_not_exists; })
      return op.if_not_exists;
    else
      return true;  // SET and its kind: the second time changes nothing
  }
};

}  // namespace

bool is_repeatable(const Change& change) {
  return change.step.guarded || std::visit(Repeatable{change}, change.step.operation);
}

}  // namespace schemalint
