#include "analyzer/load.h"

#include <doctest/doctest.h>

using namespace schemalint;

TEST_CASE("load: a module that is only called env is no environment of Alembic") {
  const std::string revision =
      "revision = '1'\ndown_revision = None\nfrom alembic import op\ndef upgrade():\n    pass\n";
  const std::string model =
      "from sqlalchemy import *\nTable('orders', MetaData(), Column('id', Integer))\n";
  const auto declared = [&](const std::string& env) {
    return load_texts({SourceFile("shop/env.py", env), SourceFile("shop/models.py", model),
                       SourceFile("shop/versions/1_first.py", revision)})
        .declared.tables()
        .size();
  };
  CHECK(declared("from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\n") == 1);
  CHECK(declared("from alembic import context\n") == 0);
}

TEST_CASE("load: of revisions for several databases those for PostgreSQL are read") {
  const auto revision = [](const std::string& folder, const std::string& table) {
    return SourceFile("db/versions/" + folder + "/1_first.py",
                      "revision = '1'\ndown_revision = None\nimport sqlalchemy as sa\n"
                      "from alembic import op\ndef upgrade():\n    op.create_table('" +
                          table + "', sa.Column('id', sa.Integer()))\n");
  };
  const Project project =
      load_texts({revision("postgresql", "ours"), revision("sqlite", "theirs")});
  CHECK(project.migrated.table({"", "ours"}) != nullptr);
  CHECK(project.migrated.table({"", "theirs"}) == nullptr);
}
