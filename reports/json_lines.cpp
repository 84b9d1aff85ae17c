#include <nlohmann/json.hpp>

#include "reports/finding_json.h"
#include "reports/report.h"

namespace schemalint {

// The findings of the format json, each a JSON object on a line of its own: https://jsonlines.org
std::string json_lines_report(const ReportContext& context) {
  using Json = nlohmann::ordered_json;
  std::string text;
  for (const Finding& finding : context.findings)
    text += finding_json(context.project, finding)
                .dump(-1, ' ', false, Json::error_handler_t::replace) +
            "\n";
  return text;
}

}  // namespace schemalint
