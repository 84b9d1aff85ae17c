#include "reports/history.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "analyzer/operation_words.h"
#include "analyzer/words.h"
#include "reports/places.h"

namespace schemalint {

namespace {

using Json = nlohmann::ordered_json;

bool is_data_change(const Step& step) {
  return std::holds_alternative<ChangeData>(step.operation);
}
bool is_unknown(const Step& step) {
  return std::holds_alternative<UnknownChange>(step.operation);
}

bool contains(const std::vector<size_t>& list, size_t item) {
  return std::ranges::find(list, item) != list.end();
}

/// What a revision is, in single words.
std::vector<std::string> marks_of(const History& history, size_t at,
                                  const std::vector<size_t>& ends) {
  const Revision& revision = history.revisions[at];
  std::vector<std::string> marks;
  if (revision.down_revisions.empty()) marks.push_back("base");
  if (revision.down_revisions.size() > 1) marks.push_back("merge");
  if (contains(ends, at)) marks.push_back("head");
  if (std::ranges::any_of(revision.upgrade, is_data_change)) marks.push_back("data");
  if (std::ranges::any_of(revision.upgrade, is_unknown)) marks.push_back("not understood");
  for (const std::string& label : revision.branch_labels) marks.push_back("branch " + label);
  return marks;
}

/// "create table users, teams; add column users.email": what is of one kind stands together.
std::string summary_of(const std::vector<Step>& steps) {
  constexpr size_t most = 3;
  struct Group {
    std::string words;
    std::vector<std::string> objects;
    size_t count = 0;
  };
  std::vector<Group> groups;
  for (const Step& step : steps) {
    std::string words(describe(step.operation));
    if (is_unknown(step)) words = "? " + words;
    auto group = std::ranges::find(groups, words, &Group::words);
    if (group == groups.end()) group = groups.insert(group, {std::move(words), {}});
    group->count++;
    const std::string object = object_of(step.operation);
    if (!object.empty() && std::ranges::find(group->objects, object) == group->objects.end())
      group->objects.push_back(object);
  }
  std::string text;
  for (Group& group : groups) {
    text += (text.empty() ? "" : "; ") + group.words;
    const size_t left = group.objects.size() > most ? group.objects.size() - most : 0;
    group.objects.resize(group.objects.size() - left);
    if (!group.objects.empty()) text += " " + join(group.objects);
    if (left > 0) text += fmt::format(" and {} more", left);
    if (group.objects.empty() && group.count > 1) text += fmt::format(" ({} times)", group.count);
  }
  return text;
}

std::string error_text(const ChainError& error) {
  switch (error.kind) {
    case ChainError::Kind::duplicate_revision:
      return fmt::format("{}: two files have this identifier; Alembic runs one of them",
                         error.revision);
    case ChainError::Kind::unknown_parent:
      return fmt::format("{}: {} names {}, which is not there", error.revision,
                         error.depends_on ? "depends_on" : "down_revision", error.parent);
    case ChainError::Kind::cycle:
      break;
  }
  return fmt::format("{}: lies on or behind a cycle", error.revision);
}

std::string ids_of(const History& history, const std::vector<size_t>& places) {
  std::vector<std::string> ids;
  for (const size_t place : places) ids.push_back(history.revisions[place].id);
  return join(ids);
}

struct Totals {
  size_t revisions = 0, operations = 0, unknown = 0, data = 0;
};

Totals totals_of(const std::vector<const History*>& histories) {
  Totals totals;
  for (const History* history : histories)
    for (const Revision& revision : history->revisions) {
      totals.revisions++;
      totals.operations += revision.upgrade.size();
      totals.unknown += static_cast<size_t>(std::ranges::count_if(revision.upgrade, is_unknown));
      totals.data += std::ranges::any_of(revision.upgrade, is_data_change);
    }
  return totals;
}

/// Per mille of a whole, rounded down, as "99.8 %".
std::string share(size_t part, size_t whole) {
  const size_t promille = whole == 0 ? 1000 : part * 1000 / whole;
  return fmt::format("{}.{} %", promille / 10, promille % 10);
}

std::string coverage_line(const Totals& totals) {
  return fmt::format("{}, {}: {} understood, {} not; data changes in {}\n",
                     counted(totals.revisions, "revision"), counted(totals.operations, "operation"),
                     share(totals.operations - totals.unknown, totals.operations),
                     grouped(totals.unknown), counted(totals.data, "revision"));
}

std::string text_of(const Project& project, const History& history) {
  const std::vector<size_t> ends = heads(history);
  std::string text = fmt::format("{} ({}, {})\n", history.folder.empty() ? "." : history.folder,
                                 history.kind == History::Kind::sql ? "SQL files" : "Alembic",
                                 counted(history.revisions.size(), "revision"));
  text += fmt::format("{}: {}\n", ends.size() == 1 ? "head" : "heads", ids_of(history, ends));
  if (const std::vector<size_t> begins = bases(history); !begins.empty())
    text += fmt::format("{}: {}\n", begins.size() == 1 ? "base" : "bases", ids_of(history, begins));
  for (const History& before : project.histories) {
    if (&before == &history) break;
    if (before.database == history.database)
      text += fmt::format("runs behind: {}\n", before.folder);
  }
  for (const ChainError& error : history.errors) text += "error: " + error_text(error) + "\n";
  for (size_t at = 0; at < history.revisions.size(); ++at) {
    const Revision& revision = history.revisions[at];
    const std::vector<std::string> marks = marks_of(history, at, ends);
    text += "\n" + revision.id;
    if (!marks.empty()) text += " (" + join(marks) + ")";
    if (!revision.message.empty()) text += "  " + revision.message;
    const std::string summary = summary_of(revision.upgrade);
    text += "\n    " + (summary.empty() ? "nothing" : summary) + "\n";
  }
  return text;
}

Json steps_json(const Project& project, const std::vector<Step>& steps) {
  Json list = Json::array();
  for (const Step& step : steps) {
    Json json = {{"operation", describe(step.operation)}, {"object", object_of(step.operation)}};
    if (is_data_change(step)) json["data"] = true;
    if (is_unknown(step)) json["understood"] = false;
    if (!step.in_transaction) json["transaction"] = false;
    if (step.where.known()) {
      const Place place = place_of(project, step.where);
      json["path"] = place.path;
      json["line"] = place.begin.line;
    }
    list.push_back(std::move(json));
  }
  return list;
}

Json ids_json(const History& history, const std::vector<size_t>& places) {
  Json list = Json::array();
  for (const size_t place : places) list.push_back(history.revisions[place].id);
  return list;
}

Json history_json(const Project& project, const History& history) {
  const std::vector<size_t> ends = heads(history);
  Json errors = Json::array();
  for (const ChainError& error : history.errors) errors.push_back(error_text(error));
  Json revisions = Json::array();
  for (size_t at = 0; at < history.revisions.size(); ++at) {
    const Revision& revision = history.revisions[at];
    Json json = {{"id", revision.id},
                 {"message", revision.message},
                 {"down_revisions", ids_json(history, revision.parents)},
                 {"depends_on", ids_json(history, revision.dependencies)},
                 {"branch_labels", revision.branch_labels},
                 {"marks", marks_of(history, at, ends)},
                 {"upgrade", steps_json(project, revision.upgrade)},
                 {"downgrade", steps_json(project, revision.downgrade)}};
    if (revision.where.known()) json["path"] = project.files[revision.where.file].path();
    revisions.push_back(std::move(json));
  }
  return {{"folder", history.folder},
          {"kind", history.kind == History::Kind::sql ? "sql" : "alembic"},
          {"database", history.database},
          {"heads", ids_json(history, ends)},
          {"bases", ids_json(history, bases(history))},
          {"errors", std::move(errors)},
          {"revisions", std::move(revisions)}};
}

}  // namespace

std::string history_text(const Project& project, const std::vector<const History*>& histories) {
  if (histories.empty()) return "no migrations found\n";
  std::string text;
  for (const History* history : histories) {
    if (!text.empty()) text += "\n\n";
    text += text_of(project, *history);
  }
  return text + "\n" + coverage_line(totals_of(histories));
}

std::string history_json(const Project& project, const std::vector<const History*>& histories) {
  Json list = Json::array();
  for (const History* history : histories) list.push_back(history_json(project, *history));
  const Totals totals = totals_of(histories);
  const Json json = {{"histories", std::move(list)},
                     {"revisions", totals.revisions},
                     {"operations", totals.operations},
                     {"not_understood", totals.unknown},
                     {"revisions_with_data_changes", totals.data}};
  return json.dump(2) + "\n";
}

}  // namespace schemalint
