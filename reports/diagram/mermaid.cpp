#include "reports/diagram/mermaid.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "analyzer/words.h"
#include "parsers/utf8.h"
#include "reports/diagram/wording.h"
#include "reports/display.h"

// Mermaid's grammar has no escapes, so what a name may not hold is replaced. Its names of
// attributes are words; where a column or a type is none, the comment behind it says what it is
// really called. https://mermaid.js.org/syntax/entityRelationshipDiagram.html

namespace schemalint {
namespace {

bool is_letter(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_digit(char32_t c) {
  return c >= '0' && c <= '9';
}

/// Text between quotes: without what ends it, what HTML or Mermaid's own comments and entities
/// ("#35;") begin with, and without line breaks.
std::string quoted(std::string_view text) {
  std::string result = "\"";
  const std::string line = one_line(text);
  for (size_t at = 0; at < line.size();) {
    const CodePoint point = decode_utf8(line, at);
    at += point.length;
    constexpr std::string_view refused = "%\\#;<>{}`~\"";
    if (point.value == '"')
      result += '\'';
    else if (point.value < 0x80 && refused.find(static_cast<char>(point.value)) != refused.npos)
      result += '_';
    else
      append_utf8(result, point.value);
  }
  // Mermaid looks for "direction TB" in the whole line, quotes or not.
  const std::string small = lower(result);
  constexpr std::string_view direction = "direction ";
  for (size_t at = 0; (at = small.find(direction, at)) != std::string::npos; at++)
    result[at + direction.size() - 1] = '_';
  // An empty string is no name.
  return result.size() == 1 ? "\"_\"" : result + "\"";
}

/// A word of the grammar: a letter, then letters, digits and some signs.
std::string word(std::string_view text, std::string_view signs) {
  std::string result;
  for (size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    at += point.length;
    const char32_t c = point.value;
    const bool is_sign = c < 0x80 && signs.find(static_cast<char>(c)) != signs.npos;
    if (is_letter(c) || is_digit(c) || is_sign)
      result += static_cast<char>(c);
    else
      result += '_';
  }
  // PK, FK and UK mean something where a word may stand.
  const std::string start = lower(result.substr(0, 2));
  const bool is_key = (start == "pk" || start == "fk" || start == "uk") &&
                      (result.size() == 2 || (!is_letter(static_cast<unsigned char>(result[2])) &&
                                              !is_digit(static_cast<unsigned char>(result[2]))));
  const bool begins_well = !result.empty() && is_letter(static_cast<unsigned char>(result[0]));
  return is_key || !begins_well ? "_" + result : result;
}

/// "numeric(10_2)" for numeric(10, 2): older versions of Mermaid take no comma.
std::string type_word(std::string_view type) {
  std::string text(type);
  std::erase(text, ' ');
  return word(text, "()[]-");
}

/// "PK, FK": what Mermaid knows of them.
std::string keys_of(const DiagramColumn& column) {
  std::vector<std::string> keys;
  if (column.primary_key) keys.emplace_back("PK");
  if (column.foreign_key) keys.emplace_back("FK");
  if (column.unique) keys.emplace_back("UK");
  return join(keys);
}

/// The signs of marks, for people: tables and columns cannot be coloured where an older Mermaid is.
std::vector<std::string> mark_words(const Overlay& overlay) {
  std::vector<std::string> words;
  for (const Mark mark : {Mark::added, Mark::removed, Mark::changed})
    if (overlay.has(mark)) words.emplace_back(to_string(mark));
  if (overlay.has(Mark::tenant_root)) words.emplace_back("tenant");
  if (overlay.findings > 0) words.push_back(counted(overlay.findings, "finding"));
  return words;
}

std::string column_line(const DiagramColumn& column) {
  const std::string type = short_type(column.type);
  const std::string type_name = column.type.empty() ? "unknown" : type_word(type);
  const std::string name = word(column.name, "-");
  std::vector<std::string> remarks;
  if (name != column.name) remarks.push_back(column.name);
  if (type_name != type && !column.type.empty()) remarks.push_back(type);
  if (!column.nullable && !column.primary_key) remarks.emplace_back("not null");
  for (std::string& mark : mark_words(column.overlay)) remarks.push_back(std::move(mark));
  std::string line = fmt::format("        {} {}", type_name, name);
  if (const std::string keys = keys_of(column); !keys.empty()) line += " " + keys;
  if (!remarks.empty()) line += " " + quoted(join(remarks));
  return line + "\n";
}

bool is_marked(const Overlay& overlay) {
  return !overlay.marks.empty();
}

enum class Rows : uint8_t { all, keys, none };

bool has_row(const DiagramColumn& column, Rows rows) {
  if (rows != Rows::keys) return rows == Rows::all;
  return column.primary_key || column.foreign_key || is_marked(column.overlay);
}

class Mermaid {
 public:
  Mermaid(const Diagram& diagram, Rows rows) : diagram_(diagram) {
    std::set<std::string> taken;
    for (const DiagramTable& table : diagram.tables) {
      std::string name = quoted(table.name.text());
      // Names that differ in what was replaced alone.
      for (size_t n = 2; !taken.insert(name).second; n++)
        name = quoted(fmt::format("{} ({})", table.name.text(), n));
      names_.push_back(name);
      entities_.push_back(entity(table, name, rows));
    }
    for (const DiagramEdge& edge : diagram.edges) relations_.push_back(relation(edge));
  }

  /// The text with the kept tables and edges, given as flags.
  std::string text(const std::vector<bool>& tables, const std::vector<bool>& edges) const {
    std::string text;
    for (size_t table = 0; table < tables.size(); table++)
      if (tables[table]) text += entities_[table];
    for (size_t edge = 0; edge < edges.size(); edge++)
      if (edges[edge]) text += relations_[edge];
    return text;
  }

  size_t length_of_table(size_t table) const { return entities_[table].size(); }
  size_t length_of_edge(size_t edge) const { return relations_[edge].size(); }

 private:
  static std::string entity(const DiagramTable& table, const std::string& name, Rows rows) {
    std::string text = "    " + name;
    if (const std::vector<std::string> words = mark_words(table.overlay); !words.empty())
      text += "[" + quoted(fmt::format("{} ({})", table.name.text(), join(words))) + "]";
    std::string lines;
    for (const DiagramColumn& column : table.columns)
      if (has_row(column, rows)) lines += column_line(column);
    return text + (lines.empty() ? "\n" : " {\n" + lines + "    }\n");
  }

  std::string relation(const DiagramEdge& edge) const {
    std::vector<std::string> words = mark_words(edge.overlay);
    std::string label = join(edge.columns);
    if (!words.empty()) label += " (" + join(words) + ")";
    return fmt::format("    {} {}--{} {} : {}\n", names_[edge.from], edge.one ? "|o" : "}o",
                       edge.optional ? "o|" : "||", names_[edge.to], quoted(label));
  }

  const Diagram& diagram_;
  std::vector<std::string> names_;
  std::vector<std::string> entities_;
  std::vector<std::string> relations_;
};

/// Which tables and edges of a diagram stay when there is no room for all: what is marked, then
/// tables with many foreign keys, each with the edges to those before it.
class Choice {
 public:
  Choice(const Diagram& diagram, const Mermaid& mermaid, const MermaidLimits& limits)
      : diagram_(diagram),
        tables_(diagram.tables.size(), false),
        edges_(diagram.edges.size(), false) {
    std::vector<std::vector<size_t>> edges_of(diagram.tables.size());
    for (size_t edge = 0; edge < diagram.edges.size(); edge++) {
      edges_of[diagram.edges[edge].from].push_back(edge);
      if (!diagram.edges[edge].points_at_itself()) edges_of[diagram.edges[edge].to].push_back(edge);
    }
    size_t used = room_for_header;
    size_t edges = 0;
    for (const size_t table : order(edges_of)) {
      if (used + mermaid.length_of_table(table) > limits.characters) continue;
      used += mermaid.length_of_table(table);
      tables_[table] = true;
      for (const size_t edge : edges_of[table]) {
        const DiagramEdge& one = diagram.edges[edge];
        const size_t length = mermaid.length_of_edge(edge);
        if (!tables_[one.from] || !tables_[one.to] || edges == limits.edges ||
            used + length > limits.characters)
          continue;
        used += length;
        edges++;
        edges_[edge] = true;
      }
    }
  }

  const std::vector<bool>& tables() const { return tables_; }
  const std::vector<bool>& edges() const { return edges_; }

  static constexpr size_t room_for_header = 160;

 private:
  std::vector<size_t> order(const std::vector<std::vector<size_t>>& edges_of) const {
    std::vector<size_t> order(diagram_.tables.size());
    for (size_t table = 0; table < order.size(); table++) order[table] = table;
    std::ranges::stable_sort(order, [&](size_t a, size_t b) {
      const bool marked_a = is_marked(diagram_.tables[a].overlay);
      const bool marked_b = is_marked(diagram_.tables[b].overlay);
      if (marked_a != marked_b) return marked_a;
      return edges_of[a].size() > edges_of[b].size();
    });
    return order;
  }

  const Diagram& diagram_;
  std::vector<bool> tables_;
  std::vector<bool> edges_;
};

/// Mermaid counts as JavaScript does: in UTF-16.
size_t characters(const std::string& text) {
  size_t count = 0;
  for (size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    count += point.value > 0xFFFF ? 2 : 1;
    at += point.length;
  }
  return count;
}

size_t left_out(const std::vector<bool>& kept) {
  return static_cast<size_t>(std::ranges::count(kept, false));
}

}  // namespace

std::string diagram_mermaid(const Diagram& diagram, const MermaidLimits& limits) {
  const std::vector<bool> all_tables(diagram.tables.size(), true);
  const std::vector<bool> all_edges(diagram.edges.size(), true);
  const std::string begin = "erDiagram\n";
  constexpr std::pair<Rows, std::string_view> steps[] = {
      {Rows::all, ""},
      {Rows::keys, "    %% Left out for size: columns that are neither keys nor marked.\n"},
      {Rows::none, "    %% Left out for size: all columns.\n"},
  };
  if (diagram.edges.size() <= limits.edges)
    for (const auto& [rows, remark] : steps) {
      std::string text = begin;
      text += remark;
      text += Mermaid(diagram, rows).text(all_tables, all_edges);
      if (characters(text) <= limits.characters) return text;
    }
  const Mermaid mermaid(diagram, Rows::none);
  const Choice choice(diagram, mermaid, limits);
  return begin +
         fmt::format("    %% Left out for size: all columns, {} of {}, {} of {}.\n",
                     grouped(left_out(choice.tables())), counted(diagram.tables.size(), "table"),
                     grouped(left_out(choice.edges())),
                     counted(diagram.edges.size(), "foreign key")) +
         mermaid.text(choice.tables(), choice.edges());
}

}  // namespace schemalint
