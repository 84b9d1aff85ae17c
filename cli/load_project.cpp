#include "cli/load_project.h"

#include "analyzer/discovery/discover.h"
#include "cli/settings.h"

namespace schemalint {

Project load_project(const Target& target) {
  const Settings settings = checked_settings(target.configuration);
  try {
    return load(discover(target.root, settings), settings);
  } catch (const SettingError& error) {
    throw target.configuration.error(error.key(), error.what());
  }
}

}  // namespace schemalint
