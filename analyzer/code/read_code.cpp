#include "analyzer/code/read_code.h"

#include <algorithm>
#include <deque>
#include <map>
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
    for (const code::PendingPart& part : world.pending)
      asked_.insert(part.parameters.begin(), part.parameters.end());
    wanted_ = asked_;
  }

  bool has_questions() const { return !wanted_.empty(); }

  /// Looks at the calls in one file.
  void read(code::Reader& reader) {
    const PyTree& tree = reader.tree();
    for (PyIndex node = 0; node < tree.nodes.size(); node++) {
      if (tree[node].kind != PyKind::call) continue;
      PyIndex callee = tree.child(node, PyField::function);
      if (callee != PyTree::nothing && tree[callee].kind == PyKind::attribute)
        callee = tree.child(callee, PyField::attribute);
      if (callee == PyTree::nothing) continue;
      const std::string name(reader.text(callee));
      for (auto at = wanted_.lower_bound({.function = name}); at != wanted_.end(); ++at) {
        if (at->function != name) break;
        look_at(reader, node, *at);
      }
    }
  }

  /// Goes on to the parameters that the arguments are made of.
  void next_round() {
    wanted_ = std::exchange(found_, {});
    std::erase_if(wanted_, [&](const code::Parameter& one) { return !asked_.insert(one).second; });
  }

  void finish() {
    for (const code::Parameter& unanswered : wanted_) dynamic_.insert(unanswered);
    std::set<std::pair<size_t, size_t>> harmless;
    for (const code::PendingPart& part : world_.pending)
      if (std::ranges::all_of(part.parameters,
                              [&](const code::Parameter& one) { return is_constant(one, 0); }))
        harmless.emplace(part.sql_text, part.part);
    for (auto at = harmless.rbegin(); at != harmless.rend(); ++at) {
      std::vector<DynamicPart>& parts = world_.code.sql_texts[at->first].parts;
      parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(at->second));
    }
    std::erase_if(world_.code.sql_texts, [](const SqlText& text) { return text.parts.empty(); });
  }

 private:
  void look_at(code::Reader& reader, PyIndex call, const code::Parameter& asked) {
    const code::Arguments given = reader.arguments(call);
    PyIndex value = given.keyword(asked.name);
    if (value == PyTree::nothing && asked.position < given.positional.size())
      value = given.positional[asked.position];
    called_.insert(asked);
    if (value == PyTree::nothing) {  // its default, unless the arguments are not known
      if (given.splat || given.star) dynamic_.insert(asked);
      return;
    }
    std::set<code::Parameter> of;
    if (!reader.is_constant_argument(value, of)) dynamic_.insert(asked);
    for (const code::Parameter& one : of)
      if (one != asked) made_of_[asked].insert(one);
    found_.insert(of.begin(), of.end());
  }

  bool is_constant(const code::Parameter& one, int depth) const {
    if (depth > 4 || !called_.contains(one) || dynamic_.contains(one)) return false;
    const auto parts = made_of_.find(one);
    return parts == made_of_.end() ||
           std::ranges::all_of(parts->second, [&](const code::Parameter& part) {
             return is_constant(part, depth + 1);
           });
  }

  code::World& world_;
  std::set<code::Parameter> asked_;
  std::set<code::Parameter> wanted_;  // in this round
  std::set<code::Parameter> found_;
  std::set<code::Parameter> called_;
  std::set<code::Parameter> dynamic_;
  std::map<code::Parameter, std::set<code::Parameter>> made_of_;
};

}  // namespace

bool may_use_schema(std::string_view text) {
  return contains_any(text, {".query.", ".query(", "execute(f"});
}

void read_code(Evaluator& evaluator, const std::vector<uint32_t>& files,
               const std::function<bool(uint32_t)>& is_revision, Project& project) {
  code::World world{.evaluator = evaluator, .project = project, .mapping = code::Mapping(project)};
  std::deque<code::Reader> readers;
  for (const uint32_t file : files) {
    if (project.files[file].is_library() || !is_of_interest(project.files[file].text())) continue;
    readers.emplace_back(world, file, is_revision(file)).read();
  }
  world.code.files = readers.size();
  Callers callers(world);
  for (int round = 0; round < 3 && callers.has_questions(); round++) {
    for (code::Reader& reader : readers) callers.read(reader);
    callers.next_round();
  }
  callers.finish();
  std::erase_if(world.code.loops, [](const RowLoop& loop) { return loop.reads.empty(); });
  project.code = std::make_shared<const Code>(std::move(world.code));
}

const Code& code_of(const Project& project) {
  static const Code none;
  return project.code == nullptr ? none : *project.code;
}

}  // namespace schemalint
