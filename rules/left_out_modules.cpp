#include "rules/left_out_modules.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace schemalint {
namespace {

bool is_word_part(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool has_word(std::string_view text, std::string_view word) {
  for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const size_t end = at + word.size();
    if (at > 0 && is_word_part(text[at - 1])) continue;
    if (end < text.size() && is_word_part(text[end])) continue;
    return true;
  }
  return false;
}

/// "app/models/job.py" for "app.models.job", wherever the package lies.
std::string path_of(const std::string& module) {
  std::string path = module;
  std::ranges::replace(path, '.', '/');
  return path + ".py";
}

bool ends_with_path(const std::string& path, const std::string& ending) {
  return path.ends_with(ending) &&
         (path.size() == ending.size() || path[path.size() - ending.size() - 1] == '/');
}

std::string stem_of(const std::string& path) {
  const size_t slash = path.rfind('/') + 1;  // npos becomes 0
  return path.substr(slash, path.size() - slash - 3);
}

bool is_neighbour(const std::string& path, const std::string& folder) {
  return path.starts_with(folder) && path.ends_with(".py") &&
         path.find('/', folder.size()) == std::string::npos && !path.ends_with("/__init__.py");
}

}  // namespace

bool is_left_out(const Project& project, const std::string& module) {
  const std::string ending = path_of(module);
  const auto file = std::ranges::find_if(
      project.files, [&](const SourceFile& one) { return ends_with_path(one.path(), ending); });
  if (file == project.files.end() || file->path().find('/') == std::string::npos) return false;
  const std::string folder = file->path().substr(0, file->path().rfind('/') + 1);
  const std::string own = stem_of(file->path());
  const auto package = std::ranges::find_if(
      project.files, [&](const SourceFile& one) { return one.path() == folder + "__init__.py"; });
  if (package == project.files.end() || has_word(package->text(), own)) return false;
  size_t imported = 0;
  for (const SourceFile& one : project.files) {
    if (one.path() == file->path()) continue;
    // Somebody else may import it.
    if (has_word(one.text(), own) && has_word(one.text(), "import") &&
        one.text().find(own + " import") != std::string::npos)
      return false;
    if (is_neighbour(one.path(), folder) && has_word(package->text(), stem_of(one.path())))
      ++imported;
  }
  return imported > 1;
}

}  // namespace schemalint
