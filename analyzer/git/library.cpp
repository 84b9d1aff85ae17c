#include "analyzer/git/library.h"

namespace schemalint {

GitLibrary::GitLibrary() {
  git_libgit2_init();
  for (const int level : {GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM,
                          GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL})
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
  // Reading somebody else's repository (as in a container) runs nothing of theirs.
  git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
}

std::string last_git_error() {
  const git_error* error = git_error_last();
  return error != nullptr && error->message != nullptr ? error->message : "unknown error";
}

}  // namespace schemalint
