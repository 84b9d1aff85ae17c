#include "analyzer/drift/tables.h"

#include <algorithm>

#include "analyzer/drift/normal_forms.h"
#include "analyzer/keys.h"

namespace schemalint {

namespace {

/// Columns every table has, which models may map.
/// https://www.postgresql.org/docs/15/ddl-system-columns.html
bool is_system_column(const std::string& name) {
  for (const char* column : {"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"})
    if (name == column) return true;
  return false;
}

bool speaks_of_row_security(const Table& table) {
  return table.row_security || table.force_row_security || !table.policies.empty();
}

/// Whether the table lets no two rows have the same values there, by whatever means.
bool is_unique(const Table& table, const std::vector<std::string>& columns) {
  if (is_primary_key(table, columns)) return true;
  for (const UniqueKey& key : table.unique)
    if (same_columns(key.columns, columns)) return true;
  return std::ranges::any_of(table.indexes, [&](const Index& index) {
    return index.unique && !index.where_sql && same_columns(plain_columns(index), columns);
  });
}

/// Pairs what two lists hold, a criterion after the other: the first pairs what is the same, the
/// others what was changed.
template <typename T>
class Pairs {
 public:
  Pairs(const std::vector<T>& wanted, const std::vector<T>& present) {
    for (const T& item : wanted) wanted_.push_back(&item);
    for (const T& item : present) present_.push_back(&item);
  }

  /// Takes what `is_settled` on one side alone out of the comparison.
  template <typename OfWanted, typename OfPresent>
  void leave_out(OfWanted wanted, OfPresent present) {
    std::erase_if(wanted_, [&](const T* item) { return wanted(*item); });
    std::erase_if(present_, [&](const T* item) { return present(*item); });
  }

  /// Those that are the same go away, duplicates on either side along with them.
  template <typename Same>
  void drop_equal(Same same) {
    const std::vector<const T*> wanted = wanted_;
    std::erase_if(wanted_, [&](const T* item) {
      return std::ranges::any_of(present_, [&](const T* other) { return same(*item, *other); });
    });
    std::erase_if(present_, [&](const T* item) {
      return std::ranges::any_of(wanted, [&](const T* other) { return same(*other, *item); });
    });
  }

  /// Each wanted one with the first present one that fits.
  template <typename Fits>
  void pair(Fits fits, std::vector<Sides<T>>& changed) {
    std::erase_if(wanted_, [&](const T* item) {
      const auto other = std::ranges::find_if(
          present_, [&](const T* candidate) { return fits(*item, *candidate); });
      if (other == present_.end()) return false;
      changed.push_back({.wanted = item, .present = *other});
      present_.erase(other);
      return true;
    });
  }

  const std::vector<const T*>& wanted() const { return wanted_; }
  const std::vector<const T*>& present() const { return present_; }

 private:
  std::vector<const T*> wanted_, present_;
};

class TableComparison {
 public:
  TableComparison(const Table& wanted, const Table& present) : wanted_(wanted), present_(present) {
    drift_.table = {.wanted = &wanted, .present = &present};
  }

  TableDrift run() {
    columns();
    primary_key();
    unique();
    foreign_keys();
    checks();
    indexes();
    if (speaks_of_row_security(wanted_)) row_security();
    return std::move(drift_);
  }

 private:
  void columns() {
    for (const Column& column : wanted_.columns) {
      const Column* present = present_.column(column.name);
      if (present != nullptr)
        compare_column(column, *present);
      else if (present_.complete && !is_system_column(column.name))
        drift_.missing_columns.push_back(&column);
    }
    if (!wanted_.complete) return;
    for (const Column& column : present_.columns)
      if (wanted_.column(column.name) == nullptr) drift_.undeclared_columns.push_back(&column);
  }

  void compare_column(const Column& wanted, const Column& present) {
    const Sides<Column> sides{.wanted = &wanted, .present = &present};
    if (!same_type(wanted, present)) drift_.types.push_back(sides);
    if (wanted.nullable.value != present.nullable.value) drift_.nullability.push_back(sides);
    if (!same_default(wanted, present)) drift_.defaults.push_back(sides);
  }

  void primary_key() {
    const UniqueKey* wanted = wanted_.primary_key ? &*wanted_.primary_key : nullptr;
    const UniqueKey* present = present_.primary_key ? &*present_.primary_key : nullptr;
    const auto columns = [](const UniqueKey* key) {
      return key == nullptr ? std::vector<std::string>() : key->columns;
    };
    if (same_columns(columns(wanted), columns(present))) return;
    if (wanted == nullptr && !wanted_.complete) return;
    drift_.primary_key.push_back({.wanted = wanted, .present = present});
  }

