#include "analyzer/code/read_code.h"

#include <algorithm>
#include <set>

#include "analyzer/code/reader.h"

namespace schemalint {

namespace {

bool contains_any(std::string_view text, std::initializer_list<std::string_view> needles) {
  return std::ranges::any_of(needles, [&](std::string_view needle) {
    return text.find(needle) != std::string_view::npos;
  });
}

/// Whether there is anything to find in a file.
bool is_of_interest(std::string_view text) {
  return contains_any(
      text, {"select(", ".query", "execute(", "create_engine", "create_async_engine",
             "sessionmaker", "AsyncSession", "text(", "ENGINE_OPTIONS", "engine_from_config"});
}

/// Takes back the parts whose functions are called with constants only, in all that was read.
class Callers {
 public:
  explicit Callers(code::World& world) : world_(world) {
    for (const code::PendingPart& part : world.pending) wanted_.insert(part.function);
  }

  void read(code::Reader& reader) {
    const PyTree& tree = reader.tree();
    for (PyIndex node = 0; node < tree.nodes.size(); node++) {
      if (tree[node].kind != PyKind::call) continue;
      PyIndex callee = tree.child(node, PyField::function);
      if (callee != PyTree::nothing && tree[callee].kind == PyKind::attribute)
        callee = tree.child(callee, PyField::attribute);
      if (callee == PyTree::nothing || !wanted_.contains(reader.text(callee))) continue;
      const std::string_view name = reader.text(callee);
      for (size_t i = 0; i < world_.pending.size(); i++)
        if (world_.pending[i].function == name) look_at(reader, node, i);
    }
  }

  void finish() {
    std::set<std::pair<size_t, size_t>> harmless;
    for (size_t i = 0; i < world_.pending.size(); i++)
      if (called_.contains(i) && !dynamic_.contains(i))
        harmless.emplace(world_.pending[i].sql_text, world_.pending[i].part);
    for (auto at = harmless.rbegin(); at != harmless.rend(); ++at) {
      std::vector<DynamicPart>& parts = world_.code.sql_texts[at->first].parts;
      parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(at->second));
    }
    std::erase_if(world_.code.sql_texts, [](const SqlText& text) { return text.parts.empty(); });
  }

 private:
  void look_at(code::Reader& reader, PyIndex call, size_t index) {
    const code::PendingPart& part = world_.pending[index];
    const code::Arguments given = reader.arguments(call);
    PyIndex value = given.keyword(part.parameter);
    if (value == PyTree::nothing && part.position < given.positional.size())
      value = given.positional[part.position];
    called_.insert(index);
    if (value == PyTree::nothing) {  // its default, unless the arguments are not known
      if (given.splat || given.star) dynamic_.insert(index);
      return;
    }
    if (!reader.is_constant_argument(value)) dynamic_.insert(index);
  }

  code::World& world_;
  std::set<std::string, std::less<>> wanted_;
  std::set<size_t> called_;
  std::set<size_t> dynamic_;
};

}  // namespace

bool may_use_schema(std::string_view text) {
  return contains_any(text, {".query.", ".query(", "execute(f"});
}

void read_code(Evaluator& evaluator, const std::vector<uint32_t>& files,
               const std::function<bool(uint32_t)>& is_revision, Project& project) {
  code::World world{.evaluator = evaluator, .project = project, .mapping = code::Mapping(project)};
  for (const uint32_t file : files) {
    if (project.files[file].is_library() || !is_of_interest(project.files[file].text())) continue;
    world.code.files++;
    code::Reader(world, file, is_revision(file)).read();
  }
  if (!world.pending.empty()) {
    Callers callers(world);
    for (const uint32_t file : files) {
      code::Reader reader(world, file, is_revision(file));
      callers.read(reader);
    }
    callers.finish();
  }
  std::erase_if(world.code.loops, [](const RowLoop& loop) { return loop.reads.empty(); });
  project.code = std::make_shared<const Code>(std::move(world.code));
}

const Code& code_of(const Project& project) {
  static const Code none;
  return project.code == nullptr ? none : *project.code;
}

}  // namespace schemalint
