#include "tests/revisions_world.h"

using namespace schemalint;

TEST_CASE("revisions: the values of an enumeration are brought in line") {
  const Project project = project_of(
      "    op.create_table('t', sa.Column('a', sa.Enum('x', 'y', name='kind'), nullable=False))\n"
      "    op.sync_enum_values('public', 'kind', ['x', 'z'],\n"
      "        [TableReference(table_schema='public', table_name='t', column_name='a')],\n"
      "        enum_values_to_rename=[('y', 'z')])\n"
      "    op.sync_enum_values(enum_schema='public', enum_name='kind', new_values=['z'],\n"
      "                        affected_columns=[('t', 'a')])\n",
      "from alembic_postgresql_enum import TableReference\n");
  CHECK(project.not_understood.empty());
  REQUIRE(project.migrated.enums().size() == 1);
  CHECK(project.migrated.enums()[0].name == QualifiedName{"", "kind"});
  CHECK(project.migrated.enums()[0].values == std::vector<std::string>{"z"});
  CHECK(table(project, "t").columns[0].type.value == "kind");
  CHECK(table(project, "t").columns[0].enum_type == QualifiedName{"", "kind"});
  const Project lists = project_of(
      "    op.create_table('t', sa.Column('a', sa.ARRAY(sa.Enum('x', name='kind'))))\n"
      "    op.sync_enum_values('public', 'kind', ['x', 'y'], [('t', 'a')])\n");
  CHECK(table(lists, "t").columns[0].type.value == "kind[]");
}

TEST_CASE("revisions: entities of alembic_utils") {
  const Project project = project_of(
      std::string(create_parent) +
          "    op.create_entity(PGExtension(schema='public', signature='uuid-ossp'))\n"
          "    policy = PGPolicy(schema='public', signature='own', on_entity='public.p',\n"
          "                      definition='AS PERMISSIVE FOR SELECT TO PUBLIC USING (id > 0)')\n"
          "    op.create_entity(policy)\n"
          "    op.replace_entity(policy)\n"
          "    op.create_entity(PGView('public', 'v', 'SELECT id FROM p'))\n"
          "    op.create_entity(PGFunction(schema='public', signature='f(a integer)',\n"
          "        definition='RETURNS integer AS $$ SELECT 1 $$ LANGUAGE sql'))\n"
          "    op.create_entity(PGTrigger(schema='public', signature='tr', on_entity='public.p',\n"
          "        definition='AFTER INSERT ON public.p FOR EACH ROW EXECUTE FUNCTION f()'))\n"
          "    op.drop_entity(PGView('public', 'v', 'SELECT id FROM p'))\n"
          "    op.create_entity(something())\n",
      "from alembic_utils.pg_extension import PGExtension\n"
      "from alembic_utils.pg_policy import PGPolicy\n"
      "from alembic_utils.pg_view import PGView\n"
      "from alembic_utils.pg_function import PGFunction\n"
      "from alembic_utils.pg_trigger import PGTrigger\n"
      "from elsewhere import something\n");
  CHECK(project.sql_errors.empty());
  REQUIRE(project.not_understood.size() == 1);
  REQUIRE(table(project, "p").policies.size() == 1);
  CHECK(table(project, "p").policies[0].command == "SELECT");
}

TEST_CASE("revisions: GeoAlchemy's operations are Alembic's on other names") {
  const Project project = project_of(
      std::string(create_parent) +
      "    with op.batch_alter_table('p') as batch_op:\n"
      "        batch_op.create_geospatial_index('i', ['id'], postgresql_using='gist')\n");
  CHECK(project.not_understood.empty());
  CHECK(table(project, "p").indexes.at(0).method == "gist");
}

TEST_CASE("revisions: operations that the project registers itself") {
  const SourceFile plugin("app/views.py",
                          "from alembic.operations import MigrateOperation, Operations\n"
                          "@Operations.register_operation('create_table_of')\n"
                          "class CreateTableOf(MigrateOperation):\n"
                          "    def __init__(self, name):\n        self.name = name\n"
                          "    @classmethod\n"
                          "    def create_table_of(cls, operations, name):\n"
                          "        return operations.invoke(CreateTableOf(name))\n"
                          "@Operations.implementation_for(CreateTableOf)\n"
                          "def create_table_of(operations, operation):\n"
                          "    operations.execute(f'CREATE TABLE {operation.name} (a int)')\n");
  const Project project =
      load_texts({plugin, revision("a", "None", "    op.create_table_of('t')\n")});
  CHECK(project.not_understood.empty());
  CHECK(table(project, "t").columns.size() == 1);
}

TEST_CASE("revisions: functions that run with a connection of their own") {
  const Project project =
      project_of("    op.run_async(later, 't')\n",
                 "def now(connection):\n    connection.execute(sa.text('CREATE TABLE u (a int)'))\n"
                 "async def later(connection, name):\n"
                 "    await connection.execute(sa.text(f'CREATE TABLE {name} (a int)'))\n"
                 "    await connection.run_sync(now)\n");
  CHECK(project.not_understood.empty());
  CHECK(steps(project) == "create table t, create table u");
}
