#include "analyzer/load.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "analyzer/big_stack.h"
#include "analyzer/evaluator.h"
#include "analyzer/modules.h"
#include "analyzer/parallel.h"
#include "analyzer/paths.h"
#include "analyzer/read_file.h"
#include "analyzer/read_models.h"
#include "analyzer/read_revisions.h"
#include "analyzer/replay/replay.h"
#include "analyzer/sql/sql.h"
#include "analyzer/suppressions.h"

namespace schemalint {

namespace {

/// Parsing costs most of a run, so a file that cannot declare any of the schema is not parsed
/// unless a name leads to it: whoever declares something writes one of these.
bool may_declare_schema(std::string_view text) {
  static constexpr std::string_view needles[] = {"sqlalchemy",    "Column",       "Mapped",
                                                 "__tablename__", "relationship", "sqlmodel",
                                                 "SQLModel",      "Table(",       "down_revision"};
  return std::ranges::any_of(needles, [&](std::string_view needle) {
    return text.find(needle) != std::string_view::npos;
  });
}

bool at_line_begin(std::string_view text, std::string_view word) {
  for (size_t at = 0; (at = text.find(word, at)) != std::string_view::npos; at++)
    if (at == 0 || text[at - 1] == '\n') return true;
  return false;
}

/// What psql takes for itself, made blank so that the rest is SQL and offsets stay: lines that
/// begin with a backslash, and `\gexec` and its kind at the end of a line, which end a statement.
/// https://www.postgresql.org/docs/15/app-psql.html#APP-PSQL-META-COMMANDS
std::string without_psql_commands(std::string text) {
  static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
  for (size_t line = 0; line < text.size();) {
    const size_t end = std::min(text.find('\n', line), text.size());
    const size_t in_line = std::string_view(text).substr(line, end - line).rfind("\\g");
    const size_t command = in_line == std::string::npos ? in_line : line + in_line;
    if (text[line] == '\\') {
      std::fill(text.begin() + static_cast<ptrdiff_t>(line),
                text.begin() + static_cast<ptrdiff_t>(end), ' ');
    } else if (command != std::string::npos && command > line &&
               text.find_first_not_of(letters, command + 1) >= end) {
      std::fill(text.begin() + static_cast<ptrdiff_t>(command),
                text.begin() + static_cast<ptrdiff_t>(end), ' ');
      text[command] = ';';
    }
    line = end + 1;
  }
  return text;
}

/// Whether what a parser stumbled over is a hole of a template, a parameter, or quoting that
/// PostgreSQL has not: "{", "%s", ":name", "`".
bool is_foreign_token(std::string_view token) {
  return !token.empty() && std::string_view("{}%:`@[").find(token.front()) != token.npos;
}

/// The files of a project in the order in which they are read.
class Loader {
 public:
  Loader(ProjectInput input, const Settings& settings) : input_(std::move(input)) {
    project_.settings = settings;
  }

  Project load() {
    read_files();
    run_on_big_stack([&] { evaluate(); });
    return std::move(project_);
  }

 private:
  void read_files() {
    for (SourceFile& text : input_.texts) overlay_.emplace(text.path(), &text);
    std::ranges::sort(input_.files, {}, &FoundFile::path);
    std::vector<const FoundFile*> wanted;
    for (const FoundFile& found : input_.files) {
      if (found.kind == FoundFile::Kind::python) python_paths_.push_back(found.path);
      if (found.use == FoundFile::Use::candidate) wanted.push_back(&found);
    }
    std::vector<std::optional<std::string>> texts(wanted.size());
    parallel_for(wanted.size(), [&](size_t i) {
      texts[i] = read(wanted[i]->path);
      const bool python = wanted[i]->kind == FoundFile::Kind::python;
      if (texts[i] && python && !may_declare_schema(*texts[i])) texts[i]->clear();
    });
    for (size_t i = 0; i < wanted.size(); i++) {
      const bool python = wanted[i]->kind == FoundFile::Kind::python;
      if (!texts[i])
        input_.problems.push_back({wanted[i]->path, "cannot be read"});
      else if (!python || !texts[i]->empty())
        add_file(wanted[i]->path, std::move(*texts[i]), python);
    }
    trees_.resize(python_files_.size());
    parallel_for(python_files_.size(), [&](size_t i) {
      trees_[i] = parse_python(project_.files[python_files_[i]], python_files_[i]);
    });
    for (const UnreadPath& problem : input_.problems) {
      const uint32_t file = add_file(problem.path, {}, std::nullopt);
      project_.python_errors.push_back({{file, 0, 0}, problem.message});
    }
  }

