namespace AuthPortal.Resources;

/// <summary>Words of the first run.</summary>
public sealed class SetupTexts;
