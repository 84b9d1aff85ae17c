#pragma once

#include <nlohmann/json_fwd.hpp>

#include "analyzer/project.h"

namespace schemalint {

/// A finding as the formats json and json-lines say it. Paths are relative to the project's root;
/// lines and columns count from 1, columns in code points; "byte_range" counts bytes of the file
/// from 0, its end behind the last one.
nlohmann::ordered_json finding_json(const Project& project, const Finding& finding);

}  // namespace schemalint
