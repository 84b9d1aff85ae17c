#include "reports/locks.h"

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "analyzer/change.h"
#include "analyzer/operation_words.h"
#include "analyzer/words.h"
#include "reports/places.h"

namespace schemalint {

namespace {

using Json = nlohmann::ordered_json;

/// Calls `visit` for the changes that a question is about.
void for_each_asked(const Project& project, const LockQuestion& question,
                    const std::function<void(const Change&, const Effects&)>& visit) {
  for_each_change(project, [&](const Change& change) {
    if (std::ranges::find(question.histories, &change.history) == question.histories.end()) return;
    if (!question.revision.empty() && change.revision.id != question.revision) return;
    visit(change, change.effects);
  });
}

std::vector<std::string> names(const std::vector<QualifiedName>& relations) {
  std::vector<std::string> texts;
  for (const QualifiedName& relation : relations) texts.push_back(relation.text());
  return texts;
}

Json step_json(const Project& project, const Change& change, const Effects& effects) {
  Json locks = Json::array();
  for (const Lock& lock : effects.locks)
    locks.push_back({{"relation", lock.relation.text()}, {"mode", to_string(lock.mode)}});
  Json json = {{"statement", describe(change.step.operation)},
               {"object", object_of(change.step.operation)},
               {"in_transaction", change.step.in_transaction},
               {"locks", std::move(locks)},
               {"scans", names(effects.scans)},
               {"rewrites", names(effects.rewrites)},
               {"index_builds", names(effects.index_builds)}};
  if (change.step.where.known()) {
    const Place place = place_of(project, change.step.where);
    json["path"] = place.path;
    json["line"] = place.begin.line;
  }
  return json;
}

std::string path_of(const Project& project, const Revision& revision) {
  return revision.where.known() ? project.files[revision.where.file].path() : std::string();
}

std::string step_text(const Project& project, const Change& change, const Effects& effects) {
  std::vector<std::string> parts;
  for (const Lock& lock : effects.locks)
    parts.push_back(fmt::format("{} on {}", to_string(lock.mode), lock.relation.text()));
  if (!effects.scans.empty()) parts.push_back("reads all of " + join(names(effects.scans)));
  if (!effects.rewrites.empty()) parts.push_back("rewrites " + join(names(effects.rewrites)));
  if (!effects.index_builds.empty())
    parts.push_back("builds an index of " + join(names(effects.index_builds)));
  const size_t line =
      change.step.where.known() ? place_of(project, change.step.where).begin.line : 0;
  return fmt::format("  {:>4}  {} {}{}\n        {}\n", line, describe(change.step.operation),
                     object_of(change.step.operation),
                     change.step.in_transaction ? "" : " (outside of a transaction)",
                     join(parts, "; "));
}

}  // namespace

std::string locks_text(const Project& project, const LockQuestion& question) {
  std::string text;
  const Revision* revision = nullptr;
  for_each_asked(project, question, [&](const Change& change, const Effects& effects) {
    if (effects.locks.empty()) return;
    if (revision != &change.revision) {
      text += fmt::format("{}{}  {}\n", text.empty() ? "" : "\n", change.revision.id,
                          path_of(project, change.revision));
      revision = &change.revision;
    }
    text += step_text(project, change, effects);
  });
  return text.empty() ? "no locks on relations that existed before\n" : text;
}

std::string locks_json(const Project& project, const LockQuestion& question) {
  Json histories = Json::array();
  const History* history = nullptr;
  const Revision* revision = nullptr;
  for_each_asked(project, question, [&](const Change& change, const Effects& effects) {
    if (history != &change.history)
      histories.push_back({{"folder", change.history.folder}, {"revisions", Json::array()}});
    Json& revisions = histories.back()["revisions"];
    if (revision != &change.revision)
      revisions.push_back({{"id", change.revision.id},
                           {"path", path_of(project, change.revision)},
                           {"steps", Json::array()}});
    history = &change.history;
    revision = &change.revision;
    revisions.back()["steps"].push_back(step_json(project, change, effects));
  });
  return Json({{"histories", std::move(histories)}}).dump(2) + "\n";
}

}  // namespace schemalint
