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
//      |
//     ::: app/models/customer.py:7:7
//      |
//    7 | another place that belongs to it
//      |       -------- what it has to do with it
//      |
//   help: what to do

namespace {

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

/// More places than this are counted rather than shown; the machine formats have them all.
constexpr size_t most_notes = 6;

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
  void show_place(Span where, std::string_view arrow);
  void show_line(const SourceFile& file, uint32_t number);
  void show_mark(const ShownLine& line, Severity severity, char mark, const std::string& label);
  void show_snippet(Span where, Severity severity, char mark, const std::string& label);
  void show_help(const Finding& finding);
  void bar() { text_ += gutter("") + "\n"; }
  std::string gutter(const std::string& number) const;
  void summarise();
  void summarise_fixes(const Tally& count);
  std::string knowledge() const;

  const SourceFile& file(Span where) const { return context_.project.files[where.file]; }

  const ReportContext& context_;
  Paint paint_;
  std::string text_;
  size_t gutter_width_ = 1;  // digits of the largest line number of the finding
};

std::string FullReport::gutter(const std::string& number) const {
  const std::string padding(gutter_width_ - std::min(gutter_width_, number.size()), ' ');
  return paint_.frame(padding + number + " |");
}

void FullReport::show(const Finding& finding) {
  const size_t notes = std::min(finding.notes.size(), most_notes);
  uint32_t last_line = 1;
  const auto widen = [&](Span where) {
    if (where.known()) last_line = std::max(last_line, file(where).line_number(where.begin));
  };
  widen(finding.where);
  for (size_t i = 0; i < notes; i++) widen(finding.notes[i].where);
  gutter_width_ = std::to_string(last_line).size();

  text_ += paint_.severity(finding.severity, to_string(finding.severity)) + " " +
           paint_.strong(finding.rule);
  if (is_fixable(finding, context_)) text_ += " " + paint_.hint("[*]");
  text_ += ": " + paint_.strong(one_line(finding.message)) + "\n";
  if (finding.where.known()) {
    show_place(finding.where, "-->");
    show_snippet(finding.where, finding.severity, '^', "");
  }
  for (size_t i = 0; i < notes; i++) {
    const Note& note = finding.notes[i];
    if (!note.where.known()) {
      text_ += paint_.hint("note") + ": " + one_line(note.message) + "\n";
      continue;
    }
    show_place(note.where, ":::");
    show_snippet(note.where, Severity::info, '-', one_line(note.message));
  }
  if (finding.notes.size() > notes)
    text_ += paint_.hint("note") + ": " +
             counted(finding.notes.size() - notes, "more place", "more places") + "\n";
  show_help(finding);
  text_ += "\n";
}

void FullReport::show_place(Span where, std::string_view arrow) {
  const Place place = place_of(context_.project, where);
  text_ += std::string(gutter_width_, ' ') + paint_.frame(arrow) + " " +
           printable(context_.shown_prefix + place.path) + ":" + std::to_string(place.begin.line) +
           ":" + std::to_string(place.begin.column) + "\n";
}

void FullReport::show_line(const SourceFile& file, uint32_t number) {
  const ShownLine line = shown_line(file.line(number), 0, 0);
  text_ += gutter(std::to_string(number)) + " " + line.text + "\n";
}

void FullReport::show_snippet(Span where, Severity severity, char mark, const std::string& label) {
  const SourceFile& source = file(where);
  if (source.text().empty()) return;  // also what could not be read
  const Span part = first_line_of(source, where);
  const uint32_t number = source.line_number(part.begin);
  const uint32_t begin = source.line_begin(number);
  const std::string_view before = number > 1 ? source.line(number - 1) : std::string_view();
  bar();
  // The line before says what a finding is part of; a note says so itself.
  if (mark == '^' && before.find_first_not_of(" \t") != std::string_view::npos)
    show_line(source, number - 1);
  const ShownLine line = shown_line(source.line(number), part.begin - begin, part.end - begin);
  text_ += gutter(std::to_string(number)) + " " + line.text + "\n";
  show_mark(line, severity, mark, label);
  bar();
}

void FullReport::show_mark(const ShownLine& line, Severity severity, char mark,
                           const std::string& label) {
  const std::string marked =
      std::string(line.mark_width, mark) + (label.empty() ? "" : " ") + label;
  text_ += gutter("") + " " + std::string(line.mark_begin, ' ') +
           paint_.severity(severity, marked) + "\n";
}

void FullReport::show_help(const Finding& finding) {
  std::string help = finding.help;
  if (finding.fix && help.empty()) help = finding.fix->title;
  if (help.empty()) return;
  if (is_fixable_unsafely(finding, context_)) help += " (unsafe fix)";
  text_ += paint_.hint("help") + ": " + lines(help, 6) + "\n";
}

std::string FullReport::knowledge() const {
  const Coverage& coverage = context_.project.coverage;
  if (coverage.tables == 0 && coverage.revisions == 0)
    return "There are no models and no migrations.";
  const size_t understood = coverage.columns - std::min(coverage.columns, coverage.columns_unknown);
  const std::string read = "Read " + counted(coverage.tables, "table") + ", " +
                           counted(coverage.revisions, "revision") + "; ";
  const std::string columns = counted(coverage.columns, "column");
  if (coverage.columns_unknown == 0) return read + "all " + columns + " understood.";
  return read + grouped(understood) + " of " + columns +
         " understood (--show-unknown lists the rest).";
}

void FullReport::summarise() {
  const Tally count = tally(context_);
  const std::string files = counted(context_.project.files.size(), "file");
  std::string extra;
  if (context_.suppressed > 0) extra += "; " + grouped(context_.suppressed) + " suppressed";
  if (context_.not_shown > 0)
    extra += "; " + grouped(context_.not_shown) + " in files that were not asked for";

  if (context_.findings.empty()) {
    text_ += "No problems found in " + files + extra + ". " + knowledge() + "\n";
    return;
  }
  std::vector<std::string> parts;
  const auto add = [&](Severity severity, const std::string& words, size_t number) {
    if (number > 0) parts.push_back(paint_.severity(severity, words));
  };
  add(Severity::error, counted(count.errors, "error"), count.errors);
  add(Severity::warning, counted(count.warnings, "warning"), count.warnings);
  add(Severity::info, counted(count.info, "info", "info"), count.info);
  text_ += "Found " + counted(context_.findings.size(), "problem") + " (" + join(parts) + ") in " +
           grouped(count.files) + " of " + files + extra + ".\n";
  summarise_fixes(count);
  text_ += knowledge() + "\n";
}

void FullReport::summarise_fixes(const Tally& count) {
  std::string command = "schemalint check --fix";
  if (context_.unsafe_fixes) command += " --unsafe-fixes";
  if (count.fixable > 0) {
    text_ += paint_.hint("[*]") + " " + grouped(count.fixable) + " fixable with `" + command + "`";
    if (count.fixable_unsafely > 0)
      text_ += " (" + grouped(count.fixable_unsafely) + " more with --unsafe-fixes)";
    text_ += ".\n";
  } else if (count.fixable_unsafely > 0) {
    text_ += grouped(count.fixable_unsafely) + " fixable with `" + command + " --unsafe-fixes`.\n";
  }
}

}  // namespace

std::string full_report(const ReportContext& context) {
  return FullReport(context).text();
}

}  // namespace schemalint
