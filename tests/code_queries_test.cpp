#include "tests/code_world.h"

using namespace schemalint;

namespace {

/// The last query of a function's body.
std::string query(const std::string& body) {
  const Project project = project_with("def read(session, value, vector):\n    " + body + "\n");
  const std::vector<Query>& queries = code_of(project).queries;
  REQUIRE(!queries.empty());
  return show(queries.back());
}

}  // namespace

TEST_CASE("queries are read in every style") {
  CHECK(query("select(Order).where(Order.id == value)") == "Order and id = bound");
  CHECK(query("session.query(Order).filter(Order.state == 'open')") == "Order and status = open");
  CHECK(query("session.query(Order).filter_by(state='open', deleted_at=None)") ==
        "Order and status = open and deleted_at IS NULL");
  CHECK(query("Order.query.filter(Order.paid)") == "Order and paid");
  CHECK(query("select(models.Order).where(models.Order.paid.is_(True))") ==
        "Order and paid IS true");
  CHECK(query("select(Order.id, Customer)") == "column, Customer");
  CHECK(query("select(notes).where(notes.c.body == 'x')") == "notes and body = x");
  CHECK(query("a = aliased(Order)\n    select(a).where(a.id == value)") == "Order and id = bound");
}

TEST_CASE("predicates say the operator and what is compared") {
  CHECK(query("select(Order).where(Order.deleted_at.is_(None), ~Order.paid)") ==
        "Order and deleted_at IS NULL and paid NOT");
  CHECK(query("select(Order).where(Order.state.in_(['a', 'b']))") == "Order and status IN a, b");
  CHECK(query("select(Order).where(Order.state.in_(value))") == "Order and status IN bound");
  CHECK(query("select(Order).where(Order.customer_id == Customer.id)") ==
        "Order and customer_id = column and id = column");
  CHECK(query("select(Order).where(or_(Order.paid, Order.id > 3))") == "Order or paid or id > 3");
  CHECK(query("select(Order).where((Order.paid) & (3 < Order.id))") == "Order and paid and id > 3");
  CHECK(query("select(Order).where(func.lower(Order.state) == 'x')") ==
        "Order and status expression x");
  CHECK(query("select(Order).where(Order.state == Status.OPEN)") ==
        "Order and status = Status.OPEN");
  CHECK(query("conditions = [Order.paid]\n    conditions.append(Order.id == 1)\n"
              "    select(Order).where(*conditions)") == "Order and paid and id = 1");
  CHECK(query("select(Order).where(value)") == "Order and more");
}

TEST_CASE("documents are read with their path") {
  CHECK(query("select(Order).where(Order.data.contains({'a': 1}))") == "Order and data @> bound");
  CHECK(query("select(Order).where(Order.data['a'].astext == 'x')") ==
        "Order and data[a] as text = x");
  CHECK(query("select(Order).where(Order.data['a']['b'].as_integer() == 5)") ==
        "Order and data[a][b] as_integer = 5");
  CHECK(query("select(Order).where(Order.data.has_key('a'))") == "Order and data ? a");
  CHECK(query("select(Order).where(Order.data.op('@>')(value))") == "Order and data @> bound");
}

TEST_CASE("orderings tell distances from columns") {
  CHECK(query("select(Order).order_by(Order.id.desc()).limit(3)") ==
        "Order order by id desc limited");
  CHECK(query("select(Order).order_by(Order.embedding.cosine_distance(vector))") ==
        "Order order by embedding <=>");
  CHECK(query("distance = Order.embedding.l2_distance(vector)\n"
              "    select(Order, distance.label('d')).order_by(distance)") ==
        "Order, column order by embedding <->");
  CHECK(query("select(Order).order_by((1 - Order.embedding.cosine_distance(vector)).desc())") ==
        "Order order by embedding <=> in expression desc");
}

TEST_CASE("loader options are read with their paths") {
  CHECK(query("select(Customer).options(selectinload(Customer.orders).joinedload(Order.lines))") ==
        "Customer joinedload(orders.lines)");
  CHECK(query("session.query(Customer).options(joinedload('orders.lines'))") ==
        "Customer joinedload(orders.lines)");
  CHECK(query("select(Customer).options(*value)") == "Customer other loaders");
}

TEST_CASE("a query goes on in variables, branches and functions") {
  CHECK(query("q = select(Order)\n    if value:\n        q = q.where(Order.paid)\n"
              "    q = q.limit(1)") == "Order and paid limited");
  CHECK(query("q = select(Order)\n    p = q.where(Order.paid)\n    return q.limit(2)") ==
        "Order limited");
  const Project project = project_with(R"(
class Service:
    def base(self):
        return select(Order).where(Order.paid)
    def find(self):
        return self.base().where(Order.id == 1)
)");
  CHECK(show(code_of(project).queries.back()) == "Order and paid and id = 1");
}
