#include "tests/revisions_world.h"

using namespace schemalint;

TEST_CASE("revisions: headers in every form") {
  const Project project = load_texts({
      {"alembic/versions/a.py",
       "\"\"\"First line\n\nRevision ID: a\n\"\"\"\nfrom typing import Union\n"
       "revision: str = 'a'\ndown_revision: Union[str, None] = None\ndef upgrade():\n    pass\n"},
      {"alembic/versions/b.py",
       "BASE = u'a'\nrevision = 'b'\ndown_revision = BASE\nbranch_labels = ('left',)\n"},
      {"alembic/versions/c.py", "revision = 'c'\ndown_revision = ['a']\ndepends_on = 'left'\n"},
      {"alembic/versions/d.py", "revision = 'd'\ndown_revision = ('b', 'c')\n"},
  });
  REQUIRE(history(project).size() == 4);
  CHECK(history(project)[0].id == "a");
  CHECK(history(project)[0].message == "First line");
  CHECK(history(project)[1].id == "b");
  CHECK(history(project)[1].down_revisions == std::vector<std::string>{"a"});
  CHECK(history(project)[1].branch_labels == std::vector<std::string>{"left"});
  CHECK(history(project)[2].depends_on == std::vector<std::string>{"left"});
  CHECK(history(project)[3].down_revisions == std::vector<std::string>{"b", "c"});
  CHECK(project.coverage.revisions == 4);
  CHECK(project.not_understood.empty());
}

TEST_CASE("revisions: a broken chain does not stop the others") {
  const Project project =
      load_texts({revision("a", "None", create_parent), revision("z", "'gone'", "    pass")});
  CHECK(history(project).size() == 2);
  CHECK(project.migrated.tables().size() == 1);
  REQUIRE(project.histories[0].errors.size() == 1);
  CHECK(project.histories[0].errors[0].parent == "gone");
}

TEST_CASE("revisions: create_table with everything in it") {
  const Project project = project_of(
      "    op.create_table('p', sa.Column('id', sa.Integer(), primary_key=True), schema='app')\n"
      "    op.create_table(\n"
      "        't',\n"
      "        sa.Column('id', postgresql.UUID(as_uuid=True), primary_key=True),\n"
      "        sa.Column('p_id', sa.Integer(), sa.ForeignKey('app.p.id', ondelete='cascade')),\n"
      "        sa.Column('q_id', sa.Integer(), sa.ForeignKey('p.id'), index=True),\n"
      "        sa.Column('state', sa.Enum('a', 'b', name='state'), nullable=False),\n"
      "        sa.Column('kind', sa.String(20), server_default='x', unique=True),\n"
      "        sa.CheckConstraint('q_id > 0', name='positive'),\n"
      "        sa.UniqueConstraint('p_id', 'kind'),\n"
      "        schema='app')\n");
  CHECK(project.not_understood.empty());
  CHECK(count<CreateEnum>(project) == 1);
  CHECK(count<CreateIndex>(project) == 1);
  const Table& t = table(project, "t", "app");
  REQUIRE(t.columns.size() == 5);
  CHECK(t.columns[0].type.value == "UUID");
  CHECK_FALSE(t.columns[0].nullable.value);
  CHECK(t.columns[3].type.value == "state");
  CHECK(t.columns[3].enum_type == QualifiedName{"", "state"});
  CHECK(t.columns[4].server_default->value == "'x'");
  REQUIRE(t.foreign_keys.size() == 2);
  CHECK(t.foreign_keys[0].target == QualifiedName{"app", "p"});
  CHECK(t.foreign_keys[0].written_schema);
  CHECK(t.foreign_keys[0].on_delete == "CASCADE");
  // Alembic leaves the schema out and PostgreSQL looks along its search path.
  CHECK(t.foreign_keys[1].target == QualifiedName{"", "p"});
  CHECK_FALSE(t.foreign_keys[1].written_schema);
  REQUIRE(t.indexes.size() == 1);
  CHECK(t.indexes[0].name == "ix_app_t_q_id");
  CHECK(t.unique.size() == 2);
  CHECK(t.checks.size() == 1);
}

TEST_CASE("revisions: add_column makes no type and no primary key") {
  const Project project =
      project_of(std::string(create_parent) +
                 "    op.add_column('p', sa.Column('a', sa.Enum('x', name='st')))\n"
                 "    op.add_column('p', sa.Column('b', sa.Integer(), index=True))\n"
                 "    op.add_column('p', sa.Column('c', sa.Integer(), unique=True))\n"
                 "    op.add_column('p', sa.Column('d', sa.Integer(), sa.ForeignKey('p.id')))\n");
  CHECK(count<CreateEnum>(project) == 0);
  CHECK(count<AddUnique>(project) == 1);
  CHECK(count<AddForeignKey>(project) == 1);
  CHECK(first<CreateIndex>(project)->index.name == "ix_p_b");
  CHECK(table(project, "p").columns.size() == 5);
}

