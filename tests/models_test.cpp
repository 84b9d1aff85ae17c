#include <doctest/doctest.h>

#include <algorithm>

#include "analyzer/load.h"
#include "analyzer/models/md5.h"

using namespace schemalint;

namespace {

// What every example imports.
constexpr std::string_view prelude =
    "import enum, uuid, datetime\n"
    "from typing import Annotated, Optional, Literal\n"
    "import sqlalchemy as sa\n"
    "from sqlalchemy import *\n"
    "from sqlalchemy.dialects import postgresql\n"
    "from sqlalchemy.orm import *\n";

Project read(const std::string& text) {
  return load_texts({SourceFile("models.py", std::string(prelude) + text)});
}

const Table& table(const Project& project, const std::string& name,
                   const std::string& schema = "") {
  const Table* found = project.declared.table({schema, name});
  REQUIRE_MESSAGE(found != nullptr, name);
  return *found;
}

const Column& column(const Project& project, const std::string& in, const std::string& name) {
  const Column* found = table(project, in).column(name);
  REQUIRE_MESSAGE(found != nullptr, name);
  return *found;
}

const Relationship& relationship(const Project& project, const std::string& model_class,
                                 const std::string& attribute) {
  auto found = std::find_if(project.relationships.begin(), project.relationships.end(),
                            [&](const Relationship& relationship) {
                              return relationship.model_class == model_class &&
                                     relationship.attribute == attribute;
                            });
  REQUIRE_MESSAGE(found != project.relationships.end(), attribute);
  return *found;
}

std::string source(const Project& project, Span where) {
  return std::string(project.files[where.file].text(where));
}

std::string type(const std::string& expression) {
  Project project = read(
      "from pgvector.sqlalchemy import Vector\n"
      "from sqlalchemy.ext.mutable import MutableDict\n"
      "class Color(enum.Enum):\n"
      "    RED = 'r'\n"
      "    GREEN = 'g'\n"
      "class GUID(TypeDecorator):\n"
      "    impl = CHAR\n"
      "    def load_dialect_impl(self, dialect):\n"
      "        if dialect.name == 'postgresql':\n"
      "            return dialect.type_descriptor(postgresql.UUID())\n"
      "        return dialect.type_descriptor(CHAR(32))\n"
      "class Short(TypeDecorator):\n"
      "    impl = String\n"
      "metadata = MetaData()\n"
      "t = Table('t', metadata, Column('c', " +
      expression + "))\n");
  return column(project, "t", "c").type.value;
}

const std::string base = "class Base(DeclarativeBase):\n    pass\n";

}  // namespace

TEST_CASE("types are printed as PostgreSQL's dialect prints them") {
  CHECK(type("String") == "VARCHAR");
  CHECK(type("sa.String(length=20)") == "VARCHAR(20)");
  CHECK(type("Text()") == "TEXT");
  CHECK(type("Numeric(10, 2)") == "NUMERIC(10, 2)");
  CHECK(type("DateTime(timezone=True)") == "TIMESTAMP WITH TIME ZONE");
  CHECK(type("DateTime") == "TIMESTAMP WITHOUT TIME ZONE");
  CHECK(type("postgresql.ARRAY(sa.String(3))") == "VARCHAR(3)[]");
  CHECK(type("LargeBinary") == "BYTEA");
  CHECK(type("Vector(3)") == "VECTOR(3)");
  CHECK(type("MutableDict.as_mutable(postgresql.JSONB)") == "JSONB");
  CHECK(type("Integer().with_variant(BigInteger(), 'postgresql')") == "BIGINT");
  CHECK(type("BigInteger().with_variant(Integer, 'sqlite')") == "BIGINT");
  CHECK(type("GUID()") == "UUID");
  CHECK(type("GUID") == "UUID");
  CHECK(type("Short(7)") == "VARCHAR(7)");
  CHECK(type("Enum(Color, native_enum=False)") == "VARCHAR(5)");
  CHECK(type("Enum(Color)") == "color");
  CHECK(type("compute()").empty());
}

