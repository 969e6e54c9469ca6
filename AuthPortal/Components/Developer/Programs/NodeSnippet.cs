using AuthPortal.Clients;
using AuthPortal.Protocol;
using static AuthPortal.Components.Developer.Programs.ProgramText;

namespace AuthPortal.Components.Developer.Programs;

/// <summary>A whole program for Node with openid-client and nothing else.</summary>
internal static class NodeSnippet
{
    public static string Write(Snippets app) => app.Kind == AppKind.Machine ? Machine(app) : People(app);

    private static string Machine(Snippets app)
        => $$"""
        // npm install openid-client && node app.mjs
        import * as oidc from 'openid-client';

        {{Discovery(app)}}
        const tokens = await oidc.clientCredentialsGrant(server{{(app.Scopes.Count == 0 ? string.Empty : $", {{ scope: {Script(app.Scopes.ToString())} }}")}});
        console.log(tokens);
        """;

    private static string People(Snippets app) => $"{Answers(app)}\n\n{Server(app)}";

    private static string Answers(Snippets app)
        => $$"""
        // npm install openid-client && node app.mjs
        import { randomUUID } from 'node:crypto';
        import { createServer } from 'node:http';
        import * as oidc from 'openid-client';

        const redirectUri = new URL({{Script(WithPort(app.RedirectUri))}});
        {{Discovery(app)}}
        const browsers = new Map(); // who is at which browser; a real app keeps this in a store

        async function answer(request, response) {
          const url = new URL(request.url, redirectUri);
          const name = /(?:^|; )browser=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
          const known = browsers.get(name);
          if (url.pathname === redirectUri.pathname && known?.state) {
            browsers.delete(name);
            const tokens = await oidc.authorizationCodeGrant(server, url, {
              pkceCodeVerifier: known.verifier,
              expectedState: known.state,
        {{Nonce(app, "      expectedNonce: known.nonce,\n      idTokenExpected: true,")}}
            });
            return remember(response, '/', { person: {{(HasPerson(app) ? "await oidc.fetchUserInfo(server, tokens.access_token, tokens.claims().sub)" : "{ name: tokens.scope }")}} });
          }
          if (known?.person) {
            return response.end(`Hello, ${known.person.name ?? known.person.sub}`);
          }
          const asked = { verifier: oidc.randomPKCECodeVerifier(), state: oidc.randomState(){{(HasPerson(app) ? ", nonce: oidc.randomNonce()" : string.Empty)}} };
          const there = oidc.buildAuthorizationUrl(server, {
            redirect_uri: redirectUri.href,
            scope: {{Script(app.Scopes.ToString())}},
            code_challenge: await oidc.calculatePKCECodeChallenge(asked.verifier),
            code_challenge_method: 'S256',
            state: asked.state,
        {{Nonce(app, "    nonce: asked.nonce,")}}
          });
          return remember(response, there.href, asked);
        }
        """.Replace("\n\n    });", "\n    });", StringComparison.Ordinal).Replace("\n\n  });", "\n  });", StringComparison.Ordinal);

    private static string Server(Snippets app)
        => $$"""
        function remember(response, location, what) {
          const name = randomUUID();
          browsers.set(name, what);
          response.writeHead(302, { location, 'set-cookie': `browser=${name}; Path=/; HttpOnly; SameSite=Lax{{(IsPlain(app.RedirectUri) ? string.Empty : "; Secure")}}` }).end();
        }

        createServer((request, response) => answer(request, response).catch((problem) => {
          console.error(problem);
          response.writeHead(500).end('It did not work; the terminal says why.');
        })).listen({{PortOf(app.RedirectUri)}}, () => console.log(`Open ${redirectUri.origin}`));
        """;

    private static string Discovery(Snippets app)
        => $"const server = await oidc.discovery(\n  new URL({Script(app.Issuer)}), {Script(app.ClientId)}, undefined, {Proof(app)}"
            + (IsPlain(app.Issuer) ? ",\n  { execute: [oidc.allowInsecureRequests] }); // the server is on this machine" : ");");

    private static string Proof(Snippets app) => app.AuthMethod switch
    {
        ClientAuthMethod.None => "oidc.None()",
        ClientAuthMethod.Post => $"oidc.ClientSecretPost({Script(app.SecretOrPlaceholder)})",
        _ => $"oidc.ClientSecretBasic({Script(app.SecretOrPlaceholder)})",
    };

    private static bool HasPerson(Snippets app) => app.Scopes.Contains("openid");

    private static string Nonce(Snippets app, string lines) => HasPerson(app) ? lines : string.Empty;
}
