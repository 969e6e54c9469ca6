"""An app with Authlib: it says where to send the person, reads the address that they came back to, and then says on
one line what it got, in their name and in its own. Settings come from the environment."""
import json
import os

from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, JsonWebToken
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oidc.core import CodeIDToken
import requests

client_id, redirect_uri = os.environ["CLIENT_ID"], os.environ["REDIRECT_URI"]
method, credential = os.environ["AUTH_METHOD"], os.environ["CREDENTIAL"]
metadata = requests.get(os.environ["ISSUER"] + "/.well-known/openid-configuration").json()


def session(scope):
    made = OAuth2Session(
        client_id,
        json.loads(credential) if method == "private_key_jwt" else credential or None,
        scope=scope,
        redirect_uri=redirect_uri,
        token_endpoint_auth_method=method,
        revocation_endpoint_auth_method=method,
        token_endpoint=metadata["token_endpoint"],
        code_challenge_method="S256",
    )
    if method == "private_key_jwt":
        made.register_client_auth_method(PrivateKeyJWT(metadata["token_endpoint"], alg="ES256"))
    return made


app = session("openid profile email offline_access")
verifier, nonce = generate_token(48), generate_token()
address, state = app.create_authorization_url(
    metadata["authorization_endpoint"], code_verifier=verifier, nonce=nonce)
print(address, flush=True)

tokens = dict(app.fetch_token(authorization_response=input(), state=state, code_verifier=verifier))
claims = JsonWebToken(["ES256"]).decode(
    tokens["id_token"],
    JsonWebKey.import_key_set(requests.get(metadata["jwks_uri"]).json()),
    claims_cls=CodeIDToken,
    claims_options={"iss": {"essential": True, "value": metadata["issuer"]}},
    claims_params={"nonce": nonce, "client_id": client_id, "access_token": tokens["access_token"]},
)
claims.validate()
said = {"sub": claims["sub"], "email": app.get(metadata["userinfo_endpoint"]).json()["email"]}
refreshed = app.refresh_token(metadata["token_endpoint"], refresh_token=tokens["refresh_token"])
said["rotated"] = refreshed["refresh_token"] != tokens["refresh_token"]

if method != "none":
    machine = session("notes.read")
    own = machine.fetch_token(grant_type="client_credentials")
    said["machine"] = own["scope"]
    said["introspected"] = app.introspect_token(
        metadata["introspection_endpoint"], token=refreshed["access_token"]).json()["sub"]

app.revoke_token(metadata["revocation_endpoint"], token=refreshed["refresh_token"], token_type_hint="refresh_token")
said["userinfo"] = app.get(metadata["userinfo_endpoint"]).status_code
print(json.dumps(said), flush=True)
