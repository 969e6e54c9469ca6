namespace AuthPortal.Resources;

/// <summary>Texts of the playground; its script gets all of them.</summary>
public sealed class PlaygroundTexts;
