#pragma once

#include <algorithm>
#include <vector>

namespace schemalint {

/// Pointers to the items in the order of a key: the same schema is the same text, whatever the
/// order of files and classes. They live as long as the items.
template <typename T, typename Key>
std::vector<const T*> sorted(const std::vector<T>& items, Key key) {
  std::vector<const T*> pointers;
  for (const T& item : items) pointers.push_back(&item);
  std::stable_sort(pointers.begin(), pointers.end(),
                   [&](const T* a, const T* b) { return key(*a) < key(*b); });
  return pointers;
}

/// In the order of their names.
template <typename T>
std::vector<const T*> by_name(const std::vector<T>& items) {
  return sorted(items, [](const T& item) { return item.name; });
}

}  // namespace schemalint
