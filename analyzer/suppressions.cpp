#include "analyzer/suppressions.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "analyzer/declarations.h"
#include "analyzer/words.h"

namespace schemalint {
namespace {

constexpr std::string_view marker = "schemalint:";

bool is_space(char c) {
  return c == ' ' || c == '\t';
}

/// What a comment says to schemalint.
struct Directive {
  Suppression suppression;
  bool whole_file = false;
};

/// Reads one comment from left to right.
class DirectiveReader {
 public:
  DirectiveReader(const SourceFile& source, Span comment)
      : comment_(comment), text_(source.text(comment)) {
    if (text_.starts_with("/*") && text_.ends_with("*/")) text_.remove_suffix(2);
    while (!text_.empty() && (is_space(text_.back()) || text_.back() == '\r'))
      text_.remove_suffix(1);
  }

  std::optional<Directive> read() {
    const size_t begin = text_.find(marker);
    if (begin == std::string_view::npos || !begins_a_part(begin)) return std::nullopt;
    at_ = begin + marker.size();
    skip_spaces();
    const std::string_view verb = word();
    // Another remark that begins with the tool's name, such as a link, is no directive.
    if (verb.find("ignore") == std::string_view::npos && verb != "disable") return std::nullopt;
    Directive directive;
    directive.suppression.comment = comment_;
    directive.suppression.where = span(begin, text_.size());
    directive.whole_file = verb == "file-ignore";
    skip_spaces();
    if (verb == "ignore" || verb == "file-ignore") read_names(directive.suppression);
    directive.suppression.reason = trimmed(text_.substr(at_));
    return directive;
  }

 private:
  /// The marker stands behind the sign that begins a comment, or a second one in the same comment
  /// ("# noqa: E501  # schemalint: …").
  bool begins_a_part(size_t at) const {
    while (at > 0 && is_space(text_[at - 1])) --at;
    const char sign = text_.front() == '/' ? '*' : text_.front();
    return at > 0 && text_[at - 1] == sign;
  }

  void skip_spaces() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  std::string_view word() {
    const size_t begin = at_;
    while (at_ < text_.size() && !is_space(text_[at_]) && text_[at_] != '[') ++at_;
    return text_.substr(begin, at_ - begin);
  }

  void read_names(Suppression& suppression) {
    if (at_ >= text_.size() || text_[at_] != '[') return;
    const size_t close = text_.find(']', at_);
    if (close == std::string_view::npos) return;
    while (at_ < close) {
      const size_t begin = at_ + 1;
      at_ = std::min(text_.find(',', begin), close);
      read_part(text_.substr(begin, at_ - begin), suppression);
    }
    at_ = close + 1;
  }

  /// A name, and behind it or alone what ends the suppression: "rule until=2026-12-31".
  void read_part(std::string_view part, Suppression& suppression) {
    for (part = trimmed(part); !part.empty(); part = trimmed(part)) {
      const std::string_view word = part.substr(0, part.find_first_of(" \t"));
      part.remove_prefix(word.size());
      const size_t value = word.find('=') + 1;  // 0: there is none
      const std::string_view key = word.substr(0, value);
      if (key == "until=" || key == "until-revision=") {
        (key == "until=" ? suppression.until : suppression.until_revision) = word.substr(value);
        suppression.until_where = place(word.substr(value));
      } else {
        suppression.rules.emplace_back(word);
        suppression.rule_spans.push_back(place(word));
      }
    }
  }

  /// Where a part of the comment stands.
  Span place(std::string_view part) const {
    const auto begin = static_cast<size_t>(part.data() - text_.data());
    return span(begin, begin + part.size());
  }

  Span span(size_t begin, size_t end) const {
    return {comment_.file, comment_.begin + static_cast<uint32_t>(begin),
            comment_.begin + static_cast<uint32_t>(end)};
  }

  Span comment_;
  std::string_view text_;
  size_t at_ = 0;
};

/// Decides which lines the comments of one Python file or one run of SQL speak about.
class Scope {
 public:
  /// `part` bounds what counts as "the same line": a literal's first line begins with its quotes.
  Scope(const SourceFile& source, Span part, Declarations declarations, bool indented)
      : source_(source), part_(part), declarations_(std::move(declarations)), indented_(indented) {}

