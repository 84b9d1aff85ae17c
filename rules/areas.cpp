#include "rules/areas.h"

namespace schemalint {

namespace {

constexpr Area areas[] = {
    {"foreign_keys",
     "targets that do not exist, are no key or lose their schema; indexes; ON DELETE"},
    {"tenancy", "tenants that the database does not keep apart; row level security"},
    {"relationships", "how related objects are loaded; sides that do not fit together"},
    {"types", "types that are hard to change later, or not what they seem"},
    {"indexes", "indexes that queries miss, that nobody needs, that are never made"},
    {"vectors", "embeddings: where similarity is computed, and by which index"},
    {"migrations", "chains of revisions, ways back, statements that fail or hide something"},
    {"locks", "what a revision blocks while it runs on a live database"},
    {"partitions", "what partitioned tables refuse"},
    {"sessions", "engines and sessions of the application"},
    {"queries", "SQL text that is put together at run time"},
    {"drift", "what models and migrations say differently"},
    {"tool", "files, SQL and comments that cannot be read or serve nothing"},
};

}  // namespace

std::span<const Area> all_areas() {
  return areas;
}

}  // namespace schemalint