TEST_CASE("a type that is not known is counted") {
  Project project = read("t = Table('t', MetaData(), Column('c', compute()))\n");
  CHECK(project.coverage.columns == 1);
  CHECK(project.coverage.columns_unknown == 1);
  REQUIRE(project.not_understood.size() == 1);
  CHECK(project.not_understood[0].what == "type of column t.c");
}

TEST_CASE("native enumeration types") {
  Project project = read(base +
                         "class Color(str, enum.Enum):\n"
                         "    RED = 'r'\n"
                         "    GREEN = 'g'\n"
                         "    ALIAS = 'r'\n"
                         "class A(Base):\n"
                         "    __tablename__ = 'a'\n"
                         "    __table_args__ = {'schema': 's'}\n"
                         "    id: Mapped[int] = mapped_column(primary_key=True)\n"
                         "    one: Mapped[Color]\n"
                         "    two = mapped_column(Enum(Color, name='two', inherit_schema=True,\n"
                         "        values_callable=lambda e: [x.value for x in e]))\n"
                         "    three = mapped_column(postgresql.ENUM('x', 'y', name='three'))\n");
  const EnumType* one = project.declared.enum_type({"", "color"});
  REQUIRE(one != nullptr);
  CHECK(one->values == std::vector<std::string>{"RED", "GREEN"});
  REQUIRE(one->used_by.size() == 1);
  CHECK(one->used_by[0].value == "s.a.one");
  const EnumType* two = project.declared.enum_type({"s", "two"});
  REQUIRE(two != nullptr);
  CHECK(two->values == std::vector<std::string>{"r", "g"});
  CHECK(project.declared.enum_type({"", "three"}) != nullptr);
}

TEST_CASE("nullability: nullable= wins, then keys, then the annotation, then NULL") {
  Project project = read(base +
                         "class A(Base):\n"
                         "    __tablename__ = 'a'\n"
                         "    id = Column(Integer, primary_key=True)\n"
                         "    old = Column(Integer)\n"
                         "    legacy = mapped_column(Integer)\n"
                         "    some: Mapped[int]\n"
                         "    maybe: Mapped[Optional[int]]\n"
                         "    union: Mapped['int | None']\n"
                         "    forced: Mapped[int | None] = mapped_column(nullable=False)\n"
                         "    loose: Mapped[int] = mapped_column(nullable=True)\n");
  auto nullable = [&](const std::string& name) {
    return column(project, "a", name).nullable.value;
  };
  CHECK_FALSE(nullable("id"));
  CHECK(nullable("old"));
  CHECK(nullable("legacy"));
  CHECK_FALSE(nullable("some"));
  CHECK(nullable("maybe"));
  CHECK(nullable("union"));
  CHECK_FALSE(nullable("forced"));
  CHECK(nullable("loose"));
  CHECK(column(project, "a", "loose").nullable_explicit);
  CHECK_FALSE(column(project, "a", "some").nullable_explicit);
  CHECK(source(project, column(project, "a", "loose").nullable.where) == "nullable=True");
}

TEST_CASE("types of annotations, with the maps of the base") {
  Project project = read(
      "Key = Annotated[uuid.UUID, mapped_column(primary_key=True)]\n"
      "Name = Annotated[str, 30]\n"
      "class Base(DeclarativeBase):\n"
      "    type_annotation_map = {Name: String(30), dict[str, int]: postgresql.JSONB,\n"
      "        datetime.datetime: DateTime(timezone=True)}\n"
      "class A(Base):\n"
      "    __tablename__ = 'a'\n"
      "    id: Mapped[Key]\n"
      "    name: Mapped[Name]\n"
      "    text: Mapped[str]\n"
      "    data: Mapped[dict[str, int]]\n"
      "    at: Mapped[datetime.datetime]\n"
      "    kind: Mapped[Literal['x', 'yy']]\n");
  CHECK(column(project, "a", "id").type.value == "UUID");
  CHECK(column(project, "a", "id").primary_key);
  CHECK(column(project, "a", "name").type.value == "VARCHAR(30)");
  CHECK(column(project, "a", "text").type.value == "VARCHAR");
  CHECK(column(project, "a", "data").type.value == "JSONB");
  CHECK(column(project, "a", "at").type.value == "TIMESTAMP WITH TIME ZONE");
  CHECK(column(project, "a", "kind").type.value == "VARCHAR(2)");
}

