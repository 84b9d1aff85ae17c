# Flask-Dance 7.1: https://flask-dance.readthedocs.io/en/latest/storages.html
