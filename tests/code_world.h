#pragma once

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "analyzer/code/facts.h"
#include "analyzer/load.h"

namespace schemalint {

/// The models that the examples of code query.
inline const std::string code_models = R"(
import enum
from pgvector.sqlalchemy import Vector
from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, MetaData, String, Table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Status(enum.Enum):
    OPEN = "open"


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customers"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    orders: Mapped[list["Order"]] = relationship(back_populates="customer")


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    state: Mapped[str] = mapped_column("status")
    data: Mapped[dict] = mapped_column(JSONB)
    embedding: Mapped[list[float]] = mapped_column(Vector(3))
    deleted_at = mapped_column(DateTime)
    paid: Mapped[bool]
    customer: Mapped[Customer] = relationship(back_populates="orders")
    lines: Mapped[list["Line"]] = relationship()


class Line(Base):
    __tablename__ = "lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    product: Mapped["Product"] = relationship()


class Product(Base):
    __tablename__ = "products"
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id"))


notes = Table("notes", Base.metadata, Column("id", Integer, primary_key=True), Column("body", String))
)";

/// A project whose module app/code.py holds this text behind the usual imports.
inline Project project_with(const std::string& text) {
  return load_texts(
      {SourceFile("app/__init__.py", ""), SourceFile("app/models.py", code_models),
       SourceFile("app/code.py",
                  "import numpy as np\n"
                  "from sqlalchemy import *\n"
                  "from sqlalchemy import select, text, and_, or_, func, create_engine\n"
                  "from sqlalchemy.orm import *\n"
                  "from sqlalchemy.orm import selectinload, joinedload, aliased, sessionmaker\n"
                  "from sqlalchemy.ext.asyncio import create_async_engine, async_sessionmaker, "
                  "AsyncSession\n"
                  "from sqlalchemy.pool import NullPool\n"
                  "from app.models import *\n"
                  "from app.models import Customer, Order, Line, Status, notes\n"
                  "from app import models\n" +
                      text)});
}

/// What one query says, in short words.
inline std::string show(const Query& query) {
  std::string all;
  for (const Entity& entity : query.entities)
    all += (all.empty() ? "" : ", ") +
           (entity.whole ? entity.model_class.empty() ? entity.table.name : entity.model_class
                         : "column");
  for (const Predicate& predicate : query.predicates) {
    all += (predicate.alternative ? " or " : " and ") + predicate.column.column;
    for (const std::string& key : predicate.path) all += "[" + key + "]";
    if (predicate.as_text) all += " as text";
    if (!predicate.cast.empty()) all += " " + predicate.cast;
    if (!predicate.op.empty()) all += " " + predicate.op;
    switch (predicate.compared.kind) {
      case Operand::Kind::none:
        all += " NULL";
        break;
      case Operand::Kind::bound:
        all += " bound";
        break;
      case Operand::Kind::column:
        all += " column";
        break;
      default:
        all += predicate.compared.text.empty() ? "" : " " + predicate.compared.text;
    }
  }
  if (!query.conditions_known) all += " and more";
  for (const Ordering& ordering : query.ordering)
    all += " order by " + ordering.column.column + (ordering.distance.empty() ? "" : " ") +
           ordering.distance + (ordering.in_expression ? " in expression" : "") +
           (ordering.descending ? " desc" : "");
  for (const LoaderOption& loader : query.loaders) {
    all += " " + loader.name + "(";
    for (const std::string& part : loader.path) all += (all.back() == '(' ? "" : ".") + part;
    all += ")";
  }
  if (!query.loaders_known) all += " other loaders";
  if (query.limited) all += " limited";
  return all;
}

}  // namespace schemalint
