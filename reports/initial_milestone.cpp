#include "reports/initial_milestone.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "analyzer/toml_text.h"
#include "analyzer/words.h"
#include "rules/select.h"
#include "tracking/days.h"

namespace schemalint {

namespace {

/// A group of rules that one person mends in one go. `rules` are names or areas; a rule belongs to
/// the first group that names it.
struct Theme {
  std::string_view name;
  std::string_view title;
  std::string_view priority;
  std::span<const std::string_view> rules;
};

template <size_t count>
using Names = std::string_view[count];

constexpr Names<1> prefix = {"missing-schema-prefix"};
constexpr Names<5> targets = {"unresolved-foreign-key", "non-unique-target",
                              "foreign-key-type-mismatch", "invalid-on-delete",
                              "set-null-on-required-column"};
constexpr Names<4> tenant_keys = {"missing-composite-tenant-key", "nullable-tenant-column",
                                  "tenant-blind-unique", "cross-tenant-reference"};
constexpr Names<2> row_security = {"missing-row-level-security", "ineffective-row-security"};
constexpr Names<2> injection = {"interpolated-sql", "interpolated-vector"};
constexpr Names<1> broken_tool = {"tool"};
constexpr Names<2> similarity = {"python-side-similarity", "array-as-vector"};
constexpr Names<1> drift = {"drift"};
constexpr Names<2> loading = {"relationships", "orm-cascade-without-on-delete"};
constexpr Names<1> vectors = {"vectors"};
constexpr Names<1> gin = {"missing-gin-index"};
constexpr Names<3> partial = {"missing-partial-index", "missing-soft-delete-index",
                              "missing-composite-index"};
constexpr Names<2> key_indexes = {"unindexed-foreign-key", "missing-tenant-index"};
constexpr Names<5> unused = {"unused-index", "redundant-index", "over-indexed-table", "wide-index",
                             "indexes"};
constexpr Names<3> enums = {"postgres-enum", "enum-type-left-behind", "unconstrained-choice"};
constexpr Names<1> zones = {"naive-timestamp"};
constexpr Names<1> types = {"types"};
constexpr Names<2> keys = {"foreign_keys", "tenancy"};
constexpr Names<2> sessions = {"sessions", "queries"};
constexpr Names<3> migrations = {"locks", "partitions", "migrations"};

constexpr Theme themes[] = {
    {"schema-prefix", "Foreign keys carry their schema", "P0", prefix},
    {"key-targets", "Foreign keys point at keys that are there", "P0", targets},
    {"tenant-keys", "Composite keys keep tenants apart", "P0", tenant_keys},
    {"sql-injection", "No value is formatted into SQL", "P0", injection},
    {"unreadable", "Every file can be read", "P0", broken_tool},
    {"row-security", "Row security on the tables of tenants", "P1", row_security},
    {"vector-search", "Similarity is computed by the database", "P1", similarity},
    {"drift", "Models and migrations say the same", "P1", drift},
    {"loading", "Every relationship says how it is loaded", "P1", loading},
    {"vector-indexes", "Indexes serve the search in vectors", "P1", vectors},
    {"gin-indexes", "GIN indexes for documents that are searched", "P1", gin},
    {"key-indexes", "Foreign keys and tenants have an index", "P1", key_indexes},
    {"partial-indexes", "Partial and composite indexes for hot queries", "P2", partial},
    {"unused-indexes", "Indexes that serve nobody go", "P2", unused},
    {"enums", "Text with a CHECK instead of native ENUM types", "P2", enums},
    {"time-zones", "Timestamps carry their time zone", "P2", zones},
    {"types", "Types that are easy to change later", "P2", types},
    {"keys", "The other findings of keys and tenants", "P2", keys},
    {"sessions", "Engines and sessions that survive trouble", "P2", sessions},
    {"migrations", "Migrations that run on a live database", "P2", migrations},
};

constexpr size_t many_migrations = 60;
constexpr int64_t points_a_week = 8;

const Theme* theme_of(const RuleEntry& entry) {
  const auto named = [&](const Theme& theme, Closeness closest) {
    return std::ranges::any_of(theme.rules, [&](std::string_view selector) {
      return closeness(selector, entry) >= closest;
    });
  };
  for (const Closeness closest : {Closeness::name, Closeness::area})
    for (const Theme& theme : themes)
      if (named(theme, closest)) return &theme;
  return nullptr;
}

/// A first guess at the work: every doubling of the findings is the next number of Fibonacci's.
int64_t points_of(size_t findings) {
  int64_t points = 1, next = 2;
  for (size_t reached = 2; reached < findings; reached *= 2) {
    const int64_t sum = points + next;
    points = next;
    next = sum;
  }
  return points;
}

struct Item {
  const Theme* theme = nullptr;
  std::set<std::string> rules;
  size_t findings = 0;
};

std::vector<Item> items_of(const Snapshot& snapshot) {
  std::map<const Theme*, Item> found;
  for (const TrackedFinding& finding : snapshot.findings) {
    const RuleEntry* entry = find_rule(finding.rule);
    const Theme* theme = entry == nullptr ? nullptr : theme_of(*entry);
    if (theme == nullptr) continue;
    Item& item = found[theme];
    item.theme = theme;
    item.rules.insert(std::string(finding.rule));
    ++item.findings;
  }
  std::vector<Item> items;
  for (const Theme& theme : themes)
    if (const auto item = found.find(&theme); item != found.end()) items.push_back(item->second);
  return items;
}

/// Gives out weeks in order, as many points in each as a team may do.
class Calendar {
 public:
  int64_t week_for(int64_t points) {
    done_ += points;
    return (done_ + points_a_week - 1) / points_a_week;
  }
  int64_t weeks() const {
    return std::max<int64_t>(1, (done_ + points_a_week - 1) / points_a_week);
  }

