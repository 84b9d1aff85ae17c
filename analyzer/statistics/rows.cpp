#include "analyzer/statistics/rows.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "analyzer/settings.h"

namespace schemalint {
namespace {

/// Reads records of CSV one after the other.
class Csv {
 public:
  Csv(std::string_view text, const std::string& shown) : text_(text), shown_(shown) {}

  size_t line() const { return line_; }

  /// The next record that is not an empty line; false at the end.
  bool next(std::vector<std::string>& fields) {
    do {
      if (at_ >= text_.size()) return false;
      fields.assign(1, {});
      ++line_;
      while (at_ < text_.size() && !end_of_line()) read(fields);
    } while (fields.size() == 1 && fields[0].empty());
    return true;
  }

 private:
  bool end_of_line() {
    if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
    if (text_[at_] != '\n') return false;
    ++at_;
    return true;
  }

  void read(std::vector<std::string>& fields) {
    const char c = text_[at_++];
    if (c == '"') {
      quoted(fields.back());
    } else if (c == ',') {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }

  void quoted(std::string& field) {
    const size_t begin = line_;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\n') ++line_;
      if (text_[at_] != '"') {
        field += text_[at_];
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        field += text_[at_++];
      } else {
        ++at_;
        return;
      }
    }
    throw Error(fmt::format("{}: line {}: a quotation mark is not closed", shown_, begin));
  }

  std::string_view text_;
  const std::string& shown_;
  size_t at_ = 0;
  size_t line_ = 0;
};

std::vector<StatisticsRow> csv_rows(std::string_view text, const std::string& shown) {
  std::vector<StatisticsRow> rows;
  std::vector<std::string> names, fields;
  Csv csv(text, shown);
  if (!csv.next(names)) throw Error(fmt::format("{}: the file is empty", shown));
  while (csv.next(fields)) {
    if (fields.size() != names.size())
      throw Error(fmt::format("{}: line {}: {} values under {} names", shown, csv.line(),
                              fields.size(), names.size()));
    rows.push_back({csv.line(), {}});
    for (size_t i = 0; i < names.size(); ++i) rows.back().values[names[i]] = fields[i];
  }
  return rows;
}

std::string text_of(const nlohmann::json& value) {
  if (value.is_null()) return {};
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::vector<StatisticsRow> json_rows(std::string_view text, const std::string& shown) {
  const nlohmann::json document = nlohmann::json::parse(text, nullptr, false);
  if (!document.is_array()) throw Error(fmt::format("{}: is no JSON array of objects", shown));
  std::vector<StatisticsRow> rows;
  for (const nlohmann::json& one : document) {
    if (!one.is_object()) throw Error(fmt::format("{}: is no JSON array of objects", shown));
    rows.push_back({rows.size() + 1, {}});
    for (const auto& [name, value] : one.items()) rows.back().values[name] = text_of(value);
  }
  return rows;
}

}  // namespace

std::vector<StatisticsRow> statistics_rows(std::string_view text, const std::string& shown) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const size_t begin = text.find_first_not_of(" \t\r\n");
  const bool is_json =
      begin != std::string_view::npos && (text[begin] == '[' || text[begin] == '{');
  return is_json ? json_rows(text, shown) : csv_rows(text, shown);
}

}  // namespace schemalint
