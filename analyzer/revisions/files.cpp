#include "analyzer/revisions/files.h"

#include <algorithm>
#include <filesystem>

#include "analyzer/models/constructs.h"
#include "analyzer/paths.h"

namespace schemalint {

namespace {

using Path = std::optional<std::string>;

// A path put together from more parts than this is not read.
constexpr int max_depth = 32;

/// Finds out which file of the project a value names. Paths are relative to its root.
class Paths {
 public:
  explicit Paths(const MigrationRun& run) : project_(run.project()) {}

  Path of(Ref value, int depth = 0) const;
  /// The folder of a package, named or imported.
  Path package(Ref value) const;

 private:
  Path of_call(Ref value, const Call& call, int depth) const;
  Path joined(Path path, const Call& call, size_t from, int depth) const;

  const Project& project_;
};

Path lexically(const std::string& path) {
  const std::string normal = std::filesystem::path(path).lexically_normal().generic_string();
  if (normal.starts_with("..")) return std::nullopt;
  return normal.ends_with('/') ? normal.substr(0, normal.size() - 1) : normal;
}

Path append(const std::string& folder, const std::string& name) {
  return lexically(folder.empty() ? name : folder + "/" + name);
}

/// Without a file, the folder of a dotted name is where most of its modules stand.
Path Paths::package(Ref value) const {
  if (const auto* module = value->as<Module*>())
    return (*module)->file == Span::no_file ? Path()
                                            : folder_of(project_.files[(*module)->file].path());
  const std::string* dotted = exact_string(value);
  if (!dotted) return std::nullopt;
  std::string folder = *dotted;
  std::ranges::replace(folder, '.', '/');
  for (const SourceFile& file : project_.files) {
    const size_t at = file.path().find(folder + "/");
    if (at != std::string::npos && (at == 0 || file.path()[at - 1] == '/'))
      return file.path().substr(0, at + folder.size());
  }
  return std::nullopt;
}

Path Paths::joined(Path path, const Call& call, size_t from, int depth) const {
  for (size_t at = from; path && at < call.arguments.size(); ++at) {
    const Path part = of(call.arguments[at].value, depth + 1);
    path = part ? append(*path, *part) : Path();
  }
  return path;
}

Path Paths::of_call(Ref value, const Call& call, int depth) const {
  const auto first = [&] {
    Ref argument = call.positional(0);
    return argument ? of(argument, depth + 1) : Path();
  };
  if (const auto* method = call.callee->as<Attribute>()) {
    const std::string& name = method->name;
    if (name == "joinpath") return joined(of(method->object, depth + 1), call, 0, depth);
    const bool same = name == "resolve" || name == "absolute" || name == "as_posix" ||
                      name == "expanduser" || name == "__enter__";
    return same ? of(method->object, depth + 1) : Path();
  }
  const std::string callee = qualified_name(value);
  if (callee == "os.path.dirname") {
    const Path path = first();
    return path ? Path(folder_of(*path)) : Path();
  }
  if (callee == "os.path.join" || callee == "pathlib.Path" || callee == "pathlib.PurePath")
    return joined(first(), call, 1, depth);
  if (callee == "importlib.resources.files" || callee == "importlib_resources.files")
    return call.positional(0) ? package(call.positional(0)) : Path();
  const bool same = callee == "os.path.abspath" || callee == "os.path.realpath" ||
                    callee == "os.path.normpath" || callee == "builtins.str" ||
                    callee == "builtins.open" || callee == "io.open" || callee == "codecs.open";
  return same ? first() : Path();
}

Path Paths::of(Ref value, int depth) const {
  if (!value || depth > max_depth) return std::nullopt;
  if (const std::string* text = exact_string(value))
    return text->starts_with("/") ? Path() : Path(*text);
  if (const auto* external = value->as<External>()) {
    if (external->name == "os.pardir") return "..";
    const bool here = external->name == "builtins.__file__" && value->where.known();
    return here ? Path(project_.files[value->where.file].path()) : Path();
  }
  if (const Call* call = call_of(value)) return of_call(value, *call, depth);
  if (const auto* expression = value->as<Expression>()) {
    if (expression->op != PyOperator::divide) return std::nullopt;
    const Path left = of(expression->operands[0], depth + 1);
    const Path right = of(expression->operands[1], depth + 1);
    return left && right ? append(*left, *right) : Path();
  }
  if (const auto* attribute = value->as<Attribute>(); attribute && attribute->name == "parent") {
    const Path path = of(attribute->object, depth + 1);
    return path ? Path(folder_of(*path)) : Path();
  }
  if (const auto* item = value->as<Subscript>()) {  // path.parents[1]
    const auto* parents = item->object->as<Attribute>();
    const auto* count = item->index->as<int64_t>();
    if (!parents || parents->name != "parents" || !count || *count < 0 || *count > max_depth)
      return std::nullopt;
    Path path = of(parents->object, depth + 1);
    for (int64_t up = 0; path && up <= *count; ++up) path = folder_of(*path);
    return path;
  }
  return std::nullopt;
}

/// The text of a file that was read with the project; its statements point into the file.
Ref text_of_file(MigrationRun& run, const Path& path, Span where) {
  if (!path) return nullptr;
  const std::string wanted = lexically(*path).value_or("");
  const std::deque<SourceFile>& files = run.project().files;
  for (uint32_t file = 0; file < files.size(); ++file) {
    if (files[file].path() != wanted) continue;
    const std::string& text = files[file].text();
    const uint32_t begin = files[file].has_byte_order_mark() ? 3 : 0;
    const Span whole{file, begin, static_cast<uint32_t>(text.size())};
    return run.evaluator().make(Str{Text::verbatim(text.substr(begin), whole)}, where);
  }
  return nullptr;
}

}  // namespace

Ref answer_file(MigrationRun& run, const Member& member, Ref value, const Call& call) {
  const Paths paths(run);
  const std::string callee = qualified_name(value);
  if (callee == "importlib.resources.read_text" || callee == "importlib_resources.read_text") {
    Ref package = call.get(0, "package");
    Ref resource = call.get(1, "resource");
    const Path folder = package ? paths.package(package) : Path();
    const std::string* name = resource ? exact_string(resource) : nullptr;
    return folder && name ? text_of_file(run, append(*folder, *name), value->where) : nullptr;
  }
  if (!member.object || (member.name != "read" && member.name != "read_text")) return nullptr;
  return text_of_file(run, paths.of(member.object), value->where);
}

}  // namespace schemalint
