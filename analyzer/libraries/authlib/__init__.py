# Authlib 1.9: https://docs.authlib.org/