TEST_CASE("mixins, abstract bases and computed names") {
  Project project = read(
      "class Stamped:\n"
      "    made = Column(DateTime, server_default=func.now())\n"
      "    @declared_attr\n"
      "    def owner_id(cls):\n"
      "        return Column(Integer, ForeignKey('users.id'), index=True)\n"
      "class Base(DeclarativeBase):\n"
      "    @declared_attr.directive\n"
      "    def __tablename__(cls):\n"
      "        return cls.__name__.lower() + 's'\n"
      "class Keyed(Base):\n"
      "    __abstract__ = True\n"
      "    id = Column(Integer, primary_key=True)\n"
      "class User(Keyed):\n"
      "    made = None\n"
      "class Note(Stamped, Keyed):\n"
      "    @declared_attr\n"
      "    def __table_args__(cls):\n"
      "        return (Index('by_owner', cls.owner_id, cls.id.desc()), {'schema': None})\n");
  CHECK(project.declared.tables().size() == 2);
  CHECK(table(project, "users").columns.size() == 1);
  const Table& notes = table(project, "notes");
  CHECK(notes.columns.size() == 3);
  CHECK(column(project, "notes", "made").server_default->value == "now()");
  REQUIRE(notes.indexes.size() == 2);
  CHECK(notes.indexes[0].name == "ix_notes_owner_id");
  CHECK(notes.indexes[1].name == "by_owner");
  CHECK(notes.indexes[1].elements[0].column == "owner_id");
  CHECK(notes.indexes[1].elements[1].descending);
  REQUIRE(notes.foreign_keys.size() == 1);
  CHECK(notes.foreign_keys[0].state == ForeignKey::State::resolved);
  CHECK(notes.foreign_keys[0].target.name == "users");
}

TEST_CASE("single table inheritance adds to the parent's table, joined inheritance has its own") {
  Project project = read(base +
                         "class Pet(Base):\n"
                         "    __tablename__ = 'pets'\n"
                         "    id: Mapped[int] = mapped_column(primary_key=True)\n"
                         "class Dog(Pet):\n"
                         "    bark: Mapped[str | None]\n"
                         "class Cat(Pet):\n"
                         "    __tablename__ = 'cats'\n"
                         "    id: Mapped[int] = mapped_column(ForeignKey('pets.id'),\n"
                         "                                    primary_key=True)\n");
  CHECK(project.declared.tables().size() == 2);
  CHECK(table(project, "pets").columns.size() == 2);
  CHECK(table(project, "cats").columns.size() == 1);
  CHECK(column(project, "cats", "id").type.value == "INTEGER");
}

