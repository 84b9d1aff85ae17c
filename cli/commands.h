#pragma once

#include "cli/args.h"

namespace schemalint {

// One function a command. Each prints what it has to say and returns the exit status: 0 or 1.
// What keeps it from doing its work is an Error.

int run(const CheckArguments& arguments);
int run(const BaselineArguments& arguments);
int run(const RuleArguments& arguments);
int run(const RulesArguments& arguments);
int run(const SchemaArguments& arguments);
int run(const HistoryArguments& arguments);
int run(const LocksArguments& arguments);
int run(const DiffArguments& arguments);
int run(const StatsArguments& arguments);
int run(const InitArguments& arguments);
int run(const ReportArguments& arguments);
int run(const ReviewArguments& arguments);
int run(const StatsQueryArguments& arguments);
int run(const VersionArguments& arguments);
int run(const HelpArguments& arguments);

}  // namespace schemalint
