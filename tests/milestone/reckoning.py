"""Reckons where a milestone stands a second time, from what `check`, `stats` and `schema` say at each
commit and from the definitions of docs/milestone.md. Nothing of what `report` says is used here.
"""
import collections
import datetime
import fnmatch
import json
import re
import statistics
from dataclasses import dataclass, field
from fractions import Fraction

from tools import ROOT, SCHEMALINT, environment, run

AREAS = {file.stem.replace("_", "-"): file.parent.name for file in ROOT.glob("rules/*/*.cpp")}
COMMENT = re.compile(rb"schemalint: ignore")


@dataclass
class Look:
    """What is there at one commit. Findings go by their identity: rule, object, detail and a number
    that tells those apart that are alike; what comments take back is counted first."""
    commit: str
    day: str
    findings: dict = field(default_factory=dict)
    suppressed: set = field(default_factory=set)
    stats: dict = field(default_factory=dict)
    metrics: dict = field(default_factory=dict)
    tables: dict = field(default_factory=dict)  # names of tables and mapped classes


def _schemalint(folder, *arguments, when):
    return json.loads(run(SCHEMALINT, *arguments, cwd=folder,
                          env=environment(SOURCE_DATE_EPOCH=str(when))))


def _findings(folder, when):
    return _schemalint(folder, "check", "--output", "json", "--fail-on", "never",
                       when=when)["findings"]


def _identity(finding):
    return finding["rule"], finding["object"], finding["detail"]


def _taken_back(folder, when, shown):
    """How often each identity is found only while no comment is heeded."""
    files = {path: path.read_bytes() for folder_name in ("app", "alembic", "db", "scripts")
             for path in (folder / folder_name).rglob("*.*") if path.suffix in (".py", ".sql")}
    try:
        for path, content in files.items():
            path.write_bytes(COMMENT.sub(b"schemalint- ignore", content))
        bare = collections.Counter(map(_identity, _findings(folder, when)))
    finally:
        for path, content in files.items():
            path.write_bytes(content)
    return bare - collections.Counter(map(_identity, shown))


def look_at(folder, commit, when):
    """What is there in a folder with the files of a commit, which was made at `when`."""
    look = Look(commit, datetime.datetime.fromtimestamp(when, datetime.UTC).date().isoformat())
    shown = _findings(folder, when)
    numbers = _taken_back(folder, when, shown)
    look.suppressed = {(*identity, number + 1) for identity, count in numbers.items()
                       for number in range(count)}
    for finding in shown:
        numbers[_identity(finding)] += 1
        look.findings[(*_identity(finding), numbers[_identity(finding)])] = finding
    look.stats = _schemalint(folder, "stats", "--format", "json", when=when)
    models = _schemalint(folder, "schema", "--format", "json", when=when)
    migrated = _schemalint(folder, "schema", "--from", "migrations", "--format", "json", when=when)
    for table in models["tables"] + migrated["tables"]:
        name = ".".join(filter(None, (table["schema"], table["name"])))
        look.tables[name] = name
        if table.get("class"):
            look.tables[table["class"]] = name
    look.metrics = _metrics(look, models)
    return look


def _metrics(look, models):
    """Each metric as (value, of); `of` is None for a plain number."""
    stats, coverage = look.stats, look.stats["coverage"]
    indexes = [index for table in models["tables"] for index in table["indexes"]]
    keys, lazy = stats["foreign_keys"], stats["relationships"]
    parts = ("tables", "columns", "relationships", "statements")
    return {
        "findings": (len(look.findings), None),
        "migrations": (coverage["revisions"], None),
        "tables": (len(models["tables"]), None),
        "columns": (sum(len(table["columns"]) for table in models["tables"]), None),
        "indexes": (len(indexes), None),
        "partial-indexes": (sum(index["where"] is not None for index in indexes), None),
        "relationships-with-lazy": (lazy["total"] - lazy["without_lazy"], lazy["total"]),
        "foreign-keys-with-schema": (keys["with_schema"],
                                     keys["with_schema"] + keys["without_schema"]),
        "tenant-tables-with-composite-key": (stats["tenant_tables"]["with_composite_key"],
                                             stats["tenant_tables"]["total"]),
        "enum-types": (len(models["enums"]), None),
        "not-understood": (sum(coverage[f"{part}_unknown"] for part in parts),
                           sum(coverage[part] for part in parts)),
    }


