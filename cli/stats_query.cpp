#include "analyzer/statistics/index_statistics.h"
#include "cli/commands.h"
#include "cli/terminal.h"

namespace schemalint {

int run(const StatsQueryArguments&) {
  print(index_statistics_query());
  return 0;
}

}  // namespace schemalint
