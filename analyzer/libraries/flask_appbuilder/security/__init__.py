# Flask-AppBuilder 5.3: https://flask-appbuilder.readthedocs.io/en/latest/
