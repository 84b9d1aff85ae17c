#include "analyzer/glob.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <utility>
#include <vector>

namespace schemalint {
namespace {

std::string_view without_dot_slash(std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  return path;
}

std::vector<std::string_view> components(std::string_view path) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t slash = path.find('/');
    if (slash != 0 && !path.empty()) parts.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    path.remove_prefix(slash + 1);
  }
}

/// Length in bytes of the UTF-8 character at the begin of `text`; stray bytes count as one.
size_t character_length(std::string_view text) {
  size_t length = 1;
  if (static_cast<unsigned char>(text[0]) < 0xC0) return length;
  while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80)
    ++length;
  return length;
}

/// Where the class `[…]` that begins the glob ends (behind its bracket), or 0 where it does not.
/// A bracket directly behind the opening (or its `!`) is a member, as in POSIX.
size_t class_length(std::string_view glob) {
  size_t at = 1;
  if (at < glob.size() && (glob[at] == '!' || glob[at] == '^')) ++at;
  const size_t close = glob.find(']', at + 1);
  return close == std::string_view::npos ? 0 : close + 1;
}

bool class_holds(std::string_view members, std::string_view character) {
  const bool negated = members.starts_with('!') || members.starts_with('^');
  if (negated) members.remove_prefix(1);
  bool found = false;
  while (!members.empty()) {
    const std::string_view first = members.substr(0, character_length(members));
    members.remove_prefix(first.size());
    std::string_view last = first;
    if (members.size() > 1 && members[0] == '-') {
      members.remove_prefix(1);
      last = members.substr(0, character_length(members));
      members.remove_prefix(last.size());
    }
    // UTF-8 orders as its code points do.
    found = found || (first <= character && character <= last);
  }
  return found != negated;
}

/// Matches the first element of the glob, which is no `*`, against the begin of `name`. Returns
/// the bytes it takes of the glob and of the name; both 0 where it does not match.
struct Taken {
  size_t glob = 0;
  size_t name = 0;
};
Taken take_one(std::string_view glob, std::string_view name) {
  if (glob.empty() || name.empty()) return {};
  const size_t character = character_length(name);
  if (glob[0] == '?') return {1, character};
  if (glob[0] == '[') {
    if (const size_t length = class_length(glob)) {
      const bool holds = class_holds(glob.substr(1, length - 2), name.substr(0, character));
      return holds ? Taken{length, character} : Taken{};
    }
  }
  const size_t escape = glob[0] == '\\' && glob.size() > 1 ? 1 : 0;
  return glob[escape] == name[0] ? Taken{escape + 1, 1} : Taken{};
}

/// One component. Going back to the last `*` alone is enough, which bounds the time.
bool component_matches(std::string_view glob, std::string_view name) {
  size_t at = 0, read = 0;
  size_t star = std::string_view::npos, star_read = 0;
  while (read < name.size()) {
    if (at < glob.size() && glob[at] == '*') {
      star = ++at;
      star_read = read;
      continue;
    }
    const Taken taken = take_one(glob.substr(at), name.substr(read));
    if (taken.name > 0) {
      at += taken.glob;
      read += taken.name;
    } else if (star != std::string_view::npos) {
      at = star;
      star_read += character_length(name.substr(star_read));
      read = star_read;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', at) == std::string_view::npos;
}

/// One set of states for each component read, so that `**` needs no going back either. State i:
/// the first i globs match what was read. Calls `visit(read)` wherever all of them do; stops when
/// it says so.
template <typename Visit>
bool any_match(const std::vector<std::string_view>& globs,
               const std::vector<std::string_view>& names, Visit visit) {
  std::vector<bool> states(globs.size() + 1, false);
  states[0] = true;
  for (size_t read = 0;; ++read) {
    for (size_t i = 0; i < globs.size(); ++i)
      if (states[i] && globs[i] == "**") states[i + 1] = true;
    if (states.back() && visit(read)) return true;
    if (read == names.size()) return false;
    std::vector<bool> next(states.size(), false);
    for (size_t i = 0; i < globs.size(); ++i) {
      if (!states[i]) continue;
      if (globs[i] == "**") {
        next[i] = true;
      } else if (component_matches(globs[i], names[read])) {
        next[i + 1] = true;
      }
    }
    states = std::move(next);
  }
}

}  // namespace

bool glob_matches(std::string_view glob, std::string_view path) {
  glob = without_dot_slash(glob);
  std::vector<std::string_view> globs = components(glob);
  if (glob.ends_with('/')) globs.push_back("**");
  const std::vector<std::string_view> names = components(without_dot_slash(path));
  return any_match(globs, names, [&](size_t read) { return read == names.size(); });
}

bool glob_covers(std::string_view glob, std::string_view path) {
  glob = without_dot_slash(glob);
  const bool folders_only = glob.ends_with('/');
  std::vector<std::string_view> globs = components(glob);
  if (globs.empty()) return false;
  const size_t slash = glob.find('/');
  const bool anywhere = slash == std::string_view::npos || slash + 1 == glob.size();
  if (anywhere) globs.insert(globs.begin(), "**");
  const std::vector<std::string_view> names = components(without_dot_slash(path));
  return any_match(globs, names,
                   [&](size_t read) { return read > 0 && (!folders_only || read < names.size()); });
}

bool any_covers(const std::vector<std::string>& globs, const std::string& path) {
  return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
    return glob_covers("/" + std::filesystem::path(glob).lexically_normal().generic_string(), path);
  });
}

std::string_view glob_literal_folder(std::string_view glob) {
  glob = without_dot_slash(glob);
  const std::string_view literal = glob.substr(0, glob.find_first_of("*?[\\"));
  const bool all = literal.size() == glob.size();
  if (all && !glob.ends_with('/')) return literal;
  const size_t slash = literal.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : literal.substr(0, slash);
}

}  // namespace schemalint
