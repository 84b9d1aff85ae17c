#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "analyzer/keys.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule non_primary_key_target = {
    .name = "non-primary-key-target",
    .summary = "A foreign key points at a unique column beside the primary key.",
    .why = R"(
PostgreSQL allows it, and it costs later. The table has two identities: some tables keep one, some the
other, every join has to know which, and the two cannot be compared. The second key needs its own
unique index for ever, and it cannot be changed or dropped while anything points at it. A
`session.get()` with the wrong one finds nothing and says nothing.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class FlowState(Base):
    __tablename__ = "flow_states"
    id: Mapped[int] = mapped_column(primary_key=True)
    flow_id: Mapped[int] = mapped_column(unique=True)


class Collection(Base):
    __tablename__ = "collections"
    id: Mapped[int] = mapped_column(primary_key=True)
    flow_id: Mapped[int] = mapped_column(ForeignKey("flow_states.flow_id"))
)",
                .good = R"(
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class FlowState(Base):
    __tablename__ = "flow_states"
    id: Mapped[int] = mapped_column(primary_key=True)
    flow_id: Mapped[int] = mapped_column(unique=True)


class Collection(Base):
    __tablename__ = "collections"
    id: Mapped[int] = mapped_column(primary_key=True)
    flow_state_id: Mapped[int] = mapped_column(ForeignKey("flow_states.id"))
)"},
    .not_flagged = R"(
Composite targets that contain the primary key or another key, such as `(id, tenant_id)`: they tie a row
to its tenant. Tables without a primary key. Targets that are no key at all: non-unique-target.
)",
    .severity = Severity::warning,
    .check = check,
};

namespace {

struct Target {
  QualifiedName table;
  std::vector<std::string> columns;
  auto operator<=>(const Target&) const = default;
};

/// Whether a part of the columns is a key already: what is pointed at besides ties the row to
/// something, a tenant or the same parent.
bool holds_a_narrower_key(const Table& target, const std::vector<std::string>& columns) {
  return columns.size() > 1 && std::ranges::any_of(columns, [&](const std::string& column) {
           return is_referable_key(target, {column});
         });
}

/// The target where it is a key beside the primary key.
const Table* target_beside_primary_key(const Schema& schema, const ForeignKey& key) {
  if (key.state != ForeignKey::State::resolved) return nullptr;
  const Table* target = schema.table(key.target);
  if (target == nullptr || !target->primary_key || target->primary_key->columns.empty())
    return nullptr;
  if (contains_all(key.target_columns, target->primary_key->columns)) return nullptr;
  if (holds_a_narrower_key(*target, key.target_columns)) return nullptr;
  return is_referable_key(*target, key.target_columns) ? target : nullptr;
}

using Referrers = std::map<Target, std::vector<std::string>>;

Referrers find_referrers(const Schema& schema) {
  Referrers referrers;
  for (const Table& table : schema.tables())
    for (const ForeignKey& key : table.foreign_keys)
      if (target_beside_primary_key(schema, key) != nullptr)
        referrers[{key.target, key.target_columns}].push_back(object_name(table.name, key.columns));
  return referrers;
}

/// The mend: where the target is itself a part of the primary key, the key is the wider one.
std::string help_for(const Table& target, const ForeignKey& key) {
  const std::string primary = columns_text(target.primary_key->columns);
  if (contains_all(target.primary_key->columns, key.target_columns))
    return fmt::format("point at all of {}, or make {} alone the primary key", primary,
                       columns_text(key.target_columns));
  return fmt::format("point at {}, or make {} the primary key and drop {}", primary,
                     columns_text(key.target_columns), primary);
}

/// Where the target is declared, and who else points at it.
Note target_note(const Table& target, const ForeignKey& key,
                 const std::vector<std::string>& referrers) {
  Note note{target.where, fmt::format("{} is unique here; the primary key is {}",
                                      columns_text(key.target_columns),
                                      columns_text(target.primary_key->columns))};
  if (key.target_columns.size() == 1)
    if (const Column* column = target.column(key.target_columns.front()))
      note.where = column->where;
  constexpr size_t most = 12;
  if (referrers.size() > 1)
    note.message += fmt::format(". {} foreign keys point at it: {}", referrers.size(),
                                shortened(referrers, most));
  return note;
}

}  // namespace

static void check(const Project& project, Context& context) {
  const Referrers referrers = find_referrers(project.declared);
  for (const Table& table : project.declared.tables()) {
    for (const ForeignKey& key : table.foreign_keys) {
      const Table* target = target_beside_primary_key(project.declared, key);
      if (target == nullptr) continue;
      const std::string object = object_name(table.name, key.columns);
      context.report(
          {.where = foreign_key_place(key),
           .message = fmt::format("{} points at {}, which is unique but not the primary key",
                                  object, object_name(key.target, key.target_columns)),
           .help = help_for(*target, key),
           .object = object,
           .notes = {target_note(*target, key, referrers.at({key.target, key.target_columns}))}});
    }
  }
}

}  // namespace schemalint::rules
