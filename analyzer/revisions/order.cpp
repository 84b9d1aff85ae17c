#include "analyzer/revisions/order.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>

namespace schemalint {

namespace {

/// The revisions as a graph; a node is an index into the list of revisions.
class Graph {
 public:
  explicit Graph(const std::vector<Revision>& revisions)
      : revisions_(revisions),
        parents_(revisions.size()),
        kept_(revisions.size(), true),
        broken_(revisions.size(), false) {
    order_.parents.resize(revisions.size());
    order_.dependencies.resize(revisions.size());
    collect_names();
    for (size_t node = 0; node < revisions.size(); ++node)
      if (kept_[node]) connect(node);
    set_aside_cycles();
  }

  RevisionOrder order();

 private:
  void collect_names();
  void connect(size_t node);
  std::vector<size_t> resolve(size_t node, const std::vector<std::string>& names, bool depends_on);
  void add_error(ChainError::Kind kind, size_t node);
  std::optional<size_t> find(const std::string& name) const;
  void set_aside_cycles();
  std::vector<bool> ancestors(size_t node) const;
  std::vector<size_t> heads() const;
  std::vector<size_t> from_heads() const;

  const std::vector<Revision>& revisions_;
  RevisionOrder order_;
  std::map<std::string, size_t> by_id_;
  std::map<std::string, size_t> by_label_;
  std::vector<std::vector<size_t>> parents_;  // by down_revisions and depends_on
  std::vector<bool> kept_;
  std::vector<bool> broken_;
  std::vector<size_t> cyclic_;
};

void Graph::add_error(ChainError::Kind kind, size_t node) {
  order_.errors.push_back(
      {.kind = kind, .revision = revisions_[node].id, .where = revisions_[node].where});
}

void Graph::collect_names() {
  for (size_t node = 0; node < revisions_.size(); ++node) {
    const Revision& revision = revisions_[node];
    const auto [at, is_new] = by_id_.try_emplace(revision.id, node);
    if (!is_new) {
      kept_[at->second] = false;
      add_error(ChainError::Kind::duplicate_revision, at->second);
      order_.errors.back().other = revision.where;
      at->second = node;
    }
    for (const std::string& label : revision.branch_labels) by_label_.emplace(label, node);
  }
}

/// An identifier, a label, or the begin of exactly one identifier.
std::optional<size_t> Graph::find(const std::string& name) const {
  if (const auto at = by_id_.find(name); at != by_id_.end()) return at->second;
  if (const auto at = by_label_.find(name); at != by_label_.end()) return at->second;
  const auto at = by_id_.lower_bound(name);
  if (name.empty() || at == by_id_.end() || !at->first.starts_with(name)) return std::nullopt;
  const auto next = std::next(at);
  if (next != by_id_.end() && next->first.starts_with(name)) return std::nullopt;
  return at->second;
}

std::vector<size_t> Graph::resolve(size_t node, const std::vector<std::string>& names,
                                   bool depends_on) {
  std::vector<size_t> parents;
  for (const std::string& name : names) {
    const std::optional<size_t> parent = find(name);
    if (!parent) {
      broken_[node] = true;
      add_error(ChainError::Kind::unknown_parent, node);
      order_.errors.back().parent = name;
      order_.errors.back().depends_on = depends_on;
      const Span named =
          depends_on ? revisions_[node].depends_on_where : revisions_[node].down_revision_where;
      if (named.known()) order_.errors.back().where = named;
    } else if (std::find(parents.begin(), parents.end(), *parent) == parents.end()) {
      parents.push_back(*parent);
    }
  }
  return parents;
}

void Graph::connect(size_t node) {
  order_.parents[node] = resolve(node, revisions_[node].down_revisions, false);
  order_.dependencies[node] = resolve(node, revisions_[node].depends_on, true);
  parents_[node] = order_.parents[node];
  for (const size_t parent : order_.dependencies[node])
    if (std::find(parents_[node].begin(), parents_[node].end(), parent) == parents_[node].end())
      parents_[node].push_back(parent);
}

/// Takes away level by level what has no open parent; what stays lies on or behind a cycle.
void Graph::set_aside_cycles() {
  std::vector<std::vector<size_t>> children(parents_.size());
  std::vector<size_t> open(parents_.size());
  std::vector<size_t> ready;
  for (size_t node = 0; node < parents_.size(); ++node) {
    open[node] = parents_[node].size();
    for (size_t parent : parents_[node]) children[parent].push_back(node);
    if (open[node] == 0) ready.push_back(node);
  }
  for (size_t at = 0; at < ready.size(); ++at) {
    for (size_t child : children[ready[at]]) {
      broken_[child] = broken_[child] || broken_[ready[at]];
      if (--open[child] == 0) ready.push_back(child);
    }
  }
  for (size_t node = 0; node < parents_.size(); ++node) {
    if (open[node] == 0 || !kept_[node]) continue;
    kept_[node] = false;
    cyclic_.push_back(node);
    add_error(ChainError::Kind::cycle, node);
  }
}

std::vector<bool> Graph::ancestors(size_t node) const {
  std::vector<bool> seen(parents_.size(), false);
  std::vector<size_t> open{node};
  seen[node] = true;
  while (!open.empty()) {
    const size_t next = open.back();
    open.pop_back();
    for (size_t parent : parents_[next]) {
      if (seen[parent]) continue;
      seen[parent] = true;
      open.push_back(parent);
    }
  }
  return seen;
}

std::vector<size_t> Graph::heads() const {
  std::vector<bool> followed(parents_.size(), false);
  for (size_t node = 0; node < parents_.size(); ++node)
    if (kept_[node])
      for (size_t parent : parents_[node]) followed[parent] = true;
  std::vector<size_t> result;
  for (size_t node = 0; node < parents_.size(); ++node)
    if (kept_[node] && !followed[node]) result.push_back(node);
  return result;
}

/// Alembic's own walk from the heads down (RevisionMap._topological_sort): along one line until a
/// revision that another line still needs, then along that one.
std::vector<size_t> Graph::from_heads() const {
  std::vector<size_t> lines = heads();
  std::vector<std::vector<bool>> needed;
  for (size_t head : lines) needed.push_back(ancestors(head));
  std::vector<bool> done(parents_.size(), false);
  std::vector<size_t> result;
  size_t line = 0;
  while (!lines.empty()) {
    const size_t node = lines[line];
    size_t other = 0;
    while (other < lines.size() && (other == line || !needed[other][node])) ++other;
    if (other < lines.size()) {
      line = other;
      continue;
    }
    result.push_back(node);
    done[node] = true;
    needed[line][node] = false;
    std::vector<size_t> next;
    for (size_t parent : parents_[node])
      if (!done[parent] && std::find(lines.begin(), lines.end(), parent) == lines.end())
        next.push_back(parent);
    if (next.empty()) {
      lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(line));
      needed.erase(needed.begin() + static_cast<std::ptrdiff_t>(line));
      line = line > 0 ? line - 1 : 0;
      continue;
    }
    lines[line] = next.front();
    if (parents_[node].size() > 1) needed[line] = ancestors(next.front());
    for (size_t at = 1; at < next.size(); ++at) {
      lines.push_back(next[at]);
      needed.push_back(ancestors(next[at]));
    }
  }
  return result;
}

RevisionOrder Graph::order() {
  std::vector<size_t>& sequence = order_.sequence;
  sequence = from_heads();
  std::reverse(sequence.begin(), sequence.end());
  std::stable_partition(sequence.begin(), sequence.end(),
                        [&](size_t node) { return !broken_[node]; });
  sequence.insert(sequence.end(), cyclic_.begin(), cyclic_.end());
  return std::move(order_);
}

}  // namespace

RevisionOrder order_revisions(const std::vector<Revision>& revisions) {
  return Graph(revisions).order();
}

}  // namespace schemalint