  std::optional<std::string> read(const std::string& path) const {
    if (const auto text = overlay_.find(path); text != overlay_.end()) return text->second->text();
    if (input_.root.empty()) return std::nullopt;
    return read_file(input_.root / path).bytes;
  }

  uint32_t add_file(const std::string& path, std::string text, std::optional<bool> python) {
    const auto file = static_cast<uint32_t>(project_.files.size());
    project_.files.emplace_back(path, std::move(text));
    if (python) (*python ? python_files_ : sql_files_).push_back(file);
    return file;
  }

  void evaluate() {
    Modules modules(
        project_.files, python_paths_,
        [](const std::string& path, const void* self) {
          return static_cast<const Loader*>(self)->read(path);
        },
        this, Libraries(input_.installed_packages, is_known_to_models));
    const std::vector<uint32_t> python = python_files_;
    for (size_t i = 0; i < python.size(); i++) {
      std::ranges::copy(trees_[i].errors, std::back_inserter(project_.python_errors));
      std::ranges::move(find_suppressions(project_.files[python[i]], python[i], trees_[i]),
                        std::back_inserter(project_.suppressions));
      modules.set_tree(python[i], std::move(trees_[i]));
    }
    std::vector<uint32_t> models, revisions;
    find_revision_folders();
    find_environments();
    for (const uint32_t file : python) {
      if (is_revision(file))
        revisions.push_back(file);
      else if (!belongs_to_migrations(project_.files[file].path()))
        models.push_back(file);
    }
    Evaluator evaluator(modules);
    read_models(evaluator, models, project_);
    read_revisions(evaluator, revisions, project_);
    read_sql_files();
    set_foreign_sql_aside();
  }

  void find_revision_folders() {
    revision_folders_.insert(input_.revision_folders.begin(), input_.revision_folders.end());
    const auto is_one = [&](uint32_t file) { return is_revision(file); };
    const bool configured = !project_.settings.migrations.empty();
    if (configured || std::ranges::any_of(python_files_, is_one)) return;
    for (const uint32_t file : python_files_)
      if (has_revision_header(project_.files[file]))
        revision_folders_.insert(folder_of(project_.files[file].path()));
    leave_out_other_databases();
  }

  /// Of `versions/postgresql` and `versions/sqlite` beside each other, the first is meant here.
  void leave_out_other_databases() {
    const auto is_other = [&](const std::string& folder) {
      static constexpr std::string_view others[] = {"mariadb", "mssql", "mysql", "oracle",
                                                    "sqlite"};
      const size_t slash = folder.rfind('/');
      const std::string parent = folder.substr(0, slash == std::string::npos ? 0 : slash + 1);
      return std::ranges::find(others, folder.substr(parent.size())) != std::end(others) &&
             (revision_folders_.contains(parent + "postgresql") ||
              revision_folders_.contains(parent + "postgres"));
    };
    std::erase_if(revision_folders_, is_other);
  }

  static bool has_revision_header(const SourceFile& file) {
    return at_line_begin(file.text(), "down_revision") && at_line_begin(file.text(), "revision");
  }

  bool is_revision(uint32_t file) const {
    return revision_folders_.contains(folder_of(project_.files[file].path())) &&
           at_line_begin(project_.files[file].text(), "revision");
  }

  /// What stands in a migration environment, beside `env.py` or below, declares no models: copies
  /// of old ones, tables made up for moving data.
  bool belongs_to_migrations(const std::string& path) const {
    return std::ranges::any_of(environments_, [&](const std::string& environment) {
      return path.starts_with(environment + "/");
    });
  }