  void collect(std::vector<Suppression>& found) const {
    for (const Span& comment : declarations_.comments) {
      std::optional<Directive> directive = DirectiveReader(source_, comment).read();
      if (!directive) continue;
      set_lines(*directive);
      found.push_back(std::move(directive->suppression));
    }
  }

 private:
  void set_lines(Directive& directive) const {
    Suppression& suppression = directive.suppression;
    suppression.first_line = source_.line_number(suppression.comment.begin);
    suppression.last_line = suppression.first_line;
    if (directive.whole_file) {
      if (suppression.comment.begin >= declarations_.first) return;
      suppression.first_line = 1;
      suppression.last_line = UINT32_MAX;
      return;
    }
    const Span* piece = subject(suppression.comment);
    if (piece == nullptr) return;
    suppression.first_line = std::min(suppression.first_line, source_.line_number(piece->begin));
    suppression.last_line = std::max(suppression.last_line, source_.line_number(piece->end - 1));
  }

  const Span* subject(Span comment) const {
    const std::string& text = source_.text();
    const uint32_t line =
        std::max(source_.line_begin(source_.line_number(comment.begin)), part_.begin);
    uint32_t before = comment.begin;
    while (before > line && is_space(text[before - 1])) --before;
    if (before > line) {
      // A separator ends a declaration without being part of it.
      while (before > line + 1 && (text[before - 1] == ',' || is_space(text[before - 1]))) --before;
      return declarations_.around(before - 1);
    }
    const Span* around = declarations_.around(comment.begin);
    const Span* next = declarations_.behind(comment.end, around);
    if (next == nullptr || outdented(*next, comment)) return around;
    return next;
  }

  /// A comment at the end of a Python block does not speak about what follows the block.
  bool outdented(Span next, Span comment) const {
    return indented_ &&
           source_.position(next.begin).column < source_.position(comment.begin).column;
  }

  const SourceFile& source_;
  Span part_;
  Declarations declarations_;
  bool indented_;
};

/// The contents of the string literals that hold a marker and may be SQL: a docstring never runs.
std::vector<Span> literals_with_marker(const SourceFile& source, uint32_t file,
                                       const PyTree& tree) {
  std::vector<Span> parts;
  for (const PyNode& node : tree.nodes) {
    if (node.kind != PyKind::string) continue;
    if (source.text({file, node.begin, node.end}).find(marker) == std::string_view::npos) continue;
    PyIndex parent = node.parent;
    if (tree[parent].kind == PyKind::concatenated_string) parent = tree[parent].parent;
    if (tree[parent].kind == PyKind::expression_statement) continue;
    const PyIndex index = static_cast<PyIndex>(&node - tree.nodes.data());
    const PyIndex start = tree.child(index, PyKind::string_start);
    const PyIndex end = tree.child(index, PyKind::string_end);
    if (start == PyTree::nothing || end == PyTree::nothing) continue;
    parts.push_back({file, tree[start].end, tree[end].begin});
  }
  return parts;
}

void sort_by_place(std::vector<Suppression>& suppressions) {
  std::sort(suppressions.begin(), suppressions.end(),
            [](const Suppression& a, const Suppression& b) { return a.where < b.where; });
}

}  // namespace

std::vector<Suppression> find_suppressions(const SourceFile& source, uint32_t file,
                                           const PyTree& tree) {
  std::vector<Suppression> found;
  if (source.text().find(marker) == std::string::npos) return found;
  const Span whole{file, 0, static_cast<uint32_t>(source.text().size())};
  Scope(source, whole, python_declarations(source, file, tree), true).collect(found);
  for (const Span& part : literals_with_marker(source, file, tree))
    Scope(source, part, sql_declarations(source, part), false).collect(found);
  sort_by_place(found);
  return found;
}

std::vector<Suppression> find_sql_suppressions(const SourceFile& source, uint32_t file) {
  std::vector<Suppression> found;
  if (source.text().find(marker) == std::string::npos) return found;
  const Span whole{file, 0, static_cast<uint32_t>(source.text().size())};
  Scope(source, whole, sql_declarations(source, whole), false).collect(found);
  sort_by_place(found);
  return found;
}

}  // namespace schemalint
