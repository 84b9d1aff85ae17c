#include "tracking/owners.h"

#include <algorithm>

#include "analyzer/glob.h"
#include "analyzer/words.h"

namespace schemalint {

namespace {

/// The words of a line up to a comment; a backslash takes the meaning from a blank.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size()) {
      if (line[i + 1] != ' ' && line[i + 1] != '#') word += line[i];
      word += line[++i];
    } else if (line[i] == '#') {
      break;
    } else if (line[i] == ' ' || line[i] == '\t' || line[i] == '\r') {
      end_word();
    } else {
      word += line[i];
    }
  }
  end_word();
  return words;
}

/// A pattern as a glob that is matched against whole paths.
std::string glob_of(std::string pattern) {
  const size_t slash = pattern.find('/');
  const bool anchored = slash != std::string::npos && slash + 1 < pattern.size();
  if (pattern.starts_with('/')) pattern.erase(0, 1);
  return anchored || pattern.starts_with("**/") ? pattern : "**/" + pattern;
}

/// "docs/" and "docs" take all below; "docs/*" only what lies directly there.
bool covers(const std::string& glob, const std::string& path) {
  if (glob_matches(glob, path)) return true;
  const std::string_view last = std::string_view(glob).substr(glob.rfind('/') + 1);
  return last != "*" && !glob.ends_with('/') && glob_matches(glob + "/", path);
}

}  // namespace

Owners::Owners(std::string_view text) {
  std::string section_owners;  // GitLab: "[Database] @team", for the lines that name none
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = trimmed(text.substr(begin, end - begin));
    begin = end + 1;
    if (line.starts_with('[') || line.starts_with("^[")) {
      const size_t close = line.rfind(']');
      section_owners =
          close == std::string_view::npos ? "" : join(words_of(line.substr(close + 1)));
      continue;
    }
    std::vector<std::string> words = words_of(line);
    if (words.empty()) continue;
    const std::string glob = glob_of(words.front());
    words.erase(words.begin());
    lines_.push_back({glob, words.empty() ? section_owners : join(words)});
  }
}

std::string Owners::of(const std::string& path) const {
  for (auto line = lines_.rbegin(); line != lines_.rend(); ++line)
    if (covers(line->glob, path)) return line->owners;
  return {};
}

}  // namespace schemalint
