#include "analyzer/nearest.h"

#include <algorithm>
#include <utility>

namespace schemalint {
namespace {

/// How it is compared: case and the choice of separator are no difference in meaning.
std::string folded(std::string_view word) {
  std::string result(word);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '_') c = '-';
  }
  return result;
}

bool holds_word(std::string_view text, std::string_view word) {
  constexpr size_t too_short_to_mean_anything = 3;
  if (word.size() < too_short_to_mean_anything) return false;
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const size_t end = at + word.size();
    if ((at == 0 || text[at - 1] == '-' || text[at - 1] == '.') &&
        (end == text.size() || text[end] == '-' || text[end] == '.'))
      return true;
  }
  return false;
}

}  // namespace

size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

std::vector<std::string> nearest(std::string_view word,
                                 const std::vector<std::string>& candidates) {
  constexpr size_t longest_word = 200;  // longer ones are no slip of the finger
  if (word.empty() || word.size() > longest_word) return {};
  const std::string wanted = folded(word);
  std::vector<std::pair<size_t, std::string>> found;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > longest_word) continue;
    const std::string offered = folded(candidate);
    const size_t distance = edit_distance(wanted, offered);
    const size_t longer = std::max(wanted.size(), offered.size());
    const size_t tolerated = std::max<size_t>(1, longer / 3);
    const bool near = distance <= tolerated && distance < longer;
    if (near || holds_word(offered, wanted) || holds_word(wanted, offered))
      found.emplace_back(distance, candidate);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  std::vector<std::string> names;
  for (size_t i = 0; i < found.size() && i < 3; ++i) names.push_back(found[i].second);
  return names;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  const std::vector<std::string> names = nearest(word, candidates);
  if (names.empty()) return {};
  std::string sentence = " Did you mean";
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) sentence += i + 1 == names.size() ? " or" : ",";
    sentence += " '" + names[i] + "'";
  }
  return sentence + "?";
}

}  // namespace schemalint
