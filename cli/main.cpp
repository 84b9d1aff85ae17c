#include <exception>
#include <string>
#include <variant>
#include <vector>

#include "cli/args.h"
#include "cli/commands.h"
#include "cli/terminal.h"

using namespace schemalint;

namespace {

constexpr int could_not_run = 2;

}  // namespace

int main(int argc, char** argv) {
  prepare_streams();
  try {
    const Arguments arguments = parse_arguments({argv + (argc > 0), argv + argc});
    return std::visit([](const auto& command) { return run(command); }, arguments);
  } catch (const Error& error) {
    print_error(error.what());
  } catch (const std::exception& error) {
    print_error(std::string("schemalint itself failed: ") + error.what());
  }
  return could_not_run;
}
