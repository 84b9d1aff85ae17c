#include "reports/diagram/dot.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "parsers/utf8.h"
#include "reports/diagram/wording.h"
#include "reports/display.h"
#include "reports/markup.h"

namespace schemalint {
namespace {

/// A string of the language. Graphviz gives backslashes a meaning of its own, so they are doubled;
/// line breaks are written as it reads them.
std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : valid_utf8(text)) {
    if (c == '"' || c == '\\') result += '\\';
    if (c == '\n')
      result += "\\n";
    else if (static_cast<unsigned char>(c) >= 0x20)
      result += c;
  }
  return result + "\"";
}

/// Text of a cell. An empty element would be a syntax error.
std::string cell_text(std::string_view text) {
  const std::string line = escaped(printable(text));
  return line.empty() ? " " : line;
}

struct Colours {
  Mark mark;
  std::string_view line;
  std::string_view fill;
};

/// The strongest first.
constexpr Colours colours[] = {
    {Mark::removed, "#b3261e", "#fbe1df"},         {Mark::added, "#1a7f37", "#dcf5e1"},
    {Mark::changed, "#8a5a00", "#fcefcf"},         {Mark::finding_error, "#c62828", "#fbe3e1"},
    {Mark::finding_warning, "#b26a00", "#fdf0d5"}, {Mark::finding_info, "#2461b8", "#e3edfb"},
    {Mark::tenant_root, "#0f766e", "#ccefe9"},
};

const Colours* colours_of(const Overlay& overlay) {
  const auto* found =
      std::ranges::find_if(colours, [&](const Colours& one) { return overlay.has(one.mark); });
  return found == std::end(colours) ? nullptr : found;
}

std::string fill_of(const Overlay& overlay, std::string_view otherwise) {
  const Colours* found = colours_of(overlay);
  return std::string(found == nullptr ? otherwise : found->fill);
}

std::string row(const DiagramColumn& column, size_t port) {
  const std::string_view sign = change_sign(column.overlay);
  const std::string name = sign.empty() ? column.name : fmt::format("{} {}", sign, column.name);
  const std::string style =
      column.primary_key ? fmt::format("<B>{}</B>", cell_text(name)) : cell_text(name);
  const std::string type = short_type(column.type) + (column.nullable ? " ?" : "");
  const std::string keys = key_words(column);
  return fmt::format(
      "<TR><TD PORT=\"c{0}l\" BGCOLOR=\"{1}\" ALIGN=\"LEFT\"><FONT POINT-SIZE=\"8\" "
      "COLOR=\"#6a7685\">{2}</FONT></TD><TD BGCOLOR=\"{1}\" ALIGN=\"LEFT\">{3}</TD>"
      "<TD PORT=\"c{0}r\" BGCOLOR=\"{1}\" ALIGN=\"RIGHT\"><FONT COLOR=\"#6a7685\">{4}</FONT></TD>"
      "</TR>",
      port, fill_of(column.overlay, "#ffffff"), keys.empty() ? " " : keys, style, cell_text(type));
}

std::string node(const DiagramTable& table, size_t number) {
  const std::string_view sign = change_sign(table.overlay);
  const std::string name =
      sign.empty() ? table.name.name : fmt::format("{} {}", sign, table.name.name);
  const Colours* mark = colours_of(table.overlay);
  std::string label = fmt::format(
      "<TABLE BORDER=\"1\" COLOR=\"{}\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"3\">"
      "<TR><TD PORT=\"t\" COLSPAN=\"3\" BGCOLOR=\"{}\" ALIGN=\"LEFT\"><B>{}</B>{}</TD></TR>",
      mark == nullptr ? "#b9c2cc" : mark->line, fill_of(table.overlay, "#eef1f4"), cell_text(name),
      table.overlay.findings > 0 ? fmt::format("  ({})", table.overlay.findings) : "");
  for (size_t i = 0; i < table.columns.size(); i++) label += row(table.columns[i], i);
  label += "</TABLE>";
  std::string text = fmt::format("t{} [label=<{}>, tooltip={}", number, label,
                                 quoted(table.name.text() + note_lines(table.overlay)));
  if (const auto link = safe_link(table.overlay); !link.empty()) text += ", URL=" + quoted(link);
  return text + "];\n";
}

/// The row of a column, at the left or right border; the head where it is not known.
std::string port(const DiagramTable& table, std::string_view column, char side) {
  for (size_t i = 0; i < table.columns.size(); i++)
    if (table.columns[i].name == column) return fmt::format("c{}{}", i, side);
  return "t";
}

std::string edge_line(const Diagram& diagram, const DiagramEdge& edge) {
  const DiagramTable& from = diagram.tables[edge.from];
  const DiagramTable& to = diagram.tables[edge.to];
  const char from_side = edge.points_at_itself() ? 'r' : 'l';
  std::string text =
      fmt::format("  t{}:{}:{} -> t{}:{}:e [arrowtail={}, style={}, tooltip={}", edge.from,
                  port(from, edge.source_column(), from_side), edge.points_at_itself() ? 'e' : 'w',
                  edge.to, port(to, edge.target_column(), 'r'), edge.one ? "tee" : "crow",
                  edge.optional ? "dashed" : "solid",
                  quoted(edge_words(diagram, edge) + note_lines(edge.overlay)));
  if (const Colours* mark = colours_of(edge.overlay))
    text += fmt::format(", color=\"{}\", penwidth=2", mark->line);
  if (const auto link = safe_link(edge.overlay); !link.empty()) text += ", URL=" + quoted(link);
  return text + "];\n";
}

}  // namespace

std::string diagram_dot(const Diagram& diagram) {
  std::string text =
      "digraph schema {\n"
      "  graph [rankdir=RL, ranksep=1.2, nodesep=0.3, fontname=\"Helvetica\", charset=\"UTF-8\"];\n"
      "  node [shape=plain, fontname=\"Helvetica\", fontsize=10];\n"
      "  edge [dir=both, arrowhead=normal, arrowsize=0.7, color=\"#8794a3\"];\n";
  std::map<std::string, std::vector<size_t>> of_schema;
  for (size_t table = 0; table < diagram.tables.size(); table++)
    of_schema[diagram.tables[table].name.schema].push_back(table);
  size_t cluster = 0;
  for (const auto& [schema, tables] : of_schema) {
    if (!schema.empty())
      text += fmt::format("  subgraph cluster_{} {{\n  graph [label={}, color=\"#b9c2cc\"];\n",
                          cluster++, quoted(schema));
    for (const size_t table : tables) text += "  " + node(diagram.tables[table], table);
    if (!schema.empty()) text += "  }\n";
  }
  for (const DiagramEdge& edge : diagram.edges) text += edge_line(diagram, edge);
  return text + "}\n";
}

}  // namespace schemalint