  /// Adds what only one side has, where the other side is known not to have it.
  template <typename T>
  void add_rest(const Pairs<T>& pairs, std::vector<Sides<T>>& to) {
    for (const T* item : pairs.wanted())
      if (present_.complete) to.push_back({.wanted = item, .present = nullptr});
    for (const T* item : pairs.present())
      if (wanted_.complete) to.push_back({.wanted = nullptr, .present = item});
  }

  void unique() {
    Pairs<UniqueKey> pairs(wanted_.unique, present_.unique);
    pairs.leave_out([&](const UniqueKey& key) { return is_unique(present_, key.columns); },
                    [&](const UniqueKey& key) { return is_unique(wanted_, key.columns); });
    add_rest(pairs, drift_.unique);
  }

  void foreign_keys() {
    Pairs<ForeignKey> pairs(wanted_.foreign_keys, present_.foreign_keys);
    pairs.drop_equal([](const ForeignKey& a, const ForeignKey& b) {
      return same_reference(a, b) && same_actions(a, b);
    });
    const auto unknown = [](const ForeignKey& key) {
      return key.state == ForeignKey::State::unknown;
    };
    const auto same_side = [](const ForeignKey& a, const ForeignKey& b) {
      return same_columns(a.columns, b.columns);
    };
    std::vector<Sides<ForeignKey>> changed;
    pairs.pair(same_reference, changed);
    pairs.pair(same_side, changed);
    for (const Sides<ForeignKey>& sides : changed)
      if (!unknown(*sides.wanted) && !unknown(*sides.present)) drift_.foreign_keys.push_back(sides);
    pairs.leave_out(unknown, unknown);
    add_rest(pairs, drift_.foreign_keys);
  }

  void checks() {
    Pairs<Check> pairs(wanted_.checks, present_.checks);
    const auto any_unknown = [](const std::vector<Check>& checks) {
      return std::ranges::any_of(checks,
                                 [](const Check& check) { return !is_known_sql(check.sql); });
    };
    pairs.drop_equal([](const Check& a, const Check& b) { return same_expression(a.sql, b.sql); });
    std::vector<Sides<Check>> changed;
    pairs.pair([](const Check& a, const Check& b) { return !a.name.empty() && a.name == b.name; },
               changed);
    for (const Sides<Check>& sides : changed)
      if (is_known_sql(sides.wanted->sql) && is_known_sql(sides.present->sql))
        drift_.checks.push_back(sides);
    // What an unreadable check of the other side says may be just this.
    if (any_unknown(wanted_.checks) || any_unknown(present_.checks)) return;
    const auto of_type = [](const Check& check) { return check.type_bound; };
    pairs.leave_out(of_type, of_type);
    add_rest(pairs, drift_.checks);
  }

  void indexes() {
    Pairs<Index> pairs(wanted_.indexes, present_.indexes);
    pairs.drop_equal([](const Index& a, const Index& b) {
      const bool same_name = !a.name.empty() && a.name == b.name;
      return same_name && (!is_understood(a) || !is_understood(b));
    });
    pairs.drop_equal(same_index);
    const auto held_by = [](const Table& table) {
      return [&table](const Index& index) {
        return index.unique && !index.where_sql && !plain_columns(index).empty() &&
               is_unique(table, plain_columns(index));
      };
    };
    pairs.leave_out(held_by(present_), held_by(wanted_));
    std::vector<Sides<Index>> changed;
    pairs.pair([](const Index& a, const Index& b) { return !a.name.empty() && a.name == b.name; },
               changed);
    pairs.pair(same_elements, changed);
    for (const Sides<Index>& sides : changed)
      if (is_understood(*sides.wanted) && is_understood(*sides.present))
        drift_.indexes.push_back(sides);
    const auto unknown = [](const Index& index) { return !is_understood(index); };
    pairs.leave_out(unknown, unknown);
    add_rest(pairs, drift_.indexes);
  }

  void row_security() {
    Pairs<Policy> pairs(wanted_.policies, present_.policies);
    pairs.drop_equal(
        [](const Policy& a, const Policy& b) { return a.name == b.name && same_policy(a, b); });
    pairs.pair([](const Policy& a, const Policy& b) { return a.name == b.name; }, drift_.policies);
    add_rest(pairs, drift_.policies);
    drift_.row_security = (wanted_.row_security && !present_.row_security) ||
                          (wanted_.force_row_security && !present_.force_row_security);
  }

  const Table& wanted_;
  const Table& present_;
  TableDrift drift_;
};

}  // namespace

TableDrift compare_tables(const Table& wanted, const Table& present) {
  return TableComparison(wanted, present).run();
}

}  // namespace schemalint
