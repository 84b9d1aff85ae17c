#include "tests/revisions_world.h"

using namespace schemalint;

TEST_CASE("revisions: questions are answered by the state so far") {
  const Project project = project_of(
      "    bind = op.get_bind()\n"
      "    if bind.dialect.name != 'postgresql' or context.is_offline_mode():\n"
      "        return\n"
      "    inspector = sa.inspect(bind)\n"
      "    if not inspector.has_table('t'):\n"
      "        op.create_table('t', sa.Column('a', sa.Integer()))\n"
      "    if inspector.has_table('t', schema='other'):\n"
      "        op.drop_table('t')\n"
      "    columns = [c['name'] for c in sa.inspect(bind).get_columns('t')]\n"
      "    if 'a' not in columns:\n"
      "        op.drop_table('t')\n"
      "    if 'b' not in columns:\n"
      "        op.add_column('t', sa.Column('b', sa.Integer()))\n"
      "    if 't' in inspector.get_table_names() and str(bind.engine.url).startswith('mysql'):\n"
      "        op.drop_table('t')\n",
      "from alembic import context\n");
  CHECK(project.not_understood.empty());
  CHECK(table(project, "t").columns.size() == 2);
}

TEST_CASE("revisions: queries are answered by the state so far") {
  const Project project = project_of(
      "    op.execute('CREATE TABLE t (a int)')\n"
      "    if not exists('t', 'a'):\n"
      "        op.drop_table('t')\n"
      "    if not exists('t', 'b'):\n"
      "        op.add_column('t', sa.Column('b', sa.Integer()))\n",
      "def exists(table, column):\n"
      "    found = op.get_bind().execute(\n"
      "        sa.text(\"SELECT 1 FROM information_schema.columns \"\n"
      "                \"WHERE table_name = :t AND column_name = :c\"),\n"
      "        {'t': table, 'c': column})\n"
      "    return found.first() is not None\n");
  CHECK(project.not_understood.empty());
  CHECK(table(project, "t").columns.size() == 2);
}

TEST_CASE("revisions: what may not happen is no fact") {
  const Project project =
      project_of(std::string(create_parent) +
                     "    if flags.enabled('X'):\n"
                     "        op.add_column('p', sa.Column('a', sa.Integer()))\n"
                     "        op.execute('ALTER TABLE p ADD COLUMN b int')\n"
                     "        op.execute(\"UPDATE p SET id = 1\")\n"
                     "    op.add_column('p', sa.Column('c', sa.Integer()))\n",
                 "import flags\n");
  CHECK(table(project, "p").columns.size() == 2);
  CHECK_FALSE(table(project, "p").complete);
  CHECK(count<UnknownChange>(project) == 2);
  CHECK(count<ChangeData>(project) == 1);
  CHECK(first<UnknownChange>(project)->table == QualifiedName{"", "p"});
  CHECK(project.not_understood.size() == 2);
  CHECK(project.coverage.statements_unknown == 2);
}

TEST_CASE("revisions: a loop that may be left early makes nothing behind it uncertain") {
  const Project project = project_of(
      "    while True:\n"
      "        result = op.get_bind().execute(sa.text('DELETE FROM x WHERE a LIMIT 5'))\n"
      "        if result.rowcount < 5:\n"
      "            break\n"
      "    for row in op.get_bind().execute(sa.text('SELECT a FROM x')):\n"
      "        if row.a:\n"
      "            continue\n"
      "        op.get_bind().execute(sa.text('DELETE FROM x'))\n"
      "    op.create_table('t', sa.Column('a', sa.Integer()))\n");
  CHECK(table(project, "t").complete);
}

