#include "cli/baseline_file.h"

#include <fmt/core.h>

#include <cstdlib>
#include <set>

#include "analyzer/read_file.h"
#include "cli/write_file.h"

namespace schemalint {
namespace {

namespace fs = std::filesystem;

/// A word as a shell takes it.
std::string quoted(const std::string& word) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=+,@%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

bool is_about_syntax(const Finding& finding) {
  return finding.rule == "syntax-error" || finding.rule == "unreadable-sql";
}

}  // namespace

fs::path baseline_path(const Target& target, const Settings& settings, const std::string& option) {
  if (!option.empty()) return fs::absolute(option).lexically_normal();
  const std::string& configured = settings.baseline;
  return (target.root / (configured.empty() ? "schemalint-baseline.txt" : configured))
      .lexically_normal();
}

BaselineFile read_baseline(const fs::path& path) {
  BaselineFile file{.path = path, .shown = shown_path(path)};
  std::error_code error;
  // A link to nowhere is no missing file: writing would replace what somebody meant.
  const fs::file_status status = fs::symlink_status(path, error);
  if (status.type() == fs::file_type::not_found) return file;
  FileBytes read = read_file(path);
  if (!read.bytes) throw Error(fmt::format("{}: {}", file.shown, read.problem));
  file.exists = true;
  file.bytes = std::move(*read.bytes);
  file.baseline = Baseline::parse(file.bytes, file.shown);
  return file;
}

void write_baseline(const BaselineFile& file, const Baseline& baseline) {
  const std::string text = baseline.to_text();
  if (file.exists && file.bytes == text) return;
  write_file(file.path, text);
}

bool is_locked(BaselineChoice::Mode mode) {
  if (mode != BaselineChoice::Mode::automatic) return true;
  const char* ci = std::getenv("CI");
  const std::string_view value = ci == nullptr ? "" : ci;
  return !value.empty() && value != "false";
}

std::string prune_command(const ProjectArguments& project, const std::string& baseline_option) {
  std::string command = "schemalint baseline prune";
  if (!project.paths.empty() && project.paths.front() != ".")
    command += " --project " + quoted(project.paths.front());
  if (!project.config.empty()) command += " --config " + quoted(project.config);
  if (!baseline_option.empty()) command += " --baseline " + quoted(baseline_option);
  return command;
}

std::string unread_file(const Project& project, const RunResult& result,
                        const std::vector<bool>& accepted) {
  std::set<uint32_t> known;
  for (size_t i = 0; i < result.findings.size(); ++i)
    if (accepted[i] && is_about_syntax(result.findings[i]))
      known.insert(result.findings[i].where.file);
  for (const Finding& finding : result.suppressed)
    if (is_about_syntax(finding)) known.insert(finding.where.file);
  for (const auto* errors : {&project.python_errors, &project.sql_errors})
    for (const ParseError& error : *errors)
      if (error.where.known() && !known.contains(error.where.file) &&
          !project.files[error.where.file].is_library())
        return project.files[error.where.file].path();
  return {};
}

}  // namespace schemalint
