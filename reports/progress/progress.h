#pragma once

#include <string>

#include "tracking/history.h"
#include "tracking/progress.h"

namespace schemalint {

// Where a clean-up stands, for different readers. Each is a pure function: the same progress, the
// same bytes.

/// For a wiki, a chat or a terminal. At most 65,000 bytes, which GitHub takes as one comment: of
/// long lists it says how many are left out.
std::string progress_markdown(const Progress& progress);

/// For programs; `schema_version` says which fields to expect.
std::string progress_json(const Progress& progress);

/// What a spreadsheet gets as its rows.
enum class CsvTable : uint8_t { items, findings, metrics, points, suppressions };

/// RFC 4180, with a line of headings. A cell that a spreadsheet would take for a formula begins
/// with an apostrophe.
std::string progress_csv(const Progress& progress, CsvTable table);

/// How the numbers of a work item or a metric came to be: every finding that is counted. Raises
/// Error, with the nearest name, where there is neither.
std::string explain(const Progress& progress, const std::string& name);

/// "12.5", "8": points for people.
std::string points_text(double points);
/// "3 points", "1 point".
std::string counted_points(double points);
/// The state of a work item in a word.
std::string_view state_text(ItemProgress::State state);
/// "12 of 40 points are left; 14.2 may be" and whether that is behind, for a milestone with an end.
std::string line_text(const GoalLine& line);
/// "2026-10-04, between 2026-09-20 and 2026-11-02", or why there is none.
std::string forecast_text(const Forecast& forecast);

}  // namespace schemalint
