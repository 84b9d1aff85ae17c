#include "reports/finding_json.h"

#include <nlohmann/json.hpp>

#include "reports/places.h"

namespace schemalint {

namespace {

using Json = nlohmann::ordered_json;

Json position(Position position) {
  return {{"line", position.line}, {"column", position.column}};
}

Json location(const Project& project, Span where) {
  if (!where.known()) return nullptr;
  const Place place = place_of(project, where);
  return {{"path", place.path},
          {"begin", position(place.begin)},
          {"end", position(place.end)},
          {"byte_range", Json::array({where.begin, where.end})}};
}

std::string_view applicability(Safety safety) {
  if (safety == Safety::none) return "display";
  return safety == Safety::safe ? "safe" : "unsafe";
}

Json fix(const Project& project, const Fix& fix) {
  Json edits = Json::array();
  for (const Edit& edit : fix.edits)
    edits.push_back({{"location", location(project, edit.where)}, {"text", edit.text}});
  return {{"title", fix.title}, {"applicability", applicability(fix.safety)}, {"edits", edits}};
}

}  // namespace

nlohmann::ordered_json finding_json(const Project& project, const Finding& finding) {
  Json notes = Json::array();
  for (const Note& note : finding.notes)
    notes.push_back({{"message", note.message}, {"location", location(project, note.where)}});
  return {{"rule", finding.rule},
          {"severity", to_string(finding.severity)},
          {"message", finding.message},
          {"help", finding.help},
          {"object", finding.object},
          {"detail", finding.detail},
          {"location", location(project, finding.where)},
          {"notes", notes},
          {"fix", finding.fix ? fix(project, *finding.fix) : Json(nullptr)}};
}

}  // namespace schemalint
