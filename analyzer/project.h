#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/history.h"
#include "analyzer/library_version.h"
#include "analyzer/operation.h"
#include "analyzer/schema.h"
#include "analyzer/settings.h"
#include "analyzer/statistics/index_statistics.h"
#include "analyzer/timing.h"
#include "parsers/source.h"

namespace schemalint {

struct Code;

/// Something the source says that could not be evaluated: counted and shown, never guessed.
struct NotUnderstood {
  Span where;
  std::string what;    ///< "type of column app.models.Asset.kind", "statement", …
  std::string reason;  ///< "call of compute(): not part of the project"
};

/// A comment that takes findings back: `# schemalint: ignore[rule, rule] reason`.
struct Suppression {
  Span where;                      ///< from "schemalint:" to the end of the comment
  Span comment;                    ///< the whole comment
  std::vector<std::string> rules;  ///< names or areas as written
  std::vector<Span> rule_spans;    ///< where each of them stands
  std::string reason;
  std::string until;           ///< "2026-12-31" of `until=2026-12-31`; empty: none
  std::string until_revision;  ///< of `until-revision=ID`
  Span until_where;            ///< the text behind the '='
  /// The lines (from 1, inclusive) whose findings it takes back.
  uint32_t first_line = 0;
  uint32_t last_line = 0;
};

/// How much of what the source declares was understood; for the summary and for statistics.
struct Coverage {
  size_t tables = 0, tables_unknown = 0;
  size_t columns = 0, columns_unknown = 0;
  size_t relationships = 0, relationships_unknown = 0;
  size_t revisions = 0;
  size_t statements = 0, statements_unknown = 0;
};

/// All that rules and reports may look at. Built once by load(); immutable afterwards.
struct Project {
  Settings settings;
  std::deque<SourceFile> files;  ///< every file that was read; spans index it. Addresses stay

  Schema declared;  ///< what the models say
  /// Tables of a further metadata (another database) whose name a table of `declared` has as well.
  std::vector<Table> declared_elsewhere;
  std::vector<Relationship> relationships;
  /// What subclasses of mapped classes have from their parents: the parent's relationship with the
  /// class that inherits it. Not counted as relationships of their own.
  std::vector<Relationship> inherited_relationships;
  /// Default schema of the metadata (`MetaData(schema=…)`) that a table is in, by table.
  std::map<QualifiedName, std::string> metadata_schema;
  bool uses_async_session = false;  ///< the code imports SQLAlchemy's asyncio extension
  /// The version of SQLAlchemy by the settings, else by what is installed or locked.
  std::optional<LibraryVersion> sqlalchemy;
  /// What the code does with the schema; ask code_of(). Shared by copies: it never changes.
  std::shared_ptr<const Code> code;

  std::vector<History> histories;   ///< those of one database behind each other, as they run
  std::vector<Database> databases;  ///< what they amount to
  Schema migrated;                  ///< of all databases; of tables with one name the first
  std::vector<Step> sql_steps;      ///< what SQL files do that belong to no migrations
  std::set<uint32_t> frozen;        ///< files of revisions up to `frozen-before`

  std::vector<HostStatistics> index_statistics;  ///< what `settings.index_stats` names

  std::vector<ParseError> python_errors;
  std::vector<ParseError> sql_errors;
  std::vector<NotUnderstood> not_understood;
  std::vector<Suppression> suppressions;
  Coverage coverage;
  std::vector<Timing> timings;  ///< of the steps of load(), in order

  /// The number of files of the project itself, without those of libraries.
  size_t file_count() const {
    return static_cast<size_t>(
        std::ranges::count_if(files, [](const SourceFile& file) { return !file.is_library(); }));
  }
};

}  // namespace schemalint
