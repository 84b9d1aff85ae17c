#pragma once

#include <nlohmann/json_fwd.hpp>

#include "analyzer/project.h"

namespace schemalint {

/// How much was understood, as the JSON formats say it.
nlohmann::ordered_json coverage_json(const Coverage& coverage);

}  // namespace schemalint