TEST_CASE("revisions: the configuration of Alembic says what it says by default") {
  const Project project = project_of(
      "    if legacy(op):\n"
      "        return\n"
      "    schema = context.get_context().version_table_schema or ''\n"
      "    if 'only' in context.get_x_argument(as_dictionary=True):\n"
      "        return\n"
      "    if op.get_bind().dialect.server_version_info < (10, 0):\n"
      "        return\n"
      "    op.create_table('t', sa.Column('a', sa.Integer()), schema=schema)\n",
      "from alembic import context\n"
      "def legacy(op):\n"
      "    version = op.get_context().config.get_main_option('legacy_version')\n"
      "    if version:\n        return int(version) >= 1\n"
      "    return context.config.get_main_option('x', 'no') == 'yes'\n");
  CHECK(project.not_understood.empty());
  CHECK(table(project, "t").columns.size() == 1);
}

TEST_CASE("revisions: the schema of the version table is what env.py configures") {
  const SourceFile env("alembic/env.py",
                       "from alembic import context\n"
                       "def online():\n"
                       "    context.configure(connection=None, version_table_schema='app')\n"
                       "online()\n");
  const Project project = load_texts(
      {env, revision("a", "None",
                     "    op.create_table('t', sa.Column('a', sa.Integer()),\n"
                     "                    schema=op.get_context().version_table_schema)\n")});
  CHECK(project.migrated.table({"app", "t"}) != nullptr);
}

TEST_CASE("revisions: a handler runs where something raises") {
  const Project project = project_of(
      "    try:\n"
      "        op.create_table('t', sa.Column('a', sa.Integer()))\n"
      "    except Exception:\n"
      "        op.drop_table('t')\n");
  CHECK(project.not_understood.empty());
  CHECK(steps(project) == "create table t");
}

TEST_CASE("revisions: a table that nothing was put into is empty in a fresh database") {
  const Project project =
      project_of(std::string(create_parent) +
                 "    op.create_table('q', sa.Column('a', sa.Integer()))\n"
                 "    op.execute('INSERT INTO q VALUES (1)')\n"
                 "    op.drop_constraint(unknown, 'q')\n"
                 "    bind = op.get_bind()\n"
                 "    if bind.execute(sa.text('SELECT count(*) FROM p;')).fetchone()[0] > 0:\n"
                 "        return\n"
                 "    if bind.execute(sa.text('SELECT id FROM p WHERE id > 3')).first():\n"
                 "        return\n"
                 "    op.drop_table('p')\n"
                 "    if bind.execute(sa.text('SELECT count(*) FROM q')).scalar() > 0:\n"
                 "        op.drop_table('q')\n");
  CHECK(project.migrated.table({"", "p"}) == nullptr);
  CHECK(count<UnknownChange>(project) == 2);
  CHECK(project.databases.at(0).uncertain.contains({"", "q"}));
}

TEST_CASE("revisions: what the environment holds is none of the values that are named") {
  const Project project = project_of(
      "    if environment not in ['live', 'production']:\n"
      "        op.create_table('t', sa.Column('a', sa.Integer()))\n"
      "    if os.environ['STAGE'] == 'test':\n"
      "        op.drop_table('t')\n"
      "    op.add_column('t', sa.Column('b', sa.Integer()))\n",
      "import os\nenvironment = os.environ['STAGE']\n");
  CHECK(project.not_understood.empty());
  CHECK(table(project, "t").columns.size() == 2);
}

TEST_CASE("revisions: a loop that goes on until it succeeds runs once") {
  const Project project = project_of(
      "    retry('ALTER TABLE t ADD COLUMN b int')\n"
      "    n = 0\n"
      "    while n < 2:\n"
      "        op.add_column('t', sa.Column('c' + str(n), sa.Integer()))\n"
      "        n += 1\n",
      "import time\n"
      "def retry(sql):\n"
      "    op.execute('CREATE TABLE t (a int)')\n"
      "    while True:\n"
      "        try:\n"
      "            op.execute(sql)\n"
      "            return\n"
      "        except Exception:\n"
      "            time.sleep(1)\n");
  CHECK(project.not_understood.empty());
  CHECK(table(project, "t").columns.size() == 4);
}

