#include "analyzer/load.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <unordered_map>

#include "analyzer/big_stack.h"
#include "analyzer/code/read_code.h"
#include "analyzer/database.h"
#include "analyzer/evaluator.h"
#include "analyzer/glob.h"
#include "analyzer/migrations/revision_files.h"
#include "analyzer/migrations/run_sql_migrations.h"
#include "analyzer/migrations/sql_files.h"
#include "analyzer/modules.h"
#include "analyzer/parallel.h"
#include "analyzer/paths.h"
#include "analyzer/read_migrations.h"
#include "analyzer/read_models.h"
#include "analyzer/sql/sql.h"
#include "analyzer/suppressions.h"
#include "analyzer/words.h"

namespace schemalint {

namespace {

/// Parsing costs most of a run, so a file that cannot declare any of the schema is not parsed
/// unless a name leads to it: whoever declares something writes one of these.
bool may_declare_schema(std::string_view text) {
  static constexpr std::string_view needles[] = {
      "sqlalchemy", "Column", "Mapped",        "__tablename__", "relationship",      "sqlmodel",
      "SQLModel",   "Table(", "down_revision", "alembic_utils", "register_operation"};
  return std::ranges::any_of(needles, [&](std::string_view needle) {
    return text.find(needle) != std::string_view::npos;
  });
}

/// Whether what a parser stumbled over is a hole of a template, a parameter, or quoting that
/// PostgreSQL has not: "{", "%s", ":name", "`".
bool is_foreign_token(std::string_view token) {
  return !token.empty() && std::string_view("{}%:`@[").find(token.front()) != token.npos;
}

/// Whether it is a word that only another database has in this place: whoever wrote it wrote the
/// whole file for MySQL, MariaDB or SQL Server.
bool is_foreign_word(std::string_view token) {
  static constexpr std::string_view words[] = {"auto_increment", "character", "convert", "engine",
                                               "flush",          "go",        "modify",  "use"};
  return std::ranges::binary_search(words, std::string_view(lower(token)));
}

/// The files of the revisions up to the one that the settings name, that one included. Raises
/// SettingError where no revision has that identifier.
std::set<uint32_t> frozen_files(const Project& project) {
  const std::string& last = project.settings.frozen_before;
  std::set<uint32_t> files;
  if (last.empty() || last == "base") return files;  // as Alembic calls what is before them all
  const std::vector<RevisionPlace> places = find_revisions(project, last);
  if (places.empty())
    throw SettingError("frozen-before", "frozen-before: there is no revision '" + last + "'");
  for (const RevisionPlace& place : places) {
    const std::vector<Revision>& revisions = project.histories[place.history].revisions;
    std::vector<size_t> open{place.revision};
    std::set<size_t> seen;
    while (!open.empty()) {
      const size_t at = open.back();
      open.pop_back();
      if (!seen.insert(at).second) continue;
      files.insert(revisions[at].where.file);
      for (const auto* earlier : {&revisions[at].parents, &revisions[at].dependencies})
        open.insert(open.end(), earlier->begin(), earlier->end());
    }
  }
  return files;
}

/// The files of a project in the order in which they are read.
class Loader {
 public:
  Loader(ProjectInput input, const Settings& settings) : input_(std::move(input)) {
    project_.settings = settings;
    project_.sqlalchemy = settings.sqlalchemy_version.empty()
                              ? input_.sqlalchemy
                              : parse_version(settings.sqlalchemy_version);
  }

  Project load() {
    timed("files read and parsed", [&] { read_files(); });
    run_on_big_stack([&] { evaluate(); });
    project_.frozen = frozen_files(project_);
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
      if (texts[i] && python && !may_declare_schema(*texts[i]) && !may_use_schema(*texts[i]))
        texts[i]->clear();
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
      const SourceFile& source = project_.files[python_files_[i]];
      trees_[i] = input_.syntax ? input_.syntax->parse(source, python_files_[i])
                                : parse_python(source, python_files_[i]);
    });
    for (const UnreadPath& problem : input_.problems) {
      const uint32_t file = add_file(problem.path, {}, std::nullopt);
      project_.python_errors.push_back({{file, 0, 0}, problem.message});
    }
  }

