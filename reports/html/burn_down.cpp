#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "analyzer/words.h"
#include "reports/diagram/text_width.h"
#include "reports/html/axis.h"
#include "reports/html/days.h"
#include "reports/html/sections.h"
#include "reports/html/writing.h"

// The burn-down: points left over time, the line they are held against and where they seem to go;
// below, on the same days, how many findings there were. Drawn twice, for wide and for narrow
// screens, as text inside a drawing does not flow.

namespace schemalint::html {

namespace {

/// A point of the history whose day is known, as it is drawn.
struct Dot {
  const Point* point = nullptr;
  int day = 0;
};

constexpr double font_size = 12;
/// More places than this that can be pointed at are none: they would be narrower than a pointer.
constexpr size_t most_places = 160;
/// Beyond this number the dots would hide the line.
constexpr size_t most_dots = 60;

class BurnDown {
 public:
  BurnDown(const Page& page, double width, bool is_narrow)
      : page_(page), is_narrow_(is_narrow), width_(width) {
    for (const Point& point : page.progress.points)
      if (const auto day = known_day(point.day)) dots_.push_back({&point, *day});
    lay_out();
  }

  std::string svg();

 private:
  template <typename... Values>
  void out(fmt::format_string<Values...> format, Values&&... values) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Values>(values)...);
  }

  void lay_out();
  void grid(const Panel& panel, const std::vector<double>& ticks, std::string_view title);
  void days();
  void goal_line();
  void forecast();
  void series(const Panel& panel, std::string_view name, double (*value)(const Point&));
  void last_value(const Panel& panel, double value);
  void places();
  void place(const Dot& dot, double left, double right, bool is_last);

  /// The day the goal line begins on.
  int start() const {
    return known_day(page_.progress.milestone.start).value_or(dots_.front().day);
  }

  const Page& page_;
  bool is_narrow_;
  double width_;
  double height_ = 0;
  std::vector<Dot> dots_;
  Panel points_, findings_;
  std::vector<double> points_ticks_, findings_ticks_;
  std::string text_;
};

double points_of(const Point& point) {
  return point.points_left;
}
double findings_of(const Point& point) {
  return static_cast<double>(point.findings);
}

void BurnDown::lay_out() {
  const Progress& progress = page_.progress;
  if (dots_.empty()) return;
  int first = dots_.front().day, last = dots_.back().day;
  double most_points = progress.total_points, most_findings = 0;
  for (const Dot& dot : dots_) {
    most_points = std::max(most_points, points_of(*dot.point));
    most_findings = std::max(most_findings, findings_of(*dot.point));
  }
  if (page_.has_points()) {
    first = std::min(first, start());
    last = std::max(last, known_day(progress.milestone.until).value_or(last));
    // A forecast may lie years ahead: what is known gets most of the paper.
    const int furthest = last + std::max(28, (last - first) / 2);
    for (const std::string& day : {progress.forecast.day, progress.forecast.high})
      if (const auto end = known_day(day)) last = std::max(last, std::min(*end, furthest));
  }
  if (first == last) {
    first -= 3;
    last += 3;
  }
  points_ticks_ = number_ticks(most_points, is_narrow_ ? 4 : 5);
  findings_ticks_ = number_ticks(most_findings, 3);
  Panel panel{.left = is_narrow_ ? 34.0 : 46.0, .top = 26, .first_day = first, .last_day = last};
  panel.width = width_ - panel.left - 18;
  if (page_.has_points()) {
    points_ = panel;
    points_.height = is_narrow_ ? 190 : 250;
    points_.most = points_ticks_.back();
    panel.top = points_.bottom() + 34;
  }
  findings_ = panel;
  findings_.height = page_.has_points() ? 72 : 170;
  findings_.most = findings_ticks_.back();
  height_ = findings_.bottom() + 30;
}

void BurnDown::grid(const Panel& panel, const std::vector<double>& ticks, std::string_view title) {
  out("<text class=\"axis-title\" x=\"{:.0f}\" y=\"{:.0f}\">{}</text>", 2.0, panel.top - 12, title);
  for (const double tick : ticks)
    out("<path class=\"grid{}\" d=\"M{:.1f},{:.1f}H{:.1f}\"/><text class=\"number\" x=\"{:.1f}\" "
        "y=\"{:.1f}\">{}</text>",
        tick == 0 ? " zero" : "", panel.left, panel.y(tick), panel.right(), panel.left - 6,
        panel.y(tick) + 4, grouped(static_cast<size_t>(tick)));
  text_ += "\n";
}

void BurnDown::days() {
  const auto most = static_cast<size_t>(findings_.width / 72);
  for (const DayTick& tick : day_ticks(findings_.first_day, findings_.last_day, most)) {
    const double x = findings_.x(tick.day);
    const double half = text_width(tick.label) * font_size / 2;
    out("<path class=\"tick\" d=\"M{0:.1f},{1:.1f}v5\"/><text class=\"day\" x=\"{2:.1f}\" "
        "y=\"{3:.1f}\">{4}</text>",
        x, findings_.bottom(), std::clamp(x, half, width_ - half), findings_.bottom() + 20,
        tick.label);
  }
  text_ += "\n";
}