TEST_CASE("revisions: the type of a column as text") {
  const Project project = project_of(
      "    op.create_table('t', sa.Column('a', sa.String(20)), sa.Column('b', sa.Integer()))\n"
      "    for column in sa.inspect(op.get_bind()).get_columns('t'):\n"
      "        if 'varchar' in str(column['type']).lower():\n"
      "            op.alter_column('t', column['name'], type_=sa.Text())\n");
  CHECK(project.not_understood.empty());
  CHECK(table(project, "t").columns[0].type.value == "TEXT");
  CHECK(table(project, "t").columns[1].type.value == "INTEGER");
}

TEST_CASE("revisions: items of rows by their names") {
  const Project project = project_of(
      std::string(create_parent) +
      "    found = op.get_bind().execute(\n"
      "        \"SELECT exists(SELECT 1 FROM pg_tables WHERE tablename = 'p') AS it\").first()\n"
      "    if found.it:\n"
      "        op.drop_table('p')\n");
  CHECK(project.not_understood.empty());
  CHECK(project.migrated.tables().empty());
}

TEST_CASE("revisions: the metadata that env.py hands over") {
  const SourceFile env("alembic/env.py",
                       "from alembic import context\nfrom sqlmodel import SQLModel\n"
                       "SQLModel.metadata.naming_convention = {'uq': 'uq_%(table_name)s'}\n"
                       "context.configure(target_metadata=SQLModel.metadata)\n");
  const Project project =
      load_texts({env, revision("a", "None",
                                "    op.create_table('t', sa.Column('a', sa.Integer()),\n"
                                "                    sa.UniqueConstraint('a'))\n")});
  CHECK(table(project, "t").unique.at(0).name == "uq_t");
}

TEST_CASE("revisions: one that a setting may switch off is read as if it were on") {
  const std::string skip =
      "    if not settings.database_url:\n        return\n"
      "    op.add_column('p', sa.Column('a', sa.Integer()))\n";
  const Project project =
      project_of(create_parent + skip, "from application.settings import settings\n");
  CHECK(table(project, "p").columns.size() == 2);
  CHECK(project.coverage.statements_unknown == 0);
  const Project both = load_texts(
      {revision("a", "None", create_parent + skip, "from application.settings import settings\n"),
       revision("b", "'a'",
                "    if settings.database_url:\n        return\n    op.drop_table('p')\n",
                "from application.settings import settings\n")});
  CHECK(table(both, "p").columns.size() == 2);
  const Project row = project_of(std::string(create_parent) +
                                     "    row = op.get_bind().execute(sa.text(query())).first()\n"
                                     "    if not row.wanted:\n        return\n"
                                     "    op.add_column('p', sa.Column('a', sa.Integer()))\n",
                                 "from application.helpers import query\n");
  CHECK(count<AddColumn>(row) == 0);
  const Project asking = project_of(std::string(create_parent) +
                                        "    if is_done(op.get_bind()):\n        return\n"
                                        "    op.add_column('p', sa.Column('a', sa.Integer()))\n",
                                    "from application.helpers import is_done\n");
  CHECK(asking.coverage.statements_unknown == 1);
}

TEST_CASE("revisions: a loop over the rows of a query") {
  const Project project = project_of(
      std::string(create_parent) +
      "    found = op.get_bind().execute(sa.text(\n"
      "        \"SELECT column_name FROM information_schema.columns WHERE table_name = 'p'\"))\n"
      "    if 'a' not in [column['column_name'] for column in found]:\n"
      "        op.add_column('p', sa.Column('a', sa.Integer()))\n"
      "    for row in op.get_bind().execute(\"SELECT tablename FROM pg_tables WHERE schemaname = "
      "'public'\"):\n"
      "        op.add_column(row.tablename, sa.Column('b', sa.Integer()))\n");
  CHECK(project.not_understood.empty());
  CHECK(table(project, "p").columns.size() == 3);
}
