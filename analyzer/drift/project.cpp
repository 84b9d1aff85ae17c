#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

#include "analyzer/drift/drift.h"
#include "analyzer/drift/tables.h"
#include "parsers/sql_lexer.h"

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

/// The name in `CREATE [OR REPLACE] [MATERIALIZED] VIEW [IF NOT EXISTS] name …`; empty where the
/// text is something else.
std::string view_name(std::string_view text) {
  SqlLexer lexer(text);
  std::string name;
  bool in_name = false;
  for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next()) {
    const bool is_name = token.kind == SqlToken::Kind::word || token.kind == SqlToken::Kind::quoted;
    const std::string word = is_name ? sql_identifier(lexer.text(token)) : "";
    if (!in_name) {
      in_name = word == "view";
    } else if (is_name && word != "if" && word != "not" && word != "exists") {
      name = word;
      if (!text.substr(token.span.end).starts_with('.')) break;
    }
  }
  return name;
}

void add_unknown_changes(const Project& project, const History& history, Unsure& unsure) {
  for (const Revision& revision : history.revisions)
    for (const Step& step : revision.upgrade) {
      if (!step.where.known()) continue;
      const std::string_view text = project.files[step.where.file].text(step.where);
      if (std::holds_alternative<UnknownChange>(step.operation))
        add_words(text, unsure.words);
      else if (std::holds_alternative<NoSchemaChange>(step.operation))
        unsure.words.insert(view_name(text));
      else if (const auto* made = std::get_if<CreateView>(&step.operation))
        unsure.words.insert(made->view.name.name);
    }
}

/// What the migrations of a database leave open: what they do without our knowing, the views they
/// make, which models map as if they were tables, and tables that other SQL files make.
Unsure unsure_of(const Project& project, size_t database) {
  Unsure unsure{.tables = project.databases[database].uncertain, .words = {}, .left_out = {}};
  for (const History& history : project.histories)
    if (history.database == database) {
      add_unknown_changes(project, history, unsure);
      const Autogenerate& autogenerate = history.autogenerate;
      unsure.left_out.insert(autogenerate.left_out.begin(), autogenerate.left_out.end());
      unsure.left_out.insert({"", autogenerate.version_table});
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

  /// Nothing where it is the same somewhere, or nothing is known.
  std::optional<Difference> result() const {
    if (equal_) return std::nullopt;
    if (nearest_) return nearest_;
    return unknown_ ? std::nullopt : absent_;
  }
  bool is_unknown() const { return unknown_ && !equal_ && !nearest_; }

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
