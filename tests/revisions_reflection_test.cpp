#include "tests/revisions_world.h"

using namespace schemalint;

TEST_CASE("revisions: a table that is made like another") {
  const Project project = project_of(
      "    bind = op.get_bind()\n"
      "    op.create_table('t',\n"
      "        sa.Column('id', sa.Integer(), primary_key=True),\n"
      "        sa.Column('k', sa.Enum('a', 'b', name='kind'), nullable=False),\n"
      "        sa.Column('at', sa.DateTime(timezone=True), server_default=sa.func.now()),\n"
      "        sa.Column('tags', postgresql.ARRAY(sa.String(20))),\n"
      "        sa.Column('p', sa.Numeric(10, 2)),\n"
      "        sa.Index('ix_t_p', 'p'))\n"
      "    meta = sa.MetaData()\n"
      "    meta.reflect(bind=bind)\n"
      "    for name in list(meta.tables.keys()):\n"
      "        if name == 'alembic_version':\n"
      "            continue\n"
      "        table = sa.Table(name, meta, autoload_with=bind)\n"
      "        columns = []\n"
      "        for column in table.columns:\n"
      "            copy = None\n"
      "            if isinstance(column.type, sa.types.NullType):\n"
      "                copy = sa.Column(column.name, sa.BigInteger())\n"
      "            if column.name == 'p':\n"
      "                copy = sa.Column('p', sa.Text())\n"
      "            if copy is None:\n"
      "                copy = column.copy()\n"
      "            columns.append(copy)\n"
      "        op.create_table('shadow_' + table.name, meta, *columns)\n");
  CHECK(project.not_understood.empty());
  const Table& shadow = table(project, "shadow_t");
  REQUIRE(shadow.columns.size() == 5);
  CHECK(shadow.primary_key->columns == std::vector<std::string>{"id"});
  CHECK(shadow.columns[1].enum_type == QualifiedName{"", "kind"});
  CHECK_FALSE(shadow.columns[1].nullable.value);
  CHECK(shadow.columns[2].type.value == "TIMESTAMP WITH TIME ZONE");
  CHECK(shadow.columns[2].server_default->value == "now()");
  CHECK(shadow.columns[3].type.value == "VARCHAR(20)[]");
  CHECK(shadow.columns[4].type.value == "TEXT");
  CHECK(shadow.indexes.empty());
}

TEST_CASE("revisions: the parts of a reflected table") {
  const Project project = project_of(
      "    op.create_table('t', sa.Column('a', sa.Integer()), sa.Column('b', sa.Integer()),\n"
      "                    sa.UniqueConstraint('a', name='uq'), sa.Index('ix', 'b'))\n"
      "    table = sa.Table('t', sa.MetaData(), autoload=True, autoload_with=op.get_bind())\n"
      "    if 'c' in table.c or 'b' not in table.columns.keys():\n"
      "        op.drop_table('t')\n"
      "    for index in table.indexes:\n"
      "        op.drop_index(index.name, 't')\n"
      "    for constraint in table.constraints:\n"
      "        if isinstance(constraint, sa.UniqueConstraint):\n"
      "            op.drop_constraint(constraint.name, 't')\n"
      "    if table.c.a.nullable:\n"
      "        op.alter_column('t', 'a', nullable=False)\n");
  CHECK(project.not_understood.empty());
  const Table& t = table(project, "t");
  CHECK(t.indexes.empty());
  CHECK(t.unique.empty());
  CHECK_FALSE(t.columns[0].nullable.value);
}

TEST_CASE("revisions: create_all() of tables that the revision declares") {
  const Project project = project_of(
      "    metadata.create_all(op.get_bind())\n"
      "    other = sa.MetaData()\n"
      "    u = sa.Table('u', other, sa.Column('a', sa.Integer()))\n"
      "    v = sa.Table('v', other, sa.Column('a', sa.Integer()))\n"
      "    other.create_all(op.get_bind(), tables=[u])\n"
      "    other.drop_all(op.get_bind(), tables=[u])\n",
      "metadata = sa.MetaData()\n"
      "sa.Table('t', metadata, sa.Column('a', sa.Integer(), index=True))\n");
  CHECK(project.not_understood.empty());
  CHECK(steps(project) == "create table t, create index t, create table u, drop table u");
}

TEST_CASE("revisions: create_all() of the application's models makes what they declare") {
  const SourceFile models("app/models.py",
                          "import sqlalchemy as sa\nfrom sqlalchemy.orm import declarative_base\n"
                          "Base = declarative_base()\n"
                          "class T(Base):\n    __tablename__ = 't'\n"
                          "    id = sa.Column(sa.Integer, primary_key=True)\n"
                          "    k = sa.Column(sa.Enum('a', name='kind'), index=True)\n");
  const Project project =
      load_texts({models, revision("a", "None",
                                   "    from app.models import Base\n"
                                   "    Base.metadata.create_all(bind=op.get_bind())\n")});
  CHECK(project.not_understood.empty());
  CHECK(project.migrated.enums().size() == 1);
  CHECK(table(project, "t").indexes.size() == 1);
}

TEST_CASE("revisions: the metadata of a base class is reflected, too") {
  const Project project = project_of(
      std::string(create_parent) +
          "    op.create_table('t', sa.Column('p_id', sa.Integer(), sa.ForeignKey('p.id')))\n"
          "    metadata = Base.metadata\n"
          "    metadata.reflect(bind=op.get_bind(), only=['t', 'p'])\n"
          "    for name in ['p', 't']:\n"
          "        for key in metadata.tables[name].foreign_keys:\n"
          "            op.drop_constraint(key.name, name, type_='foreignkey')\n"
          "    op.drop_table('p')\n",
      "from sqlalchemy.orm import declarative_base\nBase = declarative_base()\n");
  CHECK(project.not_understood.empty());
  CHECK(project.migrated.table({"", "p"}) == nullptr);
}
