#include "cli/report_formats.h"

#include "cli/arguments/command_line.h"
#include "reports/html/html.h"

namespace schemalint {

std::vector<std::string> progress_format_names() {
  return {"markdown", "html", "json", "csv"};
}

CsvTable csv_table_of(const std::string& word) {
  return value_of<CsvTable>("--table", word,
                            {{"items", CsvTable::items},
                             {"findings", CsvTable::findings},
                             {"metrics", CsvTable::metrics},
                             {"points", CsvTable::points},
                             {"suppressions", CsvTable::suppressions}});
}

std::string progress_report(const std::string& format, const Progress& progress,
                            const Project& project, const ProgressChoices& choices) {
  if (format == "html") return html_report(progress, project, {.source_base = choices.source_url});
  if (format == "json") return progress_json(progress);
  if (format == "csv") return progress_csv(progress, choices.table);
  return progress_markdown(progress);
}

}  // namespace schemalint
