#include "analyzer/history.h"

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

std::vector<size_t> bases(const History& history) {
  std::vector<size_t> result;
  for (size_t at = 0; at < history.revisions.size(); ++at)
    if (history.revisions[at].down_revisions.empty()) result.push_back(at);
  return result;
}

}  // namespace schemalint
