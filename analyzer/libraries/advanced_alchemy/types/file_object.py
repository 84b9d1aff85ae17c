# advanced-alchemy 1.12: https://advanced-alchemy.litestar.dev/latest/
from advanced_alchemy.types import FileObject, FileObjectList, StoredObject
