# fastapi-users 15.0: https://fastapi-users.github.io/fastapi-users/
