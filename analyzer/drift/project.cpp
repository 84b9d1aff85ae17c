#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

#include "analyzer/drift/drift.h"
#include "analyzer/drift/tables.h"

namespace schemalint {

namespace {

void add_words(std::string_view text, std::set<std::string, std::less<>>& words) {
  const auto is_word = [](char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  for (size_t begin = 0; begin < text.size(); begin++) {
    size_t end = begin;
    while (end < text.size() && is_word(text[end])) end++;
    if (end > begin) words.emplace(text.substr(begin, end - begin));
    begin = end;
  }
}

/// Where something was not understood. A step that stands there and yet is known contradicts what
/// came before it: the state of its table is not what it was taken for.
std::set<Span> unknown_places(const Project& project) {
  std::set<Span> places;
  for (const NotUnderstood& unknown : project.not_understood) places.insert(unknown.where);
  return places;
}

void add_unknown_changes(const Project& project, const History& history,
                         const std::set<Span>& unknown_places, Unsure& unsure) {
  for (const Revision& revision : history.revisions)
    for (const Step& step : revision.upgrade) {
      if (!step.where.known()) continue;
      const std::string_view text = project.files[step.where.file].text(step.where);
      if (std::holds_alternative<UnknownChange>(step.operation))
        add_words(text, unsure.words);
      else if (const auto* made = std::get_if<CreateView>(&step.operation))
        unsure.words.insert(made->view.name.name);
      else if (!is_harmless(step.operation) && unknown_places.contains(step.where))
        unsure.tables.insert(table_of(step.operation));
    }
}

/// What the migrations of a database leave open: what they do without our knowing, the views they
/// make, which models map as if they were tables, and tables that other SQL files make.
Unsure unsure_of(const Project& project, size_t database) {
  Unsure unsure{.tables = project.databases[database].uncertain,
                .words = {},
                .more_tables = !project.databases[database].begins_empty,
                .left_out = {},
                .names_left_out = {}};
  const std::set<Span> places = unknown_places(project);
  for (const History& history : project.histories)
    if (history.database == database) {
      add_unknown_changes(project, history, places, unsure);
      const Autogenerate& autogenerate = history.autogenerate;
      unsure.left_out.insert(autogenerate.left_out.begin(), autogenerate.left_out.end());
      unsure.left_out.insert({"", autogenerate.version_table});
      unsure.names_left_out.insert(autogenerate.names_left_out.begin(),
                                   autogenerate.names_left_out.end());
    }
  for (const Step& step : project.sql_steps)
    if (const QualifiedName table = table_of(step.operation);
        !is_harmless(step.operation) && project.migrated.table(table) == nullptr)
      unsure.tables.insert(table);
  return unsure;
}

bool share_a_table(const Schema& a, const Schema& b) {
  return std::ranges::any_of(
      a.tables(), [&](const Table& table) { return !b.tables_called(table.name.name).empty(); });
}

/// What becomes of one declared table or type in several databases: it has drifted only where it
/// differs in all that have it. Then it is held against the one that it resembles most.
template <typename Difference>
class Nearest {
 public:
  void absent(Difference difference) { absent_ = std::move(difference); }
  void unknown() { unknown_ = true; }
  void equal() { equal_ = true; }
  void different(Difference difference, size_t count) {
    if (nearest_ && count_ <= count) return;
    nearest_ = std::move(difference);
    count_ = count;
  }

  /// Nothing where it is the same somewhere, or may be.
  std::optional<Difference> result() const {
    if (equal_ || unknown_) return std::nullopt;
    return nearest_ ? nearest_ : absent_;
  }
  bool is_unknown() const { return unknown_ && !equal_; }

 private:
  std::optional<Difference> absent_, nearest_;
  size_t count_ = 0;
  bool unknown_ = false, equal_ = false;
};

class ProjectDrift {
 public:
  explicit ProjectDrift(const Project& project) : project_(project) {}

  Drift run() {
    for (size_t at = 0; at < project_.databases.size(); at++)
      if (share_a_table(project_.declared, project_.databases[at].schema))
        take(compare(project_.declared, project_.databases[at].schema, unsure_of(project_, at)));
    if (!any_) return {};
    Drift drift;
    for (const Table& table : project_.declared.tables()) {
      const Nearest<TableDrift>& nearest = tables_[&table];
      if (nearest.is_unknown()) drift.not_compared.push_back(table.name);
      if (std::optional<TableDrift> found = nearest.result()) add(std::move(*found), drift);
    }
    std::ranges::move(undeclared_, std::back_inserter(drift.tables));
    for (const EnumType& type : project_.declared.enums())
      if (std::optional<Sides<EnumType>> found = enums_[&type].result())
        drift.enums.push_back(*found);
    std::ranges::move(undeclared_enums_, std::back_inserter(drift.enums));
    return drift;
  }

 private:
  void take(Drift drift) {
    any_ = true;
    std::set<const Table*> seen;
    for (TableDrift& table : drift.tables) {
      const auto& [wanted, present] = table.table;
      seen.insert(wanted);
      const size_t count = table.count();
      if (wanted == nullptr)
        undeclared_.push_back(std::move(table));
      else if (present == nullptr)
        tables_[wanted].absent(std::move(table));
      else
        tables_[wanted].different(std::move(table), count);
    }
    for (const QualifiedName& name : drift.not_compared) {
      const Table* table = project_.declared.table(name);
      tables_[table].unknown();
      seen.insert(table);
    }
    for (const Table& table : project_.declared.tables())
      if (!seen.contains(&table)) tables_[&table].equal();
    take_enums(drift.enums);
  }

  void take_enums(const std::vector<Sides<EnumType>>& drift) {
    std::set<const EnumType*> seen;
    for (const Sides<EnumType>& sides : drift) {
      seen.insert(sides.wanted);
      if (sides.wanted == nullptr)
        undeclared_enums_.push_back(sides);
      else if (sides.present == nullptr)
        enums_[sides.wanted].absent(sides);
      else
        enums_[sides.wanted].different(sides, 1);
    }
    for (const EnumType& type : project_.declared.enums())
      if (!seen.contains(&type)) enums_[&type].equal();
  }

  /// The table of the database may be that of another metadata, with the same name.
  void add(TableDrift drift, Drift& to) const {
    const Sides<Table> sides = drift.table;
    const auto is_nearer = [&](const Table& other) {
      return other.name == sides.wanted->name && sides.present != nullptr &&
             compare_tables(other, *sides.present).count() < drift.count();
    };
    if (std::ranges::any_of(project_.declared_elsewhere, is_nearer))
      to.not_compared.push_back(sides.wanted->name);
    else
      to.tables.push_back(std::move(drift));
  }

  const Project& project_;
  bool any_ = false;
  std::map<const Table*, Nearest<TableDrift>> tables_;
  std::map<const EnumType*, Nearest<Sides<EnumType>>> enums_;
  std::vector<TableDrift> undeclared_;
  std::vector<Sides<EnumType>> undeclared_enums_;
};

}  // namespace

Drift drift_of(const Project& project) {
  return ProjectDrift(project).run();
}

}  // namespace schemalint
