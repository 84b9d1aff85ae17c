#include "reports/log_command.h"

#include <fmt/core.h>

#include "parsers/utf8.h"

namespace schemalint {

std::string encoded(std::string_view text, std::string_view specials, std::string_view percent) {
  std::string result;
  for (const char c : valid_utf8(text)) {
    if (c == '%')
      result += percent;
    else if (specials.find(c) != std::string_view::npos)
      result += fmt::format("%{:02X}", static_cast<unsigned>(c));
    else
      result += c;
  }
  return result;
}

std::string message_and_help(const Finding& finding) {
  if (finding.help.empty()) return finding.message;
  return finding.message + "\n" + finding.help;
}

}  // namespace schemalint
