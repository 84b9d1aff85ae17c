#include "analyzer/read_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace schemalint {
namespace {

FileBytes failure(int code) {
  return {{}, std::generic_category().message(code)};
}

FileBytes read_all(int descriptor) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0) return failure(errno);
  if (!S_ISREG(status.st_mode)) return {{}, "not a regular file"};
  std::string bytes;
  // One byte more than the file has, so that its end is seen without growing.
  size_t room = static_cast<size_t>(status.st_size) + 1;
  while (bytes.size() <= largest_file) {
    const size_t done = bytes.size();
    bytes.resize(done + room);
    const ssize_t count = read(descriptor, bytes.data() + done, room);
    if (count < 0 && errno != EINTR) return failure(errno);
    bytes.resize(done + static_cast<size_t>(count < 0 ? 0 : count));
    if (count == 0) return {std::move(bytes), {}};
    room = 65536;
  }
  return {{}, too_large()};
}

}  // namespace

FileBytes read_file(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto size = std::filesystem::file_size(path, ignored);
  if (!ignored && size > largest_file) return {{}, too_large()};
  // O_NONBLOCK: opening a named pipe must not wait for a writer.
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return failure(errno);
  FileBytes result = read_all(descriptor);
  close(descriptor);
  return result;
}

std::string too_large() {
  return fmt::format("larger than {} MiB", largest_file >> 20);
}

}  // namespace schemalint