 private:
  int64_t done_ = 0;
};

class Text {
 public:
  explicit Text(std::string_view before) : before_(before) {}

  void items(const std::vector<Item>& all) {
    for (const Item& item : all) {
      const int64_t points = points_of(item.findings);
      text_ += fmt::format("\n[[{}milestone.items]]  # {}\n", before_,
                           counted(item.findings, "finding"));
      key("name", toml_string(item.theme->name));
      key("title", toml_string(item.theme->title));
      key("priority", toml_string(item.theme->priority));
      key("rules", toml_list({item.rules.begin(), item.rules.end()}));
      end_item(points);
    }
  }

  void squash(size_t migrations) {
    if (migrations <= many_migrations) return;
    text_ +=
        fmt::format("\n[[{}milestone.items]]  # {}\n", before_, counted(migrations, "migration"));
    key("name", toml_string("squash"));
    key("title", toml_string("One revision for the migrations that have run everywhere"));
    key("priority", toml_string("P2"));
    key("metric", toml_string("migrations"));
    key("at-most", std::to_string(many_migrations));
    end_item(points_of(migrations));
  }

  /// All of what is counted, for the parts that are not whole yet.
  void goals(const Snapshot& snapshot) {
    for (const Metric& metric : all_metrics()) {
      const Measure measure = metric.measure(snapshot.stats, snapshot.findings.size());
      const bool is_part = measure.of && metric.name != "not-understood";
      if (!is_part || measure.value == 0 || measure.value == *measure.of) continue;
      text_ += fmt::format("\n[[{}milestone.metrics]]  # {}\n", before_, to_string(measure));
      key("metric", toml_string(metric.name));
      key("at-least", "\"100%\"");
    }
  }

  std::string take(const std::string& today) {
    const int64_t monday = week_number(day_number(today)) * 7 - 3;
    std::string head = fmt::format(
        "# Where the clean-up stands: `schemalint report`. Points and weeks are a first guess.\n"
        "[{}milestone]\n",
        before_);
    head += fmt::format("name = \"Schema review\"\nstart = {}\nuntil = {}\n", day_text(monday),
                        day_text(monday + 7 * calendar_.weeks() - 1));
    return head + text_;
  }

  bool empty() const { return text_.empty(); }

 private:
  void key(std::string_view name, const std::string& value) {
    text_ += fmt::format("{} = {}\n", name, value);
  }
  void end_item(int64_t points) {
    key("points", std::to_string(points));
    key("week", std::to_string(calendar_.week_for(points)));
  }

  std::string before_;
  std::string text_;
  Calendar calendar_;
};

}  // namespace

std::string initial_milestone(const Snapshot& snapshot, const std::string& today,
                              std::string_view prefix) {
  Text text(prefix);
  text.items(items_of(snapshot));
  text.squash(snapshot.stats.revisions);
  if (text.empty()) return {};
  text.goals(snapshot);
  return text.take(today);
}

}  // namespace schemalint
