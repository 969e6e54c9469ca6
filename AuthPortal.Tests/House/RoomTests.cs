using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace AuthPortal.Tests.House;

/// <summary>Who may import whom: the map of the house, read from the compiled assembly.</summary>
public sealed class RoomTests
{
    private const string Root = "AuthPortal";

    private static readonly string[] LowerRooms =
        ["Accounts", "Clients", "Grants", "Interactions", "Tokens", "Activity", "Data", "Protocol"];

    /// <summary>Room -> rooms that it may import besides itself. An arrow that house.md lacks says why.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Protocol"] = [],
        ["Data"] = ["Protocol"],
        ["Accounts"] = ["Data", "Protocol"],
        ["Clients"] = ["Data", "Protocol"],
        ["Grants"] = ["Data", "Protocol"],
        // The validator proves client, scopes and redirect URI, and reads id_token_hint, before anything is stored.
        ["Interactions"] = ["Data", "Protocol", "Clients", "Tokens"],
        ["Tokens"] = ["Data", "Protocol"],
        ["Activity"] = ["Data", "Protocol"],
        ["Endpoints"] = LowerRooms,
        // Error pages are components; an endpoint that shows one renders it.
        ["Endpoints.Authorize"] = [.. LowerRooms, "Components"],
        ["Endpoints.EndSession"] = [.. LowerRooms, "Components"],
        ["Components"] = LowerRooms,
        ["Resources"] = [],
        ["Hosting"] = [.. LowerRooms, "Components", "Resources"],
    };

    private static readonly Architecture Portal =
        new ArchLoader().LoadAssemblies(typeof(Program).Assembly).Build();

    [Fact]
    public void Every_import_follows_an_arrow_of_the_house()
        => Assert.Empty(Violations(Imports(Portal, Root)));

    [Fact]
    public void Every_namespace_is_on_the_map()
        => Assert.Empty(Types(Portal, Root).Select(t => t.Namespace.FullName)
            .Where(n => n != Root && RoomOf(n) is null).Distinct());

    [Theory]
    [InlineData("AuthPortal.Protocol", "AuthPortal.Data.Entities")]
    [InlineData("AuthPortal.Protocol", "Microsoft.AspNetCore.Http")]
    [InlineData("AuthPortal.Data.Configurations", "AuthPortal.Tokens")]
    [InlineData("AuthPortal.Grants", "AuthPortal.Hosting")]
    [InlineData("AuthPortal.Endpoints.Token", "AuthPortal.Endpoints.Revocation")]
    [InlineData("AuthPortal.Components.Me", "AuthPortal.Endpoints.Http")]
    public void The_check_can_fail(string from, string to)
        => Assert.NotEmpty(Violations([new Import("Some.Type", from, "Other.Type", to)]));

    [Fact]
    public void The_check_sees_what_an_async_lambda_uses()
    {
        var own = new ArchLoader().LoadAssemblies(typeof(RoomTests).Assembly).Build();
        Assert.Contains(
            Imports(own, typeof(Trespasser).Namespace!),
            i => i.From.Contains(nameof(Trespasser), StringComparison.Ordinal)
                && i.ToNamespace == "AuthPortal.Data");
    }

    [Fact]
    public void Components_reach_no_context()
        => Assert.DoesNotContain(
            Imports(Portal, Root),
            i => i.FromNamespace.StartsWith("AuthPortal.Components", StringComparison.Ordinal)
                && i.To == "AuthPortal.Data.AuthDbContext");

    private static IEnumerable<string> Violations(IEnumerable<Import> imports)
        => imports.Where(i => !IsAllowed(i)).Select(i => $"{i.From} -> {i.To}").Distinct();

    private static bool IsAllowed(Import import)
    {
        var from = RoomOf(import.FromNamespace);
        if (from is null)
        {
            return true;
        }

        if (!import.ToNamespace.StartsWith(Root, StringComparison.Ordinal))
        {
            return from != "Protocol" || !IsFramework(import.ToNamespace);
        }

        var to = RoomOf(import.ToNamespace);
        if (to is null || to == from || to == "Resources")
        {
            return to is not null || import.ToNamespace == Root;
        }

        return from.StartsWith("Endpoints", StringComparison.Ordinal) && to.StartsWith("Endpoints", StringComparison.Ordinal)
            ? from == "Endpoints" || to == "Endpoints.Http"
            : (Allowed.GetValueOrDefault(from) ?? Allowed[Top(from)]).Contains(Top(to));
    }

    /// <summary>EF Core and ASP.NET; the attribute that names a setting is neither.</summary>
    private static bool IsFramework(string name)
        => name.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal);

    /// <summary>A folder of Endpoints is a room of its own.</summary>
    private static string? RoomOf(string name)
    {
        var parts = name.Split('.');
        if (parts.Length < 2 || parts[0] != Root || !Allowed.ContainsKey(parts[1]))
        {
            return null;
        }

        return parts[1] == "Endpoints" && parts.Length > 2 ? $"Endpoints.{parts[2]}" : parts[1];
    }

    private static string Top(string room) => room.Split('.')[0];

    private static IEnumerable<IType> Types(Architecture architecture, string root)
        => architecture.Types.Where(t => t.Namespace.FullName.StartsWith(root, StringComparison.Ordinal)
            && !t.Namespace.FullName.StartsWith("AuthPortal.Data.Migrations", StringComparison.Ordinal));

    private static IEnumerable<Import> Imports(Architecture architecture, string root)
        => Types(architecture, root).SelectMany(t => t.Dependencies.Select(d => new Import(
            t.FullName, t.Namespace.FullName, d.Target.FullName, d.Target.Namespace?.FullName ?? string.Empty)));

    private sealed record Import(string From, string FromNamespace, string To, string ToNamespace);

    private static class Trespasser
    {
        public static Func<Task> Use(AuthPortal.Data.WriteQueue? queue)
            => async () => await (queue?.StopAsync(CancellationToken.None) ?? Task.CompletedTask);
    }
}