void BurnDown::goal_line() {
  const auto end = known_day(page_.progress.milestone.until);
  if (!end || *end <= start()) return;
  out("<path class=\"goal\" d=\"M{:.1f},{:.1f}L{:.1f},{:.1f}\"/>\n", points_.x(start()),
      points_.y(page_.progress.total_points), points_.x(*end), points_.y(0));
}

/// From the last point to the days on which nothing is left; cut where the paper ends.
void BurnDown::forecast() {
  const Forecast& forecast = page_.progress.forecast;
  const auto middle = known_day(forecast.day);
  const Dot& last = dots_.back();
  const double left = last.point->points_left;
  if (!middle || left <= 0) return;
  const int edge = points_.last_day;
  const auto target = [&](std::optional<int> day) {  // where a way to a day leaves the paper
    if (!day) return std::pair{static_cast<double>(edge), left};
    const int end = std::max(*day, last.day + 1);
    if (end <= edge) return std::pair{static_cast<double>(end), 0.0};
    return std::pair{static_cast<double>(edge),
                     left * (1 - static_cast<double>(edge - last.day) / (end - last.day))};
  };
  const auto low = target(known_day(forecast.low).value_or(*middle));
  const auto high = target(known_day(forecast.high));
  out("<path class=\"range\" d=\"M{:.1f},{:.1f}L{:.1f},{:.1f}", points_.x(last.day),
      points_.y(left), points_.x(low.first), points_.y(low.second));
  if (low.second <= 0 && high.second > 0) out("H{:.1f}", points_.right());
  out("L{:.1f},{:.1f}Z\"/>", points_.x(high.first), points_.y(high.second));
  const auto [x, y] = target(middle);
  out("<path class=\"forecast\" d=\"M{:.1f},{:.1f}L{:.1f},{:.1f}\"/>\n", points_.x(last.day),
      points_.y(left), points_.x(x), points_.y(y));
}

void BurnDown::series(const Panel& panel, std::string_view name, double (*value)(const Point&)) {
  std::string path;
  for (const Dot& dot : dots_)
    path += fmt::format("{}{:.1f},{:.1f}", path.empty() ? "M" : "L", panel.x(dot.day),
                        panel.y(value(*dot.point)));
  if (dots_.size() > 1)
    out("<path class=\"area {0}\" d=\"{1}V{2:.1f}H{3:.1f}Z\"/><path class=\"line {0}\" "
        "d=\"{1}\"/>\n",
        name, path, panel.bottom(), panel.x(dots_.front().day));
  for (const Dot& dot : dots_)
    if (dots_.size() <= most_dots || &dot == &dots_.back())
      out("<circle class=\"dot {}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\"/>", name, panel.x(dot.day),
          panel.y(value(*dot.point)), &dot == &dots_.back() ? 4.5 : 2.5);
  text_ += "\n";
}

void BurnDown::last_value(const Panel& panel, double value) {
  const Dot& last = dots_.back();
  out("<text class=\"value\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n",
      std::clamp(panel.x(last.day), panel.left + 14, panel.right() - 14),
      std::max(panel.y(value) - 10, panel.top - 2), points_text(value));
}

/// Bands over the whole height, one around each point, that say what it is when pointed at or
/// focused. They lie above everything that is drawn.
void BurnDown::places() {
  const size_t step = (dots_.size() + most_places - 1) / most_places;
  std::vector<const Dot*> chosen;
  for (size_t i = dots_.size(); i > 0; i -= std::min(i, step)) chosen.push_back(&dots_[i - 1]);
  std::ranges::reverse(chosen);
  for (size_t i = 0; i < chosen.size(); i++) {
    const double x = findings_.x(chosen[i]->day);
    const bool is_last = i + 1 == chosen.size();
    const double left = i == 0 ? x - 8 : (x + findings_.x(chosen[i - 1]->day)) / 2;
    const double right = is_last ? x + 8 : (x + findings_.x(chosen[i + 1]->day)) / 2;
    place(*chosen[i], left, right, is_last);
  }
}

void BurnDown::place(const Dot& dot, double left, double right, bool is_last) {
  const Point& point = *dot.point;
  std::vector<std::string> lines = {day_words(dot.day, true)};
  if (page_.has_points())
    lines.push_back(fmt::format("{} of {} points left", points_text(point.points_left),
                                points_text(page_.progress.total_points)));
  lines.push_back(counted(point.findings, "finding"));
  lines.push_back(point.commit.empty()
                      ? "not committed"
                      : fitted(point.commit.substr(0, 10) + " " + point.subject, 20));
  double width = 0;
  std::string label, rows;
  double row = 16;
  for (const std::string& line : lines) {
    width = std::max(width, text_width(line) * font_size);
    label += (label.empty() ? "" : ", ") + shown(line);
    rows += fmt::format("<text x=\"8\" y=\"{:.0f}\">{}</text>", row, shown(line));
    row += 16;
  }
  const double top = page_.has_points() ? points_.top : findings_.top;
  const double x = findings_.x(dot.day);
  const double box = width + 16;
  const double at = x + 10 + box <= width_ ? x + 10 : std::max(2.0, x - 10 - box);
  out("<g class=\"spot\" tabindex=\"{}\" role=\"img\" aria-label=\"{}\"><rect class=\"band\" "
      "x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/><g class=\"tip\"><path "
      "class=\"guide\" d=\"M{:.1f},{:.1f}V{:.1f}\"/><g transform=\"translate({:.1f},{:.1f})\">"
      "<rect width=\"{:.1f}\" height=\"{:.0f}\" rx=\"4\"/>{}</g></g></g>\n",
      is_last ? 0 : -1, label, left, top, std::max(right - left, 1.0), findings_.bottom() - top, x,
      top, findings_.bottom(), at, top + 4, box, row - 8, rows);
}

