"""Throw-away PostgreSQL servers, each on a Unix socket in a temporary folder.

    with native() as url: ...     PostgreSQL as the system has it
    with pglite() as url: ...     PostgreSQL in WebAssembly, with pgvector; one connection at a time

The URLs are SQLAlchemy's, for psycopg. Raises Unavailable when there is no such server here.
"""
import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


class Unavailable(Exception):
    pass


def _programs():
    """The newest installed server's folder of programs."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"),
                      key=lambda path: float(path.parts[-3]))
    if not versions:
        raise Unavailable("no PostgreSQL server is installed")
    return versions[-1].parent


def _ordinary_user():
    """Whom to run as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise Unavailable("no ordinary user to run PostgreSQL as")


@contextlib.contextmanager
def _folder(user):
    # The path of a Unix socket is short: 107 bytes at most, so not below a deep folder.
    path = tempfile.mkdtemp(prefix="schemalint-", dir="/tmp")
    try:
        if user:
            os.chown(path, user["user"], user["group"])
        yield Path(path)
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def native():
    programs, user = _programs(), _ordinary_user()
    with _folder(user) as folder:
        data = folder / "data"
        # The server's output goes to a file; /tmp as working folder is readable for every user.
        common = {"cwd": folder, "stdin": subprocess.DEVNULL, **user}
        subprocess.run([programs / "initdb", "--pgdata", data, "--username=postgres",
                        "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"],
                       check=True, stdout=subprocess.DEVNULL, **common)
        control = [programs / "pg_ctl", "--pgdata", data, "--wait", "--silent"]
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        subprocess.run([*control, "--log", folder / "log", "-o", options, "start"],
                       check=True, **common)
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
        finally:
            subprocess.run([*control, "--mode=immediate", "stop"], check=True, **common)


@contextlib.contextmanager
def pglite():
    if not shutil.which("node"):
        raise Unavailable("node is not installed")
    if not (ROOT / "node_modules/@electric-sql/pglite/package.json").exists():
        raise Unavailable("the npm package @electric-sql/pglite is not installed")
    with _folder({}) as folder:
        server = subprocess.Popen(["node", HERE / "pglite.mjs", folder / ".s.PGSQL.5432"],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            if server.stdout.readline().strip() != "ready":
                raise RuntimeError("PGlite did not start")
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
        finally:
            server.stdin.close()
            server.wait(timeout=60)
