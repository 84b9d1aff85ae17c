#pragma once

#include <string>

#include "reports/diagram/diagram.h"

namespace schemalint {

/// What signs and colours of a drawing mean; only those that it has.
struct Legend {
  std::string markup{};  ///< SVG, its upper left corner at 0, 0; empty: nothing to say
  double width = 0;
  double height = 0;
};

Legend legend_of(const Diagram& diagram);

}  // namespace schemalint
