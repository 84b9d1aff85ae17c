// Classes that programs make and change while they run, and what ends reading them.

#include "tests/evaluator_world.h"

using namespace schemalint;

TEST_CASE("a recursion behind conditions that are not known ends quickly") {
  // Each call would make two more: without an end, 2 to the power of the depth of calls.
  CHECK(show("import os\n"
             "def walk(node, depth):\n"
             "    if os.path.exists(node):\n"
             "        walk(node + '/a', depth + 1)\n"
             "        walk(node + '/b', depth + 1)\n"
             "        walk(node + '/c', depth + 1)\n"
             "    return 1\n"
             "x = walk('.', 0)\n",
             "x") == "1");
  CHECK(show("def depth(n):\n"
             "    return 0 if n == 0 else 1 + depth(n - 1)\n"
             "x = depth(12)\n",
             "x") == "12");
}

TEST_CASE("what hangs on the making of classes has few steps") {
  const std::string hook =
      "class Base:\n"
      "    def __init_subclass__(cls):\n"
      "        cls.first = 1\n"
      "        for i in range(9000):\n"
      "            for j in range(9000):\n"
      "                i + j\n"
      "        cls.last = 2\n";
  const std::string classes = "class A(Base):\n    pass\nclass B(Base):\n    own = 3\n";
  CHECK(show(hook + classes + "x = B.first\n", "x") == "1");
  CHECK(show(hook + classes + "x = B.own\n", "x") == "3");
  CHECK(show(hook + classes + "x = B.last\n", "x") != "2");
  // The module behind them has steps of its own.
  CHECK(show(hook + classes + "x = [n for n in range(3)]\n", "x") == "[0, 1, 2]");
}

TEST_CASE("metaclasses change the namespace and the class") {
  const std::string metaclass =
      "class Meta(type):\n"
      "    def __new__(mcs, name, bases, namespace, **kwargs):\n"
      "        namespace = {**namespace, 'table': name.lower()}\n"
      "        cls = super().__new__(mcs, name, bases, namespace, **kwargs)\n"
      "        cls.later = kwargs.get('schema')\n"
      "        return cls\n"
      "    def __init__(cls, name, bases, namespace, **kwargs):\n"
      "        super().__init__(name, bases, namespace)\n"
      "        cls.count = len(namespace)\n";
  const std::string a = metaclass + "class A(metaclass=Meta, schema='s'):\n    one = 1\n";
  CHECK(show(a + "x = A.table\n", "x") == "'a'");
  CHECK(show(a + "x = A.one\n", "x") == "1");
  CHECK(show(a + "x = A.later\n", "x") == "'s'");
  CHECK(show(metaclass + "from sqlalchemy.orm import declarative_base\n"
                         "Base = declarative_base(metaclass=Meta)\n"
                         "class B(Base):\n    pass\n"
                         "x = B.table\n",
             "x") == "'b'");
  CHECK(show("import os\n"
             "class Meta(type):\n"
             "    def __new__(mcs, name, bases, namespace):\n"
             "        if os.path.exists('x'):\n"
             "            namespace['table'] = 'a'\n"
             "        return type.__new__(mcs, name, bases, namespace)\n"
             "class A(metaclass=Meta):\n    pass\n"
             "x = A.table\n",
             "x")
            .starts_with("unknown"));
}

TEST_CASE("type() and types.new_class() make classes") {
  CHECK(show("class Base:\n    size = 3\n"
             "A = type('A', (Base,), {'name': 'a'})\n"
             "x = (A.__name__, A.size, A.name)\n",
             "x") == "['A', 3, 'a']");
  CHECK(show("import types\n"
             "def fill(namespace):\n"
             "    namespace['name'] = 'b'\n"
             "A = types.new_class('A', (), {}, fill)\n"
             "x = (A.__name__, A.name)\n",
             "x") == "['A', 'b']");
}

TEST_CASE("dict.pop takes the item out") {
  CHECK(show("d = {'a': 1, 'b': 2}\nx = (d.pop('a'), d.pop('c', 3), d)\n", "x") ==
        "[1, 3, {'b': 2}]");
  CHECK(show("import os\nd = {'a': 1}\nif os.name == 'x':\n    d.pop('a')\nx = d\n", "x") ==
        "{'a': 1, …}");
}

TEST_CASE("a defaultdict makes what is asked for") {
  CHECK(show("import collections\n"
             "d = collections.defaultdict(list, a=[1])\n"
             "x = d['a'] + d['b']\n",
             "x") == "[1]");
  CHECK(show("from collections import defaultdict\n"
             "d = defaultdict(lambda: 'public')\n"
             "d['a'] = 'own'\n"
             "x = d['a'] + '.' + d['b']\n",
             "x") == "'own.public'");
  CHECK(show("x = {'a': 1}['b']\n", "x").starts_with("unknown"));
}

TEST_CASE("sets: operations and members") {
  CHECK(show("x = {'a', 'b'} & {'b', 'c'}\n", "x") == "['b']");
  CHECK(show("x = sorted({'a', 'b'} | {'b', 'c'})\n", "x") == "['a', 'b', 'c']");
  CHECK(show("x = {'a', 'b'} - {'b', 'c'}\n", "x") == "['a']");
  CHECK(show("x = 'a' in {'a'} - {'b'}\n", "x") == "True");
  CHECK(show("import os\nx = ({'a', os.name} & {'a'}) == {'a'}\n", "x") != "True");
}