std::string BurnDown::svg() {
  out("<svg class=\"chart {}\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"group\" aria-label=\"{}\">\n",
      is_narrow_ ? "narrow" : "wide", width_, height_,
      page_.has_points() ? "Points and findings left over time; arrow keys go from point to point"
                         : "Findings left over time; arrow keys go from point to point");
  if (page_.has_points()) {
    grid(points_, points_ticks_, "Points left");
    goal_line();
    forecast();
    series(points_, "points", points_of);
    last_value(points_, points_of(*dots_.back().point));
  }
  grid(findings_, findings_ticks_, "Findings");
  days();
  series(findings_, "findings", findings_of);
  if (!page_.has_points()) last_value(findings_, findings_of(*dots_.back().point));
  text_ += "<g class=\"spots\">\n";
  places();
  return std::move(text_) + "</g></svg>\n";
}

std::string legend(const Page& page) {
  std::string keys = "<li><i class=\"key points\"></i>points left</li>";
  if (page.progress.line) keys += "<li><i class=\"key goal\"></i>line to the end</li>";
  if (!page.progress.forecast.day.empty())
    keys += "<li><i class=\"key forecast\"></i>forecast and its range</li>";
  return "<ul class=\"legend\" aria-hidden=\"true\">" + keys +
         "<li><i class=\"key findings\"></i>findings</li></ul>\n";
}

std::string numbers(const Page& page) {
  std::string rows;
  for (const Point& point : page.progress.points) {
    const std::string commit =
        point.commit.empty() ? "not committed"
                             : fmt::format("<code>{}</code>", shown(point.commit.substr(0, 10)));
    const std::string points =
        page.has_points() ? fmt::format("<td class=\"n\">{}</td>", points_text(point.points_left))
                          : "";
    rows += fmt::format(
        "<tr><td><time>{}</time></td><td>{} {}</td>{}<td class=\"n\">{}</td></tr>\n",
        shown(point.day), commit, shown(point.subject), points, grouped(point.findings));
  }
  return fmt::format(
      "<details class=\"numbers\"><summary>The numbers of this chart</summary>\n<div "
      "class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"The numbers of this "
      "chart\"><table><thead><tr><th scope=\"col\">Day</th><th scope=\"col\">Commit</th>{}<th "
      "scope=\"col\" class=\"n\">Findings</th></tr></thead>\n<tbody>{}</tbody></table></div>"
      "</details>\n",
      page.has_points() ? "<th scope=\"col\" class=\"n\">Points left</th>" : "", rows);
}

/// What the chart cannot say by itself.
std::string remark(const Page& page) {
  const Progress& progress = page.progress;
  const size_t count = progress.points.size();
  std::string text;
  if (page.has_points() && !progress.line)
    text += "The milestone names no end, so there is no line to hold. ";
  if (count == 1)
    text +=
        "There is one snapshot, so nothing is said about a trend: <code>--history week"
        "</code> looks at earlier commits. ";
  else if (page.has_points() && progress.points_left > 0 && progress.forecast.day.empty())
    text += "There is no forecast: " + shown(progress.forecast.why_not) + ". ";
  if (!progress.forecast.day.empty() && progress.points_left > 0)
    text +=
        "The forecast is a straight line through all points of the history, by least squares; "
        "the range is twice the standard error of its slope. It is drawn from the last point. ";
  return text.empty() ? "" : "<p class=\"remark\">" + text + "</p>\n";
}

}  // namespace

std::string burn_down_section(const Page& page) {
  const bool has_days = std::ranges::any_of(
      page.progress.points, [](const Point& point) { return known_day(point.day).has_value(); });
  if (!has_days)
    return section("burn-down", "Burn-down",
                   "<p class=\"remark\">There is no snapshot, so there is nothing to draw.</p>\n");
  if (!page.has_points() && page.progress.points.size() < 2)
    return section("burn-down", "Findings over time",
                   "<p class=\"remark\">There is one snapshot, and one point makes no line: "
                   "<code>--history week</code> looks at earlier commits.</p>\n");
  std::string body = "<figure class=\"card\">\n";
  if (page.has_points()) body += legend(page);
  body += BurnDown(page, 1080, false).svg() + BurnDown(page, 330, true).svg();
  body += "</figure>\n" + remark(page) + numbers(page);
  return section("burn-down", page.has_points() ? "Burn-down" : "Findings over time", body);
}

}  // namespace schemalint::html
