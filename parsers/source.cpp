#include "parsers/source.h"

#include <algorithm>

namespace schemalint {

SourceFile::SourceFile(std::string path, std::string text, Origin origin)
    : path_(std::move(path)), text_(std::move(text)), origin_(origin) {
  line_starts_.push_back(0);
  size_t with_return = 0;
  for (size_t i = 0; i < text_.size(); i++) {
    if (text_[i] != '\n') continue;
    line_starts_.push_back(static_cast<uint32_t>(i + 1));
    if (i > 0 && text_[i - 1] == '\r') with_return++;
  }
  if (with_return * 2 > line_starts_.size() - 1) newline_ = "\r\n";
}

std::string_view SourceFile::text(Span span) const {
  if (span.begin > span.end || span.end > text_.size()) return {};
  return std::string_view(text_).substr(span.begin, span.end - span.begin);
}

std::string_view SourceFile::line(uint32_t number) const {
  if (number < 1 || number > line_starts_.size()) return {};
  const uint32_t begin = line_begin(number);
  size_t end = number < line_starts_.size() ? line_starts_[number] - 1 : text_.size();
  if (end > begin && text_[end - 1] == '\r') end--;
  return std::string_view(text_).substr(begin, end - begin);
}

uint32_t SourceFile::line_begin(uint32_t number) const {
  if (number <= 1) return has_byte_order_mark() ? 3 : 0;
  if (number > line_starts_.size()) return static_cast<uint32_t>(text_.size());
  return line_starts_[number - 1];
}

uint32_t SourceFile::line_number(uint32_t offset) const {
  const auto behind = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  return static_cast<uint32_t>(behind - line_starts_.begin());
}

Position SourceFile::position(uint32_t offset) const {
  offset = std::min<uint32_t>(offset, static_cast<uint32_t>(text_.size()));
  Position position{.line = line_number(offset)};
  // Every byte that does not continue a sequence begins a code point.
  for (uint32_t i = line_begin(position.line); i < offset; i++)
    if ((static_cast<unsigned char>(text_[i]) & 0xC0) != 0x80) position.column++;
  return position;
}

/// Length of the UTF-8 sequence at the begin of `text`, or 0 where it is not valid (RFC 3629).
static size_t utf8_length(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; i++)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  if (lead == 0xE0 && byte(1) < 0xA0) return 0;  // overlong
  if (lead == 0xED && byte(1) > 0x9F) return 0;  // surrogate
  if (lead == 0xF0 && byte(1) < 0x90) return 0;  // overlong
  if (lead == 0xF4 && byte(1) > 0x8F) return 0;  // beyond U+10FFFF
  return length;
}

size_t find_invalid_utf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const size_t length = utf8_length(text.substr(i));
    if (length == 0) return i;
    i += length;
  }
  return std::string_view::npos;
}

}  // namespace schemalint
