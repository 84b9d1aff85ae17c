#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "analyzer/load.h"

namespace schemalint {

/// The root of the project that a path (absolute, existing) belongs to where no configuration file
/// says so: the folder itself where it is `asked_for` as such and begins a project (pyproject.toml,
/// setup.py, setup.cfg, or an alembic.ini that does not stand beside its env.py); else the top of
/// the repository; else the nearest folder upwards that begins a project; else the folder, or the
/// one above the packages that it lies in.
std::filesystem::path find_root(const std::filesystem::path& path, bool asked_for);

/// Finds the files of the project in `root` (absolute, canonical): Python and SQL files that
/// neither `.gitignore` files nor `settings.exclude` leave out, and the folders with Alembic
/// revisions: by `settings.migrations`, else by every alembic.ini and pyproject.toml and every
/// env.py that has revisions beside it. Files and folders in `named`, relative to the root, are
/// taken even where they are ignored or excluded. What cannot be read is in `problems`.
ProjectInput discover(const std::filesystem::path& root, const Settings& settings,
                      const std::vector<std::string>& named = {});

/// The same for a tree that is not the folder on disk: a commit. Installed libraries are those of
/// the folder on disk all the same; no repository holds them.
ProjectInput discover(std::shared_ptr<const SourceTree> tree, const Settings& settings,
                      const std::vector<std::string>& named = {});

}  // namespace schemalint
