#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/registry.h"

namespace schemalint {

/// How closely a selector speaks of a rule. '-' and '_' are the same in a selector.
enum class Closeness : uint8_t { not_at_all, all, area, name };
Closeness closeness(std::string_view selector, const RuleEntry& rule);

/// The closest that any of the selectors comes.
Closeness closeness(const std::vector<std::string>& selectors, const RuleEntry& rule);

/// Whether the selector speaks of any rule there is.
bool is_selector(std::string_view selector);

/// All names, all areas and "all", for suggestions.
std::vector<std::string> all_selectors();

/// The configured severity, closest selector first; nothing where none speaks of the rule. In a
/// file (empty path: in none) what the settings say of the files of a glob goes before.
std::optional<Severity> configured_severity(const Settings& settings, const RuleEntry& rule,
                                            std::string_view path = {});

/// Whether the settings silence the rule in the file with this path.
bool ignored_in_file(const Settings& settings, const RuleEntry& rule, std::string_view path);

}  // namespace schemalint
