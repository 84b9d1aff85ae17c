#pragma once

#include <cstddef>
#include <string>

#include "reports/diagram/diagram.h"

namespace schemalint {

/// What those who draw Mermaid take at most: https://mermaid.js.org/config/schema-docs/config.html
/// (maxTextSize, maxEdges), which GitHub and GitLab leave as they are.
struct MermaidLimits {
  size_t characters = 50'000;
  size_t edges = 500;
};

/// An entity relationship diagram in Mermaid's language, without a fence around it. Beyond the
/// limits columns that are no keys and not marked go first, then all columns, then tables that are
/// not marked and have few foreign keys; a comment at the top says what was left out.
std::string diagram_mermaid(const Diagram& diagram, const MermaidLimits& limits = {});

}  // namespace schemalint
