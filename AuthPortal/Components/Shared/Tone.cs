using System.Globalization;

namespace AuthPortal.Components.Shared;

/// <summary>A steady colour for a name: the same app or person has the same one everywhere.</summary>
public static class Tone
{
    private const int Tones = 10;
    private const uint Offset = 2166136261;
    private const uint Prime = 16777619;

    /// <summary>A class of pieces.css, tone-0 to tone-9; white text is readable on each.</summary>
    public static string Of(string id)
        => "tone-" + (id.Aggregate(Offset, (hash, c) => (hash ^ c) * Prime) % Tones).ToString(CultureInfo.InvariantCulture);

    /// <summary>The first letter or digit of a name, in capitals; a dot when it has none.</summary>
    public static string Initial(string name)
    {
        var letters = StringInfo.GetTextElementEnumerator(name);
        while (letters.MoveNext())
        {
            if (char.IsLetterOrDigit(letters.GetTextElement(), 0))
            {
                return letters.GetTextElement().ToUpper(CultureInfo.InvariantCulture);
            }
        }

        return "·";
    }
}
