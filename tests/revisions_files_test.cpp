#include "tests/revisions_world.h"

using namespace schemalint;

TEST_CASE("revisions: SQL that is read from files of the project") {
  const std::string here = "alembic/versions/sql/";
  const Project project = load_texts(
      {{here + "a.sql", "CREATE TABLE a (id int);"},
       {here + "b.sql", "CREATE TABLE b (id int);"},
       {here + "c.sql", "CREATE TABLE c (id int);"},
       {"app/__init__.py", ""},
       {"app/data/d.sql", "CREATE TABLE d (id int);"},
       revision("one", "None",
                "    with open(os.path.join(os.path.dirname(__file__), 'sql', 'a.sql')) as f:\n"
                "        op.execute(f.read())\n"
                "    op.execute((Path(__file__).parent / 'sql' / 'b.sql').read_text())\n"
                "    op.execute(open(HERE + '/c.sql').read())\n"
                "    op.execute(sa.text(importlib.resources.read_text('app.data', 'd.sql')))\n"
                "    op.execute(importlib.resources.files('app').joinpath('data/d.sql')\n"
                "               .read_text().replace('TABLE d', 'TABLE e'))\n",
                "import os\nimport importlib.resources\nfrom pathlib import Path\n"
                "HERE = 'alembic/versions/sql'\n")});
  CHECK(project.not_understood.empty());
  CHECK(steps(project) ==
        "create table a, create table b, create table c, create table d, create table e");
  const Step& step = history(project)[0].upgrade[0];
  CHECK(project.files[step.where.file].path() == here + "a.sql");
}
