#pragma once

#include <string>

namespace schemalint {

/// A folder with Alembic revisions: the files directly in it.
struct RevisionFolder {
  std::string path;  ///< relative to the root, "" being the root
  /// The folder of the env.py that runs them; empty: the nearest one above.
  std::string environment{};

  auto operator<=>(const RevisionFolder&) const = default;
};

}  // namespace schemalint
