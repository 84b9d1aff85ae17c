#include "analyzer/fix.h"

#include <algorithm>
#include <optional>

namespace schemalint {

// Fixes are accepted one by one. The accepted edits of a file are kept ordered by place, so that a
// new edit meets its rivals among its neighbours and the new text is written in one pass.

namespace {

bool is_insertion(const Edit& edit) {
  return edit.where.begin == edit.where.end;
}

bool before(const Edit& a, const Edit& b) {
  return std::pair(a.where.begin, a.where.end) < std::pair(b.where.begin, b.where.end);
}

/// Both change the same bytes, or one inserts between bytes that the other replaces.
bool overlap(const Edit& a, const Edit& b) {
  if (is_insertion(a) && is_insertion(b)) return false;
  return a.where.begin < b.where.end && b.where.begin < a.where.end;
}

/// The accepted edits of one file, in order of place.
class AcceptedEdits {
 public:
  bool holds(const Edit& edit) const {
    return any_neighbour(edit, [&](const Edit& other) { return other == edit; });
  }
  /// An insertion also clashes with what it touches: both say what stands at that place.
  bool clashes_with(const Edit& edit) const {
    return any_neighbour(edit, [&](const Edit& other) {
      return overlap(edit, other) || is_insertion(edit) || is_insertion(other);
    });
  }
  /// Insertions at one place keep the order in which they were added.
  void add(const Edit& edit) {
    edits_.insert(std::upper_bound(edits_.begin(), edits_.end(), edit, before), edit);
  }
  std::string applied_to(const std::string& text) const;

 private:
  /// Asks about every edit that touches this one. Accepted edits do not overlap, so their ends are
  /// in order as their begins are.
  template <typename Question>
  bool any_neighbour(const Edit& edit, Question question) const {
    auto other = std::partition_point(edits_.begin(), edits_.end(), [&](const Edit& candidate) {
      return candidate.where.end < edit.where.begin;
    });
    for (; other != edits_.end() && other->where.begin <= edit.where.end; ++other)
      if (question(*other)) return true;
    return false;
  }

  std::vector<Edit> edits_;
};

std::string AcceptedEdits::applied_to(const std::string& text) const {
  std::string result;
  size_t copied = 0;
  for (const Edit& edit : edits_) {
    result.append(text, copied, edit.where.begin - copied);
    result += edit.text;
    copied = edit.where.end;
  }
  return result.append(text, copied);
}

std::string with_line_ends(std::string_view text, std::string_view newline) {
  std::string result;
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if (text[i] == '\n')
      result += newline;
    else
      result += text[i];
  }
  return result;
}

/// The edit as it fits its file; nothing where it lies outside.
std::optional<Edit> fitted(Edit edit, const std::deque<SourceFile>& files) {
  if (edit.where.file >= files.size()) return {};
  const SourceFile& file = files[edit.where.file];
  if (edit.where.begin > edit.where.end || edit.where.end > file.text().size()) return {};
  const uint32_t first = file.line_begin(1);  // behind a byte order mark
  edit.where.begin = std::max(edit.where.begin, first);
  edit.where.end = std::max(edit.where.end, first);
  edit.text = with_line_ends(edit.text, file.newline());
  return edit;
}

/// The edits of a fix as they can be applied, ordered by place; empty where they cannot, or where
/// they would change nothing.
std::vector<Edit> usable_edits(const Fix& fix, const std::deque<SourceFile>& files,
                               const std::set<uint32_t>& untouchable) {
  std::vector<Edit> edits;
  bool changes = false;
  for (const Edit& written : fix.edits) {
    const std::optional<Edit> edit = fitted(written, files);
    if (!edit || untouchable.contains(edit->where.file)) return {};
    const bool repeated = !is_insertion(*edit) && std::count(edits.begin(), edits.end(), *edit) > 0;
    if (!repeated) edits.push_back(*edit);
    changes |= files[edit->where.file].text(edit->where) != edit->text;
  }
  const auto by_place = [](const Edit& a, const Edit& b) {
    return a.where.file != b.where.file ? a.where.file < b.where.file : before(a, b);
  };
  std::stable_sort(edits.begin(), edits.end(), by_place);
  for (size_t i = 1; i < edits.size(); i++)
    if (edits[i - 1].where.file == edits[i].where.file && overlap(edits[i - 1], edits[i]))
      return {};
  if (!changes) edits.clear();
  return edits;
}

}  // namespace

FixResult apply_fixes(const std::deque<SourceFile>& files, const std::vector<Finding>& findings,
                      Safety minimum, const std::set<uint32_t>& untouchable) {
  FixResult result;
  std::map<uint32_t, AcceptedEdits> accepted;
  for (size_t i = 0; i < findings.size(); i++) {
    const std::optional<Fix>& fix = findings[i].fix;
    if (!fix || fix->safety == Safety::none || fix->safety < minimum) continue;
    std::vector<Edit> edits = usable_edits(*fix, files, untouchable);
    if (edits.empty()) continue;

    // What another fix does already need not be done twice.
    std::erase_if(edits, [&](const Edit& edit) { return accepted[edit.where.file].holds(edit); });
    const bool clashes = std::any_of(edits.begin(), edits.end(), [&](const Edit& edit) {
      return accepted[edit.where.file].clashes_with(edit);
    });
    (clashes ? result.waiting : result.fixed).push_back(i);
    if (clashes) continue;
    for (const Edit& edit : edits) accepted[edit.where.file].add(edit);
  }
  for (const auto& [file, edits] : accepted) {
    std::string text = edits.applied_to(files[file].text());
    if (text != files[file].text()) result.texts.emplace(file, std::move(text));
  }
  return result;
}

}  // namespace schemalint
