using static AuthPortal.Components.Developer.Programs.ProgramText;

namespace AuthPortal.Components.Developer.Programs;

/// <summary>A whole page with oauth4webapi: served at the redirect URI and wherever it starts.</summary>
internal static class SinglePageSnippet
{
    public static string Write(Snippets app) => $"{Start(app)}\n\n{End(app)}";

    private static string Start(Snippets app)
        => $$"""
        <!DOCTYPE html>
        <!-- npm install oauth4webapi, then serve this folder, with this page at the redirect URI's path too -->
        <html lang="en">
        <title>Signed in?</title>
        <p id="hello"></p>
        <button id="sign-in" hidden>Sign in</button>
        <script type="importmap">
          { "imports": { "oauth4webapi": "/node_modules/oauth4webapi/build/index.js" } }
        </script>
        <script type="module">
          import * as oauth from 'oauth4webapi';

          const issuer = new URL({{InPage(app.Issuer)}});
          const app = { client_id: {{InPage(app.ClientId)}} };
          const redirectUri = {{InPage(app.RedirectUri)}};
          const options = { [oauth.allowInsecureRequests]: {{(IsPlain(app.Issuer) ? "true" : "false")}} };
          const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options));

          async function signIn() {
            const kept = { verifier: oauth.generateRandomCodeVerifier(), state: oauth.generateRandomState(), nonce: oauth.generateRandomNonce() };
            sessionStorage.setItem('sign-in', JSON.stringify(kept));
            const there = new URL(server.authorization_endpoint);
            there.search = new URLSearchParams({
              client_id: app.client_id,
              redirect_uri: redirectUri,
              response_type: 'code',
              scope: {{InPage(app.Scopes.ToString())}},
              code_challenge: await oauth.calculatePKCECodeChallenge(kept.verifier),
              code_challenge_method: 'S256',
              state: kept.state,
              nonce: kept.nonce,
            });
            location.assign(there);
          }
        """;

    private static string End(Snippets app)
        => $$"""
          async function comeBack(kept) {
            sessionStorage.removeItem('sign-in');
            const answer = oauth.validateAuthResponse(server, app, new URL(location.href), kept.state);
            history.replaceState(null, '', '/');
            const response = await oauth.authorizationCodeGrantRequest(
              server, app, oauth.None(), answer, redirectUri, kept.verifier, options);
            const tokens = await oauth.processAuthorizationCodeResponse(server, app, response{{(app.Scopes.Contains("openid") ? ", { expectedNonce: kept.nonce, requireIdToken: true }" : string.Empty)}});
        {{Person(app)}}
          }

          document.getElementById('sign-in').addEventListener('click', signIn);
          const kept = sessionStorage.getItem('sign-in');
          if (kept && new URLSearchParams(location.search).has('state')) {
            document.getElementById('hello').textContent = `Hello, ${await comeBack(JSON.parse(kept))}`;
          } else {
            document.getElementById('sign-in').hidden = false;
          }
        </script>
        """;

    private static string Person(Snippets app)
        => app.Scopes.Contains("openid")
            ? """
                const { sub } = oauth.getValidatedIdTokenClaims(tokens);
                const person = await oauth.processUserInfoResponse(
                  server, app, sub, await oauth.userInfoRequest(server, app, tokens.access_token, options));
                return person.name ?? sub;
            """
            : "    return tokens.scope;";
}
