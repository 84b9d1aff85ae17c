"""Each bad input ends in one clear message or finding, and the others are still linted."""
import os
import subprocess

from cli.runs import FINDING, MODELS, CliTest


class PathTest(CliTest):
    def test_missing_file(self):
        self.assert_error("'app/none.py': no such file or folder", "check", "app/none.py")

    def test_wrong_command(self):
        self.assert_error("'chekc' is no file or folder, and no command. Did you mean 'check'?",
                          "chekc")

    def test_named_pipe(self):
        os.mkfifo(self.project / "app" / "pipe.py")
        self.assert_linted()
        self.assert_error("'app/pipe.py' is neither a file nor a folder", "check", "app/pipe.py")

    def test_unreadable_file(self):
        self.write("app/secret.py", MODELS).chmod(0)
        self.assert_linted("app/secret.py:1:1: error syntax-error", **self.as_nobody())
        self.assert_error("'app/secret.py': Permission denied", "check", "app/secret.py",
                          **self.as_nobody())

    def test_unreadable_folder(self):
        self.write("app/secret/models.py", MODELS).parent.chmod(0)
        self.addCleanup((self.project / "app" / "secret").chmod, 0o700)
        self.assert_linted("app/secret:1:1: error syntax-error", **self.as_nobody())
        self.assert_error("'app/secret': Permission denied", "check", "app/secret",
                          **self.as_nobody())

    def test_folder_loops(self):
        os.symlink(".", self.project / "app" / "self")
        os.symlink("../..", self.project / "app" / "up")
        os.symlink("circle", self.project / "app" / "circle")
        self.assert_linted()

    def test_file_name_that_is_no_utf_8(self):
        self.write(os.fsdecode(b"app/bad\xff.py"), MODELS)
        self.assert_linted("app/bad?.py:1:1: error syntax-error")

    def test_removed_working_folder(self):
        gone = self.folder / "gone"
        gone.mkdir()
        done = subprocess.run(
            ["sh", "-c", 'cd "$1" && rmdir "$1" && exec "$2" check', "sh", gone, self.program],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(2, done.returncode)
        self.assertEqual(b"schemalint: error: '.': no such file or folder\n", done.stderr)


class ConfigurationTest(CliTest):
    def test_broken_toml(self):
        self.write("schemalint.toml", "select = [\n")
        result = self.run_program("check", status=2)
        self.assertRegex(result.err,
                         r"\Aschemalint: error: schemalint\.toml:\d+:\d+: not valid TOML: .+\n\Z")

    def test_unknown_key(self):
        self.write("pyproject.toml", "[tool.schemalint]\nselct = []\n")
        self.assert_error("pyproject.toml:2:1: unknown key 'selct'. Did you mean 'select'?",
                          "check")

    def test_unknown_rule(self):
        self.write("schemalint.toml", "ignore = ['implicit-lasy']\n")
        self.assert_error("schemalint.toml:1:11: ignore: 'implicit-lasy' is neither a rule nor an "
                          "area. Did you mean 'implicit-lazy'? `schemalint rules` lists them.",
                          "check")

    def test_missing_configuration(self):
        self.assert_error("'none.toml': no such file or folder", "check", "--config", "none.toml")

    def test_unreadable_configuration(self):
        self.write("schemalint.toml", "").chmod(0)
        self.assert_error("schemalint.toml: cannot be read: Permission denied", "check",
                          **self.as_nobody())

    def test_somebody_elses_broken_pyproject(self):
        self.write("pyproject.toml", "[project\n{{ cookiecutter.name }}")
        self.assert_linted()


class ContentTest(CliTest):
    def test_broken_python(self):
        self.write("app/broken.py", "from sqlalchemy import Column\nclass Order(:\n  x =\n")
        self.assert_linted("app/broken.py:2:12: error syntax-error")

    def test_broken_sql(self):
        self.write("db/broken.sql", "CREATE TABLE a (id int);\nCREATE TABEL b (id int);\n")
        self.assert_linted("db/broken.sql:2:8: warning unreadable-sql")

    def test_invalid_utf_8(self):
        self.write("app/latin.py", b"from sqlalchemy import Column\nname = 'caf\xe9'\n")
        self.write("db/latin.sql", b"SELECT 'caf\xe9';\n")
        self.assert_linted("app/latin.py:2:12: error syntax-error",
                           "db/latin.sql:1:12: warning unreadable-sql")

    def test_nul_bytes(self):
        self.write("app/nul.py", b"from sqlalchemy import Column\nx = '\0'\n")
        self.write("db/nul.sql", b"SELECT 1;\n\0\0SELECT 2;\n")
        self.assert_linted("app/nul.py:2:6: error syntax-error",
                           "db/nul.sql:2:1: warning unreadable-sql")

    def test_line_ends_and_byte_order_mark(self):
        for change in (lambda text: text.replace("\n", "\r\n"), lambda text: "\ufeff" + text):
            self.write("app/models.py", change(MODELS))
            self.write("db/fine.sql", change("-- fine\nSELECT 1;\n"))
            self.assert_linted()

    def test_empty_files(self):
        for name in ("app/empty.py", "db/empty.sql", "schemalint.toml", "alembic.ini"):
            self.write(name, "")
        self.assert_linted()

    def test_huge_file(self):
        with open(self.write("app/huge.py", MODELS), "r+b") as file:
            file.truncate(50_000_000)
        self.assert_linted("app/huge.py:1:1: error syntax-error")

    def test_deep_nesting(self):
        depth = 100_000
        self.write("app/deep.py", "from sqlalchemy import Column\nx = "
                   + "(" * depth + "1" + ")" * depth + "\n")
        self.write("app/deeper.py", "from sqlalchemy import Column\nx = " + "[" * depth)
        self.write("app/dots.py", "from sqlalchemy import Column\nx = Column" + ".a" * depth)
        self.write("app/sum.py", "from sqlalchemy import Column\nx = 1" + "+1" * depth)
        self.write("db/deep.sql", "SELECT " + "(" * depth + "1" + ")" * depth + ";\n")
        result = self.check()
        self.assertIn(FINDING, result.out)

    def test_no_models(self):
        (self.project / "app" / "models.py").write_text("print('hello')\n")
        result = self.check(status=0)
        self.assertEqual("", result.out)
        self.assertRegex(result.err, r"\Aschemalint: note: no models, .+\n\Z")

    def test_no_files(self):
        (self.folder / "empty").mkdir()
        result = self.check(status=0, cwd=self.folder / "empty")
        self.assertEqual("schemalint: note: no Python or SQL file in .\n", result.err)


class OutputTest(CliTest):
    def test_closed_standard_output(self):
        done = subprocess.run(["sh", "-c", 'exec "$1" check >&-', "sh", self.program],
                              cwd=self.project, stderr=subprocess.PIPE)
        self.assertEqual(2, done.returncode)
        self.assertEqual(b"schemalint: error: standard output cannot be written: "
                         b"Bad file descriptor\n", done.stderr)

    def test_full_disk(self):
        with open("/dev/full", "wb") as full:
            self.assertEqual("schemalint: error: standard output cannot be written: "
                             "No space left on device\n",
                             self.run_program("check", status=2, stdout=full).err)

    def test_reader_that_went_away(self):
        reader, writer = os.pipe()
        os.close(reader)
        try:
            self.assertEqual("", self.run_program("check", status=1, stdout=writer).err)
        finally:
            os.close(writer)

    def test_file_that_cannot_be_written(self):
        result = self.check("--output", "sarif:app/models.py/x.sarif", status=2)
        self.assertEqual("schemalint: error: app/models.py/x.sarif: cannot be written: "
                         "Not a directory\n", result.err)
        self.assertIn(FINDING, result.out)

    def test_fix_that_cannot_be_written(self):
        before = (self.project / "app" / "models.py").read_bytes()
        (self.project / "app").chmod(0o555)
        self.addCleanup((self.project / "app").chmod, 0o755)
        result = self.run_program("check", "--fix", status=2, **self.as_nobody())
        self.assertRegex(result.err,
                         r"\Aschemalint: error: .*app/models\.py: cannot be written: .+\n\Z")
        self.assertEqual(before, (self.project / "app" / "models.py").read_bytes())
        self.assertEqual(["__init__.py", "models.py"], sorted(os.listdir(self.project / "app")))
