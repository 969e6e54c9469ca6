using static AuthPortal.Components.Developer.Programs.ProgramText;

namespace AuthPortal.Components.Developer.Programs;

/// <summary>A whole program for Go with x/oauth2 and go-oidc.</summary>
internal static class GoSnippet
{
    public static string Write(Snippets app) => $"{Start(app)}\n\n{Pages(app)}";

    private static string Start(Snippets app)
        => $$$"""
        // go mod init app && go get golang.org/x/oauth2 github.com/coreos/go-oidc/v3/oidc && go run .
        package main

        import (
        	"context"
        	"fmt"
        	"log"
        	"net/http"
        	"net/url"
        	"strings"

        	"github.com/coreos/go-oidc/v3/oidc"
        	"golang.org/x/oauth2"
        )

        func main() {
        	provider, err := oidc.NewProvider(context.Background(), {{{Double(app.Issuer)}}})
        	if err != nil {
        		log.Fatal(err)
        	}
        	endpoint := provider.Endpoint()
        	endpoint.AuthStyle = oauth2.{{{(app.AuthMethod == Protocol.ClientAuthMethod.Basic ? "AuthStyleInHeader" : "AuthStyleInParams")}}}
        	app := oauth2.Config{
        		ClientID:     {{{Double(app.ClientId)}}},
        {{{(app.IsConfidential ? $"\t\tClientSecret: {Double(app.SecretOrPlaceholder)},\n" : string.Empty)}}}		RedirectURL:  {{{Double(WithPort(app.RedirectUri))}}},
        		Endpoint:     endpoint,
        		Scopes:       []string{ {{{string.Join(", ", app.Scopes.Select(Double))}}} },
        	}
        	verifier := provider.Verifier(&oidc.Config{ClientID: app.ClientID, SupportedSigningAlgs: []string{"ES256", "RS256", "PS256"}})
        	back, err := url.Parse(app.RedirectURL)
        	if err != nil {
        		log.Fatal(err)
        	}
        """;

    private static string Pages(Snippets app)
        => $$$"""
        	http.HandleFunc({{{Double(StartOf(app))}}}, func(w http.ResponseWriter, r *http.Request) {
        		if r.URL.Path != {{{Double(StartOf(app))}}} {
        			http.NotFound(w, r)
        			return
        		}
        		state, nonce, proof := oauth2.GenerateVerifier(), oauth2.GenerateVerifier(), oauth2.GenerateVerifier()
        		for name, value := range map[string]string{"state": state, "nonce": nonce, "proof": proof} {
        			http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode{{{Secure(app)}}})
        		}
        		http.Redirect(w, r, app.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(proof)), http.StatusFound)
        	})
        	http.HandleFunc("/"+strings.TrimPrefix(back.Path, "/"), func(w http.ResponseWriter, r *http.Request) {
        		kept := func(name string) string {
        			cookie, err := r.Cookie(name)
        			if err != nil {
        				return ""
        			}
        			return cookie.Value
        		}
        		if kept("state") == "" || r.URL.Query().Get("state") != kept("state") {
        			http.Error(w, "this answer is not for this browser", http.StatusBadRequest)
        			return
        		}
        		token, err := app.Exchange(r.Context(), r.URL.Query().Get("code"), oauth2.VerifierOption(kept("proof")))
        		if err != nil {
        			http.Error(w, err.Error(), http.StatusBadRequest)
        			return
        		}
        		raw, _ := token.Extra("id_token").(string)
        		person, err := verifier.Verify(r.Context(), raw)
        		if err != nil || person.Nonce != kept("nonce") {
        			http.Error(w, "the ID token does not hold", http.StatusBadRequest)
        			return
        		}
        		fmt.Fprintf(w, "Hello, %s", person.Subject)
        	})
        	log.Fatal(http.ListenAndServe(":{{{PortOf(app.RedirectUri)}}}", nil))
        }
        """;

    /// <summary>Where a person signs in: not where the answer comes back to.</summary>
    private static string StartOf(Snippets app)
        => Uri.TryCreate(app.RedirectUri, UriKind.Absolute, out var back) && back.AbsolutePath == "/" ? "/start" : "/";

    /// <summary>The end of a cookie; a browser keeps no secure one of a plain address.</summary>
    private static string Secure(Snippets app) => IsPlain(app.RedirectUri) ? "}" : ", Secure: true}";
}