TEST_CASE("foreign keys resolve as SQLAlchemy resolves them") {
  Project project = read(
      "class Base(DeclarativeBase):\n"
      "    metadata = MetaData(schema='m')\n"
      "class P(Base):\n"
      "    __tablename__ = 'p'\n"
      "    id = mapped_column(Integer, primary_key=True)\n"
      "    attr = mapped_column('db_name', Integer)\n"
      "class Q(Base):\n"
      "    __tablename__ = 'q'\n"
      "    __table_args__ = {'schema': 'other'}\n"
      "    id = mapped_column(Integer, primary_key=True)\n"
      "prefix = settings.SCHEMA\n"
      "class C(Base):\n"
      "    __tablename__ = 'c'\n"
      "    id = mapped_column(Integer, primary_key=True)\n"
      "    a = mapped_column(ForeignKey('p.id', ondelete='cascade'))\n"
      "    b = mapped_column(ForeignKey('m.p.id'))\n"
      "    c = mapped_column(ForeignKey('q.id'))\n"
      "    d = mapped_column(ForeignKey('p.attr'))\n"
      "    e = mapped_column(ForeignKey(P.attr))\n"
      "    f = mapped_column(ForeignKey(prefix + '.q.id'))\n"
      "    g = mapped_column(ForeignKey(name_of_target()))\n");
  const std::vector<ForeignKey>& keys = table(project, "c", "m").foreign_keys;
  REQUIRE(keys.size() == 7);
  using State = ForeignKey::State;
  CHECK(keys[0].state == State::resolved);
  CHECK(keys[0].target == QualifiedName{"m", "p"});
  CHECK_FALSE(keys[0].written_schema);
  CHECK(keys[0].on_delete == "CASCADE");
  CHECK(source(project, keys[0].written[0].where) == "p.id");
  CHECK(keys[1].state == State::resolved);
  CHECK(keys[1].written_schema);
  CHECK(keys[2].state == State::missing_table);
  CHECK(keys[2].target == QualifiedName{"other", "q"});
  CHECK(keys[3].state == State::missing_column);
  CHECK(keys[4].state == State::resolved);
  CHECK(keys[4].target_columns == std::vector<std::string>{"db_name"});
  CHECK(keys[4].written.empty());
  CHECK(keys[5].state == State::resolved);
  CHECK(keys[5].target == QualifiedName{"other", "q"});
  CHECK(keys[6].state == State::unknown);
  CHECK(project.metadata_schema.at({"m", "c"}) == "m");
}

TEST_CASE("a mixin's column as a target is that of the class it is read from") {
  Project project = read(base +
                         "class Keyed:\n"
                         "    id: Mapped[int] = mapped_column(primary_key=True)\n"
                         "class A(Keyed, Base):\n"
                         "    __tablename__ = 'a'\n"
                         "class B(Keyed, Base):\n"
                         "    __tablename__ = 'b'\n"
                         "    a_id: Mapped[int] = mapped_column(ForeignKey(A.id))\n");
  REQUIRE(table(project, "b").foreign_keys.size() == 1);
  CHECK(table(project, "b").foreign_keys[0].target.name == "a");
}

TEST_CASE("names: conventions, defaults and what SQLAlchemy cuts") {
  Project project = read(
      "convention = {'ix': 'ix_%(column_0_label)s', 'uq': "
      "'uq_%(table_name)s_%(column_0_N_name)s',\n"
      "    'ck': 'ck_%(table_name)s_%(constraint_name)s', 'pk': 'pk_%(table_name)s',\n"
      "    'fk': 'fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s'}\n"
      "metadata = MetaData(naming_convention=convention, schema='s')\n"
      "p = Table('p', metadata, Column('q', Integer, primary_key=True))\n"
      "t = Table('t', metadata, Column('a', ForeignKey('p.q'), index=True),\n"
      "    Column('b', Integer, unique=True), UniqueConstraint('a', 'b'),\n"
      "    CheckConstraint('a > 0', name='positive'), CheckConstraint('b > 0'))\n"
      "Index(None, t.c.b, func.lower(t.c.a))\n"
      "u = Table('" +
      std::string(30, 't') +
      "', MetaData(),\n"
      "    Column('" +
      std::string(40, 'c') + "', Integer, index=True), schema='ssssssssss')\n");
  const Table& t = table(project, "t", "s");
  CHECK(table(project, "p", "s").primary_key->name == "pk_p");
  CHECK(t.foreign_keys[0].name == "fk_t_a_p");
  REQUIRE(t.unique.size() == 2);
  CHECK(t.unique[0].name == "uq_t_b");
  CHECK(t.unique[1].name == "uq_t_a_b");
  REQUIRE(t.checks.size() == 2);
  CHECK(t.checks[0].name == "ck_t_positive");
  CHECK(t.checks[1].name.empty());
  REQUIRE(t.indexes.size() == 2);
  CHECK(t.indexes[0].name == "ix_s_t_a");
  CHECK(t.indexes[1].name == "ix_s_t_b");
  CHECK(t.indexes[1].elements[1].expression == "lower(a)");
  CHECK(table(project, std::string(30, 't'), "ssssssssss").indexes[0].name ==
        "ix_ssssssssss_tttttttttttttttttttttttttttttt_cccccccccc_d501");
}

