#pragma once

#include <string>

#include "cli/args.h"
#include "cli/target.h"

namespace schemalint {

/// The settings of a configuration file, its names of rules and their options checked, and today's
/// date. Raises Error with file, line and column.
Settings checked_settings(const Configuration& configuration);

/// The same with what the options of `check` say on top: `--select` takes the place of `select`,
/// the others add; where option and file say the opposite of one name, the option holds.
Settings merged_settings(const Configuration& configuration, const CheckArguments& arguments);

/// All settings as TOML, each with where it comes from, for --show-settings.
std::string describe_settings(const Target& target, const Settings& settings);

}  // namespace schemalint
