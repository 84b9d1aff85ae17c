#pragma once

#include <string>

#include "reports/diagram/diagram.h"

namespace schemalint {

struct SvgOptions {
  std::string title{};       ///< stands above the drawing; empty: nothing does
  bool all_columns = false;  ///< rather than to fold those of long tables
  bool legend = true;
};

/// A document that needs nothing else: valid XML, with its style, light or dark as the reader's
/// system is.
std::string diagram_svg(const Diagram& diagram, const SvgOptions& options = {});

/// The same as one `<svg class="schema-diagram">` to stand in a page, without a style and without
/// a background. A table is a group with the attribute `data-table` (its qualified name) and the
/// class `table`, a foreign key one with `data-from`, `data-to` and the class `edge`; their marks
/// are classes like `mark-finding-error`.
std::string diagram_element(const Diagram& diagram, const SvgOptions& options = {});

/// The style sheet of both. Colours are custom properties of `.schema-diagram`; an element around
/// it with `data-theme="light"` or `"dark"` overrules the reader's system.
std::string diagram_style();

}  // namespace schemalint
