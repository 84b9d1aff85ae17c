#include <charconv>
#include <chrono>

#include "analyzer/statistics/index_statistics.h"

namespace schemalint {
namespace {

/// Takes numbers and signs off the front of a text.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  std::optional<int> number(size_t digits) {
    int value = 0;
    if (text_.size() < digits) return std::nullopt;
    const char* end = text_.data() + digits;
    const auto read = std::from_chars(text_.data(), end, value);
    if (read.ec != std::errc() || read.ptr != end || value < 0) return std::nullopt;
    text_.remove_prefix(digits);
    return value;
  }
  bool take(std::string_view any) {
    if (text_.empty() || any.find(text_[0]) == std::string_view::npos) return false;
    text_.remove_prefix(1);
    return true;
  }
  void skip_digits() {
    while (!text_.empty() && text_[0] >= '0' && text_[0] <= '9') text_.remove_prefix(1);
  }
  bool starts_with(char c) const { return text_.starts_with(c); }

 private:
  std::string_view text_;
};

std::optional<int64_t> day(Cursor& cursor) {
  const auto year = cursor.number(4);
  if (!year || !cursor.take("-")) return std::nullopt;
  const auto month = cursor.number(2);
  if (!month || !cursor.take("-")) return std::nullopt;
  const auto day = cursor.number(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * int64_t{86400};
}

/// "07:29:29.5"; seconds are not always written.
std::optional<int64_t> time_of_day(Cursor& cursor) {
  const auto hours = cursor.number(2);
  if (!hours || !cursor.take(":")) return std::nullopt;
  const auto minutes = cursor.number(2);
  if (!minutes) return std::nullopt;
  int64_t seconds = *hours * 3600 + *minutes * 60;
  if (cursor.take(":")) {
    const auto rest = cursor.number(2);
    if (!rest) return std::nullopt;
    seconds += *rest;
    if (cursor.take(".,")) cursor.skip_digits();
  }
  return seconds;
}

/// "+02", "-0330", "+05:30": how far the clock is ahead of UTC.
int64_t zone(Cursor& cursor) {
  const bool behind = cursor.starts_with('-');
  if (!cursor.take("+-")) return 0;
  const auto hours = cursor.number(2);
  if (!hours) return 0;
  cursor.take(":");
  const int64_t ahead = *hours * 3600 + cursor.number(2).value_or(0) * 60;
  return behind ? -ahead : ahead;
}

}  // namespace

std::optional<int64_t> parse_timestamp(std::string_view text) {
  Cursor cursor(text);
  const auto date = day(cursor);
  if (!date) return std::nullopt;
  if (!cursor.take("T ")) return date;
  const auto time = time_of_day(cursor);
  if (!time) return date;
  cursor.take(" ");
  return *date + *time - zone(cursor);
}

}  // namespace schemalint
