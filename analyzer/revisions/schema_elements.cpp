#include "analyzer/revisions/schema_elements.h"

#include "analyzer/models/constructs.h"
#include "analyzer/models/types.h"
#include "analyzer/revisions/column_facts.h"
#include "analyzer/revisions/operation_call.h"
#include "analyzer/revisions/statements.h"

namespace schemalint {

namespace {

using models::Construct;

/// `checkfirst=` as it is given; postgresql.ENUM checks by default, Enum does not.
bool checks_first(Ref type, const Call& call) {
  Ref given = call.get(1, "checkfirst");
  if (given) return truth(given) != Truth::no;
  const Call* made = call_of(type);
  return made && models::last_part(models::dotted_name(made->callee)) == "ENUM";
}

bool read_enum_call(MigrationRun& run, const Member& member, Ref value, const Call& call) {
  if (!models::is_type(member.object)) return false;
  const models::ColumnType type = models::read_type(run.models(), member.object);
  std::optional<EnumType> enumeration = native_enum(type, {});
  if (!enumeration) return false;
  const bool check = checks_first(member.object, call);
  if (member.name == "drop")
    run.add(DropType{.type = enumeration->name, .if_exists = check}, value->where);
  else if (!type.native_enum->values_known)
    run.add_unknown("create type " + enumeration->name.text(), {}, "its values are not known",
                    value->where);
  else
    run.add(CreateEnum{std::move(*enumeration), check}, value->where);
  return true;
}

/// `Table(...).create(bind)`, `Model.__table__.drop(bind)`; with `checkfirst=True` what is there
/// already, or is not there, stays as it is.
bool read_table_call(MigrationRun& run, const Member& member, Ref value, const Call& call) {
  const QualifiedName table = table_of(member.object);
  if (table.name.empty()) return false;
  Ref given = call.get(1, "checkfirst");
  const bool check = given && truth(given) == Truth::yes;
  if (member.name == "drop")
    run.add(DropTable{.table = table, .if_exists = check}, value->where);
  else if (!check || !run.schema().table(table))
    create_table_of(run, member.object, value->where);
  return true;
}

}  // namespace

bool read_schema_call(MigrationRun& run, const Member& member, Ref value, const Call& call) {
  if (member.name == "create_all" || member.name == "drop_all") {
    read_all_tables(run, member, value, call);
    return true;
  }
  if (!member.object || (member.name != "create" && member.name != "drop")) return false;
  if (read_enum_call(run, member, value, call)) return true;
  if (models::construct_of(member.object) == Construct::sequence && call_of(member.object)) {
    run.add(NoSchemaChange{member.name == "drop" ? "DROP SEQUENCE" : "CREATE SEQUENCE"},
            value->where);
    return true;
  }
  if (models::construct_of(member.object) == Construct::index) {
    run.add_unknown(member.name + " index", {}, "its table stands elsewhere", value->where);
    return true;
  }
  return read_table_call(run, member, value, call);
}

bool read_schema_element(MigrationRun& run, Ref statement, Span where) {
  const Call* call = call_of(statement);
  if (!call) return false;
  const std::string callee = models::dotted_name(call->callee);
  if (!callee.starts_with("sqlalchemy.")) return false;
  const std::string_view element = models::last_part(callee);
  if (element == "CreateSequence" || element == "DropSequence") {
    run.add(NoSchemaChange{element == "DropSequence" ? "DROP SEQUENCE" : "CREATE SEQUENCE"}, where);
    return true;
  }
  Ref subject = call->get(0, "element");
  if (!subject) return false;
  if (element == "CreateTable" && !table_of(subject).name.empty()) {
    create_table_of(run, subject, where);
    return true;
  }
  if (element == "DropTable" && !table_of(subject).name.empty()) {
    run.add(DropTable{.table = table_of(subject)}, where);
    return true;
  }
  const std::string* name = exact_string(subject);
  if (!name || (element != "CreateSchema" && element != "DropSchema")) return false;
  if (element == "CreateSchema") {
    run.add(CreateSchema{*name}, where);
  } else {
    Ref cascade = call->get(1, "cascade");
    run.add(DropSchema{*name, cascade && truth(cascade) == Truth::yes}, where);
  }
  return true;
}

}  // namespace schemalint
