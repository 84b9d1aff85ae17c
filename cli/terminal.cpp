#include "cli/terminal.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>
#include <system_error>

namespace schemalint {
namespace {

bool is_open(int descriptor) {
  return fcntl(descriptor, F_GETFD) != -1 || errno != EBADF;
}

/// Returns 0 or the error number.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<size_t>(written));
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

std::string_view text_of(const char* value) {
  return value ? value : std::string_view();
}

}  // namespace

void prepare_streams() {
  std::signal(SIGPIPE, SIG_IGN);
  // Reading only, so that writing to it fails as it did before.
  for (int descriptor = 0; descriptor <= 2; ++descriptor)
    if (!is_open(descriptor) && open("/dev/null", O_RDONLY) != descriptor) return;
}

void print(std::string_view text) {
  const int error = write_all(STDOUT_FILENO, text);
  if (error != 0 && error != EPIPE)
    throw Error(fmt::format("standard output cannot be written: {}",
                            std::generic_category().message(error)));
}

void print_aside(std::string_view text) {
  write_all(STDERR_FILENO, text);
}

void print_note(std::string_view text) {
  print_aside(fmt::format("schemalint: note: {}\n", text));
}

void print_error(std::string_view text) {
  print_aside(fmt::format("schemalint: error: {}\n", text));
}

void print_warning(std::string_view text) {
  print_aside(fmt::format("schemalint: warning: {}\n", text));
}

bool use_colour(ColourChoice choice, const Variables& variables, bool is_terminal) {
  if (choice != ColourChoice::automatic) return choice == ColourChoice::always;
  const auto is_set = [&](const char* name) {
    const std::string_view value = text_of(variables(name));
    return !value.empty() && value != "0";
  };
  if (!text_of(variables("NO_COLOR")).empty()) return false;
  if (is_set("FORCE_COLOR") || is_set("CLICOLOR_FORCE")) return true;
  if (text_of(variables("CLICOLOR")) == "0" || text_of(variables("TERM")) == "dumb") return false;
  return is_terminal;
}

bool use_colour(ColourChoice choice) {
  return use_colour(
      choice, [](const char* name) { return std::getenv(name); }, isatty(STDOUT_FILENO) == 1);
}

}  // namespace schemalint