TEST_CASE("revisions: alter_column is one statement a change") {
  const Project project = project_of(
      "    op.create_table('t', sa.Column('a', sa.String(5), server_default='q'))\n"
      "    op.alter_column('t', 'a', type_=sa.Text(), nullable=False, server_default=None,\n"
      "                    new_column_name='b', postgresql_using='a::text')\n"
      "    op.alter_column('t', 'b', server_default=False)\n");
  CHECK(count<AlterColumn>(project) == 3);
  CHECK(count<RenameColumn>(project) == 1);
  CHECK(first<AlterColumn>(project)->using_sql == "a::text");
  const Table& t = table(project, "t");
  CHECK(t.columns[0].name == "b");
  CHECK(t.columns[0].type.value == "TEXT");
  CHECK_FALSE(t.columns[0].nullable.value);
  CHECK_FALSE(t.columns[0].server_default.has_value());
}

TEST_CASE("revisions: indexes and constraints") {
  const Project project = project_of(
      "    op.create_table('t', sa.Column('a', sa.Integer()), sa.Column('b', sa.Text()),\n"
      "                    schema='app')\n"
      "    op.create_index(None, 't', ['a'], schema='app', unique=True)\n"
      "    op.create_index(op.f('ix2'), 't', ['b', sa.text('a DESC'), sa.text('lower(b)')],\n"
      "                    schema='app', postgresql_using='gin', postgresql_ops={'b': 'trgm'},\n"
      "                    postgresql_where=sa.text('a > 1'), postgresql_with={'m': 16},\n"
      "                    postgresql_concurrently=True, if_not_exists=True)\n"
      "    op.create_primary_key('pk', 't', ['a'], schema='app')\n"
      "    op.create_foreign_key('fk', 't', 'u', ['a'], ['id'], source_schema='app')\n"
      "    op.create_check_constraint('ck', 't', 'a > 0', schema='app',\n"
      "                               postgresql_not_valid=True)\n"
      "    op.drop_constraint('fk', 't', schema='app', type_='foreignkey')\n"
      "    op.drop_index('ix_app_t_a', table_name='t', schema='app')\n");
  CHECK(project.not_understood.empty());
  const Table& t = table(project, "t", "app");
  REQUIRE(t.indexes.size() == 1);
  const Index& index = t.indexes[0];
  CHECK(index.name == "ix2");
  CHECK(index.method == "gin");
  CHECK(index.where_sql == "a > 1");
  CHECK(index.parameters.at("m") == "16");
  REQUIRE(index.elements.size() == 3);
  CHECK(index.elements[0].operator_class == "trgm");
  CHECK(index.elements[1].column == "a");
  CHECK(index.elements[1].descending);
  CHECK(index.elements[2].expression == "lower(b)");
  CHECK(t.primary_key->name == "pk");
  CHECK(t.foreign_keys.empty());
  CHECK_FALSE(t.checks.at(0).validated);
  CHECK(first<AddForeignKey>(project)->key.target == QualifiedName{"", "u"});
}

TEST_CASE("revisions: batch mode leaves the table to the batch") {
  const Project project = project_of(
      std::string(create_parent) +
      "    with op.batch_alter_table('p', schema=None) as batch_op:\n"
      "        batch_op.add_column(sa.Column('a', sa.Integer()))\n"
      "        batch_op.alter_column('a', nullable=False)\n"
      "        batch_op.create_index(batch_op.f('ix_p_a'), ['a'], unique=False)\n"
      "        batch_op.create_foreign_key('fk', 'p', ['a'], ['id'], ondelete='SET NULL')\n"
      "        batch_op.create_unique_constraint('uq', ['a'])\n"
      "        batch_op.drop_constraint('uq', type_='unique')\n");
  CHECK(project.not_understood.empty());
  const Table& p = table(project, "p");
  CHECK_FALSE(p.columns.at(1).nullable.value);
  CHECK(p.indexes.at(0).name == "ix_p_a");
  CHECK(p.foreign_keys.at(0).on_delete == "SET NULL");
  CHECK(p.unique.empty());
}

