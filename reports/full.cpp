#include <fmt/core.h>

#include <algorithm>

#include "analyzer/words.h"
#include "reports/display.h"
#include "reports/places.h"
#include "reports/report.h"
#include "reports/tally.h"

namespace schemalint {

// A finding as the full report shows it:
//
//   warning missing-schema-prefix [*]: what is wrong
//     --> app/models/order.py:41:5
//      |
//   40 | the line before
//   41 | the line itself
//      |      ^^^^ the marked part
//   ...
//   52 | another place of this file that belongs to it
//      |     ---- what it has to do with it
//      |
//     ::: app/models/customer.py:7:7
//      |
//    7 | a place of another file
//      |       -------- what it has to do with it
//      |
//   help: what to do

namespace {

/// More places than this are counted rather than shown; the machine formats have them all.
constexpr size_t most_notes = 6;
/// What a note says goes to lines of its own where it would end behind this column.
constexpr size_t last_column = 110;
constexpr size_t narrowest_label = 40;
/// From this number of findings on, the summary says how many there are of each rule.
constexpr size_t many_findings = 10;

/// Lines behind the first begin below it, under the text behind "help: ".
std::string lines(std::string_view text, size_t indentation) {
  std::string shown;
  while (true) {
    const size_t end = text.find('\n');
    shown += printable(text.substr(0, end));
    if (end == std::string_view::npos) return shown;
    shown += "\n" + std::string(indentation, ' ');
    text.remove_prefix(end + 1);
  }
}

/// A place to show: the finding's own, or a note's.
struct Mark {
  Span where;
  Severity severity = Severity::info;
  char sign = '-';
  std::string label{};
};

class FullReport {
 public:
  explicit FullReport(const ReportContext& context) : context_(context), paint_(context.colour) {}

  std::string text() {
    for (const Finding& finding : context_.findings) show(finding);
    summarise();
    return std::move(text_);
  }

 private:
  void show(const Finding& finding);
  std::vector<Mark> marks_of(const Finding& finding) const;
  void show_marks(const std::vector<Mark>& marks);
  void show_place(const Mark& mark);
  void show_line(const Mark& mark, uint32_t last_shown);
  void show_label(const Mark& mark, const ShownLine& line);
  void show_notes_without_place(const Finding& finding);
  void show_help(const Finding& finding);
  void frame(const std::string& number, const std::string& text);
  void summarise();
  void summarise_rules();
  void summarise_fixes(const Tally& count);
  std::string knowledge() const;

  const SourceFile& file(Span where) const { return context_.project.files[where.file]; }
  uint32_t line_number(Span where) const { return file(where).line_number(where.begin); }

