#include "analyzer/migrations/connected.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <optional>
#include <set>

namespace schemalint {

namespace {

class Groups {
 public:
  explicit Groups(const std::vector<Headers>& sets) : parent_(sets.size()) {
    std::iota(parent_.begin(), parent_.end(), size_t{0});
    for (size_t set = 0; set < sets.size(); ++set)
      for (const RevisionFile& file : sets[set].files) {
        holders_[file.revision.id].insert(set);
        for (const std::string& label : file.revision.branch_labels) holders_[label].insert(set);
      }
    for (size_t set = 0; set < sets.size(); ++set)
      for (const RevisionFile& file : sets[set].files) {
        for (const std::string& name : file.revision.down_revisions) join(set, name);
        for (const std::string& name : file.revision.depends_on) join(set, name);
      }
  }

  size_t of(size_t set) const {
    while (parent_[set] != set) set = parent_[set];
    return set;
  }

 private:
  /// With the one other set that has a revision or a label of this name.
  void join(size_t set, const std::string& name) {
    const auto holders = holders_.find(name);
    if (holders == holders_.end() || holders->second.contains(set) || holders->second.size() > 1)
      return;
    const size_t a = of(set), b = of(*holders->second.begin());
    parent_[std::max(a, b)] = std::min(a, b);
  }

  std::vector<size_t> parent_;
  std::map<std::string, std::set<size_t>> holders_;
};

}  // namespace

std::vector<Headers> connected(std::vector<Headers> sets) {
  const Groups groups(sets);
  std::map<size_t, Headers> joined;
  for (size_t set = 0; set < sets.size(); ++set) {
    Headers& group = joined[groups.of(set)];
    const bool is_first = group.files.empty();
    const bool is_certain = !sets[set].is_guess;
    if (is_first || (group.is_guess && is_certain)) group.environment = sets[set].environment;
    group.is_guess = (is_first || group.is_guess) && !is_certain;
    std::ranges::move(sets[set].files, std::back_inserter(group.files));
  }
  std::vector<Headers> result;
  for (auto& [first, group] : joined)
    if (!group.is_guess) result.push_back(std::move(group));
  return result;
}

}  // namespace schemalint
