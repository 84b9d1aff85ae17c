#include <fmt/core.h>

#include <algorithm>

#include "analyzer/operation_words.h"
#include "rules/change_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule drop_type_cascade = {
    .name = "drop-type-cascade",
    .summary = "DROP … CASCADE takes columns, views or foreign keys along.",
    .why = R"(
CASCADE drops whatever depends on the object without naming it: the columns of a type, with their rows' values,
the views on a table, the foreign keys that lead to it. What goes depends on the database, and a downgrade does
not bring it back.
)",
    .example = {.file = "migrations/V1__orders.sql",
                .bad = R"(
CREATE TABLE orders (id bigint PRIMARY KEY, status text);
CREATE VIEW open_orders AS SELECT id FROM orders;
-- file: migrations/V2__drop.sql
DROP TABLE orders CASCADE;
)",
                .good = R"(
CREATE TABLE orders (id bigint PRIMARY KEY, status text);
CREATE VIEW open_orders AS SELECT id FROM orders;
-- file: migrations/V2__drop.sql
DROP VIEW open_orders;
DROP TABLE orders;
)"},
    .not_flagged = R"(
CASCADE where nothing depends on the object, as far as the migrations tell, what the same revision makes, and views
that it makes again.
)",
    .source =
        "PostgreSQL, \"Dependency Tracking\": "
        "https://www.postgresql.org/docs/current/ddl-depend.html",
    .severity = Severity::error,
    .check = check,
};

namespace {

bool is_made_again(const Change& change, const QualifiedName& view) {
  const auto begin = change.revision.upgrade.begin() + static_cast<std::ptrdiff_t>(change.index);
  return std::any_of(begin, change.revision.upgrade.end(), [&](const Step& step) {
    const auto* create = std::get_if<CreateView>(&step.operation);
    return create != nullptr && create->view.name == view;
  });
}

void add_views(const Change& change, const QualifiedName& relation, const std::string& column,
               std::vector<std::string>& lost) {
  for (const auto& [name, view] : change.before.views())
    for (const ViewSource& source : view.sources) {
      const bool reads =
          column.empty() || std::ranges::find(source.columns, column) != source.columns.end();
      if (source.relation == relation && reads && !is_made_again(change, name))
        lost.push_back("view " + name.text());
    }
}

void add_keys(const Change& change, const DropTable& drop, std::vector<std::string>& lost) {
  for (const Table& table : change.before.tables()) {
    const bool goes_too = table.name == drop.table || is_dropped_later(change, table.name) ||
                          std::ranges::find(drop.together, table.name) != drop.together.end();
    for (const ForeignKey& key : table.foreign_keys)
      if (!goes_too && key.target == drop.table)
        lost.push_back("foreign key " + object_name(table.name, key.columns));
  }
}

std::vector<std::string> lost_with(const Change& change) {
  std::vector<std::string> lost;
  if (const auto* drop = std::get_if<DropTable>(&change.step.operation);
      drop != nullptr && drop->cascade && change.existing(drop->table) != nullptr) {
    add_views(change, drop->table, "", lost);
    add_keys(change, *drop, lost);
  } else if (const auto* column = std::get_if<DropColumn>(&change.step.operation);
             column != nullptr && column->cascade && change.existing(column->table) != nullptr) {
    add_views(change, column->table, column->column, lost);
  } else if (const auto* type = std::get_if<DropType>(&change.step.operation);
             type != nullptr && type->cascade) {
    for (const Table& table : change.before.tables())
      for (const Column& one : table.columns)
        if (one.enum_type == type->type && !change.created.contains(table.name))
          lost.push_back("column " + object_name(table.name, {one.name}));
  }
  return lost;
}

}  // namespace

static void check(const Change& change, Context& context) {
  const std::vector<std::string> lost = lost_with(change);
  if (lost.empty()) return;
  Finding finding = finding_at(change, context, object_of(change.step.operation));
  finding.message = fmt::format("{} {} CASCADE takes {} along", describe(change.step.operation),
                                object_of(change.step.operation), shortened(lost, 3));
  finding.help = "drop or change what depends on it by name first, and leave CASCADE out";
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
