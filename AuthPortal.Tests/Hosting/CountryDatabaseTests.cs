using System.Text;
using AuthPortal.Activity;
using AuthPortal.Hosting.Settings;
using AuthPortal.Hosting.Start;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuthPortal.Tests.Hosting;

/// <summary>Countries from a database in MaxMind's format, made here: one that knows 128.0.0.0/1 and nothing else.</summary>
public sealed class CountryDatabaseTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public CountryDatabaseTests() => File.WriteAllBytes(_file, Database("KR"));

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("203.0.113.7", "KR")]
    [InlineData("10.0.0.1", null)]
    [InlineData("::1", null)]
    [InlineData("not an address", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void An_address_has_the_country_that_the_file_says(string? address, string? country)
    {
        using var countries = new CountryDatabase(With(_file), NullLogger<CountryDatabase>.Instance);
        Assert.Equal(country, countries.Find(address));
    }

    [Fact]
    public void Without_a_file_no_country_is_known()
    {
        using var countries = new CountryDatabase(With(null), NullLogger<CountryDatabase>.Instance);
        Assert.Null(countries.Find("203.0.113.7"));
    }

    [Fact]
    public void A_file_that_is_none_stops_the_start_with_a_line_that_names_it()
    {
        File.WriteAllText(_file, "country,code");
        var refused = Assert.Throws<StartRefusedException>(() => SettingsRules.Check(With(_file)));
        Assert.StartsWith("Geo:Database", refused.Message, StringComparison.Ordinal);
        Assert.Throws<StartRefusedException>(() => SettingsRules.Check(With("/nowhere/at/all.mmdb")));
    }

    private static IConfiguration With(string? path)
        => new ConfigurationBuilder().AddInMemoryCollection([new("Geo:Database", path)]).Build();

    /// <summary>MaxMind DB format 2.0: a tree of one node whose right branch is the one entry of the data section.</summary>
    private static byte[] Database(string code)
    {
        byte[] entry = [.. Map(1), .. Text("country"), .. Map(1), .. Text("iso_code"), .. Text(code)];

        // 24-bit records: 1 (the node count) is "nothing known"; 17 is the data section's start (1 + 16 + 0).
        byte[] tree = [0, 0, 1, 0, 0, 17];
        byte[] metadata =
        [
            .. Map(9),
            .. Text("node_count"), 0xC1, 1,
            .. Text("record_size"), 0xA1, 24,
            .. Text("ip_version"), 0xA1, 4,
            .. Text("database_type"), .. Text("Test-Country"),
            .. Text("languages"), 0x00, 0x04,
            .. Text("binary_format_major_version"), 0xA1, 2,
            .. Text("binary_format_minor_version"), 0xA0,
            .. Text("build_epoch"), 0x01, 0x02, 1,
            .. Text("description"), .. Map(0),
        ];
        return [.. tree, .. new byte[16], .. entry, 0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8, .. metadata];
    }

    private static byte[] Map(int pairs) => [(byte)(0xE0 | pairs)];

    private static byte[] Text(string text)
        => text.Length < 29
            ? [(byte)(0x40 | text.Length), .. Encoding.UTF8.GetBytes(text)]
            : throw new ArgumentOutOfRangeException(nameof(text));
}
