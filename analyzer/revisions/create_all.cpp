// `metadata.create_all(bind)` and `drop_all`: the tables of a MetaData, all or those that are
// named. Those of the application's models are the ones that it declares today, whenever the
// revision was written; their places are those of the models.
// https://docs.sqlalchemy.org/en/20/core/metadata.html#sqlalchemy.schema.MetaData.create_all

#include "analyzer/models/constructs.h"
#include "analyzer/revisions/operation_call.h"
#include "analyzer/revisions/schema_elements.h"
#include "analyzer/revisions/statements.h"

namespace schemalint {

namespace {

using models::Construct;

/// Where the MetaData is made, or the class or database that it belongs to; no file where that is
/// not in the project.
uint32_t file_of_metadata(Ref metadata) {
  if (models::construct_of(metadata) == Construct::metadata && call_of(metadata))
    return metadata->where.file;
  const auto* attribute = metadata->as<Attribute>();
  if (!attribute || attribute->name != "metadata") return Span::no_file;
  if (const Class* cls = class_of(attribute->object)) return cls->module->file;
  return call_of(attribute->object) ? attribute->object->where.file : Span::no_file;
}

/// Tables are checked for first.
void create_missing(MigrationRun& run, Ref table, Span where) {
  if (!run.schema().table(table_of(table))) create_table_of(run, table, where);
}

void create_declared(MigrationRun& run, Span where) {
  const Schema& declared = run.project().declared;
  for (const EnumType& type : declared.enums())
    if (!run.schema().enum_type(type.name)) run.add(CreateEnum{.type = type}, where);
  for (Table table : declared.tables()) {
    if (run.schema().table(table.name)) continue;
    const QualifiedName name = table.name;
    const std::vector<Index> indexes = std::move(table.indexes);
    table.indexes.clear();
    run.add(CreateTable{.table = std::move(table)}, where);
    for (const Index& index : indexes) run.add(CreateIndex{.table = name, .index = index}, where);
  }
}

void drop_declared(MigrationRun& run, Span where) {
  std::vector<QualifiedName> tables;
  for (const Table& table : run.project().declared.tables())
    if (run.schema().table(table.name)) tables.push_back(table.name);
  for (const QualifiedName& table : tables)
    run.add(DropTable{.table = table, .together = tables}, where);
}

}  // namespace

void read_all_tables(MigrationRun& run, const Member& member, Ref value, const Call& call) {
  const bool create = member.name == "create_all";
  Ref given = call.get(1, "tables");
  const auto* named = given ? given->as<Sequence>() : nullptr;
  std::vector<Ref> tables;
  if (named && named->complete) {
    tables = named->items;
  } else if (!given && member.object) {
    tables = run.tables_in(member.object);
  }
  for (Ref table : tables) {
    if (create)
      create_missing(run, table, value->where);
    else
      run.add(DropTable{.table = table_of(table), .if_exists = true}, value->where);
  }
  if (!tables.empty()) return;
  const uint32_t file = member.object && !given ? file_of_metadata(member.object) : Span::no_file;
  const bool of_models =
      file != Span::no_file && file != run.file() && !run.project().declared.tables().empty();
  if (!of_models)
    return run.add_unknown("metadata." + member.name, {}, "its tables are not known", value->where);
  if (create) {
    run.add_created_from_models(value->where);
    create_declared(run, value->where);
  } else {
    drop_declared(run, value->where);
  }
}

}  // namespace schemalint