TEST_CASE("revisions: op under other names") {
  CHECK(load_texts({{"alembic/versions/a.py",
                     "from alembic.op import create_table, f\nfrom sqlalchemy import Column, "
                     "Integer\nrevision = 'a'\ndown_revision = None\ndef upgrade():\n"
                     "    create_table('t', Column('id', Integer))\n"}})
            .migrated.tables()
            .size() == 1);
  CHECK(load_texts({{"alembic/versions/a.py",
                     "from sqlalchemy import Column, Integer\nrevision = 'a'\n"
                     "down_revision = None\ndef upgrade(op, tables, tester):\n"
                     "    op.create_table('t', Column('id', Integer))\n"}})
            .migrated.tables()
            .size() == 1);
}

TEST_CASE("revisions: loops, helpers and splatted columns") {
  const Project project = project_of(
      "    for name in TABLES:\n"
      "        op.create_table(name, key(), *stamps())\n"
      "        for column in ('x', 'y'):\n"
      "            add(name, column)\n",
      "TABLES = ['a', 'b']\n"
      "def key():\n    return sa.Column('id', sa.Integer(), primary_key=True)\n"
      "def stamps():\n    return (sa.Column('at', sa.DateTime()), sa.Column('by', sa.Text()))\n"
      "def add(table, column):\n    op.add_column(table, sa.Column(column, sa.Integer()))\n");
  CHECK(project.migrated.tables().size() == 2);
  CHECK(table(project, "b").columns.size() == 5);
  CHECK(project.coverage.statements == 6);
}

TEST_CASE("revisions: enum types") {
  const Project project = project_of(
      "    bind = op.get_bind()\n"
      "    kind = postgresql.ENUM('a', 'b', name='kind', schema='app', create_type=False)\n"
      "    kind.create(bind, checkfirst=True)\n"
      "    kind.create(bind)\n"
      "    op.create_table('t', sa.Column('k', kind), sa.Column('j', other))\n"
      "    sa.Enum(name='old').drop(bind, checkfirst=True)\n",
      "other = sa.Enum('x', name='other')\n");
  CHECK(project.not_understood.empty());
  CHECK(count<CreateEnum>(project) == 3);
  CHECK(first<DropType>(project)->if_exists);
  CHECK(project.migrated.enums().size() == 2);
  CHECK(table(project, "t").columns[0].enum_type == QualifiedName{"app", "kind"});
  CHECK(table(project, "t").columns[0].type.value == "app.kind");
}

TEST_CASE("revisions: SQL is applied and points into its literal") {
  const Project project = project_of(
      "    op.execute(f'CREATE TABLE {SCHEMA}.t (a int); INSERT INTO app.t VALUES (1)')\n"
      "    op.get_bind().execute(sa.text('ALTER TABLE app.t ADD COLUMN b jsonb'))\n"
      "    op.execute(sa.text(\"UPDATE app.t SET b = :b\").bindparams(b='{}'))\n"
      "    op.execute(sa.table('t', schema='app').update().values(a=1))\n"
      "    op.execute('SELEKT 1')\n",
      "SCHEMA = 'app'\n");
  CHECK(steps(project) ==
        "create table app.t, INSERT app.t, add column app.t, UPDATE app.t, UPDATE app.t");
  CHECK(table(project, "t", "app").columns.size() == 2);
  REQUIRE(project.sql_errors.size() == 1);
  const Step& step = history(project)[0].upgrade[2];
  CHECK(step.from_sql);
  CHECK(project.files[step.where.file].text(step.where) == "ALTER TABLE app.t ADD COLUMN b jsonb");
}

TEST_CASE("revisions: the search path holds for the statements that follow") {
  const Project project = project_of(
      "    op.execute('CREATE TABLE app.t (a int)')\n"
      "    op.execute('SET LOCAL search_path TO app, public')\n"
      "    op.execute('ALTER TABLE t ADD COLUMN b int')\n");
  CHECK(table(project, "t", "app").columns.size() == 2);
}

TEST_CASE("revisions: statements outside of a transaction") {
  const Project project = project_of(
      "    op.create_table('t', sa.Column('a', sa.Integer()))\n"
      "    with op.get_context().autocommit_block():\n"
      "        op.create_index('i', 't', ['a'], postgresql_concurrently=True)\n"
      "        op.execute('CREATE INDEX CONCURRENTLY j ON t (a)')\n"
      "    op.create_index('k', 't', ['a'])\n");
  std::string states;
  for (const Step& step : history(project).at(0).upgrade) states += step.in_transaction ? 'y' : 'n';
  CHECK(states == "ynny");
}

TEST_CASE("revisions: a downgrade sees the state behind its upgrade and leaves no trace") {
  const Project project =
      load_texts({revision("a", "None", create_parent,
                           "def downgrade():\n    if sa.inspect(op.get_bind()).has_table('p'):\n"
                           "        op.drop_table('p')\n")});
  CHECK(history(project).at(0).downgrade.size() == 1);
  CHECK(project.migrated.tables().size() == 1);
  CHECK(project.not_understood.empty());
}