  std::optional<std::string> read(const std::string& path) const {
    if (const auto text = overlay_.find(path); text != overlay_.end()) return text->second->text();
    return input_.tree ? input_.tree->read(path).bytes : std::nullopt;
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
        this, Libraries(input_.installed_packages, is_known_to_models), input_.syntax.get());
    const std::vector<uint32_t> python = python_files_;
    for (size_t i = 0; i < python.size(); i++) {
      std::ranges::copy(trees_[i].errors, std::back_inserter(project_.python_errors));
      std::ranges::move(find_suppressions(project_.files[python[i]], python[i], trees_[i]),
                        std::back_inserter(project_.suppressions));
      modules.set_tree(python[i], std::move(trees_[i]));
    }
    const RevisionFiles revisions(project_.files, python, input_.revision_folders,
                                  !project_.settings.migrations.empty(),
                                  [&](const std::string& path) -> std::optional<std::string> {
                                    if (!std::ranges::binary_search(python_paths_, path))
                                      return std::nullopt;
                                    return read(path);
                                  });
    std::vector<uint32_t> models;
    for (const uint32_t file : python)
      if (!revisions.is_revision(file) && !revisions.is_in_environment(project_.files[file].path()))
        models.push_back(file);
    Evaluator evaluator(modules);
    timed("models", [&] { read_models(evaluator, models, project_); });
    timed("code", [&] {
      read_code(
          evaluator, python, [&](uint32_t file) { return revisions.is_revision(file); }, project_);
    });
    timed("migrations", [&] {
      const std::vector<SqlMigrations> migrations = sql_migrations(revisions);
      read_migrations(evaluator, revisions.sets(), migrations, project_);
    });
    timed("SQL files", [&] {
      read_sql_files();
      set_foreign_sql_aside();
    });
  }

  template <typename Step>
  void timed(std::string_view what, Step step) {
    const auto begin = std::chrono::steady_clock::now();
    step();
    project_.timings.push_back({what, std::chrono::steady_clock::now() - begin});
  }

  /// Those outside of Alembic's environments, whose revisions read SQL files themselves. What they
  /// hold is taken out of the SQL files that are read by themselves.
  std::vector<SqlMigrations> sql_migrations(const RevisionFiles& revisions) {
    std::vector<uint32_t> files;
    for (const uint32_t file : sql_files_) {
      const std::string& path = project_.files[file].path();
      if (is_wanted_migration(path) && !revisions.is_in_environment(path)) files.push_back(file);
    }
    std::vector<SqlMigrations> found = find_sql_migrations(project_.files, files);
    std::set<uint32_t> taken;
    for (const SqlMigrations& folder : found)
      for (const SqlMigration& migration : folder.migrations)
        for (const auto* parts : {&migration.up, &migration.down})
          for (const SqlPart& part : *parts) taken.insert(part.file);
    for (const uint32_t file : taken) check_sql_file(file);
    std::erase_if(sql_files_, [&](uint32_t file) { return taken.contains(file); });
    return found;
  }

  bool is_wanted_migration(const std::string& path) const {
    const std::vector<std::string>& globs = project_.settings.migrations;
    return globs.empty() || any_covers(globs, path);
  }

  /// Reads the suppressions of a SQL file, and says where it is not UTF-8.
  void check_sql_file(uint32_t file) {
    const SourceFile& source = project_.files[file];
    std::ranges::move(find_sql_suppressions(source, file),
                      std::back_inserter(project_.suppressions));
    if (const size_t bad = find_invalid_utf8(source.text()); bad != std::string::npos) {
      const auto at = static_cast<uint32_t>(bad);
      project_.sql_errors.push_back(
          {{file, at, at + 1}, "not UTF-8: byte " + std::to_string(bad) + " of the file"});
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
      check_sql_file(file);
      const uint32_t begin = source.has_byte_order_mark() ? 3 : 0;
      const auto end = static_cast<uint32_t>(source.text().size());
      const Text text = sql_text(source, {file, begin, end});
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
    std::set<uint32_t> foreign_files;
    for (const ParseError& error : project_.sql_errors) {
      if (!error.where.known()) continue;
      const SourceFile& file = project_.files[error.where.file];
      const bool many = file.path().ends_with(".sql") && ++errors[error.where.file] > 4;
      if (many || is_foreign_word(file.text(error.where))) foreign_files.insert(error.where.file);
    }
    const auto is_foreign = [&](const ParseError& error) {
      return error.where.known() &&
             (foreign_files.contains(error.where.file) ||
              is_foreign_token(project_.files[error.where.file].text(error.where)));
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
};

std::vector<HostStatistics> read_statistics(const ProjectInput& input, const Settings& settings) {
  std::vector<HostStatistics> hosts;
  for (const std::string& path : settings.index_stats) {
    const auto text = std::ranges::find(input.texts, path, &SourceFile::path);
    hosts.push_back(text == input.texts.end() ? read_index_statistics(input.root() / path, path)
                                              : parse_index_statistics(text->text(), path));
  }
  return hosts;
}

}  // namespace

Project load(ProjectInput input, const Settings& settings) {
  std::vector<HostStatistics> statistics = read_statistics(input, settings);
  Project project = Loader(std::move(input), settings).load();
  project.index_statistics = std::move(statistics);
  return project;
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
