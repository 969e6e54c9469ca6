using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Accounts;
using AuthPortal.Clients;
using AuthPortal.Grants;
using AuthPortal.Tokens;
using Microsoft.AspNetCore.Components;

namespace AuthPortal.Components.Me;

/// <summary>Shows a person what an app sees of them, from the same source as userinfo.</summary>
public sealed partial class ClaimsPreview(
    ConnectedApps connected,
    ProfileEditor people,
    ClientRegistry clients,
    Subjects subjects)
{
    /// <summary>More than this many nobody picks from a list; the app's own address picks any.</summary>
    private const int Most = 200;

    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private List<ConnectedApp> _apps = [];
    private ConnectedApp? _shown;
    private List<(string Name, string Value)> _claims = [];

    [Parameter, EditorRequired]
    public string UserId { get; set; } = default!;

    /// <summary>The app that was asked for; the one used last when that is none of the person's.</summary>
    [Parameter]
    public string? App { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        var all = await connected.ListAsync(UserId, CancellationToken.None);
        _apps = [.. all.Where(a => a.ClientId == App).Concat(all).DistinctBy(a => a.ClientId).Take(Most)];
        _shown = _apps.FirstOrDefault();
        if (_shown is not null
            && await people.FindAsync(UserId, CancellationToken.None) is { } user
            && await clients.FindAsync(_shown.ClientId, CancellationToken.None) is { } client)
        {
            var claims = PersonClaims.Of(user, _shown.Scopes);
            claims.Insert(0, "sub", subjects.Of(user.Id, client.Id, client.Metadata));
            _claims = [.. claims.Select(c => (c.Key, Text(c.Value)))];
        }
    }

    private static string Text(JsonNode? value)
        => value is JsonValue text && text.TryGetValue<string>(out var plain) ? plain : value?.ToJsonString(Readable) ?? string.Empty;
}
