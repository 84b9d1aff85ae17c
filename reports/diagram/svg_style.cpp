#include <fmt/core.h>

#include "reports/diagram/svg.h"

namespace schemalint {
namespace {

constexpr const char* light =
    "--diagram-paper:#fbfbfa;--diagram-box:#fff;--diagram-head:#eef1f4;--diagram-border:#b9c2cc;"
    "--diagram-text:#1d2733;--diagram-quiet:#6a7685;--diagram-line:#8794a3;"
    "--diagram-tenant:#0f766e;--diagram-tenant-fill:#ccefe9;"
    "--diagram-error:#c62828;--diagram-error-fill:#fbe3e1;"
    "--diagram-warning:#b26a00;--diagram-warning-fill:#fdf0d5;"
    "--diagram-info:#2461b8;--diagram-info-fill:#e3edfb;"
    "--diagram-added:#1a7f37;--diagram-added-fill:#dcf5e1;"
    "--diagram-removed:#b3261e;--diagram-removed-fill:#fbe1df;"
    "--diagram-changed:#8a5a00;--diagram-changed-fill:#fcefcf;"
    "--diagram-hue-0:#4c78a8;--diagram-hue-1:#7a5fb0;--diagram-hue-2:#3f8f86;"
    "--diagram-hue-3:#a0664a;--diagram-hue-4:#6f8440;--diagram-hue-5:#a8577f;";

constexpr const char* dark =
    "--diagram-paper:#12161b;--diagram-box:#1a2027;--diagram-head:#262e38;--diagram-border:#465261;"
    "--diagram-text:#e4e9ee;--diagram-quiet:#97a3b1;--diagram-line:#748291;"
    "--diagram-tenant:#5fd0c3;--diagram-tenant-fill:#12413d;"
    "--diagram-error:#ff8a80;--diagram-error-fill:#4a1f1f;"
    "--diagram-warning:#f2b84b;--diagram-warning-fill:#45340f;"
    "--diagram-info:#82b1ff;--diagram-info-fill:#1b3152;"
    "--diagram-added:#6fdd8b;--diagram-added-fill:#163a20;"
    "--diagram-removed:#ff8f87;--diagram-removed-fill:#4a2020;"
    "--diagram-changed:#e8bd5a;--diagram-changed-fill:#3f3212;"
    "--diagram-hue-0:#7fa8d8;--diagram-hue-1:#ab95dd;--diagram-hue-2:#6cc0b5;"
    "--diagram-hue-3:#d09a7e;--diagram-hue-4:#a3ba70;--diagram-hue-5:#d78bb0;";

constexpr const char* rules = R"(
.schema-diagram text{font-family:ui-sans-serif,system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:var(--diagram-text)}
.schema-diagram .paper{fill:var(--diagram-paper)}
.schema-diagram .title{font-size:20px;font-weight:600}
.schema-diagram .box{fill:var(--diagram-box);stroke:var(--diagram-border)}
.schema-diagram .head{fill:var(--diagram-head)}
.schema-diagram .name{font-size:13px;font-weight:600}
.schema-diagram .schema,.schema-diagram .key{font-size:9px;fill:var(--diagram-quiet)}
.schema-diagram .column,.schema-diagram .type{font-size:11px}
.schema-diagram .type,.schema-diagram .more{fill:var(--diagram-quiet);font-size:11px}
.schema-diagram .type{text-anchor:end}
.schema-diagram .primary .column{font-weight:600}
.schema-diagram .band,.schema-diagram .area{fill:none;pointer-events:all}
.schema-diagram .badge-text{font-size:9px;font-weight:600;text-anchor:middle;fill:var(--diagram-box)}
.schema-diagram .edge path{fill:none;stroke:var(--line);stroke-width:1.25}
.schema-diagram .edge .arrow{fill:var(--line)}
.schema-diagram .edge .reach{stroke:transparent;stroke-width:9}
.schema-diagram .edge.optional .line{stroke-dasharray:5 3}
.schema-diagram .edge:hover path{stroke-width:2.75}
.schema-diagram .edge:hover .reach{stroke-width:9}
.schema-diagram .edge{--line:var(--diagram-line)}
.schema-diagram .legend text{font-size:11px;fill:var(--diagram-quiet)}
.schema-diagram .legend rect{stroke-width:1.5}
)";

/// What a mark looks like, by the name of its colours.
struct Look {
  const char* mark;
  const char* colour;
};

constexpr Look looks[] = {
    {"tenant-root", "tenant"},  {"finding-info", "info"}, {"finding-warning", "warning"},
    {"finding-error", "error"}, {"changed", "changed"},   {"added", "added"},
    {"removed", "removed"},
};

}  // namespace

std::string diagram_style() {
  std::string css = fmt::format(".schema-diagram{{{}}}\n", light);
  css += fmt::format("@media (prefers-color-scheme:dark){{.schema-diagram{{{}}}}}\n", dark);
  css += fmt::format("[data-theme=light] .schema-diagram{{{}}}\n", light);
  css += fmt::format("[data-theme=dark] .schema-diagram{{{}}}", dark);
  css += rules;
  constexpr int hues = 6;
  for (int hue = 0; hue < hues; hue++)
    css += fmt::format(".schema-diagram .hue-{0}{{--line:var(--diagram-hue-{0})}}\n", hue);
  for (const auto& [mark, colour] : looks) {
    css += fmt::format(
        ".schema-diagram .mark-{0}{{--line:var(--diagram-{1});--fill:var(--diagram-{1}-fill)}}\n"
        ".schema-diagram .mark-{0}>.box{{stroke:var(--line);stroke-width:1.75}}\n"
        ".schema-diagram .mark-{0}>.head,.schema-diagram .mark-{0}>.band{{fill:var(--fill)}}\n"
        ".schema-diagram .mark-{0}>.badge{{fill:var(--line)}}\n"
        ".schema-diagram .edge.mark-{0} path{{stroke-width:2}}\n",
        mark, colour);
  }
  css +=
      ".schema-diagram .mark-removed>.name,.schema-diagram .mark-removed>.column"
      "{text-decoration:line-through}\n";
  // A tenant stays to be seen below its findings: they have the border, it has the head.
  css +=
      ".schema-diagram .mark-tenant-root>.head{fill:var(--diagram-tenant-fill)}\n"
      ".schema-diagram .bar{fill:var(--diagram-tenant)}\n";
  return css;
}

}  // namespace schemalint