  /// The folder of Alembic's `env.py` above each folder of revisions, else that folder itself. A
  /// module that only happens to be called `env` makes no environment.
  void find_environments() {
    for (const std::string& folder : revision_folders_) {
      if (folder.empty()) continue;
      const std::string above = folder_of(folder);
      const std::string env = above + "/env.py";
      const bool is_environment = !above.empty() &&
                                  std::ranges::binary_search(python_paths_, env) &&
                                  read(env).value_or("").find("alembic") != std::string::npos;
      environments_.insert(is_environment ? above : folder);
    }
  }

  /// SQL files that belong to no migrations: read on top of the migrated schema, folder by folder.
  void read_sql_files() {
    std::string folder;
    Schema state;
    bool first = true;
    for (const uint32_t file : sql_files_) {
      const SourceFile& source = project_.files[file];
      if (first || folder != folder_of(source.path())) state = project_.migrated;
      first = false;
      folder = folder_of(source.path());
      std::ranges::move(find_sql_suppressions(source, file),
                        std::back_inserter(project_.suppressions));
      if (const size_t bad = find_invalid_utf8(source.text()); bad != std::string::npos) {
        const auto at = static_cast<uint32_t>(bad);
        project_.sql_errors.push_back(
            {{file, at, at + 1}, "not UTF-8: byte " + std::to_string(bad) + " of the file"});
      }
      const uint32_t begin = source.has_byte_order_mark() ? 3 : 0;
      const auto end = static_cast<uint32_t>(source.text().size());
      const Text text =
          Text::verbatim(without_psql_commands(source.text().substr(begin)), {file, begin, end});
      SqlSteps read = run_sql(text, state);
      project_.coverage.statements += read.steps.size() + read.errors.size();
      project_.coverage.statements_unknown += read.not_understood.size();
      std::ranges::move(read.steps, std::back_inserter(project_.sql_steps));
      std::ranges::move(read.errors, std::back_inserter(project_.sql_errors));
      std::ranges::move(read.not_understood, std::back_inserter(project_.not_understood));
    }
  }

  /// What is no SQL of PostgreSQL, and not meant to be: templates, parameters that a driver fills
  /// in, files for another database. It is not understood rather than wrong.
  void set_foreign_sql_aside() {
    std::map<uint32_t, size_t> errors;
    for (const ParseError& error : project_.sql_errors)
      if (error.where.known()) errors[error.where.file]++;
    const auto is_foreign = [&](const ParseError& error) {
      if (!error.where.known()) return false;
      const SourceFile& file = project_.files[error.where.file];
      const bool whole_file = file.path().ends_with(".sql") && errors[error.where.file] > 4;
      return whole_file || is_foreign_token(file.text(error.where));
    };
    for (const ParseError& error : project_.sql_errors) {
      if (!is_foreign(error)) continue;
      project_.coverage.statements_unknown++;
      project_.not_understood.push_back(
          {error.where, "statement", "it is a template, or for another database"});
    }
    std::erase_if(project_.sql_errors, is_foreign);
  }

  ProjectInput input_;
  Project project_;
  std::unordered_map<std::string, const SourceFile*> overlay_;
  std::vector<std::string> python_paths_;  // sorted
  std::vector<uint32_t> python_files_;
  std::vector<uint32_t> sql_files_;
  std::vector<PyTree> trees_;  // of python_files_, until the evaluator has them
  std::set<std::string> revision_folders_;
  std::set<std::string> environments_;  // of Alembic: what stands in them declares no models
};

}  // namespace

Project load(ProjectInput input, const Settings& settings) {
  return Loader(std::move(input), settings).load();
}

Project load_texts(std::vector<SourceFile> files, const Settings& settings) {
  ProjectInput input;
  for (const SourceFile& file : files)
    input.files.push_back(
        {.path = file.path(),
         .kind = file.path().ends_with(".sql") ? FoundFile::Kind::sql : FoundFile::Kind::python});
  input.texts = std::move(files);
  return load(std::move(input), settings);
}

}  // namespace schemalint
