#include "analyzer/discovery/postgres_images.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "analyzer/discovery/walk.h"
#include "analyzer/read_file.h"
#include "analyzer/words.h"

namespace schemalint {
namespace {

constexpr std::string_view image_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The number at the begin of a text, where it may be a major version.
std::optional<int> leading_version(std::string_view text) {
  int version = 0;
  size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits]) && digits < 3)
    version = version * 10 + (text[digits++] - '0');
  constexpr int first = 9, last = 40;
  return digits > 0 && version >= first && version <= last ? std::optional(version) : std::nullopt;
}

std::optional<int> version_of(std::string_view image) {
  const size_t colon = image.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view name = image.substr(0, colon);
  const std::string_view tag = image.substr(colon + 1);
  const std::string_view last = name.substr(name.rfind('/') + 1);
  if (last == "postgres" || last == "postgresql" || last == "postgis") return leading_version(tag);
  if (last != "pgvector" && last != "timescaledb" && last != "timescaledb-ha") return std::nullopt;
  const size_t mark = tag.find("pg");
  return mark == std::string_view::npos ? std::nullopt : leading_version(tag.substr(mark + 2));
}

bool may_name_images(const std::string& path) {
  const std::string name = lower(path.substr(path.rfind('/') + 1));
  const bool yaml = name.ends_with(".yml") || name.ends_with(".yaml");
  if (name.starts_with("dockerfile") || name.ends_with(".dockerfile")) return true;
  return yaml && (name.find("compose") != std::string::npos || name == ".gitlab-ci.yml" ||
                  path.starts_with(".github/workflows/") || path.starts_with(".circleci/"));
}

}  // namespace

std::vector<PostgresImage> postgres_images(std::string_view text, const std::string& file) {
  std::vector<PostgresImage> found;
  size_t line = 1;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find_first_not_of(image_characters, at), text.size());
    const std::string_view word = text.substr(at, end - at);
    if (const std::optional<int> version = version_of(word))
      found.push_back({file, line, std::string(word), *version});
    if (end < text.size() && text[end] == '\n') ++line;
    at = end + 1;
  }
  return found;
}

std::vector<PostgresImage> find_postgres_images(const std::filesystem::path& root) {
  const Walk walked = walk(root, root, [](const std::string& path, bool is_folder) {
    return is_folder || may_name_images(path);
  });
  std::vector<PostgresImage> found;
  for (const std::string& path : walked.files) {
    const FileBytes read = read_file(root / path);
    if (!read.bytes) continue;
    const std::vector<PostgresImage> images = postgres_images(*read.bytes, path);
    found.insert(found.end(), images.begin(), images.end());
  }
  return found;
}

}  // namespace schemalint
