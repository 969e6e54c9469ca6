using MudBlazor;

namespace AuthPortal.Components;

/// <summary>
/// Type, radii and spacing for MudBlazor's parts. Their colours are the variables of wwwroot/theme.css (see mud.css),
/// so light and dark switch in one place.
/// </summary>
public static class PortalTheme
{
    private static readonly string[] Family =
        ["Inter", "system-ui", "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px" },
        PaletteLight = new PaletteLight { Primary = "#0b6b5d", Error = "#b3261e" },
        PaletteDark = new PaletteDark { Primary = "#5fd0b8", Error = "#ff8f86" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Family, FontSize = "15px", LineHeight = "1.5" },
            H6 = new H6Typography { FontFamily = Family, FontSize = "16px", FontWeight = "620", LineHeight = "24px" },
            Body1 = new Body1Typography { FontFamily = Family, FontSize = "15px", LineHeight = "1.5" },
            Body2 = new Body2Typography { FontFamily = Family, FontSize = "14px", LineHeight = "20px" },
            Button = new ButtonTypography
            {
                FontFamily = Family,
                FontSize = "14px",
                FontWeight = "560",
                TextTransform = "none",
            },
        },
    };
}
