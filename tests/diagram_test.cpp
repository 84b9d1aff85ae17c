#include "reports/diagram/diagram.h"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>

#include "golden.h"
#include "parsers/utf8.h"
#include "reports/diagram/dot.h"
#include "reports/diagram/mermaid.h"
#include "reports/diagram/overlays.h"
#include "reports/diagram/svg.h"
#include "reports/diagram/text_width.h"
#include "reports/diagram/wording.h"
#include "reports/markup.h"
#include "sql_schema.h"

using namespace schemalint;

namespace {

constexpr const char* shop = R"(
CREATE SCHEMA app;
CREATE TABLE app.clients (id bigint PRIMARY KEY, name varchar(80) NOT NULL UNIQUE);
CREATE TABLE orders (
  id bigint PRIMARY KEY,
  client_id bigint NOT NULL REFERENCES app.clients ON DELETE CASCADE,
  previous_id bigint REFERENCES orders,
  placed_at timestamp with time zone,
  total numeric(10, 2) NOT NULL,
  UNIQUE (id, client_id)
);
CREATE TABLE lines (
  order_id bigint NOT NULL,
  client_id bigint NOT NULL REFERENCES app.clients,
  position integer NOT NULL,
  PRIMARY KEY (order_id, position),
  FOREIGN KEY (client_id, order_id) REFERENCES orders (client_id, id)
);
CREATE TABLE receipts (order_id bigint PRIMARY KEY REFERENCES orders, "weird ""name""" text);
CREATE TABLE settings (key text PRIMARY KEY);
)";

Diagram shop_diagram() {
  return diagram_of(schema_from(shop));
}

const DiagramTable& table(const Diagram& diagram, const std::string& name) {
  const size_t found = diagram.find(qualified_name("", name));
  REQUIRE(found < diagram.tables.size());
  return diagram.tables[found];
}

std::string names(const Diagram& diagram) {
  std::string text;
  for (const DiagramTable& one : diagram.tables) text += one.name.text() + " ";
  return text;
}

/// Each edge with its marks, one a line.
std::string edges(const Diagram& diagram) {
  std::string text;
  for (const DiagramEdge& edge : diagram.edges) {
    text += edge_words(diagram, edge);
    if (edge.one) text += ", one";
    if (edge.optional) text += ", optional";
    for (const Mark mark : edge.overlay.marks) text += fmt::format(" [{}]", to_string(mark));
    text += "\n";
  }
  return text;
}

/// Tables and columns that are marked, one a line.
std::string marked(const Diagram& diagram) {
  std::string text;
  const auto say = [&](const std::string& name, const Overlay& overlay) {
    if (overlay.marks.empty()) return;
    text += name;
    for (const Mark mark : overlay.marks) text += fmt::format(" {}", to_string(mark));
    for (const std::string& note : overlay.notes) text += fmt::format(" | {}", note);
    text += "\n";
  };
  for (const DiagramTable& one : diagram.tables) {
    say(one.name.text(), one.overlay);
    for (const DiagramColumn& column : one.columns) say("  " + column.name, column.overlay);
  }
  return text;
}

size_t count_of(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) count++;
  return count;
}

}  // namespace

TEST_CASE("diagram: tables, columns and foreign keys of a schema") {
  const Diagram diagram = shop_diagram();
  CHECK(names(diagram) == "lines orders receipts settings app.clients ");
  CHECK(edges(diagram) ==
        "lines.client_id → app.clients.id\n"
        "lines(client_id, order_id) → orders(client_id, id)\n"
        "orders.client_id → app.clients.id, ON DELETE CASCADE\n"
        "orders.previous_id → orders.id, optional\n"
        "receipts.order_id → orders.id, one\n");
  // Of a composite key, the column that no other key has.
  CHECK(diagram.edges[1].source_column() == "order_id");
  CHECK(diagram.edges[1].target_column() == "id");
  const DiagramTable& clients = diagram.tables[diagram.find({"app", "clients"})];
  CHECK(clients.columns[0].primary_key);
  CHECK(clients.columns[1].unique);
  CHECK_FALSE(clients.columns[1].nullable);
  CHECK(table(diagram, "orders").columns[1].foreign_key);
}

TEST_CASE("diagram: a key without a target has no edge, but its column is a foreign key's") {
  Schema schema = schema_from("CREATE TABLE a (id int, b_id int);");
  schema.table({"", "a"})->foreign_keys.push_back(
      {.columns = {"b_id"}, .target = {"", "b"}, .state = ForeignKey::State::missing_table});
  const Diagram diagram = diagram_of(schema);
  CHECK(diagram.edges.empty());
  CHECK(diagram.tables[0].columns[1].foreign_key);
}

