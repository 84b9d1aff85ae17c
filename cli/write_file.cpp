#include "cli/write_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "analyzer/settings.h"

namespace schemalint {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const fs::path& path, int error) {
  throw Error(fmt::format("{}: cannot be written: {}", path.string(), std::strerror(error)));
}

void write_all(int descriptor, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(path, errno);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
}

/// A new file beside its destination; removed again unless it was put in place.
class TemporaryFile {
 public:
  explicit TemporaryFile(fs::path destination) : destination_(std::move(destination)) {
    for (int attempt = 0; descriptor_ < 0; attempt++) {
      name_ = destination_.parent_path() / fmt::format(".schemalint-{}-{}", ::getpid(), attempt);
      descriptor_ = ::open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (descriptor_ < 0 && (errno != EEXIST || attempt == 1000)) fail(destination_, errno);
    }
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    ::close(descriptor_);
    if (!in_place_) ::unlink(name_.c_str());
  }

  int descriptor() const { return descriptor_; }
  /// The owner first: changing it clears bits of the mode. Only root may give a file away, so that
  /// keeping the owner is a wish and no demand.
  void take_over(const struct stat& old) {
    [[maybe_unused]] const int given = ::fchown(descriptor_, old.st_uid, old.st_gid);
    if (::fchmod(descriptor_, old.st_mode & 07777) != 0) fail(destination_, errno);
  }
  void put_in_place() {
    if (::fsync(descriptor_) != 0) fail(destination_, errno);
    if (::rename(name_.c_str(), destination_.c_str()) != 0) fail(destination_, errno);
    in_place_ = true;
  }

 private:
  fs::path destination_;
  fs::path name_;
  int descriptor_ = -1;
  bool in_place_ = false;
};

void write_directly(const fs::path& path, std::string_view bytes) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) fail(path, errno);
  try {
    write_all(descriptor, bytes, path);
  } catch (const Error&) {
    ::close(descriptor);
    throw;
  }
  ::close(descriptor);
}

fs::path link_target(const fs::path& path) {
  if (!fs::is_symlink(path)) return path;
  std::error_code error;
  const fs::path target = fs::canonical(path, error);
  if (error) fail(path, error.value());
  return target;
}

}  // namespace

void write_file(const fs::path& path, std::string_view bytes) {
  struct stat old {};
  const bool exists = ::stat(path.c_str(), &old) == 0;
  if (exists && S_ISDIR(old.st_mode)) fail(path, EISDIR);
  if (exists && !S_ISREG(old.st_mode)) return write_directly(path, bytes);
  // Renaming over a file needs no right to write it, but its owner said that nobody should.
  if (exists && ::access(path.c_str(), W_OK) != 0) fail(path, errno);

  TemporaryFile file(link_target(path));
  write_all(file.descriptor(), bytes, path);
  if (exists) file.take_over(old);
  file.put_in_place();
}

void write_report(const std::filesystem::path& path, std::string_view text) {
  std::error_code error;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
  if (error) throw Error(fmt::format("{}: cannot be written: {}", path.string(), error.message()));
  write_file(path, text);
}

}  // namespace schemalint
