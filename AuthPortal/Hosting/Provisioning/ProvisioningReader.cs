using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using AuthPortal.Clients.Registration;
using AuthPortal.Hosting.Start;
using AuthPortal.Protocol;

namespace AuthPortal.Hosting.Provisioning;

/// <summary>Reads the file and takes its clients apart; every problem names its path inside the file.</summary>
internal static class ProvisioningReader
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
    };

    public static async Task<ProvisioningFile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(path);
            return await ReadAsync(path, file, cancellationToken);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException(
                $"Provisioning:File {path} can't be read: give the path of a file that this program's user may read.",
                problem);
        }
    }

    /// <param name="path">What errors call it.</param>
    /// <param name="json">UTF-8.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<ProvisioningFile> ReadAsync(
        string path,
        Stream json,
        CancellationToken cancellationToken)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<ProvisioningFile>(json, Options, cancellationToken)
                ?? throw Refuse(path, "$", "it must hold a JSON object");
        }
        catch (JsonException problem)
        {
            throw Refuse(path, problem.Path ?? "$", Reason(problem));
        }
    }

    /// <summary>Each client with the rest of its members as metadata.</summary>
    public static IReadOnlyList<ProvisionedClient> Clients(string path, ProvisioningFile file)
    {
        var clients = new List<ProvisionedClient>();
        for (var i = 0; i < file.Clients.Count; i++)
        {
            clients.Add(Client(path, $"clients[{i}]", file.Clients[i]));
        }

        return clients;
    }

    public static StartRefusedException Refuse(string path, string member, string reason)
        => new($"Provisioning:File {path}, {member.TrimStart('$', '.')}: {reason}. Nothing of it was applied.");

    private static ProvisionedClient Client(string path, string at, JsonObject members)
    {
        var rest = (JsonObject)members.DeepClone();
        var id = Take("client_id") ?? throw Refuse(path, $"{at}.client_id", "it is missing");
        var secret = Take("client_secret");
        var owner = Take("owner");
        try
        {
            var metadata = rest.Deserialize(ClientMetadataJson.Default.ClientMetadata)!;
            return metadata.Other?.Keys.FirstOrDefault() is { } unknown
                ? throw Refuse(path, $"{at}.{unknown}", "no such member is known")
                : new ProvisionedClient(id, secret, owner, RegistrationRules.Tidy(metadata));
        }
        catch (JsonException problem)
        {
            throw Refuse(path, at + problem.Path?.TrimStart('$'), Reason(problem));
        }

        string? Take(string name)
        {
            var value = rest[name];
            rest.Remove(name);
            return value is null ? null
                : value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>()
                : throw Refuse(path, $"{at}.{name}", "it must be text");
        }
    }

    /// <summary>The message without the parser's own account of the path and of our type names.</summary>
    private static string Reason(JsonException problem)
    {
        var end = problem.Message.IndexOf(" Path:", StringComparison.Ordinal);
        return (end < 0 ? problem.Message : problem.Message[..end]).TrimEnd('.');
    }
}
