#pragma once

#include "analyzer/models/draft.h"

namespace schemalint::models {

/// Whether what a default calls returns a whole UUID and nothing else: uuid4, or a function of the
/// project that returns `str(uuid4())`.
bool gives_uuid(Context& context, Ref value);

}  // namespace schemalint::models