TEST_CASE("revisions: a chain may begin on tables that somebody else made") {
  const Project project = project_of(
      "    op.add_column('t', sa.Column('a', sa.Integer()))\n"
      "    op.create_table('u', sa.Column('a', sa.Integer()),\n"
      "                    sa.ForeignKeyConstraint(['a'], ['t.a'], use_alter=True, name='fk'))\n"
      "    op.drop_constraint('gone', 'u')\n");
  CHECK(table(project, "u").foreign_keys.empty());  // use_alter leaves it to create_all()
  REQUIRE(project.not_understood.size() == 1);
  CHECK(project.not_understood[0].what == "drop constraint");
}

TEST_CASE("revisions: the naming convention of env.py") {
  const SourceFile models(
      "app/base.py",
      "from sqlalchemy import MetaData\n"
      "metadata = MetaData(schema='app', naming_convention={\n"
      "    'ix': 'idx_%(table_name)s_%(column_0_name)s', 'pk': 'pk_%(table_name)s',\n"
      "    'ck': 'ck_%(table_name)s_%(constraint_name)s'})\n");
  const SourceFile env("alembic/env.py",
                       "from alembic import context\nfrom app.base import metadata\n"
                       "target_metadata = metadata\n");
  const Project project = load_texts(
      {models, env,
       revision("a", "None",
                "    op.create_table('t', sa.Column('a', sa.Integer(), primary_key=True),\n"
                "                    sa.Column('b', sa.Integer(), index=True))\n"
                "    op.create_check_constraint('x', 't', 'b > 0')\n"
                "    op.create_check_constraint(op.f('y'), 't', 'b > 0')\n")});
  const Table& t = table(project, "t");  // the schema of the MetaData does not hold here
  CHECK(t.primary_key->name == "pk_t");
  CHECK(t.indexes.at(0).name == "idx_t_b");
  REQUIRE(t.checks.size() == 2);
  CHECK(t.checks[0].name == "ck_t_x");
  CHECK(t.checks[1].name == "y");
}

TEST_CASE("revisions: operations that are not understood say so") {
  const Project project = project_of(
      "    op.sing('app', 'kind', ['a'], [])\n"
      "    op.create_table(unknown_name(), sa.Column('a', sa.Integer()))\n"
      "    op.drop_column('t', unknown_name())\n"
      "    metadata.create_all(op.get_bind())\n",
      "from elsewhere import unknown_name, metadata\n");
  CHECK(count<UnknownChange>(project) == 4);
  CHECK(project.coverage.statements_unknown == 4);
  CHECK(project.not_understood.size() == 4);
}

TEST_CASE("revisions: hostile files end in a clear result") {
  std::string deep = "    x = op";
  for (int i = 0; i < 3000; ++i) deep += ".a()";
  std::string many = "    for i in range(10**9):\n        op.drop_table('t')\n";
  CHECK(history(project_of(deep + "\n")).size() == 1);
  const Project endless = project_of(many);
  CHECK(history(endless).size() == 1);
  CHECK_FALSE(endless.not_understood.empty());
  const Project self =
      load_texts({{"alembic/versions/a.py", "revision = 'a'\ndown_revision = 'a'\n"}});
  CHECK(history(self).size() == 1);
  CHECK(load_texts({{"alembic/versions/a.py", ""}}).histories.empty());
}

TEST_CASE("revisions: names that op.f() gives are cut as SQLAlchemy cuts them") {
  const std::string name =
      "ix_bitwarden_credit_card_data_parameters_bitwarden_credit_card_data_parameter_id";
  const std::string create = "    op.create_index(op.f('" + name + "'), 'p', ['id'])\n";
  CHECK(table(project_of(create_parent + create), "p").indexes.at(0).name ==
        "ix_bitwarden_credit_card_data_parameters_bitwarden_cred_12c6");
  const std::string drop = "    op.drop_index(op.f('" + name + "'), table_name='p')\n";
  CHECK(table(project_of(create_parent + create + drop), "p").indexes.empty());
}

TEST_CASE("revisions: a naming convention that env.py sets on the metadata of a library") {
  const SourceFile env("alembic/env.py",
                       "from alembic import context\nfrom sqlmodel import SQLModel\n"
                       "target_metadata = SQLModel.metadata\n"
                       "target_metadata.naming_convention = {'pk': 'pk_%(table_name)s'}\n");
  const Project project = load_texts({env, revision("a", "None", create_parent)});
  CHECK(table(project, "p").primary_key->name == "pk_p");
}
