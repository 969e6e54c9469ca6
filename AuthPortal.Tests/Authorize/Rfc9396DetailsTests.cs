using System.Text.Json;
using AuthPortal.Clients;
using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.Authorize;

/// <summary>Rich authorization requests.</summary>
public sealed class Rfc9396DetailsTests : IClassFixture<AuthorizePortal>, IAsyncLifetime
{
    private const string Bank = "bank";

    private const string Schema =
        """
        {"type":"object","required":["type","amount","creditor"],"additionalProperties":false,
         "properties":{"type":{"const":"payment"},"creditor":{"type":"string","maxLength":40},
           "amount":{"type":"object","required":["value","currency"],
             "properties":{"value":{"type":"string","pattern":"^[0-9]+$"},"currency":{"enum":["EUR","KRW"]}}}}}
        """;

    private readonly AuthorizePortal _portal;

    public Rfc9396DetailsTests(AuthorizePortal portal) => _portal = portal;

    public async Task InitializeAsync()
    {
        if (await _portal.ReadAsync(async db => await db.Clients.FindAsync(Bank)) is not null)
        {
            return;
        }

        await _portal.WriteAsync(db =>
        {
            db.AuthorizationDetailTypes.Add(new AuthorizationDetailType
            {
                Type = "payment",
                DisplayName = "Pay {amount.value} {amount.currency} to {creditor}",
                DisplayNameKo = "{creditor}에게 {amount.value} {amount.currency} 보내기",
                Schema = Schema,
            });
            return Task.CompletedTask;
        });
        _portal.Services.GetRequiredService<ScopeCatalog>().Forget();
        await _portal.AddClientAsync(
            Bank, Metadata with { AuthorizationDetailsTypes = ["payment"] }, "secret-value");
    }

    Task IAsyncLifetime.DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task S5_to_S9_a_person_reads_it_in_words_and_it_stands_in_every_answer()
    {
        var payment = Payment("120", "Merchant");
        using var browser = await PersonAsync();
        var consent = await browser.GoAsync(At(payment));
        Assert.Contains("Pay 120 EUR to Merchant", consent.Text, StringComparison.Ordinal);
        var code = (await browser.SubmitAsync(consent, ("decision", "allow"))).Answer["code"];
        var tokens = await _portal.TokensAsync(code, Bank);
        AssertSame(payment, tokens.GetProperty("authorization_details"));
        var token = new JsonWebToken(tokens.GetProperty("access_token").GetString());
        AssertSame(payment, token.GetPayloadValue<JsonElement>("authorization_details"));
        var refreshed = await TokenAsync(
            ("grant_type", "refresh_token"), ("refresh_token", tokens.GetProperty("refresh_token").GetString()!));
        AssertSame(payment, refreshed.Ok().Json.GetProperty("authorization_details"));
    }

    [Fact]
    public async Task S6_what_was_allowed_is_not_asked_again_and_anything_else_is()
    {
        using var browser = await PersonAsync();
        var consent = await browser.GoAsync(At(Payment("7", "Baker")));
        await browser.SubmitAsync(consent, ("decision", "allow"));
        Assert.NotEmpty((await browser.GoAsync(At(Payment("7", "Baker")))).Answer["code"]);
        Assert.Equal("/consent", (await browser.GoAsync(At(Payment("8", "Baker")))).Address.AbsolutePath);
        Assert.Equal("/consent", (await browser.GoAsync(At(Payment("7", "Butcher")))).Address.AbsolutePath);
        Assert.NotEmpty((await browser.GoAsync(At(null))).Answer["code"]);
    }

    [Theory]
    [InlineData("""{"type":"payment"}""")]
    [InlineData("[]x")]
    [InlineData("""[{"amount":1}]""")]
    [InlineData("""["payment"]""")]
    [InlineData("""[{"type":"unheard-of"}]""")]
    [InlineData("""[{"type":"payment","creditor":"M"}]""")]
    [InlineData("""[{"type":"payment","creditor":"M","amount":{"value":"1","currency":"USD"}}]""")]
    [InlineData("""[{"type":"payment","creditor":"M","amount":{"value":"1","currency":"EUR"},"more":1}]""")]
    [InlineData("""[{"type":"payment","type":"other","creditor":"M","amount":{"value":"1","currency":"EUR"}}]""")]
    public async Task S5_what_does_not_fit_is_invalid_authorization_details(string details)
    {
        using var browser = await PersonAsync();
        var visit = await browser.GoAsync(At(details));
        Assert.Equal("invalid_authorization_details", visit.Answer["error"]);
        Assert.False(visit.Answer.ContainsKey("code"));
    }

    [Fact]
    public async Task S10_a_client_that_is_not_registered_for_the_type_is_refused()
    {
        using var browser = await _portal.SignedInAsync();
        var visit = await browser.GoAsync(Address(("authorization_details", Payment("1", "M"))));
        await _portal.IsRefusedAsync(visit, "invalid_authorization_details");
    }

    [Fact]
    public async Task Hostile_values_are_shown_as_text()
    {
        using var browser = await PersonAsync();
        var consent = await browser.GoAsync(At(Payment("1", "<script>alert(1)</script>")));
        Assert.Equal("/consent", consent.Address.AbsolutePath);
        Assert.DoesNotContain("<script>alert", consent.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S10_metadata_names_the_types()
    {
        using var http = _portal.NewClient();
        var metadata = await http.GetFromJsonAsync<JsonElement>("/.well-known/oauth-authorization-server");
        Assert.Equal("payment", metadata.GetProperty("authorization_details_types_supported")[0].GetString());
    }

    private static string Payment(string value, string creditor) => JsonSerializer.Serialize(new[]
    {
        new { type = "payment", creditor, amount = new { value, currency = "EUR" } },
    });

    private static string At(string? details)
        => Address(("client_id", Bank), ("authorization_details", details));

    private static void AssertSame(string expected, JsonElement actual)
        => Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, actual), actual.GetRawText());

    private async Task<Browser> PersonAsync()
    {
        var name = "payer" + await _portal.ReadAsync(db => db.Users.CountAsync());
        await _portal.AddUserAsync(name);
        return await _portal.SignedInAsync(name);
    }

    private async Task<Answer> TokenAsync(params (string Name, string Value)[] form)
    {
        using var http = _portal.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token")
        {
            Content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value))),
        };
        request.Headers.Authorization = AppScene.Basic(Bank, "secret-value");
        return await Answer.OfAsync(await http.SendAsync(request));
    }
}
