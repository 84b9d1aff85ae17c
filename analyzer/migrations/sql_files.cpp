#include "analyzer/migrations/sql_files.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <tuple>

#include "analyzer/paths.h"
#include "analyzer/words.h"

namespace schemalint {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string without_zeros(std::string_view number) {
  return std::string(number.substr(std::min(number.find_first_not_of('0'), number.size())));
}

/// The numbers of a version in order: "1_2", "1.2", "20240102". Compared as numbers: names may be
/// padded with zeros or not. https://documentation.red-gate.com/flyway (versioned migrations)
std::vector<std::string> numbers_in(std::string_view version) {
  std::vector<std::string> numbers;
  for (size_t at = 0; at < version.size();) {
    size_t end = at;
    while (end < version.size() && is_digit(version[end])) ++end;
    numbers.push_back(without_zeros(version.substr(at, end - at)));
    at = end + 1;
  }
  return numbers;
}

/// Orders numbers of any length that are written without leading zeros.
bool is_before(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::ranges::lexicographical_compare(a, b, [](const std::string& x, const std::string& y) {
    return std::pair(x.size(), std::string_view(x)) < std::pair(y.size(), std::string_view(y));
  });
}

/// What the name of a file says of it.
struct Named {
  std::string folder;  ///< of all migrations
  std::string id;
  std::vector<std::string> version;  ///< empty: runs after all that have one
  bool is_down = false;
  bool is_numbered_only = false;  ///< nothing but a number tells that it is a migration
};

size_t count_digits(std::string_view text) {
  size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  return count;
}

std::optional<Named> name_of_folder(const std::string& path, std::string_view file) {
  const bool is_down = file == "down.sql";
  if (file != "migration.sql" && file != "up.sql" && !is_down) return std::nullopt;
  const std::string folder = folder_of(path);
  if (folder.empty()) return std::nullopt;
  const std::string all = folder_of(folder);
  std::string id = folder.substr(all.empty() ? 0 : all.size() + 1);
  const std::string_view number = std::string_view(id).substr(0, count_digits(id));
  return Named{.folder = all, .id = id, .version = {without_zeros(number)}, .is_down = is_down};
}

std::optional<Named> name_of_flyway(const std::string& path, std::string_view stem) {
  const size_t end = stem.find("__");
  if (end == std::string_view::npos) return std::nullopt;
  Named named{.folder = folder_of(path), .id = std::string(stem)};
  if (stem.starts_with("R__")) return named;
  const bool has_version = stem.size() > 1 && is_digit(stem[1]) &&
                           stem.substr(1, end - 1).find_first_not_of("0123456789._") == stem.npos;
  if (!has_version || (stem[0] != 'V' && stem[0] != 'U' && stem[0] != 'B')) return std::nullopt;
  named.version = numbers_in(stem.substr(1, end - 1));
  named.is_down = stem[0] == 'U';
  return named;
}

std::optional<Named> name_of_number(const std::string& path, std::string_view stem) {
  const size_t digits = count_digits(stem);
  const bool is_numbered =
      digits > 0 && (digits == stem.size() ||
                     std::string_view("_-.").find(stem[digits]) != std::string_view::npos);
  if (!is_numbered) return std::nullopt;
  Named named{.folder = folder_of(path), .version = numbers_in(stem.substr(0, digits))};
  named.is_down = stem.ends_with(".down");
  const bool has_direction = named.is_down || stem.ends_with(".up");
  named.is_numbered_only = !has_direction;
  named.id = std::string(has_direction ? stem.substr(0, stem.rfind('.')) : stem);
  return named;
}

std::optional<Named> name_of(const std::string& path) {
  const std::string folder = folder_of(path);
  const std::string_view file =
      std::string_view(path).substr(folder.empty() ? 0 : folder.size() + 1);
  if (auto named = name_of_folder(path, file)) return named;
  const std::string_view stem = file.substr(0, file.size() - std::string_view(".sql").size());
  if (auto named = name_of_flyway(path, stem)) return named;
  return name_of_number(path, stem);
}

bool has_marker(std::string_view line, std::string_view tool, std::string_view what) {
  // "-- +goose Up", "--+goose up", "-- migrate:up transaction:false"
  if (!line.starts_with("--")) return false;
  line.remove_prefix(std::min(line.find_first_not_of(" \t", 2), line.size()));
  if (line.size() < tool.size() || lower(line.substr(0, tool.size())) != tool) return false;
  line.remove_prefix(tool.size());
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  const std::string word = lower(line.substr(0, what.size()));
  return word == what && (line.size() == what.size() ||
                          !std::isalnum(static_cast<unsigned char>(line[what.size()])));
}

struct Markers {
  std::string_view tool, up, down;
};
constexpr Markers markers[] = {
    {"+goose", "up", "down"}, {"+migrate", "up", "down"}, {"migrate:", "up", "down"}};

/// Adds the parts of a file: all of it is the way up, but for what a marker sends elsewhere. What
/// stands before the first marker is a comment for the reader.
bool add_parts(uint32_t file, const std::string& text, SqlMigration& migration) {
  const auto end = static_cast<uint32_t>(text.size());
  std::vector<SqlPart>* to = nullptr;
  for (uint32_t line = 0; line < end;) {
    const uint32_t next =
        static_cast<uint32_t>(std::min(text.find('\n', line), text.size() - 1)) + 1;
    const std::string_view words(text.data() + line, next - line);
    for (const Markers& tool : markers) {
      const bool up = has_marker(words, tool.tool, tool.up);
      if (has_marker(words, tool.tool, "no transaction") ||
          (up && words.find("transaction:false") != words.npos) ||
          (up && lower(words).find("notransaction") != std::string::npos))
        migration.transaction = SqlMigration::Transaction::none;
      else if (up && migration.transaction == SqlMigration::Transaction::as_text)
        migration.transaction = SqlMigration::Transaction::one;
      if (!up && !has_marker(words, tool.tool, tool.down)) continue;
      if (to) to->back().end = line;
      to = up ? &migration.up : &migration.down;
      to->push_back({file, next, end});
    }
    line = next;
  }
  return to != nullptr;
}

/// The comments with which sqlx, postgres-migrations, graphile-migrate, Flyway and Atlas are told
/// to run a file outside of a transaction.
bool says_no_transaction(std::string_view text) {
  static constexpr std::array<std::string_view, 5> markers{
      "-- no-transaction", "-- postgres-migrations disable-transaction", "--! no-transaction",
      "-- flyway:executeintransaction=false", "-- atlas:txmode none"};
  if (text.find("transaction") == text.npos && text.find("txmode") == text.npos &&
      text.find("executeInTransaction") == text.npos)
    return false;
  const std::string words = lower(text);
  return std::ranges::any_of(markers, [&](std::string_view marker) {
    const size_t at = words.find(marker);
    return at != words.npos && (at == 0 || words[at - 1] == '\n');
  });
}

class Finder {
 public:
  Finder(const std::deque<SourceFile>& files, const std::vector<uint32_t>& sql) : files_(files) {
    for (const uint32_t file : sql)
      if (std::optional<Named> named = name_of(files[file].path())) add(file, std::move(*named));
  }

