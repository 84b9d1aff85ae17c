#include "cli/load_project.h"

#include "analyzer/discovery/discover.h"
#include "cli/settings.h"

namespace schemalint {

Project load_project(const Target& target) {
  const Settings settings = checked_settings(target.configuration);
  return load(discover(target.root, settings), settings);
}

}  // namespace schemalint
