using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tests.Outside;

#pragma warning disable CA5404, MA0004, MA0011, MA0015 // As the guide shows it, letter by letter.
public sealed class RevokedTokens(IHttpClientFactory clients, IOptionsMonitor<JwtBearerOptions> options) : BackgroundService
{
    private readonly ConcurrentDictionary<string, long> _revoked = new(StringComparer.Ordinal);
    private long _seen;

    public static Task RefuseAsync(TokenValidatedContext context)
    {
        var revoked = context.HttpContext.RequestServices.GetRequiredService<RevokedTokens>();
        if (revoked.Contains((JsonWebToken)context.SecurityToken))
        {
            context.Fail("The token was revoked.");
        }

        return Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var http = clients.CreateClient();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(http, options.Get("Bearer"), stoppingToken);
            }
            catch (HttpRequestException)
            {
                // The portal is away for a moment: what is known stays known.
            }

            await Task.Delay(500, stoppingToken);
        }
    }

    private bool Contains(JsonWebToken token)
        => new[] { "fid", "jti", "client_id" }.Any(claim => token.TryGetPayloadValue<string>(claim, out var value)
            && _revoked.TryGetValue($"{claim} {value}", out var at)
            && token.GetPayloadValue<long>("iat") <= at);

    private async Task FollowAsync(HttpClient http, JwtBearerOptions bearer, CancellationToken cancellationToken)
    {
        var metadata = await bearer.ConfigurationManager!.GetConfigurationAsync(cancellationToken);
        var feed = (string)metadata.AdditionalData["revocation_feed_uri"];
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(
            await http.GetStringAsync($"{feed}?since={_seen}", cancellationToken),
            new TokenValidationParameters
            {
                ValidIssuer = metadata.Issuer,
                IssuerSigningKeys = metadata.SigningKeys,
                ValidTypes = ["revocations+jwt"],
                ValidateAudience = false,
                RequireExpirationTime = false,
            });
        if (!result.IsValid)
        {
            bearer.ConfigurationManager.RequestRefresh();
            return;
        }

        var answer = (JsonWebToken)result.SecurityToken;
        foreach (var entry in answer.GetPayloadValue<JsonElement>("revocations").EnumerateArray())
        {
            _revoked[$"{entry.GetProperty("claim")} {entry.GetProperty("value")}"] = entry.GetProperty("at").GetInt64();
        }

        _seen = answer.GetPayloadValue<long>("to");
    }
}
