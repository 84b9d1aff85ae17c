#pragma once

#include <cstdint>
#include <string>

#include "analyzer/change.h"

namespace schemalint {

/// When a step of a migration has to run, seen from the code that uses the schema. While a release
/// rolls out, code of the old and of the new version run at once.
enum class Deployment : uint8_t {
  any,          ///< no version of the code notices
  before_code,  ///< the new code needs it, the old one does not mind: expand
  after_code,   ///< the old code breaks on it, the new one does not mind: contract
  neither,      ///< one of the versions breaks whatever comes first: it takes two releases
};

/// "before the code", "after the code", …
std::string_view to_string(Deployment deployment);

struct DeploymentAdvice {
  Deployment when = Deployment::any;
  std::string why;          ///< a phrase; empty for `any`
  bool loses_data = false;  ///< what it throws away does not come back with a downgrade
};

/// What to heed with a step. What a revision makes itself, nobody uses yet.
DeploymentAdvice deployment_of(const Change& change);

}  // namespace schemalint
