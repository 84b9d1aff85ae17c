#pragma once

#include <functional>
#include <string_view>

#include "cli/args.h"

namespace schemalint {

/// To be called first: a pipe that nobody reads any more ends no program, and files opened later
/// never take the place of a standard stream that the caller closed.
void prepare_streams();

/// Writes to standard output. A reader that went away is no error; whatever else keeps the text
/// from being written raises Error.
void print(std::string_view text);

/// One line on standard error: "schemalint: note: …", "schemalint: error: …".
void print_note(std::string_view text);
void print_error(std::string_view text);
void print_warning(std::string_view text);

/// Text on standard error as it is.
void print_aside(std::string_view text);

/// The value of an environment variable, or a null pointer.
using Variables = std::function<const char*(const char* name)>;

/// Whether a report on standard output has colours: --color, else NO_COLOR, FORCE_COLOR and
/// CLICOLOR_FORCE, CLICOLOR=0, TERM=dumb, else where it goes. https://no-color.org,
/// https://bixense.com/clicolors
bool use_colour(ColourChoice choice, const Variables& variables, bool is_terminal);
bool use_colour(ColourChoice choice);

}  // namespace schemalint
