#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schemalint {

/// What one section of a configuration of Alembic says about where its files are. Locations are as
/// written, with `%(here)s` and other names replaced; one that names an unknown value is left out.
/// https://alembic.sqlalchemy.org/en/latest/tutorial.html#editing-the-ini-file
struct AlembicSection {
  std::optional<std::string> script_location;
  std::vector<std::string> version_locations;
  bool recursive = false;  ///< recursive_version_locations
};

/// Reads an alembic.ini as Python's ConfigParser does: every section with a location in it, as
/// several databases have one each. `here` stands for the folder of the file.
std::vector<AlembicSection> read_alembic_ini(std::string_view text, const std::string& here);

/// Reads [tool.alembic] of a pyproject.toml (Alembic 1.16). A text that is no TOML has nothing.
std::vector<AlembicSection> read_alembic_pyproject(std::string_view text, const std::string& here);

}  // namespace schemalint