TEST_CASE("diagram: some tables and those around them") {
  const Diagram diagram = shop_diagram();
  CHECK(names(restricted(diagram, {{"", "receipts"}}, 0)) == "receipts ");
  CHECK(names(restricted(diagram, {{"", "receipts"}}, 1)) == "orders receipts ");
  CHECK(names(restricted(diagram, {{"", "receipts"}}, 2)) == "lines orders receipts app.clients ");
  CHECK(names(restricted(diagram, {{"", "receipts"}, {"", "settings"}}, 0)) ==
        "receipts settings ");
  CHECK(names(restricted(diagram, {{"", "nowhere"}}, 3)).empty());
  CHECK(edges(restricted(diagram, {{"", "receipts"}}, 1)) ==
        "orders.previous_id → orders.id, optional\nreceipts.order_id → orders.id, one\n");
}

TEST_CASE("diagram: before and after in one") {
  std::string after = shop;
  const auto replace = [&](const std::string& old, const std::string& with) {
    REQUIRE(after.find(old) != std::string::npos);
    after.replace(after.find(old), old.size(), with);
  };
  replace("placed_at timestamp with time zone", "placed_on date NOT NULL");
  replace("total numeric(10, 2) NOT NULL", "total numeric(12, 2)");
  replace("ON DELETE CASCADE", "");
  replace("CREATE TABLE settings (key text PRIMARY KEY);",
          "CREATE TABLE coupons (order_id bigint REFERENCES orders);"
          "CREATE INDEX ix ON receipts (\"weird \"\"name\"\"\");");
  const Diagram both = merged(shop_diagram(), diagram_of(schema_from(after)));
  CHECK(marked(both) ==
        "coupons added\n"
        "  order_id added\n"
        "orders changed\n"
        "  placed_at removed\n"
        "  placed_on added\n"
        "  total changed | was NUMERIC(10, 2)\n"
        "receipts changed | added CREATE INDEX ix ON receipts (\"weird \"\"name\"\"\")\n"
        "settings removed\n"
        "  key removed\n");
  CHECK(edges(both).find("coupons.order_id → orders.id, optional [added]\n") != std::string::npos);
  CHECK(edges(both).find("orders.client_id → app.clients.id [changed]\n") != std::string::npos);
  CHECK(count_of(edges(both), "[") == 2);
  CHECK(changed_tables(both).size() == 4);
  CHECK(marked(merged(shop_diagram(), shop_diagram())).empty());
  CHECK(marked(merged({}, shop_diagram())).find("changed") == std::string::npos);
}

TEST_CASE("diagram: findings lie on what they are about") {
  Diagram diagram = shop_diagram();
  const auto finding = [](std::string object, std::string_view rule, Severity severity) {
    return Finding{
        .message = "a\nproblem", .object = std::move(object), .rule = rule, .severity = severity};
  };
  mark_findings(
      diagram,
      {finding("orders", "over-indexed-table", Severity::info),
       finding("orders.client_id", "unindexed-foreign-key", Severity::warning),
       finding("lines(client_id, order_id)", "invalid-on-delete", Severity::error),
       finding("orders.ix_total", "unused-index", Severity::info),
       finding("orders.placed_at", "naive-timestamp", Severity::warning),
       finding("app.clients.name", "postgres-enum", Severity::info),
       finding("nowhere.at_all", "postgres-enum", Severity::info),
       finding("alembic:orders", "multiple-heads", Severity::error), finding("", "x", {})});
  CHECK(table(diagram, "orders").overlay.findings == 4);
  CHECK(table(diagram, "orders").overlay.marks == std::set<Mark>{Mark::finding_warning});
  CHECK(table(diagram, "orders").overlay.notes[1] == "warning unindexed-foreign-key: a problem");
  CHECK(table(diagram, "orders").column("client_id")->overlay.findings == 1);
  CHECK(table(diagram, "lines").column("order_id")->overlay.has(Mark::finding_error));
  CHECK(diagram.tables[diagram.find({"app", "clients"})].overlay.findings == 1);
  CHECK(edges(diagram).find("orders(client_id, id) [finding-error]") != std::string::npos);
  CHECK(edges(diagram).find("CASCADE [finding-warning]") != std::string::npos);
  CHECK(count_of(edges(diagram), "[") == 2);
}

