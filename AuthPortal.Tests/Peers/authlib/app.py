"""Authlib on Flask and SQLAlchemy, with the grants and tables that its documentation shows.

Person 1 is signed in everywhere and consents to everything. AUTHPORTAL_PEER_DB names the SQLite file;
`python3 app.py` makes it, gunicorn serves `app:app`.
"""

import os
import time

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.integrations.sqla_oauth2 import (
    OAuth2AuthorizationCodeMixin,
    OAuth2ClientMixin,
    OAuth2TokenMixin,
    create_query_client_func,
    create_save_token_func,
)
from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc7636 import CodeChallenge
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

POST = ["client_secret_post"]

app = Flask(__name__)
app.config.update(
    SECRET_KEY="of no use to anybody",
    SQLALCHEMY_DATABASE_URI="sqlite:///" + os.path.abspath(os.environ["AUTHPORTAL_PEER_DB"]),
    SQLALCHEMY_ENGINE_OPTIONS={"connect_args": {"timeout": 30}},
    OAUTH2_REFRESH_TOKEN_GENERATOR=True,
)
db = SQLAlchemy(app)


class Person(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(40), unique=True)

    def get_user_id(self):
        return self.id


class App(db.Model, OAuth2ClientMixin):
    id = db.Column(db.Integer, primary_key=True)


class Code(db.Model, OAuth2AuthorizationCodeMixin):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer, db.ForeignKey("person.id"))


class Token(db.Model, OAuth2TokenMixin):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer, db.ForeignKey("person.id"))


class Codes(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = POST

    def save_authorization_code(self, code, request):
        row = Code(
            code=code,
            client_id=request.client.client_id,
            redirect_uri=request.redirect_uri,
            scope=request.scope,
            user_id=request.user.id,
            code_challenge=request.data.get("code_challenge"),
            code_challenge_method=request.data.get("code_challenge_method"),
        )
        db.session.add(row)
        db.session.commit()
        return row

    def query_authorization_code(self, code, client):
        row = Code.query.filter_by(code=code, client_id=client.client_id).first()
        return row if row and not row.is_expired() else None

    def delete_authorization_code(self, row):
        db.session.delete(row)
        db.session.commit()

    def authenticate_user(self, row):
        return db.session.get(Person, row.user_id)


class Refreshes(grants.RefreshTokenGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = POST
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, value):
        row = Token.query.filter_by(refresh_token=value).first()
        return row if row and not row.is_revoked() else None

    def authenticate_user(self, row):
        return db.session.get(Person, row.user_id)

    def revoke_old_credential(self, row):
        row.access_token_revoked_at = row.refresh_token_revoked_at = int(time.time())
        db.session.add(row)
        db.session.commit()


class Machines(grants.ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = POST


server = AuthorizationServer(
    app,
    query_client=create_query_client_func(db.session, App),
    save_token=create_save_token_func(db.session, Token),
)
server.register_grant(Codes, [CodeChallenge(required=True)])
server.register_grant(Refreshes)
server.register_grant(Machines)


@app.route("/authorize")
def authorize():
    return server.create_authorization_response(grant_user=db.session.get(Person, 1))


@app.route("/token", methods=["POST"])
def token():
    return server.create_token_response()


@app.route("/healthz")
def healthz():
    return "ok"


def fill():
    db.create_all()
    db.session.execute(db.text("PRAGMA journal_mode=WAL"))
    db.session.add(Person(id=1, name="bench"))
    bench = App(client_id="bench", client_secret=os.environ["AUTHPORTAL_PEER_SECRET"], client_id_issued_at=0)
    bench.set_client_metadata(
        {
            "client_name": "bench",
            "redirect_uris": ["http://localhost/cb"],
            "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
            "response_types": ["code"],
            "scope": "api",
            "token_endpoint_auth_method": "client_secret_post",
        }
    )
    db.session.add(bench)
    db.session.commit()


if __name__ == "__main__":
    with app.app_context():
        fill()
