#include "analyzer/migrations/revision_files.h"

#include <algorithm>
#include <iterator>

#include "analyzer/paths.h"

namespace schemalint {

namespace {

bool at_line_begin(std::string_view text, std::string_view word) {
  for (size_t at = 0; (at = text.find(word, at)) != std::string_view::npos; at++)
    if (at == 0 || text[at - 1] == '\n') return true;
  return false;
}

bool has_revision_header(const SourceFile& file) {
  return at_line_begin(file.text(), "down_revision") && at_line_begin(file.text(), "revision");
}

}  // namespace

RevisionFiles::RevisionFiles(const std::deque<SourceFile>& files,
                             const std::vector<uint32_t>& python,
                             const std::vector<RevisionFolder>& folders, bool configured,
                             const Read& read)
    : files_(files) {
  for (const RevisionFolder& folder : folders)
    environments_.try_emplace(folder.path, folder.environment);
  if (!configured && std::ranges::none_of(python, [&](uint32_t file) { return is_revision(file); }))
    find_folders(python);
  if (!configured) find_folders_below(python);
  for (auto& [folder, environment] : environments_)
    if (environment.empty()) environment = find_environment(folder, read);
  std::ranges::copy_if(python, std::back_inserter(revisions_),
                       [&](uint32_t file) { return is_revision(file); });
  std::ranges::sort(revisions_, {}, [&](uint32_t file) { return files_[file].path(); });
}

void RevisionFiles::find_folders(const std::vector<uint32_t>& python) {
  for (const uint32_t file : python)
    if (has_revision_header(files_[file]))
      environments_.try_emplace(folder_of(files_[file].path()));
  leave_out_other_databases();
}

/// Folders with revisions below those that are known; each is a set of its own for now.
void RevisionFiles::find_folders_below(const std::vector<uint32_t>& python) {
  const std::map<std::string, std::string> known = environments_;
  for (const uint32_t file : python) {
    const std::string folder = folder_of(files_[file].path());
    if (environments_.contains(folder) || !has_revision_header(files_[file])) continue;
    const bool is_below = std::ranges::any_of(known, [&](const auto& entry) {
      return !entry.first.empty() && folder.starts_with(entry.first + "/");
    });
    if (!is_below) continue;
    environments_[folder] = folder;
    guesses_.insert(folder);
  }
}

/// Of `versions/postgresql` and `versions/sqlite` beside each other, the first is meant here.
void RevisionFiles::leave_out_other_databases() {
  const auto is_other = [&](const auto& entry) {
    const std::string& folder = entry.first;
    const size_t slash = folder.rfind('/');
    const std::string parent = folder.substr(0, slash == std::string::npos ? 0 : slash + 1);
    return is_other_database(folder.substr(parent.size())) &&
           (environments_.contains(parent + "postgresql") ||
            environments_.contains(parent + "postgres"));
  };
  std::erase_if(environments_, is_other);
}

/// The nearest folder above the revisions with Alembic's `env.py`, else the folder of the revisions
/// itself. A module that only happens to be called `env` makes no environment.
std::string RevisionFiles::find_environment(const std::string& folder, const Read& read) const {
  for (std::string above = folder; !above.empty();) {
    const std::optional<std::string> env = read(above + "/env.py");
    if (env && env->find("alembic") != std::string::npos) return above;
    above = folder_of(above);
  }
  return folder;
}

bool RevisionFiles::is_revision(uint32_t file) const {
  return environments_.contains(folder_of(files_[file].path())) &&
         at_line_begin(files_[file].text(), "revision");
}

bool RevisionFiles::is_in_environment(const std::string& path) const {
  return std::ranges::any_of(environments_, [&](const auto& entry) {
    return !entry.second.empty() && path.starts_with(entry.second + "/");
  });
}

std::vector<RevisionSet> RevisionFiles::sets() const {
  std::map<std::string, RevisionSet> sets;
  for (const uint32_t file : revisions_) {
    const std::string& environment = environments_.at(folder_of(files_[file].path()));
    RevisionSet& set = sets[environment];
    set.environment = environment;
    set.files.push_back(file);
    set.is_guess = guesses_.contains(environment);
  }
  std::vector<RevisionSet> result;
  for (auto& [environment, set] : sets) result.push_back(std::move(set));
  return result;
}

}  // namespace schemalint
