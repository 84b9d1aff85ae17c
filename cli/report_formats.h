#pragma once

#include <string>
#include <vector>

#include "analyzer/project.h"
#include "reports/progress/progress.h"

namespace schemalint {

/// The formats of `schemalint report`, in the order of its help.
std::vector<std::string> progress_format_names();
/// Raises Error, with the nearest word, for a table that CSV has not.
CsvTable csv_table_of(const std::string& word);
/// What the formats want to know beside the progress.
struct ProgressChoices {
  CsvTable table = CsvTable::items;
  std::string source_url;  ///< what links to source files begin with; empty: relative
};

/// The report in one of the formats.
std::string progress_report(const std::string& format, const Progress& progress,
                            const Project& project, const ProgressChoices& choices);

}  // namespace schemalint
