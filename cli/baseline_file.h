#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/args.h"
#include "cli/target.h"
#include "rules/run.h"
#include "tracking/baseline.h"

namespace schemalint {

/// The baseline of a project as it is on disk.
struct BaselineFile {
  std::filesystem::path path{};  ///< absolute
  std::string shown{};           ///< as seen from the working folder
  bool exists = false;
  std::string bytes{};
  Baseline baseline{};
};

/// Where the baseline is: `option` (--baseline, as written) or what the settings say, else
/// schemalint-baseline.txt in the root.
std::filesystem::path baseline_path(const Target& target, const Settings& settings,
                                    const std::string& option);

/// Reads it; where there is none, it is empty. Raises Error for one that cannot be read.
BaselineFile read_baseline(const std::filesystem::path& path);

/// Puts other entries into the file, unless it holds exactly them already.
void write_baseline(const BaselineFile& file, const Baseline& baseline);

/// Whether `check` must leave the file as it is: by the mode, or because CI is set.
bool is_locked(BaselineChoice::Mode mode);

/// The command that takes mended entries out, for a person to copy.
std::string prune_command(const ProjectArguments& project, const std::string& baseline_option);

/// The first file that could not be understood and whose syntax error nobody has accepted: what
/// it declares is missing, and so may be its findings. Empty: there is none. `accepted` belongs to
/// `result.findings`.
std::string unread_file(const Project& project, const RunResult& result,
                        const std::vector<bool>& accepted);

}  // namespace schemalint