TEST_CASE("indexes with PostgreSQL's options") {
  Project project = read(base +
                         "class A(Base):\n"
                         "    __tablename__ = 'a'\n"
                         "    id = Column(Integer, primary_key=True)\n"
                         "    data = Column('payload', postgresql.JSONB)\n"
                         "    gone = Column(DateTime)\n"
                         "    both = Column(Integer, index=True, unique=True)\n"
                         "    __table_args__ = (\n"
                         "        Index('g', 'payload', postgresql_using='gin',\n"
                         "              postgresql_ops={'payload': 'jsonb_path_ops'}),\n"
                         "        Index('w', gone, postgresql_where=gone.is_(None),\n"
                         "              postgresql_include=['id']),\n"
                         "        Index('x', 'gone', postgresql_where=text('gone IS NULL')))\n"
                         "Index('late', A.gone)\n");
  const Table& a = table(project, "a");
  REQUIRE(a.indexes.size() == 5);
  CHECK(a.unique.empty());
  CHECK(a.indexes[0].name == "ix_a_both");
  CHECK(a.indexes[0].unique);
  CHECK(a.indexes[1].method == "gin");
  CHECK(a.indexes[1].elements[0].operator_class == "jsonb_path_ops");
  CHECK(*a.indexes[2].where_sql == "gone IS NULL");
  CHECK(a.indexes[2].include == std::vector<std::string>{"id"});
  CHECK(*a.indexes[3].where_sql == "gone IS NULL");
  CHECK(a.indexes[4].name == "late");
}

TEST_CASE("relationships: target, direction, lazy, backref") {
  Project project = read(base +
                         "link = Table('link', Base.metadata, Column('a', ForeignKey('p.id')),\n"
                         "             Column('b', ForeignKey('c.id')))\n"
                         "class P(Base):\n"
                         "    __tablename__ = 'p'\n"
                         "    id = Column(Integer, primary_key=True)\n"
                         "    parent_id = Column(ForeignKey('p.id'))\n"
                         "    children = relationship('C', back_populates='p', lazy='selectin')\n"
                         "    parent = relationship('P', remote_side=[id], backref='below')\n"
                         "    linked = relationship(lambda: C, secondary=link)\n"
                         "    one = relationship('C', uselist=False, viewonly=True)\n"
                         "class C(Base):\n"
                         "    __tablename__ = 'c'\n"
                         "    id = Column(Integer, primary_key=True)\n"
                         "    p_id = Column(ForeignKey('p.id'))\n"
                         "    p: Mapped['P'] = relationship(back_populates='children')\n"
                         "    q = relationship(P, backref=backref('qs', lazy='dynamic'),\n"
                         "                     foreign_keys=[p_id])\n"
                         "    some: WriteOnlyMapped['P'] = relationship(secondary='link')\n");
  const Relationship& children = relationship(project, "P", "children");
  CHECK(children.uselist);
  CHECK(children.target_class == "C");
  CHECK(children.lazy->value == "selectin");
  CHECK(source(project, children.lazy->where) == "'selectin'");
  CHECK(children.back_populates->value == "p");
  CHECK_FALSE(relationship(project, "P", "parent").uselist);
  CHECK_FALSE(relationship(project, "P", "parent").lazy.has_value());
  CHECK(relationship(project, "P", "below").uselist);
  CHECK(relationship(project, "P", "below").from_backref);
  CHECK_FALSE(relationship(project, "P", "below").arguments.known());
  CHECK(relationship(project, "P", "linked").uselist);
  CHECK(relationship(project, "P", "linked").secondary->value == "link");
  CHECK_FALSE(relationship(project, "P", "one").uselist);
  CHECK_FALSE(relationship(project, "C", "p").uselist);
  CHECK(relationship(project, "C", "p").target_class == "P");
  const Relationship& qs = relationship(project, "P", "qs");
  CHECK(qs.uselist);
  CHECK(qs.lazy->value == "dynamic");
  CHECK(source(project, qs.arguments) == "('qs', lazy='dynamic')");
  CHECK(relationship(project, "C", "some").annotated_loader == "write_only");
}