  std::vector<SqlMigrations> take() {
    std::vector<SqlMigrations> result;
    for (auto& [name, folder] : folders_) {
      // One numbered script is as likely something else.
      if (folder.migrations.size() < 2 && !folder.is_certain) continue;
      SqlMigrations& migrations = result.emplace_back(SqlMigrations{.folder = name});
      std::vector<Entry> entries;
      for (auto& [key, entry] : folder.migrations) entries.push_back(std::move(entry));
      std::ranges::stable_sort(entries, [](const Entry& a, const Entry& b) {
        if (a.version.empty() != b.version.empty()) return b.version.empty();
        if (is_before(a.version, b.version)) return true;
        return !is_before(b.version, a.version) && a.migration.id < b.migration.id;
      });
      for (Entry& entry : entries) migrations.migrations.push_back(std::move(entry.migration));
    }
    return result;
  }

 private:
  struct Entry {
    std::vector<std::string> version;
    SqlMigration migration;
  };
  struct Folder {
    std::map<std::string, Entry> migrations;  // by what the ways up and down have in common
    bool is_certain = false;
  };

  void add(uint32_t file, Named named) {
    Folder& folder = folders_[named.folder];
    // Flyway tells both ways by the version, everybody else by the name.
    const bool is_flyway = (named.id.starts_with('V') || named.id.starts_with('U')) &&
                           named.id.find("__") != std::string::npos;
    const std::string key = is_flyway ? join(named.version, ".") : named.id;
    Entry& entry = folder.migrations[key];
    entry.version = std::move(named.version);
    const std::string& text = files_[file].text();
    if (entry.migration.id.empty() || !named.is_down) entry.migration.id = std::move(named.id);
    folder.is_certain = folder.is_certain || !named.is_numbered_only;
    if (add_parts(file, text, entry.migration)) {
      folder.is_certain = true;
      return;
    }
    using Transaction = SqlMigration::Transaction;
    if (says_no_transaction(text))
      entry.migration.transaction = Transaction::none;
    else if (is_flyway)
      entry.migration.transaction = Transaction::by_statement;
    const uint32_t begin = files_[file].has_byte_order_mark() ? 3 : 0;
    (named.is_down ? entry.migration.down : entry.migration.up)
        .push_back({file, begin, static_cast<uint32_t>(text.size())});
  }

  const std::deque<SourceFile>& files_;
  std::map<std::string, Folder> folders_;
};

}  // namespace

std::vector<SqlMigrations> find_sql_migrations(const std::deque<SourceFile>& files,
                                               const std::vector<uint32_t>& sql) {
  return Finder(files, sql).take();
}

}  // namespace schemalint