  const ReportContext& context_;
  Paint paint_;
  std::string text_;
  size_t gutter_width_ = 1;  // digits of the largest line number of the finding
};

void FullReport::show(const Finding& finding) {
  text_ += paint_.severity(finding.severity, to_string(finding.severity)) + " " +
           paint_.strong(finding.rule);
  if (is_fixable(finding, context_)) text_ += " " + paint_.hint("[*]");
  text_ += ": " + paint_.strong(one_line(finding.message)) + "\n";
  show_marks(marks_of(finding));
  show_notes_without_place(finding);
  show_help(finding);
  text_ += "\n";
}

std::vector<Mark> FullReport::marks_of(const Finding& finding) const {
  std::vector<Mark> marks;
  if (finding.where.known())
    marks.push_back({.where = finding.where, .severity = finding.severity, .sign = '^'});
  for (size_t i = 0; i < std::min(finding.notes.size(), most_notes); i++)
    if (finding.notes[i].where.known())
      marks.push_back(
          {.where = finding.notes[i].where, .label = one_line(finding.notes[i].message)});
  return marks;
}

/// Places of one file that follow one another share a frame.
void FullReport::show_marks(const std::vector<Mark>& marks) {
  uint32_t largest = 1;
  for (const Mark& mark : marks) largest = std::max(largest, line_number(mark.where));
  gutter_width_ = std::to_string(largest).size();
  for (size_t i = 0; i < marks.size(); i++) {
    const bool begins = i == 0 || marks[i].where.file != marks[i - 1].where.file;
    const bool ends = i + 1 == marks.size() || marks[i].where.file != marks[i + 1].where.file;
    if (begins) show_place(marks[i]);
    if (file(marks[i].where).text().empty()) continue;  // also what could not be read
    if (begins) frame("", "");
    show_line(marks[i], begins ? 0 : line_number(marks[i - 1].where));
    if (ends) frame("", "");
  }
}

void FullReport::show_place(const Mark& mark) {
  const Place place = place_of(context_.project, mark.where);
  text_ += std::string(gutter_width_, ' ') + paint_.frame(mark.sign == '^' ? "-->" : ":::") + " " +
           printable(context_.shown_prefix + place.path) + ":" + std::to_string(place.begin.line) +
           ":" + std::to_string(place.begin.column) + "\n";
}

void FullReport::frame(const std::string& number, const std::string& text) {
  const std::string padding(gutter_width_ - std::min(gutter_width_, number.size()), ' ');
  text_ += paint_.frame(padding + number + " |");
  if (!text.empty()) text_ += " " + text;
  text_ += "\n";
}

/// `last_shown` is the number of the line above in the same frame, 0 where there is none.
void FullReport::show_line(const Mark& mark, uint32_t last_shown) {
  const SourceFile& source = file(mark.where);
  const Span part = first_line_of(source, mark.where);
  const uint32_t number = source.line_number(part.begin);
  const uint32_t begin = source.line_begin(number);
  const std::string_view before = number > 1 ? source.line(number - 1) : std::string_view();
  const bool follows = last_shown > 0 && last_shown + 1 == number;
  if (last_shown > 0 && !follows) text_ += paint_.frame("...") + "\n";
  // The line before says what a finding is part of; a note says so itself.
  if (mark.sign == '^' && before.find_first_not_of(" \t") != std::string_view::npos)
    frame(std::to_string(number - 1), shown_line(before, 0, 0).text);
  const ShownLine line = shown_line(source.line(number), part.begin - begin, part.end - begin);
  frame(std::to_string(number), line.text);
  show_label(mark, line);
}

void FullReport::show_label(const Mark& mark, const ShownLine& line) {
  const std::string signs(line.mark_width, mark.sign);
  const std::string indentation(line.mark_begin, ' ');
  const bool fits = line.mark_begin + line.mark_width + 1 + mark.label.size() <= last_column;
  const std::string beside = fits && !mark.label.empty() ? signs + " " + mark.label : signs;
  frame("", indentation + paint_.severity(mark.severity, beside));
  if (fits) return;
  const size_t column = std::min(line.mark_begin, last_column - narrowest_label);
  for (const std::string& part : wrapped(mark.label, last_column - column))
    frame("", std::string(column, ' ') + paint_.severity(mark.severity, part));
}

void FullReport::show_notes_without_place(const Finding& finding) {
  const size_t shown = std::min(finding.notes.size(), most_notes);
  for (size_t i = 0; i < shown; i++)
    if (!finding.notes[i].where.known())
      text_ += paint_.hint("note") + ": " + one_line(finding.notes[i].message) + "\n";
  if (finding.notes.size() > shown)
    text_ += paint_.hint("note") + ": " +
             counted(finding.notes.size() - shown, "more place", "more places") + "\n";
}

void FullReport::show_help(const Finding& finding) {
  std::string help = finding.help;
  if (finding.fix && help.empty()) help = finding.fix->title;
  if (help.empty()) return;
  if (is_fixable_unsafely(finding, context_)) help += " (unsafe fix)";
  text_ += paint_.hint("help") + ": " + lines(help, 6) + "\n";
}

/// How much of something was understood: "345 columns", "123 of 137 statements".
std::string understood(size_t all, size_t unknown, std::string_view noun) {
  if (unknown == 0) return counted(all, noun);
  return grouped(all - std::min(all, unknown)) + " of " + counted(all, noun);
}

std::string FullReport::knowledge() const {
  const Coverage& known = context_.project.coverage;
  if (known.tables == 0 && known.revisions == 0) return "There are no models and no migrations.";
  const bool all_columns = known.columns_unknown == 0;
  std::vector<std::string> parts = {(all_columns ? "all " : "") +
                                    understood(known.columns, known.columns_unknown, "column")};
  const auto add = [&](size_t all, size_t unknown, std::string_view noun) {
    if (unknown > 0) parts.push_back(understood(all, unknown, noun));
  };
  add(known.tables, known.tables_unknown, "table");
  add(known.relationships, known.relationships_unknown, "relationship");
  add(known.statements, known.statements_unknown, "statement");
  const bool everything = all_columns && parts.size() == 1;
  return "Read " + counted(known.tables, "table") + ", " + counted(known.revisions, "revision") +
         "; " + join(parts) + " understood" +
         (everything ? "." : " (--show-unknown lists the rest).");
}

void FullReport::summarise() {
  const Tally count = tally(context_);
  const std::string files = counted(context_.project.file_count(), "file");
  std::string extra;
  if (context_.suppressed > 0) extra += "; " + grouped(context_.suppressed) + " suppressed";
  if (context_.baselined > 0) extra += "; " + grouped(context_.baselined) + " baselined";
  if (context_.older > 0) extra += "; " + grouped(context_.older) + " older";
  if (context_.not_shown > 0)
    extra += "; " + grouped(context_.not_shown) + " in files that were not asked for";

  if (context_.findings.empty()) {
    text_ += "No problems found in " + files + extra + ". " + knowledge() + "\n";
    return;
  }
  std::vector<std::string> parts;
  for (const SeverityCount& each : by_severity(count))
    parts.push_back(paint_.severity(each.severity, each.words));
  text_ += "Found " + counted(context_.findings.size(), "problem") + " (" + join(parts) + ") in " +
           grouped(count.files) + " of " + files + extra + ".\n";
  if (context_.findings.size() >= many_findings) summarise_rules();
  summarise_fixes(count);
  text_ += knowledge() + "\n";
}

/// The rules by number of findings, so that whoever scrolled past them knows what they were.
void FullReport::summarise_rules() {
  for (const RuleCount& count : by_rule(context_.findings))
    text_ += fmt::format("{:>6}  {}\n", grouped(count.findings),
                         paint_.severity(count.highest, count.rule));
}

void FullReport::summarise_fixes(const Tally& count) {
  const std::string fixes = describe_fixes(count, context_);
  if (count.fixable > 0) text_ += paint_.hint("[*]") + " ";
  if (!fixes.empty()) text_ += fixes + "\n";
}

}  // namespace

std::string full_report(const ReportContext& context) {
  return FullReport(context).text();
}

}  // namespace schemalint