TEST_CASE("Flask-SQLAlchemy and SQLModel") {
  Project project = load_texts(
      {SourceFile("flask_models.py",
                  "import functools\n"
                  "from flask_sqlalchemy import SQLAlchemy\n"
                  "db = SQLAlchemy()\n"
                  "Column = functools.partial(db.Column, nullable=False)\n"
                  "class UserGroup(db.Model):\n"
                  "    id = db.Column(db.Integer, primary_key=True)\n"
                  "    name = Column(db.String(10))\n"),
       SourceFile("heroes.py",
                  "from typing import Optional\n"
                  "from sqlmodel import SQLModel, Field, Relationship\n"
                  "class HeroBase(SQLModel):\n"
                  "    name: str = Field(max_length=50, index=True)\n"
                  "class Team(SQLModel, table=True):\n"
                  "    id: Optional[int] = Field(default=None, primary_key=True)\n"
                  "    heroes: list['Hero'] = Relationship(back_populates='team')\n"
                  "class Hero(HeroBase, table=True):\n"
                  "    id: Optional[int] = Field(default=None, primary_key=True)\n"
                  "    age: int | None = None\n"
                  "    team_id: Optional[int] = Field(default=None, foreign_key='team.id')\n"
                  "    team: Optional['Team'] = Relationship(back_populates='heroes')\n")});
  CHECK(table(project, "user_group").columns.size() == 2);
  CHECK_FALSE(column(project, "user_group", "name").nullable.value);
  const Table& hero = table(project, "hero");
  CHECK(hero.columns.size() == 4);
  CHECK(column(project, "hero", "name").type.value == "VARCHAR(50)");
  CHECK_FALSE(column(project, "hero", "name").nullable.value);
  CHECK(column(project, "hero", "age").nullable.value);
  CHECK_FALSE(column(project, "hero", "id").nullable.value);
  REQUIRE(hero.foreign_keys.size() == 1);
  CHECK(hero.foreign_keys[0].target.name == "team");
  CHECK(relationship(project, "Team", "heroes").uselist);
  CHECK_FALSE(relationship(project, "Hero", "team").uselist);
  CHECK(relationship(project, "Hero", "team").target_class == "Team");
}

TEST_CASE("what cannot be understood says so and proves nothing") {
  Project project = read(base +
                         "class A(Base):\n"
                         "    __tablename__ = name_of('a')\n"
                         "    id = Column(Integer, primary_key=True)\n"
                         "class B(Base):\n"
                         "    __tablename__ = 'b'\n"
                         "    __table_args__ = make_args()\n"
                         "    id = Column(Integer, primary_key=True)\n"
                         "    a_id = Column(Integer, ForeignKey('a.id'))\n");
  CHECK(project.coverage.tables == 1);
  CHECK(project.coverage.tables_unknown == 1);
  CHECK_FALSE(table(project, "b").complete);
  CHECK(table(project, "b").foreign_keys[0].state == ForeignKey::State::unknown);
}

TEST_CASE("places: tables, columns and a mixin's columns") {
  Project project = read(base +
                         "class Stamped:\n"
                         "    made = Column(DateTime)\n"
                         "class Thing(Stamped, Base):\n"
                         "    __tablename__ = 'things'\n"
                         "    id = Column(Integer, primary_key=True)\n");
  const Table& things = table(project, "things");
  CHECK(source(project, things.where) == "Thing");
  CHECK(source(project, column(project, "things", "made").where) == "made");
  CHECK(things.model_class == "Thing");
  CHECK(things.module == "models");
}

