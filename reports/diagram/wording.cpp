#include "reports/diagram/wording.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "analyzer/words.h"
#include "rules/wording.h"

namespace schemalint {
namespace {

/// https://www.postgresql.org/docs/15/datatype.html, table 8.1.
constexpr std::pair<std::string_view, std::string_view> aliases[] = {
    {"timestamp with time zone", "timestamptz"},
    {"timestamp without time zone", "timestamp"},
    {"time with time zone", "timetz"},
    {"time without time zone", "time"},
    {"double precision", "float8"},
    {"character varying", "varchar"},
};

constexpr size_t most_notes = 12;

}  // namespace

std::string short_type(std::string_view type) {
  if (type.empty()) return "?";
  if (type.find_first_of("\"'") != std::string_view::npos) return std::string(type);
  std::string text = lower(type);
  for (const auto& [name, alias] : aliases)
    if (text.starts_with(name)) return std::string(alias) + text.substr(name.size());
  // TIMESTAMP(3) WITH TIME ZONE: the precision stands inside.
  constexpr std::string_view zoned = " with time zone";
  if (const size_t at = text.find(zoned); at != std::string::npos && text.starts_with("time")) {
    text.erase(at, zoned.size());
    text.insert(text.starts_with("timestamp") ? 9 : 4, "tz");
  }
  return text;
}

std::string key_words(const DiagramColumn& column) {
  if (column.primary_key) return column.foreign_key ? "PK FK" : "PK";
  if (column.foreign_key) return "FK";
  return column.unique ? "U" : "";
}

std::string_view change_sign(const Overlay& overlay) {
  if (overlay.has(Mark::added)) return "+";
  if (overlay.has(Mark::removed)) return "−";
  return overlay.has(Mark::changed) ? "~" : "";
}

std::string edge_words(const Diagram& diagram, const DiagramEdge& edge) {
  std::string text = object_name(diagram.tables[edge.from].name, edge.columns) + " → ";
  const QualifiedName& target = diagram.tables[edge.to].name;
  text += edge.target_columns.empty() ? target.text() : object_name(target, edge.target_columns);
  if (!edge.on_delete.empty()) text += ", ON DELETE " + edge.on_delete;
  return text;
}

std::string column_words(const DiagramColumn& column) {
  std::string text = column.name + " " + (column.type.empty() ? "(type not known)" : column.type);
  if (!column.nullable) text += " not null";
  if (column.primary_key) text += ", primary key";
  if (column.unique) text += ", unique";
  if (column.foreign_key) text += ", foreign key";
  return text;
}

std::string_view safe_link(const Overlay& overlay) {
  const std::string_view link = overlay.link;
  const bool is_safe = link.starts_with("https://") || link.starts_with("http://") ||
                       link.starts_with('#') || link.find(':') == std::string_view::npos;
  return is_safe ? link : std::string_view();
}

std::string note_lines(const Overlay& overlay) {
  std::string text;
  const size_t shown = std::min(overlay.notes.size(), most_notes);
  for (size_t i = 0; i < shown; i++) text += "\n" + overlay.notes[i];
  if (shown < overlay.notes.size())
    text += fmt::format("\n+ {} more", overlay.notes.size() - shown);
  return text;
}

}  // namespace schemalint
