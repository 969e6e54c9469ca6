namespace AuthPortal.Tests.House.Specifications;

/// <summary>A MUST, MUST NOT, SHALL or REQUIRED of a specification that binds this server, and the test that plays it.</summary>
/// <param name="Specification">Its short name.</param>
/// <param name="Section">Where it stands.</param>
/// <param name="What">In a few words.</param>
/// <param name="Test">The method; the classes named after a specification have more.</param>
internal sealed record Demand(string Specification, string Section, string What, string Test)
{
    public static IEnumerable<Demand> Of(string specification, params (string Section, string What, string Test)[] rows)
        => rows.Select(row => new Demand(specification, row.Section, row.What, row.Test));
}

/// <summary>A demand that no test of ours can play: it binds others, or nothing here can break it.</summary>
internal sealed record Moot(string Specification, string Section, string Reason)
{
    public static IEnumerable<Moot> Of(string specification, params (string Section, string Reason)[] rows)
        => rows.Select(row => new Moot(specification, row.Section, row.Reason));
}