def distance(measure, goal):
    """How far a measure is from the bounds of a goal, in their unit."""
    value, of = measure
    bounds = {}
    for word in ("at-least", "at-most"):
        bound = goal.get(word)
        if isinstance(bound, str):
            value, bound = Fraction(100 * measure[0], of) if of else 100, int(bound.rstrip("%"))
        bounds[word] = bound
    below = 0 if bounds["at-least"] is None else bounds["at-least"] - value
    above = 0 if bounds["at-most"] is None else value - bounds["at-most"]
    return max(0, below, above)


class Reckoning:
    """Where the milestone stands at the last of some looks, the first of which it begins with."""

    def __init__(self, looks, milestone, codeowners):
        self.looks, self.milestone = looks, milestone
        self.owner_lines = [line.split() for line in codeowners.splitlines()
                            if line.strip() and not line.startswith("#")]
        self.now = looks[-1]
        last_open, last_seen = {}, {}
        for at, look in enumerate(looks):
            for identity, finding in look.findings.items():
                last_open[identity], last_seen[identity] = at, finding
        self.ever = set(last_open)
        self.mended = {
            identity: last_seen[identity] for identity, at in last_open.items()
            if at < len(looks) - 1
            and not any(identity in look.suppressed for look in looks[at:])}

    def item_of(self, finding):
        """The name of the first work item that a finding belongs to."""
        for item in self.milestone["items"]:
            names = item.get("rules", [])
            if (finding["rule"] in names or AREAS[finding["rule"]] in names) and any(
                    fnmatch.fnmatchcase(finding["location"]["path"], glob)
                    for glob in item.get("paths", ["*"])):
                return item["name"]
        return None

    def owner_of(self, finding):
        owners = []
        for pattern, *names in self.owner_lines:
            path = "/" + finding["location"]["path"]
            if pattern == "*" or path == pattern or (
                    pattern.endswith("/") and path.startswith(pattern)):
                owners = names
        return ", ".join(owners) or None

    def table_of(self, finding):
        """The longest name of a table or class that the object is, or that it begins with."""
        names = {name: table for look in self.looks for name, table in look.tables.items()}
        fitting = [name for name in names
                   if re.match(re.escape(name) + r"(?:[.(]|$)", finding["object"])]
        return names[max(fitting, key=len)] if fitting else None

    def left_of(self, item):
        return sum(self.item_of(finding) == item["name"] for finding in self.now.findings.values())

    def mended_of(self, item):
        return sum(self.item_of(finding) == item["name"] for finding in self.mended.values())

    def share(self, item):
        """Of what had to go, the part that is gone."""
        if "metric" in item:
            now = distance(self.now.metrics[item["metric"]], item)
            first = distance(self.looks[0].metrics[item["metric"]], item)
            return Fraction(1) if now == 0 else max(Fraction(0), 1 - Fraction(now, first))
        left, mended = self.left_of(item), self.mended_of(item)
        had_to_go = left + mended - item.get("target", 0)
        return Fraction(1) if left <= item.get("target", 0) else Fraction(mended, had_to_go)

    def points_left(self, item):
        return item["points"] * (1 - self.share(item))

    def all_points_left(self):
        return sum(map(self.points_left, self.milestone["items"]))

    def groups(self, name_of):
        """Findings left, mended and points left by a name; points of metrics are no finding's."""
        groups = collections.defaultdict(lambda: [0, 0, Fraction(0)])
        items = {item["name"]: item for item in self.milestone["items"]}
        left = {name: self.left_of(item) for name, item in items.items()}
        points = {name: self.points_left(item) for name, item in items.items()}
        for finding in self.now.findings.values():
            group, item = groups[name_of(finding)], self.item_of(finding)
            group[0] += 1
            if item:
                group[2] += points[item] / left[item]
        for finding in self.mended.values():
            groups[name_of(finding)][1] += 1
        return groups

    def priority_of(self, finding):
        priorities = {item["name"]: item["priority"] for item in self.milestone["items"]}
        return priorities.get(self.item_of(finding))

    def since(self, identity):
        """The first look of the unbroken row of those with a finding."""
        at = len(self.looks) - 1
        while at > 0 and identity in self.looks[at - 1].findings:
            at -= 1
        return self.looks[at]


def forecast(points):
    """(day, earliest, latest) on which points left, by day, come to nothing at their speed."""
    days = [datetime.date.fromisoformat(day).toordinal() for day, _ in points]
    left = [float(value) for _, value in points]
    slope, at_zero = statistics.linear_regression(days, left)
    rests = sum((y - at_zero - slope * x) ** 2 for x, y in zip(days, left))
    error = (rests / (len(days) - 2) / (statistics.pvariance(days) * len(days))) ** 0.5
    return tuple(datetime.date.fromordinal(days[-1] - int(left[-1] // speed)).isoformat()
                 for speed in (slope, slope - 2 * error, slope + 2 * error))
