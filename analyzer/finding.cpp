#include "analyzer/finding.h"

#include <array>
#include <utility>

namespace schemalint {
namespace {

constexpr std::array<std::pair<Severity, std::string_view>, 4> words{
    {{Severity::off, "off"},
     {Severity::info, "info"},
     {Severity::warning, "warning"},
     {Severity::error, "error"}}};

}  // namespace

std::string_view to_string(Severity severity) {
  for (const auto& [value, word] : words)
    if (value == severity) return word;
  return {};
}

std::optional<Severity> parse_severity(std::string_view word) {
  for (const auto& [value, known] : words)
    if (known == word) return value;
  return std::nullopt;
}

}  // namespace schemalint