TEST_CASE("sequences compared") {
  CHECK(show("x = (1, 'a') == (1, 'a')\n", "x") == "True");
  CHECK(show("x = [1, 2] == [1, 2, 3]\n", "x") == "False");
  CHECK(show("x = (3, 11) >= (3, 9)\n", "x") == "True");
  CHECK(show("x = (3,) < (3, 0)\n", "x") == "True");
  CHECK(show("import sys\nx = 1 if sys.version_info >= (3, 9) else 2\n", "x") == "1");
  CHECK(show("import os\nx = 1 if (os.name, 2) == ('x', 3) else 2\n", "x") == "2");
  CHECK(show("import os\nx = 1 if (os.name, 2) == ('x', 2) else 2\n", "x").starts_with("unknown"));
}

TEST_CASE("private names belong to the class that writes them, dir() tells them") {
  const std::string classes =
      "class Base:\n"
      "    __args = 'base'\n"
      "    def read(self):\n"
      "        return self.__args\n"
      "class Own(Base):\n"
      "    __args = 'own'\n"
      "    __dunder__ = 'kept'\n";
  CHECK(show(classes + "x = Own().read()\n", "x") == "'base'");
  CHECK(show(classes + "x = (Own._Base__args, Own._Own__args, Own.__dunder__)\n", "x") ==
        "['base', 'own', 'kept']");
  CHECK(show(classes + "x = [getattr(Own, n) for n in dir(Own) if n.endswith('__args')]\n", "x") ==
        "['base', 'own']");
  CHECK(show("class _Hidden:\n    __a = 1\nx = _Hidden._Hidden__a\n", "x") == "1");
}

TEST_CASE("isinstance() and issubclass() answer where they can") {
  const auto answer = [](const std::string& asked) {
    return show(
        "import os\n"
        "import sqlalchemy as sa\n"
        "from somewhere import Other\n"
        "class A:\n    pass\n"
        "class B(A):\n    pass\n"
        "class C(Other):\n    pass\n"
        "x = 1 if " +
            asked + " else 2\n",
        "x");
  };
  CHECK(answer("isinstance('a', str)") == "1");
  CHECK(answer("isinstance(True, int)") == "1");
  CHECK(answer("isinstance([], (tuple, list))") == "1");
  CHECK(answer("isinstance((), dict)") == "2");
  CHECK(answer("isinstance(None, str)") == "2");
  CHECK(answer("isinstance(B(), A)") == "1");
  CHECK(answer("isinstance(A(), B)") == "2");
  CHECK(answer("isinstance(A, type)") == "1");
  CHECK(answer("isinstance(sa.Column(sa.String), sa.Column)") == "1");
  CHECK(answer("isinstance(sa.Column(sa.String), str)") == "2");
  CHECK(answer("isinstance(sa.Index('i', 'a'), sa.UniqueConstraint)") == "2");
  CHECK(answer("isinstance(os.name, str)").starts_with("unknown"));
  CHECK(answer("issubclass(B, A)") == "1");
  CHECK(answer("issubclass(A, B)") == "2");
  CHECK(answer("issubclass(C, A)").starts_with("unknown"));
}

TEST_CASE("members of enumerations have what __new__ and __init__ set") {
  const std::string priority =
      "import enum\n"
      "class Priority(enum.Enum):\n"
      "    def __new__(cls, value, label):\n"
      "        self = object.__new__(cls)\n"
      "        self._value_ = value\n"
      "        self.label = label\n"
      "        return self\n"
      "    LOW = 'l', 'Low'\n"
      "    HIGH = 'h', 'High'\n"
      "    @property\n"
      "    def short(self):\n"
      "        return self.label[:2] + self.value\n"
      "Priority.default = Priority.LOW\n";
  CHECK(show(priority + "x = [p.value for p in Priority]\n", "x") == "['l', 'h']");
  CHECK(show(priority + "x = [p.label for p in Priority]\n", "x") == "['Low', 'High']");
  CHECK(show(priority + "x = Priority.HIGH.short\n", "x") == "'Hih'");
  CHECK(show(priority + "x = Priority.default.name\n", "x") == "'LOW'");
  CHECK(show("import enum\n"
             "class Level(enum.Enum):\n"
             "    A = ('a', 1)\n"
             "    B = ('b', 2)\n"
             "    C = B\n"
             "    def __init__(self, code, number):\n"
             "        self.code = code\n"
             "x = ([level.code for level in Level], list(Level.__members__), Level.A.value)\n",
             "x") == "[['a', 'b'], ['A', 'B', 'C'], ['a', 1]]");
}

TEST_CASE("the environment is read as if nothing were set") {
  CHECK(show("import os\nx = os.getenv('A', 'a')\n", "x") == "'a'");
  CHECK(show("from os import environ\nx = environ.get('A') or 'b'\n", "x") == "'b'");
  CHECK(show("import os\nx = int(os.getenv('A', default='7'))\n", "x") == "7");
  CHECK(show("import os\na = os.getenv('A')\nx = a + '_' if a else ''\n", "x") == "''");
  CHECK(show("from pydantic_settings import BaseSettings\n"
             "class Settings(BaseSettings):\n    schema_name: str = 'app'\n    size: int\n"
             "x = Settings().schema_name\n",
             "x") == "'app'");
  // Where the source names no default the program does not run without it.
  CHECK(show("import os\nx = f\"{os.getenv('A')}.users\"\n", "x").ends_with("with holes"));
  CHECK(show("import os\nif not os.getenv('A'):\n    raise SystemExit\nx = 1\n", "x") == "1");
}