TEST_CASE("what only SQLAlchemy knows while it maps a class") {
  Project project = read(
      "class Core:\n"
      "    @declared_attr\n"
      "    def __tablename__(cls):\n"
      "        return None if has_inherited_table(cls) else cls.__name__.lower()\n"
      "    id = Column(Integer, primary_key=True)\n"
      "    @declared_attr\n"
      "    def __table_args__(cls):\n"
      "        return (Index(f'by_{cls.__tablename__}', 'id'),)\n"
      "Base = declarative_base(cls=Core)\n"
      "class Pet(Base):\n"
      "    pass\n"
      "class Dog(Pet):\n"
      "    bark = Column(String)\n");
  CHECK(project.declared.tables().size() == 1);
  CHECK(table(project, "pet").columns.size() == 2);
  REQUIRE(table(project, "pet").indexes.size() == 1);
  CHECK(table(project, "pet").indexes[0].name == "by_pet");
}

TEST_CASE("tables of Flask-SQLAlchemy, and bases that are not known") {
  Project project = read(
      "from flask_sqlalchemy import SQLAlchemy\n"
      "from somewhere import LibraryUser\n"
      "db = SQLAlchemy(metadata=MetaData(schema='f'))\n"
      "link = db.Table('link', db.Column('user_id', db.ForeignKey('user.id')))\n"
      "class User(LibraryUser, db.Model):\n"
      "    name = db.Column(db.String)\n");
  CHECK_FALSE(table(project, "user", "f").complete);
  const Table& link = table(project, "link", "f");
  CHECK(link.columns.size() == 1);
  CHECK(link.where.known());
  CHECK(link.foreign_keys[0].state == ForeignKey::State::unknown);
}

TEST_CASE("MD5 digests of RFC 1321") {
  CHECK(models::md5_hex("") == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(models::md5_hex("abc") == "900150983cd24fb0d6963f7d28e17f72");
  CHECK(
      models::md5_hex("1234567890123456789012345678901234567890123456789012345678901234567890123456"
                      "7890") == "57edf4a22be3c955ac49da2e2107b67a");
}

TEST_CASE("models: GeoAlchemy makes an index of its own") {
  const Project project = read(
      "from geoalchemy2 import Geography, Geometry\n"
      "Table('parcels', MetaData(), Column('area', Geometry('POLYGON', srid=4326)),\n"
      "      Column('entrance', Geography(spatial_index=False)))\n");
  const Table& parcels = table(project, "parcels");
  REQUIRE(parcels.indexes.size() == 1);
  CHECK(parcels.indexes[0].name == "idx_parcels_area");
  CHECK(parcels.indexes[0].method == "gist");
}

TEST_CASE("models: conditions on the environment are read as if nothing were set") {
  const Project project = read(
      "import os\n"
      "if os.getenv('SCHEMA'):\n"
      "    metadata = MetaData(schema=os.getenv('SCHEMA'))\n"
      "elif 'LEGACY' in os.environ:\n"
      "    metadata = MetaData(schema='legacy')\n"
      "else:\n"
      "    metadata = MetaData(schema='app' if os.environ.get('X') is None else 'other')\n"
      "Table('orders', metadata, Column('id', Integer, primary_key=True))\n");
  CHECK(table(project, "orders", "app").columns.size() == 1);
  CHECK(project.not_understood.empty());
}

TEST_CASE("models: what an except branch of a class declares again is taken back whole") {
  const Project project = read(
      "class Base(DeclarativeBase): pass\n"
      "class Order(Base):\n"
      "    __tablename__ = 'orders'\n"
      "    id: Mapped[int] = mapped_column(primary_key=True)\n"
      "    try:\n"
      "        note: Mapped[str] = mapped_column(String(10))\n"
      "    except NameError:\n"
      "        note: Mapped[int] = mapped_column()\n"
      "        code: Mapped[bool] = mapped_column()\n"
      "    total: Mapped[Optional[float]] = mapped_column()\n");
  CHECK(column(project, "orders", "note").type.value == "VARCHAR(10)");
  CHECK(column(project, "orders", "code").type.value == "BOOLEAN");
  CHECK(column(project, "orders", "total").type.value == "FLOAT");
  CHECK(column(project, "orders", "total").nullable.value);
}
