using AuthPortal.Clients;
using static AuthPortal.Components.Developer.Programs.ProgramText;

namespace AuthPortal.Components.Developer.Programs;

/// <summary>A whole program for Python with Authlib and Requests.</summary>
internal static class PythonSnippet
{
    public static string Write(Snippets app) => app.Kind == AppKind.Machine ? Machine(app) : People(app);

    private static string Machine(Snippets app)
        => $$"""
        # pip install authlib requests (Debian: apt install python3-authlib python3-requests), then python3 app.py
        import requests
        from authlib.integrations.requests_client import OAuth2Session

        {{Session(app)}}
        print(app.fetch_token(server["token_endpoint"], grant_type="client_credentials"))
        """;

    private static string People(Snippets app) => $"{Page(app)}\n\n{Server(app)}";

    private static string Page(Snippets app)
        => $$"""
        # pip install authlib requests (Debian: apt install python3-authlib python3-requests), then python3 app.py
        import secrets
        from http.cookies import SimpleCookie
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        from urllib.parse import urljoin, urlsplit

        import requests
        from authlib.integrations.requests_client import OAuth2Session

        redirect_uri = {{Double(WithPort(app.RedirectUri))}}
        browsers = {}  # who is at which browser; a real app keeps this in a store


        class Page(BaseHTTPRequestHandler):
            def do_GET(self):
                cookie = SimpleCookie(self.headers.get("Cookie", "")).get("browser")
                known = browsers.get(cookie.value, {}) if cookie else {}
                if urlsplit(self.path).path == urlsplit(redirect_uri).path and "state" in known:
                    del browsers[cookie.value]
                    app = session()
                    app.fetch_token(
                        server["token_endpoint"], authorization_response=urljoin(redirect_uri, self.path),
                        state=known["state"], code_verifier=known["verifier"])
                    self.remember("/", {"person": {{(app.Scopes.Contains("openid") ? "app.get(server[\"userinfo_endpoint\"]).json()" : "{\"name\": app.token[\"scope\"]}")}}})
                elif "person" in known:
                    person = known["person"]
                    self.send_response(200)
                    self.end_headers()
                    self.wfile.write(f"Hello, {person.get('name', person.get('sub'))}".encode())
                else:
                    verifier = secrets.token_urlsafe(48)
                    address, state = session().create_authorization_url(
                        server["authorization_endpoint"], code_verifier=verifier)
                    self.remember(address, {"state": state, "verifier": verifier})
        """;

    private static string Server(Snippets app)
        => $$"""
            def remember(self, location, what):
                name = secrets.token_urlsafe()
                browsers[name] = what
                self.send_response(302)
                self.send_header("Location", location)
                self.send_header("Set-Cookie", f"browser={name}; Path=/; HttpOnly; SameSite=Lax{{(IsPlain(app.RedirectUri) ? string.Empty : "; Secure")}}")
                self.end_headers()


        {{Session(app)}}

        listener = ThreadingHTTPServer(("", {{PortOf(app.RedirectUri)}}), Page)
        print("Open", urljoin(redirect_uri, "/"), flush=True)
        listener.serve_forever()
        """;

    private static string Session(Snippets app)
        => app.Kind == AppKind.Machine
            ? $"server = requests.get({Discovery(app)}).json()\napp = {Made(app)}"
            : $"def session():\n    return {Made(app)}\n\n\nserver = requests.get({Discovery(app)}).json()";

    private static string Discovery(Snippets app) => Double(app.Issuer + "/.well-known/openid-configuration");

    private static string Made(Snippets app)
    {
        var isMachine = app.Kind == AppKind.Machine;
        var indent = isMachine ? "    " : "        ";
        var secret = app.IsConfidential ? Double(app.SecretOrPlaceholder) : "None";
        var rest = isMachine ? string.Empty : ", redirect_uri=redirect_uri, code_challenge_method=\"S256\"";
        return $"OAuth2Session(\n{indent}{Double(app.ClientId)}, {secret}, token_endpoint_auth_method={Double(app.AuthMethod)},\n"
            + $"{indent}scope={Double(app.Scopes.ToString())}{rest})";
    }
}