TEST_CASE("diagram: tenants and the columns that name them") {
  const Schema schema = schema_from(shop);
  const Settings settings{.tenant_columns = {"client_id"}};
  Diagram diagram = diagram_of(schema);
  mark_tenants(diagram, schema, find_tenancy(schema, settings), settings);
  CHECK(diagram.tables[diagram.find({"app", "clients"})].overlay.has(Mark::tenant_root));
  CHECK(table(diagram, "lines").column("client_id")->overlay.has(Mark::tenant_root));
  CHECK_FALSE(table(diagram, "lines").column("order_id")->overlay.has(Mark::tenant_root));
}

TEST_CASE("diagram: each format") {
  Diagram diagram = shop_diagram();
  diagram.tables[0].overlay.add(Mark::finding_warning, "warning a-rule: <something>");
  diagram.tables[0].overlay.findings = 1;
  diagram.tables[1].columns[4].overlay.add(Mark::changed, "was INTEGER");
  diagram.edges[4].overlay.add(Mark::added);
  check_golden(fixture("reports") / "diagram.mermaid.golden", diagram_mermaid(diagram));
  check_golden(fixture("reports") / "diagram.dot.golden", diagram_dot(diagram));
  check_golden(fixture("reports") / "diagram.svg.golden",
               diagram_element(diagram, {.title = "A shop"}));
  CHECK(diagram_svg(diagram) == diagram_svg(diagram));
}

TEST_CASE("diagram: an element for a page has no style, a document has") {
  const Diagram diagram = shop_diagram();
  CHECK(diagram_element(diagram).find("<style>") == std::string::npos);
  CHECK(diagram_element(diagram).find("data-table=\"app.clients\"") != std::string::npos);
  CHECK(count_of(diagram_element(diagram), "class=\"edge") >= diagram.edges.size());
  CHECK(diagram_svg(diagram).find("<style>") != std::string::npos);
  CHECK(diagram_style().find("prefers-color-scheme") != std::string::npos);
}

TEST_CASE("diagram: links lead to pages, never to scripts") {
  Diagram diagram = shop_diagram();
  diagram.tables[0].overlay.link = "javascript:alert(1)";
  diagram.tables[1].overlay.link = "https://example.com/?a=1&b=2";
  diagram.tables[2].overlay.link = "#table-receipts";
  const std::string svg = diagram_svg(diagram);
  CHECK(svg.find("javascript:") == std::string::npos);
  CHECK(diagram_dot(diagram).find("javascript:") == std::string::npos);
  CHECK(svg.find("<a href=\"https://example.com/?a=1&amp;b=2\">") != std::string::npos);
  CHECK(svg.find("<a href=\"#table-receipts\">") != std::string::npos);
}

TEST_CASE("diagram: long tables fold what matters least") {
  std::string sql = "CREATE TABLE b (x int, code int UNIQUE); CREATE TABLE a (id int";
  for (int i = 0; i < 30; i++) sql += fmt::format(", c{} int", i);
  sql += ", b_code int REFERENCES b (code), PRIMARY KEY (c29, id))";
  const Diagram diagram = diagram_of(schema_from(sql));
  const std::string folded = diagram_svg(diagram);
  CHECK(folded.find("+ 22 more") != std::string::npos);
  CHECK(folded.find(">b_code<") != std::string::npos);
  // The primary key comes first.
  CHECK(folded.find(">c29<") < folded.find(">c0<"));
  CHECK(folded.find(">c20<") == std::string::npos);
  const std::string whole = diagram_svg(diagram, {.all_columns = true});
  CHECK(whole.find(">c20<") != std::string::npos);
  CHECK(whole.find(" more<") == std::string::npos);
}

TEST_CASE("mermaid: beyond its limits, what matters least goes first and is named") {
  const Diagram diagram = shop_diagram();
  const std::string whole = diagram_mermaid(diagram);
  CHECK(whole.find("%%") == std::string::npos);
  const std::string keys = diagram_mermaid(diagram, {.characters = whole.size() - 1});
  CHECK(keys.find("%% Left out for size: columns that are neither keys nor marked.") !=
        std::string::npos);
  CHECK(keys.find("client_id FK") != std::string::npos);
  CHECK(keys.find("placed_at") == std::string::npos);
  const std::string none = diagram_mermaid(diagram, {.characters = keys.size() - 1});
  CHECK(none.find("%% Left out for size: all columns.") != std::string::npos);
  CHECK(none.find(" PK") == std::string::npos);
  const std::string few = diagram_mermaid(diagram, {.edges = 2});
  CHECK(few.find("all columns, 0 of 5 tables, 3 of 5 foreign keys") != std::string::npos);
  CHECK(count_of(few, "--") == 2);
  const std::string small = diagram_mermaid(diagram, {.characters = none.size() - 1});
  CHECK(small.size() < none.size());
  CHECK(small.find("tables, ") != std::string::npos);
  CHECK(small.find("\"orders\"\n") != std::string::npos);
}

