#include "analyzer/history.h"

#include <algorithm>
#include <map>

namespace schemalint {

std::vector<size_t> heads(const History& history) {
  std::vector<bool> followed(history.revisions.size(), false);
  for (const Revision& revision : history.revisions)
    for (const size_t parent : revision.parents) followed[parent] = true;
  std::vector<size_t> result;
  for (size_t at = 0; at < followed.size(); ++at)
    if (!followed[at]) result.push_back(at);
  return result;
}

namespace {

/// For each revision, the heads that go back to it.
std::vector<std::vector<size_t>> heads_above(const History& history,
                                             const std::vector<size_t>& all) {
  std::vector<std::vector<size_t>> above(history.revisions.size());
  for (const size_t head : all) {
    std::vector<size_t> open{head};
    while (!open.empty()) {
      const size_t at = open.back();
      open.pop_back();
      if (!above[at].empty() && above[at].back() == head) continue;
      above[at].push_back(head);
      const std::vector<size_t>& parents = history.revisions[at].parents;
      open.insert(open.end(), parents.begin(), parents.end());
    }
  }
  return above;
}

}  // namespace

std::vector<std::vector<size_t>> competing_heads(const History& history) {
  const std::vector<size_t> all = heads(history);
  if (all.size() < 2) return {};
  const std::vector<std::vector<size_t>> above = heads_above(history, all);
  std::vector<bool> labelled(history.revisions.size(), false);
  for (size_t at = 0; at < above.size(); ++at)
    if (above[at].size() == 1 && !history.revisions[at].branch_labels.empty())
      labelled[above[at].front()] = true;
  // Heads that go back to one revision belong together, named by the first of them.
  std::map<size_t, size_t> joined;
  for (const size_t head : all) joined[head] = head;
  const auto group_of = [&](size_t head) {
    while (joined[head] != head) head = joined[head];
    return head;
  };
  for (const std::vector<size_t>& together : above) {
    for (const size_t head : together) {
      const size_t one = group_of(head), other = group_of(together.front());
      joined[std::max(one, other)] = std::min(one, other);
    }
  }
  std::map<size_t, std::vector<size_t>> groups;
  for (const size_t head : all)
    if (!labelled[head]) groups[group_of(head)].push_back(head);
  std::vector<std::vector<size_t>> result;
  for (auto& [first, group] : groups)
    if (group.size() > 1) result.push_back(std::move(group));
  return result;
}

std::vector<size_t> bases(const History& history) {
  std::vector<size_t> result;
  for (size_t at = 0; at < history.revisions.size(); ++at)
    if (history.revisions[at].down_revisions.empty()) result.push_back(at);
  return result;
}

}  // namespace schemalint
