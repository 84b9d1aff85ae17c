#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace schemalint {

/// Levenshtein distance with exchanged neighbours counted as one, in bytes.
size_t edit_distance(std::string_view a, std::string_view b);

/// The candidates that a person may have meant by `word`, nearest first: at most a third of the
/// letters differ, case and the choice of '-' or '_' aside, or one holds the other as a whole word.
/// At most three.
std::vector<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates);

/// " Did you mean 'x'?" or " Did you mean 'x' or 'y'?", to put behind a sentence; empty where
/// nothing is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace schemalint
