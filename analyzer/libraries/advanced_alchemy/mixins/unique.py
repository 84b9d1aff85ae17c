# advanced-alchemy 1.12: https://advanced-alchemy.litestar.dev/latest/
class UniqueMixin:
    pass
