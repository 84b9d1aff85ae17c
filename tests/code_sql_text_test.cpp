#include "tests/code_world.h"

using namespace schemalint;

namespace {

/// The dynamic parts of all SQL texts.
std::string parts(const std::string& text) {
  const Project project = project_with(text);
  std::string all;
  for (const SqlText& found : code_of(project).sql_texts)
    for (const DynamicPart& part : found.parts)
      if (part.certain) all += (all.empty() ? "" : ", ") + part.source;
  return all;
}

std::string in_function(const std::string& body) {
  return parts("def find(session, name, number: int):\n    " + body + "\n");
}

}  // namespace

TEST_CASE("values that reach SQL text are found") {
  CHECK(in_function("session.execute(text(f\"SELECT '{name}'\"))") == "name");
  CHECK(in_function("session.execute(text('SELECT ' + name))") == "name");
  CHECK(in_function("session.execute('SELECT %s' % name)") == "name");
  CHECK(in_function("session.execute('SELECT {}'.format(name.lower()))") == "name.lower()");
  CHECK(in_function("sql = f'SELECT {name}'\n    session.execute(text(sql))") == "name");
  CHECK(in_function("sql = 'SELECT 1'\n    sql += f' WHERE x = {name}'\n    "
                    "session.execute(text(sql))") == "name");
  CHECK(in_function("q = str(name)\n    session.execute(text(f'SELECT {q}'))") == "q");
}

TEST_CASE("constants, numbers and what was quoted are none") {
  CHECK(in_function("session.execute(text('SELECT :name'), {'name': name})") == "");
  CHECK(in_function("session.execute(text(f'SELECT {number}'))") == "");
  CHECK(in_function("session.execute(text(f'SELECT {int(name)}'))") == "");
  CHECK(in_function("session.execute(text(f'SELECT {quote(name)}'))") == "");
  CHECK(in_function("session.execute(text(f'SELECT {Order.__tablename__}'))") == "");
  CHECK(in_function("for t in ('a', 'b'):\n        session.execute(text(f'DROP TABLE {t}'))") ==
        "");
  CHECK(in_function("if name not in ALLOWED:\n        raise ValueError\n    "
                    "session.execute(text(f'SELECT {name}'))") == "");
  CHECK(in_function("where = ' AND '.join(f'a = :p{i}' for i in range(3))\n    "
                    "session.execute(text(f'SELECT 1 WHERE {where}'))") == "");
  CHECK(parts("TABLE = 'x'\ndef find(session):\n    session.execute(text(f'SELECT {TABLE}'))\n") ==
        "");
}

TEST_CASE("other things have a method execute") {
  CHECK(in_function("session.execute(f'ls {name}')") == "");
  CHECK(in_function("session.execute(name)") == "");
}

TEST_CASE("functions that are called with constants alone are constant") {
  const std::string drop =
      "def drop(session, table):\n    session.execute(text(f'DROP TABLE {table}'))\n";
  CHECK(parts(drop) == "table");
  CHECK(parts(drop +
              "def a(s):\n    drop(s, 'x')\n    for t in ('a', 'b'):\n        drop(s, t)\n") == "");
  CHECK(parts(drop + "def a(s, t):\n    drop(s, 'x')\n    drop(s, t)\n") == "table");
}

TEST_CASE("engines and sessions are read") {
  const Project project = project_with(R"(
engine = create_async_engine("postgresql+asyncpg://localhost/x", pool_size=5)
other = create_engine("sqlite://", poolclass=NullPool, **options)
Session = async_sessionmaker[AsyncSession](engine, expire_on_commit=False)
Plain = sessionmaker(engine, class_=AsyncSession)
)");
  const std::vector<EngineCall>& engines = code_of(project).engines;
  REQUIRE(engines.size() == 4);
  CHECK(engines[0].dialect == "postgresql");
  CHECK(engines[0].asynchronous);
  CHECK(engines[0].keywords.at("pool_size").value == "5");
  CHECK(engines[0].keywords_known);
  CHECK(engines[1].dialect == "sqlite");
  CHECK(engines[1].one_connection);
  CHECK(!engines[1].keywords_known);
  CHECK(engines[2].keywords.contains("expire_on_commit"));
  CHECK(engines[3].asynchronous);
}

TEST_CASE("similarity in Python is found") {
  const auto measures = [](const std::string& body) {
    const Project project = project_with("def near(session, vector):\n    " + body + "\n");
    std::string all;
    for (const SimilarityInPython& one : code_of(project).similarities)
      all += one.measure + " of " + one.column.column;
    return all;
  };
  CHECK(measures("for o in session.query(Order).all():\n        np.dot(o.embedding, vector)") ==
        "np.dot of embedding");
  CHECK(measures("rows = session.scalars(select(Order)).all()\n"
                 "    m = np.array([r.embedding for r in rows])\n"
                 "    return cosine_similarity(m, vector)") == "cosine_similarity of embedding");
  CHECK(measures("for o in session.query(Order).all():\n"
                 "        select(Order).order_by(Order.embedding.cosine_distance(o.embedding))") ==
        "");
}
