#include "cli/args.h"

#include "cli/arguments/command_line.h"

namespace schemalint {

Arguments parse_arguments(std::vector<std::string> words) {
  CommandLine line;
  add_check(line);
  add_baseline(line);
  add_rule(line);
  add_rules(line);
  add_schema(line);
  add_history(line);
  add_locks(line);
  add_diff(line);
  add_stats(line);
  add_report(line);
  add_review(line);
  add_init(line);
  add_stats_query(line);
  add_version(line);
  return line.parse(std::move(words));
}

}  // namespace schemalint
