#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/migrations/revision_folder.h"
#include "parsers/source.h"

namespace schemalint {

/// The files of one Alembic environment that Alembic loads as revisions.
struct RevisionSet {
  std::string environment;  ///< folder of its env.py, else the folder of the revisions
  std::vector<uint32_t> files;
  /// No configuration names the folder, which lies below one that is named: an env.py may add it.
  /// They count where revisions that do count name them as parents, or they name those.
  bool is_guess = false;
};

/// Which Python files belong to Alembic, and to which environment: by configuration where there is
/// one, else by what stands in them.
class RevisionFiles {
 public:
  /// The text of a file, by its path; nothing where there is none.
  using Read = std::function<std::optional<std::string>(const std::string& path)>;

  /// `python` are the indices of the Python files among `files`.
  RevisionFiles(const std::deque<SourceFile>& files, const std::vector<uint32_t>& python,
                const std::vector<RevisionFolder>& folders, bool configured, const Read& read);

  bool is_revision(uint32_t file) const;
  /// What stands in a migration environment, beside `env.py` or below, declares no models: copies
  /// of old ones, tables made up for moving data.
  bool is_in_environment(const std::string& path) const;
  /// The revisions by environment, in the order of its folder; files in the order of their paths,
  /// as Alembic finds them.
  std::vector<RevisionSet> sets() const;

 private:
  void find_folders(const std::vector<uint32_t>& python);
  void find_folders_below(const std::vector<uint32_t>& python);
  void leave_out_other_databases();
  std::string find_environment(const std::string& folder, const Read& read) const;

  const std::deque<SourceFile>& files_;
  std::vector<uint32_t> revisions_;                  // sorted by path
  std::map<std::string, std::string> environments_;  // by folder of revisions
  std::set<std::string> guesses_;                    // folders of revisions that may be none
};

}  // namespace schemalint
