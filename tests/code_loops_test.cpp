#include "tests/code_world.h"

using namespace schemalint;

namespace {

/// The loops of a function's body, with what they read: "Order: lines, lines.product".
std::string loops(const std::string& body) {
  const Project project = project_with("async def read(session, value):\n    " + body + "\n");
  std::string all;
  for (const RowLoop& loop : code_of(project).loops) {
    all += (all.empty() ? "" : "; ") + loop.entity.model_class + ":";
    for (const AttributeRead& read : loop.reads) {
      all += " ";
      for (const std::string& part : read.path) all += (all.back() == ' ' ? "" : ".") + part;
    }
  }
  return all;
}

}  // namespace

TEST_CASE("rows of queries are followed into loops") {
  CHECK(loops("for o in session.scalars(select(Order)).all():\n        print(o.lines, o.id)") ==
        "Order: lines");
  CHECK(loops("r = await session.execute(select(Order))\n"
              "    for o in r.scalars():\n        o.customer.name") == "Order: customer");
  CHECK(loops("for o in session.query(Order):\n        o.lines") == "Order: lines");
  CHECK(loops("return [o.customer for o in Order.query.all()]") == "Order: customer");
  CHECK(loops("return {o.id: len(o.lines) for o in session.query(Order).all() if o.paid}") ==
        "Order: lines");
  CHECK(loops("for i, o in enumerate(session.query(Order).all()):\n        o.lines") ==
        "Order: lines");
}

TEST_CASE("tuples of rows are taken apart") {
  CHECK(loops("for o, c in session.query(Order, Customer):\n        o.lines, c.orders") ==
        "Order: lines; Customer: orders");
  CHECK(loops("for row in session.execute(select(Order, Customer)):\n        row[1].orders") ==
        "Customer: orders");
  CHECK(loops("for (o,) in session.execute(select(Order)):\n        o.lines") == "Order: lines");
  CHECK(loops("for row in session.execute(select(Order)):\n        row.lines") == "");
  CHECK(loops("for x in session.query(Order.id):\n        x.lines") == "");
}

TEST_CASE("relationships are followed") {
  CHECK(loops("for c in session.query(Customer):\n"
              "        for o in c.orders:\n            o.lines") ==
        "Customer: orders; Customer: orders.lines");
  CHECK(loops("c = session.query(Customer).first()\n"
              "    for o in c.orders:\n        o.lines") == "Customer: orders.lines");
}

TEST_CASE("what is not known is left out") {
  CHECK(loops("for o in value:\n        o.lines") == "");
  CHECK(loops("o = session.query(Order).first()\n    o.lines") == "");
  CHECK(loops("for o in session.query(Order):\n        return o.lines") == "");
  CHECK(loops("rows = session.query(Order)\n    if value:\n        rows = value\n"
              "    for o in rows:\n        o.lines") == "");
  CHECK(loops("for o in session.query(Order):\n        o.lines = []") == "");
}
