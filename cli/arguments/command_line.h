#pragma once

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/nearest.h"
#include "analyzer/words.h"
#include "cli/args.h"

namespace schemalint {

// How the commands of args.h are told to CLI11: each says its options, and what they come to.

/// The commands of the program.
class CommandLine {
 public:
  CommandLine();

  /// Adds a command. `arguments` is called when it was read.
  CLI::App& add(const std::string& name, const std::string& what, const std::string& footer,
                std::function<Arguments()> arguments);
  /// Raises Error for what is not understood, with the nearest option.
  Arguments parse(std::vector<std::string> words);

 private:
  bool has_command(const std::string& word) const;
  std::string help() const;

  CLI::App app_;
  std::vector<std::pair<const CLI::App*, std::function<Arguments()>>> commands_;
};

void add_check(CommandLine& line);
void add_baseline(CommandLine& line);
void add_rule(CommandLine& line);
void add_rules(CommandLine& line);
void add_schema(CommandLine& line);
void add_history(CommandLine& line);
void add_locks(CommandLine& line);
void add_diff(CommandLine& line);
void add_stats(CommandLine& line);
void add_report(CommandLine& line);
void add_review(CommandLine& line);
void add_init(CommandLine& line);
void add_stats_query(CommandLine& line);
void add_version(CommandLine& line);

/// The project, --config and --isolated.
void add_project(CLI::App& command, ProjectArguments& to, const char* positional, const char* what);
/// A command about one project: its folder.
void add_project_folder(CLI::App& command, ProjectArguments& to);
/// The values of `--output FORMAT[:FILE]`. Raises Error for a format that is none of `formats`, and
/// where two reports would go to standard output.
std::vector<Output> outputs_of(const std::vector<std::string>& words,
                               const std::vector<std::string>& formats);
/// Raises Error for options that exclude each other.
void require_consistent(const ProjectArguments& project);

/// Places in an enumeration by their words.
template <typename T>
using Words = std::vector<std::pair<std::string, T>>;

/// Raises Error, with the nearest word, for one that is not among `words`.
template <typename T>
T value_of(const std::string& option, const std::string& word, const Words<T>& words) {
  std::vector<std::string> known;
  for (const auto& [name, value] : words) {
    if (name == word) return value;
    known.push_back(name);
  }
  throw Error(fmt::format("{}: '{}' is none of {}.{}", option, word, join(known),
                          did_you_mean(word, known)));
}

/// The value of `--format`; the first of `words` where it is not given.
template <typename T>
T format_of(const std::string& word, const Words<T>& words) {
  return word.empty() ? words.front().second : value_of("--format", word, words);
}

}  // namespace schemalint
