#pragma once

#include "analyzer/revisions/run.h"

namespace schemalint {

/// Reads an operation that a library adds to Alembic's; false where it is none of those:
/// - alembic-postgresql-enum: `op.sync_enum_values(...)`
///   https://github.com/Pogchamp-company/alembic-postgresql-enum
/// - alembic_utils: `op.create_entity(PGPolicy(...))`, `drop_entity`, `replace_entity`
///   https://olirice.github.io/alembic_utils/
/// - GeoAlchemy: `op.create_geospatial_index(...)` and its kin
///   https://geoalchemy-2.readthedocs.io/en/latest/alembic.html
bool read_plugin_operation(MigrationRun& run, const Member& member, Ref value, const Call& call);

}  // namespace schemalint
