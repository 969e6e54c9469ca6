using static AuthPortal.Components.Developer.Programs.ProgramText;

namespace AuthPortal.Components.Developer.Programs;

/// <summary>A Spring Boot app whose registration is found by the issuer.</summary>
internal static class SpringSnippet
{
    private const string Imports =
        """
        package app;

        import org.springframework.boot.SpringApplication;
        import org.springframework.boot.autoconfigure.SpringBootApplication;
        import org.springframework.context.annotation.Bean;
        import org.springframework.security.config.annotation.web.builders.HttpSecurity;
        import org.springframework.security.core.annotation.AuthenticationPrincipal;
        import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
        import org.springframework.security.oauth2.client.registration.ClientRegistration;
        import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
        import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
        import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
        import org.springframework.security.oauth2.core.oidc.user.OidcUser;
        import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
        import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
        import org.springframework.security.web.SecurityFilterChain;
        import org.springframework.web.bind.annotation.GetMapping;
        import org.springframework.web.bind.annotation.RestController;
        """;

    public static string Settings(Snippets app)
        => $$"""
        # spring-boot-starter-web and spring-boot-starter-oauth2-client
        server:
          port: {{PortOf(app.RedirectUri)}}
        spring:
          security:
            oauth2:
              client:
                registration:
                  portal:
                    client-id: {{Double(app.ClientId)}}
                    client-secret: {{Double(app.SecretOrPlaceholder)}}
                    client-authentication-method: {{app.AuthMethod}}
                    authorization-grant-type: authorization_code
                    redirect-uri: {{Double(app.RedirectUri)}}
                    scope: {{Double(string.Join(',', app.Scopes))}}
                provider:
                  portal:
                    issuer-uri: {{Double(app.Issuer)}}
                    user-name-attribute: sub
        """;

    public static string Write(Snippets app) => $"{Imports}\n\n{Class(app)}";

    private static string Class(Snippets app)
        => $$"""
        @SpringBootApplication
        @RestController
        public class App {
            public static void main(String[] args) {
                SpringApplication.run(App.class, args);
            }

            @GetMapping("/")
            String hello(@AuthenticationPrincipal OidcUser person) {
                return "Hello, " + person.getSubject();
            }

            @Bean
            SecurityFilterChain chain(HttpSecurity http, ClientRegistrationRepository apps) throws Exception {
                var requests = new DefaultOAuth2AuthorizationRequestResolver(apps, "/oauth2/authorization");
                requests.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
                http.authorizeHttpRequests(all -> all.anyRequest().authenticated());
                http.oauth2Login(login -> {
                    login.authorizationEndpoint(end -> end.authorizationRequestResolver(requests));
                    login.redirectionEndpoint(end -> end.baseUri({{Double(PathOf(app.RedirectUri))}}));
                });
                return http.build();
            }

            @Bean
            JwtDecoderFactory<ClientRegistration> idTokens() {
                var decoders = new OidcIdTokenDecoderFactory();
                decoders.setJwsAlgorithmResolver(app -> SignatureAlgorithm.{{app.IdTokenAlgorithm}}); // RS256 otherwise
                return decoders;
            }
        }
        """;

    private static string PathOf(string redirectUri)
        => Uri.TryCreate(redirectUri, UriKind.Absolute, out var uri) ? uri.AbsolutePath : "/login/oauth2/code/portal";
}
