using System.Globalization;
using AuthPortal.Activity;

namespace AuthPortal.Components.Shared;

/// <summary>Where an address is, as people call it: the country where it is known, else the address itself.</summary>
public sealed class PlaceWords(CountryDatabase countries)
{
    /// <summary>Null when there is no address.</summary>
    public string? Say(string? address) => Country(address) ?? (string.IsNullOrEmpty(address) ? null : address);

    /// <summary>The country and the address.</summary>
    public string? InFull(string? address) => Country(address) is { } country ? $"{country} ({address})" : Say(address);

    private string? Country(string? address)
    {
        if (countries.Find(address) is not { } code)
        {
            return null;
        }

        try
        {
            return new RegionInfo(code).DisplayName;
        }
        catch (ArgumentException)
        {
            return code;
        }
    }
}
