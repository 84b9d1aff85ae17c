#include <git2.h>

#include <memory>

#include "reports/report.h"
#include "rules/fix_rounds.h"

namespace schemalint {

namespace {

/// libgit2 counts how often it is set up; nested uses are fine.
struct GitLibrary {
  GitLibrary() { git_libgit2_init(); }
  ~GitLibrary() { git_libgit2_shutdown(); }
  GitLibrary(const GitLibrary&) = delete;
  GitLibrary& operator=(const GitLibrary&) = delete;
};

std::string file_patch(const FileChange& change, const std::string& path) {
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  // A stray NUL makes no source file binary: the text is to be seen.
  options.flags = GIT_DIFF_FORCE_TEXT;
  git_patch* found = nullptr;
  if (git_patch_from_buffers(&found, change.before.data(), change.before.size(), path.c_str(),
                             change.after.data(), change.after.size(), path.c_str(), &options) != 0)
    throw Error("libgit2 cannot compare the versions of " + change.path);
  const std::unique_ptr<git_patch, decltype(&git_patch_free)> patch(found, git_patch_free);
  git_buf buffer = GIT_BUF_INIT;
  if (git_patch_to_buf(&buffer, patch.get()) != 0)
    throw Error("libgit2 cannot write the patch of " + change.path);
  std::string text(buffer.ptr, buffer.size);
  git_buf_dispose(&buffer);
  return text;
}

std::vector<FileChange> changes_of_one_round(const ReportContext& context) {
  const std::deque<SourceFile>& files = context.project.files;
  const Safety minimum = context.unsafe_fixes ? Safety::unsafe : Safety::safe;
  std::vector<FileChange> changes;
  const FixResult round =
      apply_fixes(files, context.findings, minimum, broken_files(context.project));
  for (const auto& [file, text] : round.texts)
    changes.push_back({files[file].path(), files[file].text(), text});
  return changes;
}

}  // namespace

std::string make_patch(const std::vector<FileChange>& changes, const std::string& prefix) {
  const GitLibrary library;
  std::string text;
  for (const FileChange& change : changes)
    if (change.before != change.after) text += file_patch(change, prefix + change.path);
  return text;
}

std::string patch_report(const ReportContext& context) {
  return make_patch(context.changes ? *context.changes : changes_of_one_round(context),
                    context.repository_prefix);
}

}  // namespace schemalint
