#include "parsers/text.h"

#include <algorithm>

namespace schemalint {

Text Text::verbatim(std::string value, Span where) {
  Text text;
  if (!value.empty()) text.pieces_.push_back({.begin = 0, .where = where, .verbatim = true});
  text.value_ = std::move(value);
  return text;
}

Text Text::derived(std::string value, Span where) {
  Text text;
  if (!value.empty()) text.pieces_.push_back({.begin = 0, .where = where});
  text.value_ = std::move(value);
  return text;
}

Text Text::hole(Span where) {
  Text text = derived(std::string(placeholder), where);
  text.pieces_.front().hole = true;
  return text;
}

bool Text::exact() const {
  return std::ranges::none_of(pieces_, &Piece::hole);
}

void Text::append(const Text& other) {
  const auto shift = static_cast<uint32_t>(value_.size());
  for (Piece piece : other.pieces_) {
    piece.begin += shift;
    pieces_.push_back(piece);
  }
  value_ += other.value_;
}

Text Text::slice(size_t begin, size_t end) const {
  end = std::min(end, value_.size());
  Text part;
  if (begin >= end) return part;
  part.value_ = value_.substr(begin, end - begin);
  const auto behind = std::ranges::upper_bound(pieces_, begin, {}, &Piece::begin);
  for (auto i = static_cast<size_t>(behind - pieces_.begin()) - 1; i < pieces_.size(); i++) {
    Piece piece = pieces_[i];
    if (piece.begin >= end) break;
    const size_t piece_end = i + 1 < pieces_.size() ? pieces_[i + 1].begin : value_.size();
    const size_t from = std::max<size_t>(piece.begin, begin);
    const size_t to = std::min(piece_end, end);
    if (piece.verbatim) {
      piece.where.begin += static_cast<uint32_t>(from - piece.begin);
      piece.where.end = piece.where.begin + static_cast<uint32_t>(to - from);
    }
    piece.begin = static_cast<uint32_t>(from - begin);
    part.pieces_.push_back(piece);
  }
  return part;
}

namespace {

struct Line {
  size_t begin;
  size_t end;  // before the newline
  size_t indent;
  bool blank() const { return begin + indent == end; }
};

std::vector<Line> split_lines(const std::string& text) {
  std::vector<Line> lines;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    size_t indent = 0;
    while (begin + indent < end && (text[begin + indent] == ' ' || text[begin + indent] == '\t'))
      indent++;
    lines.push_back({begin, end, indent});
    begin = end + 1;
  }
  return lines;
}

}  // namespace

Text Text::dedent() const {
  const std::vector<Line> lines = split_lines(value_);
  std::string_view margin;
  bool first = true;
  for (const Line& line : lines) {
    if (line.blank()) continue;
    const std::string_view indent = std::string_view(value_).substr(line.begin, line.indent);
    if (first) {
      margin = indent;
      first = false;
      continue;
    }
    const auto differ = std::ranges::mismatch(margin, indent);
    margin = margin.substr(0, static_cast<size_t>(differ.in1 - margin.begin()));
  }
  Text result;
  for (const Line& line : lines) {
    // textwrap.dedent leaves of a blank line only its line ending.
    const size_t skip = line.blank() ? line.indent : margin.size();
    result.append(slice(line.begin + skip, std::min(line.end + 1, value_.size())));
  }
  return result;
}

Text Text::with_value(std::string value) const {
  if (value.size() == value_.size()) {
    Text same = *this;
    same.value_ = std::move(value);
    return same;
  }
  Text result = derived(std::move(value), where());
  if (!exact() && !result.pieces_.empty()) result.pieces_.front().hole = true;
  return result;
}

Span Text::where(size_t begin, size_t end) const {
  const Text part = slice(begin, end);
  if (part.pieces_.empty()) {
    const Span at = insertion(begin);
    return at.known() || pieces_.empty() ? at : pieces_.front().where;
  }
  Span span = part.pieces_.front().where;
  for (const Piece& piece : part.pieces_)
    if (piece.where.file == span.file && piece.where.end > span.end) span.end = piece.where.end;
  return span;
}

Span Text::insertion(size_t offset) const {
  for (size_t i = 0; i < pieces_.size(); i++) {
    const Piece& piece = pieces_[i];
    const size_t end = i + 1 < pieces_.size() ? pieces_[i + 1].begin : value_.size();
    if (!piece.verbatim || offset < piece.begin || offset > end) continue;
    const uint32_t at = piece.where.begin + static_cast<uint32_t>(offset - piece.begin);
    return {piece.where.file, at, at};
  }
  return {};
}

}  // namespace schemalint
