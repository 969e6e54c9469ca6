using AuthPortal.Protocol;

namespace AuthPortal.Tests.Certification;

/// <summary>
/// The ways that the suite runs each module: a response type of OpenID Connect Core §3 with a response mode, such as
/// <c>code id_token form_post</c>. The mode alone means the code flow; the type alone means its default mode.
/// </summary>
internal static class Variants
{
    private static readonly string[] Modes = [ResponseMode.Query, ResponseMode.Fragment, ResponseMode.FormPost];

    public static IReadOnlyList<string> Code { get; } = ["code query", "code form_post"];

    public static IReadOnlyList<string> Hybrid { get; } =
        [.. Both("code id_token"), .. Both("code token"), .. Both("code id_token token")];

    /// <summary>OAuth's own implicit grant, <c>token</c>, is no part of OpenID Connect.</summary>
    public static IReadOnlyList<string> Implicit { get; } = [.. Both("id_token"), .. Both("id_token token")];

    public static IReadOnlyList<string> All { get; } = [.. Code, .. Hybrid, .. Implicit];

    public static IReadOnlyList<string> WithCode { get; } = [.. Code, .. Hybrid];

    public static IReadOnlyList<string> FrontChannel { get; } = [.. Hybrid, .. Implicit];

    /// <summary>Those that give an access token somewhere.</summary>
    public static IReadOnlyList<string> WithAccessToken { get; } = [.. WithCode, .. Both("id_token token")];

    public static string ModeOf(string variant)
        => variant.Split(' ')[^1] is var last && Modes.Contains(last)
            ? last
            : TypeOf(variant) == ResponseType.Code ? ResponseMode.Query : ResponseMode.Fragment;

    public static string TypeOf(string variant)
        => string.Join(' ', variant.Split(' ').Where(word => !Modes.Contains(word))) is { Length: > 0 } type
            ? type
            : ResponseType.Code;

    /// <summary>The client that may do this.</summary>
    public static string ClientOf(string variant)
        => TypeOf(variant) == ResponseType.Code ? CertificationPortal.Client : CertificationPortal.FrontClient;

    /// <summary>The certification profile that it belongs to.</summary>
    public static string PlanOf(string variant)
    {
        var type = TypeOf(variant);
        var flow = type == ResponseType.Code ? "Basic" : type.StartsWith("code ", StringComparison.Ordinal) ? "Hybrid" : "Implicit";
        return ModeOf(variant) == ResponseMode.FormPost ? $"Form Post {flow} OP" : $"{flow} OP";
    }

    private static string[] Both(string type) => [type + " fragment", type + " form_post"];
}
