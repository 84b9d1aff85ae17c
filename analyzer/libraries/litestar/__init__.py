# Litestar 2.25: https://docs.litestar.dev/2/
