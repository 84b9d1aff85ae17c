#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace schemalint {

/// A CODEOWNERS file as GitHub and GitLab read it: the last line whose pattern covers a path says
/// who owns it.
/// https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
class Owners {
 public:
  Owners() = default;
  explicit Owners(std::string_view text);

  /// The owners of a path, relative to the repository's top, joined by ", "; empty: nobody.
  std::string of(const std::string& path) const;

 private:
  struct Line {
    std::string glob;
    std::string owners;
  };
  std::vector<Line> lines_;
};

/// Where the platforms look for it, in this order; relative to the repository's top.
inline constexpr std::string_view owners_files[] = {".github/CODEOWNERS", ".gitlab/CODEOWNERS",
                                                    "CODEOWNERS", "docs/CODEOWNERS"};

}  // namespace schemalint