TEST_CASE("mermaid: names that its grammar does not know") {
  const Diagram diagram = diagram_of(schema_from(
      R"(CREATE TABLE "a""b%c" ("pk" int, "1st" text, "naïve col" text, x numeric(4, 1)[]);
         CREATE TABLE "a'b_c" (id int);)"));
  CHECK(diagram_mermaid(diagram) == R"mermaid(erDiagram
    "a'b_c" {
        integer _pk "pk"
        text _1st "1st"
        text na_ve_col "naïve col"
        numeric(4_1)[] x "numeric(4, 1)[]"
    }
    "a'b_c (2)" {
        integer id
    }
)mermaid");
}

TEST_CASE("diagram: any bytes may stand in names") {
  const std::string hostile[] = {"<script>&\"'",
                                 "a\nb\r\tc",
                                 std::string("\0\x01\x7F", 3),
                                 "\xFF\xFE\xC3",
                                 "]]>",
                                 "--><!--",
                                 "\\N\\",
                                 "👩‍👩‍👧 ﷽ \u202E",
                                 "{|}<>",
                                 std::string(3000, 'x'),
                                 "%%{init: {}}%%",
                                 "direction TB"};
  Diagram diagram;
  for (const std::string& name : hostile) {
    DiagramTable one{.name = {name, name}, .columns = {}};
    one.columns.push_back({.name = name, .type = name});
    one.overlay.add(Mark::finding_error, name);
    diagram.tables.push_back(one);
  }
  std::ranges::sort(diagram.tables, {}, &DiagramTable::name);
  for (size_t i = 0; i + 1 < diagram.tables.size(); i++)
    diagram.edges.push_back({.from = i,
                             .columns = {diagram.tables[i].columns[0].name},
                             .to = i + 1,
                             .target_columns = {diagram.tables[i + 1].columns[0].name}});
  for (const std::string& text :
       {diagram_svg(diagram), diagram_dot(diagram), diagram_mermaid(diagram)}) {
    CHECK(valid_utf8(text) == text);
    CHECK(text.find('\0') == std::string::npos);
  }
  CHECK(diagram_svg(diagram).find("<script>") == std::string::npos);
  CHECK(diagram_mermaid(diagram).find("%%") == std::string::npos);
  CHECK(diagram_mermaid(diagram).find("direction TB\"[") == std::string::npos);
  CHECK(count_of(diagram_mermaid(diagram), "\n    \"") == 2 * diagram.tables.size() - 1);
}

TEST_CASE("diagram: types as people write them") {
  CHECK(short_type("TIMESTAMP WITH TIME ZONE") == "timestamptz");
  CHECK(short_type("TIMESTAMP(3) WITH TIME ZONE") == "timestamptz(3)");
  CHECK(short_type("TIMESTAMP WITH TIME ZONE[]") == "timestamptz[]");
  CHECK(short_type("CHARACTER VARYING(20)") == "varchar(20)");
  CHECK(short_type("DOUBLE PRECISION") == "float8");
  CHECK(short_type("app.\"Status\"") == "app.\"Status\"");
  CHECK(short_type("") == "?");
}

TEST_CASE("diagram: text is cut where it is too wide, between characters") {
  CHECK(fitted("short", 10) == "short");
  CHECK(fitted("a_rather_long_name", 5) == "a_rather…");
  CHECK(valid_utf8(fitted("ééééééééééé", 3)) == fitted("ééééééééééé", 3));
  CHECK(text_width("iii") < text_width("WWW"));
  CHECK(text_width("漢字") > text_width("ab"));
}

TEST_CASE("markup: text between tags and in attributes") {
  CHECK(escaped("<a href=\"x\">'&'</a>") ==
        "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
  CHECK(escaped(std::string("a\0b\x1B\x7F\u0085", 7)) == "ab");
  CHECK(escaped("a\tb\nc") == "a\tb\nc");
  CHECK(escaped("\xFF\uFFFF") == "\uFFFD");
}
